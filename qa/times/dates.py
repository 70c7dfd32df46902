"""Dates as they are written: "30/12/2025", "June 19-20, 2024", "in October", "on Tuesday"."""

from __future__ import annotations

import re
from datetime import date

from qa.times.days import Stretch, years
from qa.times.forms import Calendar, Fixed, Form, InYear, Weekday, Whole
from qa.times.tokens import DASHES, Read
from qa.times.words import COUNTED, DOUBTFUL_MONTHS, MONTHS, SHORT_MONTHS, WEEKDAYS, words
from qa.times.years import YearReader

# Before a month that stands alone, so that it is one; for names of people only the first.
_BEFORE_MONTH = words("in since until till during early mid late last next this by before after from between")
_BEFORE_SURE_MONTH = _BEFORE_MONTH | words("of to for and or through - – —")
_BEFORE_WEEKDAY = words("on by until since before after from and late early")
_NUMERIC = re.compile(r"(\d{4})[-/](\d\d?)[-/](\d\d?)(?![\w/-])|(\d\d?)([/.])(\d\d?)\5(\d{4})(?!\w|[/.]\d)")


class DateReader(YearReader):
    """Reads months, days of months and days of the week."""

    def _numeric(self, at: int) -> Read:
        start = self.tokens[at].start
        found = _NUMERIC.match(self.text, start)
        if found is None or (start and re.match(r"[\w/.-]", self.text[start - 1])):
            return None
        if found[1]:
            days = [_date(int(found[1]), int(found[2]), int(found[3]))]
        else:
            one, other, year = int(found[4]), int(found[6]), int(found[7])
            # Day first, or month first with a slash; which of the two cannot be told where both are dates.
            days = [_date(year, other, one), *([_date(year, one, other)] if found[5] == "/" else [])]
        known = sorted(day for day in days if day is not None)
        return (self._after(found.end()), Fixed(Stretch(known[0], known[-1]))) if known else None

    def _after(self, end: int) -> int:
        return next((i for i, token in enumerate(self.tokens) if token.start >= end), len(self.tokens))

    def month(self, at: int) -> tuple[int, int] | None:
        """Return the token after the month's name at a token, and its number; a full stop may follow a short one."""
        if not (0 <= at < len(self.tokens)) or not self.tokens[at].shown[0].isupper():
            return None
        word = self.word(at)
        if word in MONTHS:
            return at + 1, MONTHS[word]
        return (at + 1 + (self.word(at + 1) == "."), SHORT_MONTHS[word]) if word in SHORT_MONTHS else None

    def day(self, at: int) -> int | None:
        """Return the day of the month at a token, "30" or "30th"."""
        found = re.fullmatch(r"(\d\d?)(?:st|nd|rd|th)?", self.word(at))
        return int(found[1]) if found and found[0].isascii() and 1 <= int(found[1]) <= 31 else None

    def _day_first(self, at: int) -> Read:
        start = at + (self.word(at) == "the")
        first = self.day(start)
        if first is None or self._follows_figure(start):
            return None
        last, behind = first, start + 1
        if self.word(behind) in DASHES | {"and", "to"} and (end := self.day(behind + 1)) and end > first:
            last, behind = end, behind + 2
        named = self.month(behind + (self.word(behind) == "of"))
        return self._dated(named, first, last) if named else None

    def _month_first(self, at: int) -> Read:
        named = self.month(at)
        if named is None:
            return None
        behind, month = named
        first = self.day(behind)
        if first is not None and not re.match(r"[.,:/%]\d|[%°]", self.text[self.tokens[behind].end :][:2]):
            last, behind = first, behind + 1
            if self.word(behind) in DASHES | {"and"} and (end := self.day(behind + 1)) and end > first:
                last, behind = end, behind + 2
            return self._dated((behind, month), first, last)
        year = self._year_of(behind)
        if year is not None:
            return year[0], Calendar(InYear(month), InYear(month), year[1])
        return (behind, Calendar(InYear(month), InYear(month))) if self._is_month(at, behind) else None

    def _dated(self, named: tuple[int, int], first: int, last: int) -> Read:
        behind, month = named
        start, end = InYear(month, first), InYear(month, last)
        if _date(2024, month, last) is None or _date(2024, month, first) is None:
            return None
        year = self._year_of(behind)
        return (behind, Calendar(start, end)) if year is None else (year[0], Calendar(start, end, year[1]))

    def _year_of(self, at: int) -> tuple[int, Form] | None:
        """Return the year that belongs to a date: "2025", ", 2025", "of 2025", "last year"."""
        for skipped in (0, 1):
            behind = at + skipped
            if skipped and self.word(at) not in (",", "of", "in"):
                return None
            year = self.year_at(behind)
            if (
                year is not None
                and (year >= 1900 or not skipped or self.day(at - 1))
                and self.word(behind + 1) not in COUNTED
            ):
                return behind + 1, Fixed(years(year))
            side = {"last": -1, "this": 0, "next": 1}.get(self.word(behind))
            if side is not None and self.word(behind + 1) == "year":
                return behind + 2, Whole("year", side)
        return None

    def _is_month(self, at: int, behind: int) -> bool:
        before = self.word(at - 1)
        if before in DASHES:
            return self.word(at - 2) in {*MONTHS, "mid", "early", "late"} or self.word(at - 2).isdecimal()
        if self.word(at) not in MONTHS:
            return False
        if self.word(at) in DOUBTFUL_MONTHS:
            follows = self.tokens[behind].shown if behind < len(self.tokens) else ""
            return before in _BEFORE_MONTH and not follows[:1].isupper()
        return before in _BEFORE_SURE_MONTH or (self.word(behind) in DASHES and self.month(behind + 1) is not None)

    def _follows_figure(self, at: int) -> bool:
        start = self.tokens[at].start
        return bool(start and re.match(r"[\w.,:/$€£#%-]", self.text[start - 1]))

    def _weekday(self, at: int) -> Read:
        number = WEEKDAYS.get(self.word(at))
        if number is None or not self.tokens[at].shown[0].isupper():
            return None
        behind = at + 1 + (self.word(at + 1) == ",")
        dated = self._month_first(behind) or self._day_first(behind)
        if dated is not None:
            return dated
        follows = self.tokens[at + 1].shown if at + 1 < len(self.tokens) else ""
        sure = self.word(at - 1) in _BEFORE_WEEKDAY
        return (at + 1, Weekday(number)) if sure and not follows[:1].isupper() else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
