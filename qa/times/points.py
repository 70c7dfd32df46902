"""Points of time beside the moment of speaking: "last year", "two years ago", "within three months"; and all points."""

from __future__ import annotations

from collections.abc import Callable

from qa.times.dates import DateReader
from qa.times.days import Unit
from qa.times.forms import Calendar, InYear, Lasting, SoFar, Weekday, Whole
from qa.times.tokens import DASHES, Read
from qa.times.words import BEHIND, MAYBE_AHEAD, PLURALS, UNITS, WEEKDAYS, words

_SIDES = {"last": -1, "past": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
# "Yesterday" is a day; "today" is nearly always "nowadays", or "in this episode", but after these.
_REPORTED = words("said told announced signed met arrived opened began earlier later")
_OWNERS = words("my our your his her its their the")
_LONGEST_AGO = 99  # "600 years ago" is no count of years


class PointReader(DateReader):
    """Reads every kind of point of time."""

    def point(self, at: int) -> Read:
        """Return the longest point of time that begins at token `at`."""
        if at >= len(self.tokens):
            return None
        attempts: tuple[Callable[[int], Read], ...] = (
            self._numeric,
            self._day_first,
            self._month_first,
            self._weekday,
            self._decade,
            self._century,
            self._year,
            self._beside_now,
            self._lasting,
            self._ago,
            self._from_now,
            self._one_day,
        )
        return max((read for attempt in attempts if (read := attempt(at))), key=lambda read: read[0], default=None)

    def _beside_now(self, at: int) -> Read:
        """Read "last year", "this month", "next Tuesday", "last May", "later this year", "the year before last"."""
        if [self.word(at + i) for i in range(4)] == ["the", "year", "before", "last"]:
            return at + 4, Whole("year", -2)
        word = self.word(at)
        if word in ("earlier", "later") and self.word(at + 1) == "this" and (unit := UNITS.get(self.word(at + 2))):
            return at + 3, SoFar(Whole(unit, 0), left=word == "later")
        side = _SIDES.get(word)
        if side is None or (self.word(at - 1) in _OWNERS | {"this", "these"} and word not in ("this", "current")):
            return None
        if (unit := UNITS.get(self.word(at + 1))) and unit != "day" and word != "past" and self.word(at + 2) != "of":
            return at + 2, Whole(unit, side)
        if self.word(at + 1) in WEEKDAYS and word in ("last", "next", "this"):
            return at + 2, Weekday(WEEKDAYS[self.word(at + 1)], side) if side else Weekday(WEEKDAYS[self.word(at + 1)])
        named = self.month(at + 1)
        if named is not None and word in ("last", "next") and self._year_of(named[0]) is None:
            return named[0], Calendar(InYear(named[1]), InYear(named[1]), side=side)
        if named is not None and word == "this":
            return named[0], Calendar(InYear(named[1]), InYear(named[1]), Whole("year", 0))
        return None

    def _lasting(self, at: int) -> Read:
        """Read "the past five years", "the last year", "the coming two months"."""
        start = at + (self.word(at) in ("the", "this", "these"))
        side = _SIDES.get(self.word(start))
        if not side or (start == at and self.word(at - 1) in _OWNERS):
            return None
        count = self.number(start + 1)
        unit: Unit | None = None
        if count is not None:
            behind, unit = start + 3, PLURALS.get(self.word(start + 2))
        elif start > at and side < 0:
            count, behind, unit = 1, start + 2, UNITS.get(self.word(start + 1))
        if count is None or unit is None or self.word(behind) == "of" or (unit == "day" and count == 1):
            return None
        if side > 0 and BEHIND.search(
            self.sentence(at)
        ):  # "in the next three years he wrote": from then on, not from now
            return None
        return behind, Lasting(unit, count, forward=side > 0)

    def _ago(self, at: int) -> Read:
        count, unit = self.number(at), PLURALS.get(self.word(at + 1)) or UNITS.get(self.word(at + 1))
        if (
            count is None
            or count > _LONGEST_AGO
            or unit in (None, "decade", "century")
            or self.word(at + 2) != "ago"
            or self.word(at - 1) in ("half", "over", "-")
        ):
            return None
        return at + 3, Whole(unit, -count)

    def _from_now(self, at: int) -> Read:
        """Read "two years from now", "in two years' time", "within one to three months"."""
        start = at + (self.word(at) in ("in", "within"))
        count, behind = self.number(start), start + 1
        if self.word(behind) in DASHES | {"to", "or"} and (most := self.number(behind + 1)):
            count, behind = most, behind + 2
        unit = PLURALS.get(self.word(behind)) or UNITS.get(self.word(behind))
        if count is None or unit is None:
            return None
        if [self.word(behind + 1), self.word(behind + 2)] == ["from", "now"] and start == at:
            return behind + 3, Whole(unit, count)
        if (
            self.word(at) == "in"
            and self.word(behind + 1) in ("'", "’")
            and "time"
            in (
                self.word(behind + 2),
                self.word(behind + 3),
            )
        ):
            return behind + 3 + (self.word(behind + 2) == "s"), Whole(unit, count)
        if self.word(at) == "within" and MAYBE_AHEAD.search(self.sentence(at)) and not BEHIND.search(self.sentence(at)):
            return behind + 1, Lasting(unit, count, forward=True)
        return None

    def _one_day(self, at: int) -> Read:
        distance = {"yesterday": -1, "today": 0, "tomorrow": 1, "tonight": 0}.get(self.word(at))
        if distance is None or self.word(at + 1) in ("'", "’"):
            return None
        if self.word(at - 1) == "the":
            return None  # The Tonight Show
        if self.word(at) == "today" and self.word(at - 1) not in _REPORTED:
            return None
        return at + 1, Whole("day", distance)
