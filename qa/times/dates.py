"""Dates as they are written: "30/12/2025", "June 19-20, 2024", "in October", "on Tuesday"."""

from __future__ import annotations

import re
from datetime import date

from qa.times.days import Stretch, years
from qa.times.forms import Form, Read
from qa.times.meanings import Calendar, Fixed, InYear, Weekday, Whole
from qa.times.tokens import DASHES, Tokens
from qa.times.words import COUNTED, DOUBTFUL_MONTHS, MONTHS, SHORT_MONTHS, WEEKDAYS, words
from qa.times.years import year_at

# Before a month that stands alone, so that it is one; for names of people only the first.
_BEFORE_MONTH = words("in since until till during early mid late last next this by before after from between")
_BEFORE_SURE_MONTH = _BEFORE_MONTH | words("of to for and or through - – —")
_BEFORE_WEEKDAY = words("on by until since before after from and late early")
_NUMERIC = re.compile(r"(\d{4})[-/](\d\d?)[-/](\d\d?)(?![\w/-])|(\d\d?)([/.])(\d\d?)\5(\d{4})(?!\w|[/.]\d)")


def month_at(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """Return the token after the month's name at a token, and its number; a full stop may follow a short one."""
    if not tokens.is_capital(at):
        return None
    word = tokens.word(at)
    if word in MONTHS:
        return at + 1, MONTHS[word]
    return (tokens.skip(at + 1, "."), SHORT_MONTHS[word]) if word in SHORT_MONTHS else None


def read_bare_month(tokens: Tokens, at: int) -> Read:
    """Read a month's name, whatever stands around it."""
    named = month_at(tokens, at)
    return None if named is None else (named[0], Calendar(InYear(named[1]), InYear(named[1])))


def day_at(tokens: Tokens, at: int) -> int | None:
    """Return the day of the month at a token, "30" or "30th"."""
    found = re.fullmatch(r"(\d\d?)(?:st|nd|rd|th)?", tokens.word(at))
    return int(found[1]) if found and found[0].isascii() and 1 <= int(found[1]) <= 31 else None


def year_of(tokens: Tokens, at: int) -> Read:
    """Return the year that belongs to a date before a token: "2025", ", 2025", "of 2025", "last year"."""
    behind = tokens.skip(at, ",", "of", "in")
    year = year_at(tokens, behind)
    if year is not None and tokens.word(behind + 1) in COUNTED:
        year = None
    # An early year is linked to a day only: "May 30, 1789", not "May, 1789".
    if year is not None and (year >= 1900 or behind == at or day_at(tokens, at - 1)):
        return behind + 1, Fixed(years(year))
    side = {"last": -1, "this": 0, "next": 1}.get(tokens.word(behind))
    return (behind + 2, Whole("year", side)) if side is not None and tokens.word(behind + 1) == "year" else None


def _read_numeric(tokens: Tokens, at: int) -> Read:
    start = tokens[at].start
    found = _NUMERIC.match(tokens.text, start)
    if found is None or (start and re.match(r"[\w/.-]", tokens.text[start - 1])):
        return None
    if found[1]:
        days = [_date(int(found[1]), int(found[2]), int(found[3]))]
    else:
        one, other, year = int(found[4]), int(found[6]), int(found[7])
        # Day first, or month first with a slash; which of the two cannot be told where both are dates.
        days = [_date(year, other, one), *([_date(year, one, other)] if found[5] == "/" else [])]
    known = sorted(day for day in days if day is not None)
    return (tokens.first_from(found.end()), Fixed(Stretch(known[0], known[-1]))) if known else None


def _read_day_first(tokens: Tokens, at: int) -> Read:
    start = tokens.skip(at, "the")
    first = day_at(tokens, start)
    if first is None or _follows_figure(tokens, start):
        return None
    behind, last = _last_day(tokens, start + 1, first, (*DASHES, "and", "to"))
    named = month_at(tokens, tokens.skip(behind, "of"))
    return _dated(tokens, named, first, last) if named else None


def _read_month_first(tokens: Tokens, at: int) -> Read:
    named = month_at(tokens, at)
    if named is None:
        return None
    behind, month = named
    first = day_at(tokens, behind)
    if first is not None and not _goes_on(tokens, behind):
        behind, last = _last_day(tokens, behind + 1, first, (*DASHES, "and"))
        return _dated(tokens, (behind, month), first, last)
    year = year_of(tokens, behind)
    if year is not None:
        return year[0], Calendar(InYear(month), InYear(month), year[1])
    return (behind, Calendar(InYear(month), InYear(month))) if _is_month(tokens, at, behind) else None


def _last_day(tokens: Tokens, at: int, first: int, links: tuple[str, ...]) -> tuple[int, int]:
    """Return the last day of "19-20", of which `first` stands before a token, and the token after it."""
    last = day_at(tokens, at + 1) if tokens.word(at) in links else None
    return (at + 2, last) if last and last > first else (at, first)


def _dated(tokens: Tokens, named: tuple[int, int], first: int, last: int) -> Read:
    behind, month = named
    start, end = InYear(month, first), InYear(month, last)
    if _date(2024, month, last) is None or _date(2024, month, first) is None:
        return None
    year = year_of(tokens, behind)
    return (behind, Calendar(start, end)) if year is None else (year[0], Calendar(start, end, year[1]))


def _follows_figure(tokens: Tokens, at: int) -> bool:
    start = tokens[at].start
    return bool(start and re.match(r"[\w.,:/$€£#%-]", tokens.text[start - 1]))


def _goes_on(tokens: Tokens, at: int) -> bool:
    """Tell whether a figure is more than its token: "5.3", "10:30", "5%"."""
    return bool(re.match(r"[.,:/%]\d|[%°]", tokens.text[tokens[at].end :][:2]))


def _is_month(tokens: Tokens, at: int, behind: int) -> bool:
    """Tell whether a month's name that stands alone up to `behind` is one: "in May", but not "May I" nor "Ms. May"."""
    before, word = tokens.word(at - 1), tokens.word(at)
    if before in DASHES:
        return tokens.word(at - 2) in {*MONTHS, "mid", "early", "late"} or tokens.word(at - 2).isdecimal()
    if word not in MONTHS:
        return False
    if word in DOUBTFUL_MONTHS:
        return before in _BEFORE_MONTH and not tokens.is_capital(behind)
    return before in _BEFORE_SURE_MONTH or (tokens.word(behind) in DASHES and month_at(tokens, behind + 1) is not None)


def _read_weekday(tokens: Tokens, at: int) -> Read:
    number = WEEKDAYS.get(tokens.word(at))
    if number is None or not tokens.is_capital(at):
        return None
    behind = tokens.skip(at + 1, ",")
    dated = _read_month_first(tokens, behind) or _read_day_first(tokens, behind)
    if dated is not None:
        return dated
    sure = tokens.word(at - 1) in _BEFORE_WEEKDAY and not tokens.is_capital(at + 1)
    return (at + 1, Weekday(number)) if sure else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


DATES = (
    Form("date in figures", "30/12/2025", _read_numeric),
    Form("day and month", "the 30th of December 2025", _read_day_first),
    Form("month, perhaps with a day", "June 19-20, 2024", _read_month_first),
    Form("day of the week", "Tuesday, December 30", _read_weekday),
)
