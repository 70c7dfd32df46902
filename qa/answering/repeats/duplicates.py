"""Passages that say the same, such as a clip played again in a year-end episode or a wire copy: they take one place.

Nothing may be hidden that what is shown does not say. So no likeness of meaning decides here, but the words: a passage
is folded into a better one when all it says stands there, whole sentences in the same order. "In 2025 trade rose 4 %"
is as near as can be to "In 2024 trade rose 3 %", and is never folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from qa.answering.repeats.named_times import NamedTimes
from qa.records import Passage
from qa.text.folding import same_case, same_letters
from qa.text.quotation_marks import PLAIN_APOSTROPHES
from qa.text.words import SPELLED, WORD

NOTHING_NAMED = NamedTimes()
# Shorter ones mean what stands around them: "So what do you think we can do about that?" is asked twice on podcast,
# about two things. From 12 words on, fillers not counted, all pairs looked at were the same words said once: see
# docs/passages.md.
LEAST_WORDS = 12
# What one transcript writes down and another leaves out: only what can never be the fact of a sentence. "Not", "no",
# "yeah", "right" may be, and so may every number and name.
FILLERS = frozenset(
    {"a", "an", "the", "and", "so", "like", "that"}
    | {"uh", "um", "er", "erm", "ah", "hm", "hmm", "mm", "oh", "laughter", "crosstalk"}
)
_FILLER_PHRASE = re.compile(r"\b(?:you know|i mean)\b")
# A number whole, with its sign; a word; the end of a sentence; a sign that is no punctuation, such as "%" or "€", and
# "?", since who asks does not say. The rest of punctuation is the transcriber's.
_TOKEN = re.compile(
    r"(?<!\w)[-−–]?\d+(?:[.,]\d+)*"
    rf"|{SPELLED.pattern}"
    r"|[.!](?=[\"'”»)\]]*(?:\s|$))|\n"
    r"|[^\w\s.,;:!'\"“”„«»()\[\]—–-]"
)
# Longer than every filler. Looking for one such word is a fifth of the work of taking a text to pieces.
_LONG_WORD = re.compile(r"[^\W\d_]{10,}")
_ENDS = frozenset(".!\n")
_NO_WORDS = FILLERS | _ENDS
_EDGES = _ENDS | {"?"}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text says, for comparison with others.

    Attributes:
        tokens: words, numbers, signs and ends of sentences, letter case left out.
        words: those of them that say something.
        text: the words with a blank before, between and after.
    """

    tokens: tuple[str, ...]
    words: tuple[str, ...]
    text: str

    @classmethod
    @lru_cache(maxsize=256)  # the passages that many ask about come up again and again
    def of(cls, text: str) -> Wording:
        """Return the wording of `text`: "Well, I mean, 3.5 %!" has the words "well", "3.5" and "%"."""
        tokens = tuple(_TOKEN.findall(_FILLER_PHRASE.sub(" ", _plain(text))))
        words = tuple(token for token in tokens if token not in _NO_WORDS)
        return cls(tokens, words, f" {' '.join(words)} ")

    def says_all_of(self, other: Wording) -> bool:
        """Tell whether the words of `other` stand here, in a row, from the edge of a sentence to the edge of one."""
        at = self.text.find(other.text)
        edges = self._edges() if at >= 0 else frozenset()
        while at >= 0:
            if at in edges and at + len(other.text) - 1 in edges:
                return True
            at = self.text.find(other.text, at + 1)
        return False

    def _edges(self) -> frozenset[int]:
        """Return the places of the blanks in `text` at which a sentence begins or ends."""
        at, edges = 0, {0, len(self.text) - 1}
        for token in self.tokens:
            at += 0 if token in _NO_WORDS else len(token) + 1
            if token in _EDGES:
                edges.add(at)
        return frozenset(edges)


def fold_duplicates(ranked: Iterable[Passage], *, places: int, times: NamedTimes = NOTHING_NAMED) -> list[list[int]]:
    """Return groups of places in `ranked`, best first: a passage to show, and those that say nothing beyond it.

    Reads on until there are `places` groups and the next passage belongs to none of them. A passage that says more
    than a better one keeps its own place, and so does one by a speaker of another name, or one that means other
    `times`: "trade rose last year" is another thing each year.
    """
    groups: list[list[int]] = []
    shown: list[Passage] = []
    for place, passage in enumerate(ranked):
        same = next(_saying(shown, passage, times), None)
        if same is not None:
            groups[same].append(place)
        elif len(groups) == places:
            break
        else:
            groups.append([place])
            shown.append(passage)
    return groups


def repeats(better: Passage, passage: Passage, *, times: NamedTimes = NOTHING_NAMED) -> bool:
    """Tell whether `passage` says nothing beyond `better`, in its words."""
    return any(True for _ in _saying([better], passage, times))


def _saying(shown: Iterable[Passage], passage: Passage, times: NamedTimes) -> Iterator[int]:
    word = _long_word(passage.text)
    for number, better in enumerate(shown):
        if word not in _plain(better.text) or not _may_be_one(better.speaker, passage.speaker):
            continue
        wording = Wording.of(passage.text)
        if len(wording.words) < LEAST_WORDS:
            return
        if Wording.of(better.text).says_all_of(wording) and not times.differ(better, passage):
            yield number


@lru_cache(maxsize=256)  # as many as wordings
def _plain(text: str) -> str:
    return same_case(text).translate(PLAIN_APOSTROPHES)


@lru_cache(maxsize=256)
def _long_word(text: str) -> str:
    """Return the longest word of `text`, as far as letters go: what repeats the text has it; "" where all are short."""
    return max(_LONG_WORD.findall(_plain(text)), key=len, default="")


def _may_be_one(speaker: str | None, other: str | None) -> bool:
    """Tell whether two labels can name one person: "DREW ENDY" and "Drew" can, and nobody contradicts no name."""
    if speaker is None or other is None:
        return True
    names, others = _names(speaker), _names(other)
    return names <= others or others <= names


@lru_cache(maxsize=256)
def _names(label: str) -> frozenset[str]:
    return frozenset(WORD.findall(same_letters(label)))
