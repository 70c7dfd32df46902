"""Who speaks where: an article's turns.

A speaker is never guessed: what no label covers has none, apart from answers in the first person below questions set
in bold, where the article states who is interviewed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.ingestion.blocks import Block
from qa.ingestion.labels import Label, find_labels
from qa.ingestion.roles import ends_asking, find_roles, is_one_of, role_of_word
from qa.records import Article, Role, Turn


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of words with one speaker: a block, or what a label leaves of it."""

    start: int
    end: int
    kind: str
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class _Voice:
    """Whose words a piece is; a label opens another voice, even of the same speaker."""

    number: int
    speaker: str | None = None
    role: Role | None = None


_NOBODY = _Voice(-1)


def find_turns(article: Article, blocks: Sequence[Block]) -> tuple[Turn, ...]:
    """Return the turns in order: together they hold every word that is neither debris nor a label.

    Where nobody is labelled the whole article is one turn without a speaker.
    """
    labels = find_labels(article, blocks)
    pieces = list(_pieces(article.text, blocks, labels))
    asking = _unlabelled_questions(article.text, pieces)
    if not asking and not _is_dialogue(article, labels):
        pieces = list(_pieces(article.text, blocks, ()))
    pieces = [_unmarked(article.text, piece) if index in asking else piece for index, piece in enumerate(pieces)]
    turns = _joined(pieces, _voices(article, pieces, asking))
    roles = find_roles(article, turns, asked_by_nobody=bool(asking))
    return tuple(replace(turn, role=turn.role or roles.get(turn.speaker or "")) for turn in turns)


def _pieces(text: str, blocks: Sequence[Block], labels: Sequence[Label]) -> Iterator[_Piece]:
    """Yield the blocks that are not debris, cut at the labels inside them; empty ones only where labelled."""
    position = 0
    for block in blocks:
        if block.kind == "debris":
            continue
        start, label = block.start, None
        while position < len(labels) and labels[position].start < block.end:
            following = labels[position]
            end = start + len(text[start : following.start].rstrip())
            if end > start or label is not None:
                yield _Piece(start, end, block.kind, label)
            start, label = following.end, following
            position += 1
        if start < block.end or label is not None:
            yield _Piece(start, max(start, block.end), "paragraph" if label else block.kind, label)


def _is_dialogue(article: Article, labels: Sequence[Label]) -> bool:
    """Tell whether labels without questions above them are turns: one name alone is more often a list's heading."""
    names = {label.name for label in labels}
    return (
        len(names) > 1
        or bool(names & {"", *article.speakers})
        or any(
            name.isupper() or is_one_of(name, article.interviewee) or is_one_of(name, article.interviewer)
            for name in names
        )
    )


_PROMPT = re.compile(r"(?:Please|Tell|Describe|Explain|Share|Talk|Walk)\b")
_MARKED_QUESTION = re.compile(r"(\*{1,3}|_{1,3})(?=\S).*[?？؟][\"”’)]*\1", re.DOTALL)


def _unlabelled_questions(text: str, pieces: Sequence[_Piece]) -> set[int]:
    """Return the indexes of paragraphs in which an interviewer without a label asks.

    Either most labelled turns stand directly below an unlabelled question, or questions are set in bold or italics.
    """
    marked = {i for i, p in enumerate(pieces) if not p.label and _MARKED_QUESTION.fullmatch(text, p.start, p.end)}
    if len(marked) >= 2:
        return marked
    labelled = [index for index, piece in enumerate(pieces) if piece.label]
    above = {_paragraph_above(pieces, index) for index in labelled} - {None}
    asking = {i for i in above if i is not None and _asks(text, pieces[i])}
    sure = sum(ends_asking(text, pieces[i].start, pieces[i].end) for i in asking)
    return asking if labelled and sure >= 0.6 * len(labelled) else set()


def _unmarked(text: str, piece: _Piece) -> _Piece:
    """Return a question without the asterisks that set it in bold."""
    marked = _MARKED_QUESTION.fullmatch(text, piece.start, piece.end)
    width = len(marked[1]) if marked else 0
    return replace(piece, start=piece.start + width, end=piece.end - width)


