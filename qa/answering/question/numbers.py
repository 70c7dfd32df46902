"""Numbers, years above all, as a signal of their own: compared as written, where the encoder sees only likeness."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from qa.answering.ranking.reading import Reading
from qa.archive.archive import Archive
from qa.encoder.arrays import Floats
from qa.views import ArticleSummary

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def numbers_in(text: str) -> frozenset[str]:
    """Return the numbers written in digits: "4.3 billion in 2025" has "4.3" and "2025"."""
    return frozenset(_NUMBER.findall(text))


def missing_numbers(
    question: str, archive: Archive, reading: Reading, *, told: Sequence[frozenset[str]] | None = None
) -> Floats:
    """Return, for each row of `reading`, the share of the question's numbers that its passage has not, 0..1, float32.

    A number also counts as there when it stands in the passage before, the question that the passage answers, or the
    article's title or date, and when it is among those `told` in other words. Zeros for a question without numbers.
    """
    asked = numbers_in(question)
    ids = reading.ids.tolist()
    if not asked or not ids:
        return np.zeros(len(ids), dtype=np.float32)
    heads = archive.article_heads({reading.passages[i].article_id for i in ids})
    around = {other for i in ids for other in around_of(reading, i)}
    texts = {other: passage.text for other, passage in archive.passages(around).items()}
    missing = [asked - _numbers_near(reading, i, texts, heads) for i in ids]
    known = told or [frozenset()] * len(ids)
    return np.array([len(one - other) / len(asked) for one, other in zip(missing, known, strict=True)], np.float32)


def around_of(reading: Reading, passage_id: int) -> tuple[int, ...]:
    """Return the passages whose words a passage is read in the light of: the one before, the question it answers."""
    near = reading.around.neighbours[passage_id]
    return near.question if near.before is None else (near.before, *near.question)


def _numbers_near(
    reading: Reading, passage_id: int, texts: Mapping[int, str], heads: Mapping[str, ArticleSummary]
) -> frozenset[str]:
    passage = reading.passages[passage_id]
    head = heads.get(passage.article_id)
    stated = f"{head.title or ''} {head.published or ''}" if head else ""
    return numbers_in(
        " ".join((passage.text, stated, *(texts.get(other, "") for other in around_of(reading, passage_id))))
    )
