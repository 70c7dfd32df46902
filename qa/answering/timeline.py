"""What was said about something, oldest to newest: the hits of one answer that speak to it, in order of their dates.

Searching, reading, folding of repeats and citing are the answer's; here it is only decided what belongs, and where.
"""

from __future__ import annotations

from collections.abc import Iterable

from qa.answering.repeats.duplicates import Wording
from qa.answers import Answer, Citation, DateKind, Hit
from qa.views import Timeline, TimelineEntry

# A passage belongs when it is nearly as good as the best, and good by itself; measured in docs/tried/ranking.md.
SHARE_OF_BEST = 0.8
LEAST_SCORE = 0.42


def hits_to_read(limit: int) -> int:
    """Return how many hits to ask for: more than `limit`, since questions of the interviewer are left out."""
    return 2 * limit + 10


def timeline_of(answer: Answer, *, limit: int) -> Timeline:
    """Return the `limit` best of the hits of `answer` that pass the bar, oldest first, undated last.

    The same words in several places are one entry, at their oldest date.
    """
    entries = [_entry(hit) for hit in _relevant(answer.hits)[:limit]]
    ordered = tuple(sorted(entries, key=_place))
    return Timeline(answer.question, answer.index, ordered, answer.close_speakers, answer.respelled)


def dated(citation: Citation) -> tuple[str | None, DateKind | None]:
    """Return when the words were said, else when they were published, and which of the two; None for unknown."""
    if citation.said:
        return citation.said, "said"
    return (citation.published, "published") if citation.published else (None, None)


def _relevant(hits: Iterable[Hit]) -> list[Hit]:
    ranked = [hit for hit in hits if not _is_about_article(hit)]
    if not ranked:
        return []
    least = max(LEAST_SCORE, SHARE_OF_BEST * ranked[0].score)
    return [hit for hit in ranked if hit.score >= least and not _only_asks(hit)]


def _is_about_article(hit: Hit) -> bool:
    """Tell whether these are words of a caption, or of nothing but the title: nobody says them."""
    if hit.passage.kind == "caption":
        return True
    text, title = hit.passage.text, hit.citation.title
    shown = text[hit.highlights[0].start : hit.highlights[-1].end] if hit.highlights else text
    return title is not None and Wording.of(shown.lstrip("# ")).words == Wording.of(title).words


def _only_asks(hit: Hit) -> bool:
    """Tell whether the passage is a question of the interviewer, who asks about it and says nothing of it."""
    return hit.passage.role == "interviewer" and hit.passage.text.rstrip("\"'”’*_) ").endswith("?")


def _entry(hit: Hit) -> TimelineEntry:
    """Return the entry of `hit`, at the oldest date of the places that hold exactly its words."""
    said = Wording.of(hit.citation.quote).words
    same = [citation for citation in hit.also_in if Wording.of(citation.quote).words == said]
    date, kind = dated(min((hit.citation, *same), key=_when))
    return TimelineEntry(date, kind, hit)


def _when(citation: Citation) -> tuple[bool, str]:
    date, _ = dated(citation)
    return date is None, date or ""


def _place(entry: TimelineEntry) -> tuple[bool, str, int]:
    # ISO dates in order of their letters are in order of time; a whole year stands before its months.
    return entry.date is None, entry.date or "", entry.hit.rank
