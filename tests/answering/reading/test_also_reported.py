"""Several outlets that state the same: one place, everyone named, on a real index of four small articles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from qa.answering.answerer import Answerer
from qa.answering.reading.close_reading import CloseReading, Said
from qa.answers import Answer
from qa.archive.archive import Archive
from qa.encoder.arrays import Encoder, TokenVectors
from qa.encoder.onnx_encoder import open_encoder
from qa.indexing.indexer import Indexer
from qa.records import Article, Filters, Passage, Span
from qa.search.derived import open_derived
from qa.settings import Settings
from qa.to_json import answer_to_json

Ask = Callable[..., Answer]

FIRST = Article(
    id="courier.txt",
    outlet="Coast Courier",
    text="The harbour authority told us that it handled 4,310 ships in the year 2024, more than ever before.",
)
SECOND = Article(
    id="herald.txt",
    outlet="The Herald",
    text="The port had a good year. In 2024 the harbour authority handled 4,310 ships, its director said to us.",
)
WIRED = Article(
    id="post.txt",
    outlet="Morning Post",
    text="Port news. The harbour authority told us that it handled 4,310 ships in the year 2024, more than ever!",
)
OTHER_YEAR = Article(
    id="later.txt",
    outlet="The Herald",
    text="The harbour authority told us that it handled 4,702 ships in the year 2025, more than ever before.",
)
ASIDE = Article(
    id="aside.txt",
    outlet="Inland Times",
    text=(
        "How many ships the authority handled in 2024 is a question for a quiz that few of us knew. "
        "The authority at the harbour, its report says, handled 4,310 of them. Then came the music."
    ),
)
QUESTION = "How many ships did the harbour authority handle in 2024?"
STATEMENT = Span(0, 7)


# What the rest of an archive is about; among a handful of passages no word is rare.
REST = [
    Article(id=f"rest{number}.txt", outlet="Weekly", text=text)
    for number, text in enumerate(
        (
            "The baker on the square told us that bread sells best on Saturdays, when people come in from the hills.",
            "Our choir, she said, has never had more members than this winter, and most of them are under thirty.",
            "In the interview the minister spoke of schools, of teachers and of the long way that pupils have by bus.",
            "He began as a painter, then wrote two novels, and now he keeps bees behind the old mill by the river.",
            "Rain fell for nine days, the farmers told us, and the potatoes had to be lifted out of the mud by hand.",
            "The museum keeps its clocks wound; one of them has gone since the town hall burned down, its guide said.",
        )
    )
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder(Settings())


@pytest.fixture
def answer(tmp_path: Path, encoder: Encoder) -> Ask:
    def ask(*articles: Article, top_k: int = 9) -> Answer:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        with Archive.open(folder, create=True) as archive:
            Indexer(archive, encoder).index([*articles, *REST], roots=[])
            asked = Answerer(archive, open_derived(folder, archive), encoder, depth=40)
            found = asked.ask(QUESTION, top_k=top_k, filters=Filters(), min_confidence=0.5)
        return replace(found, took_ms=0.0)

    return ask


@pytest.fixture
def told(answer: Ask) -> Answer:
    return answer(FIRST, SECOND, OTHER_YEAR)


def test_another_outlet_with_the_same_statement_takes_no_place_of_its_own(told: Answer) -> None:
    """The reader sees one answer and two who report it; the other year's figure stands by itself."""
    one, other = told.hits[:2]
    assert one.citation.article_id in {"courier.txt", "herald.txt"}
    [report] = one.also_reported_by
    assert {one.citation.article_id, report.citation.article_id} == {"courier.txt", "herald.txt"}
    assert "4,310 ships" in report.citation.quote[slice(*report.words)]
    assert one.independent_outlets == 2
    assert (other.citation.article_id, other.also_reported_by, other.independent_outlets) == ("later.txt", (), 1)


