"""Passages as read for one question: each in its context, and how far both satisfy each of the question's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from qa.answers import ContextPart
from qa.archive.rows import Ids, Neighbours
from qa.encoder.arrays import Floats
from qa.records import Passage

# Measured on the sets of docs/quality.md.
TITLE_DISCOUNT = 1.0
SPEAKER_DISCOUNT = 1.0
QUESTION_DISCOUNT = 0.8
BEFORE_DISCOUNT = 0.8

# What names a text that was read: a passage's id, or an article's id and a speaker's name, "" for the article's title.
Key = int | tuple[str, str | None]
# The first of some rows, and how many they are.
Piece = tuple[int, int]
# A part of many passages' context: what it counts for each, and what its text is named by, None where there is none.
Column = tuple[ContextPart | Literal["passage"], list[float], list[Key | None]]


class Side(NamedTuple):
    """A passage or a part of its context: what it counts, and each question token's best similarity in it, 0..1."""

    part: ContextPart | Literal["passage"]
    discount: float
    covered: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What was read in and around the candidates.

    Attributes:
        neighbours: of each candidate.
        covered: each question token's best similarity in each text that was read, 0..1; zeros in the last row, which
            stands for a text that is not there. Float32, (texts + 1, question tokens).
        rows: where a text stands in `covered`: a passage by its id, a label by article id and speaker's name, or "" for
            the title.
    """

    neighbours: Mapping[int, Neighbours]
    covered: Floats
    rows: Mapping[Key, int]

    def sides(self, passage: Passage) -> list[Side]:
        """Return the passage itself, first, and the parts of its context."""
        columns = sides_of([passage], [self.neighbours[passage.id]])
        found = [(part, discounts[0], keys[0]) for part, discounts, keys in columns if keys[0] is not None]
        return [Side(part, discount, self.covered[self.rows.get(key, -1)]) for part, discount, key in found]

    def best(self, passages: Sequence[Passage]) -> Floats:
        """Return how well each passage or its context satisfies each question token, `best_of` its sides."""
        row, every = self.rows.get, []
        for _, discounts, keys in sides_of(passages, [self.neighbours[passage.id] for passage in passages]):
            # What is not there is the last row, which is zeros.
            covered = self.covered[[-1 if key is None else row(key, -1) for key in keys]]
            every.append(np.array(discounts, dtype=np.float32)[:, np.newaxis] * covered)
        best: Floats = np.maximum.reduce(every)
        return best


def sides_of(passages: Sequence[Passage], near: Sequence[Neighbours]) -> Iterator[Column]:
    """Yield `passages` themselves, first, and the parts of their context; `near` is what stands around each."""
    yield "passage", [1.0] * len(passages), [passage.id for passage in passages]
    yield "title", [TITLE_DISCOUNT] * len(passages), [(passage.article_id, "") for passage in passages]
    yield "speaker", [SPEAKER_DISCOUNT] * len(passages), [(one.article_id, one.speaker) for one in passages]
    # A short reply and its question say one thing together.
    asked = [1.0 if one.together else QUESTION_DISCOUNT for one in near]
    for number in range(max((len(one.question) for one in near), default=0)):
        yield "question", asked, [one.question[number] if number < len(one.question) else None for one in near]
    yield "before", [BEFORE_DISCOUNT] * len(passages), [one.before for one in near]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Passages as read for one question; rows follow `ids`.

    Attributes:
        ids: of the candidates that are still in the archive, int64, (n,).
        passages: by id.
        late: share of the question's weighted words that passage and context satisfy, more when they stand
            together, 0..1, float32, (n,).
        covered: the same for each question token, float32, (n, question tokens).
        weights: how much each question token counts, float32, (question tokens,).
        around: what `covered` is the best of.
        ends: share of the question's weighted words that the last sentence or two of each satisfy, float32, (n,).
    """

    ids: Ids
    passages: Mapping[int, Passage]
    late: Floats
    covered: Floats
    weights: Floats
    around: Surroundings
    ends: Floats


def best_of(sides: Sequence[Side]) -> Floats:
    """Return how well passage or context satisfies each question token, 0..1, float32, (question tokens,)."""
    best: Floats = np.maximum.reduce([side.discount * side.covered for side in sides])
    return best
