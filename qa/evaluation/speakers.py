"""Whose words the judged words are according to the index, whether or not an answer found them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.evaluation.judgments import JudgedQuestion, JudgedSet, Judgment
from qa.evaluation.metrics import same_name
from qa.records import Passage
from qa.service import Service

Passages = Mapping[str, Sequence[Passage]]


def spoken_passages(judged: JudgedSet, service: Service) -> dict[str, tuple[Passage, ...]]:
    """Return the passages of each article in which a judgment names a speaker; articles that are gone are left out."""
    wanted = {one.article_id for question in judged.questions for one in question.judgments if one.speaker}
    held = {head.id for head in service.list_articles()}
    return {article_id: service.article(article_id).passages for article_id in sorted(held & wanted)}


def speaker_metrics(question: JudgedQuestion, passages: Passages) -> dict[str, float]:
    """Return how many judged spans with a speaker the index holds, and how many of them have that speaker there.

    A span is the passage's that holds most of it. Empty where no speaker was judged.
    """
    spoken = [one for one in question.judgments if one.speaker and one.span and passages.get(one.article_id or "")]
    if not spoken:
        return {}
    right = sum(same_name(_main(one, passages).speaker) == same_name(one.speaker) for one in spoken)
    return {"spoken": float(len(spoken)), "spoken_right": float(right)}


def _main(judgment: Judgment, passages: Passages) -> Passage:
    """Return the passage of the judged article that holds most of the judged span."""
    start, end = judgment.span or (0, 0)
    return max(passages[judgment.article_id or ""], key=lambda p: min(p.end, end) - max(p.start, start))
