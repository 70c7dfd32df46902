"""Asking in the shapes of others' interfaces, for programs that are written for those."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse

from qa.answers import Answer, Hit
from qa.web.agents.anthropic_search import SearchResultsAnswer, search_results_of
from qa.web.agents.openai_search import VectorStorePage, VectorStoreQuery, filters_of, page_of
from qa.web.ask_queue import AskQueue
from qa.web.middleware.request_log import note_question
from qa.web.schemas import requests as request_schemas
from qa.web.schemas.openapi import BODY_FAILURES
from qa.web.service_slot import ServiceSlot
from qa.web.strict_request import StrictRoute

router = APIRouter(prefix="/v1", tags=["agents"], route_class=StrictRoute)


@router.post(
    "/vector_stores/{id}/search",
    response_model=VectorStorePage,
    responses=BODY_FAILURES,
    summary="Search as a vector store",
)
async def search_vector_store(
    request: Request,
    id: Annotated[str, Path(description="Any name: there is one archive.")],  # noqa: A002, ARG001 (the name in the URL)
    body: VectorStoreQuery,
) -> JSONResponse:
    """Return the passages nearest to the query, in the shape of OpenAI's vector stores."""
    slot: ServiceSlot = request.app.state.slot
    filters = filters_of(body)

    for query in body.queries:
        note_question(request.scope, query)

    def search(query: str) -> tuple[Hit, ...]:
        service = slot.get()
        return service.ask(query, top_k=min(body.max_num_results, service.settings.max_top_k), filters=filters).hits

    queue: AskQueue = request.app.state.queue
    with queue.place():
        found = [await queue.run(lambda query=query: search(query)) for query in body.queries]  # type: ignore[misc]
    return JSONResponse(page_of(body, found, page=_page(request)).model_dump())


@router.post(
    "/search_results",
    response_model=SearchResultsAnswer,
    responses=BODY_FAILURES,
    summary="Ask for search_result blocks",
)
async def search_results(request: Request, body: request_schemas.SearchResultsBody) -> JSONResponse:
    """Return the passages as search_result blocks of Anthropic's interface, one text block a sentence."""
    slot: ServiceSlot = request.app.state.slot
    filters = body.filters.to_record()
    note_question(request.scope, body.question)

    def ask() -> Answer:
        return slot.get().ask(body.question, top_k=body.top_k, filters=filters, min_confidence=body.min_confidence)

    queue: AskQueue = request.app.state.queue
    with queue.place():
        answer = await queue.run(ask)
    return JSONResponse(search_results_of(answer, page=_page(request)).model_dump())


def _page(request: Request) -> str:
    return str(request.base_url).rstrip("/")
