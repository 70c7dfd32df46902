"""Passages are whole sentences of one turn, each a slice of the article."""

from __future__ import annotations

from qa.ingestion.chunker import cut_into_passages
from qa.records import Article


def test_passages_are_slices_of_the_article() -> None:
    """A quotation is only checkable when the passage is its slice."""
    article = Article(id="a", text="One sentence here. Another one there.\n\nW-IMG_1.jpg\nA man. Photo: VNA\n")
    _, passages = cut_into_passages(article)
    assert [passage.text for passage in passages] == ["One sentence here. Another one there.", "A man. Photo: VNA"]
    assert all(article.text[passage.start : passage.end] == passage.text for passage in passages)
    assert [passage.kind for passage in passages] == ["body", "caption"]
