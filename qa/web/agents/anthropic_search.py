"""An answer as search_result blocks of Anthropic's interface: a block a passage, in it one text block a sentence.

What cites them names blocks by number, so that a sentence is the smallest thing that can be cited, and is verbatim.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from qa.answers import Answer, Hit
from qa.web.agents.agent_tools import link_to, title_of


class TextBlock(BaseModel):
    """One sentence, verbatim."""

    type: Literal["text"]
    text: str


class CitationsConfig(BaseModel):
    """Whether the model cites the block."""

    enabled: bool


class SearchResult(BaseModel):
    """A passage, ready to be handed to a model as the result of a tool."""

    type: Literal["search_result"]
    source: Annotated[str, Field(description="Where a person can read it; opens at the words.")]
    title: str
    content: list[TextBlock]
    citations: CitationsConfig


class SearchResultsAnswer(BaseModel):
    """The passages as blocks, nearest first, and whether the first is an answer; filled also when it is none."""

    question: str
    answerable: bool
    confidence: float
    search_results: list[SearchResult]


def search_results_of(answer: Answer, *, page: str) -> SearchResultsAnswer:
    """Return `answer` in blocks; `page` is where the page is served."""
    return SearchResultsAnswer(
        question=answer.question,
        answerable=answer.answerable,
        confidence=round(answer.confidence, 4),
        search_results=[_block(hit, page) for hit in answer.hits],
    )


def _block(hit: Hit, page: str) -> SearchResult:
    from qa.service import sentences_of  # its libraries are not needed to describe the routes

    return SearchResult(
        type="search_result",
        source=link_to(hit.citation, page, hit.highlights),
        title=title_of(hit.citation),
        content=[TextBlock(type="text", text=sentence) for sentence in sentences_of(hit.passage.text)],
        citations=CitationsConfig(enabled=True),
    )
