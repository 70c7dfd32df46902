"""Where the sentences of a stretch of text begin and end, in code points.

The one home of sentencex. A paragraph break always ends a sentence; a line break does not. Speakers, captions and
passages are found elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import sentencex

from qa.records import Span

LONGEST_SENTENCE = 1_500
"""No span is longer, in characters: text without punctuation is cut at a clause, else at white space, else here."""

# sentencex takes quadratic time on long runs of quotation marks (8 s for 400,000), so it never sees more at once.
_WINDOW = 10_000

_PARAGRAPH_BREAK = re.compile(r"\r\n?[^\S\r\n]*(?:\r\n?[^\S\r\n]*)+|\n[^\S\r\n]*(?:\r?\n[^\S\r\n]*)+|\u2029")


def split_sentences(text: str, start: int, end: int, *, language: str | None = None) -> list[Span]:
    """Return the sentences of `text[start:end]` in order; between and around them there is only white space.

    Offsets point into `text`. `language` is a code such as "en", "vi" or "en-US"; English rules where it is unknown.
    """
    code = (language or "en").lower().partition("-")[0]
    sentences: list[Span] = []
    for paragraph in _paragraphs(text, start, end):
        for sentence in _joined(text, _segments(text, paragraph, code)):
            sentences.extend(_cut_to_length(text, sentence))
    return sentences


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the range without the white space at its ends; empty where there is nothing else."""
    piece = text[start:end]
    inner = piece.strip()
    begin = start + len(piece) - len(piece.lstrip()) if inner else start
    return Span(begin, begin + len(inner))


def _paragraphs(text: str, start: int, end: int) -> Iterator[Span]:
    position = start
    for gap in _PARAGRAPH_BREAK.finditer(text, start, end):
        yield Span(position, gap.start())
        position = gap.end()
    yield Span(position, end)


def _segments(text: str, paragraph: Span, code: str) -> Iterator[Span]:
    """Yield what sentencex takes for sentences, trimmed, one window after the other."""
    position, end = trimmed(text, *paragraph)
    while position < end:
        window_end = min(position + _WINDOW, end)
        ends = [found["end_index"] for found in sentencex.get_sentence_boundaries(code, text[position:window_end])]
        if window_end < end and len(ends) > 1:
            ends.pop()  # the last one may go on beyond the window: it opens the next
        else:
            ends[-1:] = [window_end - position]
        begin = position
        for length in ends:
            segment = trimmed(text, begin, position + length)
            if segment.start < segment.end:
                yield segment
            begin = position + length
        position = begin


# What sentencex takes for a sentence of its own, and is the tail of the one before.
_TAIL = re.compile(r"[^\w\s“‘\"'(\[{<«¿¡]+(?:\s|$)|[a-zà-öø-ÿ]")


def _joined(text: str, segments: Iterator[Span]) -> Iterator[Span]:
    """Mend known errors: no sentence opens with closing punctuation or, after an abbreviation, in lower case."""
    held: Span | None = None
    for segment in segments:
        if held is not None and _continues(text, held, segment):
            held = Span(held.start, segment.end)
            continue
        if held is not None:
            yield held
        held = segment
    if held is not None:
        yield held


def _continues(text: str, before: Span, after: Span) -> bool:
    if text[before.end - 1] != "." and text[after.start].isalpha():
        return False
    return _TAIL.match(text, after.start, min(after.end, after.start + 20)) is not None


_CLAUSE_ENDS = ("\n", ";", ":", " – ", " — ", ", ", "，", "、", "؛", "،")


def _cut_to_length(text: str, sentence: Span) -> Iterator[Span]:
    """Yield the sentence, or pieces of it when it is longer than LONGEST_SENTENCE."""
    start, end = sentence
    while end - start > LONGEST_SENTENCE:
        cut = _best_cut(text, start)
        piece = trimmed(text, start, cut)
        if piece.start < piece.end:
            yield piece
        start = trimmed(text, cut, end).start
    yield Span(start, end)


def _best_cut(text: str, start: int) -> int:
    """Return where to cut a run that begins at `start`: in its second half, after a clause, else a word."""
    earliest, latest = start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE
    for mark in _CLAUSE_ENDS:
        found = text.rfind(mark, earliest, latest)
        if found >= 0:
            return found + len(mark)
    for position in range(latest, earliest, -1):
        if text[position - 1].isspace():
            return position
    cut = latest
    while cut > latest - 16 and _belongs_to_previous(text[cut]):
        cut -= 1
    return cut


def _belongs_to_previous(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Mc") or character in "\u200d\ufe0f"
