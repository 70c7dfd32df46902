"""Whether the service lives, whether it can answer, and what it has done and what it takes: /health, /ready,
/metrics, /docs."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

import qa
from qa.to_json import state_to_json
from qa.web.middleware.metrics import CONTENT_TYPE, Metrics
from qa.web.schemas import answers as schemas
from qa.web.schemas.docs_page import render_docs
from qa.web.schemas.openapi import problems
from qa.web.service_slot import ServiceSlot

router = APIRouter(tags=["status"])
# The page is all there is: nothing of it may load or run anything.
DOCS_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@router.get("/health", response_model=schemas.Health, responses=problems(), summary="Is the process alive?")
async def health() -> JSONResponse:
    """Return at once, whatever the state of the index."""
    return JSONResponse({"status": "alive", "version": qa.__version__})


@router.get("/ready", response_model=schemas.Ready, responses=problems(500, 503), summary="Can it answer?")
def ready(request: Request) -> JSONResponse:
    """Return the state of the index, or a problem that says why no question can be answered."""
    slot: ServiceSlot = request.app.state.slot
    return JSONResponse({"status": "ready", "index": state_to_json(slot.get().check_ready())})


@router.get(
    "/metrics",
    response_class=Response,
    responses={**problems(500), 200: {"content": {CONTENT_TYPE: {"schema": {"type": "string"}}}}},
    summary="What is counted",
)
def metrics(request: Request) -> Response:
    """Return counts and times in Prometheus's text format, of all worker processes together."""
    found: Metrics = request.app.state.metrics
    return Response(found.page(), headers={"Content-Type": CONTENT_TYPE})


@router.get("/docs", include_in_schema=False)
def docs(request: Request) -> HTMLResponse:
    """Return the OpenAPI description as a page for people; it needs no script and no other host."""
    return HTMLResponse(render_docs(request.app.openapi()), headers={"Content-Security-Policy": DOCS_POLICY})
