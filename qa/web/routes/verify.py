"""Checking quotations over HTTP: one, several, or all of a draft."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from qa.to_json import draft_to_json, verdict_to_json
from qa.web.ask_queue import AskQueue
from qa.web.batch import check_batch
from qa.web.schemas import verdicts as verify_schemas
from qa.web.schemas.openapi import BODY_FAILURES
from qa.web.service_slot import ServiceSlot
from qa.web.strict_request import StrictRoute

router = APIRouter(prefix="/v1", tags=["verify"], route_class=StrictRoute)


@router.post("/verify", response_model=verify_schemas.Verification, responses=BODY_FAILURES, summary="Check quotations")
async def verify(request: Request, body: verify_schemas.VerifyBody) -> JSONResponse:
    """Return for each quotation whether it stands in an article word for word, and where, else what is nearest."""
    queue: AskQueue = request.app.state.queue
    check = _checking_draft(request, body.draft) if body.draft is not None else None
    with queue.place():
        if check is not None:
            return JSONResponse(await queue.run(check))
        quotations = [body.quotation] if body.quotation is not None else body.quotations or []
        check_batch(len(quotations), "quotations", request.app.state.settings)
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
