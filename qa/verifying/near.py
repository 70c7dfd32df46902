"""Words of a quotation laid beside the words of an article that are most like them.

rapidfuzz finds the stretch in a third of a millisecond in an article of 10,000 words; a window slid along in Python
and difflib took seven times as long and missed one in ten (podcasts, quotations of 4 to 150 words, a tenth changed).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.answers import Excerpt
from qa.text.folding import Folded
from qa.text.tokens import Token, compared_words, tokens_of
from qa.verdicts import Difference, DifferenceKind, DiffersIn

# Source words beyond the stretch found, in which the alignment may find its ends.
_MARGIN = 6
_SENTENCE_ENDS = frozenset(".?!")


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """The words of a folded article as they are searched, and where each begins and ends in it."""

    article: Folded
    keys: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, article: Folded) -> ArticleWords:
        """Read the words of an article."""
        found = list(compared_words(article.text))
        return cls(article, tuple(key for key, _ in found), tuple(span for _, span in found))


@dataclass(frozen=True, slots=True)
class Alignment:
    """Tokens of a quotation beside tokens of an article.

    Attributes:
        steps: kind, tokens of the quotation, tokens of the article.
        common: number of words in both, letter case ignored.
        words: number of words on both sides together.
    """

    steps: tuple[tuple[DifferenceKind, tuple[Token, ...], tuple[Token, ...]], ...]
    common: int
    words: int

    @property
    def source(self) -> tuple[Token, ...]:
        """The tokens of the article."""
        return tuple(token for _, _, found in self.steps for token in found)


def align(quoted: Sequence[Token], article: ArticleWords) -> Alignment | None:
    """Return `quoted` beside the words of the article that are most like it; None where no word is."""
    keys = [key for token in quoted for key in _keys(token)]
    stretch = _most_like(keys, article.keys)
    if stretch is None:
        return None
    steps = _trimmed(_slid(_steps(quoted, _tokens_around(article, stretch))))
    common = sum(_common(left, right) for _, left, right in steps)
    total = sum(len(_keys(token)) for _, left, right in steps for token in (*left, *right))
    return Alignment(tuple(steps), common, total) if common else None


def _most_like(keys: Sequence[str], words: Sequence[str]) -> range | None:
    """Return which words are most like the keys; None where none is.

    >>> _most_like(["trade", "grew"], ["last", "year", "trade", "grew", "again"])
    range(2, 4)
    """
    from rapidfuzz import fuzz  # only a quotation that stands nowhere exactly needs it

    found = fuzz.partial_ratio_alignment(keys, words) if keys and words else None
    if found is None or not found.score:
        return None
    # A quotation that is longer than the article is searched the other way round.
    return range(found.dest_start, found.dest_end) if len(keys) <= len(words) else range(len(words))


def _tokens_around(article: ArticleWords, stretch: range) -> list[Token]:
    """Return the article's tokens in the stretch, some words beyond it, and the marks directly behind them."""
    start = article.spans[max(0, stretch.start - _MARGIN)][0]
    end = article.spans[min(len(article.spans), stretch.stop + _MARGIN) - 1][1]
    return [
        Token(token.kind, token.text, start + token.start, start + token.end)
        for token in tokens_of(article.article.text[start : end + 3])
    ]


def _keys(token: Token) -> list[str]:
    return [token.key.casefold()] if token.kind in ("word", "sign") else []


def _common(quoted: Sequence[Token], source: Sequence[Token]) -> int:
    left = [key for token in source for key in _keys(token)]
    common = 0
    for key in (key for token in quoted for key in _keys(token)):
        if key in left:
            left.remove(key)
            common += 1
    return common


_Step = tuple[DifferenceKind, tuple[Token, ...], tuple[Token, ...]]


def _steps(quoted: Sequence[Token], window: Sequence[Token]) -> list[_Step]:
    """Return runs that are equal, and what stands between them on both sides; as much as can be is equal."""
    from rapidfuzz.distance import Indel  # as in align

    blocks = Indel.opcodes([token.key for token in quoted], [token.key for token in window]).as_matching_blocks()
    steps: list[_Step] = []
    left = right = 0
    for block in blocks:  # the last one is empty, at both ends
        steps += _between(quoted[left : block.a], window[right : block.b])
        left, right = block.a + block.size, block.b + block.size
        if block.size:
            steps.append(("equal", tuple(quoted[block.a : left]), tuple(window[block.b : right])))
    return steps


