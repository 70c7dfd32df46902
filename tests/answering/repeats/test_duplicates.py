"""One place for what is said once: what counts as the same, and what never does."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.answerer import Answerer
from qa.answering.reading.evidence import NEXT_HITS
from qa.answering.repeats.duplicates import FILLERS, LEAST_WORDS, Wording, fold_duplicates
from qa.answering.repeats.named_times import NamedTimes
from qa.answers import Answer
from qa.archive.archive import Archive
from qa.archive.times import NamedTime
from qa.errors import IndexDamaged
from qa.indexing.indexer import Indexer
from qa.records import Article, Filters, Passage
from qa.search.derived import open_derived
from qa.times.days import around
from qa.to_json import answer_to_json
from tests.bag_encoder import BagEncoder

RISE = "In 2024 trade between the two countries rose by 3 % to 5.5 billion dollars, said Minister Ana Lima."


def passage(text: str, *, speaker: str | None = None, number: int = 0) -> Passage:
    return Passage(number, f"{number}.txt", 0, 0, len(text), text, speaker=speaker)


def folds(better: str, other: str) -> bool:
    return fold_duplicates([passage(better), passage(other)], places=5) == [[0, 1]]


@pytest.mark.parametrize(
    "other",
    [
        RISE,
        RISE.upper(),
        RISE.replace(", said", " – said").replace("3 %", "3%").replace(" ", "  "),
        RISE.replace("trade", "uh, trade, you know,").replace("the two", "two"),
        RISE.replace("Minister", "(Laughter.) Minister"),
    ],
)
def test_the_same_words_are_the_same_however_written_down(other: str) -> None:
    """Transcripts of one clip differ in case, punctuation and fillers."""
    assert folds(RISE, other)
    assert folds(other, RISE)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("2024", "2025"),
        ("3 %", "4 %"),
        ("5.5", "55"),
        ("5.5", "5"),
        ("3 %", "3"),
        ("3 %", "-3 %"),
        ("5.5 billion", "€5.5 billion"),
        ("Ana Lima", "Ana Lind"),
        ("Ana Lima", "Rosa Lima"),
        ("rose", "fell"),
        ("rose", "did not rise"),
        ("rose", "never rose"),
        ("two countries", "three countries"),
        ("billion", "million"),
        ("Lima.", "Lima?"),
    ],
)
def test_another_fact_in_the_same_sentence_is_never_folded(said: str, instead: str) -> None:
    """One number, name, sign or "not" apart, and hiding either would be a wrong answer."""
    other = RISE.replace(said, instead)
    assert other != RISE
    assert not folds(RISE, other)
    assert not folds(other, RISE)


def test_a_part_is_folded_into_the_whole_and_not_the_whole_into_a_part() -> None:
    """Passages are cut differently in two episodes; what says more is never hidden."""
    whole = f"Yes, it went well. {RISE} This year we expect more."
    assert folds(whole, RISE)
    assert not folds(RISE, whole)


@pytest.mark.parametrize(
    "whole",
    [
        f"It is not true that {RISE[0].lower()}{RISE[1:]}",
        f"{RISE[:-1]}, but that was before the crisis.",
        RISE.replace("billion dollars, said", "billion dollars. That is what is wrong, said"),
    ],
)
def test_part_of_a_sentence_is_not_what_the_sentence_says(whole: str) -> None:
    """A condition or a "not" before or after the same words turns them around."""
    assert not folds(whole, RISE)


def test_short_passages_mean_what_stands_around_them() -> None:
    """Eleven words are folded nowhere, twelve are; fillers do not make a courtesy longer."""
    words = [f"word{number}" for number in range(LEAST_WORDS)]
    enough, short = " ".join(words) + ".", " ".join(words[1:]) + "."
    assert folds(enough, enough)
    assert not folds(short, short)
    assert not folds(f"So, um, {short}", f"So, um, {short}")
    assert not folds("Yeah, absolutely.", "Yeah, absolutely.")


@pytest.mark.parametrize(
    ("speaker", "other", "one"),
    [
        ("DREW ENDY", "Drew", True),
        ("Trần Hồng Hà", "TRAN HONG HA", True),
        ("Ana Lima", None, True),
        (None, "Ana Lima", True),
        ("Ana Lima", "Rosa Lind", False),
        ("Ana Lima", "Ana Lind", False),
    ],
)
def test_two_speakers_of_the_same_words_keep_their_places(speaker: str | None, other: str | None, one: bool) -> None:
    """Who said it is half of a quotation."""
    groups = fold_duplicates([passage(RISE, speaker=speaker), passage(RISE, speaker=other)], places=5)
    assert groups == ([[0, 1]] if one else [[0], [1]])


def test_places_count_distinct_passages_and_copies_follow_their_rank() -> None:
    """Copies do not use up the places asked for; those that come before the next distinct passage are all named."""
    other, third = RISE.replace("2024", "2023"), RISE.replace("2024", "2022")
    ranked = [passage(text) for text in (RISE, RISE, other, RISE, other, third, RISE)]
    assert fold_duplicates(ranked, places=2) == [[0, 1, 3], [2, 4]]
    assert fold_duplicates(ranked, places=3) == [[0, 1, 3, 6], [2, 4], [5]]
    assert fold_duplicates(ranked, places=1) == [[0, 1]]
    assert fold_duplicates([], places=3) == []


def test_the_wording_of_a_text_is_what_its_docstring_says() -> None:
    """Numbers whole, signs that mean something, no fillers."""
    assert Wording.of("Well, I mean, 3.5 %!").words == ("well", "3.5", "%")
    assert Wording.of("It’s −3 or so-called 10–20, the don't").words == (
        *("it's", "−3", "or", "called", "10", "20"),
        "don't",
    )
    assert Wording.of("").text == "  "


@given(st.lists(st.sampled_from(["ant", "bee", "3", "not", ".", "?", "uh", "the", "4 %"]), max_size=40), st.data())
def test_what_is_folded_is_said_by_what_is_shown(words: list[str], data: st.DataObject) -> None:
    """Whatever the texts: the words of a copy, fillers aside, stand in a row in the passage that is shown."""
    start, end = sorted((data.draw(st.integers(0, len(words))), data.draw(st.integers(0, len(words)))))
    changed = data.draw(st.lists(st.sampled_from(["ant", "3", "."]), max_size=1))
    better, other = " ".join(words), " ".join([*words[start:end], *changed])
    if folds(better, other):
        shown, copied = Wording.of(better).words, Wording.of(other).words
        assert len(copied) >= LEAST_WORDS
        assert any(shown[at : at + len(copied)] == copied for at in range(len(shown)))
        assert not set(copied) & FILLERS


# Over a real index

FIRST = Article(id="ep1.txt", title="Boats", text=RISE)
LATER = Article(
    id="ep9.txt",
    title="The year",
    text=(
        "HOST: What did we hear of the harbour and its boats in spring?\n"
        f"ANA LIMA: {RISE}\n"
        "HOST: And what did the people of the harbour hope for then?\n"
        "ANA LIMA: Snow in winter, as they always do in the north."
    ),
)
OTHER = Article(id="ep5.txt", title="Trade", text=RISE.replace("2024", "2025").replace("3 %", "4 %"))
ARTICLES = {article.id: article for article in (FIRST, LATER, OTHER)}


@pytest.fixture
def year(archive: Archive, encoder: BagEncoder) -> Answerer:
    Indexer(archive, encoder).index(ARTICLES.values(), roots=[])
    return Answerer(archive, open_derived(archive.folder, archive), encoder, depth=40)


def ask(answerer: Answerer, *, top_k: int) -> Answer:
    question = "How much did trade between the two countries rise in 2024?"
    answer = answerer.ask(question, top_k=top_k, filters=Filters(), min_confidence=0.5)
    return replace(answer, took_ms=0.0)


def test_the_copy_is_cited_where_the_original_is_shown(year: Answerer) -> None:
    """Both stand in their articles where the citations say; the other year's figure has its own place."""
    shown, other = [hit for hit in ask(year, top_k=9).hits if "trade" in hit.passage.text]
    [copy] = shown.also_in
    assert {shown.citation.article_id, copy.article_id} == {"ep1.txt", "ep9.txt"}
    for citation in (shown.citation, copy, other.citation):
        article = ARTICLES[citation.article_id]
        assert article.text[citation.start : citation.end] == citation.quote
        assert (citation.sha256, citation.title) == (article.sha256, article.title)
    assert (other.citation.article_id, other.also_in) == ("ep5.txt", ())


