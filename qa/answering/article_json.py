"""Articles and passages as JSON-ready dicts: the shapes that the command line and HTTP share."""

from __future__ import annotations

from dataclasses import asdict

from qa.answering.answer_json import citation_to_json, passage_to_json
from qa.views import ArticleSummary, ArticleView, Facets, PassageView


def summary_to_json(summary: ArticleSummary) -> dict[str, object]:
    """Return one line of the list of articles, without `source`: it names a file of the machine that answers."""
    found = asdict(summary)
    del found["source"]
    return {**found, "edited": list(summary.edited)}


def article_to_json(view: ArticleView) -> dict[str, object]:
    """Return an article whole, turns and passages in reading order, without `source`."""
    article = view.article
    return {
        "id": article.id,
        **article.metadata,
        "inferred": dict(article.inferred),
        "edited": list(view.edited),
        "format": article.format,
        "sha256": article.sha256,
        "body_start": article.body_start,
        "text": article.text,
        "turns": [asdict(turn) for turn in view.turns],
        "passages": [passage_to_json(passage) for passage in view.passages],
    }


def passage_view_to_json(view: PassageView) -> dict[str, object]:
    """Return one passage with what stands around it."""
    return {
        "passage": passage_to_json(view.passage),
        "citation": citation_to_json(view.citation),
        "question": view.question,
        "before": [passage_to_json(passage) for passage in view.before],
        "after": [passage_to_json(passage) for passage in view.after],
    }


def facets_to_json(facets: Facets) -> dict[str, object]:
    """Return what the archive can be narrowed by as plain dicts and lists."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(facets).items()}
