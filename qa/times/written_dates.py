"""Dates as articles write them, read as ISO 8601: "December 30, 2025", "30/12/2025", "30 tháng 12 năm 2025".

A date whose day and month could be either is only its year, unless something beside it says in which order they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qa.words.lists import months

Order = Literal["day first", "month first"]

MONTHS = months()
_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?(?![^\W\d_])"
_EVERY_I = str.maketrans("İı", "ii")  # both match an i where letter case is ignored, and neither becomes one
_YEAR = r"(?:19|20)\d\d(?!\d)"
_ORDINAL = r"(?:st|nd|rd|th|\.|er|º)?"
_WRITTEN = re.compile(
    rf"""
    (?<![\w/.-])(?:
      (?P<iso>{_YEAR}-\d\d-\d\d)(?=[Tt\s,;|)\]]|$)
    | (?P<iso2>{_YEAR}[/.]\d\d?[/.]\d\d?)(?![\w/])
    | (?P<month1>{_MONTH})\s+(?P<day1>\d\d?){_ORDINAL}(?:\s*,)?\s+(?P<year1>{_YEAR})
    | (?P<day2>\d\d?){_ORDINAL}(?:\s+(?:of|de))?[\s-]+(?P<month2>{_MONTH})(?:\s+de)?,?[\s-]+(?P<year2>{_YEAR})
    | (?:ngày\s+)?(?P<day3>\d\d?)\s+tháng\s+(?P<month3>\d\d?)(?:\s+năm|,)?\s+(?P<year3>{_YEAR})
    | (?P<first>\d\d?)(?P<sign>[/.-])(?P<second>\d\d?)(?P=sign)(?P<year4>{_YEAR})(?![./-]?\d)
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"\bngày\b|\bthứ\b|\bchủ nhật\b|GMT\s*\+\s*0?7\b|UTC\s*\+\s*0?7\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"\b(?:[ECMP][SD]T|(?i:a\.?m\.?|p\.?m\.?)\s+ET)\b")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """One date in a text: where it stands, and as ISO 8601, a year alone where day and month could be either."""

    start: int
    end: int
    iso: str

    @property
    def whole(self) -> bool:
        """Whether the day is known."""
        return len(self.iso) == len("2025-12-30")


def find_dates(text: str, *, order: Order | None = None) -> Iterator[WrittenDate]:
    """Yield the dates of `text` that name a day and a year; `order` reads those that could be either."""
    for match in _WRITTEN.finditer(text):
        iso = _iso(match, order)
        if iso:
            yield WrittenDate(match.start(), match.end(), iso)


def day_order(text: str) -> Order | None:
    """Return in which order `text` writes numbers of day and month, where all that tells agrees; None otherwise."""
    seen: set[Order] = set()
    for match in _WRITTEN.finditer(text):
        if match["first"] and match["sign"] == "/":
            first, second = int(match["first"]), int(match["second"])
            if first > 12 >= second:
                seen.add("day first")
            elif second > 12 >= first:
                seen.add("month first")
    if _DAY_FIRST.search(text):
        seen.add("day first")
    if _MONTH_FIRST.search(text):
        seen.add("month first")
    return seen.pop() if len(seen) == 1 else None


def _iso(match: re.Match[str], order: Order | None) -> str | None:
    if match["iso"] or match["iso2"]:
        year, month, day = (int(part) for part in re.split(r"[-/.]", match["iso"] or match["iso2"]))
        return _checked(year, month, day)
    for kind in "12":
        if match["year" + kind]:
            name = match["month" + kind].rstrip(".").translate(_EVERY_I).casefold()
            return _checked(int(match["year" + kind]), MONTHS[name], int(match["day" + kind]))
    if match["year3"]:
        return _checked(int(match["year3"]), int(match["month3"]), int(match["day3"]))
    return _numeric(match, order)


def _numeric(match: re.Match[str], order: Order | None) -> str | None:
    year, first, second = int(match["year4"]), int(match["first"]), int(match["second"])
    day_first, month_first = _checked(year, second, first), _checked(year, first, second)
    if match["sign"] == "." or order == "day first":  # nobody writes the month first with full stops
        return day_first
    if order == "month first":
        return month_first
    if day_first and month_first and first != second:
        return str(year)
    return day_first or month_first


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
