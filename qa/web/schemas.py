"""What goes in and out over HTTP, as Pydantic models: checked on the way in, described in OpenAPI on the way out.

The core knows nothing of these. A record that is answered as it is describes itself.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from qa.records import Citation, IndexState, PassageKind, Role, Scores, Turn
from qa.records import Filters as FiltersRecord
from qa.web.schema_examples import ANSWER, ARTICLE, ARTICLES, BATCH, PASSAGE, PROBLEM, READY

LARGEST_ID = 2**63 - 1  # of SQLite
MOST_NEIGHBOURS = 20
MOST_ARTICLES = 1000


def _refuse_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("should not contain NUL characters")
    return text


def _text_as_question(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


Text = Annotated[str, AfterValidator(_refuse_nul)]
FilterText = Annotated[Text, Field(min_length=1, max_length=1000)]
QuestionText = Annotated[Text, Field(description="The question; at most QA_MAX_QUESTION_CHARS (2,000) characters.")]
TopK = Annotated[
    int | None, Field(ge=1, description="Passages wanted, at most QA_MAX_TOP_K (100); QA_TOP_K (5) when left out.")
]
MinConfidence = Annotated[
    Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None,
    Field(description="Confidence from which the answer counts as one; QA_MIN_CONFIDENCE (0.5) when left out."),
]
Outlet = Annotated[FilterText | None, Field(description="Only articles of this outlet, letter case ignored.")]
ArticleId = Annotated[FilterText | None, Field(description="Only the article of this id.")]
Since = Annotated[FilterText | None, Field(description="Only articles published then (2025, 2025-12-30) or later.")]
Until = Annotated[FilterText | None, Field(description="Only articles published then or earlier.")]


def _example(value: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [value]})


class _FromJson(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)  # "5" is no number and true is no 1


class _FromQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Filters(_FromJson):
    """Which articles an answer may come from; what is left out is left open."""

    outlet: Outlet = None
    article: ArticleId = None
    since: Since = None
    until: Until = None

    def to_record(self) -> FiltersRecord:
        """Return the filters as the service takes them."""
        return FiltersRecord(outlet=self.outlet, article=self.article, since=self.since, until=self.until)


class Options(_FromJson):
    """What a question may say besides itself."""

    top_k: TopK = None
    filters: Filters = Field(default_factory=Filters)
    min_confidence: MinConfidence = None


class AskBody(Options):
    """One question."""

    model_config = _example(
        {"question": "When is Ninh Thuan 1 expected to be signed?", "top_k": 3, "filters": {"since": "2025"}}
    )

    question: QuestionText


class AskQuery(_FromQuery):
    """One question in a URL."""

    question: QuestionText
    top_k: TopK = None
    outlet: Outlet = None
    article: ArticleId = None
    since: Since = None
    until: Until = None
    min_confidence: MinConfidence = None

    def to_body(self) -> AskBody:
        """Return the same question as it would be posted."""
        filters = Filters(outlet=self.outlet, article=self.article, since=self.since, until=self.until)
        return AskBody(question=self.question, top_k=self.top_k, filters=filters, min_confidence=self.min_confidence)


class BatchQuestion(_FromJson):
    """A question of a batch; `id` comes back with its answer."""

    id: Annotated[Text | int | None, Field(description="Anything the answer should be recognised by.")] = None
    text: QuestionText


class BatchBody(Options):
    """Questions answered in order with the same options; a plain string stands for {"text": …}."""

    model_config = _example(
        {"questions": ["Who is Liam Hart?", {"id": "q2", "text": "When was it signed?"}], "top_k": 1}
    )

    questions: Annotated[
        list[Annotated[BatchQuestion, BeforeValidator(_text_as_question, json_schema_input_type=str | BatchQuestion)]],
        Field(min_length=1, description="At most QA_MAX_BATCH (256)."),
    ]


class ArticlesQuery(_FromQuery):
    """Which page of the list of articles."""

    offset: Annotated[int, Field(ge=0, le=LARGEST_ID, description="Articles left out at the beginning.")] = 0
    limit: Annotated[int, Field(ge=1, le=MOST_ARTICLES, description="Articles on the page.")] = 100


class PassageQuery(_FromQuery):
    """How much is shown around a passage."""

    neighbours: Annotated[int, Field(ge=0, le=MOST_NEIGHBOURS, description="Passages shown before and after it.")] = 1


class Span(BaseModel):
    """A range of Unicode code points, end-exclusive."""

    start: int
    end: int


class Context(BaseModel):
    """What was said just before; searched, never quoted as the speaker's words."""

    question: str | None = None


class AnswerPassage(BaseModel):
    """A passage of an answer; `highlights` are offsets into its `text`."""

    rank: int
    score: float
    scores: Scores
    text: str
    kind: PassageKind
    highlights: list[Span]
    context: Context
    citation: Citation


class Answer(BaseModel):
    """Verbatim passages, nearest first, and whether the first is an answer; filled also when it is none."""

    model_config = _example(ANSWER)

    question: str
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


class _ArticleHead(BaseModel):
    id: str
    title: str | None
    outlet: str | None
    published: str | None
    interviewee: str | None
    url: str | None
    format: str
    sha256: str


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


class Article(_ArticleHead):
    """An article whole: every offset points into `text`, whose UTF-8 has the digest `sha256`."""

    model_config = _example(ARTICLE)

    interviewer: str | None
    byline: str | None
    language: str | None
    body_start: int
    text: str
    turns: list[Turn]
    passages: list[Passage]


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
