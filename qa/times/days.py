"""Ranges of days and the calendar's arithmetic on them; nothing here reads text."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Literal, NamedTuple

Unit = Literal["day", "week", "month", "quarter", "year", "decade", "century"]


class Days(NamedTuple):
    """From `first` to `last`, both included; None leaves a side open."""

    first: date | None
    last: date | None


class Stretch(NamedTuple):
    """From `first` to `last`, both included and both known."""

    first: date
    last: date


def years(first: int, last: int | None = None) -> Stretch:
    """Return the days of a year, or of the years from `first` to `last`."""
    return Stretch(date(first, 1, 1), date(first if last is None else last, 12, 31))


def months(year: int, first: int, last: int | None = None) -> Stretch:
    """Return the days of a month, or of the months from `first` to `last`, of a year."""
    last = first if last is None else last
    return Stretch(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def moved(day: date, unit: Unit, by: int) -> date:
    """Return the day that is `by` units away; the last of the month where there is no such day in it."""
    if unit in ("day", "week"):
        return day + timedelta(days=by * (7 if unit == "week" else 1))
    count = by * {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit]
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def around(day: date, unit: Unit) -> Stretch:
    """Return the whole unit of the calendar that `day` lies in; weeks begin on Monday, centuries with year 1."""
    if unit == "day":
        return Stretch(day, day)
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return Stretch(monday, monday + timedelta(days=6))
    if unit == "month":
        return months(day.year, day.month)
    if unit == "quarter":
        first = (day.month - 1) // 3 * 3 + 1
        return months(day.year, first, first + 2)
    if unit == "year":
        return years(day.year)
    if unit == "decade":
        return years(day.year // 10 * 10, day.year // 10 * 10 + 9)
    first = (day.year - 1) // 100 * 100 + 1
    return years(first, first + 99)


def third(stretch: Stretch, which: int) -> Stretch | None:
    """Return the first, second or last third (0, 1, 2) of a month, a year or longer; None for what is shorter.

    Of a month ten days, of a year four months; of a decade the years 0 to 3, 4 to 6 and 7 to 9.
    """
    first, last = stretch
    count = last.year - first.year + 1
    if count > 1:
        edges = (0, 4, 7, 10) if count == 10 else tuple(round(count * part / 3) for part in range(4))
        return years(first.year + edges[which], first.year + edges[which + 1] - 1)
    if stretch == years(first.year):
        return months(first.year, 1 + 4 * which, 4 + 4 * which)
    if stretch == months(first.year, first.month):
        start = first.replace(day=1 + 10 * which)
        return Stretch(start, last if which == 2 else start.replace(day=10 + 10 * which))
    return None


_ISO_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def day_range(text: str | None) -> tuple[str, str] | None:
    """Return first and last day of `text`, or None where it is no date.

    >>> day_range("2024-02")
    ('2024-02-01', '2024-02-29')
    """
    match = _ISO_DATE.fullmatch(text.strip()) if text else None
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    last_month = month or 12
    last = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    return first.isoformat(), last.isoformat()
