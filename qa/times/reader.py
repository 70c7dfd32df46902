"""What a text says about time: expressions found, and resolved against the day on which it was said.

English words, and dates in figures in any language. What cannot be told for certain is left out: vague words
("recently"), and all that hangs on a date which is not known closely enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.times.days import Days, Stretch
from qa.times.expressions import read_expression
from qa.times.meanings import Meaning, Moment, is_weak, reach
from qa.times.tokens import Tokens
from qa.times.words import AHEAD, OPENERS, PAST, WEAK_OPENERS

TIME_RULES = "2"
"""Version of what is found and what it means; a change means that articles are read again, not encoded again."""

_PRONOUNS = r"which|that|who|when|while|but"


@dataclass(frozen=True, slots=True)
class FoundTime:
    """An expression of time at [start, end) of a text, and the days it means.

    Attributes:
        days: from first to last; a side left open is None ("since 2014").
        named: the days that it names: 2014.
    """

    start: int
    end: int
    days: Days
    named: Stretch


def find_times(text: str, said: Stretch | None) -> list[FoundTime]:
    """Return the expressions in `text`, in order, that can be told from it and from the days when it was `said`."""
    tokens = Tokens(text)
    found: list[FoundTime] = []
    at = 0
    while at < len(tokens):
        read = read_expression(tokens, at) if may_begin(tokens, at) else None
        if read is None:
            at += 1
            continue
        behind, meaning = read
        start, end = tokens[at].start, tokens[behind - 1].end
        now = Moment(said, is_ahead(text, start, end), PAST.search(tokens.sentence(at)) is not None)
        named, days = _resolved(meaning, now)
        if named is not None and days is not None and not (is_weak(meaning) and _is_elsewhere(named, said, found)):
            found.append(FoundTime(start, end, days, named))
        at = behind
    return found


def may_begin(tokens: Tokens, at: int) -> bool:
    """Tell, much faster than by reading, whether an expression may begin at a token."""
    word = tokens.word(at)
    if word in WEAK_OPENERS:
        word = tokens.word(tokens.skip(at + 1, "the"))
    return word in OPENERS or word[:1].isdigit()


def _resolved(meaning: Meaning, now: Moment) -> tuple[Stretch | None, Days | None]:
    """Return the days that are named, and those that are meant; None where that is not certain."""
    try:
        named = meaning.resolve(now)
        return named, None if named is None else reach(meaning, named)
    except (ValueError, OverflowError):  # before the year 1 or after 9999
        return None, None


def is_ahead(text: str, start: int, end: int) -> bool:
    """Tell whether the clause around [start, end) speaks of what comes: "will open in March", "In March we will"."""
    before = re.split(rf"[,;:.?!—\n]|\b(?:{_PRONOUNS})\b", text[max(0, start - 80) : start])[-1]
    after = re.split(rf"[,;:.?!—\n]|\b(?:{_PRONOUNS})\b", text[end : end + 60].lstrip(", "))[0]
    return bool(AHEAD.search(before) or AHEAD.search(" ".join(after.split()[:5])))


def _is_elsewhere(named: Stretch, said: Stretch | None, found: list[FoundTime]) -> bool:
    """Tell whether the text before is in a past that does not hold `named`: "In 1923 …; in October the king fled"."""
    if said is None:
        return False
    this_year = said.first.replace(month=1, day=1)
    earlier = [time.named for time in found if time.named.last < this_year]
    return bool(earlier) and not any(
        other.first.year <= named.last.year and named.first.year <= other.last.year for other in earlier
    )
