"""Articles from bytes that were sent and pages that were fetched: their ids, metadata and sources."""

from __future__ import annotations

import pytest

from qa.errors import UnreadableArticle
from qa.ingestion.sources.fetching import Fetched
from qa.ingestion.sources.received import read_file, read_page, read_text

PAGE = b"<html><head><title>A talk</title></head><body><article><p>The keeper repairs it.</p></article></body></html>"


def test_a_text_is_called_after_its_digest_unless_told_otherwise() -> None:
    """The same text gets the same id, so sending it twice adds it once."""
    first = read_text("The keeper.", article_id=None, metadata={"outlet": "O"}, max_chars=100)
    assert first.id == f"text/{first.sha256[:16]}"
    assert (first.text, first.outlet, first.source) == ("The keeper.", "O", None)
    assert read_text("The keeper.", article_id="own", metadata={}, max_chars=100).id == "own"


@pytest.mark.parametrize(
    ("url", "article_id"),
    [
        ("https://daily.example/2025/talk", "daily.example/2025/talk"),
        ("https://daily.example/talk/?id=5", "daily.example/talk?id=5"),
        ("https://daily.example:8443/", "daily.example:8443"),
    ],
)
def test_a_page_is_called_after_its_address_and_links_to_it(url: str, article_id: str) -> None:
    """A citation must lead to the page."""
    found = read_page(Fetched(url, PAGE, ".html"), article_id=None, metadata={}, max_chars=1000)
    assert (found.id, found.url, found.source) == (article_id, url, url)
    assert "The keeper repairs it." in found.text


def test_what_the_sender_says_stands_above_what_the_file_states() -> None:
    """And is no longer called read out of the text."""
    data = b"---\ntitle: Theirs\noutlet: Kept\n---\nThe keeper repairs it.\n"
    [found] = read_file(data, name="a/b/talk.md", article_id=None, metadata={"title": "Mine"}, max_chars=1000)
    assert (found.id, found.title, found.outlet, found.source) == ("talk.md", "Mine", "Kept", None)
    assert "title" not in found.inferred


def test_a_line_of_jsonl_keeps_its_own_id_unless_it_is_the_only_one() -> None:
    """An id given with a file of many lines is the beginning of theirs."""
    two = b'{"id": "x", "text": "One."}\n{"text": "Two."}\n'
    found = read_file(two, name="f.jsonl", article_id="mine", metadata={}, max_chars=1000)
    assert [one.id for one in found] == ["x", "mine#2"]
    one = read_file(b'{"id": "x", "text": "One."}\n', name="f.jsonl", article_id="mine", metadata={}, max_chars=1000)
    assert [article.id for article in one] == ["mine"]


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "a.jsonl"), (b'{"text": "A.", "id": "x"}\n{"text": "B.", "id": "x"}', "a.jsonl"), (b"x", "a"), (b"x", "")],
)
def test_what_is_no_file_of_articles_is_refused(data: bytes, name: str) -> None:
    """No line, an id twice, no suffix, no name."""
    with pytest.raises(UnreadableArticle):
        read_file(data, name=name, article_id=None, metadata={}, max_chars=1000)
