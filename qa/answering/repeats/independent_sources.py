"""Who else reports what a hit states, and how many of them do so independently of each other.

Two outlets that print one wire text are one source, and so are two articles of one outlet. An article whose outlet is
not known is listed, but cannot be counted: it may be any of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.names.outlets import names_of
from qa.records import Passage
from qa.text.folding import same_words
from qa.text.quotation_marks import QUOTED

# Five words in a row are seldom written twice by chance; half of all of them never. Counted exactly: a question
# compares a handful of passages, so nothing is won by the estimate of MinHash.
SHINGLE_WORDS = 5
LEAST_SHINGLES = 8
COPIED_SHARE = 0.5
# How far around a passage its copy may have been cut differently, in characters.
AROUND_CHARS = 900


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is reported: the passage, its article's text, and the outlet, None where it is not known."""

    passage: Passage
    article_text: str
    outlet: str | None

    def passage_words(self) -> str:
        """Return the words of the passage."""
        return self.passage.text

    def words_around(self) -> str:
        """Return the words of the passage and of what stands about it."""
        return self.article_text[max(0, self.passage.start - AROUND_CHARS) : self.passage.end + AROUND_CHARS]


def is_copy(one: Source, other: Source) -> bool:
    """Tell whether one passage was taken over from the other, or both from a third, as wire texts are.

    What stands between quotation marks does not count: two reporters may well write down the same words of a guest.
    """
    return _taken_over(one, other) or _taken_over(other, one)


def _taken_over(copy: Source, source: Source) -> bool:
    words = _own_words(copy.passage_words())
    shingles = _shingles(words)
    if len(shingles) < LEAST_SHINGLES:
        return False
    around = _own_words(source.words_around())
    # Most copies are whole, which one look tells.
    return words in around or len(shingles & _shingles(around)) >= COPIED_SHARE * len(shingles)


@lru_cache(maxsize=64)  # each is compared with several others, in this answer and often in the next
def _own_words(text: str) -> str:
    """Return the words of `text` that are not between quotation marks, with a blank before, between and after."""
    return f" {same_words(QUOTED.sub(' | ', text))} "


@lru_cache(maxsize=64)
def _shingles(words: str) -> frozenset[tuple[str, ...]]:
    separate = words.split()
    return frozenset(zip(*(separate[start:] for start in range(SHINGLE_WORDS)), strict=False))


def count_independent(sources: Sequence[Source]) -> int:
    """Return how many outlets among `sources` report independently: groups of one outlet or one wording count once.

    0 when no outlet is named.
    """
    groups: list[list[Source]] = []
    for source in sources:
        joined = [group for group in groups if any(_dependent(source, member) for member in group)]
        groups = [group for group in groups if not any(group is one for one in joined)]
        groups.append([source, *(member for group in joined for member in group)])
    return sum(any(member.outlet for member in group) for group in groups)


def _dependent(one: Source, other: Source) -> bool:
    if one.passage.article_id == other.passage.article_id:
        return True
    if one.outlet and other.outlet and names_of(one.outlet) & names_of(other.outlet):
        return True
    return is_copy(one, other)