def test_places_are_filled_with_distinct_passages(year: Answerer) -> None:
    """Who asks for two passages gets two things said, with the copy beside them; nothing else depends on how many."""
    few, many = ask(year, top_k=2), ask(year, top_k=9)
    assert [hit.rank for hit in few.hits] == [1, 2]
    assert len({hit.passage.text for hit in many.hits}) == len(many.hits)
    assert few.hits == many.hits[:2]
    assert (few.confidence, few.evidence) == (many.confidence, many.evidence)
    assert ask(year, top_k=1).confidence == many.confidence


def test_the_json_lists_the_copies_and_repeats_itself(year: Answerer) -> None:
    """The citation of a copy has the shape of every citation."""
    found = answer_to_json(ask(year, top_k=1))
    assert json.dumps(found) == json.dumps(answer_to_json(ask(year, top_k=1)))
    assert isinstance(found["passages"], list)
    [hit] = found["passages"]
    [copy] = hit["also_in"]
    assert list(copy) == list(hit["citation"])


def test_the_lead_of_a_passage_is_over_the_next_things_said(year: Answerer) -> None:
    """A copy right behind the first passage must not make it look undecided."""
    answer = ask(year, top_k=9)
    first, *following = answer.hits
    assert first.also_in
    others = [hit.score for hit in following if hit.passage.article_id != first.passage.article_id][:NEXT_HITS]
    assert answer.evidence is not None
    assert answer.evidence.lead_beyond == pytest.approx(first.score - sum(others) / len(others))


