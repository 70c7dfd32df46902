"""Tokens: the words, signs and marks of a folded text as quotations are compared.

A word has its marks and apostrophes here, since "don't" is quoted as a whole, and letter case counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, cast

from qa.text.folding import COMBINING, LINK_ADDRESS, SIGNS
from qa.text.quotation_marks import ANY_MARK, APOSTROPHES, PLAIN_APOSTROPHES

TokenKind = Literal["word", "sign", "quote", "dash", "omission", "other"]

# Code points of our own within words of a quotation: see `qa.verifying.exact`.
ANY_CASE, ANY_LETTERS = "\ue000", "\ue001"

LETTER = rf"(?:[^\W_{SIGNS}]|[{COMBINING}])"
DASH = "[-‐‑‒–—―−]+"
QUOTE = f"(?:''|``|[{ANY_MARK}])"
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
            return self.text.translate(PLAIN_APOSTROPHES)
        return self.text if self.kind in ("sign", "other") else self.kind


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a folded text in order; what is not read is left out."""
    return list(tokens_from(text, 0))


def tokens_from(text: str, start: int) -> Iterator[Token]:
    """Yield the tokens of a folded text from `start` on, one by one."""
    for found in _TOKEN.finditer(text, start):
        if (kind := found.lastgroup) != "blank":
            yield Token(cast("TokenKind", kind), found.group(), *found.span())


def compared_words(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the words and signs of a folded text, letter case ignored, with their places."""
    return ((found.group().translate(PLAIN_APOSTROPHES).casefold(), found.span()) for found in _WORD.finditer(text))
