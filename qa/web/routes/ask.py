"""Asking over HTTP: one question posted, one in a URL, or many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from qa.answers import Answer
from qa.errors import InvalidQuestion, TooLarge
from qa.to_json import answer_to_json
from qa.web.ask_queue import AskQueue
from qa.web.batch import check_batch
from qa.web.middleware.request_log import note_question
from qa.web.problems import HttpProblem, code_of
from qa.web.schemas import answers as schemas
from qa.web.schemas import requests as request_schemas
from qa.web.schemas.openapi import BODY_FAILURES, FAILURES
from qa.web.service_slot import ServiceSlot
from qa.web.strict_request import StrictRoute

router = APIRouter(prefix="/v1", tags=["ask"], route_class=StrictRoute)


@router.post("/ask", response_model=schemas.Answer, responses=BODY_FAILURES, summary="Ask a question")
async def ask(request: Request, body: request_schemas.AskBody) -> JSONResponse:
    """Return verbatim passages, nearest first, each with its citation, and whether the first is an answer."""
    queue: AskQueue = request.app.state.queue
    with queue.place():
        answer = await queue.run(_asking(request, body.question, body))
    return JSONResponse(answer_to_json(answer))


@router.get("/ask", response_model=schemas.Answer, responses=FAILURES, summary="Ask a question in a URL")
async def ask_in_url(request: Request, query: Annotated[request_schemas.AskQuery, Query()]) -> JSONResponse:
    """Return the same answer as POST /v1/ask does."""
    return await ask(request, query.to_body())


@router.post("/ask/batch", response_model=schemas.Batch, responses=BODY_FAILURES, summary="Ask many questions")
async def ask_batch(request: Request, body: request_schemas.BatchBody) -> JSONResponse:
    """Return an answer to each question, in order; one question that cannot be used refuses the batch."""
    check_batch(len(body.questions), "questions", request.app.state.settings)
    queue: AskQueue = request.app.state.queue
    found = []
    with queue.place():
        for number, question in enumerate(body.questions):
            if await request.is_disconnected():
                break  # nobody reads the rest
            with _naming(f"questions[{number}]"):
                answer = await queue.run(_asking(request, question.text, body))
            found.append(({} if question.id is None else {"id": question.id}) | answer_to_json(answer))
    return JSONResponse({"answers": found})


def _asking(request: Request, question: str, options: request_schemas.Options) -> Callable[[], Answer]:
    """Return the call that answers `question`, to be made in a thread: opening the service may take a while."""
    slot: ServiceSlot = request.app.state.slot
    filters = options.filters.to_record()
    note_question(request.scope, question)

    def answer() -> Answer:
        return slot.get().ask(
            question,
            top_k=options.top_k,
            filters=filters,
            min_confidence=options.min_confidence,
            explain=options.explain,
            context=options.context,
        )

    return answer


@contextmanager
def _naming(field: str) -> Iterator[None]:
    """Say in which field the question stands that cannot be used."""
    try:
        yield
    except (InvalidQuestion, TooLarge) as error:
        wrong = {"field": field, "message": error.message}
        detail = f"{field}: {error.message}"
        raise HttpProblem(code_of(error), detail, next_step=error.next_step, errors=[wrong]) from error
