"""What sets two sentences apart that are alike in nearly all their words: a negation, a direction, another name.

"Exports of rice rose by 4 percent" and "Exports of coffee rose by 4 percent" share figure and words; so do a claim and
its denial. Whether two words that stand in each other's place mean the same is for vectors to tell, in `same_fact`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from qa.records import Span

_WORD = re.compile(r"[\w’'-]*\w|[,;:()–—]")  # a mark parts two clauses, so it is compared like a word
_NEGATION = re.compile(
    r"(?i)\b(?:not(?! only\b)|no(?!\.|t\b)|never|none|nobody|nothing|neither|nor|cannot|without|unable|"
    r"fail(?:s|ed)?|refus(?:e|es|ed|al)|den(?:y|ies|ied)|reject(?:s|ed)?|rul(?:e|es|ed) out)\b|n[’']t\b"
)
_UP = re.compile(
    r"(?i)\b(?:rose|rises?|risen|rising|grew|grows?|grown|growing|growth|increas\w*|gain(?:s|ed)?|climb\w*|up|"
    r"above|more|higher|dearer|expand\w*|surg\w*|jump\w*)\b"
)
_DOWN = re.compile(
    r"(?i)\b(?:fell|falls?|fallen|falling|decreas\w*|declin\w*|drop\w*|shr[aiu]nk\w*|down|below|less|lower|fewer|"
    r"cheaper|cuts?|loss(?:es)?|lost|plung\w*|slump\w*)\b"
)
_EMPTY_WORDS = """
    a an the this that these those its their his her our my your of on in at to for with by from over under into about
    between and or as is are was were be been will would can could may might shall should has have had do does did
    it he she they we i you there then therefore also than
"""
# "11 months" are "eleven months"; other figures are compared by their value, in `same_fact`.
_NUMBER_WORDS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
"""
_EMPTY = frozenset(_EMPTY_WORDS.split()) | frozenset(_NUMBER_WORDS.split())
_LINKS = frozenset({"of", "on", "for", "with", "to", "from", "over", "under", "against", "about"})
# Longer than this, one stretch instead of another is another way to say it, not another thing.
_MOST_WORDS = 3


class Replaced(NamedTuple):
    """Words of one sentence that stand where the other has others; offsets into each."""

    mine: tuple[Span, ...]
    theirs: tuple[Span, ...]


def opposed(one: str, other: str) -> bool:
    """Tell whether only one of the two denies, or one tells of more and the other of less."""
    if bool(_NEGATION.search(one)) != bool(_NEGATION.search(other)):
        return True
    up, down, other_up, other_down = (bool(which.search(text)) for text in (one, other) for which in (_UP, _DOWN))
    return (up and not down and other_down and not other_up) or (down and not up and other_up and not other_down)


def replaced_words(one: str, other: str) -> Iterator[Replaced]:
    """Yield the words that stand in each other's place: between the same words, or behind the same noun and link.

    "agreement on visas" and "agreement on the port" are yielded too where what follows differs. Words that the other
    sentence has elsewhere are none.
    """
    mine, theirs = list(_WORD.finditer(one)), list(_WORD.finditer(other))
    my_words, their_words = ([found[0].casefold() for found in side] for side in (mine, theirs))
    all_mine, all_theirs = set(my_words), set(their_words)
    for my_range, their_range in (*_between(my_words, their_words), *_behind_links(my_words, their_words)):
        left = _own(mine, my_words, my_range, all_theirs)
        right = _own(theirs, their_words, their_range, all_mine)
        if left and right:
            yield Replaced(left, right)


def _own(found: Sequence[re.Match[str]], words: Sequence[str], places: range, elsewhere: set[str]) -> tuple[Span, ...]:
    """Return where the telling words of `places` stand that the other sentence does not have; none if it has one."""
    telling = [n for n in places if _is_telling(words[n])]
    if any(words[n] in elsewhere for n in telling):
        return ()
    return tuple(Span(*found[n].span()) for n in telling)


def _is_telling(word: str) -> bool:
    return word not in _EMPTY and word[0].isalpha()


def _between(mine: list[str], theirs: list[str]) -> Iterator[tuple[range, range]]:
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        short = max(end - start, other_end - other_start) <= _MOST_WORDS
        around = (*mine[max(0, start - 1) : end + 1], *theirs[other_start:other_end])
        whole = all(word[-1].isalnum() for word in around)  # no mark among them or beside them
        if kind == "replace" and short and whole and (end < len(mine)) == (other_end < len(theirs)):
            yield range(start, end), range(other_start, other_end)


def _behind_links(mine: list[str], theirs: list[str]) -> Iterator[tuple[range, range]]:
    linked = {pair: n for n, pair in enumerate(pairwise(theirs))}
    for n, (noun, link) in enumerate(pairwise(mine)):
        if link in _LINKS and _is_telling(noun) and (noun, link) in linked:
            yield _object(mine, n + 2), _object(theirs, linked[noun, link] + 2)


def _object(words: Sequence[str], start: int) -> range:
    """Return the one or two telling words from `start` on, without what may stand before them."""
    while start < len(words) and words[start] in _EMPTY:
        start += 1
    end = start
    while end < min(len(words), start + 2) and _is_telling(words[end]):
        end += 1
    return range(start, end)
