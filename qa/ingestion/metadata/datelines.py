"""Datelines: "Hanoi (VNA) –", "HANOI, Dec 30 (Reuters) —", "THE HANOI TIMES —" before the first words of an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.ingestion.metadata.text_ends import TextLine
from qa.names.recognition import is_agency, is_city, is_masthead, is_outlet
from qa.text.words import CAPITAL
from qa.times.written_dates import MONTHS, find_dates

SPELT_CHARS = 200_000
LINES = 12  # a title, a summary and a few captions may stand above
_DASH = r"[–—―-]{1,2}"
_CAPITAL = rf"{CAPITAL}[\w.'’&-]*"
_PLACE = rf"{_CAPITAL}(?:[ ,]{{1,2}}{_CAPITAL}){{0,5}}"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = (
    rf"(?:(?:{_MONTH})\.? \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} (?:{_MONTH})\.?(?:,? \d{{4}})?"
    r"|\d{1,2}/\d{1,2}(?:/\d{4})?)"
)
_BIG = r"[^\W\da-z_][^\Wa-z]*"  # a word in capitals
_LONG_DASH = r" *(?:[–—―]|--)(?=\s)"
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE}?)(?:,? +(?:on )?(?P<date>(?i:{_DAY})))?,? *\((?P<agency>[^()\d]{{2,40}})\)"
    rf" *[:,]? *(?:{_DASH})(?=\s)"
    rf"|(?P<place2>{_PLACE}?),? +(?P<date2>(?i:{_DAY})) *[:,]? *(?:{_DASH})(?=\s)"
    rf"|(?P<place3>{_PLACE}?),? +(?P<date3>(?i:{_DAY}))\.? */(?P<agency3>[A-Z-]{{2,12}}(?: [A-Z]+)?)/[.:]?(?=\s)"
    rf"|(?P<city>{_BIG}(?: {_BIG}){{0,3}}, {_CAPITAL}(?: {_CAPITAL}){{0,2}}){_LONG_DASH}"
    rf"|[a-z]?(?P<words>{_BIG}(?:[ ,]{{1,2}}{_BIG}\.?){{0,5}}){_LONG_DASH}"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """What stands before the first words: `shown` as it is written, the rest None where it is not said."""

    shown: str
    place: str | None = None
    outlet: str | None = None
    published: str | None = None


def find_dateline(lines: Sequence[TextLine], text: str) -> Dateline | None:
    """Return the dateline among the first lines; `text` shows how a name in capitals is written otherwise."""
    for line in lines[:LINES]:
        match = _DATELINE.match(line.text)
        found = match and _read(match, text)
        if found:
            return found
    return None


def _read(match: re.Match[str], text: str) -> Dateline | None:
    """Return what a match says, or None where it is no dateline: "Anna Lima (engineer) – …", "Hanoi (right) – …".

    >>> _read(_DATELINE.match("HANOI, Dec 30, 2025 (Reuters) — Trade"), "In Hanoi")
    Dateline(shown='HANOI, Dec 30, 2025 (Reuters) —', place='Hanoi', outlet='Reuters', published='2025-12-30')
    """
    if match["agency"]:
        return _with_agency(match, text)
    if match["date2"]:
        return _with_day(match, text)
    if match["agency3"]:
        return _with_strokes(match, text)
    return _city(match, text) if match["city"] else _in_capitals(match, text)


def _with_agency(match: re.Match[str], text: str) -> Dateline | None:
    """Read "Hanoi (VNA) –"; beside a city and a day the brackets may hold anything."""
    agency, place = match["agency"].strip(), match["place"]
    outlet = agency if is_agency(agency) or is_outlet(agency) else None
    if outlet is None and not (_is_city(place) and match["date"]):
        return None
    return Dateline(match[0].strip(), _place(place, text), outlet, _date(match["date"]))


def _with_day(match: re.Match[str], text: str) -> Dateline | None:
    """Read "Hanoi, December 30 –"."""
    place = match["place2"]
    known = _is_city(place) or place.isupper()
    return Dateline(match[0].strip(), _place(place, text), None, _date(match["date2"])) if known else None


def _with_strokes(match: re.Match[str], text: str) -> Dateline | None:
    """Read "MOSCOW, December 30. /TASS/."."""
    agency, place = match["agency3"], match["place3"]
    return Dateline(match[0].strip(), _place(place, text), agency, _date(match["date3"])) if is_agency(agency) else None


def _city(match: re.Match[str], text: str) -> Dateline | None:
    """Read "HANOI, Vietnam —"."""
    place = match["city"]
    return Dateline(match[0].strip(), place=_place(place, text)) if _is_city(place) else None


def _in_capitals(match: re.Match[str], text: str) -> Dateline | None:
    """Read "THE HANOI TIMES —" and "HANOI —"; before a masthead a stray letter may stand, the rest of a drop cap."""
    shown, words = match[0].strip(), match["words"]
    if is_masthead(words):
        return Dateline(shown[shown.index(words) :], outlet=spelt(words, text))
    is_place = match.start("words") == 0 and _is_city(words)
    return Dateline(shown, place=_place(words, text)) if is_place else None


def _is_city(place: str) -> bool:
    """Tell whether a place begins with a city.

    >>> _is_city("HANOI, Vietnam")
    True
    """
    return is_city(place.split(",")[0].strip())


def _place(place: str, text: str) -> str:
    return ", ".join(_cased(part, text) for part in place.strip(" ,").split(", "))


def _cased(part: str, text: str) -> str:
    if not part.isupper():
        return part
    found = spelt(part, text)
    return found if not found.isupper() else _titled(part)


def _titled(part: str) -> str:
    return part if "." in part and len(part) <= 4 else part.title()


def spelt(name: str, text: str) -> str:
    """Return how `text` writes a name that stands in capitals; the capitals themselves where it writes nothing else."""
    if not name.isupper():
        return name
    every = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text[:SPELT_CHARS], re.IGNORECASE)
    return next((match[0] for match in every if _is_spelt(match[0])), name)


def _is_spelt(name: str) -> bool:
    """Tell whether a name is written as names are, short words between perhaps small.

    >>> _is_spelt("Voice of Vietnam"), _is_spelt("voice of Vietnam"), _is_spelt("VOICE")
    (True, False, False)
    """
    words = name.split()
    capital = words[0][0].isupper() and all(word[0].isupper() or len(word) <= 3 for word in words)
    return capital and not name.isupper()


def _date(words: str | None) -> str | None:
    """Return the date where it has its year: a dateline's own year is not guessed."""
    found = next(find_dates(words), None) if words else None
    return found.iso if found else None
