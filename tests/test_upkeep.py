"""Upkeep goes to the index that the settings name."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import IndexMissing
from qa.service import open_service
from qa.settings import Settings
from qa.upkeep import back_up, check_backup, repair, restore
from tests.bag_encoder import BagEncoder


def test_what_is_backed_up_comes_back_elsewhere(tmp_path: Path) -> None:
    """With the articles, from the one file."""
    (tmp_path / "a.txt").write_text("The keeper repairs the lighthouse.")
    here, there = Settings(index_dir=tmp_path / "here"), Settings(index_dir=tmp_path / "there")
    with open_service(here, create=True, encoder=BagEncoder()) as service:
        service.index([tmp_path / "a.txt"])
    written = back_up(here, tmp_path / "backup.tar")
    assert check_backup(tmp_path / "backup.tar") == written
    assert restore(there, tmp_path / "backup.tar") == written
    with open_service(there, encoder=BagEncoder()) as service:
        assert [article.id for article in service.list_articles()] == ["a.txt"]


def test_without_an_index_nothing_is_mended(tmp_path: Path) -> None:
    """An empty one would look as if it had been lost."""
    with pytest.raises(IndexMissing):
        repair(Settings(index_dir=tmp_path / "index"))
