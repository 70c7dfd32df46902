"""What comes in over HTTP, as Pydantic models: checked strictly, and described in OpenAPI."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from qa.records import Filters as FiltersRecord
from qa.views import MOST_NEIGHBOURS

CitationFormatName = Literal["csl", "bibtex", "ris", "apa", "chicago", "markdown", "annotation"]
LARGEST_ID = 2**63 - 1  # of SQLite
MOST_ARTICLES = 1000
MOST_FACETS = 1000


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
Entries = Annotated[
    int | None,
    Field(ge=1, description="Entries wanted, the most relevant ones, at most QA_MAX_TOP_K (100); 20 when left out."),
]
MinConfidence = Annotated[
    Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None,
    Field(description="Confidence from which the answer counts as one; QA_MIN_CONFIDENCE (0.5) when left out."),
]
Explain = Annotated[bool, Field(description="Whether each passage says why it ranks where it does.")]
Context = Annotated[
    int, Field(ge=0, le=MOST_NEIGHBOURS, description="Passages shown before and after each, as its context.")
]
Outlet = Annotated[
    FilterText | None, Field(description="Only articles of this outlet, letter case ignored; its abbreviation will do.")
]
ArticleId = Annotated[FilterText | None, Field(description="Only the article of this id.")]
Since = Annotated[FilterText | None, Field(description="Only articles published then (2025, 2025-12-30) or later.")]
Until = Annotated[FilterText | None, Field(description="Only articles published then or earlier.")]

About = Annotated[
    FilterText | None, Field(description="Only passages that speak of then: 2024, 2025-12, 2025-12-30 or 2024..2026.")
]
Speaker = Annotated[
    FilterText | None,
    Field(
        description="Only passages in which this person speaks: a name or whole words of it, case and accents ignored."
    ),
]


def _example(value: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [value]})


class _FromJson(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)  # "5" is no number and true is no 1


class _FromQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _FilterFields(BaseModel):
    outlet: Outlet = None
    article: ArticleId = None
    since: Since = None
    until: Until = None
    about: About = None
    speaker: Speaker = None

    def to_record(self) -> FiltersRecord:
        """Return the filters as the service takes them."""
        return FiltersRecord(**{name: getattr(self, name) for name in _FilterFields.model_fields})


class Filters(_FilterFields, _FromJson):
    """Which articles an answer may come from; what is left out is left open."""


def _posted(fields: _FilterFields) -> Filters:
    return Filters(**{name: getattr(fields, name) for name in _FilterFields.model_fields})


class Options(_FromJson):
    """What a question may say besides itself."""

    top_k: TopK = None
    filters: Filters = Field(default_factory=Filters)
    min_confidence: MinConfidence = None
    explain: Explain = False
    context: Context = 0


class AskBody(Options):
    """One question."""

    model_config = _example(
        {"question": "When is Ninh Thuan 1 expected to be signed?", "top_k": 3, "filters": {"since": "2025"}}
    )

    question: QuestionText


class SearchResultsBody(_FromJson):
    """One question, for blocks that a model cites."""

    model_config = _example({"question": "When is Ninh Thuan 1 expected to be signed?", "top_k": 3})

    question: QuestionText
    top_k: TopK = None
    filters: Filters = Field(default_factory=Filters)
    min_confidence: MinConfidence = None


class AskQuery(_FilterFields, _FromQuery):
    """One question in a URL."""

    question: QuestionText
    top_k: TopK = None
    min_confidence: MinConfidence = None
    explain: Explain = False
    context: Context = 0

    def to_body(self) -> AskBody:
        """Return the same question as it would be posted."""
        return AskBody(
            question=self.question,
            top_k=self.top_k,
            filters=_posted(self),
            min_confidence=self.min_confidence,
            explain=self.explain,
            context=self.context,
        )


class TimelineBody(_FromJson):
    """What a timeline is wanted of."""

    model_config = _example({"question": "When is Ninh Thuan 1 expected to be signed?", "filters": {"since": "2025"}})

    question: QuestionText
    limit: Entries = None
    filters: Filters = Field(default_factory=Filters)


class TimelineQuery(_FilterFields, _FromQuery):
    """The same in a URL."""

    question: QuestionText
    limit: Entries = None

    def to_body(self) -> TimelineBody:
        """Return the same as it would be posted."""
        return TimelineBody(question=self.question, limit=self.limit, filters=_posted(self))


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


class FacetsQuery(_FromQuery):
    """How many outlets and speakers are counted."""

    limit: Annotated[int, Field(ge=1, le=MOST_FACETS, description="Outlets, and speakers, at most.")] = 100


class ArticlesQuery(_FromQuery):
    """Which page of the list of articles."""

    offset: Annotated[int, Field(ge=0, le=LARGEST_ID, description="Articles left out at the beginning.")] = 0
    limit: Annotated[int, Field(ge=1, le=MOST_ARTICLES, description="Articles on the page.")] = 100


class PassageQuery(_FromQuery):
    """How much is shown around a passage."""

    neighbours: Annotated[int, Field(ge=0, le=MOST_NEIGHBOURS, description="Passages shown before and after it.")] = 1


class CitationQuery(_FromQuery):
    """How a citation is written."""

    format: Annotated[CitationFormatName, Field(description="The format; CSL-JSON when left out.")] = "csl"
