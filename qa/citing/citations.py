"""Citations: who, where, when, and a link that opens at the words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa.answers import Citation, Excerpt
from qa.citing.credit import credit
from qa.citing.text_fragments import link_to_words
from qa.errors import IndexDamaged
from qa.records import Attribution, Passage, Span, SpokenTime
from qa.views import ArticleSummary

CITED = ("title", "outlet", "published", "said")
"""The metadata that a citation carries, and says of whether it was inferred."""


def cite(
    passage: Passage,
    head: ArticleSummary,
    *,
    words: Span | None = None,
    text: str | None = None,
    speaks_of: tuple[SpokenTime, ...] = (),
    attributions: Sequence[Attribution] = (),
) -> Citation:
    """Return the citation of `passage`; its deep link opens at `words` (offsets into the passage), or at all of it.

    With `text`, the article's canonical text, the citation carries the question that the passage answers, and the link
    tells the words from the same words elsewhere. `attributions`, those of the article, say whom a narrative names.
    """
    start, end = Span(0, len(passage.text)) if words is None else words
    shift = 0 if text is None else passage.start
    shown = Span(shift + start, shift + end)
    named = credit(passage, head, shown, text or passage.text, attributions)
    return Citation(
        passage_id=passage.id,
        article_id=passage.article_id,
        title=head.title,
        outlet=head.outlet,
        published=head.published,
        speaker=named.speaker,
        role=named.role,
        url=head.url,
        deep_link=link_to_words(head.url, text or passage.text, shown),
        start=passage.start,
        end=passage.end,
        quote=passage.text,
        sha256=head.sha256,
        said=head.said,
        start_seconds=passage.start_seconds,
        question=None if text is None or passage.question is None else excerpt(text, passage.question),
        speaks_of=speaks_of,
        attribution=named.attribution,
        reported_by=named.reported_by,
        statements=named.statements,
        inferred=tuple(name for name in CITED if name in head.inferred),
    )


def excerpt(text: str, span: Span) -> Excerpt:
    """Return the words at `span` of an article's `text` with their place."""
    return Excerpt(*span, text[span.start : span.end])


def question_text(passage: Passage, text: str) -> str | None:
    """Return the words of the question that `passage` answers, verbatim from its article's `text`, or None."""
    return text[slice(*passage.question)] if passage.question is not None else None


def check_quotation(passage: Passage, text: str, path: Path) -> None:
    """Raise IndexDamaged unless the passage's words stand at its offsets in its article's canonical `text`."""
    if text[passage.start : passage.end] != passage.text:
        raise IndexDamaged(
            path,
            f"passage {passage.id} is not what stands at {passage.start}-{passage.end} of {passage.article_id!r}",
            next_step=f"run: qa remove {passage.article_id!r}, then index it again",
        )