def test_a_wire_copy_is_cited_and_not_counted(answer: Ask) -> None:
    """Three articles, two sources."""
    hit, *others = answer(FIRST, SECOND, WIRED).hits
    named = {hit.citation.article_id, *(one.article_id for one in hit.also_in)}
    named |= {report.citation.article_id for report in hit.also_reported_by}
    assert named == {"courier.txt", "herald.txt", "post.txt"}
    assert not named & {other.citation.article_id for other in others}
    assert hit.independent_outlets == 2


def test_nothing_of_it_depends_on_how_many_are_shown(answer: Ask) -> None:
    """Whoever asks for one passage is told of the same reports and the same confidence."""
    few = answer(FIRST, SECOND, WIRED, OTHER_YEAR, ASIDE, top_k=1)
    many = answer(FIRST, SECOND, WIRED, OTHER_YEAR, ASIDE)
    assert few.hits == many.hits[:1]
    assert (few.confidence, few.evidence) == (many.confidence, many.evidence)


def test_a_passage_that_answers_with_something_else_is_named_and_keeps_its_place(answer: Ask) -> None:
    """Folding it would hide what it says beyond the statement."""
    first, aside = answer(FIRST, ASIDE).hits[:2]
    assert (first.citation.article_id, aside.citation.article_id) == ("courier.txt", "aside.txt")
    [report] = first.also_reported_by
    assert report.citation == replace(aside.citation, deep_link=report.citation.deep_link)
    assert report.citation.quote[slice(*report.words)].startswith("The authority at the harbour")


def test_one_article_is_no_second_source(answer: Ask) -> None:
    """Who says a thing twice has not confirmed it."""
    twice = replace(FIRST, text=f"{FIRST.text}\n\n{'The quay is long and old. ' * 40}\n\n{SECOND.text}")
    first, second = answer(twice).hits[:2]
    for hit in (first, second):
        assert hit.citation.article_id == "courier.txt"
        assert (hit.also_reported_by, hit.independent_outlets) == ((), 1)


def test_the_json_names_reports_with_their_citations(told: Answer) -> None:
    """Programs read the same as people."""
    found = answer_to_json(told)["passages"]
    assert isinstance(found, list)
    [report] = found[0]["also_reported_by"]
    assert found[0]["independent_outlets"] == 2
    [words] = report["highlights"]
    assert "4,310 ships" in report["citation"]["quote"][words["start"] : words["end"]]
    assert list(report["citation"]) == list(found[0]["citation"])


class ReadByHand(CloseReading):
    """Eight passages; the sixth states, and answers with, what the fifth states."""

    def __init__(self) -> None:
        ranked = [Passage(n, f"{n}.txt", 0, 0, 9, f"passage {n}") for n in range(8)]
        tokens = SimpleNamespace(vectors=lambda _: {})
        super().__init__(None, ranked, tokens, None)  # type: ignore[arg-type]
        self.read: list[int] = []

    def said(self, number: int) -> Said:
        self.read.append(number)
        tokens = TokenVectors(np.zeros(0, np.int32), np.zeros((0, 48), np.uint8))
        answer = SimpleNamespace(span=STATEMENT if number == 5 else Span(0, 3))
        return Said(self._ranked[number], tokens, np.zeros((0, 2), np.int32), None, answer)  # type: ignore[arg-type]

    def restated(self, number: int, other: int) -> Span | None:
        return STATEMENT if (number, other) == (4, 5) else None


def test_what_nobody_is_told_of_is_not_read() -> None:
    """The sixth place counts for how far the first leads, and not with what it says; the fifth may take it."""
    reading = ReadByHand()
    places = reading.places(wanted=6, told=5)
    assert [place.shown for place in places] == [0, 1, 2, 3, 4, 6]
    assert [place.reports for place in places] == [(), (), (), (), ((5, STATEMENT),), ()]
    assert 6 not in reading.read
    reading.places(wanted=6, told=6)
    assert 6 in reading.read
