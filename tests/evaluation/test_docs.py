"""docs/evaluation.md: every measure is defined, and its worked example works as it stands."""

from __future__ import annotations

import re
import subprocess
import textwrap
from pathlib import Path

import pytest

from qa.cli.main import main
from qa.evaluation.measures import MEASURES
from tests.bag_encoder import BagEncoder

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "evaluation.md").read_text("utf-8")


def test_every_measure_is_defined() -> None:
    """Under the name it has in JSON, with the cut as a letter."""
    for one in MEASURES:
        assert {one.name, re.sub(r"@\d+$", "@k", one.name), re.sub(r"@\d+c$", "@1000c", one.name)} & named_in_table(), (
            one.name
        )


def test_no_measure_is_defined_that_does_not_exist() -> None:
    """What is documented can be found in the result."""
    names = {one.name for one in MEASURES} | {re.sub(r"@\d+$", "@k", one.name) for one in MEASURES}
    assert named_in_table() <= names


def named_in_table() -> set[str]:
    """Return the names in the first column of the table of measures."""
    table = DOCS.split("## Measures")[1].split("**Intervals")[0]
    cells = re.findall(r"^\| (`[^|]+) \|", table, flags=re.M)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_the_worked_example_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Article and commands are taken from the page; `qa eval` runs with words instead of the model."""
    monkeypatch.setattr("qa.encoder.onnx_encoder.open_encoder", lambda _: BagEncoder())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "interviews").mkdir()
    article = re.search(r"^> (The mill.*?)\n\n", DOCS, flags=re.M | re.S)
    example = re.search(r"```\n(mkdir my-questions.*?)^qa (eval .*?)\n```", DOCS, flags=re.M | re.S)
    assert article
    assert example
    text = textwrap.dedent(article[1]).replace("\n> ", " ")
    (tmp_path / "interviews" / "mill.txt").write_text(text, encoding="utf-8")
    subprocess.run(["sh", "-e", "-c", example[1]], check=True)
    assert main(example[2].replace("~/", "").split()) == 0
    out, err = capsys.readouterr()
    assert "right passage first\t1.000\t1.000 to 1.000\t2\n" in out
    assert "judgments" not in err
    assert (tmp_path / "report.html").is_file()
