"""Who speaks where: an article's turns.

A speaker is never guessed: what no label covers has none, apart from answers in the first person below questions set
in bold or in headings, where the article states who is interviewed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from qa.ingestion.dialogue.asking import Asking, Piece, find_asking
from qa.ingestion.dialogue.closings import find_closings
from qa.ingestion.dialogue.labels import Label, find_labels, role_of_word
from qa.ingestion.dialogue.roles import find_roles, is_one_of
from qa.records import Article, Role, Turn
from qa.text.blocks import Block


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
    asking = find_asking(
        article.text, list(_pieces(article.text, blocks, labels)), headings=article.interviewee is not None
    )
    if not asking.questions and not _is_dialogue(article, labels):
        asking, labels = Asking(list(_pieces(article.text, blocks, ()))), []
    turns = _joined(asking.pieces, _voices(article, asking))
    roles = find_roles(article, turns, asked_by_nobody=bool(asking.questions))
    roles |= _stated_roles(labels, turns)
    return tuple(replace(turn, role=turn.role or roles.get(turn.speaker or "")) for turn in turns)


def _stated_roles(labels: Sequence[Label], turns: Sequence[Turn]) -> dict[str, Role]:
    """Return the roles that labels state, by name: of "Bob Ray (host):", and of "Ray:" after it.

    Beside an "Interviewer:" the only one with a name is interviewed.
    """
    stated = {label.name: label.role for label in labels if label.role}
    names = dict.fromkeys(turn.speaker for turn in turns if turn.speaker)
    roles = {name: role for name in names for full, role in stated.items() if is_one_of(name, full)}
    asked = any(turn.role == "interviewer" and turn.speaker is None for turn in turns)
    others = [name for name in names if name not in roles]
    if labels and asked and len(names) == len(others) == 1:
        roles[others[0]] = "interviewee"
    return roles


def _pieces(text: str, blocks: Sequence[Block], labels: Sequence[Label]) -> Iterator[Piece]:
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
                yield Piece(start, end, block.kind, label)
            start, label = following.end, following
            position += 1
        if start < block.end or label is not None:
            end = _end_of_marks(text, label, block.end) if label else block.end
            yield Piece(start, max(start, end), "paragraph" if label else block.kind, label)


_OPENING_MARKS = re.compile(r"[*_]{1,3}")


def _end_of_marks(text: str, label: Label, end: int) -> int:
    """Return `end` without the marks that set the label and all that follows it in bold: "**Q: Why?**"."""
    opening = _OPENING_MARKS.match(text, label.start, label.end)
    if opening is None or text.count(opening[0], label.start, label.end) > 1 or not text.endswith(opening[0], 0, end):
        return end
    return label.end + len(text[label.end : end - len(opening[0])].rstrip())


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


def _voices(article: Article, asking: Asking) -> Iterator[_Voice]:
    """Yield the voice of each piece: what follows a label without one goes on with it.

    Captions, headings above a question or a label, and what closes the interview are nobody's words.
    """
    pieces, questions = asking.pieces, asking.questions
    unlabelled = not any(piece.label for piece in pieces)
    asides = _asides(pieces, questions) | asking.asides
    asides |= find_closings(article.text, pieces, questions)
    answering = range(min(questions, default=len(pieces)), len(pieces)) if unlabelled else ()
    others = questions | asides
    answers = [pieces[index] for index in answering if index not in others]
    first_person = _speaks_as_i(article.text, answers)
    current = _NOBODY
    for index, piece in enumerate(pieces):
        if index in questions:
            yield _Voice(index, None, "interviewer")
            number = index + len(pieces)
            current = _Voice(number) if unlabelled else _NOBODY
            if first_person:
                current = _Voice(number, _only_name(article.interviewee), "interviewee")
        elif index in asides:
            yield _NOBODY
        else:
            if piece.label:
                current = _labelled_voice(article, index, piece.label)
            yield current


def _labelled_voice(article: Article, number: int, label: Label) -> _Voice:
    """Return the voice of a label; "Q" and "A" name nobody but those whom the article states."""
    role = role_of_word(label.name)
    if role == "interviewer":
        return _Voice(number, _only_name(article.interviewer), role)
    if role == "interviewee":
        return _Voice(number, _only_name(article.interviewee), role)
    return _Voice(number, label.name or None, role)


def _only_name(stated: str | None) -> str | None:
    """Return the stated name, or None where it is that of several people."""
    return None if stated is None or re.search(r"[,;&/]|\b(?:and|und|et|và|и)\b", stated) else stated


_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Ww]e|[Oo]ur)\b")


def _speaks_as_i(text: str, answers: Sequence[Piece]) -> bool:
    """Tell whether answers without labels are somebody's own words: a digest in question-and-answer form is not."""
    first_person = sum(_FIRST_PERSON.search(text, piece.start, piece.end) is not None for piece in answers)
    return first_person * 2 > len(answers) > 0


def _asides(pieces: Sequence[Piece], asking: Set[int]) -> set[int]:
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


def _joined(pieces: Sequence[Piece], voices: Iterator[_Voice]) -> list[Turn]:
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
