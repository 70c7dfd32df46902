"""A timeline as a person reads it: dates down the left, beside them who said what, where it stands, and where again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

from qa.answers import Hit
from qa.cli.lines.answer import also_in, also_reported_by, marked, respelled
from qa.cli.lines.citation import link_and_place, speaker_and_outlet, speaks_of
from qa.cli.output import can_write
from qa.cli.safe_text import safe, safe_line
from qa.cli.styled import Line, Margin, Piece, line
from qa.records import Span
from qa.views import Timeline, TimelineEntry

_UNDATED = "no date"
_COLUMN = len("2025-12-30 ")
_INDENT = 3


def timeline_lines(
    timeline: Timeline, *, drawn: bool = False, whole: bool = False, filtered: bool = False
) -> Iterator[Line]:
    """Yield what is shown of `timeline`: drawn beside a line for a terminal, plain and indented otherwise.

    Of each passage the words that answer are shown, or all of it with `whole`; `filtered` tells whether there were
    filters.
    """
    yield _summary(timeline, filtered)
    yield from respelled(timeline.question, timeline.respelled)
    last = len(timeline.entries) - 1
    if drawn:
        dot, bar = ("●", "│") if can_write("●│", sys.stdout.encoding) else ("*", "|")
        for number, entry in enumerate(timeline.entries):
            yield Line(margin=_margin(bar)) if number else line()
            first, *others = _entry_lines(entry, whole=whole)
            date = (f"{entry.date or _UNDATED:<{_COLUMN}}", "strong" if entry.date else "dim")
            side = bar if number < last else " "
            yield replace(first, margin=Margin((date, (f"{dot} ", "good")), _margin(side).rest))
            yield from (_beside(item, side) for item in others)
        return
    for entry in timeline.entries:
        yield line()
        first, *others = _entry_lines(entry, whole=whole)
        yield Line(((f"{entry.date or _UNDATED:<{_COLUMN}} ", "strong"), *first.pieces))
        yield from (replace(item, indent=_INDENT + item.indent) for item in others)


def _beside(item: Line, bar: str) -> Line:
    margin = _margin(bar)
    shift: tuple[Piece, ...] = ((" " * item.indent, ""),)
    return replace(item, margin=Margin(margin.first + shift, margin.rest + shift))


def _margin(bar: str) -> Margin:
    side: tuple[Piece, ...] = ((" " * _COLUMN + f"{bar} ", "dim"),)
    return Margin(side, side)


def _summary(timeline: Timeline, filtered: bool) -> Line:
    entries = timeline.entries
    if not entries:
        why = f"no passage {'that passes the filters ' if filtered else ''}speaks to it"
        if timeline.index.articles == 0:
            why = "the index is empty"
        return Line((("Not in the corpus", "bad"), (f": {why}.", "dim")))
    dates = [entry.date for entry in entries if entry.date]
    span = "" if not dates else f", {dates[0]}" if dates[0] == dates[-1] else f", {dates[0]} to {dates[-1]}"
    count = f"{len(entries)} {'statement' if len(entries) == 1 else 'statements'}"
    return Line(((count, "good"), (f"{span}", "dim")))


def _entry_lines(entry: TimelineEntry, *, whole: bool) -> Iterator[Line]:
    hit, citation = entry.hit, entry.hit.citation
    who = speaker_and_outlet(citation) or safe_line(citation.article_id)
    yield Line(((who, "strong"), (f"  {entry.date_kind}" if entry.date_kind else "", "dim")))
    if hit.question is not None:
        yield line(f"In reply to: {safe_line(hit.question)}", "dim")
    start, end = (0, len(hit.passage.text)) if whole else _words(hit)
    yield Line(marked(hit.passage.text, hit.highlights) if whole else ((safe(hit.passage.text[start:end]), ""),))
    words = Span(citation.start + start, citation.start + end)
    yield from speaks_of(citation, words=words)
    if citation.title:
        yield line(safe_line(citation.title), "dim")
    yield from link_and_place(citation, words=words)
    yield from also_in(hit.also_in)
    yield from also_reported_by(hit)


def _words(hit: Hit) -> tuple[int, int]:
    """Return where the words of the passage stand that answer, or all of them where none do."""
    spans = hit.highlights
    return (spans[0].start, spans[-1].end) if spans else (0, len(hit.passage.text))
