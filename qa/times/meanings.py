"""Meanings: what an expression of time says before it is known when it was said, and which days that makes it.

Each resolves against a Moment; None says that this moment does not settle it: "last year" without a date, or
"on Tuesday" in an article of which only the month is known.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Literal, NamedTuple, Protocol

from qa.times.days import Days, Stretch, Unit, around, months, moved, third, years

Bound = Literal["until", "before", "since", "after"]


class Moment(NamedTuple):
    """When something was said: `days` as narrowly as known, None for unknown.

    `ahead` when it speaks of what comes, `behind` when of what has been; where neither is known, neither is guessed.
    """

    days: Stretch | None
    ahead: bool = False
    behind: bool = False


class Meaning(Protocol):
    """What one expression means."""

    def resolve(self, now: Moment) -> Stretch | None:
        """Return the days meant by something said at `now`, or None where that is not certain."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Days that are the same whenever they are spoken of."""

    days: Stretch

    def resolve(self, now: Moment) -> Stretch | None:  # noqa: ARG002 (of the protocol)
        return self.days


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole unit of the calendar, `by` units from now: "last year" is ("year", -1). `weak`: "the year"."""

    unit: Unit
    by: int
    weak: bool = False

    def resolve(self, now: Moment) -> Stretch | None:
        here = _unit_of(now, self.unit)
        return here and around(moved(here.first, self.unit, self.by), self.unit)


@dataclass(frozen=True, slots=True)
class Lasting:
    """As many units up to now, or from now on: "the past five years"."""

    unit: Unit
    count: int
    forward: bool = False

    def resolve(self, now: Moment) -> Stretch | None:
        if now.days is None or _unit_of(now, self.unit) is None:
            return None
        first, last = now.days
        if self.forward:
            return Stretch(first, moved(last, self.unit, self.count))
        return Stretch(moved(first, self.unit, -self.count) + timedelta(days=1), last)


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, Monday 0: the nearest one, or the last (-1) or next (1) one before or after today."""

    number: int
    side: int = 0

    def resolve(self, now: Moment) -> Stretch | None:
        today = _unit_of(now, "day")
        if today is None or not (self.side or now.ahead or now.behind):
            return None
        ahead = (self.number - today.first.weekday()) % 7
        behind = ahead - 7 if ahead else 0
        near = ahead if now.ahead else behind
        distance = {0: near, 1: ahead or 7, -1: behind or -7}[self.side]
        return around(today.first + timedelta(days=distance), "day")


