"""Citations: who, where, when, and a link that opens at the words."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answering.attributions import credit
from qa.answering.deep_links import link_to_words
from qa.answers import Citation, Excerpt
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
