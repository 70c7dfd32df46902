"""What the archive holds, over HTTP: counts to narrow by, the list of articles, one article, one passage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from qa.to_json import article_to_json, facets_to_json, passage_view_to_json, summary_to_json
from qa.views import CITATION_FORMATS
from qa.web.etags import etag_of, is_known
from qa.web.schemas import answers as schemas
from qa.web.schemas import requests as request_schemas
from qa.web.schemas.openapi import FAILURES, problems
from qa.web.service_slot import ServiceSlot
from qa.web.strict_request import StrictRoute

if TYPE_CHECKING:
    from qa.service import Service

router = APIRouter(prefix="/v1", tags=["articles"], route_class=StrictRoute)
# CSL-JSON is a list of references, an annotation one object; the other formats are text.
_JSON_KINDS = {"application/vnd.citationstyles.csl+json": "array", "application/ld+json": "object"}
MEDIA_TYPES = [kind.partition(";")[0] for kind in CITATION_FORMATS.values()]
CONTENT = {kind: {"schema": {"type": _JSON_KINDS.get(kind, "string")}} for kind in MEDIA_TYPES}
FAILURES_OF_ONE = problems(400, 404, 413, 422, 500, 503)


def _service(request: Request) -> Service:
    slot: ServiceSlot = request.app.state.slot
    return slot.get()


@router.get("/facets", response_model=schemas.Facets, responses=FAILURES, summary="What can be narrowed by")
def read_facets(request: Request, query: Annotated[request_schemas.FacetsQuery, Query()]) -> JSONResponse:
    """Return outlets and speakers, those in most articles first, and years, each with its articles and passages."""
    return JSONResponse(facets_to_json(_service(request).facets(most=query.limit)))


@router.get("/articles", response_model=schemas.Articles, responses=FAILURES, summary="List articles")
def list_articles(request: Request, page: Annotated[request_schemas.ArticlesQuery, Query()]) -> JSONResponse:
    """Return a page of the articles, ordered by id."""
    service = _service(request)
    found = service.list_articles(offset=page.offset, limit=page.limit)
    return JSONResponse(
        {
            "total": service.state().articles,
            "offset": page.offset,
            "limit": page.limit,
            "articles": [summary_to_json(summary) for summary in found],
        }
    )


@router.get(
    "/articles/{id:path}",
    response_model=schemas.Article,
    responses={**FAILURES_OF_ONE, 304: {"description": "The article is as If-None-Match names it."}},
    summary="Read an article",
)
def read_article(
    request: Request,
    id: Annotated[str, Path(description="The article's id; slashes as they are, the rest percent-encoded.")],  # noqa: A002 (the name in the URL)
) -> Response:
    """Return the canonical text, its digest, the metadata, turns and passages; 304 for who has this state."""
    view = _service(request).article(id)
    etag = etag_of(view.article)
    if is_known(request.headers, etag):
        return Response(status_code=304, headers={"ETag": etag})
    return JSONResponse(article_to_json(view), headers={"ETag": etag})


@router.get(
    "/passages/{id}", response_model=schemas.PassageInContext, responses=FAILURES_OF_ONE, summary="Read a passage"
)
def read_passage(
    request: Request,
    id: Annotated[int, Path(ge=1, le=request_schemas.LARGEST_ID, description="The passage_id of a citation.")],  # noqa: A002 (the name in the URL)
    query: Annotated[request_schemas.PassageQuery, Query()],
) -> JSONResponse:
    """Return a passage with its citation, the question it answers, and the passages around it."""
    return JSONResponse(passage_view_to_json(_service(request).passage(id, neighbours=query.neighbours)))


@router.get(
    "/passages/{id}/citation",
    response_class=PlainTextResponse,
    responses={
        200: {"description": "The citation in the format asked for.", "content": CONTENT},
        **FAILURES_OF_ONE,
    },
    summary="Cite a passage",
)
def cite_passage(
    request: Request,
    id: Annotated[int, Path(ge=1, le=request_schemas.LARGEST_ID, description="The passage_id of a citation.")],  # noqa: A002 (the name in the URL)
    query: Annotated[request_schemas.CitationQuery, Query()],
) -> Response:
    """Return the citation of a passage as it is pasted into a reference manager, a text or a program."""
    service = _service(request)
    citation = service.passage(id, neighbours=0).citation
    written = service.format_citations([citation], query.format)
    return Response(written + "\n", media_type=CITATION_FORMATS[query.format])
