"""`qa add`: take single articles into the index, from files or from the web."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli import exits
from qa.cli.options import AsJson, IndexDir, settings_for, valid_id
from qa.cli.output import say, show, write_json
from qa.cli.safe_text import safe_line
from qa.cli.styled import line
from qa.errors import InvalidInput, QaError, UnreadableArticle
from qa.records import Article
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.article_writer import ArticleWriter
    from qa.reports import IndexReport

Sources = Annotated[list[str], typer.Argument(metavar="SOURCE", help="Files, or addresses (http, https) of pages.")]
Id = Annotated[
    str | None,
    typer.Option("--id", metavar="ID", help="The article's id; for one SOURCE that is one.", callback=valid_id),
]


def add(sources: Sources, article_id: Id = None, as_json: AsJson = False, index: IndexDir = None) -> int:
    """Take single articles into the index.

    Unlike `qa index` it removes nothing. Pages are fetched from the public internet only (QA_FETCH_ALLOW names hosts
    of your own network). Exit code: 0 when every source is in, 3 when one is not: the others are.
    """
    settings = settings_for(index)
    if article_id is not None and len(sources) > 1:
        raise InvalidInput("--id names one article", next_step="add the sources one by one")
    from qa.article_writer import ArticleWriter  # not needed for --help
    from qa.service import open_service

    failed = False
    with open_service(settings, create=True) as service:
        writer = ArticleWriter(service)
        for source in sources:
            try:
                report = writer.put(_read(writer, source, article_id, settings))
            except QaError as error:
                failed = True
                say(f"not added: {_why_not(source, error)}")
                say(f"  next: {error.next_step}")
                continue
            _show(source, report, as_json)
    return exits.FAILURE if failed else exits.OK


def _why_not(source: str, error: QaError) -> str:
    if isinstance(error, UnreadableArticle):
        return error.message  # names the file itself, or a line of it
    return f"{source}: {error.message.removeprefix(f'{source}: ')}"


def _read(writer: ArticleWriter, source: str, article_id: str | None, settings: Settings) -> list[Article]:
    if "://" in source:
        return [writer.fetch(source, article_id=article_id)]
    from qa.article_files import read_file  # not needed for --help

    path = Path(source)
    if path.is_dir():
        raise InvalidInput("it is a folder", next_step="read folders with: qa index FOLDER")
    articles = read_file(path, max_chars=settings.max_article_chars)
    return [_renamed(articles, article_id)] if article_id is not None else articles


def _renamed(articles: list[Article], article_id: str) -> Article:
    if len(articles) != 1:
        raise InvalidInput(f"it holds {len(articles)} articles", next_step="leave --id out: each line has its own")
    return replace(articles[0], id=article_id)


def _show(source: str, report: IndexReport, as_json: bool) -> None:
    fates = {fate: list(getattr(report, fate)) for fate in ("added", "changed", "unchanged")}
    if as_json:
        write_json({"source": source, **fates})
        return
    show([line(f"{fate}: {safe_line(name)}", wrap=False) for fate, names in fates.items() for name in names])
