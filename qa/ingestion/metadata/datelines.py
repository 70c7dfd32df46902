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
    shown = match[0].strip()
    if match["agency"]:
        agency, place = match["agency"].strip(), match["place"]
        outlet = agency if is_agency(agency) or is_outlet(agency) else None
        if outlet is None and not (is_city(_first(place)) and match["date"]):
            return None  # "Anna Lima (engineer) – …", "Hanoi (right) – …"
        return Dateline(shown, _place(place, text), outlet, _date(match["date"]))
    if match["date2"]:
        place = match["place2"]
        known = is_city(_first(place)) or place.isupper()
        return Dateline(shown, _place(place, text), None, _date(match["date2"])) if known else None
    if match["agency3"]:  # "MOSCOW, December 30. /TASS/."
        outlet = match["agency3"] if is_agency(match["agency3"]) else None
        return Dateline(shown, _place(match["place3"], text), outlet, _date(match["date3"])) if outlet else None
    if match["city"]:
        return Dateline(shown, place=_place(match["city"], text)) if is_city(_first(match["city"])) else None
    words = match["words"]
    if is_masthead(words):
        # A stray letter may stand before it: the rest of a drop cap, or of a mark.
        return Dateline(shown[shown.index(words) :], outlet=spelt(words, text))
    if match.start("words") == 0 and is_city(_first(words)):
        return Dateline(shown, place=_place(words, text))
    return None


def _first(place: str) -> str:
    return place.split(",")[0].strip()


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
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text[:SPELT_CHARS], re.IGNORECASE):
        words = match[0].split()
        if (
            not match[0].isupper()
            and all(word[0].isupper() or len(word) <= 3 for word in words)
            and words[0][0].isupper()
        ):
            return match[0]
    return name


def _date(words: str | None) -> str | None:
    """Return the date where it has its year: a dateline's own year is not guessed."""
    found = next(find_dates(words), None) if words else None
    return found.iso if found else None
