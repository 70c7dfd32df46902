"""The archive as a vector store of OpenAI's interface: what its search takes and gives, and nothing else of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.answers import Hit
from qa.errors import InvalidFilter
from qa.records import Filters
from qa.web.agents.agent_tools import ARTICLE, link_to
from qa.web.schemas.requests import QuestionText

MOST_RESULTS = 50
MOST_QUERIES = 10
LONGEST_FILTER = 1000
LONGEST_VALUE = 512  # of an attribute, as OpenAI's interface has it
# Attribute and comparison: the filter of ours that they amount to.
FILTERS = {
    ("outlet", "eq"): "outlet",
    ("article", "eq"): "article",
    ("speaker", "eq"): "speaker",
    ("published", "gte"): "since",
    ("published", "lte"): "until",
}
KNOWN = ", ".join(f"{key} {comparison}" for key, comparison in FILTERS)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Comparison(_Strict):
    """One attribute compared with a value."""

    key: str
    type: Literal["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin"]
    value: Any


class Compound(_Strict):
    """Filters put together; only "and" can be answered."""

    type: Literal["and", "or"]
    filters: Annotated[list[Comparison | Compound], Field(min_length=1, max_length=20)]


class RankingOptions(_Strict):
    """`score_threshold` leaves out results of a smaller score; there is one ranker."""

    ranker: str | None = None
    score_threshold: Annotated[float | None, Field(ge=0, le=1)] = None


class VectorStoreQuery(_Strict):
    """What to search for; queries are never rewritten."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"query": "when will it be signed?", "max_num_results": 5}]}
    )

    query: QuestionText | Annotated[list[QuestionText], Field(min_length=1, max_length=MOST_QUERIES)]
    max_num_results: Annotated[int, Field(ge=1, le=MOST_RESULTS)] = 10
    filters: Comparison | Compound | None = None
    ranking_options: RankingOptions = Field(default_factory=RankingOptions)
    rewrite_query: Annotated[bool, Field(description="Taken, and without effect.")] = False

    @property
    def queries(self) -> list[str]:
        """The queries, also where it is one."""
        return [self.query] if isinstance(self.query, str) else list(self.query)


class Content(BaseModel):
    """The words of a passage, verbatim."""

    type: Literal["text"]
    text: str


class VectorStoreResult(BaseModel):
    """A passage; `attributes` cite it."""

    file_id: str
    filename: str
    score: float
    attributes: dict[str, str | float | bool]
    content: list[Content]


class VectorStorePage(BaseModel):
    """The passages nearest to the query, best first, always on one page."""

    object: Literal["vector_store.search_results.page"]
    search_query: list[str]
    data: list[VectorStoreResult]
    has_more: bool
    next_page: str | None


def filters_of(query: VectorStoreQuery) -> Filters:
    """Return the filters of the query as the service takes them; raises InvalidFilter for what it cannot answer."""
    found: dict[str, str] = {}
    for one in _comparisons(query.filters):
        name = FILTERS.get((one.key, one.type))
        if name is None or name in found or not _is_usable(one.value):
            raise InvalidFilter(
                f"the filter {one.key!r} {one.type} {one.value!r} cannot be answered"[:500],
                next_step=f"compare each once with a text, joined by and: {KNOWN}",
            )
        found[name] = one.value
    return Filters(**found)


def _is_usable(value: Any) -> bool:
    """Say whether this is a text that a filter of ours may have."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_FILTER and "\0" not in value


def _comparisons(given: Comparison | Compound | None) -> Iterator[Comparison]:
    if given is None:
        return
    if isinstance(given, Comparison):
        yield given
        return
    if given.type != "and":
        raise InvalidFilter("filters cannot be joined by or", next_step="search once for each of them")
    for one in given.filters:
        yield from _comparisons(one)


def page_of(query: VectorStoreQuery, found: Iterable[Sequence[Hit]], *, page: str) -> VectorStorePage:
    """Return the hits of all queries as one page, each passage once, with its best score."""
    best: dict[int, Hit] = {}
    for hit in (hit for hits in found for hit in hits):
        known = best.get(hit.passage.id)
        if known is None or hit.score > known.score:
            best[hit.passage.id] = hit
    least = query.ranking_options.score_threshold or 0.0
    ranked = sorted((hit for hit in best.values() if hit.score >= least), key=lambda hit: (-hit.score, hit.passage.id))
    return VectorStorePage(
        object="vector_store.search_results.page",
        search_query=query.queries,
        data=[_result(hit, page) for hit in ranked[: query.max_num_results]],
        has_more=False,
        next_page=None,
    )


def _result(hit: Hit, page: str) -> VectorStoreResult:
    citation = hit.citation
    known: dict[str, str | float | bool | None] = {
        "article": citation.article_id,
        "title": citation.title,
        "outlet": citation.outlet,
        "published": citation.published,
        "speaker": citation.speaker,
        "url": link_to(citation, page, hit.highlights),
        "passage_id": citation.passage_id,
        "start": citation.start,
        "end": citation.end,
        "sha256": citation.sha256,
    }
    attributes = {
        name: value for name, value in known.items() if value is not None and len(str(value)) <= LONGEST_VALUE
    }
    return VectorStoreResult(
        file_id=f"{ARTICLE}{citation.article_id}",
        filename=citation.title or citation.article_id,
        score=round(hit.score, 6),
        attributes=attributes,
        content=[Content(type="text", text=hit.passage.text)],
    )
