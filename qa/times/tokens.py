"""A text as tokens, and what can be asked of the token at a place."""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.text.words import LETTERS, WORD
from qa.times.forms import Form
from qa.times.words import NUMBERS

DASHES = frozenset("-–—")
_FAR = 300  # characters
Read = tuple[int, Form] | None
"""The token after an expression, and what it means; None where there is none."""

TOKEN = re.compile(rf"\d+(?:st|nd|rd|th|s)?(?!{WORD.pattern})|\d+|{LETTERS.pattern}|\S")


class Token(NamedTuple):
    """A word, a number or a sign: `word` in lower case, `shown` as it stands at [start, end)."""

    word: str
    shown: str
    start: int
    end: int


def _tokens_of(text: str) -> list[Token]:
    """Return the tokens of `text` in their order."""
    return [Token(found[0].lower(), found[0], found.start(), found.end()) for found in TOKEN.finditer(text)]


class TokenReader:
    """The tokens of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens_of(text)

    def word(self, at: int) -> str:
        """Return the word of a token, or nothing outside of the text."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def number(self, at: int) -> int | None:
        """Return the number at a token, in digits or in words; "a" is one."""
        word = self.word(at)
        if word in ("a", "an"):
            return 1
        return int(word) if word.isdecimal() and word.isascii() and len(word) <= 4 else NUMBERS.get(word)

    def sentence(self, at: int) -> str:
        """Return about the sentence around a token: to the next end mark that white space follows, or far enough."""
        start, end = self.tokens[at].start, self.tokens[at].end
        before = re.split(r"[.?!]\s|\n", self.text[max(0, start - _FAR) : start])[-1]
        after = re.split(r"[.?!](?:\s|$)|\n", self.text[end : end + _FAR])[0]
        return before + self.text[start:end] + after