def _paragraph_above(pieces: Sequence[_Piece], index: int) -> int | None:
    above = index - 1
    while above >= 0 and pieces[above].kind == "caption":
        above -= 1
    return above if above >= 0 and pieces[above].label is None else None


def _asks(text: str, piece: _Piece) -> bool:
    prompts = piece.end - piece.start <= 400 and _PROMPT.match(text, piece.start) is not None
    return prompts or ends_asking(text, piece.start, piece.end)


def _voices(article: Article, pieces: Sequence[_Piece], asking: set[int]) -> Iterator[_Voice]:
    """Yield the voice of each piece: what follows a label without one goes on with it.

    Captions, and headings above a question or a label, are nobody's words.
    """
    unlabelled = not any(piece.label for piece in pieces)
    asides = _asides(pieces, asking)
    answers = [piece for index, piece in enumerate(pieces) if index not in asking | asides] if unlabelled else []
    first_person = _speaks_as_i(article.text, answers)
    current = _NOBODY
    for index, piece in enumerate(pieces):
        if index in asking:
            yield _Voice(index, None, "interviewer")
            number = index + len(pieces)
            current = _Voice(number) if unlabelled else _NOBODY
            if first_person:
                current = _Voice(number, _only_name(article.interviewee), "interviewee")
        elif index in asides:
            yield _NOBODY
        else:
            if piece.label:
                current = _labelled_voice(article, index, piece.label.name)
            yield current


def _labelled_voice(article: Article, number: int, name: str) -> _Voice:
    """Return the voice of a label; "Q" and "A" name nobody but those whom the article states."""
    role = role_of_word(name)
    if role == "interviewer":
        return _Voice(number, _only_name(article.interviewer), role)
    if role == "interviewee":
        return _Voice(number, _only_name(article.interviewee), role)
    return _Voice(number, name or None, role)


def _only_name(stated: str | None) -> str | None:
    """Return the stated name, or None where it is that of several people."""
    return None if stated is None or re.search(r"[,;&/]|\b(?:and|und|et|và|и)\b", stated) else stated


_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Ww]e|[Oo]ur)\b")


def _speaks_as_i(text: str, answers: Sequence[_Piece]) -> bool:
    """Tell whether answers without labels are somebody's own words: a digest in question-and-answer form is not."""
    first_person = sum(_FIRST_PERSON.search(text, piece.start, piece.end) is not None for piece in answers)
    return first_person * 2 > len(answers) > 0


def _asides(pieces: Sequence[_Piece], asking: set[int]) -> set[int]:
    """Return the indexes of captions, and of headings with nothing between them and a question or a label."""
    asides: set[int] = set()
    above_turn = False
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        if piece.label or index in asking:
            above_turn = True
        elif piece.kind == "caption" or (piece.kind == "heading" and above_turn):
            asides.add(index)
        else:
            above_turn = False
    return asides


def _joined(pieces: Sequence[_Piece], voices: Iterator[_Voice]) -> list[Turn]:
    """Return a turn for each run of pieces with one voice."""
    turns: list[Turn] = []
    last: _Voice | None = None
    for piece, voice in zip(pieces, voices, strict=True):
        if piece.start == piece.end:
            continue
        if voice == last:
            turns[-1] = replace(turns[-1], end=piece.end)
        else:
            turns.append(Turn(len(turns), piece.start, piece.end, voice.speaker, voice.role))
        last = voice
    return turns


def blocks_by_turn(turns: Sequence[Turn], blocks: Sequence[Block]) -> list[list[Block]]:
    """Return the blocks of each turn, cut where the turn begins or ends inside one."""
    inside: list[list[Block]] = []
    position = 0
    for turn in turns:
        while position < len(blocks) and blocks[position].end <= turn.start:
            position += 1
        last = position
        while last < len(blocks) and blocks[last].start < turn.end:
            last += 1
        inside.append(
            [
                replace(block, start=max(block.start, turn.start), end=min(block.end, turn.end))
                for block in blocks[position:last]
            ]
        )
    return inside
