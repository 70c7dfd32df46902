"""A sentence as reported speech is looked for in it: its words, its quotations, and where the article speaks itself."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from qa.records import Span
from qa.text.prose import Word
from qa.text.quotation_marks import Quotation
from qa.text.sentences import SENTENCE_BREAK
from qa.text.words import CAPITAL


class _Ranged(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


RangedT = TypeVar("RangedT", bound=_Ranged)


def overlapping(ordered: Sequence[RangedT], span: Span) -> Sequence[RangedT]:
    """Return those of `ordered`, ranges that stand in order and apart, that share something with `span`."""
    first = bisect_right(ordered, span.start, key=lambda one: one.end)
    last = bisect_left(ordered, span.end, key=lambda one: one.start)
    return ordered[first:last]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence: its words are `words[first:last]`.

    Attributes:
        quotations: those that share something with it.
        unsure: where quotation marks do not match up.
        named: where names begin, their titles included, that more words follow.
    """

    text: str
    span: Span
    words: Sequence[Word]
    first: int
    last: int
    quotations: Sequence[Quotation]
    unsure: Sequence[Span]
    named: Sequence[int] = ()


# Where the article's own voice may begin again.
_OWN_VOICE = re.compile(
    rf";|\s[–—-]+\s|—|{SENTENCE_BREAK}(?={CAPITAL}|[“\"«`])|"
    r",?\s(?:but|although|though|whereas|while(?!\s\w+ing\b)|yet|however|despite|even though|according)\b"
    r"|\s?,\san?\s(?:claim|statement|charge|remark|view|figure|number|move|position|assertion|allegation|promise|comment"
    r"|sign|step|decision|theory|idea|notion|hypothesis|belief|fact|opinion|conclusion|prediction|estimate|complaint)\b"
    rf"|\sso\s(?={CAPITAL})"
    r"|\s?,\sand\s(?=(?:at|in|on|by|after|before|when|while|he|she|they|it|his|her|their|there|this|these|those|some"
    r"|many|officials)\b)"
)


def after_dateline(stretch: Stretch) -> int:
    """Return where the sentence begins after "Hanoi (VNA) –" or "THE HANOI TIMES —"."""
    found = _DATELINE.match(stretch.text, stretch.span.start, stretch.span.end)
    return found.end() if found else stretch.span.start


_DATELINE = re.compile(r"[^.!?\n“\"]{0,50}?(?:\([^)\n]{1,30}\)|\b[A-Z]{2,}(?:\s[A-Z]{2,})*)\s*[–—-]+\s+")


def end_of_voice(stretch: Stretch, begin: int) -> int:
    """Return where what is said from `begin` on ends at the latest."""
    text, position, limit = stretch.text, begin, stretch.span.end
    for start in stretch.named:
        conjunction = _BEFORE_ANOTHER.search(text, max(begin, start - 12), start) if begin < start < limit else None
        if conjunction is not None:
            limit = conjunction.start()
    while found := _OWN_VOICE.search(text, position, limit):
        inside = next((one for one in stretch.quotations if one.start <= found.start() < one.end), None)
        if inside is None and not _joins_names(text, found):
            return found.start()
        position = found.end() if inside is None else max(inside.end, found.end())
    return limit


# "…, and Ivan Petrov thought it was not"
_BEFORE_ANOTHER = re.compile(r"(?:,?\s+and|,\s+with)\s+(?:the\s+)?\Z")


def _joins_names(text: str, dash: re.Match[str]) -> bool:
    """Tell whether it is the dash of "Vietnam – Russia relations"."""
    if dash[0].strip() not in ("-", "–", "—"):
        return False
    before = text[max(0, dash.start() - 40) : dash.start()].rsplit(maxsplit=1)[-1:]
    return bool(before) and before[0][0].isupper() and text[dash.end() : dash.end() + 1].isupper()
