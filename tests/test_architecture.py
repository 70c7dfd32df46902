"""docs/architecture.md is a map of the code that is there, index/README.md one of the archive."""

from __future__ import annotations

import re
from pathlib import Path

from qa.archive.schema import SCHEMA

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FOLDERS = sorted(path.parent.name for path in (ROOT / "qa").glob("*/__init__.py"))


def test_every_folder_has_a_heading_and_its_question() -> None:
    """Who looks for what does something finds the folder there, and no folder that is gone."""
    found = dict(re.findall(r"^### qa/(\w+): (.+)$", PAGE, flags=re.M))
    assert sorted(found) == FOLDERS
    assert all(question.endswith("?") for question in found.values())


def test_every_module_named_is_there() -> None:
    """A map of what was misleads."""
    page = PAGE[PAGE.index("## The folders") : PAGE.index("## Decisions")]
    known = {path.stem for path in (ROOT / "qa").rglob("*.py")} | {path.name for path in (ROOT / "qa").rglob("*/")}
    assert {name for name in re.findall(r"`(\w+)`", page) if not name.startswith("__")} - known == set()


def test_every_table_of_the_archive_is_described() -> None:
    """The archive outlives the program that wrote it: somebody may have to read it without."""
    page = (ROOT / "index" / "README.md").read_text(encoding="utf-8")
    tables = re.findall(r"^CREATE TABLE (\w+)", SCHEMA, flags=re.M)
    assert [name for name in tables if f"`{name}`" not in page] == []
