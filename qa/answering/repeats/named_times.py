"""The times that passages name, for comparison: the same words, "last year", mean another year in another year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from qa.archive.times import NamedTime
from qa.records import Passage, Span
from qa.times.days import Stretch

# One text is printed on several days: its "yesterday", or its "last month" around the first of one, may differ so far.
PRINTED_WITHIN = timedelta(days=45)


class ReadLater(Mapping[int, Sequence[NamedTime]]):
    """What passages name, by passage id, read when it is first asked for."""

    def __init__(self, read: Callable[[], Mapping[int, Sequence[NamedTime]]]) -> None:
        self._read = cache(read)

    def __getitem__(self, passage_id: int) -> Sequence[NamedTime]:
        return self._read()[passage_id]

    def __iter__(self) -> Iterator[int]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


@dataclass(frozen=True, slots=True)
class NamedTimes:
    """What passages name, by passage id; those that name nothing are left out."""

    by_passage: Mapping[int, Sequence[NamedTime]] = field(default_factory=dict)

    def of(self, passage: Passage, span: Span | None = None) -> list[Stretch]:
        """Return the days that `passage`, or what stands at `span` of its text, names."""
        first, last = (0, len(passage.text)) if span is None else span
        found = self.by_passage.get(passage.id, ())
        return [time.days for time in found if first <= time.start - passage.start < last]

    def differ(self, one: Passage, other: Passage, *, span: Span | None = None, other_span: Span | None = None) -> bool:
        """Tell whether `other` names a time, and `one` names others but not that.

        Both are whole, or what stands at their spans. Who names no time that is known contradicts nobody.
        """
        said = self.of(one, span)
        return bool(said) and any(not any(_near(a, b) for a in said) for b in self.of(other, other_span))


def _near(one: Stretch, other: Stretch) -> bool:
    overlap = one.first <= other.last and other.first <= one.last
    return overlap or abs(one.first - other.first) <= PRINTED_WITHIN
