"""Parts of a time: "late 2027", "the end of the year", "Q3 2025", "the first 11 months of 2025"."""

from __future__ import annotations

from qa.times.dates import read_bare_month
from qa.times.days import years
from qa.times.forms import Form, Read, longest
from qa.times.meanings import Calendar, Fixed, InYear, Months, Third, Whole
from qa.times.points import POINTS, read_point
from qa.times.tokens import APOSTROPHES, DASHES, Tokens
from qa.times.words import PLURALS, RANKS, THIRDS, UNITS
from qa.times.years import year_at

_OF = ("of", "in")
_QUALIFIERS = ("early", "mid", "late")
_MONTHS_OF = {"q": 3, "h": 6, "quarter": 3, "half": 6}


def _read_third(tokens: Tokens, at: int) -> Read:
    word = tokens.word(at)
    if word not in _QUALIFIERS:
        return None
    whole = _read_whole(tokens, tokens.skip(at + 1, *DASHES, "in"))
    return None if whole is None else (whole[0], Third(whole[1], THIRDS[word]))


def _read_edge(tokens: Tokens, at: int) -> Read:
    start = tokens.skip(at, "the")
    word, link = tokens.word(start), tokens.word(start + 1)
    if word not in THIRDS or (start == at and word in _QUALIFIERS):
        return None
    linked = link == "of" or (word == "end" and link in DASHES)
    whole = _read_whole(tokens, start + 2) if linked else None
    return None if whole is None else (whole[0], Third(whole[1], THIRDS[word], edge=True))


def _read_end(tokens: Tokens, at: int) -> Read:
    start = tokens.skip(at, "the")
    unit = UNITS.get(tokens.word(start)) if tokens.word(start) in ("year", "month") else None
    if unit is None or tokens.word(at - 1) in ("new", "per", "each", "every"):
        return None
    behind = _possessive(tokens, start + 1)
    if tokens.word(behind) != "end" or behind == start + 1:
        return None
    return behind + 1, Third(Whole(unit, 0, weak=True), 2, edge=True)


def _possessive(tokens: Tokens, at: int) -> int:
    """Return the token after the "'s" of "year's end" or the "-" of "year-end"; `at` itself where neither is."""
    if tokens.word(at) in APOSTROPHES and tokens.word(at + 1) == "s":
        return at + 2
    return tokens.skip(at, *DASHES)


def _read_whole(tokens: Tokens, at: int) -> Read:
    """Read what a part may be of: a quarter, a point, a month, or "the year"."""
    if tokens.word(at) in ("the", "this") and tokens.word(at + 1) in ("year", "month", "decade", "century"):
        return at + 2, Whole(UNITS[tokens.word(at + 1)], 0, weak=tokens.word(at) == "the")
    return longest(_QUARTERS, tokens, at) or read_point(tokens, at) or read_bare_month(tokens, at)


def _read_first_months(tokens: Tokens, at: int) -> Read:
    start = tokens.skip(at, "the")
    rank, count = tokens.word(start), tokens.number(start + 1)
    if rank not in ("first", "last", "final") or count is None or not 1 <= count <= 11:
        return None
    is_of = PLURALS.get(tokens.word(start + 2)) == "month" and tokens.word(start + 3) in _OF
    year = _read_whole(tokens, start + 4) if is_of else None
    if year is None:
        return None
    first, last = (1, count) if rank == "first" else (13 - count, 12)
    return year[0], Months(year[1], first, last)


def _read_quarter_first(tokens: Tokens, at: int) -> Read:
    written = _written_quarter(tokens, at)
    if written is None:
        return None
    behind = tokens.skip(at + 2, ",", "of", "/")
    stated = year_at(tokens, behind)
    year: Read = (behind + 1, Fixed(years(stated))) if stated is not None else _read_whole(tokens, behind)
    return None if year is None else (year[0], Months(year[1], *written))


def _read_year_first(tokens: Tokens, at: int) -> Read:
    year = year_at(tokens, at)
    written = _written_quarter(tokens, at + 1) if year is not None else None
    return None if year is None or written is None else (at + 3, Months(Fixed(years(year)), *written))


def _written_quarter(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """Return the first and the last month of "Q3" or "H1"."""
    word, number = tokens.word(at), tokens.word(at + 1)
    if word not in ("q", "h") or number not in ("1", "2", "3", "4") or tokens[at].end != tokens[at + 1].start:
        return None
    return _months_of(_MONTHS_OF[word], int(number))


def _months_of(size: int, number: int) -> tuple[int, int] | None:
    """Return the first and the last month of the `number`th part of a year, of `size` months."""
    return ((number - 1) * size + 1, number * size) if number * size <= 12 else None


def _read_ranked_quarter(tokens: Tokens, at: int) -> Read:
    start = tokens.skip(at, "the")
    rank, noun = tokens.word(start), tokens.word(start + 1)
    size = {"quarter": 3, "half": 6}.get(noun)
    is_last = rank in ("last", "final")
    number = 12 // size if size and is_last else RANKS.get(rank)
    found = _months_of(size, number) if size is not None and number is not None else None
    if found is None:
        return None
    behind = start + 2
    year = _read_whole(tokens, behind + 1) if tokens.word(behind) in _OF else None
    if year is not None:
        return year[0], Months(year[1], *found)
    bare = noun == "quarter" and start > at and tokens.word(behind) != "of" and not is_last
    return (behind, Calendar(InYear(found[0]), InYear(found[1]))) if bare else None


_QUARTERS = (
    Form("quarter and year", "Q3 2025", _read_quarter_first),
    Form("year and quarter", "2025 Q3", _read_year_first),
    Form("ranked quarter", "the third quarter of 2025", _read_ranked_quarter),
)
PARTS = (
    Form("third", "late 2027", _read_third),
    Form("beginning, middle or end", "the end of 2025", _read_edge),
    Form("end of this year", "the year's end", _read_end),
    Form("first or last months", "the first 11 months of 2025", _read_first_months),
    *_QUARTERS,
    *POINTS,
)


def read_part_or_point(tokens: Tokens, at: int) -> Read:
    """Read the longest part or point of time that begins at a token."""
    return longest(PARTS, tokens, at)
