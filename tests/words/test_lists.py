"""Lists of words by language: what is on them, that a language is a file, and that what is generated is not edited."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.names.name_words import CITIES, COUNTRIES, GIVEN_NAMES, MEN, PARTICLES, PLACES, WOMEN
from qa.words import lists

ROOT = Path(__file__).resolve().parents[2]
OF_NO_LANGUAGE = {"given_names", "agencies"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of lists of our own, read instead of the package's."""
    monkeypatch.setattr(lists, "_FOLDER", tmp_path)
    lists._files.cache_clear()
    yield tmp_path
    lists._files.cache_clear()


def test_a_file_is_a_language_and_every_list_the_union(folder: Path) -> None:
    """Who adds a language adds a file, and touches no rule."""
    (folder / "en.txt").write_text("# Words.\n[titles]\nmayor judge\n\n[cities]\nnew york|lima\n", encoding="utf-8")
    (folder / "pl.txt").write_text("[titles]\n# of a town\nburmistrz\n", encoding="utf-8")
    (folder / "cldr").mkdir()
    (folder / "cldr" / "pl.txt").write_text("[months]\nstyczeń sty\nluty lut\n", encoding="utf-8")
    assert lists.words("titles") == {"mayor", "judge", "burmistrz"}
    assert lists.words("titles", language="pl") == {"burmistrz"}
    assert lists.entries("cities") == ("new york", "lima")
    assert lists.rows("months", language="pl") == (("styczeń", "sty"), ("luty", "lut"))
    assert lists.months() == {"styczeń": 1, "sty": 1, "luty": 2, "lut": 2}


def test_other_spellings_of_months_stand_by_their_number(folder: Path) -> None:
    """What CLDR does not have, and texts do."""
    (folder / "de.txt").write_text("[months]\njanuar\nfebruar\n[month spellings]\nfeber=2 jänner=1\n", encoding="utf-8")
    assert lists.months(language="de") == {"januar": 1, "februar": 2, "feber": 2, "jänner": 1}


@pytest.mark.parametrize(("section", "language"), [("tittles", None), ("titles", "xx"), ("particles", "vi")])
def test_a_list_that_is_nowhere_is_an_error(section: str, language: str | None) -> None:
    """A misspelt name must not be an empty list: rules would go on without their words."""
    with pytest.raises(KeyError, match=section):
        lists.words(section, language=language)


def test_every_list_of_a_language_is_one_that_rules_know() -> None:
    """A section that no rule reads is a slip of the pen."""
    known = set(lists._files()["en"]) | {"particles", "family names first", "syllables of names", "month spellings"}
    found = {name: set(sections) for name, sections in lists._files().items() if name not in OF_NO_LANGUAGE}
    assert {name: sections - known for name, sections in found.items() if sections - known} == {}


def test_the_calendar_of_each_language_is_whole() -> None:
    """A month missing shifts all behind it."""
    for language in ("en", "de", "fr", "es", "ru"):
        assert len(lists.rows("months", language=language)) == 12
        assert len(lists.rows("weekdays", language=language)) == 7
    assert lists.months()["сентября"] == lists.months()["septiembre"] == lists.months()["sept"] == 9


def test_the_lists_hold_what_the_two_recognisers_had_apart() -> None:
    """What only one of them knew is known to both (docs/tried/names.md)."""
    assert {"kosovo", "haiti", "jamaica", "eritrea", "gabon", "malawi", "mali", "niger"} <= COUNTRIES & PLACES
    assert {"bishkek", "salzburg", "wellington"} <= CITIES & PLACES
    assert {"denis", "wendy", "alex", "zachary"} <= GIVEN_NAMES
    assert MEN.isdisjoint(WOMEN)
    assert {"binti", "ben", "van", "al"} <= PARTICLES
    assert "florence" not in PLACES  # a given name first


def test_what_is_generated_is_what_the_generator_writes() -> None:
    """Edited by hand, it would be lost with the next run."""
    babel = pytest.importorskip("babel", reason="only the generator needs it")
    made_with = re.search(r"^babel==(.+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), flags=re.M)
    assert made_with is not None
    if babel.__version__ != made_with[1]:
        pytest.skip(f"made with babel {made_with[1]}; {babel.__version__} has another edition of CLDR")
    script = [sys.executable, "benchmarks/cldr_words.py", "--check"]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
