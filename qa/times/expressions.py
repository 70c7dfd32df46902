"""Expressions of time: parts and points, and what is built of two of them or of one and a bound."""

from __future__ import annotations

from qa.times.dates import read_bare_month
from qa.times.forms import Form, Read, longest
from qa.times.meanings import Bound, Bounded, Calendar, Joined, Meaning, Third, Whole
from qa.times.parts import PARTS, read_part_or_point
from qa.times.tokens import APOSTROPHES, DASHES, Tokens

_BOUNDS: dict[str, Bound] = {
    "by": "until",
    "until": "until",
    "till": "until",
    "before": "before",
    "since": "since",
    "after": "after",
}
_LINKS = {"between": ("and",), "from": ("to", "until", "till", "through", *DASHES)}


def _read_bounded(tokens: Tokens, at: int) -> Read:
    behind, bound = (at + 2, "until") if tokens.says(at, "up", "to") else (at + 1, _BOUNDS.get(tokens.word(at)))
    read = _read_range(tokens, behind) or read_part_or_point(tokens, behind) if bound else None
    if bound is None or read is None or tokens.word(read[0]) in APOSTROPHES:
        return None
    meaning = read[1]
    if bound == "until" and isinstance(meaning, Third) and meaning.which == 2:
        meaning = meaning.of if _says_end(tokens, behind) else meaning
    return read[0], Bounded(meaning, bound)


def _says_end(tokens: Tokens, at: int) -> bool:
    return any(tokens.word(number) == "end" for number in range(at, at + 4))


def _read_between(tokens: Tokens, at: int) -> Read:
    links = _LINKS.get(tokens.word(at))
    first = (read_part_or_point(tokens, at + 1) or read_bare_month(tokens, at + 1)) if links else None
    if links is None or first is None or tokens.word(first[0]) not in links:
        return None
    last = read_part_or_point(tokens, first[0] + 1)
    return None if last is None else (last[0], Joined(first[1], last[1]))


def _read_onwards(tokens: Tokens, at: int) -> Read:
    read = read_part_or_point(tokens, at + 1) if tokens.word(at) == "from" else None
    is_open = read is not None and tokens.word(read[0]) in ("onwards", "onward", "on")
    return (read[0] + 1, Bounded(read[1], "since")) if read and is_open else None


def _read_starting(tokens: Tokens, at: int) -> Read:
    if tokens.word(at) not in ("starting", "beginning", "effective"):
        return None
    read = read_part_or_point(tokens, tokens.skip(at + 1, "in", "from", "on", "with"))
    return (read[0], Bounded(read[1], "since")) if read else None


def _read_range(tokens: Tokens, at: int) -> Read:
    first = read_part_or_point(tokens, at) or read_bare_month(tokens, at)
    if first is None or tokens.word(first[0]) not in ("to", "through", *DASHES):
        return None
    last = read_part_or_point(tokens, first[0] + 1)
    return None if last is None or not _same_kind(first[1], last[1]) else (last[0], Joined(first[1], last[1]))


def _same_kind(first: Meaning, last: Meaning) -> bool:
    if isinstance(first, Calendar) and isinstance(last, Calendar):
        return (first.start.day is None) == (last.end.day is None)
    return type(first) is type(last) and not isinstance(first, Whole)


EXPRESSIONS = (
    Form("bounded", "until 2030", _read_bounded),
    Form("between two", "between 2020 and 2024", _read_between),
    Form("onwards", "from 2026 onwards", _read_onwards),
    Form("starting", "starting in 2027", _read_starting),
    Form("range", "May to June 2024", _read_range),
    *PARTS,
)
"""Every form in which a time is written."""


def read_expression(tokens: Tokens, at: int) -> Read:
    """Read the longest expression of time that begins at a token."""
    return longest(EXPRESSIONS, tokens, at)
