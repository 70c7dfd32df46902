"""An answer as a person reads it: each quotation with who said it, where, when, the link, and how sure we are.

The quotation is printed as it stands in the article, with no marks put into it: it can be copied and checked.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from qa.answers import Answer, Citation, Hit, Respelling
from qa.cli.lines.citation import link_and_place, place_of, source_and_title, source_of, speaks_of
from qa.cli.lines.explanation import explanation_lines
from qa.cli.output import can_write
from qa.cli.safe_text import safe, safe_line
from qa.cli.styled import Line, Piece, line
from qa.records import Passage, Span

_BAR_WIDTH = 10
_INDENT = 3
_MOST_ALSO_IN = 5  # a greeting may stand in every episode


def answer_lines(answer: Answer, *, filtered: bool = False) -> Iterator[Line]:
    """Yield what a terminal or a file shows of `answer`; `filtered` tells whether the question had filters."""
    yield _verdict(answer, filtered)
    yield from respelled(answer.question, answer.respelled)
    for hit in answer.hits:
        yield line()
        yield from _hit_lines(hit, answer.question)


def _verdict(answer: Answer, filtered: bool) -> Line:
    confidence = f"confidence {answer.confidence:.2f}"
    if answer.answerable:
        return Line((("Answered", "good"), (f" ({confidence})", "dim")))
    if answer.hits:
        return Line((("Not in the corpus", "bad"), (f" ({confidence}). The nearest passages:", "dim")))
    return Line((("Not in the corpus", "bad"), (f": {_why_nothing(answer, filtered)}.", "dim")))


def respelled(question: str, words: Sequence[Respelling]) -> Iterator[Line]:
    """Yield one line on the words of `question` that were looked up in another spelling, if any were."""
    if words:
        changes = ", ".join(f"{safe_line(one.word)} for {safe_line(question[one.start : one.end])}" for one in words)
        yield line(f'Looked up {changes}, which no passage has; put a word in "quotation marks" to keep it', "dim")


def _why_nothing(answer: Answer, filtered: bool) -> str:
    if answer.index.articles == 0:
        return "the index is empty"
    return "no passage passes the filters" if filtered else "no passage to show"


def _hit_lines(hit: Hit, question: str) -> Iterator[Line]:
    citation = hit.citation
    kind = "  caption" if hit.passage.kind == "caption" else ""
    yield Line(((f"{hit.rank}. ", "strong"), (score_bar(hit.score), "good"), (f" {hit.score:.2f}{kind}", "dim")))
    yield from _context_lines("before", hit.before)
    if hit.question is not None:
        yield line(f"In reply to: {safe_line(hit.question)}{_place_of_question(citation)}", "dim", indent=_INDENT)
    yield Line(marked(hit.passage.text, hit.highlights, _matched(hit)), indent=_INDENT)
    yield from _context_lines("after", hit.after)
    source = source_of(citation)
    if source:
        yield line(f"— {source}", indent=_INDENT)
    yield from speaks_of(citation, indent=_INDENT)
    yield from _statements(citation)
    if citation.title:
        yield line(safe_line(citation.title), "strong", indent=_INDENT)
    yield from link_and_place(citation, indent=_INDENT)
    yield from also_in(hit.also_in, indent=_INDENT)
    yield from also_reported_by(hit, indent=_INDENT)
    if hit.explanation is not None:
        yield from explanation_lines(hit, hit.explanation, question, indent=_INDENT)


def _statements(citation: Citation) -> Iterator[Line]:
    """Yield which of the words are somebody's where nobody is named for all of them."""
    named = [one for one in citation.statements if one.speaker is not None]
    if citation.attribution == "reported" and named:
        by: dict[str, list[str]] = {}
        for one in named:
            by.setdefault(safe_line(one.speaker or ""), []).append(f"[{one.start}:{one.end}]")
        shown = "; ".join(f"{speaker} {' '.join(places)}" for speaker, places in by.items())
        yield line(f"Words of: {shown}", "dim", indent=_INDENT)


def _place_of_question(citation: Citation) -> str:
    asked = citation.question
    return "" if asked is None else f" [{asked.start}:{asked.end}]"


def _context_lines(side: str, passages: tuple[Passage, ...] | None) -> Iterator[Line]:
    """Yield what stands around a quotation, each passage marked as context, so that none is taken for part of it."""
    for passage in passages or ():
        who = "caption" if passage.kind == "caption" else safe_line(passage.speaker or passage.role or "")
        mark = f"Context {side} [{passage.start}:{passage.end}]{', ' * bool(who)}{who}: "
        yield line(mark + safe(passage.text), "dim", indent=_INDENT)


def score_bar(score: float) -> str:
    """Return a bar of ten cells, filled in proportion to `score` taken as 0..1."""
    full, empty = ("█", "░") if can_write("█░", sys.stdout.encoding) else ("#", "-")
    cells = round(min(max(score, 0.0), 1.0) * _BAR_WIDTH)
    return full * cells + empty * (_BAR_WIDTH - cells)


def also_in(citations: tuple[Citation, ...], *, indent: int = 0) -> Iterator[Line]:
    """Yield where else the same is said: a few places by name, the number of the others."""
    for citation in citations[:_MOST_ALSO_IN]:
        known = source_and_title(citation)
        place = (place_of(citation), "dim")
        yield Line((("Also in: ", "dim"), (f"{known}  " if known else "", ""), place), indent=indent)
    if len(citations) > _MOST_ALSO_IN:
        yield line(f"Also in {len(citations) - _MOST_ALSO_IN} more (--json names them all)", "dim", indent=indent)


def also_reported_by(hit: Hit, *, indent: int = 0) -> Iterator[Line]:
    """Yield who else states it in other words: a few by name, the number of the others."""
    if hit.independent_outlets > 1:
        yield line(f"Stated by {hit.independent_outlets} independent outlets", "good", indent=indent)
    for report in hit.also_reported_by[:_MOST_ALSO_IN]:
        citation = report.citation
        stated = safe_line(citation.quote[slice(*report.words)])
        known = source_and_title(citation)
        yield Line((("Also reported: ", "dim"), (stated, "")), indent=indent)
        yield Line(((f"— {known}  " if known else "", ""), (place_of(citation), "dim")), indent=indent + _INDENT)
    if len(hit.also_reported_by) > _MOST_ALSO_IN:
        more = len(hit.also_reported_by) - _MOST_ALSO_IN
        yield line(f"Also reported by {more} more (--json names them all)", "dim", indent=indent)


def _matched(hit: Hit) -> tuple[Span, ...]:
    """Return where the words of the passage stand that its explanation names."""
    words = hit.explanation.words if hit.explanation is not None else ()
    found = (match for word in words if word.found and word.context is None for match in word.matches)
    return tuple(Span(match.start, match.end) for match in found)


def marked(text: str, highlights: tuple[Span, ...], matched: tuple[Span, ...] = ()) -> tuple[Piece, ...]:
    """Return `text` in pieces: those inside `highlights` in the style "mark", those inside `matched` in "good"."""
    styles = [""] * len(text)
    for style, spans in (("mark", highlights), ("good", matched)):
        for start, end in spans:
            styles[start:end] = [style] * (end - start)
    shown = safe(text)  # as long as `text`, so the offsets fit
    runs = groupby(zip(shown, styles, strict=True), key=itemgetter(1))
    return tuple(("".join(sign for sign, _ in run), style) for style, run in runs)
