"""Where the sentences of a stretch of text begin and end, in code points.

The one home of sentencex, which was right more often than five others (84 of 100 cases, 94 with the repairs below;
docs/passages.md). A paragraph break always ends a sentence, a line break does not. Speakers, captions and passages
are found elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

import sentencex

from qa.records import Span
from qa.text.quotation_marks import OPENING_MARKS
from qa.text.words import CAPITAL
from qa.words.lists import rows

LONGEST_SENTENCE = 1_500
"""No span is longer, in characters: text without punctuation is cut at a clause, else at white space, else here."""

# What ends a sentence, a question, in whatever script; "…" may also be a pause, and ":" and ";" never end one.
QUESTION_ENDS = "?？؟"
SENTENCE_ENDS = f".!…。！।{QUESTION_ENDS}"
# Marks and brackets that are closed behind the end: "(“We agree.”)".
BEHIND_END = r"[\"”’)\]]*"
# A text that ends with a sentence: a line, what is spoken in one caption.
ENDS_WITH_SENTENCE = re.compile(rf"[{SENTENCE_ENDS}]{BEHIND_END}$")
# Between two sentences of an English text, found at a glance, and not behind an initial: not in "George W. Bush".
SENTENCE_BREAK = r"(?<!\.[A-Z])[.!?…][”\"’)]?\s+"

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
        for sentence in _mended(text, list(_segments(text, paragraph, code))):
            sentences.extend(_cut_to_length(text, sentence))
    return sentences


@lru_cache(maxsize=2048)
def sentences_of(text: str) -> tuple[Span, ...]:
    """Return the sentences of a passage, as `split_sentences` does by English rules; the latest are remembered.

    A question looks at some ten passages' sentences, and popular passages come up again and again.
    """
    return tuple(split_sentences(text, 0, len(text)))


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


# "in ‘92": this mark would open a quotation, in which no sentence ends.
_APOSTROPHE = re.compile(r"‘(?=\d)")


def _segments(text: str, paragraph: Span, code: str) -> Iterator[Span]:
    """Yield what sentencex takes for sentences, trimmed, one window after the other."""
    position, end = trimmed(text, *paragraph)
    while position < end:
        window_end = min(position + _WINDOW, end)
        window = _APOSTROPHE.sub("’", text[position:window_end])
        ends = [found["end_index"] for found in sentencex.get_sentence_boundaries(code, window)]
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


# Abbreviations that sentencex does not know in an English text, most of them Vietnamese and Russian.
_ABBREVIATION = re.compile(r"(?<!\w)(?:approx|TP|Tp|GS|PGS|TS|ThS|BS|KS|LS|г|гг|им|ул|тов)\.$")
_LIST_NUMBER = re.compile(r"[(\[]?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)]")
_NO_OPENING = re.compile(rf"[^\w\s{OPENING_MARKS}(\[{{<¿¡#@$€£¥*_–—.…-]")

# Where a sentence ends that sentencex leaves open: after a bracketed sentence at the beginning ("(Laughter.) We went
# on."), and before the pronoun in "They sent for me. I went", where "Me." and "No." pass for abbreviations.
_BRACKETED = re.compile(rf"[(\[][^()\[\]]*[.!?…][\"”’]?[)\]]\s+(?={CAPITAL})")
_BEFORE_PRONOUN = r"\w\.\s+(?=I(?:['’](?:m|ve|d|ll))?\s[a-z])"
# "It opened in May. Traffic fell": a month written out is no abbreviation, "Jan." before a day is.
_MONTHS = "|".join(line[0].title() for line in rows("months", language="en"))
_AFTER_MONTH = rf"(?:{_MONTHS})\.\s+(?={CAPITAL})"
_END_INSIDE = re.compile(rf"{_BEFORE_PRONOUN}|\b{_AFTER_MONTH}")
_NO_END = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Prof|vs|[a-z])$")


def _mended(text: str, segments: Sequence[Span]) -> Iterator[Span]:
    """Yield the sentences after mending what sentencex is known to get wrong.

    A text of which more than a third of the sentences open in lower case does so on purpose.
    """
    small = sum(text[segment.start].islower() for segment in segments)
    capitals = small * 3 <= len(segments)
    held: Span | None = None
    for segment in segments:
        if held is not None and _goes_on(text, held, segment, capitals=capitals):
            held = Span(held.start, segment.end)
            continue
        if held is not None:
            yield from _opened(text, held)
        held = segment
    if held is not None:
        yield from _opened(text, held)


def _goes_on(text: str, before: Span, after: Span, *, capitals: bool) -> bool:
    """Tell whether `after` is no new sentence."""
    first = text[after.start]
    if capitals and first.islower():
        return True
    if _NO_OPENING.match(first) or _LIST_NUMBER.fullmatch(text, before.start, before.end):
        return True
    if before.end == after.start and (first in "[(" or text[before.end - 2].isspace()):
        return True  # "network.[1]", "we use .NET"
    return _ABBREVIATION.search(text, max(before.start, before.end - 8), before.end) is not None


def _opened(text: str, sentence: Span) -> Iterator[Span]:
    """Yield the sentence, or the sentences that sentencex left in one; words in quotation marks stay together."""
    start, end = sentence
    if end - start > _WINDOW:
        yield sentence
        return
    bracket = _BRACKETED.match(text, start, end)
    if bracket is not None:
        yield trimmed(text, start, bracket.end())
        start = bracket.end()
    for found in _END_INSIDE.finditer(text, start, end):
        stop = text.index(".", found.start())
        before = text[start:stop]
        if not _NO_END.search(before) and not _is_in_quotes(before):
            yield Span(start, stop + 1)
            start = found.end()
    yield Span(start, end)


def _is_in_quotes(before: str) -> bool:
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


_CLAUSE_ENDS = (". ", "? ", "! ", "\n", ";", ":", " – ", " — ", ", ", "，", "、", "؛", "،")


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