def test_a_copy_whose_words_are_not_the_articles_is_refused(year: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is listed is checked like what is shown."""
    real = Archive.texts
    shown = ask(year, top_k=1).hits[0].citation.article_id

    def changed(self: Archive, article_ids: Iterable[str]) -> dict[str, str]:
        texts = real(self, article_ids)
        return {i: text if i == shown else text.replace("3 %", "9 %") for i, text in texts.items()}

    monkeypatch.setattr(Archive, "texts", changed)
    with pytest.raises(IndexDamaged, match=r"ep[19]\.txt"):
        ask(year, top_k=1)


def test_the_same_words_about_another_year_are_no_copy() -> None:
    """Saying "trade rose last year" is done every year; a copy printed the next day keeps its "yesterday"."""
    first, same, next_day = (replace(passage(RISE), id=number) for number in (1, 2, 3))
    march, april, year_before = date(2025, 3, 31), date(2025, 4, 1), date(2024, 3, 31)
    times = NamedTimes({1: [NamedTime(0, around(march, "day"))], 2: [NamedTime(0, around(year_before, "day"))]})
    assert fold_duplicates([first, same], places=5, times=times) == [[0], [1]]
    times = NamedTimes({1: [NamedTime(0, around(march, "day"))], 3: [NamedTime(0, around(april, "day"))]})
    assert fold_duplicates([first, next_day], places=5, times=times) == [[0, 1]]
    assert fold_duplicates([first, same], places=5, times=times) == [[0, 1]]  # what names no time contradicts nobody


def test_no_filler_keeps_a_copy_from_being_one() -> None:
    """Copies are looked for by their longest word, which must not be one that may be left out."""
    for filler in sorted(FILLERS):
        copy = f"{filler.capitalize()}, {RISE}"
        assert fold_duplicates([passage(RISE), passage(copy, number=1)], places=2) == [[0, 1]], filler
