"""Running text as words with what stands between them: what names, verbs and quotations are looked for in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.text.words import JOINED


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a paragraph.

    Attributes:
        text: as it stands, `article.text[start:end]`, without a possessive 's.
        gap: what stands between the word before it, or the paragraph's beginning, and this one.
        possessive: whether an 's, or an apostrophe after s, follows.
    """

    start: int
    end: int
    text: str
    gap: str
    possessive: bool = False

    @property
    def lower(self) -> str:
        return self.text.casefold()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_ABBREVIATIONS = frozenset(
    ("mr", "mrs", "ms", "dr", "prof", "gen", "sen", "gov", "rep", "hon", "rev", "st", "lt", "col")
)


def words_of(text: str, start: int, end: int) -> list[Word]:
    """Return the words of `text[start:end]` in order."""
    words: list[Word] = []
    before = start
    for found in JOINED.finditer(text, start, end):
        shown, finish = found[0], found.end()
        possessive = _POSSESSIVE.search(shown)
        if possessive:
            shown = shown[: possessive.start()]
        owns = possessive is not None or (shown[-1] in "sS" and text[finish : finish + 2] in ("’ ", "' "))
        words.append(Word(found.start(), finish, shown, text[before : found.start()], owns))
        before = finish
    return words


def is_joined(words: Sequence[Word], index: int) -> bool:
    """Tell whether only white space, or the point of an abbreviation or initial, parts the word from the one before."""
    if not 0 < index < len(words):
        return False
    before, gap = words[index - 1], words[index].gap
    if not gap.strip():
        return bool(gap) and "\n\n" not in gap
    return gap.strip() == "." and (len(before.text) == 1 or before.lower in _ABBREVIATIONS or "." in before.text)
