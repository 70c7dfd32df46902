"""Words, signs and marks of a text as quotations are compared, and a text folded for that, with its places kept."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

from qa.records import Span
from qa.text.folding import LIGATURES, LINK_ADDRESS, SIGNS, UNSEEN

TokenKind = Literal["word", "sign", "quote", "dash", "omission", "other"]

_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0900-\u0963\u0966-\u0dff"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
# Code points of our own within words of a quotation: see `quotation`.
ANY_CASE, ANY_LETTERS = "\ue000", "\ue001"

LETTER = rf"(?:[^\W_{SIGNS}]|[{_COMBINING}])"
APOSTROPHES = "'’‘ʼ′´`"
DASH = "[-‐‑‒–—―−]+"
QUOTE = "(?:''|``|[\"'“”„‟‘’‚‛′″´`«»‹›「」『』])"
ELLIPSIS = r"(?:\.(?:\s?\.){2,}|…\.?)"

_IN_WORD = rf"(?:{LETTER}|[{ANY_CASE}{ANY_LETTERS}])"
# White space, emphasis in Markdown, the frame of a link: what stands between words without being read.
_UNREAD = rf"(?:[\s*_\\]+|{LINK_ADDRESS}|\[(?=[^\[\]\n]{{0,300}}\]\())"
_TOKEN = re.compile(
    rf"(?P<blank>{_UNREAD})"
    rf"|(?P<word>{_IN_WORD}+(?:[{APOSTROPHES}]{_IN_WORD}+)*)"
    rf"|(?P<omission>[\[(]\s*{ELLIPSIS}\s*[\])]|{ELLIPSIS})"
    rf"|(?P<sign>[{SIGNS}])"
    rf"|(?P<quote>{QUOTE})"
    rf"|(?P<dash>{DASH})"
    r"|(?P<other>.)",
    re.DOTALL,
)
_WORD = re.compile(rf"[{SIGNS}]|{LETTER}+(?:[{APOSTROPHES}]{LETTER}+)*")
_PLAIN_APOSTROPHE = {ord(sign): "'" for sign in APOSTROPHES}
_ODD = re.compile(f"[{UNSEEN}{''.join(map(chr, LIGATURES))}]")
_CLUSTER = re.compile(rf"[\u1100-\u115f][\u1160-\u11a7]?[\u11a8-\u11ff]?|.[{_COMBINING}]*", re.DOTALL)


class Token(NamedTuple):
    """A word, a sign of a script without spaces, or a mark, `text[start:end]` of a folded text."""

    kind: TokenKind
    text: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """What two tokens share that are the same to a reader."""
        if self.kind == "word":
            return self.text.translate(_PLAIN_APOSTROPHE)
        return self.text if self.kind in ("sign", "other") else self.kind


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared, and where each of its characters stands in the text it was made from."""

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """Return the place in the original text of `text[start:end]`, which is not empty."""
        if self.starts is None or self.ends is None:
            return Span(start, end)
        return Span(self.starts[start], self.ends[end - 1])


def fold(text: str) -> Folded:
    """Return `text` in NFC, without ligatures and what is unseen; itself where it is so already, as nearly always."""
    if text.isascii() or (unicodedata.is_normalized("NFC", text) and not _ODD.search(text)):
        return Folded(text)
    pieces: list[str] = []
    starts, ends = array("q"), array("q")
    for cluster in _CLUSTER.finditer(text):
        piece = unicodedata.normalize("NFC", _ODD.sub(_expanded, cluster.group()))
        pieces.append(piece)
        starts.extend([cluster.start()] * len(piece))
        ends.extend([cluster.end()] * len(piece))
    return Folded("".join(pieces), starts, ends)


def _expanded(found: re.Match[str]) -> str:
    return LIGATURES.get(ord(found.group()), "")


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a folded text in order; what is not read is left out."""
    return list(tokens_from(text, 0))


def tokens_from(text: str, start: int) -> Iterator[Token]:
    """Yield the tokens of a folded text from `start` on, one by one."""
    for found in _TOKEN.finditer(text, start):
        if (kind := found.lastgroup) != "blank":
            yield Token(cast("TokenKind", kind), found.group(), *found.span())


def words_of(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the words and signs of a folded text, letter case ignored, with their places."""
    return ((found.group().translate(_PLAIN_APOSTROPHE).casefold(), found.span()) for found in _WORD.finditer(text))
