"""An article cut into turns and passages: the units that are encoded, searched and cited.

A passage is whole sentences of one turn, a contiguous slice of the article's text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.ingestion.blocks import Block, BlockKind, find_blocks
from qa.ingestion.sentences import split_sentences
from qa.ingestion.speakers import find_turns
from qa.records import Article, Passage, Span, Turn

PASSAGE_RULES = "1"
"""Version of the cutting, kept in the archive; a change of rules means that articles are cut again."""

MIN_CHARS = 400
TARGET_CHARS = 600
MAX_CHARS = 900
QUESTION_CHARS = 400


@dataclass(frozen=True, slots=True)
class PassageLengths:
    """How long passages should be, in characters; a short turn gives a shorter one, a long sentence a longer."""

    minimum: int = MIN_CHARS
    target: int = TARGET_CHARS
    maximum: int = MAX_CHARS


DEFAULT_LENGTHS = PassageLengths()


def cut_into_passages(
    article: Article, *, lengths: PassageLengths = DEFAULT_LENGTHS
) -> tuple[tuple[Turn, ...], tuple[Passage, ...]]:
    """Return the article's turns and its passages, in reading order; passages have id 0.

    Every word of the body that is not a speaker's label or debris lies in exactly one passage.
    """
    text = article.text
    blocks = find_blocks(text, article.body_start, len(text))
    turns = find_turns(article, blocks)
    passages: list[Passage] = []
    pending = iter(blocks)
    block = next(pending, None)
    for turn in turns:
        inside: list[Block] = []
        while block is not None and block.start < turn.end:
            if block.end > turn.start:
                inside.append(Block(max(block.start, turn.start), min(block.end, turn.end), block.kind, block.lines))
            if block.end > turn.end:
                break
            block = next(pending, None)
        for span, kind in _spans(article, inside, lengths):
            passages.append(
                Passage(
                    id=0,
                    article_id=article.id,
                    ordinal=len(passages),
                    start=span.start,
                    end=span.end,
                    text=text[span.start : span.end],
                    kind="caption" if kind == "caption" else "body",
                    turn=turn.ordinal,
                    speaker=turn.speaker,
                    role=turn.role,
                )
            )
    return turns, tuple(passages)


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a passage is made of: a sentence, or a few very short ones."""

    start: int
    end: int
    opens_paragraph: bool
    heading: bool


def _spans(article: Article, blocks: Sequence[Block], lengths: PassageLengths) -> Iterator[tuple[Span, BlockKind]]:
    """Yield the passages of one turn; debris and captions end the passage before them."""
    units: list[_Unit] = []
    for block in blocks:
        if block.kind in ("debris", "caption"):
            yield from ((span, "paragraph") for span in _balanced(units, lengths))
            units = []
        if block.kind == "caption":
            sentences = split_sentences(article.text, block.start, block.end, language=article.language)
            captions = [_Unit(s.start, s.end, False, False) for s in sentences]
            yield from ((span, "caption") for span in _balanced(captions, lengths))
        elif block.kind != "debris":
            sentences = split_sentences(article.text, block.start, block.end, language=article.language)
            for index, sentence in enumerate(sentences):
                _add(units, _Unit(sentence.start, sentence.end, index == 0, block.kind == "heading"))
    yield from ((span, "paragraph") for span in _balanced(units, lengths))


_SHORT_UNIT = 20  # characters; "Yes. Right. Yeah." count as one, which bounds the work per passage


def _add(units: list[_Unit], unit: _Unit) -> None:
    last = units[-1] if units else None
    if last is not None and last.end - last.start < _SHORT_UNIT and last.heading == unit.heading:
        units[-1] = _Unit(last.start, unit.end, last.opens_paragraph, last.heading)
    else:
        units.append(unit)


def _balanced(units: Sequence[_Unit], lengths: PassageLengths) -> list[Span]:
    """Return the cheapest cut of the units into passages (dynamic programming over the ends)."""
    if not units:
        return []
    cost = [0.0] + [float("inf")] * len(units)
    opened_at = [0] * (len(units) + 1)
    for end in range(1, len(units) + 1):
        for start in range(end - 1, -1, -1):
            size = units[end - 1].end - units[start].start
            if size > lengths.maximum and start < end - 1:
                break
            total = cost[start] + _cost(size, lengths) + _cost_of_opening(units, start)
            if total < cost[end]:
                cost[end], opened_at[end] = total, start
    spans: list[Span] = []
    end = len(units)
    while end:
        start = opened_at[end]
        spans.append(Span(units[start].start, units[end - 1].end))
        end = start
    return spans[::-1]


def _cost(size: int, lengths: PassageLengths) -> float:
    """Return how far a passage is from the length wanted; below the minimum each missing character counts more."""
    away = (size - lengths.target) / lengths.target
    missing = max(0.0, (lengths.minimum - size) / lengths.minimum)
    return away * away + 2.0 * missing


def _cost_of_opening(units: Sequence[_Unit], start: int) -> float:
    """Return what it costs to begin a passage here: nothing at a heading, most directly below one."""
    if start == 0 or (units[start].heading and not units[start - 1].heading):
        return 0.0
    if units[start - 1].heading:
        return 3.0
    return 0.05 if units[start].opens_paragraph else 0.3
