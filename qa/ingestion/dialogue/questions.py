"""Which question a turn replies to: the last words of the turn before it by somebody else, where they ask."""

from __future__ import annotations

from collections.abc import Sequence

from qa.ingestion.dialogue.roles import ends_asking
from qa.records import Article, Passage, Span, Turn
from qa.text.blocks import Block
from qa.text.sentences import split_sentences

QUESTION_CHARS = 400
"""A question is at most this long, in whole sentences, unless its last sentence alone is longer."""

_LOOK_BACK = 6  # turns; interjections such as "Right." stand between a question and the rest of its answer
_INTERJECTION = 60  # characters; a turn that neither asks nor says more than this does not change the subject
_QUESTION_MARKS = "?？؟"


def find_questions(article: Article, turns: Sequence[Turn], blocks: Sequence[Sequence[Block]]) -> list[Span | None]:
    """Return, for each turn, where the question it replies to stands, or None.

    `blocks` are those of each turn. Interviewers' own turns and narrative reply to nothing.
    """
    tails = [_tail(article, inside) for inside in blocks]
    found = [_question_before(article.text, turns, tails, index) for index in range(len(turns))]
    if not article.subtitles:
        return found
    # In subtitles a dash tells that somebody else speaks, and not who.
    return [span or _question_of_nobody(article.text, turns, tails, index) for index, span in enumerate(found)]


def _question_of_nobody(text: str, turns: Sequence[Turn], tails: Sequence[Span | None], index: int) -> Span | None:
    above = tails[index - 1] if index and _is_aside(turns[index]) and _is_aside(turns[index - 1]) else None
    return above if above is not None and _asks(text[above.start : above.end]) else None


def _tail(article: Article, blocks: Sequence[Block]) -> Span | None:
    """Return the last sentences of a turn, no further back than debris or a caption."""
    tail: Span | None = None
    for block in reversed(blocks):
        if block.kind in ("debris", "caption"):
            if tail is not None:
                break
            continue
        for sentence in reversed(split_sentences(article.text, block.start, block.end, language=article.language)):
            if tail is not None and tail.end - sentence.start > QUESTION_CHARS:
                return tail
            tail = Span(sentence.start, tail.end if tail else sentence.end)
    return tail


def _question_before(text: str, turns: Sequence[Turn], tails: Sequence[Span | None], index: int) -> Span | None:
    turn = turns[index]
    if turn.role == "interviewer":
        return None
    if _is_aside(turn):
        return _unlabelled_question(turns, tails, index)
    for before in range(index - 1, max(-1, index - 1 - _LOOK_BACK), -1):
        other, tail = turns[before], tails[before]
        if tail is None or _is_aside(other) or _is_same_voice(other, turn):
            continue
        if _asks(text[tail.start : tail.end]):
            return tail
        if other.end - other.start > _INTERJECTION:
            return tail if other.role == "interviewer" else None
    return None


def _unlabelled_question(turns: Sequence[Turn], tails: Sequence[Span | None], index: int) -> Span | None:
    """Return the question of nobody named that stands right above narrative, or an answer that names nobody."""
    above = turns[index - 1] if index else None
    return tails[index - 1] if above is not None and above.role == "interviewer" and above.speaker is None else None


def _is_same_voice(one: Turn, other: Turn) -> bool:
    return one.speaker == other.speaker and one.role == other.role


def _is_aside(turn: Turn) -> bool:
    return turn.speaker is None and turn.role is None


def _asks(words: str) -> bool:
    """Tell whether something is asked, beyond "Right?"."""
    return any(mark in words for mark in _QUESTION_MARKS) and len(words) >= 10


SHORT_REPLY = 80
"""Characters. Measured from 80 to 400 on the podcasts: below 80 they lean on their question (docs/tried/ranking.md)."""


def question_read_with(passage: Passage, text: str) -> str | None:
    """Return the words of the question that `passage` is read together with, or None when it stands for itself.

    `text` is the article's. What a reply is a reply to must end with a question mark: "Welcome to the show." asks
    nothing that "Thank you." could answer.
    """
    asked = passage.question
    if asked is None or len(passage.text) >= SHORT_REPLY or not ends_asking(text, asked.start, asked.end):
        return None
    return text[asked.start : asked.end]


def words_to_encode(passage: Passage, text: str) -> str:
    """Return what the passage is found by: a short reply's question and its own words, else its own words alone."""
    question = question_read_with(passage, text)
    return passage.text if question is None else f"{question} {passage.text}"
