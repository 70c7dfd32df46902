"""Why a passage ranks, for a person: a line on its score, then each word of the question with what satisfied it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from qa.answers import ContextMatch, ExplainedWord, Explanation, Hit
from qa.cli.output import can_write
from qa.cli.safe_text import safe_line
from qa.cli.styled import Line, line

_PARTS = {"title": "title", "speaker": "speaker", "question": "question before", "before": "passage before"}


def explanation_lines(hit: Hit, explanation: Explanation, question: str, *, indent: int) -> Iterator[Line]:
    """Yield the parts of the score, and one line for each word of `question`; signs such as "?" are left out."""
    yield line(_score(hit, explanation), "dim", indent=indent)
    words = [word for word in explanation.words if any(map(str.isalnum, question[word.start : word.end]))]
    width = max((len(safe_line(question[word.start : word.end])) for word in words), default=0)
    arrow, times = ("←", "×") if can_write("←×", sys.stdout.encoding) else ("<-", "x")
    for word in words:
        asked = safe_line(question[word.start : word.end])
        found, style = _found(word, hit.passage.text, times)
        numbers = f" ({word.similarity:.2f}, {word.weight:.0%})".replace("%", " %")
        yield Line(
            ((asked.ljust(width), style), (f"  {arrow} ", "dim"), (found, style), (numbers, "dim")), indent=indent
        )


def _score(hit: Hit, explanation: Explanation) -> str:
    scores = hit.scores
    numbers = f", missing numbers {explanation.numbers_part:.2f}" if explanation.numbers_part else ""
    spoken = f", times {explanation.times_part:+.2f}" if explanation.times_part else ""
    asked = f", reply to this question +{explanation.asked_part:.2f}" if explanation.asked_part >= 0.005 else ""
    lexical = f"lexical +{explanation.lexical_part:.2f} (BM25 {scores.lexical:.1f})"
    return (
        f"Score {hit.score:.2f}: late {scores.late:.2f} (coverage {explanation.coverage:.2f}, proximity "
        f"{explanation.proximity:.2f}), {lexical}{numbers}{spoken}{asked}; "
        f"dense {scores.dense:.2f}"
    )


def _found(word: ExplainedWord, text: str, times: str) -> tuple[str, str]:
    """Return what satisfied the word, and the style that tells at a glance what it was."""
    if not word.found:
        return "nothing", "bad"
    if word.context is not None:
        return _around(word.context, times), "link"
    return ", ".join(safe_line(text[match.start : match.end]) for match in word.matches) or "a sign", "good"


def _around(context: ContextMatch, times: str) -> str:
    counted = "" if context.discount == 1.0 else f" {times} {context.discount:g}"
    return _PARTS[context.part] + counted
