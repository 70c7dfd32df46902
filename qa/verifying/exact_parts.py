"""The parts of a quotation, step by step: what an article must have, word after word, for a part to stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from qa.text.tokens import ANY_CASE, ANY_LETTERS, DASH, LETTER, Token, tokens_from

# So many words of a part are looked for at once; what follows is compared one by one.
ANCHOR_WORDS = 4


class _Marks(NamedTuple):
    """How many quotation marks stand before a word, and how many of them open a line."""

    number: int
    opening: int


@dataclass(frozen=True, slots=True)
class Step:
    """A word or mark of a quotation, and the quotation marks before it.

    Attributes:
        key: what an article's token must be, unless `pattern` says it.
        pattern: matches the token's text.
        is_plain_word: whether it is a word without an editor's signs.
        marks: how many quotation marks must stand before it; `extra` more may.
        optional: whether it may be missing.
    """

    key: str
    pattern: str
    is_plain_word: bool
    marks: int
    extra: int
    optional: bool

    def fits(self, token: Token) -> bool:
        """Tell whether the token is what this step asks for."""
        if self.is_plain_word or (ANY_CASE not in self.key and ANY_LETTERS not in self.key):
            return token.key == self.key
        return token.kind == "word" and re.fullmatch(self.pattern, token.text) is not None

    def allows(self, marks: _Marks) -> bool:
        """Tell whether so many quotation marks may stand before it: those asked for, and more where they are extra.

        >>> step = Step("we", "we", True, marks=1, extra=0, optional=False)
        >>> step.allows(_Marks(1, 0)), step.allows(_Marks(2, 0)), step.allows(_Marks(2, 1))
        (True, False, True)
        """
        return self.marks <= marks.number <= self.marks + max(self.extra, marks.opening)


@dataclass(frozen=True, slots=True)
class Part:
    """Words that stand together in a quotation, up to where something is left out or put in.

    Attributes:
        steps: what is read, in order.
        phrases: the words to look up, in runs of words that are known.
        reach: how many words may stand before the next part; None for any number.
    """

    steps: tuple[Step, ...]
    phrases: tuple[str, ...]
    reach: int | None

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the part stands in a folded text."""
        for found in self._anchor(text).finditer(text):
            end = _end_of(self.steps, text, found.start())
            if end is not None and not _is_cut(text, found.start(), end):
                yield found.start(), end

    def _anchor(self, text: str) -> re.Pattern[str]:
        """Return what finds the beginning, cheaply: its first words, whatever marks stand between them."""
        words = list(takewhile(lambda step: step.is_plain_word, self.steps[:ANCHOR_WORDS]))
        if not words:
            return re.compile(DASH if self.steps[0].key == "dash" else self.steps[0].pattern)
        # The address of a link stands between two words too.
        patterns = [step.pattern for step in (words[:1] if "](" in text else words)]
        return re.compile(rf"(?<!{LETTER})" + r"[\W_]*".join(patterns))


def _end_of(steps: Sequence[Step], text: str, start: int) -> int | None:
    """Return where the steps end that begin at `start`; None where something else stands there."""
    end, place = start, 0
    for token, marks in _with_marks(text, start):
        place = _next_place(steps, place, token)
        if place == len(steps):
            return end
        if not steps[place].fits(token) or (place and not steps[place].allows(marks)):
            return None
        end, place = token.end, place + 1
        if place == len(steps):
            return end
    return end if all(step.optional for step in steps[place:]) else None


def _with_marks(text: str, start: int) -> Iterator[tuple[Token, _Marks]]:
    """Yield the words and signs from `start` on, each with the quotation marks before it.

    >>> [(token.text, marks.number) for token, marks in _with_marks("We «agree»", 0)]
    [('We', 0), ('agree', 1)]
    """
    number = opening = 0
    for token in tokens_from(text, start):
        if token.kind == "quote":
            number, opening = number + 1, opening + (text[max(0, token.start - 1) : token.start] == "\n")
        else:
            yield token, _Marks(number, opening)
            number = opening = 0


def _next_place(steps: Sequence[Step], place: int, token: Token) -> int:
    """Return the step that the token must be: from `place` on, what may be missing is passed over unless it fits."""
    while place < len(steps) and steps[place].optional and not steps[place].fits(token):
        place += 1
    return place


_CUT_BEFORE = re.compile(r"(?:[^\W_]['’ʼ‐‑-]|\d[.,])\Z")
_CUT_NUMBER = re.compile(r"[-−–$€£¥]\Z")
_CUT_AFTER = re.compile(rf"['’ʼ‐‑-]{LETTER}")
_GOES_ON = re.compile(r"[.,]\d|%")


def _is_cut(text: str, start: int, end: int) -> bool:
    """Tell whether the words are a piece of a longer word or number: "violent" of "non-violent", "5" of "-5"."""
    before = text[max(0, start - 2) : start]
    if text[start].isalnum() and _CUT_BEFORE.search(before):
        return not (before[-1] in ".," and not text[start].isdigit())
    if text[start].isdigit() and _CUT_NUMBER.search(before):
        return True
    if not text[end - 1].isalnum():
        return False
    return bool(_CUT_AFTER.match(text, end)) or (text[end - 1].isdigit() and bool(_GOES_ON.match(text, end)))
