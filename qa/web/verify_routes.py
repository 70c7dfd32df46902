"""Checking quotations over HTTP: one, several, or all of a draft."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from qa.answering.verdict_json import draft_to_json, verdict_to_json
from qa.errors import TooLarge
from qa.settings import Settings
from qa.web import verify_schemas
from qa.web.ask_queue import AskQueue
from qa.web.openapi import problems
from qa.web.service_slot import ServiceSlot
from qa.web.strict_request import StrictRoute

router = APIRouter(prefix="/v1", tags=["verify"], route_class=StrictRoute)
FAILURES = problems(400, 413, 415, 422, 500, 503)


@router.post("/verify", response_model=verify_schemas.Verification, responses=FAILURES, summary="Check quotations")
async def verify(request: Request, body: verify_schemas.VerifyBody) -> JSONResponse:
    """Return for each quotation whether it stands in an article word for word, and where, else what is nearest."""
    queue: AskQueue = request.app.state.queue
    check = _checking_draft(request, body.draft) if body.draft is not None else None
    with queue.place():
        if check is not None:
            return JSONResponse(await queue.run(check))
        quotations = [body.quotation] if body.quotation is not None else body.quotations or []
        _check_number(len(quotations), request.app.state.settings)
        found = []
        for quotation in quotations:
            if await request.is_disconnected():
                break  # nobody reads the rest
            found.append(await queue.run(_checking(request, quotation)))
    return JSONResponse({"all_exact": all(one["status"] == "exact" for one in found), "quotations": found})


def _checking(request: Request, quotation: str) -> Callable[[], dict[str, object]]:
    slot: ServiceSlot = request.app.state.slot
    return lambda: verdict_to_json(slot.get().verify(quotation))


def _checking_draft(request: Request, draft: str) -> Callable[[], dict[str, object]]:
    slot: ServiceSlot = request.app.state.slot
    most: int = request.app.state.settings.max_batch
    return lambda: draft_to_json(slot.get().verify_draft(draft, markdown=True, most=most))


def _check_number(number: int, settings: Settings) -> None:
    if number > settings.max_batch:
        raise TooLarge(
            f"there are {number} quotations, the limit is {settings.max_batch}",
            next_step="check them in several requests",
            limit=settings.max_batch,
            actual=number,
        )