class InYear(NamedTuple):
    """A month, or a day of it, in whatever year."""

    month: int
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Months or days of a year; without `year` the nearest: the latest that has come, or the next one if `ahead`.

    `side` -1 or 1 is "last May" and "next May": the one before or after this month.
    """

    start: InYear
    end: InYear
    year: Meaning | None = None
    side: int = 0

    def resolve(self, now: Moment) -> Stretch | None:
        if self.year is not None:
            stated = self.year.resolve(now)
            return self._in(stated.first.year) if stated is not None and _is_year(stated) else None
        here = _unit_of(now, "month")
        if here is None or now.days is None:
            return None
        if not (self.side or now.ahead or now.behind):
            return self._within(here)
        ahead = self.side > 0 if self.side else now.ahead
        for year in (here.first.year - 1, here.first.year, here.first.year + 1)[:: 1 if ahead else -1]:
            found = self._in(year)
            if found is not None and self._fits(found, now.days, here, ahead=ahead):
                return found
        return None

    def _within(self, month: Stretch) -> Stretch | None:
        """Return it where it lies in `month`: of this month it need not be told what the sentence speaks of."""
        found = self._in(month.first.year)
        return found if found is not None and month.first <= found.first and found.last <= month.last else None

    def _fits(self, found: Stretch, today: Stretch, here: Stretch, *, ahead: bool) -> bool:
        if self.side:
            return found.first > here.last if ahead else found.last < here.first
        if ahead:
            return found.last >= today.first
        # A month counts as come when it has begun, a longer stretch when its last month has.
        begun = found.last.replace(day=1) if self.end.day is None else found.first
        return begun <= today.last

    def _in(self, year: int) -> Stretch | None:
        try:
            first = date(year, self.start.month, self.start.day or 1)
            # "November to February 2024" begins the year before.
            if (self.start.month, self.start.day or 1) > (self.end.month, self.end.day or 31):
                first = first.replace(year=year - 1)
            last = months(year, self.end.month).last if self.end.day is None else date(year, *self.end)  # type: ignore[arg-type]
        except ValueError:
            return None
        return Stretch(first, last)


@dataclass(frozen=True, slots=True)
class Third:
    """The first, second or last third (0, 1, 2) of what `of` means: "late 2027".

    `edge` where it is named as a moment, "the end of 2027": what is before that may still be in the third.
    """

    of: Meaning
    which: int
    edge: bool = False

    def resolve(self, now: Moment) -> Stretch | None:
        whole = self.of.resolve(now)
        return whole and third(whole, self.which)


@dataclass(frozen=True, slots=True)
class Months:
    """Some months of a year, counted from 1: "the first 11 months of 2025"."""

    of: Meaning
    first: int
    last: int

    def resolve(self, now: Moment) -> Stretch | None:
        whole = self.of.resolve(now)
        return months(whole.first.year, self.first, self.last) if whole is not None and _is_year(whole) else None


@dataclass(frozen=True, slots=True)
class SoFar:
    """What has passed of `of`, or with `left` what is left of it: "earlier this year"."""

    of: Meaning
    left: bool = False

    def resolve(self, now: Moment) -> Stretch | None:
        whole = self.of.resolve(now)
        if whole is None or now.days is None:
            return None
        first, last = (now.days.first, whole.last) if self.left else (whole.first, now.days.last)
        return Stretch(max(first, whole.first), min(last, whole.last))


@dataclass(frozen=True, slots=True)
class Joined:
    """From the beginning of one to the end of the other."""

    begin: Meaning
    end: Meaning

    def resolve(self, now: Moment) -> Stretch | None:
        begin = self.begin
        if isinstance(begin, Calendar) and isinstance(self.end, Calendar) and begin.year is None:
            return replace(begin, end=self.end.end, year=self.end.year).resolve(now)
        first, last = begin.resolve(now), self.end.resolve(now)
        if first is None or last is None or first.first > last.last:
            return None
        return Stretch(first.first, last.last)


@dataclass(frozen=True, slots=True)
class Bounded:
    """All that is before or after what `of` means; resolves to the days of `of`, which are those that are named."""

    of: Meaning
    bound: Bound

    def resolve(self, now: Moment) -> Stretch | None:
        return self.of.resolve(now)


def reach(meaning: Meaning, named: Stretch) -> Days:
    """Return the days that `meaning` extends over, where `named` are those it names: open on one side when bounded."""
    if not isinstance(meaning, Bounded):
        return Days(*named)
    one = timedelta(days=1)
    if meaning.bound == "before" and isinstance(meaning.of, Third) and meaning.of.edge and meaning.of.which == 2:
        return Days(None, named.last)  # "before the end of 2025"
    return {
        "until": Days(None, named.last),
        "before": Days(None, named.first - one),
        "since": Days(named.first, None),
        "after": Days(named.last + one, None),
    }[meaning.bound]


def is_weak(meaning: Meaning) -> bool:
    """Tell whether `meaning` means the year that is spoken of, which need not be the one in which it is spoken."""
    if isinstance(meaning, Calendar) and meaning.year is None and not meaning.side:
        return True
    if isinstance(meaning, Whole) and meaning.weak:
        return True
    inner = (getattr(meaning, entry.name) for entry in fields(meaning))  # type: ignore[arg-type]
    return any(is_weak(part) for part in inner if hasattr(part, "resolve"))


def _unit_of(now: Moment, unit: Unit) -> Stretch | None:
    """Return the unit of the calendar that `now` lies in, or None where it may lie in several."""
    if now.days is None:
        return None
    here = around(now.days.first, unit)
    return here if now.days.last <= here.last else None


def _is_year(stretch: Stretch) -> bool:
    return stretch == years(stretch.first.year)
