"""What the tools `search` and `fetch` answer, in the shape that connectors of assistants expect."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field


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
