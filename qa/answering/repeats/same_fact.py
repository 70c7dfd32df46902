"""Whether two sentences state the same fact: told by the figures they share and the words they have in common.

Likeness of meaning alone cannot tell: to the encoder, trade in 2024 is nearly trade in 2025. So nothing is taken for
the same against the figures. Which sentences are compared, and what follows, is `close_reading`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.answering.repeats.contradictions import opposed, replaced_words
from qa.encoder.arrays import Bytes, Floats, Ints, Longs, TokenVectors, unpack_signs
from qa.records import Passage, Span
from qa.search.token_index import TokenIndex
from qa.text.sentences import QUESTION_ENDS, SENTENCE_ENDS, sentences_of
from qa.text.words import WORD

# Shorter ones state nothing that stands by itself: a caption's name, "He agreed at once." Longer ones are lists, or
# text without punctuation: much is stated there, and comparing two word by word could take seconds.
LEAST_WORDS, MOST_WORDS = 6, 120
_ENDS = tuple(set(SENTENCE_ENDS) - set(QUESTION_ENDS))
# Read off 130 labelled pairs of sentences, see docs/passages.md. With a figure in common little likeness is needed.
LIKE_WITH_FIGURE, SHARED_WITH_FIGURE = 0.48, 0.30
LIKE_WITH_YEAR, SHARED_WITH_YEAR = 0.47, 0.50
LIKE_WITHOUT, SHARED_WITHOUT = 0.57, 0.55
# Words in each other's place whose vectors are less alike than this mean different things: "rice" and "coffee".
ANOTHER_BELOW = 0.30

_FIGURE = re.compile(
    r"(?<![\w.,])(?<!\w-)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![.,]?\d)(\s?%|\s(?:percent|per cent)\b)?", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_COMMON_FIGURE = 12  # months, hours, a plant's number: two sentences share one of these by chance


class Figures(NamedTuple):
    """The numbers of a sentence, as written but for separators of thousands: "4.3", "3.7%", "590000", "2026".

    Attributes:
        years: from 1900 to 2099.
        telling: those that two sentences do not share by chance.
        plain: the rest, such as the 1 of "Ninh Thuan 1".
    """

    years: frozenset[str]
    telling: frozenset[str]
    plain: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Figures:
        """Return the figures of `text`."""
        years, telling, plain = set(), set(), set()
        for whole, fraction, percent in _FIGURE.findall(text):
            number = whole.replace(",", "") + fraction
            if percent:
                telling.add(f"{number}%")
            elif _YEAR.fullmatch(number):
                years.add(number)
            elif fraction or float(number) > _MOST_COMMON_FIGURE:
                telling.add(number)
            else:
                plain.add(number)
        return cls(frozenset(years), frozenset(telling), frozenset(plain))

    def all(self) -> frozenset[str]:
        """Return every figure."""
        return self.years | self.telling | self.plain


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A sentence that states something, ready to be compared.

    Attributes:
        span: offsets into the text of its passage.
        words: the sentence itself.
        places: where its tokens stand in `words`, int32, (tokens, 2).
        figures: what numbers it has.
        token_ids: of its word parts, int32, (tokens,).
        signs: their vectors as they are stored, uint8, (tokens, dimension / 8).
        dimension: of the vectors.
        weights: how much each of them counts, float32, (tokens,).
        weight: of all of them together.
        weight_of: the same by id, added up where an id comes more than once.
    """

    span: Span
    words: str
    places: Ints
    figures: Figures
    token_ids: Ints
    signs: Bytes
    dimension: int
    weights: Floats
    weight: float
    weight_of: Mapping[int, float]

    def shared_with(self, word_parts: Set[int]) -> float:
        """Return the share of its weight that lies on these ids, 0..1."""
        shared = sum(map(self.weight_of.__getitem__, self.weight_of.keys() & word_parts))
        return shared / self.weight if self.weight > 0.0 else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class WordParts:
    """The word parts of several texts.

    Attributes:
        ids: of all of them, int32, (tokens,).
        text: the number of the text that each is of, int64, (tokens,).
        texts: how many texts there are.
    """

    ids: Ints
    text: Longs
    texts: int

    @classmethod
    def of(cls, texts: Sequence[Ints]) -> WordParts:
        """Return the word parts of texts, each given by its token ids."""
        ids = np.concatenate([np.zeros(0, np.int32), *texts])
        return cls(
            ids, np.repeat(np.arange(len(texts)), np.array([len(text) for text in texts], dtype=np.int64)), len(texts)
        )

    def shares(self, statement: Statement) -> NDArray[np.float64]:
        """Return `statement.shared_with` the parts of each text, (texts,)."""
        if statement.weight <= 0.0 or not len(self.ids):
            return np.zeros(self.texts)
        wanted = np.array(list(statement.weight_of), dtype=np.int64)
        places = np.full(max(int(self.ids.max()), int(wanted.max())) + 1, -1)
        places[wanted] = np.arange(len(wanted))
        place = places[self.ids]
        found = place >= 0
        has = np.zeros((self.texts, len(wanted)))
        has[self.text[found], place[found]] = 1.0
        shares: NDArray[np.float64] = has @ np.array(list(statement.weight_of.values())) / statement.weight
        return shares


def statements_in(
    passage: Passage,
    tokens: TokenVectors,
    spans: Ints,
    index: TokenIndex,
    *,
    dimension: int,
    only: Span | None = None,
) -> tuple[Statement, ...]:
    """Return the sentences of `passage` that state something, in reading order; `only` this one, if it does.

    `spans` are the places of the stored tokens in the text, (tokens, 2). Captions, headings, questions and the
    interviewer's words state nothing.
    """
    if passage.kind == "caption" or passage.role == "interviewer" or len(spans) != len(tokens.token_ids):
        return ()
    sentences = sentences_of(passage.text) if only is None else (only,)
    return tuple(_statements(passage.text, sentences, tokens, spans, index, dimension))


