"""What a text says about time: expressions found, and resolved against the day on which it was said.

English words, and dates in figures in any language. What cannot be told for certain is left out: vague words
("recently"), and all that hangs on a date which is not known closely enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.times.days import Days, Stretch, years
from qa.times.forms import (
    Bound,
    Bounded,
    Calendar,
    Fixed,
    Form,
    InYear,
    Joined,
    Moment,
    Months,
    Third,
    Whole,
    is_weak,
    reach,
)
from qa.times.points import PointReader
from qa.times.tokens import DASHES, Read
from qa.times.words import AHEAD, OPENERS, PAST, PLURALS, RANKS, THIRDS, UNITS, WEAK_OPENERS

TIME_RULES = "2"
"""Version of what is found and what it means; a change means that articles are read again, not encoded again."""

_BOUNDS: dict[str, Bound] = {
    "by": "until",
    "until": "until",
    "till": "until",
    "before": "before",
    "since": "since",
    "after": "after",
}
_OF = ("of", "in")
_PRONOUNS = r"which|that|who|when|while|but"


@dataclass(frozen=True, slots=True)
class FoundTime:
    """An expression of time at [start, end) of a text, and the days it means.

    Attributes:
        days: from first to last; a side left open is None ("since 2014").
        named: the days that it names: 2014.
    """

    start: int
    end: int
    days: Days
    named: Stretch


def find_times(text: str, said: Stretch | None) -> list[FoundTime]:
    """Return the expressions in `text`, in order, that can be told from it and from the days when it was `said`."""
    reader = _Reader(text)
    found: list[FoundTime] = []
    at = 0
    while at < len(reader.tokens):
        read = reader.expression(at) if reader.may_begin(at) else None
        if read is None:
            at += 1
            continue
        behind, form = read
        start, end = reader.tokens[at].start, reader.tokens[behind - 1].end
        now = Moment(said, is_ahead(text, start, end), PAST.search(reader.sentence(at)) is not None)
        try:
            named = form.resolve(now)
            days = None if named is None else reach(form, named)
        except (ValueError, OverflowError):  # before the year 1 or after 9999
            named = days = None
        if named is not None and days is not None and not (is_weak(form) and _is_elsewhere(named, said, found)):
            found.append(FoundTime(start, end, days, named))
        at = behind
    return found


def is_ahead(text: str, start: int, end: int) -> bool:
    """Tell whether the clause around [start, end) speaks of what comes: "will open in March", "In March we will"."""
    before = re.split(rf"[,;:.?!—\n]|\b(?:{_PRONOUNS})\b", text[max(0, start - 80) : start])[-1]
    after = re.split(rf"[,;:.?!—\n]|\b(?:{_PRONOUNS})\b", text[end : end + 60].lstrip(", "))[0]
    return bool(AHEAD.search(before) or AHEAD.search(" ".join(after.split()[:5])))


def _is_elsewhere(named: Stretch, said: Stretch | None, found: list[FoundTime]) -> bool:
    """Tell whether the text before is in a past that does not hold `named`: "In 1923 …; in October the king fled"."""
    earlier = [
        time.named for time in found if said is not None and time.named.last < said.first.replace(month=1, day=1)
    ]
    if not earlier:
        return False
    return not any(other.first.year <= named.last.year and named.first.year <= other.last.year for other in earlier)


class _Reader(PointReader):
    """Reads what is built of points: parts, ranges and bounds."""

    def may_begin(self, at: int) -> bool:
        """Tell, much faster than by reading, whether an expression may begin at token `at`."""
        word = self.word(at)
        if word in WEAK_OPENERS:
            word = self.word(at + 1)
            word = self.word(at + 2) if word == "the" else word
        return word in OPENERS or word[:1].isdigit()

    def expression(self, at: int) -> Read:
        """Return the longest expression that begins at token `at`."""
        attempts = (self._bounded, self._between, self._onwards, self._range, self._part_or_point)
        return max((read for attempt in attempts if (read := attempt(at))), key=lambda read: read[0], default=None)

    def _part_or_point(self, at: int) -> Read:
        return max(
            (read for attempt in (self._part, self._months, self.point) if (read := attempt(at))),
            key=lambda read: read[0],
            default=None,
        )

    def _bounded(self, at: int) -> Read:
        bound = _BOUNDS.get(self.word(at))
        if self.word(at) == "up" and self.word(at + 1) == "to":
            at, bound = at + 1, "until"
        read = self._range(at + 1) or self._part_or_point(at + 1) if bound else None
        if bound is None or read is None or self.word(read[0]) in ("'", "’"):
            return None
        form = read[1]
        if bound == "until" and isinstance(form, Third) and form.which == 2:
            form = form.of if self._says_end(at + 1) else form
        return read[0], Bounded(form, bound)

    def _says_end(self, at: int) -> bool:
        return "end" in (self.word(at), self.word(at + 1), self.word(at + 2), self.word(at + 3))

    def _between(self, at: int) -> Read:
        link = {"between": ("and",), "from": ("to", "until", "till", "through", *DASHES)}.get(self.word(at))
        first = (self._part_or_point(at + 1) or self._bare_month(at + 1)) if link else None
        if link is None or first is None or self.word(first[0]) not in link:
            return None
        last = self._part_or_point(first[0] + 1)
        return None if last is None else (last[0], Joined(first[1], last[1]))

    def _onwards(self, at: int) -> Read:
        word = self.word(at)
        if word == "from":
            read = self._part_or_point(at + 1)
            return (
                (read[0] + 1, Bounded(read[1], "since"))
                if read and self.word(read[0]) in ("onwards", "onward", "on")
                else None
            )
        if word in ("starting", "beginning", "effective"):
            read = self._part_or_point(at + 1 + (self.word(at + 1) in ("in", "from", "on", "with")))
            return (read[0], Bounded(read[1], "since")) if read else None
        return None

    def _range(self, at: int) -> Read:
        first = self._part_or_point(at) or self._bare_month(at)
        if first is None or self.word(first[0]) not in ("to", "through", *DASHES):
            return None
        last = self._part_or_point(first[0] + 1)
        return None if last is None or not _same_kind(first[1], last[1]) else (last[0], Joined(first[1], last[1]))

    def _bare_month(self, at: int) -> Read:
        named = self.month(at)
        return None if named is None else (named[0], Calendar(InYear(named[1]), InYear(named[1])))

    def _part(self, at: int) -> Read:
        """Read "late 2027", "mid-2024", "the end of 2025", "the year's end", "year-end"."""
        start = at + (self.word(at) == "the")
        word = self.word(start)
        if word in ("early", "mid", "late") and start == at:
            behind = start + 1 + (self.word(start + 1) in {*DASHES, "in"})
            read = self._whole(behind)
            return None if read is None else (read[0], Third(read[1], THIRDS[word]))
        if word in THIRDS:
            read = self._whole(start + 2) if self.word(start + 1) == "of" else None
            if read is None and word == "end" and self.word(start + 1) in DASHES:
                read = self._whole(start + 2)
            return None if read is None else (read[0], Third(read[1], THIRDS[word], edge=True))
        if word in ("year", "month") and self.word(at - 1) not in ("new", "per", "each", "every"):
            possessive = (
                self.word(start + 1) in ("'", "’") and self.word(start + 2) == "s" and self.word(start + 3) == "end"
            )
            hyphened = self.word(start + 1) in DASHES and self.word(start + 2) == "end"
            if possessive or hyphened:
                return start + (4 if possessive else 3), Third(Whole(UNITS[word], 0, weak=True), 2, edge=True)
        return None

    def _whole(self, at: int) -> Read:
        """Read what a part may be of: a point, or "the year"."""
        if self.word(at) in ("the", "this") and self.word(at + 1) in ("year", "month", "decade", "century"):
            return at + 2, Whole(UNITS[self.word(at + 1)], 0, weak=self.word(at) == "the")
        quarter = self._quarter(at)
        return quarter or self.point(at) or self._bare_month(at)

    def _months(self, at: int) -> Read:
        return self._first_months(at) or self._quarter(at)

    def _first_months(self, at: int) -> Read:
        """Read "the first 11 months of 2025", "the last three months of the year"."""
        start = at + (self.word(at) == "the")
        count = self.number(start + 1)
        if self.word(start) not in ("first", "last", "final") or count is None or not 1 <= count <= 11:
            return None
        if PLURALS.get(self.word(start + 2)) != "month" or self.word(start + 3) not in _OF:
            return None
        year = self._whole(start + 4)
        if year is None:
            return None
        first, last = (1, count) if self.word(start) == "first" else (13 - count, 12)
        return year[0], Months(year[1], first, last)

    def _quarter(self, at: int) -> Read:
        """Read "Q3 2025", "2025 Q3", "H1 2025", "the third quarter of 2025", "the first half of 2025"."""
        written = self._written_quarter(at)
        if written is not None:
            behind, first, last = written
            behind += self.word(behind) in (",", "of", "/")
            if (stated := self.year_at(behind)) is not None:
                return behind + 1, Months(Fixed(years(stated)), first, last)
            beside = self._whole(behind)
            return None if beside is None else (beside[0], Months(beside[1], first, last))
        year_first = self.year_at(at)
        written = self._written_quarter(at + 1) if year_first is not None else None
        if year_first is not None and written is not None:
            return written[0], Months(Fixed(years(year_first)), written[1], written[2])
        start = at + (self.word(at) == "the")
        rank, noun = self.word(start), self.word(start + 1)
        size = {"quarter": 3, "half": 6}.get(noun)
        number = 12 // size if size and rank in ("last", "final") else RANKS.get(rank)
        if size is None or number is None or number * size > 12:
            return None
        first, last = (number - 1) * size + 1, number * size
        behind = start + 2
        year = self._whole(behind + 1) if self.word(behind) in _OF else None
        if year is not None:
            return year[0], Months(year[1], first, last)
        bare = noun == "quarter" and start > at and self.word(behind) != "of" and rank not in ("last", "final")
        return (behind, Calendar(InYear(first), InYear(last))) if bare else None

    def _written_quarter(self, at: int) -> tuple[int, int, int] | None:
        word = self.word(at)
        if (
            word in ("q", "h")
            and self.word(at + 1) in ("1", "2", "3", "4")
            and self.tokens[at].end == self.tokens[at + 1].start
        ):
            size, number = (3, int(self.word(at + 1))) if word == "q" else (6, int(self.word(at + 1)))
            return (at + 2, (number - 1) * size + 1, number * size) if number * size <= 12 else None
        return None


def _same_kind(first: Form, last: Form) -> bool:
    if isinstance(first, Calendar) and isinstance(last, Calendar):
        return (first.start.day is None) == (last.end.day is None)
    return type(first) is type(last) and not isinstance(first, Whole)
