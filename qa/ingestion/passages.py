"""An article cut into turns and passages: the units that are encoded, searched and cited.

A passage is whole sentences of one turn, a contiguous slice of the article's text. Lines, speakers, sentences and
questions are found by the modules of those names; here is what goes together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.ingestion.dialogue.questions import find_questions
from qa.ingestion.dialogue.speakers import blocks_by_turn, find_turns
from qa.records import Article, Passage, PassageKind, Span, Turn
from qa.text.blocks import Block, find_blocks
from qa.text.sentences import split_sentences

PASSAGE_RULES = "8"
"""Version of the cutting, kept in the archive; when it changes, articles are cut again."""

MIN_CHARS = 400
TARGET_CHARS = 600
MAX_CHARS = 900


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
    blocks = find_blocks(article.text, article.body_start, len(article.text))
    turns = find_turns(article, blocks)
    inside = blocks_by_turn(turns, blocks)
    questions = find_questions(article, turns, inside)
    passages: list[Passage] = []
    for turn, own, question in zip(turns, inside, questions, strict=True):
        for span, kind in _passages_of(article, own, lengths):
            passages.append(_passage(article, len(passages), span, kind, turn, question))
    return turns, tuple(passages)


def _passage(
    article: Article, ordinal: int, span: Span, kind: PassageKind, turn: Turn, question: Span | None
) -> Passage:
    return Passage(
        id=0,
        article_id=article.id,
        ordinal=ordinal,
        start=span.start,
        end=span.end,
        text=article.text[span.start : span.end],
        kind=kind,
        turn=turn.ordinal,
        speaker=turn.speaker,
        role=turn.role,
        question=question,
        start_seconds=article.seconds_at(span.start),
    )


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a passage is made of: a sentence, or a few very short ones."""

    start: int
    end: int
    opens_paragraph: bool
    heading: bool


def _passages_of(
    article: Article, blocks: Sequence[Block], lengths: PassageLengths
) -> Iterator[tuple[Span, PassageKind]]:
    """Yield the passages of one turn; debris and captions end the passage before them."""
    units: list[_Unit] = []
    for index, block in enumerate(blocks):
        if block.kind == "caption" or (block.kind == "debris" and not _marks_heading(article.text, blocks, index)):
            yield from ((span, "body") for span in _balanced(units, lengths))
            units = []
        if block.kind == "caption":
            yield from ((span, "caption") for span in _balanced(_units(article, block), lengths))
        elif block.kind != "debris":
            for unit in _units(article, block):
                _add(units, unit)
    yield from ((span, "body") for span in _balanced(units, lengths))


def _marks_heading(text: str, blocks: Sequence[Block], index: int) -> bool:
    """Tell whether the block is the "##" before a heading, which may stand inside a passage of two headings."""
    if index + 1 == len(blocks) or blocks[index + 1].kind != "heading":
        return False
    return text[blocks[index].end : blocks[index + 1].start].strip(" \t") == ""


def _units(article: Article, block: Block) -> list[_Unit]:
    sentences = split_sentences(article.text, block.start, block.end, language=article.language)
    heading = block.kind == "heading"
    return [_Unit(start, end, index == 0, heading) for index, (start, end) in enumerate(sentences)]


_SHORT_UNIT = 20  # characters; "Yes. Right. Yeah." count as one, which bounds the work per passage


def _add(units: list[_Unit], unit: _Unit) -> None:
    last = units[-1] if units else None
    short = last is not None and max(last.end - last.start, unit.end - unit.start) < _SHORT_UNIT
    if last is not None and short and last.heading == unit.heading:
        units[-1] = _Unit(last.start, unit.end, last.opens_paragraph, last.heading)
    else:
        units.append(unit)


def _balanced(units: Sequence[_Unit], lengths: PassageLengths) -> list[Span]:
    """Return the cheapest cut of the units into passages (dynamic programming over where passages end)."""
    starts = [unit.start for unit in units]
    opening = [_cost_of_opening(units, index) for index in range(len(units))]
    by_size = _costs_of_sizes(lengths)
    cost = [0.0]  # of the best cut of the first n units
    opened_at = [0]  # where its last passage begins
    for last, unit in enumerate(units):
        size = unit.end - unit.start
        best = cost[last] + opening[last] + (by_size[size] if size <= lengths.maximum else _cost_of_size(size, lengths))
        best_start = last
        for start in range(last - 1, -1, -1):
            size = unit.end - starts[start]
            if size > lengths.maximum:
                break
            total = cost[start] + opening[start] + by_size[size]
            if total < best:
                best, best_start = total, start
        cost.append(best)
        opened_at.append(best_start)
    return _read_back(units, opened_at)


def _read_back(units: Sequence[_Unit], opened_at: Sequence[int]) -> list[Span]:
    spans: list[Span] = []
    end = len(units)
    while end:
        start = opened_at[end]
        spans.append(Span(units[start].start, units[end - 1].end))
        end = start
    return spans[::-1]


@lru_cache(maxsize=8)
def _costs_of_sizes(lengths: PassageLengths) -> tuple[float, ...]:
    return tuple(_cost_of_size(size, lengths) for size in range(lengths.maximum + 1))


def _cost_of_size(size: int, lengths: PassageLengths) -> float:
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
