"""`qa list`, `qa show` and `qa remove`: the articles in the index."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby

from qa.cli import exits
from qa.cli.options import ArticleId, AsJson, IndexDir, settings_for
from qa.cli.output import inert, say, show, show_table, write_json
from qa.cli.safe_text import safe, safe_line
from qa.cli.styled import Line, line
from qa.records import Turn
from qa.views import ArticleSummary, ArticleView

_COLUMNS = ("id", "published", "outlet", "interviewee", "title", "passages", "place")
INFERRED, EDITED = "*", "+"


def list_articles(as_json: AsJson = False, index: IndexDir = None) -> int:
    """List the articles in the index, ordered by id.

    A table on a terminal, with * behind what was inferred from the text and + behind what was given by hand;
    tab-separated columns elsewhere (id, published, outlet, interviewee, title, passages, place, and the names of the
    fields inferred and edited).
    """
    from qa.service import open_service  # not needed for --help

    with open_service(settings_for(index)) as service:
        articles = service.list_articles()
    if as_json:
        for article in articles:
            write_json(asdict(article))
        return exits.OK
    if sys.stdout.isatty():
        show_table(_COLUMNS, [_marked_row(article) for article in articles])
    else:
        rows = [[inert(cell) for cell in _plain_row(article)] for article in articles]
        show_table((*_COLUMNS, "inferred", "edited"), rows)
    say(f"{len(articles)} {'article' if len(articles) == 1 else 'articles'}")
    _explain_marks(articles)
    return exits.OK


def _marked_row(article: ArticleSummary) -> list[str]:
    return [_value(article, column) + _mark(article, column) for column in _COLUMNS]


def _plain_row(article: ArticleSummary) -> list[str]:
    return [*(_value(article, column) for column in _COLUMNS), ",".join(article.inferred), ",".join(article.edited)]


def _value(article: ArticleSummary, column: str) -> str:
    return str(getattr(article, column) or "")


def _mark(article: ArticleSummary, column: str) -> str:
    return INFERRED if column in article.inferred else EDITED if column in article.edited else ""


def _explain_marks(articles: Sequence[ArticleSummary]) -> None:
    """Say on stderr what the marks mean, where there are any."""
    if any(article.inferred for article in articles):
        say(f"{INFERRED} inferred from the text; from which words, and how to correct it: qa edit ARTICLE")
    if any(article.edited for article in articles):
        say(f"{EDITED} given by hand, with qa edit or qa index --set")


def show_article(article: ArticleId, as_json: AsJson = False, index: IndexDir = None) -> int:
    """Show an article, its turns and its passages, with offsets."""
    from qa.service import open_service  # not needed for --help

    with open_service(settings_for(index)) as service:
        view = service.article(article)
    if as_json:
        from qa.to_json import article_to_json  # not needed for --help

        write_json({**article_to_json(view), "source": view.article.source})
    else:
        show(article_lines(view))
    return exits.OK


def article_lines(view: ArticleView) -> Iterator[Line]:
    """Yield the article as a person reads it; every quotation with `[start:end]` in the canonical text."""
    yield line(safe_line(view.article.title or view.article.id), "strong")
    yield from _fact_lines(view)
    turns = {turn.ordinal: turn for turn in view.turns}
    for number, passages in groupby(view.passages, key=lambda passage: passage.turn):
        yield line()
        yield _heading(turns.get(number))
        for passage in passages:
            kind = " caption" if passage.kind == "caption" else ""
            yield line(f"passage {passage.id} [{passage.start}:{passage.end}]{kind}", "dim", indent=2)
            yield line(safe(passage.text), indent=4)


def _fact_lines(view: ArticleView) -> Iterator[Line]:
    article = view.article
    facts = {"id": article.id, **article.metadata, "source": article.source, "format": article.format}
    for name, value in (facts | {"sha256": article.sha256}).items():
        origin = _origin(name, view)
        if value and (name != "title" or origin):  # the title stands above
            yield line(f"{name:<12} {safe_line(value)}{safe_line(origin)}", "dim", wrap=False)


def _origin(name: str, view: ArticleView) -> str:
    if name in view.article.inferred:
        return f"  (inferred from {view.article.inferred[name]})"
    return "  (edited)" if name in view.edited else ""


def _heading(turn: Turn | None) -> Line:
    if turn is None:
        return line("Text", "strong")
    who = safe_line(turn.speaker or "no speaker named")
    role = f", {turn.role}" if turn.role else ""
    return Line(((f"{who}{role}", "strong"), (f" [{turn.start}:{turn.end}]", "dim")))


def remove_article(article: ArticleId, index: IndexDir = None) -> int:
    """Remove an article from the index.

    Its file is left alone: the next `qa index` of its folder reads it again.
    """
    from qa.service import open_service  # not needed for --help

    with open_service(settings_for(index)) as service:
        service.remove(article)
    show([line(f"removed: {safe_line(article)}")])
    return exits.OK
