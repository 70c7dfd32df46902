"""Articles that did not come from a folder: bytes that were sent, with a name, or fetched, with a URL.

They have no file that is theirs, so an index run over a folder leaves them alone.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from qa.errors import UnreadableArticle
from qa.ingestion.article_parser import checked_id, find_format, parse_article
from qa.ingestion.formats import jsonl
from qa.ingestion.sources.fetching import Fetched
from qa.records import Article


def read_file(
    data: bytes, *, name: str, article_id: str | None, metadata: Mapping[str, str], max_chars: int
) -> list[Article]:
    """Return the articles in a file's bytes: one, or of JSONL one a line.

    `name` is the file's, whose suffix says what it is; it is the id too, unless one is given or the file states one.
    `metadata` stands above what the file states. Raises UnreadableArticle.
    """
    name = PurePosixPath(name.replace("\\", "/")).name
    suffix = PurePosixPath(name).suffix
    if find_format(suffix, source=name).name == jsonl.FORMAT:
        return _read_lines(data, name, article_id, metadata, max_chars)
    found = parse_article(data, article_id=article_id or name, source=name, suffix=suffix, max_chars=max_chars)
    return [_told(found, metadata, None)]


def read_text(text: str, *, article_id: str | None, metadata: Mapping[str, str], max_chars: int) -> Article:
    """Return the article whose canonical text is `text`; without an id it is called after its digest."""
    line = json.dumps({"text": text, "metadata": dict(metadata)}).encode()
    found = parse_article(line, article_id="text", source="text", suffix=".jsonl", max_chars=max_chars)
    called = checked_id(article_id, source=repr(article_id)) if article_id else f"text/{found.sha256[:16]}"
    return replace(found, id=called, source=None)


def read_page(page: Fetched, *, article_id: str | None, metadata: Mapping[str, str], max_chars: int) -> Article:
    """Return the article on a fetched page; without an id it is called after its URL, whose page it links to."""
    parts = urlsplit(page.url)
    called = f"{parts.netloc}{parts.path}".rstrip("/") + (f"?{parts.query}" if parts.query else "")
    found = parse_article(
        page.data, article_id=article_id or called, source=page.url, suffix=page.suffix, max_chars=max_chars
    )
    return _told(replace(found, url=found.url or page.url), metadata, page.url)


def _read_lines(
    data: bytes, name: str, article_id: str | None, metadata: Mapping[str, str], max_chars: int
) -> list[Article]:
    lines = list(jsonl.split_lines(io.BytesIO(data), limit=jsonl.max_bytes(max_chars)))
    found: dict[str, Article] = {}
    for number, line in lines:
        where = f"{name}:{number}"
        if line is None:
            raise UnreadableArticle(where, f"over {max_chars:,} characters", next_step="split the article")
        one = parse_article(
            line, article_id=f"{article_id or name}#{number}", source=where, suffix=".jsonl", max_chars=max_chars
        )
        if article_id and len(lines) == 1:
            one = replace(one, id=checked_id(article_id, source=repr(article_id)))
        if one.id in found:
            raise UnreadableArticle(where, f"id {one.id!r} stands twice", next_step="give each line an id of its own")
        found[one.id] = _told(one, metadata, None)
    if not found:
        raise UnreadableArticle(name, "empty: no line", next_step="add an article a line")
    return list(found.values())


def _told(article: Article, metadata: Mapping[str, str], source: str | None) -> Article:
    inferred = {name: why for name, why in article.inferred.items() if name not in metadata}
    told: dict[str, Any] = {**metadata, "source": source, "inferred": inferred}
    return replace(article, **told)
