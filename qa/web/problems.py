"""Every failure over HTTP: one shape (application/problem+json, RFC 9457) and one table from code to status.

An error class of qa.errors is found in the table by its `code`, or by the code of its nearest base.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from qa.errors import QaError

MEDIA_TYPE = "application/problem+json"
SEE_DOCS = "see /docs for what this service takes"
METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")
# A body of a megabyte can hold a hundred thousand wrong fields; the first ones are enough to mend it.
MOST_FIELD_ERRORS = 20
LONGEST_FIELD_NAME = 100

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table; `retry_after` is in seconds, None where trying again mends nothing."""

    status: int
    title: str
    retry_after: int | None = None


KINDS: Mapping[str, Kind] = {
    "bad-request": Kind(400, "The request cannot be read"),
    "invalid-json": Kind(400, "The body is not valid JSON"),
    "invalid-query": Kind(400, "The query string cannot be read"),
    "unauthorized": Kind(401, "A key is needed"),
    "forbidden": Kind(403, "The key does not allow this"),
    "foreign-page": Kind(403, "Pages of other sites may not do this"),
    "not-found": Kind(404, "No such article or passage"),
    "no-such-route": Kind(404, "Nothing is served at this path"),
    "method-not-allowed": Kind(405, "This path does not take this method"),
    "article-exists": Kind(409, "Another text has this id"),
    "file-has-article": Kind(409, "The article is read from a file"),
    "precondition-failed": Kind(412, "The article is not in the state that was named"),
    "too-large": Kind(413, "A bound on size or number was passed"),
    "not-json": Kind(415, "The body is not declared as JSON"),
    "not-an-article": Kind(415, "The body is neither JSON nor a form with a file"),
    "wrong-host": Kind(421, "The server is not known by this name"),
    "invalid-input": Kind(422, "The request has a value that cannot be used"),
    "invalid-question": Kind(422, "The question cannot be used"),
    "invalid-filter": Kind(422, "A filter cannot be used"),
    "url-refused": Kind(422, "No article may be fetched from there"),
    "unreadable-article": Kind(422, "The article cannot be read"),
    "too-many-requests": Kind(429, "Too many requests came from here", retry_after=1),
    "error": Kind(500, "The request failed"),
    "internal-error": Kind(500, "The service failed unexpectedly"),
    "invalid-setting": Kind(500, "The service is set up wrongly"),
    "extra-missing": Kind(501, "The service was installed without this capability"),
    "fetch-failed": Kind(422, "The page could not be fetched"),
    "overloaded": Kind(503, "Too many questions are waiting", retry_after=1),
    "index-missing": Kind(503, "There is no index yet", retry_after=10),
    "index-busy": Kind(503, "The index is being written", retry_after=2),
    "index-damaged": Kind(503, "The index is damaged"),
    "not-written": Kind(503, "The disk is full, or may not be written to"),
    "model-mismatch": Kind(503, "The index was built with another model"),
    "model-unavailable": Kind(503, "The model cannot be loaded"),
}


class HttpProblem(HTTPException):
    """A failure that only exists at the HTTP border; `code` is a row of KINDS.

    An HTTPException, because FastAPI lets those through unchanged when they arise while a body is read.
    """

    def __init__(self, code: str, detail: str, *, next_step: str, errors: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__(KINDS[code].status, detail)
        self.code = code
        self.next_step = next_step
        self.errors = errors


def code_of(error: QaError) -> str:
    """Return the row of KINDS that `error` belongs to."""
    codes = (getattr(kind, "code", "error") for kind in type(error).__mro__)
    return next(code for code in codes if code in KINDS)


def problem_response(
    scope: Scope,
    code: str,
    detail: str,
    *,
    next_step: str,
    errors: Sequence[Mapping[str, str]] = (),
) -> JSONResponse:
    """Return the response of one failure; every failure of the service is made here."""
    kind = KINDS[code]
    body = {
        "type": f"/docs#{code}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": quote(scope["path"]),
        "code": code,
        "next_step": next_step,
        "errors": list(errors),
    }
    headers = {} if kind.retry_after is None else {"Retry-After": str(kind.retry_after)}
    return JSONResponse(body, kind.status, headers=headers, media_type=MEDIA_TYPE)


def install_problems(app: FastAPI) -> None:
    """Make every failure that a handler, the router or the validation raises a problem."""
    app.exception_handler(QaError)(_on_qa_error)
    app.exception_handler(HttpProblem)(_on_http_problem)
    app.exception_handler(HTTPException)(_on_http_exception)
    app.exception_handler(RequestValidationError)(_on_validation_error)


async def _on_qa_error(request: Request, error: QaError) -> JSONResponse:
    code = code_of(error)
    if KINDS[code].status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.warning("%s %s: %s", request.state.request_id, code, error)
    return problem_response(request.scope, code, error.message, next_step=error.next_step)


async def _on_http_problem(request: Request, error: HttpProblem) -> JSONResponse:
    return problem_response(request.scope, error.code, error.detail, next_step=error.next_step, errors=error.errors)


async def _on_http_exception(request: Request, error: HTTPException) -> JSONResponse:
    scope = request.scope
    if error.status_code == HTTPStatus.NOT_FOUND:
        return problem_response(
            scope, "no-such-route", f"nothing is served at {quote(scope['path'])}", next_step=SEE_DOCS
        )
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(_allowed_methods(request))
        detail = f"{quote(scope['path'])} does not take {scope['method']}"
        response = problem_response(scope, "method-not-allowed", detail, next_step=f"use {allowed}")
        response.headers["Allow"] = allowed
        return response
    code = "bad-request" if error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR else "internal-error"
    return problem_response(scope, code, error.detail, next_step=SEE_DOCS)


def _allowed_methods(request: Request) -> list[str]:
    # Starlette names the methods of the first route of this path only; one path may have several routes.
    def is_served(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)

    served = [method for method in METHODS if is_served(method)]
    return sorted([*served, "HEAD"]) if "GET" in served else served


async def _on_validation_error(request: Request, error: RequestValidationError) -> JSONResponse:
    found = error.errors()
    errors = [{"field": _field_name(one["loc"]), "message": _message(one)} for one in found[:MOST_FIELD_ERRORS]]
    detail = f"{errors[0]['field']}: {errors[0]['message']}"
    if len(found) > 1:
        detail += f" (and {len(found) - 1} more)"
    return problem_response(
        request.scope, "invalid-input", detail, next_step=f"correct the fields under errors; {SEE_DOCS}", errors=errors
    )


def _field_name(location: Sequence[str | int]) -> str:
    """Return ("body", "questions", 3, "text") as "questions[3].text"."""
    inner = location[1:] or location
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in inner).lstrip(".")
    return name if len(name) <= LONGEST_FIELD_NAME else name[:LONGEST_FIELD_NAME] + "…"


def _message(error: Mapping[str, Any]) -> str:
    # Pydantic's own words, except where they speak of Python. Its `input` is left out: it may be the question.
    kind = error["type"]
    if kind == "extra_forbidden":
        return "there is no such field"
    if kind == "missing":
        return "is required"
    if kind in {"model_type", "model_attributes_type", "dict_type"}:
        return "should be a JSON object"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    text = str(error["msg"])
    return text[:1].lower() + text[1:]
