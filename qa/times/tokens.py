"""A text as tokens, and what can be asked of the token at a place."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from qa.text.words import LETTERS, WORD
from qa.times.words import NUMBERS

DASHES = frozenset("-–—")
APOSTROPHES = frozenset("'’")
_FAR = 300  # characters

TOKEN = re.compile(rf"\d+(?:st|nd|rd|th|s)?(?!{WORD.pattern})|\d+|{LETTERS.pattern}|\S")


class Token(NamedTuple):
    """A word, a number or a sign: `word` in lower case, `shown` as it stands at [start, end)."""

    word: str
    shown: str
    start: int
    end: int


class Tokens:
    """The tokens of one text, by their numbers; outside of the text there are no words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._all = [Token(found[0].lower(), found[0], found.start(), found.end()) for found in TOKEN.finditer(text)]

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, at: int) -> Token:
        return self._all[at]

    def word(self, at: int) -> str:
        """Return the word of a token, or nothing outside of the text."""
        return self._all[at].word if 0 <= at < len(self._all) else ""

    def says(self, at: int, *words: str) -> bool:
        """Tell whether these words stand from a token on."""
        return all(self.word(number) == word for number, word in enumerate(words, start=at))

    def skip(self, at: int, *words: str) -> int:
        """Return the token after one of these words, or `at` itself where there is none."""
        return at + (self.word(at) in words)

    def is_capital(self, at: int) -> bool:
        """Tell whether a token begins with a capital letter."""
        return 0 <= at < len(self._all) and self._all[at].shown[0].isupper()

    def first_from(self, end: int) -> int:
        """Return the first token at or after this place of the text."""
        return bisect_left(self._all, end, key=lambda token: token.start)

    def number(self, at: int) -> int | None:
        """Return the number at a token, in digits or in words; "a" is one."""
        word = self.word(at)
        if word in ("a", "an"):
            return 1
        return int(word) if word.isdecimal() and word.isascii() and len(word) <= 4 else NUMBERS.get(word)

    def sentence(self, at: int) -> str:
        """Return about the sentence around a token: to the next end mark that white space follows, or far enough."""
        start, end = self._all[at].start, self._all[at].end
        before = re.split(r"[.?!]\s|\n", self.text[max(0, start - _FAR) : start])[-1]
        after = re.split(r"[.?!](?:\s|$)|\n", self.text[end : end + _FAR])[0]
        return before + self.text[start:end] + after
