"""What each speaker is in the interview, on the article's own evidence: metadata, a label, or the way they ask."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from qa.ingestion.dialogue.labels import name_tokens
from qa.records import Article, Role, Turn

_QUESTION_END = re.compile(r"[?？؟][\"”’)*_\s]*$")


def ends_asking(text: str, start: int, end: int) -> bool:
    """Tell whether the range ends with a question mark, closing quotation marks and the like aside."""
    return _QUESTION_END.search(text, max(start, end - 12), end) is not None


_HOST = re.compile(r"\b(?:I['’]m|I am) (?:the|your) host\b|\byour host,")


def find_roles(article: Article, turns: Sequence[Turn], *, asked_by_nobody: bool) -> dict[str, Role]:
    """Return what speakers are, by name, where metadata, the label itself or the way they ask says so."""
    names = Counter(turn.speaker for turn in turns if turn.speaker)
    asked = Counter(turn.speaker for turn in turns if turn.speaker and ends_asking(article.text, turn.start, turn.end))
    roles: dict[str, Role] = _asking_roles(article, turns, names, asked)
    if asked_by_nobody and len(names) == 1:
        roles = dict.fromkeys(names, "interviewee")
    for name in names:
        if is_one_of(name, article.interviewee):
            roles[name] = "interviewee"
        if is_one_of(name, article.interviewer):
            roles[name] = "interviewer"
    return roles


def is_one_of(name: str, stated: str | None) -> bool:
    """Tell whether the words of a name, titles aside, all occur in what the article states."""
    tokens = name_tokens(name)
    return bool(tokens) and tokens <= name_tokens(stated or "")


def _asking_roles(article: Article, turns: Sequence[Turn], names: Counter[str], asked: Counter[str]) -> dict[str, Role]:
    """Return the roles that follow from who hosts or asks: whom the title names beside a host is interviewed."""
    host = _host(article.text, turns, names, asked)
    if host is not None:
        return {name: role for name in names if (role := _role_beside(host, name, article.title))}
    two = _two_who_talk(names)
    return _roles_of_two(*two, names, asked) if two else {}


def _host(text: str, turns: Sequence[Turn], names: Counter[str], asked: Counter[str]) -> str | None:
    """Return who says to be the host, has most turns, and beside whom nobody ends a third of theirs with a question."""
    first = names.most_common(1)[0][0] if names else None
    says_so = any(turn.speaker == first and _HOST.search(text, turn.start, turn.end) for turn in turns if turn.speaker)
    others = (name for name in names if name != first and names[name] >= 3)
    return first if says_so and all(asked[name] * 3 < names[name] for name in others) else None


def _two_who_talk(names: Counter[str]) -> tuple[str, str] | None:
    """Return the two who have nearly all turns.

    >>> _two_who_talk(Counter(Anna=9, Ben=8, Operator=1))
    ('Anna', 'Ben')
    """
    (one, first), (two, second) = (*names.most_common(2), *[("", 0)] * 2)[:2]
    return (one, two) if second >= 3 and names.total() - first - second <= 2 else None


def _roles_of_two(one: str, two: str, names: Counter[str], asked: Counter[str]) -> dict[str, Role]:
    """Return the roles of two of whom one asks in most turns, and the other hardly does.

    >>> _roles_of_two("Anna", "Ben", Counter(Anna=9, Ben=8), Counter(Anna=8, Ben=1))
    {'Anna': 'interviewer', 'Ben': 'interviewee'}
    """
    answers, asks = sorted((one, two), key=lambda name: asked[name] / names[name])
    is_clear = asked[asks] >= 0.6 * names[asks] and asked[answers] <= 0.2 * names[answers]
    return {asks: "interviewer", answers: "interviewee"} if is_clear else {}


def _role_beside(host: str, name: str, title: str | None) -> Role | None:
    if is_one_of(name, host):
        return "interviewer"  # "KEVIN" beside "KEVIN SCOTT"
    return "interviewee" if "/" not in name and is_one_of(name, title) else None
