"""Write qa/words/cldr/ from Unicode's CLDR: months, weekdays and countries in the languages of interviews.

    python benchmarks/cldr_words.py [--check]

CLDR comes with the package babel, which only this script needs: at run time its data would take longer to load than a
question takes. With --check nothing is written, and the exit code is 1 where a file is not what would be written.
"""

from __future__ import annotations

import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel import Locale
from babel.dates import get_day_names, get_month_names

FOLDER = Path(__file__).resolve().parents[1] / "qa" / "words" / "cldr"
LANGUAGES = ("en", "de", "fr", "es", "ru")
MONTHS, DAYS = range(1, 13), range(7)


def main() -> int:
    """Write the files, or compare them."""
    stale = []
    for language in LANGUAGES:
        path = FOLDER / f"{language}.txt"
        wanted = file_of(language)
        if "--check" not in sys.argv:
            path.write_text(wanted, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != wanted:
            stale.append(path.name)
    print("\n".join(f"{name} is not what babel gives" for name in stale), end="")
    return int(bool(stale))


def file_of(language: str) -> str:
    """Return the words of one language: a line a month or weekday with all its spellings, countries between bars."""
    found = [f"# Written by benchmarks/cldr_words.py from CLDR: {Locale(language).english_name}."]
    months = (get_month_names(width, form, language) for width in ("wide", "abbreviated") for form in FORMS)
    found.append(_section("months", _rows(list(months), MONTHS)))
    days = (get_day_names("wide", form, language) for form in FORMS)
    found.append(_section("weekdays", _rows(list(days), DAYS)))
    if language == "en":
        names = (
            name for code, name in Locale(language).territories.items() if len(code) == 2 and code not in NO_COUNTRIES
        )
        listed = sorted({_plain(part) for name in names for part in _spellings(name)})
        found.append(_section("countries", _barred(listed)))
    return "\n\n".join(found) + "\n"


FORMS = ("format", "stand-alone")
# Regions of CLDR where nobody lives, or that are none.
NO_COUNTRIES = {
    *("EZ", "QO", "UN", "XA", "XB", "ZZ"),
    *("AC", "AQ", "BV", "CP", "CQ", "DG", "EA", "GS", "HM", "IC", "TA", "UM"),
}


def _rows(tables: Iterable[object], keys: Iterable[int]) -> list[str]:
    rows = []
    for key in keys:
        names = [str(table[key]).casefold().rstrip(".") for table in tables]  # type: ignore[index]
        rows.append(" ".join(dict.fromkeys([*names, *map(_plain, names)])))
    return rows


def _spellings(name: str) -> Iterator[str]:
    """Yield the name without what stands in brackets, and with "and" for "&"."""
    yield name.partition(" (")[0].replace("&", "and").replace("St.", "Saint")


def _plain(name: str) -> str:
    """Return the name in lower case and, in Latin letters, without accents."""
    if not name.isascii() and any("CYRILLIC" in unicodedata.name(sign, "") for sign in name):
        return name.casefold()
    return "".join(s for s in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(s))


def _barred(names: Iterable[str]) -> list[str]:
    """Return lines of names, a bar between two; none is broken at its blanks."""
    wrapped = textwrap.wrap(" ".join(name.replace(" ", "\0") for name in names), 110, break_on_hyphens=False)
    return [line.replace(" ", "|").replace("\0", " ") for line in wrapped]


def _section(name: str, lines: Iterable[str]) -> str:
    return "\n".join([f"[{name}]", *lines])


if __name__ == "__main__":
    sys.exit(main())
