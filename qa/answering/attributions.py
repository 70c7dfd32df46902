"""Whose words a stretch of a narrative article is: the speaker whom the article names for all of it, or nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.records import Attribution, Manner, Span

_WORD = re.compile(r"\w+")


def speaker_of(text: str, span: Span, attributions: Sequence[Attribution]) -> tuple[str, Manner] | None:
    """Return who said all the words of `text[span.start:span.end]`, and how they are given; None in any doubt.

    The words that say who speaks ("the ambassador said") need not be said by anybody. "direct" only where every word
    stands in quotation marks.
    """
    near = [one for one in attributions if _touches(one, span)]
    speakers: set[str | None] = set()
    manners: set[Manner] = set()
    for word in _WORD.finditer(text, *span):
        holding = [one for one in near if one.start <= word.start() and word.end() <= one.end]
        cues = {one.speaker for one in near if one.cue.start <= word.start() and word.end() <= one.cue.end}
        if holding and not (cues and holding[-1].cue.start <= word.start() < holding[-1].cue.end):
            innermost = min(holding, key=lambda one: one.end - one.start)
            speakers.add(innermost.speaker)
            manners.add(innermost.manner)
        elif not cues:
            return None
    speaker = next(iter(speakers)) if len(speakers) == 1 else None
    if speaker is None:
        return None
    return speaker, "direct" if manners == {"direct"} else "reported"


def _touches(one: Attribution, span: Span) -> bool:
    inside = one.start < span.end and one.end > span.start
    return inside or (one.cue.start < span.end and one.cue.end > span.start)
