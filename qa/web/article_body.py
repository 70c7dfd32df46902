"""An article as it is sent: JSON with its text or with the URL of its page, or a form with a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import anyio.to_thread
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import UploadFile

from qa.records import METADATA_FIELDS
from qa.stated_metadata import read_metadata
from qa.web.problems import HttpProblem
from qa.web.strict_request import JSON_TYPE, parse_json

FORM_TYPE = "multipart/form-data"
Value = Annotated[str | None, Field(max_length=1000)]


class ArticleBody(BaseModel):
    """An article as JSON: its `text`, or without one the `url` of the page to fetch; the rest is metadata."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [
                {"id": "2025/ambassador", "text": "Q: When?\n\nIn early 2026.", "published": "2025-12-30"},
                {"url": "https://daily.example/ambassador", "outlet": "The Daily"},
            ]
        },
    )

    id: Annotated[str | None, Field(min_length=1, max_length=1000, description="Taken from text or URL if absent.")] = (
        None
    )
    text: Annotated[str | None, Field(description="The canonical text; offsets will point into it.")] = None
    title: Value = None
    outlet: Value = None
    published: Annotated[Value, Field(description="2025, 2025-12 or 2025-12-30.")] = None
    said: Annotated[Value, Field(description="When it was said, if not when it was published.")] = None
    place: Value = None
    interviewee: Value = None
    interviewer: Value = None
    byline: Value = None
    url: Annotated[Value, Field(description="Of the page; with `text` it is not fetched, only linked to.")] = None
    language: Value = None


FORM_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "A file of a format that qa index reads."},
        **{name: {"type": "string"} for name in ("id", *METADATA_FIELDS)},
    },
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What came: a file's name and bytes, or a text, or neither and the URL to fetch."""

    article_id: str | None
    metadata: Mapping[str, str]
    file: tuple[str, bytes] | None = None
    text: str | None = None
    url: str | None = None


async def read_article_body(request: Request) -> Sent:
    """Return what the request brings; raise HttpProblem or RequestValidationError for what is none."""
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() == FORM_TYPE:
        return await _read_form(request)
    if not JSON_TYPE.fullmatch(content_type.strip()):
        said = f"the content type is {content_type[:100]!r}" if content_type else "the request has no content type"
        raise HttpProblem("not-an-article", said, next_step=f"send application/json, or {FORM_TYPE} with a file")
    # In a thread: megabytes of JSON would hold up everybody's questions.
    body = _validated(await anyio.to_thread.run_sync(parse_json, await request.body()))
    metadata = _metadata(body)
    if body.text is not None:
        return Sent(body.id, metadata, text=body.text)
    url = metadata.pop("url", None)  # the page says itself where it stands, after redirects
    if url is None:
        raise _wrong("text", "is required, or the url of a page to fetch")
    return Sent(body.id, metadata, url=url)


async def _read_form(request: Request) -> Sent:
    async with request.form(max_files=1, max_fields=50) as form:
        pairs = form.multi_items()
        fields = {name: value for name, value in pairs if isinstance(value, str)}
        files = [value for name, value in pairs if name == "file" and isinstance(value, UploadFile)]
        if len(files) != 1 or len(fields) + 1 != len(pairs):
            raise _wrong("file", "is required once, as a file with a name, and no other field twice")
        body = _validated(fields)
        if body.text is not None:
            raise _wrong("text", "stands in the file")
        return Sent(body.id, _metadata(body), file=(files[0].filename or "", await files[0].read()))


def _validated(value: Any) -> ArticleBody:
    try:
        return ArticleBody.model_validate(value)
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from error


def _metadata(body: ArticleBody) -> dict[str, str]:
    stated = [(name, getattr(body, name)) for name in METADATA_FIELDS if getattr(body, name)]
    found = read_metadata(stated)
    if found.problems:
        raise _wrong(found.problems[0].key, found.problems[0].reason)
    return found.fields


def _wrong(field: str, message: str) -> HttpProblem:
    wrong = {"field": field, "message": message}
    return HttpProblem("invalid-input", f"{field}: {message}", next_step="correct that field", errors=[wrong])
