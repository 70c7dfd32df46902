"""Quotation marks: which open, which close, and where a text quotes, also over several paragraphs.

A mark that finds no partner makes its paragraph unsure, which is said and not mended. Who is quoted is found in
`attribution`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.records import Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks.

    Attributes:
        start, end: from the opening mark to behind the closing one.
        parts: the words between the marks, one span for each paragraph.
        nested: quotations inside it.
    """

    start: int
    end: int
    parts: tuple[Span, ...]
    nested: tuple[Quotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotations:
    """The outermost quotations of some paragraphs, in order, and the stretches where marks do not match up."""

    found: tuple[Quotation, ...]
    unsure: tuple[Span, ...]


# What opens a quotation, and what may close it.
PAIRS = {
    "“": "”",  # English, Vietnamese
    "‘": "’",
    "„": "“”",  # German, Czech; Polish, Romanian
    "‚": "‘’",
    "«": "»",  # French, Russian, Spanish
    "‹": "›",
    "「": "」",  # Japanese, Chinese
    "『": "』",
    '"': '"',
}
# What quoted words open with where a line or a sentence begins; elsewhere "'" is an apostrophe.
OPENING_MARKS = "“\"«„‘'"
# What is typed for an apostrophe, and all of it as the plain one.
APOSTROPHES = "'’‘ʼ′´`"
PLAIN_APOSTROPHES = dict.fromkeys(map(ord, APOSTROPHES), "'")
# Whatever may stand for a mark where a quotation is compared, primes and accents too.
ANY_MARK = "\"'“”„‟‘’‚‛′″´`«»‹›「」『』"
# Words between double marks, found at a glance where no more is asked than which words are quoted.
QUOTED = re.compile(r"“[^”]{1,2000}”|«[^»]{1,2000}»|\"[^\"\n]{1,2000}\"")

_NEVER_OPENS = frozenset("”»」』")
_SINGLE = frozenset("‘‚")
_MOST_SINGLE = 20  # open at once: of more, each inside the one before, the oldest are apostrophes
# A single mark closes only between punctuation or at the end of what is quoted: "the ministers’ talks" goes on.
_BEFORE_SINGLE_END = frozenset(".,!?…;—–")
_AFTER_SINGLE_END = frozenset(',.;:!?”"»)')
_BEFORE_OPENING = frozenset(" \t\n\r\u00a0\u2003([{—–-/“«„‘\"'")


@dataclass(slots=True)
class _Open:
    """A quotation that has no end yet; `parts` are those of the paragraphs before."""

    start: int
    mark: str
    nested: list[Quotation] = field(default_factory=list)
    parts: list[Span] = field(default_factory=list)

    def closed(self, end: int, part: Span) -> Quotation:
        return Quotation(self.start, end, (*self.parts, part), tuple(self.nested))


def find_quotations(text: str, paragraphs: Sequence[Span]) -> Quotations:
    """Return the quotations of the paragraphs, which stand in order.

    A quotation left open goes on in the next paragraph if that opens with the same mark.
    """
    found: list[Quotation] = []
    unsure: list[Span] = []
    pending: _Open | None = None
    for number, paragraph in enumerate(paragraphs):
        scan = _Scan(text, paragraph)
        if scan.strays:
            unsure.append(paragraph)
        own, left = scan.found, scan.left_open
        if pending is not None:
            own, left = _gone_on(pending, paragraph, own, left)
            if left is None and (not own or own[0].start != pending.start):
                unsure.append(Span(pending.start, paragraph.end))
            pending = None
        found.extend(own)
        if left is not None:
            following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
            if following is not None and text.startswith(left.mark, following.start):
                pending = left
                pending.parts.append(Span(max(left.start, paragraph.start) + 1, paragraph.end))
            else:
                unsure.append(Span(left.start, paragraph.end))
    return Quotations(tuple(found), tuple(_merged(unsure)))


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _gone_on(
    pending: _Open, paragraph: Span, own: list[Quotation], left: _Open | None
) -> tuple[list[Quotation], _Open | None]:
    """Return the paragraph's quotations and its open one, joined to the one that was open before it."""
    if own and own[0].start == paragraph.start:
        pending.nested.extend(own[0].nested)
        return [pending.closed(own[0].end, own[0].parts[0]), *own[1:]], left
    if left is not None and left.start == paragraph.start:
        pending.nested.extend(left.nested)
        return own, pending
    return own, None


class _Scan:
    """The quotations that open in one paragraph.

    Attributes:
        found: the outermost ones that close in it.
        left_open: the outermost one that does not, or None.
        strays: whether a closing mark has no partner.
    """

    def __init__(self, text: str, paragraph: Span) -> None:
        self._text = text
        self._paragraph = paragraph
        self._stack: list[_Open] = []
        self.found: list[Quotation] = []
        self.strays = False
        for position in range(*paragraph):
            if text[position] in _MARKS:
                self._take(position, text[position])
        while self._stack and self._stack[-1].mark in _SINGLE:
            self._drop_single(len(self._stack) - 1)
        self.left_open = self._stack[0] if self._stack else None
        for inner in self._stack[1:]:
            self._stack[0].nested.extend(inner.nested)

    def _take(self, position: int, sign: str) -> None:
        depth = self._closed_depth(position, sign)
        if depth is not None:
            while len(self._stack) - 1 > depth:
                self._drop_single(len(self._stack) - 1)
            opened = self._stack.pop()
            self._keep(opened.closed(position + 1, Span(opened.start + 1, position)), depth)
        elif sign in PAIRS and self._opens(position):
            self._stack.append(_Open(position, sign))
            oldest = len(self._stack) - 1 - _MOST_SINGLE
            if oldest >= 0 and all(one.mark in _SINGLE for one in self._stack[oldest:]):
                self._drop_single(oldest)
        elif sign in _NEVER_OPENS or (sign == '"' and not self._text[position - 1 : position].isdigit()):
            self.strays = True

    def _closed_depth(self, position: int, sign: str) -> int | None:
        """Return which open quotation the sign closes; single marks above it were apostrophes."""
        for depth in range(len(self._stack) - 1, -1, -1):
            opened = self._stack[depth]
            if sign in PAIRS[opened.mark] and (
                opened.mark not in _SINGLE or self._closes_single(position, nested=depth > 0)
            ):
                return depth
            if opened.mark not in _SINGLE:
                return None
        return None

    def _closes_single(self, position: int, *, nested: bool) -> bool:
        before, after = self._text[position - 1], self._after(position)
        return not after.isalnum() and (nested or before in _BEFORE_SINGLE_END or after in _AFTER_SINGLE_END)

    def _opens(self, position: int) -> bool:
        before = self._text[position - 1] if position > self._paragraph.start else " "
        return before in _BEFORE_OPENING and not self._after(position).isspace()

    def _after(self, position: int) -> str:
        return self._text[position + 1] if position + 1 < self._paragraph.end else " "

    def _drop_single(self, depth: int) -> None:
        """Take an opening single mark without a partner for an apostrophe."""
        for quotation in self._stack.pop(depth).nested:
            self._keep(quotation, depth)

    def _keep(self, quotation: Quotation, depth: int) -> None:
        """Put a quotation into the open one that `depth` quotations are open up to, or among the outermost."""
        (self._stack[depth - 1].nested if depth else self.found).append(quotation)


_MARKS = frozenset(PAIRS) | frozenset("".join(PAIRS.values()))
