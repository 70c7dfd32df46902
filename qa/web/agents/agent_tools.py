"""What agents can do with an archive: search, fetch, ask, timeline, verify; which protocol brings them is elsewhere.

Ids name their kind: "passage:17" is what search finds, "article:2025/talk.md" is an article whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from qa.answers import Citation, Hit
from qa.errors import NotFound
from qa.records import Article, Filters, Passage, Span
from qa.to_json import answer_to_json, timeline_to_json, verdict_to_json
from qa.views import ArticleView, PassageView
from qa.web.batch import check_batch

if TYPE_CHECKING:
    from qa.service import Service

MOST_FOUND = 10
NEIGHBOURS = 1
PASSAGE, ARTICLE = "passage:", "article:"


class AgentTools:
    """The tools over the service that `service` returns; `page` is where the page is served, without a slash."""

    def __init__(self, service: Callable[[], Service]) -> None:
        self._service = service

    def search(self, query: str, filters: Filters, *, page: str) -> SearchResults:
        """Return the passages nearest to `query`, whether or not they answer it."""
        service = self._service()
        answer = service.ask(query, top_k=min(MOST_FOUND, service.settings.max_top_k), filters=filters)
        return SearchResults(results=[_found(hit, page) for hit in answer.hits])

    def fetch(self, name: str, *, page: str) -> Fetched:
        """Return the passage with what stands around it, or the article, that `name` names; raises NotFound."""
        if name.startswith(ARTICLE):
            return _whole(self._service().article(name.removeprefix(ARTICLE)), page)
        number = name.removeprefix(PASSAGE)
        if not name.startswith(PASSAGE) or not (number.isascii() and number.isdecimal()) or len(number) > 18:
            raise NotFound(
                f"no passage or article has the id {name[:200]!r}",
                next_step="take an id from search, such as passage:17, or article: and an article_id of ask",
            )
        service = self._service()
        view = service.passage(int(number), neighbours=NEIGHBOURS)
        return _in_context(view, service.article(view.passage.article_id).article, page)

    def ask(
        self, question: str, filters: Filters, *, top_k: int | None, min_confidence: float | None
    ) -> dict[str, object]:
        """Return the answer as POST /v1/ask does."""
        service = self._service()
        return answer_to_json(service.ask(question, top_k=top_k, filters=filters, min_confidence=min_confidence))

    def timeline(self, question: str, filters: Filters, *, limit: int | None) -> dict[str, object]:
        """Return the timeline as POST /v1/timeline does."""
        return timeline_to_json(self._service().timeline(question, limit=limit, filters=filters))

    def verify(self, quotations: Sequence[str]) -> dict[str, object]:
        """Return what POST /v1/verify answers; raises TooLarge for more quotations than a batch may have."""
        service = self._service()
        check_batch(len(quotations), "quotations", service.settings)
        found = [verdict_to_json(service.verify(quotation)) for quotation in quotations]
        return {"all_exact": all(one["status"] == "exact" for one in found), "quotations": found}


def article_link(page: str, article_id: str, *, start: int | None = None, end: int | None = None) -> str:
    """Return where the page at `page` shows an article, opened at these offsets."""
    at = {} if start is None else {"at": f"{start}-{end}"}
    return f"{page}/?{urlencode({'article': article_id, **at})}"


def title_of(citation: Citation) -> str:
    """Return what to call a passage: who, in which article, where, when."""
    article = ", ".join(part for part in (citation.title or citation.article_id, citation.outlet) if part)
    dated = f"{article} ({citation.published})" if citation.published else article
    return f"{citation.speaker}: {dated}" if citation.speaker else dated


def link_to(citation: Citation, page: str, words: Sequence[Span] = ()) -> str:
    """Return the deep link to the passage, or where the page shows it, opened at `words` of it: never nothing."""
    first, last = (words[0].start, words[-1].end) if words else (0, citation.end - citation.start)
    start = citation.start
    return citation.deep_link or article_link(page, citation.article_id, start=start + first, end=start + last)


def _found(hit: Hit, page: str) -> Found:
    citation = hit.citation
    url = link_to(citation, page, hit.highlights)
    return Found(id=f"{PASSAGE}{citation.passage_id}", title=title_of(citation), url=url)


def _in_context(view: PassageView, article: Article, page: str) -> Fetched:
    stretch: tuple[Passage, ...] = (*view.before, view.passage, *view.after)
    start, end = stretch[0].start, stretch[-1].end
    known = {
        "speaker": view.citation.speaker,
        "role": view.citation.role,
        "question": view.question,
        "passage_start": view.passage.start,
        "passage_end": view.passage.end,
    }
    return Fetched(
        id=f"{PASSAGE}{view.passage.id}",
        title=title_of(view.citation),
        text=article.text[start:end],
        url=link_to(view.citation, page),
        metadata={**_metadata(article, start, end), **_stated(known)},
    )


def _whole(view: ArticleView, page: str) -> Fetched:
    article = view.article
    return Fetched(
        id=f"{ARTICLE}{article.id}",
        title=article.title or article.id,
        text=article.text,
        url=article.url or article_link(page, article.id),
        metadata=_metadata(article, 0, len(article.text)),
    )


def _metadata(article: Article, start: int, end: int) -> dict[str, str | int]:
    place: dict[str, str | int] = {
        "article": f"{ARTICLE}{article.id}",
        "start": start,
        "end": end,
        "sha256": article.sha256,
    }
    return {**place, **_stated(article.metadata)}


def _stated(known: Mapping[str, str | int | None]) -> dict[str, str | int]:
    return {name: value for name, value in known.items() if value is not None}


class Found(BaseModel):
    """One passage that was found."""

    id: Annotated[str, Field(description="What `fetch` takes.")]
    title: str
    url: Annotated[str, Field(description="Where a person can read it; opens at the words.")]


class SearchResults(BaseModel):
    """Passages, nearest first."""

    results: list[Found]


class Fetched(BaseModel):
    """Words of an article, verbatim: `text` is the article's text from metadata.start to metadata.end."""

    id: str
    title: str
    text: str
    url: str
    metadata: Annotated[
        dict[str, str | int],
        Field(description="Who, where and when, as far as known; offsets in code points; sha256 of the whole article."),
    ]
