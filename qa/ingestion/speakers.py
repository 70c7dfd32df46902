"""Who speaks where: an article's turns, and what each speaker is in the interview.

A speaker is never guessed. What no label covers has none; a role is given only on the article's own evidence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.ingestion.blocks import Block
from qa.ingestion.labels import ROLE_WORDS, Label, find_labels, name_tokens
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
    turns = _joined(pieces, _voices(article, pieces, asking))
    roles = _roles(article, turns, asked_by_nobody=bool(asking))
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
    return len(names) > 1 or any(
        name.isupper() or _is_one_of(name, article.interviewee) or _is_one_of(name, article.interviewer)
        for name in names
    )


_QUESTION_END = re.compile(r"[?？؟][\"”’)*_\s]*$")
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
    sure = sum(_QUESTION_END.search(text, pieces[i].end - 12, pieces[i].end) is not None for i in asking)
    return asking if labelled and sure >= 0.6 * len(labelled) else set()


def _paragraph_above(pieces: Sequence[_Piece], index: int) -> int | None:
    above = index - 1
    while above >= 0 and pieces[above].kind == "caption":
        above -= 1
    return above if above >= 0 and pieces[above].label is None else None


def _asks(text: str, piece: _Piece) -> bool:
    end = _QUESTION_END.search(text, max(piece.start, piece.end - 12), piece.end)
    return end is not None or (piece.end - piece.start <= 400 and _PROMPT.match(text, piece.start) is not None)


def _voices(article: Article, pieces: Sequence[_Piece], asking: set[int]) -> Iterator[_Voice]:
    """Yield the voice of each piece: what follows a label without one goes on with it.

    Captions, and headings above a question or a label, are nobody's words.
    """
    unlabelled = not any(piece.label for piece in pieces)
    asides = _asides(pieces, asking)
    current = _NOBODY
    for index, piece in enumerate(pieces):
        if index in asking:
            yield _Voice(index, None, "interviewer")
            current = _Voice(index + len(pieces), article.interviewee, "interviewee") if unlabelled else _NOBODY
        elif index in asides:
            yield _NOBODY
        else:
            if piece.label:
                current = _Voice(index, piece.label.name)
            yield current


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


_HOST = re.compile(r"\b(?:I['’]m|I am) (?:the|your) host\b|\byour host,")


def _roles(article: Article, turns: Sequence[Turn], *, asked_by_nobody: bool) -> dict[str, Role]:
    """Return what speakers are, by name, where metadata, the label itself or the way they ask says so."""
    names = Counter(turn.speaker for turn in turns if turn.speaker)
    asked = Counter(turn.speaker for turn in turns if turn.speaker and _ends_asking(article.text, turn))
    roles: dict[str, Role] = _asking_roles(article, turns, names, asked)
    if asked_by_nobody and len(names) == 1:
        roles = dict.fromkeys(names, "interviewee")
    for name in names:
        word = re.sub(r"\s*\d+$", "", name).casefold()
        if word in ROLE_WORDS:
            roles[name] = ROLE_WORDS[word]
        if _is_one_of(name, article.interviewee):
            roles[name] = "interviewee"
        if _is_one_of(name, article.interviewer):
            roles[name] = "interviewer"
    return roles


def _ends_asking(text: str, turn: Turn) -> bool:
    return _QUESTION_END.search(text, max(turn.start, turn.end - 12), turn.end) is not None


def _is_one_of(name: str, stated: str | None) -> bool:
    tokens = name_tokens(name)
    return bool(tokens) and tokens <= name_tokens(stated or "")


def _asking_roles(article: Article, turns: Sequence[Turn], names: Counter[str], asked: Counter[str]) -> dict[str, Role]:
    """Return the roles that follow from who hosts or asks.

    A host says so, has most turns, and nobody else ends a third of theirs with a question; whom the title names beside
    the host is interviewed. Of two speakers, one who asks in most turns interviews the other who hardly does.
    """
    first = names.most_common(1)[0][0] if names else ""
    hosts = {turn.speaker for turn in turns if turn.speaker and _HOST.search(article.text, turn.start, turn.end)}
    if first in hosts and all(asked[name] * 3 < names[name] for name in names if name != first and names[name] >= 3):
        return {name: role for name in names if (role := _role_beside(first, name, article.title))}
    two = [name for name, count in names.most_common(2) if count >= 3]
    if len(two) == 2 and names.total() - names[two[0]] - names[two[1]] <= 2:
        two.sort(key=lambda name: asked[name] / names[name])
        if asked[two[1]] >= 0.6 * names[two[1]] and asked[two[0]] <= 0.2 * names[two[0]]:
            return {two[1]: "interviewer", two[0]: "interviewee"}
    return {}


def _role_beside(host: str, name: str, title: str | None) -> Role | None:
    if name_tokens(name) <= name_tokens(host):
        return "interviewer"  # "KEVIN" beside "KEVIN SCOTT"
    return "interviewee" if "/" not in name and _is_one_of(name, title) else None
