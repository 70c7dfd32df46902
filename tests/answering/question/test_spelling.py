"""Words that no passage has are taken for the nearest one that some passage has, and nothing else is touched."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.answerer import Answerer
from qa.answering.question.spelling import Respelled, respell
from qa.answers import Respelling
from qa.archive.archive import Archive
from qa.encoder.onnx_encoder import open_encoder
from qa.indexing.indexer import Indexer
from qa.records import Article, Filters, Span
from qa.search.derived import Derived, open_derived
from qa.settings import Settings
from tests.bag_encoder import BagEncoder

LANGUAGES = Article(
    id="languages.txt",
    text=(
        "Anders Hejlsberg wrote a compiler in Copenhagen. Hejlsberg then wrote another, and Heljsberg is a misprint.\n"
        "The plant stands in Đồng Nai, near the Zarubezhneft office. Farmers grow barley and bailey, and the harvest "
        "of the computers is counted in bytes."
    ),
)

COMMON = {"grown", "write", "first", "office"}


@pytest.fixture
def words(archive: Archive, encoder: BagEncoder) -> Derived:
    Indexer(archive, encoder).index([LANGUAGES], roots=[])
    return open_derived(archive.folder, archive)


@pytest.mark.parametrize(
    ("question", "looked_up"),
    [
        ("who is heilsberg?", "who is Hejlsberg?"),
        ("Hejslberg's first compiler", "Hejlsberg's first compiler"),
        ("the Copenhagn compilerr", "the Copenhagen compiler"),
        ("the Zarubeznef office", "the Zarubezhneft office"),
        ("a plant in Dong Nai", "a plant in Dong Nai"),
        ("a plnt in Dóng Nai", "a plnt in Dóng Nai"),
        ("compters and COMPILERS", "computers and COMPILERS"),
        ('who is "heilsberg"?', 'who is "heilsberg"?'),
        ("who is “heilsberg”?", "who is “heilsberg”?"),
        ("the word xylophone", "the word xylophone"),
        ("a farley grown in 20245", "a farley grown in 20245"),
        ("when will it be said again?", "when will it be said again?"),
        ("", ""),
    ],
    ids=[
        "another letter",
        "two letters that changed places",
        "a letter missing, a letter doubled",
        "two slips in a long word",
        "marks left out",
        "a short word",
        "a known word in other forms",
        "straight quotation marks",
        "curly quotation marks",
        "nothing near",
        "another first letter, and a number",
        "words that are everywhere",
        "nothing",
    ],
)
def test_what_is_looked_up(question: str, looked_up: str, words: Derived, archive: Archive) -> None:
    """A slip of the fingers must not hide a passage, and what the archive has is never changed."""
    found = respell(question, words.lexical, archive, is_common=COMMON.__contains__)
    assert found.text == looked_up
    for change in found.changes:
        assert found.as_typed(span_of(found.text, change.word)) == Span(change.start, change.end)


def span_of(text: str, word: str) -> Span:
    return Span(text.index(word), text.index(word) + len(word))


def test_the_more_frequent_of_two_equally_near_words_is_taken(words: Derived, archive: Archive) -> None:
    """Both are one slip away; the misprint stands once, the name twice."""
    assert respell("Hejjsberg", words.lexical, archive, is_common=COMMON.__contains__).text == "Hejlsberg"


def test_a_removed_article_no_longer_lends_its_words(archive: Archive, encoder: BagEncoder) -> None:
    """A word taken from what is gone would find nothing."""
    Indexer(archive, encoder).index([LANGUAGES], roots=[])
    archive.remove_article(LANGUAGES.id)
    derived = open_derived(archive.folder, archive)
    assert respell("who is heilsberg?", derived.lexical, archive, is_common=COMMON.__contains__).changes == ()


def test_the_answer_tells_what_was_looked_up(tmp_path: Path) -> None:
    """The same passage as for the right spelling, and the reader sees that the question was changed.

    The real encoder knows "write" for a word, though only "wrote" stands in the archive.
    """
    encoder = open_encoder(Settings())
    with Archive.open(tmp_path, create=True) as archive:
        Indexer(archive, encoder).index([LANGUAGES], roots=[])
        answerer = Answerer(archive, open_derived(tmp_path, archive), encoder, depth=40)
        asked = partial(answerer.ask, top_k=3, filters=Filters(), min_confidence=0.0, explain=True)
        typed, right = asked("where did heilsberg write?"), asked("where did Hejlsberg write?")
    assert typed.respelled == (Respelling(10, 19, "Hejlsberg"),)
    assert typed.question == "where did heilsberg write?"
    assert right.respelled == ()
    assert [hit.passage.id for hit in typed.hits] == [hit.passage.id for hit in right.hits]
    assert typed.confidence == pytest.approx(right.confidence)
    why = typed.hits[0].explanation
    assert why is not None
    assert [typed.question[word.start : word.end] for word in why.words] == ["where", "did", "heilsberg", "write", "?"]


@given(
    st.lists(st.tuples(st.text("ab ", max_size=4), st.text("xy", min_size=1, max_size=4), st.text("vw", min_size=1)))
)
def test_offsets_are_those_of_the_question_as_typed(parts: list[tuple[str, str, str]]) -> None:
    """Whatever is replaced by something longer or shorter, what was kept stands where it was typed."""
    typed, text = "", ""
    changes: list[Respelling] = []
    kept: list[tuple[Span, Span]] = []
    for before, old, new in parts:
        if before:
            kept.append((Span(len(text), len(text) + len(before)), Span(len(typed), len(typed) + len(before))))
        typed, text = typed + before, text + before
        changes.append(Respelling(len(typed), len(typed) + len(old), new))
        kept.append((Span(len(text), len(text) + len(new)), Span(len(typed), len(typed) + len(old))))
        typed, text = typed + old, text + new
    looked_up = Respelled(text, tuple(changes))
    for there, here in kept:
        assert looked_up.as_typed(there) == here
