"""Where an article was written, as a page's schema.org data (JSON-LD) states it: what the extractor leaves unread."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

MAX_DEPTH = 6
_ARTICLES = ("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "Interview")


def find_place(tree: Any) -> str | None:
    """Return `dateline` or the name of `locationCreated` of the first article described in a parsed page."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue  # pages write all sorts of things there; the words of the article do not depend on it
        for item in _objects(data, 0):
            place = _text(item.get("dateline")) or _place_name(item.get("locationCreated"))
            if place and _is_article(item.get("@type")):
                return place
    return None


def _objects(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(data, dict):
        yield data
        yield from _objects(data.get("@graph"), depth + 1)
    elif isinstance(data, list):
        for item in data:
            yield from _objects(item, depth + 1)


def _is_article(kind: object) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(name, str) and name.rpartition("/")[2] in _ARTICLES for name in kinds)


def _place_name(place: object) -> str | None:
    return _text(place.get("name")) if isinstance(place, dict) else _text(place)


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
