"""A text in Markdown as a page shows it: without the marks of emphasis, and links by their words alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.records import Span
from qa.text.folding import LINK_ADDRESS

# "[words](address)": what stands before the words, and behind them.
_LINK = re.compile(rf"(?P<before>!?\[)[^\[\]\n]{{1,300}}(?P<behind>{LINK_ADDRESS})")
# Only in pairs, at the edges of words, and within a paragraph: "5 * 3", "a_b" and "price*" have none.
# Each opens with its sign, and looks back from there: that is how they are found fast.
_EMPHASIS = {
    sign: re.compile(
        rf"(?P<before>{escaped}(?<![\w{sign}]{escaped}){escaped}{{0,2}})(?=[^\s{sign}])"
        rf"(?:[^\n{sign}]|\n(?!\s*\n)){{1,2000}}(?<=[^\s{sign}])(?P<behind>(?P=before))(?![\w{sign}])"
    )
    for sign, escaped in (("*", r"\*"), ("_", "_"))
}


def without_marks(text: str, words: Span) -> tuple[str, Span]:
    """Return `text` as a page shows it, and where what is left of `words` stands in it."""
    if "](" in text:
        text, words = _without(text, words, list(_marks(_LINK, text)))
    for sign in ("*", "_", "*"):  # once more for what stands around other emphasis: "**so *much* more**"
        if sign in text:
            text, words = _without(text, words, list(_marks(_EMPHASIS[sign], text)))
    return text, words


def _marks(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for found in pattern.finditer(text):
        yield Span(*found.span("before"))
        yield Span(*found.span("behind"))


def _without(text: str, words: Span, marks: Sequence[Span]) -> tuple[str, Span]:
    """Return `text` without what stands at `marks`, which are in order and apart, and where `words` stand then."""
    edges = [0, *(edge for mark in marks for edge in mark), len(text)]
    shown = "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    start, end = (
        place - sum(min(mark.end, place) - mark.start for mark in marks if mark.start < place) for place in words
    )
    return shown, Span(start, end)
