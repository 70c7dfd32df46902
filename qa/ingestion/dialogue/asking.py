"""Questions without a label: paragraphs in which an interviewer asks, told by how they are set or what follows.

Who answers, and whether the answers are somebody's own words, is decided in `speakers`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.ingestion.dialogue.labels import Label
from qa.ingestion.dialogue.roles import ends_asking
from qa.text.quotation_marks import OPENING_MARKS
from qa.text.sentences import BEHIND_END, QUESTION_ENDS, SENTENCE_ENDS


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words with one speaker: a block, or what a label leaves of it."""

    start: int
    end: int
    kind: str
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """What an interviewer without a label says, as numbers of pieces.

    Attributes:
        pieces: all pieces of the article, questions without the marks that set them in bold or italics.
        questions: those in which is asked.
        asides: those set like questions that are nobody's words: headings in bold, pulled quotations.
    """

    pieces: list[Piece]
    questions: frozenset[int] = frozenset()
    asides: frozenset[int] = frozenset()


_PROMPT = re.compile(r"(?:Please|Tell|Describe|Explain|Share|Talk|Walk)\b")
_TOLD_ENDS = f"{SENTENCE_ENDS}:"
_ASKS = f"[{QUESTION_ENDS}]{BEHIND_END}"
_SET_APART = re.compile(r"(\*{1,3}|_{1,3})(?=\S)(?:(?!\1).)+\1", re.DOTALL)
_QUESTION_AHEAD = re.compile(rf"(?P<mark>\*\*|__)(?=\S)(?:(?!(?P=mark)).)+?{_ASKS}(?P=mark)(?=\s)", re.DOTALL)


def find_asking(text: str, pieces: Sequence[Piece], *, headings: bool = False) -> Asking:
    """Return where an interviewer without a label asks; the first of these ways that the article uses at least twice.

    Paragraphs or openings of paragraphs set in bold or italics; with `headings`, headings that ask; or unlabelled
    questions directly above labelled turns.
    """
    parted = _parted(text, pieces)
    marks = {i: found for i, piece in enumerate(parted) if (found := _mark(text, piece))}
    asking = [i for i in marks if ends_asking(text, parted[i].start, parted[i].end)]
    times = Counter(marks[i] for i in asking)
    alike = [i for i in asking if times[marks[i]] > 1]  # a question alone in italics may be part of an answer
    if alike:
        return _set_apart(text, parted, marks, alike)
    titles = {i for i, p in enumerate(pieces) if p.kind == "heading" and ends_asking(text, p.start, p.end)}
    if headings and len(titles) >= 2 and not any(piece.label for piece in pieces):
        return Asking(list(pieces), frozenset(titles))
    return Asking(list(pieces), frozenset(_above_labels(text, pieces)))


def _mark(text: str, piece: Piece) -> str | None:
    """Return the asterisks or underscores that a whole paragraph without a label stands in."""
    found = None if piece.label else _SET_APART.fullmatch(text, piece.start, piece.end)
    return found[1] if found else None


def _parted(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces, those parted that open with a question in bold and go on with its answer; two or none."""
    openings = {
        i: found.end()
        for i, piece in enumerate(pieces)
        if not piece.label and (found := _QUESTION_AHEAD.match(text, piece.start, piece.end))
    }
    if len(openings) < 2:
        return list(pieces)
    parted: list[Piece] = []
    for i, piece in enumerate(pieces):
        if i not in openings:
            parted.append(piece)
            continue
        behind = text[openings[i] : piece.end]
        parted.append(replace(piece, end=openings[i]))
        parted.append(replace(piece, start=piece.end - len(behind.lstrip())))
    return parted


def _set_apart(text: str, pieces: list[Piece], marks: dict[int, str], asking: Sequence[int]) -> Asking:
    """Return the questions, and with them what is set like them from the first one on.

    An interviewer also tells ("People say that you never came back."). What ends no sentence is a heading, and what
    stands in quotation marks is pulled out of an answer.
    """
    styles = {marks[i] for i in asking}
    alike = [i for i, mark in marks.items() if mark in styles and i >= asking[0]]
    bare = {
        i: replace(pieces[i], start=pieces[i].start + len(marks[i]), end=pieces[i].end - len(marks[i])) for i in alike
    }
    telling = {i for i, p in bare.items() if text[p.end - 1] in _TOLD_ENDS and text[p.start] not in OPENING_MARKS}
    questions = telling | set(asking)
    shown = [bare[i] if i in questions else piece for i, piece in enumerate(pieces)]
    return Asking(shown, frozenset(questions), frozenset(set(alike) - questions))


def _above_labels(text: str, pieces: Sequence[Piece]) -> set[int]:
    """Return the unlabelled questions directly above labelled turns, where most labelled turns have one."""
    labelled = [index for index, piece in enumerate(pieces) if piece.label]
    above = {_paragraph_above(pieces, index) for index in labelled} - {None}
    asking = {i for i in above if i is not None and _asks(text, pieces[i])}
    sure = sum(ends_asking(text, pieces[i].start, pieces[i].end) for i in asking)
    return asking if labelled and sure >= 0.6 * len(labelled) else set()


def _paragraph_above(pieces: Sequence[Piece], index: int) -> int | None:
    above = index - 1
    while above >= 0 and pieces[above].kind == "caption":
        above -= 1
    return above if above >= 0 and pieces[above].label is None else None


def _asks(text: str, piece: Piece) -> bool:
    prompts = piece.end - piece.start <= 400 and _PROMPT.match(text, piece.start) is not None
    return prompts or ends_asking(text, piece.start, piece.end)
