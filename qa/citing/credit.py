"""Whose words a quotation is: its turn's, or those whom a narrative article names for all of it, or nobody's."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from qa.answers import CitedAs, CitedStatement
from qa.names.keys import is_named
from qa.records import Attribution, Manner, Passage, Role, Span
from qa.text.words import WORD
from qa.views import ArticleSummary


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom a citation names, with the fields of those names."""

    speaker: str | None
    role: Role | None
    attribution: CitedAs
    reported_by: str | None
    statements: tuple[CitedStatement, ...] = ()


def credit(
    passage: Passage, head: ArticleSummary, words: Span, text: str, attributions: Sequence[Attribution]
) -> Credit:
    """Return whom to name for `words`, offsets into the passage's article's `text`.

    A turn says who speaks. In a narrative somebody is named only where all of the words are theirs.
    """
    if passage.kind == "body" and (passage.speaker is not None or passage.role is not None):
        return Credit(passage.speaker, passage.role, "said", None)
    statements = statements_within(Span(passage.start, passage.end), attributions)
    found = speaker_of(text, words, attributions)
    if found is None:
        return Credit(None, None, "reported", head.outlet, statements)
    speaker, manner = found
    role: Role | None = "interviewee" if head.interviewee and is_named(head.interviewee, speaker) else None
    if manner == "direct":
        return Credit(speaker, role, "said", None, statements)
    return Credit(speaker, role, "paraphrased", head.outlet, statements)


def statements_within(span: Span, attributions: Sequence[Attribution]) -> tuple[CitedStatement, ...]:
    """Return what somebody said within `span`, cut to it."""
    return tuple(
        CitedStatement(max(one.start, span.start), min(one.end, span.end), one.speaker, one.manner)
        for one in attributions
        if one.start < span.end and one.end > span.start
    )


def speaker_of(text: str, span: Span, attributions: Sequence[Attribution]) -> tuple[str, Manner] | None:
    """Return who said all the words of `text[span.start:span.end]`, and how they are given; None in any doubt.

    The words that say who speaks ("the ambassador said") need not be said by anybody. "direct" only where every word
    stands in quotation marks.
    """
    near = [one for one in attributions if _touches(one, span)]
    said: set[tuple[str | None, Manner]] = set()
    named: set[str | None] = set()
    for found in WORD.finditer(text, *span):
        word = Span(*found.span())
        cues = [one for one in near if _is_within(word, one.cue)]
        holding = [one for one in near if _is_within(word, Span(one.start, one.end))]
        if cues:
            named.update(one.speaker for one in cues)
        elif holding:
            innermost = min(holding, key=lambda one: one.end - one.start)
            said.add((innermost.speaker, innermost.manner))
        else:
            return None
    return _only_speaker(said, named - {None})


def _only_speaker(said: Set[tuple[str | None, Manner]], named: Set[str | None]) -> tuple[str, Manner] | None:
    """Return the one who says all, and whether every word is quoted; None where others say some, or are named.

    >>> _only_speaker({("Lan", "direct"), ("Lan", "reported")}, {"Lan"})
    ('Lan', 'reported')
    >>> _only_speaker({("Lan", "direct")}, {"Minh"})
    """
    speakers = {speaker for speaker, _ in said}
    speaker = next(iter(speakers), None)
    if speaker is None or len(speakers) > 1 or not named <= speakers:
        return None
    return speaker, "direct" if {manner for _, manner in said} == {"direct"} else "reported"


def _is_within(word: Span, whole: Span) -> bool:
    return whole.start <= word.start and word.end <= whole.end


def _touches(one: Attribution, span: Span) -> bool:
    inside = one.start < span.end and one.end > span.start
    return inside or (one.cue.start < span.end and one.cue.end > span.start)
