"""`qa settings`, and `--config` before and after a command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.cli.main import main
from tests.cli.fakes import FakeService

KEY = "correct-horse-battery"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "qa.toml"
    path.write_text(f'top_k = 7\nwrite_keys = ["{KEY}"]\n')
    return path


def test_each_setting_stands_with_its_value_and_source(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which of three places a value comes from is the first question when something is set up wrongly."""
    monkeypatch.setenv("QA_PORT", "81")
    assert main(["settings", "--config", str(file), "--index", "there"]) == 0
    out, err = capsys.readouterr()
    rows = {name: (value, source) for name, value, source in (row.split("\t") for row in out.splitlines())}
    assert rows["top_k"] == ("7", "file")
    assert rows["port"] == ("81", "environment")
    assert rows["index_dir"] == ("there", "flag")
    assert rows["public"] == ("0", "default")
    assert rows["write_keys"] == ("1 set", "file")
    assert KEY not in out + err
    assert err == f"file: {file}\n"


def test_the_same_as_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For scripts; --config may stand before the command too."""
    assert main(["--config", str(file), "settings", "--json"]) == 0
    out = capsys.readouterr().out
    found = json.loads(out)
    assert found["file"] == str(file)
    assert found["settings"]["top_k"] == {"value": 7, "from": "file"}
    assert found["settings"]["write_keys"] == {"value": "1 set", "from": "file"}
    assert KEY not in out


def test_every_command_heeds_the_file(service: FakeService, file: Path, tmp_path: Path) -> None:
    """Also after the command, where most people write it; the next command starts afresh."""
    assert main(["ask", "when?", "--config", str(file)]) == 0
    assert service.settings.top_k == 7
    assert main(["ask", "when?"]) == 0
    assert service.settings.top_k == 5
    assert main(["ask", "when?", "--config", str(tmp_path / "none")]) == 2
