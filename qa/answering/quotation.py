"""A quotation as editors write it, and the places of a text where exactly that stands.

Quotation marks of any kind, dashes of any length, white space, emphasis in Markdown and Unicode composition make no
difference. "…" leaves words out, "[…]" too; "[the minister]" stands for a few words or none, "[T]he" for "the". All
else does make one: letter case, punctuation between the words, and of course the words.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from qa.indexing.folding import LIGATURES, LINK_ADDRESS, SIGNS, UNSEEN
from qa.records import Span

# Words of the article that words in brackets may stand in for.
MOST_REPLACED_WORDS = 5

_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0900-\u0963\u0966-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_LETTER = rf"(?:(?![{SIGNS}])(?:[^\W_]|[{_MARKS}]))"
_APOSTROPHE = "['’‘ʼ′´`]"
_HYPHEN = "[-‐‑]"
_DASH = "(?:[-‐‑‒–—―−]+)"
_QUOTE = "(?:''|``|[\"'“”„‟‘’‚‛′″´`«»‹›「」『』])"
_ELLIPSIS = r"(?:\.(?:\s?\.){2,}|…\.?)"
# What stands between two words without being read: white space, emphasis, the frame of a link.
_BETWEEN = rf"(?:[\s*_\\]|{LINK_ADDRESS}|\[(?=[^\[\]\n]{{0,300}}\]\())*+"

_TOKEN = re.compile(
    rf"(?P<omission>[\[(]\s*{_ELLIPSIS}\s*[\])]|{_ELLIPSIS})"
    rf"|(?P<sign>[{SIGNS}])"
    rf"|(?P<word>{_LETTER}+(?:(?:{_APOSTROPHE}|{_HYPHEN}){_LETTER}+)*)"
    rf"|(?P<quote>{_QUOTE})"
    rf"|(?P<dash>{_DASH})"
    r"|(?P<blank>[\s*_\\]+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_BRACKET = re.compile(r"\[(?P<inside>[^\[\]]*)\]")
_SURE_OMISSION = re.compile(rf"[\[(]\s*{_ELLIPSIS}\s*[\])]")
_LINK = re.compile(rf"\[([^\[\]\n]{{0,300}}){LINK_ADDRESS}|{LINK_ADDRESS}")
_AT_START = frozenset(".,;:!?)]}>([{|•·")
_AT_END = frozenset(".,;:)]}>([{|")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign or a mark of a text, at `start` to `end` in it.

    Attributes:
        kind: "word", "sign", "quote", "dash", "omission" or "other".
    """

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared, and where each of its characters stands in the text it was made from."""

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """Return the place, in the original text, of `text[start:end]`, which is not empty."""
        if self.starts is None or self.ends is None:
            return Span(start, end)
        return Span(self.starts[start], self.ends[end - 1])


_ODD = re.compile(f"[{UNSEEN}{''.join(map(chr, LIGATURES))}]")
_CLUSTER = re.compile(rf"[\u1100-\u115f][\u1160-\u11a7]?[\u11a8-\u11ff]?|.[{_MARKS}]*", re.DOTALL)


def fold(text: str) -> Folded:
    """Return `text` as it is compared; itself where nothing has to be changed, as in nearly all articles."""
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
    """Return the tokens of a folded text in order."""
    return [
        Token(str(found.lastgroup), found.group(), found.start(), found.end())
        for found in _TOKEN.finditer(text)
        if found.lastgroup != "blank"
    ]
