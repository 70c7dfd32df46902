"""docs/architecture.md is a map of the code that is there, index/README.md one of the archive."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from qa.indexing.archive_schema import SCHEMA

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PARTS = ("ingestion", "indexing", "answering", "web", "cli")


def named_in(part: str) -> set[str]:
    """Return the modules that the table of `part` names; "*" in one stands for anything."""
    found = re.search(rf"^\| {part}\b.*\|\n\|---\|---\|\n((?:\|.*\n)+)", PAGE, flags=re.M)
    assert found is not None, f"docs/architecture.md has no table of {part}"
    return set(re.findall(r"`([\w*]+)`", found[1]))


@pytest.mark.parametrize("part", PARTS)
def test_every_module_stands_in_the_table_of_its_part(part: str) -> None:
    """Who looks for what does something finds it there."""
    named = named_in(part)
    modules = {path.stem for path in (ROOT / "qa" / part).glob("*.py")} - {"__init__"}
    assert sorted(one for one in modules if not any(fnmatchcase(one, name) for name in named)) == []


@pytest.mark.parametrize("part", PARTS)
def test_every_module_named_is_there(part: str) -> None:
    """A map of what was misleads."""
    known = {path.stem for path in (ROOT / "qa").rglob("*.py")}
    assert {name for name in named_in(part) if "*" not in name} <= known


def test_every_table_of_the_archive_is_described() -> None:
    """The archive outlives the program that wrote it: somebody may have to read it without."""
    page = (ROOT / "index" / "README.md").read_text(encoding="utf-8")
    tables = re.findall(r"^CREATE TABLE (\w+)", SCHEMA, flags=re.M)
    assert [name for name in tables if f"`{name}`" not in page] == []
