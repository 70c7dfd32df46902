"""The times that a question names, and which passages speak of them: "last year" said in 2025 is about 2024."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.answering.question.numbers import around_of, numbers_in
from qa.answering.ranking.reading import Reading
from qa.answering.repeats.named_times import NamedTimes, ReadLater
from qa.archive.archive import Archive
from qa.encoder.arrays import Floats
from qa.times.days import Stretch

# Every time that can be told without a date has one of these: other questions do without the grammar.
_MAY_NAME_A_TIME = re.compile(r"\d|century|ties\b", re.IGNORECASE)
# A passage about a decade is not about each of its years.
LONGEST_DAYS = 366


# What is added where the times are spoken of, and taken where only others are: measured in docs/tried/ranking.md.
TIME_WEIGHT = 0.03
OTHER_TIMES_WEIGHT = 0.12


@dataclass(frozen=True, slots=True, eq=False)
class AskedTimes:
    """What of a question's times the passages of a Reading speak of.

    Attributes:
        part: for each row, what that adds to its score, or takes, float32.
        told: for each row, the numbers of these times where all are spoken of: "last year" has the number 2024.
        named: what the passages name, whatever was asked.
    """

    part: Floats
    told: list[frozenset[str]]
    named: NamedTimes


def read_asked_times(question: str, archive: Archive, reading: Reading) -> AskedTimes:
    """Return what of the times in `question` the passages speak of; nothing for a question that names none.

    Only what names its days itself counts ("in 2024"): nobody knows from which day an asker counts "last year".
    """
    ids = reading.ids.tolist()
    asked = _times_in(question)
    if not asked:
        # What the passages name is then looked at only where two of them say the same.
        later = NamedTimes(ReadLater(lambda: archive.named_times(ids)))
        return AskedTimes(np.zeros(len(ids), dtype=np.float32), [frozenset()] * len(ids), later)
    near = {i: (i, *around_of(reading, i)) for i in ids}
    named = NamedTimes(archive.named_times({other for group in near.values() for other in group}))
    own = [_named_by([i], named) for i in ids]
    around = [_named_by(near[i], named) for i in ids]
    numbers = numbers_in(" ".join(words for words, _ in asked))
    wanted = [stretch for _, stretch in asked]
    shares = [_share(wanted, days) for days in around]
    # What stands around a passage may excuse it, and does not accuse it.
    others = [bool(days) and not _touches(wanted, every) for days, every in zip(own, around, strict=True)]
    part = TIME_WEIGHT * np.array(shares) - OTHER_TIMES_WEIGHT * np.array(others)
    return AskedTimes(part.astype(np.float32), [numbers if share == 1.0 else frozenset() for share in shares], named)


def _named_by(passage_ids: Sequence[int], named: NamedTimes) -> list[Stretch]:
    return [time.days for passage_id in passage_ids for time in named.by_passage.get(passage_id, ())]


def _times_in(question: str) -> list[tuple[str, Stretch]]:
    if not _MAY_NAME_A_TIME.search(question):
        return []
    from qa.times.reader import find_times  # most questions name no time

    return [(question[time.start : time.end], time.named) for time in find_times(question, None)]


def _share(wanted: Sequence[Stretch], named: Sequence[Stretch]) -> float:
    """Return the share of the times `wanted` that one of those `named`, and not much longer, reaches into."""
    found = [any(_meet(one, other) and _length(other) <= _longest(one) for other in named) for one in wanted]
    return sum(found) / len(found)


def _touches(wanted: Sequence[Stretch], named: Sequence[Stretch]) -> bool:
    return any(_meet(one, other) for one in wanted for other in named)


def _meet(one: Stretch, other: Stretch) -> bool:
    return one.first <= other.last and other.first <= one.last


def _longest(asked: Stretch) -> int:
    return max(LONGEST_DAYS, 2 * _length(asked))


def _length(stretch: Stretch) -> int:
    return (stretch.last - stretch.first).days + 1
