"""`qa list`, `qa show` and `qa remove`: the articles in the index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from qa.cli import exits
from qa.cli.options import ArticleId, AsJson, IndexDir, settings_for
from qa.cli.output import Line, line, say, show, show_table, write_json
from qa.cli.safe_text import safe, safe_line
from qa.records import Turn
from qa.views import ArticleView

_COLUMNS = ("id", "published", "outlet", "interviewee", "title", "passages")


def list_articles(as_json: AsJson = False, index: IndexDir = None) -> int:
    """List the articles in the index, ordered by id.

    A table on a terminal; tab-separated columns elsewhere (id, published, outlet, interviewee, title, passages).
    """
    from qa.service import open_service  # not needed for --help

    with open_service(settings_for(index)) as service:
        articles = service.list_articles()
    if as_json:
        for article in articles:
            write_json(asdict(article))
        return exits.OK
    rows = [[str(getattr(article, column) or "") for column in _COLUMNS] for article in articles]
    show_table(_COLUMNS, rows)
    say(f"{len(articles)} {'article' if len(articles) == 1 else 'articles'}")
    return exits.OK


def show_article(article: ArticleId, as_json: AsJson = False, index: IndexDir = None) -> int:
    """Show an article, its turns and its passages, with offsets."""
    from qa.service import open_service  # not needed for --help

    with open_service(settings_for(index)) as service:
        view = service.article(article)
    if as_json:
        from qa.answering.article_json import article_to_json  # not needed for --help

        write_json({**article_to_json(view), "source": view.article.source})
    else:
        show(article_lines(view))
    return exits.OK


def article_lines(view: ArticleView) -> Iterator[Line]:
    """Yield the article as a person reads it; every quotation with `[start:end]` in the canonical text."""
    article = view.article
    yield line(safe_line(article.title or article.id), "strong")
    facts = {"id": article.id, **article.metadata, "source": article.source, "format": article.format}
    facts["sha256"] = article.sha256
    for name, value in facts.items():
        if value and name != "title":
            yield line(f"{name:<12} {safe_line(value)}", "dim", wrap=False)
    turns = {turn.ordinal: turn for turn in view.turns}
    current: int | None = None
    for passage in view.passages:
        if passage.turn != current:
            current = passage.turn
            yield line()
            yield _heading(turns.get(passage.turn))
        kind = " caption" if passage.kind == "caption" else ""
        yield line(f"passage {passage.id} [{passage.start}:{passage.end}]{kind}", "dim", indent=2)
        yield line(safe(passage.text), indent=4)


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