def _between(quoted: Sequence[Token], source: Sequence[Token]) -> Iterator[_Step]:
    if quoted and source:
        yield "replace", tuple(quoted), tuple(source)
    elif quoted or source:
        yield "delete" if quoted else "insert", tuple(quoted), tuple(source)


def _slid(steps: list[_Step]) -> list[_Step]:
    """Return the steps with what is matched at both ends as near to the rest as it can be.

    "the" before a gap of five words is better matched by the "the" behind it; of five words that a wrong one might
    stand for, the nearest is.
    """
    forward = _first_slid(steps)
    mirrored = [(kind, left[::-1], right[::-1]) for kind, left, right in forward[::-1]]
    return [(kind, left[::-1], right[::-1]) for kind, left, right in _first_slid(mirrored)[::-1]]


def _first_slid(steps: list[_Step]) -> list[_Step]:
    first = next((place for place, step in enumerate(steps) if step[0] != "insert"), len(steps))
    if first + 1 >= len(steps) or steps[first + 1][0] != "insert":
        return steps
    kind, quoted, source = steps[first]
    joined = (*source, *steps[first + 1][2])
    kept = joined[-len(source) :]
    if not source or (kind == "equal" and [token.key for token in kept] != [token.key for token in quoted]):
        return steps
    return [*steps[:first], ("insert", (), joined[: -len(source)]), (kind, quoted, kept), *steps[first + 2 :]]


def _trimmed(steps: list[_Step]) -> list[_Step]:
    """Return the steps without what stands in the article only, before the first word and behind the last.

    Where the first word is another one, as many words as are quoted stand beside it, of the same sentence.
    """
    if steps and steps[0][0] != "equal":
        _, quoted, source = steps[0]
        nearest = _beside(quoted, source[::-1])[::-1]
        steps = [*_between(quoted, nearest), *steps[1:]] if quoted else steps[1:]
    if steps and steps[-1][0] != "equal":
        _, quoted, source = steps[-1]
        steps = [*steps[:-1], *_between(quoted, _beside(quoted, source))] if quoted else steps[:-1]
    return steps


def _beside(quoted: Sequence[Token], source: Sequence[Token]) -> Sequence[Token]:
    wanted, end = sum(bool(_keys(token)) for token in quoted), 0
    for place, token in enumerate(source):
        if not wanted or token.text in _SENTENCE_ENDS:
            break
        if _keys(token):
            wanted, end = wanted - 1, place + 1
    return source[:end]


def differences(
    alignment: Alignment, quotation: str, quoted: Folded, text: str, article: Folded, *, from_: int = 0
) -> Iterator[Difference]:
    """Yield the steps with the words on both sides as they stand, white space between them included.

    `from_` is where in the quotation an empty side stands before the first word.
    """
    place = from_
    source = alignment.source
    source_place = article.span(source[0].start, source[0].end).start if source else 0
    for kind, left, right in alignment.steps:
        one = _excerpt(left, quotation, quoted, place)
        other = _excerpt(right, text, article, source_place)
        place, source_place = one.end, other.end
        yield Difference(kind, one, other)


def _excerpt(tokens: Sequence[Token], text: str, folded: Folded, place: int) -> Excerpt:
    if not tokens:
        return Excerpt(place, place, "")
    start, end = folded.span(tokens[0].start, tokens[-1].end)
    return Excerpt(start, end, text[start:end])


def differs_in(alignments: Sequence[Alignment]) -> tuple[DiffersIn, ...]:
    """Return the kinds of differences, the gravest first."""
    found: set[DiffersIn] = set()
    for kind, left, right in (step for alignment in alignments for step in alignment.steps):
        if kind != "equal":
            found.add(_difference_of(left, right))
    order: tuple[DiffersIn, ...] = ("words", "letter case", "punctuation")
    return tuple(one for one in order if one in found)


def _difference_of(left: Sequence[Token], right: Sequence[Token]) -> DiffersIn:
    words = [[token.key for token in side if token.kind in ("word", "sign")] for side in (left, right)]
    if [word.casefold() for word in words[0]] != [word.casefold() for word in words[1]]:
        return "words"
    return "letter case" if words[0] != words[1] else "punctuation"
