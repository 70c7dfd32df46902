"""Asks a judged set's questions of a service, one after the other, and keeps the answers."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.answers import Answer, Hit
from qa.errors import InvalidInput, NotFound
from qa.evaluation.bootstrap import SEED
from qa.evaluation.judgments import JudgedQuestion, JudgedSet
from qa.evaluation.metrics import DEPTH
from qa.service import Service


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer, or with the reason why it was refused."""

    question: JudgedQuestion
    answer: Answer | None
    refused: str | None = None


def sample(judged: JudgedSet, limit: int | None) -> JudgedSet:
    """Return the set with `limit` of its questions, drawn by a fixed seed and in their order; None keeps all."""
    questions = judged.questions
    if limit is None or limit >= len(questions):
        return judged
    drawn = sorted(random.Random(SEED).sample(range(len(questions)), limit))  # noqa: S311 - a sample, not a secret
    return replace(judged, questions=tuple(questions[at] for at in drawn))


def ask_all(
    service: Service,
    questions: Sequence[JudgedQuestion],
    *,
    min_confidence: float | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Asked]:
    """Ask each question for its ten nearest passages; `progress` is told how many are done.

    The first question is asked once more beforehand: the first answer of a process takes longer than any other.
    """
    service.check_ready()
    for question in questions[:1]:
        _ask(service, question, min_confidence)
    asked = []
    for done, question in enumerate(questions, start=1):
        asked.append(_ask(service, question, min_confidence))
        progress(done)
    return asked


def _ask(service: Service, question: JudgedQuestion, min_confidence: float | None) -> Asked:
    try:
        return Asked(question, service.ask(question.text, top_k=DEPTH, min_confidence=min_confidence))
    except InvalidInput as error:  # too long, for one: the set's fault or ours, but no reason to lose the others
        return Asked(question, None, error.message)


def canonical_texts(judged: JudgedSet, asked: Iterable[Asked], service: Service) -> dict[str, str]:
    """Return the texts that judgments and citations are checked against, by article id.

    Those of the set itself, read apart from the index, come first; the index is asked for the rest.
    """
    texts = dict(judged.texts)
    wanted = {judgment.article_id for question in judged.questions for judgment in question.judgments}
    wanted |= {hit.citation.article_id for one in asked if one.answer for hit in one.answer.hits}
    for article_id in sorted(one for one in wanted if one is not None and one not in texts):
        try:
            texts[article_id] = service.article(article_id).article.text
        except NotFound:
            continue
    return texts


def faults(judged: JudgedSet, texts: dict[str, str]) -> list[str]:
    """Return a line for each judgment that cannot be met: its article is missing, or its words stand elsewhere."""
    found = []
    for question in judged.questions:
        for judgment in question.judgments:
            article_id, span, evidence = judgment.article_id, judgment.span, judgment.evidence
            if article_id is None:
                continue
            if article_id not in texts:
                found.append(f"{question.id}: no article {article_id!r}")
            elif span and evidence and texts[article_id][span.start : span.end] != evidence:
                found.append(f"{question.id}: {article_id!r} has other words at {span.start}-{span.end}")
    return found


def write_run(path: Path, asked: Iterable[Asked]) -> None:
    """Write one line a question, {"query", "confidence", "hits"}: a run as the sets' own scorer reads it."""
    with path.open("w", encoding="utf-8") as file:
        for one in asked:
            hits = one.answer.hits if one.answer else ()
            confidence = one.answer.confidence if one.answer else 0.0
            row = {"query": one.question.id, "confidence": confidence, "hits": [_run_hit(hit) for hit in hits]}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _run_hit(hit: Hit) -> dict[str, object]:
    citation = hit.citation
    return {
        "doc": citation.article_id,
        "text": hit.passage.text,
        "score": hit.score,
        "start": citation.start,
        "end": citation.end,
    }
