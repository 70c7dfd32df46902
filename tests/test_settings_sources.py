"""Flags above the environment above the file above the defaults, and what is said of a file that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import InvalidSetting
from qa.settings import Settings
from qa.settings_sources import read_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "etc" / "qa.toml"
    path.parent.mkdir()
    path.write_text('port = 1001\ntop_k = 7\nmax_batch = 9\nindex_dir = "data/index"\nread_keys = ["k1", "k2"]\n')
    return path


def test_each_source_stands_above_the_one_before(file: Path) -> None:
    """A person changes one value at the command line and keeps the rest."""
    env = {"QA_TOP_K": "8", "QA_MAX_BATCH": "10"}
    found = read_settings(config=file, env=env, flags={"max_batch": 11, "host": None})
    assert (found.settings.port, found.settings.top_k, found.settings.max_batch) == (1001, 8, 11)
    assert found.settings.read_keys == ("k1", "k2")
    assert {name: found.sources[name] for name in ("port", "top_k", "max_batch", "host")} == {
        "port": "file",
        "top_k": "environment",
        "max_batch": "flag",
        "host": "default",
    }


def test_a_folder_in_the_file_is_beside_the_file(file: Path) -> None:
    """A service started from / must find the same index as the person in the folder."""
    assert read_settings(config=file, env={}).settings.index_dir == file.parent / "data/index"
    assert read_settings(config=file, env={"QA_INDEX_DIR": "here"}).settings.index_dir == Path("here")


def test_the_file_is_the_one_named_else_the_one_here(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--config, then QA_CONFIG, then ./qa.toml, then none."""
    monkeypatch.chdir(tmp_path)
    assert read_settings(env={}).file is None
    assert read_settings(env={}).settings == Settings()
    (tmp_path / "qa.toml").write_text("port = 1002\n")
    assert read_settings(env={}).settings.port == 1002
    other = tmp_path / "other.toml"
    other.write_text("port = 1003\n")
    assert read_settings(env={"QA_CONFIG": str(other)}).settings.port == 1003
    assert read_settings(config=file, env={"QA_CONFIG": str(other)}).settings.port == 1001


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prot = 8000", "no setting is named 'prot'"),
        ("port = true", "port cannot be True"),
        ("top_k = 5.5", "top_k cannot be 5.5"),
        ("port = 70000", "port cannot be 70000"),
        ("model = 3", "model cannot be 3"),
        ("[server]\nport = 1", "no setting is named 'server'"),
        ("port =", "not TOML: "),
    ],
)
def test_a_slip_in_the_file_is_named_with_the_file(text: str, message: str, tmp_path: Path) -> None:
    """A value that is silently not used is worse than a server that does not start."""
    path = tmp_path / "qa.toml"
    path.write_text(text)
    with pytest.raises(InvalidSetting) as caught:
        read_settings(config=path, env={})
    assert caught.value.message.startswith(f"{path}: {message}")


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    """Otherwise a typing slip would start a server with the defaults, keys and all."""
    with pytest.raises(InvalidSetting, match=r"none\.toml: No such file"):
        read_settings(config=tmp_path / "none.toml", env={})
    (tmp_path / "bytes.toml").write_bytes(b"\xff")
    with pytest.raises(InvalidSetting, match="not TOML"):
        read_settings(config=tmp_path / "bytes.toml", env={})
