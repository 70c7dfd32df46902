"""What goes out over HTTP, as Pydantic models that describe it in OpenAPI; what comes in is in `requests`.

The core knows nothing of these. A record that is answered as it is describes itself.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.answers import Citation, DateKind, Explanation, IndexState, Scores
from qa.records import PassageKind, Role, Turn
from qa.web.schemas.examples import (
    ANSWER,
    ARTICLE,
    ARTICLES,
    BATCH,
    EXPLAINED,
    FACETS,
    PASSAGE,
    PROBLEM,
    READY,
    TIMELINE,
)


def _example(*values: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": list(values)})


class Span(BaseModel):
    """A range of Unicode code points, end-exclusive."""

    start: int
    end: int


class Passage(BaseModel):
    """A passage in its article: `article.text[start:end] == text`; `question`: where the one it answers stands."""

    id: int
    article_id: str
    ordinal: int
    start: int
    end: int
    text: str
    kind: PassageKind
    turn: int
    speaker: str | None
    role: Role | None
    question: Span | None
    start_seconds: float | None = None


class Context(BaseModel):
    """What stands around a passage; searched, never quoted as the speaker's words.

    `question` is the one it replies to; `before` and `after` are there when asked for, in reading order.
    """

    question: str | None = None
    before: list[Passage] | None = None
    after: list[Passage] | None = None


class Report(BaseModel):
    """Another article that states the same; `highlights` are offsets into the `quote` of its citation."""

    highlights: list[Span]
    citation: Citation


class Respelling(BaseModel):
    """A word of the question that no passage has, by its offsets, and the archive's spelling that was looked up."""

    start: int
    end: int
    word: str


class AnswerPassage(BaseModel):
    """A passage of an answer; `highlights` are offsets into its `text`; `also_in` cites where the same is said again.

    `also_reported_by` names the articles that state what the highlights state, `independent_outlets` how many outlets
    do so independently, 0 when none is named. `explanation` is there when asked for.
    """

    rank: int
    score: float
    scores: Scores
    text: str
    kind: PassageKind
    highlights: list[Span]
    context: Context
    citation: Citation
    also_in: list[Citation]
    also_reported_by: list[Report]
    independent_outlets: int
    explanation: Explanation | None = None


class Answer(BaseModel):
    """Verbatim passages, nearest first, and whether the first is an answer; filled also when it is none."""

    model_config = _example(ANSWER, EXPLAINED)

    question: str
    respelled: list[Respelling]
    close_speakers: list[str]
    answerable: bool
    confidence: Annotated[float, Field(ge=0, le=1)]
    index: IndexState
    took_ms: float
    passages: list[AnswerPassage]


class BatchAnswer(Answer):
    """An answer with the id of its question, where that had one."""

    id: str | int | None = None


class Batch(BaseModel):
    """The answers in the order of the questions."""

    model_config = _example(BATCH)

    answers: list[BatchAnswer]


class Facet(BaseModel):
    """A value to narrow by, and how many articles and passages have it."""

    name: str
    articles: int
    passages: int


class Facets(BaseModel):
    """What questions can be narrowed to: outlets and speakers in most articles first, years ascending.

    `undated` counts articles without a date; no question bounded in time reaches them.
    """

    model_config = _example(FACETS)

    articles: int
    passages: int
    undated: int
    outlets: list[Facet]
    speakers: list[Facet]
    years: list[Facet]


class TimelineEntry(BaseModel):
    """One thing that was said; `repeats` cites where the same is said again, in the same words or others.

    `date` is when it was said, else when it was published, and `date_kind` which of the two; null where unknown.
    """

    date: str | None
    date_kind: DateKind | None
    hit: AnswerPassage
    repeats: list[Citation]


class Timeline(BaseModel):
    """What was said about the question, oldest first, undated last."""

    model_config = _example(TIMELINE)

    question: str
    respelled: list[Respelling]
    index: IndexState
    close_speakers: list[str]
    entries: list[TimelineEntry]


class _ArticleHead(BaseModel):
    id: str
    title: str | None
    outlet: str | None
    published: str | None
    said: str | None
    place: str | None
    interviewee: str | None
    interviewer: str | None
    byline: str | None
    url: str | None
    format: str
    sha256: str
    inferred: Annotated[dict[str, str], Field(description="Why, by field, for values that the text shows.")]
    edited: Annotated[list[str], Field(description="The fields whose value was given by hand.")]


class ArticleSummary(_ArticleHead):
    """One line about an article; `passages` counts them."""

    characters: int
    passages: int


class Articles(BaseModel):
    """A page of the list of articles, ordered by id; `total` counts them all."""

    model_config = _example(ARTICLES)

    total: int
    offset: int
    limit: int
    articles: list[ArticleSummary]


class Article(_ArticleHead):
    """An article whole: every offset points into `text`, whose UTF-8 has the digest `sha256`."""

    model_config = _example(ARTICLE)

    language: str | None
    body_start: int
    text: str
    turns: list[Turn]
    passages: list[Passage]


class WrittenArticle(BaseModel):
    """What became of an article that was sent; `etag` names its state, for If-Match."""

    id: str
    outcome: Literal["added", "changed", "unchanged"]
    sha256: str
    etag: str


class WrittenArticles(BaseModel):
    """What became of each article that was sent, in their order."""

    articles: list[WrittenArticle]


class PassageInContext(BaseModel):
    """A passage with its citation, the question it answers, and its neighbours in reading order."""

    model_config = _example(PASSAGE)

    passage: Passage
    citation: Citation
    question: str | None
    before: list[Passage]
    after: list[Passage]


class Health(BaseModel):
    """The process is alive."""

    status: Literal["alive"]
    version: str


class Ready(BaseModel):
    """Questions can be answered."""

    model_config = _example(READY)

    status: Literal["ready"]
    index: IndexState


class FieldError(BaseModel):
    """What is wrong with one field of the request."""

    field: str
    message: str


class Problem(BaseModel):
    """The one shape of every failure (RFC 9457)."""

    model_config = _example(PROBLEM)

    type: Annotated[str, Field(description="Where this kind of failure is described.")]
    title: Annotated[str, Field(description="The kind of failure, the same each time.")]
    status: int
    detail: Annotated[str, Field(description="What went wrong this time, with the value.")]
    instance: Annotated[str, Field(description="The path that was asked for.")]
    code: Annotated[str, Field(description="The kind of failure for programs.")]
    next_step: Annotated[str, Field(description="What mends it.")]
    errors: Annotated[list[FieldError], Field(description="The fields at fault; empty where none is.")]