def _statements(
    text: str, sentences: Sequence[Span], tokens: TokenVectors, spans: Ints, index: TokenIndex, dimension: int
) -> Iterator[Statement]:
    stating = [sentence for sentence in sentences if _states(text[sentence.start : sentence.end])]
    if not stating:
        return
    # Tokens stand in the order of the text.
    bounds = np.searchsorted(spans[:, 0], np.array(stating, dtype=spans.dtype)).tolist()
    weights = index.idf(tokens.token_ids)
    for sentence, (first, end) in zip(stating, bounds, strict=True):
        words = text[sentence.start : sentence.end]
        token_ids = tokens.token_ids[first:end]
        weight_of: dict[int, float] = {}
        for part, weight in zip(token_ids.tolist(), weights[first:end].tolist(), strict=True):
            weight_of[part] = weight_of.get(part, 0.0) + weight
        yield Statement(
            span=sentence,
            words=words,
            places=spans[first:end] - sentence.start,
            figures=Figures.of(words),
            token_ids=token_ids,
            signs=tokens.signs[first:end],
            dimension=dimension,
            weights=weights[first:end],
            weight=sum(weight_of.values()),
            weight_of=weight_of,
        )


def _states(sentence: str) -> bool:
    has_length = LEAST_WORDS <= len(WORD.findall(sentence)) <= MOST_WORDS
    return has_length and sentence.rstrip("\"'”’»)*_ ").endswith(_ENDS)


def state_the_same(one: Statement, other: Statement) -> bool:
    """Tell whether the two sentences state the same, each perhaps with something more.

    Half of the telling figures of the one that has fewer must be the other's, and if both name years, one of them.
    Without telling figures, neither may have a figure that the other contradicts, and the words must be much alike;
    less so where they name the same year. Never the same are a claim and its denial, more and less, nor two sentences
    one of which has another thing or person in the place of the other's.
    """
    return _alike(one, other) and not opposed(one.words, other.words) and not _names_another(one, other)


def _alike(one: Statement, other: Statement) -> bool:
    if not len(one.token_ids) or not len(other.token_ids):
        return False
    least = _least_alike(one.figures, other.figures)
    # Words first: comparing them costs a tenth of comparing vectors.
    return least is not None and shared_words(one, other) >= least.shared and _likeness(one, other) >= least.like


class Least(NamedTuple):
    """How much alike two sentences must be to state the same: by late interaction, and in their words, 0..1."""

    like: float
    shared: float


def _least_alike(mine: Figures, theirs: Figures) -> Least | None:
    """Return how much alike sentences with these figures must be; None where the figures rule it out.

    >>> _least_alike(Figures.of("It rose by 4.3% in 2024"), Figures.of("In 2024, 4.3% more"))
    Least(like=0.48, shared=0.3)
    >>> _least_alike(Figures.of("It rose by 4.3% in 2024"), Figures.of("It rose by 4.3% in 2025")) is None
    True
    >>> _least_alike(Figures.of("It rose by 4.3%"), Figures.of("It rose by 4.7%")) is None
    True
    """
    if mine.years and theirs.years and not mine.years & theirs.years:
        return None
    shared = mine.telling & theirs.telling
    if shared:
        enough = 2 * len(shared) >= min(len(mine.telling), len(theirs.telling))
        return Least(LIKE_WITH_FIGURE, SHARED_WITH_FIGURE) if enough else None
    if mine.all() - theirs.all() and theirs.all() - mine.all():
        return None
    if mine.years & theirs.years:
        return Least(LIKE_WITH_YEAR, SHARED_WITH_YEAR)
    return Least(LIKE_WITHOUT, SHARED_WITHOUT)


def _names_another(one: Statement, other: Statement) -> bool:
    """Tell whether words that stand in each other's place mean different things, as far as their vectors tell."""
    alike = _similarities(one, other)
    for mine, theirs in replaced_words(one.words, other.words):
        here, there = _tokens_of(one, mine), _tokens_of(other, theirs)
        if here.any() and there.any() and float(alike[np.ix_(here, there)].max()) < ANOTHER_BELOW:
            return True
    return False


def _tokens_of(statement: Statement, words: Sequence[Span]) -> NDArray[np.bool_]:
    inside = np.zeros(len(statement.places), np.bool_)
    for start, end in words:
        inside |= (statement.places[:, 0] < end) & (statement.places[:, 1] > start)
    return inside


def shared_words(one: Statement, other: Statement) -> float:
    """Return the share of the weight of one's word parts that the other has too, the larger of both ways, 0..1."""
    return max(one.shared_with(other.weight_of.keys()), other.shared_with(one.weight_of.keys()))


def _likeness(one: Statement, other: Statement) -> float:
    """Return how well one is covered by the other as late interaction measures it, the larger of both ways, 0..1."""
    alike = _similarities(one, other)
    return max(_share(alike.max(axis=1), one.weights), _share(alike.max(axis=0), other.weights))


def _similarities(one: Statement, other: Statement) -> Floats:
    mine, theirs = (unpack_signs(each.signs, each.dimension) for each in (one, other))
    similarities: Floats = np.clip(mine @ theirs.T, 0.0, 1.0)
    return similarities


def _share(covered: Floats, weights: Floats) -> float:
    total = float(weights.sum())
    return float(covered @ weights) / total if total > 0.0 else 0.0
