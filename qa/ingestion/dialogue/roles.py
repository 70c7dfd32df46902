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
    if is_one_of(name, host):
        return "interviewer"  # "KEVIN" beside "KEVIN SCOTT"
    return "interviewee" if "/" not in name and is_one_of(name, title) else None
