"""Links that open at the words, as the text fragment draft has them."""

from __future__ import annotations

import pytest

from qa.answering.citations import cite, link_to_words
from qa.records import Passage, Span
from qa.views import ArticleSummary

PAGE = "https://courier.example/bridge"


def test_a_short_quotation_is_the_fragment_itself() -> None:
    """Spaces and line breaks in the source are one space on the page."""
    assert link_to_words(PAGE, "opened\n in May") == f"{PAGE}#:~:text=opened%20in%20May"


@pytest.mark.parametrize(("words", "encoded"), [("a-b", "a%2Db"), ("a, b", "a%2C%20b"), ("a & b", "a%20%26%20b")])
def test_characters_with_a_meaning_in_the_directive_are_encoded(words: str, encoded: str) -> None:
    """A bare dash or comma would be read as prefix, suffix or end of the range."""
    assert link_to_words(PAGE, words) == f"{PAGE}#:~:text={encoded}"


def test_a_long_quotation_is_given_by_its_first_and_last_words() -> None:
    """A link of a thousand characters cannot be pasted."""
    words = " ".join(f"word{n}" for n in range(40))
    link = link_to_words(PAGE, words)
    assert link == f"{PAGE}#:~:text=word0%20word1%20word2%20word3%20word4,word35%20word36%20word37%20word38%20word39"


def test_a_fragment_of_the_page_stays() -> None:
    """The text directive comes after the page's own anchor, and replaces an older directive."""
    assert link_to_words(f"{PAGE}#top:~:text=old", "new") == f"{PAGE}#top:~:text=new"


@pytest.mark.parametrize("url", [None, "", "file:///etc/passwd", "javascript:alert(1)"])
def test_there_is_no_link_without_a_web_address(url: str | None) -> None:
    """A citation never carries a link that runs code or opens a local file."""
    assert link_to_words(url, "words") is None


def test_a_citation_points_at_the_whole_passage_and_links_to_the_chosen_words() -> None:
    """The quotation is the passage; the page opens where the answer stands in it."""
    passage = Passage(7, "a.txt", 0, 100, 117, "It opened in May.", speaker="Rosa Lind", role="interviewee")
    head = ArticleSummary("a.txt", "A bridge", "Courier", "2024", None, PAGE, "txt", None, 500, 3, "ab" * 32)
    citation = cite(passage, head, words=Span(3, 16))
    assert (citation.passage_id, citation.start, citation.end, citation.quote) == (7, 100, 117, "It opened in May.")
    assert (citation.speaker, citation.outlet, citation.sha256) == ("Rosa Lind", "Courier", "ab" * 32)
    assert citation.deep_link == f"{PAGE}#:~:text=opened%20in%20May"
