"""Changing the archive over HTTP: articles sent or fetched, replaced, and removed; each one whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from qa.records import Article
from qa.reports import IndexReport
from qa.web.article_body import FORM_SCHEMA, FORM_TYPE, Sent, read_article_body
from qa.web.ask_queue import AskQueue
from qa.web.etags import check_preconditions, etag_of
from qa.web.problems import HttpProblem
from qa.web.schemas import answers as schemas
from qa.web.schemas.openapi import problems
from qa.web.service_slot import ServiceSlot
from qa.web.strict_request import StrictRoute

if TYPE_CHECKING:
    from qa.article_writer import Check

router = APIRouter(prefix="/v1", tags=["articles"], route_class=StrictRoute)
FAILURES = problems(400, 409, 412, 413, 415, 422, 500, 501, 503)
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/ArticleBody"}},
            FORM_TYPE: {"schema": FORM_SCHEMA},
        },
    }
}
ArticleId = Annotated[str, Path(min_length=1, max_length=1000, description="The article's id, as when reading it.")]
T = TypeVar("T")


@router.post(
    "/articles",
    response_model=schemas.WrittenArticles,
    responses={**FAILURES, 201: {"model": schemas.WrittenArticles, "description": "At least one article is new."}},
    openapi_extra=BODY,
    summary="Add articles",
)
async def add_articles(request: Request) -> JSONResponse:
    """Add an article, or of a JSONL file one a line; what is there word for word stays, and 200 says so."""
    articles = await _articles(request, await read_article_body(request), None)

    def check(article_id: str, before: Article | None, after: Article | None) -> None:
        if before is not None and after is not None and before.sha256 != after.sha256:
            raise HttpProblem(
                "article-exists",
                f"there is an article {article_id!r} with another text",
                next_step="replace it with PUT, or choose another id",
            )

    report = await _put(request, articles, check)
    written = [_written(report, article, await _stored(request, article.id)) for article in articles]
    response = JSONResponse({"articles": written}, 201 if report.added else 200)
    if len(written) == 1:
        response.headers["ETag"] = written[0]["etag"]
        response.headers["Location"] = f"/v1/articles/{quote(written[0]['id'])}"
    return response


@router.put(
    "/articles/{id:path}",
    response_model=schemas.WrittenArticle,
    responses={**FAILURES, 201: {"model": schemas.WrittenArticle, "description": "The article is new."}},
    openapi_extra=BODY,
    summary="Replace an article",
)
async def put_article(request: Request, id: ArticleId) -> JSONResponse:  # noqa: A002 (the name in the URL)
    """Put an article under this id, in place of what is there, if that is what `If-Match` names."""
    articles = await _articles(request, await read_article_body(request), id)
    if [article.id for article in articles] != [id]:
        raise HttpProblem(
            "invalid-input",
            f"the body is the article {articles[0].id!r}"
            if len(articles) == 1
            else f"the file holds {len(articles)} articles",
            next_step=f"send one article, without an id or with {id!r}",
        )
    report = await _put(request, articles, _preconditions(request))
    written = _written(report, articles[0], await _stored(request, id))
    return JSONResponse(written, 201 if report.added else 200, headers={"ETag": written["etag"]})


@router.delete(
    "/articles/{id:path}",
    status_code=204,
    responses=problems(400, 404, 412, 413, 422, 500, 503),
    summary="Remove an article",
)
async def delete_article(request: Request, id: ArticleId) -> Response:  # noqa: A002 (the name in the URL)
    """Remove the article, if it is in the state that `If-Match` names; a file it was read from is left alone."""
    slot: ServiceSlot = request.app.state.slot
    await _in_line(request.app.state.writes, lambda: slot.writer().remove(id, check=_preconditions(request)))
    return Response(status_code=204)


def _preconditions(request: Request) -> Check:
    """Return the check that what stands there is what If-Match and If-None-Match name."""
    return lambda _id, before, _after: check_preconditions(request.headers, before)


async def _articles(request: Request, sent: Sent, article_id: str | None) -> list[Article]:
    """Return what was sent, read in a thread; `article_id` is that of the URL, None where it names none."""
    slot: ServiceSlot = request.app.state.slot
    if article_id is not None and sent.article_id not in (None, article_id):
        raise HttpProblem("invalid-input", f"the body is the article {sent.article_id!r}", next_step="leave its id out")
    named = article_id or sent.article_id

    def read() -> list[Article]:
        writer = slot.writer()
        if sent.file is not None:
            name, data = sent.file
            return writer.read_file(data, name, article_id=named, metadata=sent.metadata)
        if sent.text is not None:
            return [writer.read_text(sent.text, article_id=named, metadata=sent.metadata)]
        return [writer.fetch(sent.url or "", article_id=named, metadata=sent.metadata)]

    return await _in_line(request.app.state.fetches, read)


async def _put(request: Request, articles: list[Article], check: Check) -> IndexReport:
    slot: ServiceSlot = request.app.state.slot
    return await _in_line(request.app.state.writes, lambda: slot.writer().put(articles, check=check))


async def _stored(request: Request, article_id: str) -> Article:
    slot: ServiceSlot = request.app.state.slot
    view = await request.app.state.queue.run(lambda: slot.get().article(article_id))
    found: Article = view.article
    return found


async def _in_line(queue: AskQueue, work: Callable[[], T]) -> T:
    with queue.place():
        return await queue.run(work)


def _written(report: IndexReport, article: Article, stored: Article) -> dict[str, str]:
    outcome = "added" if article.id in report.added else "changed" if article.id in report.changed else "unchanged"
    return {"id": article.id, "outcome": outcome, "sha256": stored.sha256, "etag": etag_of(stored)}
