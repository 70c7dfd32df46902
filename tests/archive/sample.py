"""Small articles for the tests of the archive and what is derived from it: one passage a line, no chunker."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from qa.archive.archive import Archive
from qa.archive.rows import EncodedArticle, Label, PassageVectors, packed
from qa.records import Article, Passage, Turn
from tests.bag_encoder import BagEncoder, encode

RULES = "1"


def interview(article_id: str, *lines: str, **fields: Any) -> Article:
    """Return an article whose passages will be `lines`."""
    return Article(article_id, "\n".join(lines), source=f"/articles/{article_id}", **fields)


def encoded(article: Article, *, fingerprint: str = "f", **passage_fields: dict[int, Any]) -> EncodedArticle:
    """Encode `article`, a passage and a turn each line; `kind={1: "caption"}` sets a field of the second passage."""
    passages, turns, start = [], [], 0
    for ordinal, line in enumerate(article.text.split("\n")):
        end = start + len(line)
        passage = Passage(0, article.id, ordinal, start, end, line, turn=ordinal, speaker=f"Speaker {ordinal % 2}")
        given = {name: values[ordinal] for name, values in passage_fields.items() if ordinal in values}
        passages.append(replace(passage, **given))
        turns.append(Turn(ordinal, start, end, f"Speaker {ordinal % 2}"))
        start = end + 1
    vectors = [PassageVectors.from_encoding(encode(passage.text)) for passage in passages]
    labels = {"title": Label(article.title or article.id, packed(encode(article.title or article.id)))}
    return EncodedArticle(article, turns, passages, vectors, labels, fingerprint)


def new_archive(folder: Path, *articles: Article) -> Archive:
    """Return an archive open for writing that holds `articles`."""
    archive = Archive.open(folder, create=True)
    archive.bind(BagEncoder().identity, passage_rules=RULES)
    for article in articles:
        archive.put_article(encoded(article))
    return archive
