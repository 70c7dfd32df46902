"""The whole path of a question over a small archive, with everything known by hand."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answering.answerer import Answerer
from qa.answers import Answer
from qa.archive.archive import ARCHIVE_NAME, Archive
from qa.errors import IndexDamaged
from qa.records import Filters
from qa.search.derived import Derived
from qa.to_json import answer_to_json
from tests.answering.conftest import BRIDGE, PODCAST
from tests.bag_encoder import BagEncoder


@pytest.fixture
def answerer(archive: Archive, derived: Derived, encoder: BagEncoder) -> Answerer:
    return Answerer(archive, derived, encoder, depth=40)


def ask(answerer: Answerer, question: str, *, top_k: int = 5, filters: Filters | None = None) -> Answer:
    return answerer.ask(question, top_k=top_k, filters=filters or Filters(), min_confidence=0.5)


def test_the_passage_that_says_it_comes_first_with_its_citation(answerer: Answerer) -> None:
    """The product in one assertion: words, place, source, link."""
    hit = ask(answerer, "Where did the steel of the bridge come from?").hits[0]
    citation = hit.citation
    assert (hit.rank, citation.article_id, citation.outlet, citation.published) == (
        1,
        "news/bridge.txt",
        "Coast Courier",
        "2024-05-03",
    )
    assert BRIDGE.text[citation.start : citation.end] == citation.quote == hit.passage.text
    assert citation.sha256 == BRIDGE.sha256
    assert citation.deep_link == (
        "https://courier.example/bridge#:~:text=Engineer%20Rosa%20Lind%20said%20the%20steel%20came%20from%20Norway."
    )
    assert [hit.passage.text[a:b] for a, b in hit.highlights] == ["Engineer Rosa Lind said the steel came from Norway."]


def test_an_answer_carries_its_speaker_and_the_question_it_replies_to(answerer: Answerer) -> None:
    """The interviewer's words are context, never the guest's quotation."""
    hit = next(hit for hit in ask(answerer, "boat of oak").hits if hit.passage.text.startswith("A small boat"))
    assert hit.rank == 1
    assert hit.citation.speaker == "ADA BERG"
    assert hit.question == "What did you build first, before you had a workshop of your own?"
    assert hit.question not in hit.citation.quote


def test_a_citation_carries_the_question_with_its_place(answerer: Answerer) -> None:
    """Who prints the reply can print, and check, what was asked."""
    question = ask(answerer, "boat of oak").hits[0].citation.question
    assert question is not None
    assert question.text == "What did you build first, before you had a workshop of your own?"
    assert PODCAST.text[question.start : question.end] == question.text


def test_the_passages_around_a_hit_come_in_reading_order_when_asked_for(answerer: Answerer) -> None:
    """No further than the article goes, and none unless they are wanted."""
    found = answerer.ask("boat of oak", top_k=1, filters=Filters(), min_confidence=0.5, context=2)
    [hit] = found.hits
    assert hit.before is not None
    assert [(one.ordinal - hit.passage.ordinal, one.article_id) for one in hit.before] == [
        (-2, "podcast.txt"),
        (-1, "podcast.txt"),
    ]
    assert hit.before[-1].text.startswith("What did you build first")
    assert hit.after == ()
    [plain] = ask(answerer, "boat of oak", top_k=1).hits
    assert (plain.before, plain.after) == (None, None)


def test_hits_are_ranked_from_one_by_falling_score(answerer: Answerer) -> None:
    """Ranks are what users cite in bug reports; they must follow the score."""
    hits = ask(answerer, "the sea in Bergen").hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(ask(answerer, "the sea in Bergen", top_k=2).hits) == 2


def test_a_filter_leaves_out_other_articles(answerer: Answerer) -> None:
    """Even the best passage is not shown when its outlet was not asked for."""
    found = ask(answerer, "steel", filters=Filters(outlet="radio fjord"))
    assert {hit.citation.article_id for hit in found.hits} == {"podcast.txt"}
    assert ask(answerer, "steel", filters=Filters(outlet="nobody")).hits == ()


def test_without_hits_the_answer_is_an_honest_no(answerer: Answerer) -> None:
    """No hit, no confidence."""
    answer = ask(answerer, "steel", filters=Filters(article="none.txt"))
    assert (answer.answerable, answer.confidence, answer.hits) == (False, 0.0, ())


def test_unrelated_words_are_less_confident_than_the_articles_own(answerer: Answerer) -> None:
    """The nearest passages of a question that nothing answers are still shown, but not called an answer."""
    yes = ask(answerer, "Engineer Rosa Lind said the steel came from Norway")
    no = ask(answerer, "quantum chromodynamics lattice")
    assert yes.answerable
    assert not no.answerable
    assert no.hits
    assert yes.confidence > no.confidence


def test_the_same_question_gives_the_same_bytes(answerer: Answerer) -> None:
    """Apart from the time it took."""
    first, second = (replace(ask(answerer, "Ada Berg boat"), took_ms=0.0) for _ in range(2))
    assert answer_to_json(first) == answer_to_json(second)


def test_a_passage_whose_words_are_not_the_articles_is_refused(answerer: Answerer, tmp_path: Path) -> None:
    """A citation is checked when it is served, not only when it was made."""
    with closing(sqlite3.connect(tmp_path / "index" / ARCHIVE_NAME)) as connection, connection:
        connection.execute("UPDATE texts SET text = replace(text, 'Norway', 'Sweden')")
    with pytest.raises(IndexDamaged, match=r"news/bridge\.txt"):
        ask(answerer, "Where did the steel come from?")


def test_the_answers_json_has_the_documented_shape(answerer: Answerer) -> None:
    """Programs depend on these names."""
    found = answer_to_json(ask(answerer, "boat of oak", top_k=1))
    assert list(found) == [
        *("question", "respelled", "close_speakers", "answerable", "confidence", "index", "took_ms", "passages")
    ]
    assert found["index"] == {
        "sequence": 2,
        "model": BagEncoder().identity.label,
        "articles": 2,
        "passages": len(found["passages"]) + 4 if isinstance(found["passages"], list) else None,
    }
    assert isinstance(found["passages"], list)
    (passage,) = found["passages"]
    assert list(passage) == [
        *("rank", "score", "scores", "text", "kind", "highlights", "context", "citation"),
        *("also_in", "also_reported_by", "independent_outlets"),
    ]
    assert list(passage["scores"]) == ["dense", "lexical", "late"]
    assert passage["context"] == {"question": "What did you build first, before you had a workshop of your own?"}
    citation = passage["citation"]
    assert PODCAST.text[citation["start"] : citation["end"]] == citation["quote"] == passage["text"]
