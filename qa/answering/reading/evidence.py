"""What speaks for the first passage being an answer: a few plain numbers, gathered from how it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.answering.question.asked_for import lacks_amount, share_missing
from qa.answering.question.numbers import around_of
from qa.answering.ranking.reading import Reading
from qa.answering.reading.close_reading import Place, Said
from qa.answering.reading.explanation import Asked
from qa.answers import Evidence
from qa.archive.archive import Archive
from qa.encoder.arrays import Floats
from qa.views import ArticleSummary

NEXT_HITS = 5
# The lead of a passage that has no other to be compared with: large, as measured leads go.
LEAD_ALONE = 0.2
# One word without a match says more than many half matched, by this power; a longer question says no more than this.
UNFOUND_POWER = 4
MOST_WORD_PARTS = 20


@dataclass(frozen=True, slots=True, eq=False)
class First:
    """The first passage, as it is judged.

    Attributes:
        said: what it answers with.
        told: its words, after those of the question that it is read together with.
        around: these, and the words it is read in the light of.
        names: those of the question.
        missing_number: whether a number of the question is in none of them.
    """

    said: Said
    told: str
    around: str
    names: Sequence[str]
    missing_number: bool

    @classmethod
    def of(
        cls,
        said: Said,
        archive: Archive,
        reading: Reading,
        head: ArticleSummary,
        names: Sequence[str],
        *,
        missing: bool,
    ) -> First:
        """Gather the words that the passage stands in, as far as `names` or its shortness ask for them."""
        passage = said.passage
        around = reading.around.neighbours[passage.id]
        wanted = around_of(reading, passage.id) if names else around.question if around.together else ()
        near = {i: other.text for i, other in archive.passages(wanted).items()} if wanted else {}
        asked = [near.get(i, "") for i in around.question] if around.together else []
        labels = filter(None, (head.title, head.outlet, passage.speaker))
        return cls(
            said=said,
            told=" ".join((*asked, passage.text)),
            around=" ".join((*labels, *near.values(), passage.text)),
            names=names,
            missing_number=missing,
        )


def gather_evidence(
    asked: Asked, reading: Reading, scores: Floats, compared: NDArray[np.intp], *, first: First
) -> Evidence:
    """Return the evidence for `first`, the first of `compared`: rows of `reading` and `scores`, best first."""
    row = int(compared[0])
    within, beyond = _leads(reading, scores, compared.tolist())
    lacking = (1.0 - reading.covered[row]) ** UNFOUND_POWER
    return Evidence(
        unfound=float(lacking @ asked.weights / max(float(asked.weights.sum()), 1e-6)),
        likeness=_likeness(asked, first.said),
        lead_within=within,
        lead_beyond=beyond,
        missing_number=first.missing_number,
        missing_names=share_missing(first.names, first.around),
        missing_amount=lacks_amount(asked.question.text, first.told),
        word_parts=min(len(asked.weights), MOST_WORD_PARTS),
    )


def _leads(reading: Reading, scores: Floats, compared: Sequence[int]) -> tuple[float, float]:
    """Return how far the first is above the mean of the next of its article, and of the next of others."""
    best, *following = compared
    ids = reading.ids.tolist()
    article_id = reading.passages[ids[best]].article_id
    within: list[int] = []
    beyond: list[int] = []
    for row in following:
        group = within if reading.passages[ids[row]].article_id == article_id else beyond
        if len(group) < NEXT_HITS:
            group.append(row)
        elif len(within) == len(beyond):
            break
    return _lead(scores, best, within), _lead(scores, best, beyond)


def _lead(scores: Floats, best: int, following: Sequence[int]) -> float:
    if not following:
        return LEAD_ALONE
    return float(scores[best]) - sum(float(scores[row]) for row in following) / len(following)


def _likeness(asked: Asked, said: Said) -> float:
    """Return the cosine of the weighted mean of the question's token vectors to the mean of the words that answer."""
    signs = said.tokens.signs
    if said.words is not None:
        starts = said.spans[:, 0]
        signs = signs[(starts >= said.words.start) & (starts < said.words.end)]
    if not len(signs) or not len(asked.weights):
        return 0.0
    question = asked.weights @ asked.encoding.tokens
    ones = np.unpackbits(signs, axis=1, count=len(question)).sum(axis=0, dtype=np.float32)
    words = 2.0 * ones - np.float32(len(signs))
    return float(question @ words / max(float(np.linalg.norm(question) * np.linalg.norm(words)), 1e-6))


def compared_rows(order: NDArray[np.intp], places: Sequence[Place]) -> NDArray[np.intp]:
    """Return `order` without what takes no place of its own among the first: copies lead over nothing.

    However many places there are, these are the same rows.
    """
    kept = places[: 1 + NEXT_HITS]
    shown = [place.shown for place in kept]
    return order[[*shown, *range(shown[-1] + 1, len(order))]] if len(kept) > NEXT_HITS else order[shown]
