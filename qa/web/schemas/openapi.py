"""The OpenAPI description: how failures appear in it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from threading import Lock
from typing import Any

from fastapi import FastAPI

from qa.web.article_body import ArticleBody
from qa.web.problems import KINDS, MEDIA_TYPE
from qa.web.schemas import answers as schemas

PROBLEM = "#/components/schemas/Problem"
REFUSED = (401, 403, 421, 429)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that can fail with `statuses`, and with what `access` refuses by itself."""
    return {
        status: {"description": _codes(status), "content": {MEDIA_TYPE: {"schema": {"$ref": PROBLEM}}}}
        for status in sorted({*statuses, *REFUSED})
    }


def _codes(status: int) -> str:
    codes = [code for code, kind in KINDS.items() if kind.status == status]
    return f"{HTTPStatus(status).phrase}: {', '.join(codes)}"


# What a route that reads the archive can fail with, and one that takes a body for it.
FAILURES = problems(400, 413, 422, 500, 503)
BODY_FAILURES = problems(400, 413, 415, 422, 500, 503)


def with_problem_schema(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """Return `app.openapi` with the schema that all failures refer to added; it replaces `app.openapi`."""
    describe = app.openapi
    # Whoever asks while another is adding would read a dict that changes under its hands.
    whole = Lock()

    def describe_with_problem() -> dict[str, Any]:
        with whole:
            description = describe()
            known = description["components"]["schemas"]
            if "Problem" not in known:
                # Neither is a parameter or an answer that FastAPI sees: failures and bodies are read by ourselves.
                for model in (schemas.Problem, ArticleBody):
                    described = model.model_json_schema(ref_template="#/components/schemas/{model}")
                    known.update(described.pop("$defs", {}), **{model.__name__: described})
        return description

    return describe_with_problem
