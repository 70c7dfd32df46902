"""The timeline over HTTP: what was said about something, oldest first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from qa.to_json import timeline_to_json
from qa.views import Timeline
from qa.web.ask_queue import AskQueue
from qa.web.middleware.request_log import note_question
from qa.web.schemas import answers as schemas
from qa.web.schemas import requests as request_schemas
from qa.web.schemas.openapi import BODY_FAILURES, FAILURES
from qa.web.service_slot import ServiceSlot
from qa.web.strict_request import StrictRoute

router = APIRouter(prefix="/v1", tags=["ask"], route_class=StrictRoute)


@router.post("/timeline", response_model=schemas.Timeline, responses=BODY_FAILURES, summary="Ask for a timeline")
async def timeline(request: Request, body: request_schemas.TimelineBody) -> JSONResponse:
    """Return what was said about the question, oldest first, undated last, repeats folded together."""
    queue: AskQueue = request.app.state.queue
    slot: ServiceSlot = request.app.state.slot
    filters = body.filters.to_record()
    note_question(request.scope, body.question)

    def find() -> Timeline:
        return slot.get().timeline(body.question, limit=body.limit, filters=filters)

    with queue.place():
        found = await queue.run(find)
    return JSONResponse(timeline_to_json(found))


@router.get("/timeline", response_model=schemas.Timeline, responses=FAILURES, summary="Ask for a timeline in a URL")
async def timeline_in_url(request: Request, query: Annotated[request_schemas.TimelineQuery, Query()]) -> JSONResponse:
    """Return the same timeline as POST /v1/timeline does."""
    return await timeline(request, query.to_body())
