"""Citations: where a passage stands, and a link to the words that matter in it."""

from __future__ import annotations

from qa.citing.citations import cite
from qa.records import Passage, Span
from qa.views import ArticleSummary

PAGE = "https://courier.example/bridge"


def test_a_citation_points_at_the_whole_passage_and_links_to_the_chosen_words() -> None:
    """The quotation is the passage; the page opens where the answer stands in it."""
    passage = Passage(7, "a.txt", 0, 100, 117, "It opened in May.", speaker="Rosa Lind", role="interviewee")
    head = ArticleSummary("a.txt", "A bridge", "Courier", "2024", None, PAGE, "txt", None, 500, 3, "ab" * 32)
    citation = cite(passage, head, words=Span(3, 16))
    assert (citation.passage_id, citation.start, citation.end, citation.quote) == (7, 100, 117, "It opened in May.")
    assert (citation.speaker, citation.outlet, citation.sha256) == ("Rosa Lind", "Courier", "ab" * 32)
    assert citation.deep_link == f"{PAGE}#:~:text=opened%20in%20May"


def test_with_the_article_the_link_tells_the_words_from_the_same_words_elsewhere() -> None:
    """The browser opens the first place that fits; the one that is cited may be the second."""
    text = "It opened in May. Then it closed. Later it opened in May. Again."
    passage = Passage(7, "a.txt", 0, 34, 57, "Later it opened in May.")
    head = ArticleSummary("a.txt", "A bridge", "Courier", "2024", None, PAGE, "txt", None, 500, 3, "ab" * 32)
    citation = cite(passage, head, words=Span(6, 22), text=text)
    assert citation.deep_link == f"{PAGE}#:~:text=Later-,it%20opened%20in%20May"


def test_a_citation_names_what_of_it_was_inferred() -> None:
    """Whoever prints the outlet must see that it was read out of the text; a place is no part of a citation."""
    head = ArticleSummary(
        *("a.txt", "A bridge", "VNA", None, None, None, "txt", None, 500, 3, "ab" * 32),
        inferred={"place": "the dateline", "outlet": "the dateline"},
    )
    assert cite(Passage(1, "a.txt", 0, 0, 5, "Words"), head).inferred == ("outlet",)
