"""The records: what they compute, that they cannot change, and that their defaults are the plain case."""

from __future__ import annotations

import hashlib
import inspect
from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import answers, records, reports, views
from qa import verdicts as quotations
from qa.records import METADATA_FIELDS, Article, Filters, Passage, Span

RECORDS = [
    kind
    for module in (records, answers, reports, views, quotations)
    for _, kind in inspect.getmembers(module, inspect.isclass)
    if kind.__module__ == module.__name__ and is_dataclass(kind)
]


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: str(kind.__name__))
def test_records_are_frozen_slotted_and_described(kind: type) -> None:
    """They are shared between threads and layers; nobody may hang something of their own on one."""
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__dict__" not in dir(kind)
    assert kind.__doc__
    assert not kind.__doc__.startswith(f"{kind.__name__}(")


def test_an_article_cannot_be_changed() -> None:
    """Offsets point into its text for good."""
    with pytest.raises(FrozenInstanceError):
        Article("a.md", "text").text = "other"  # type: ignore[misc]


def test_sha256_is_that_of_the_text_in_utf8() -> None:
    """Anyone can compute it from the file: `sha256sum a.txt`."""
    assert Article("a.txt", "abc").sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert Article("a.txt", "Ninh Thuận").sha256 == hashlib.sha256(b"Ninh Thu\xe1\xba\xadn").hexdigest()


def test_sha256_depends_on_the_text_alone() -> None:
    """An article that moves or gets a better title keeps the digest that citations carry."""
    assert Article("a.txt", "abc").sha256 == Article("b/c.md", "abc", format="md", title="Another").sha256


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_texts_that_differ_have_different_digests(text: str) -> None:
    """White space and normalisation count: offsets would be off by them."""
    assert Article("a", text).sha256 != Article("a", text + " ").sha256


def test_metadata_are_the_descriptive_fields_in_order() -> None:
    """The order is that of the table in docs/formats.md and of labels; id, text and source are not descriptive."""
    article = Article("a.md", "text", title="A talk", published="2025-12", language="en", source="/srv/a.md")
    assert list(article.metadata) == list(METADATA_FIELDS)
    assert {name: value for name, value in article.metadata.items() if value} == {
        "title": "A talk",
        "published": "2025-12",
        "language": "en",
    }
    assert set(METADATA_FIELDS) < {f.name for f in fields(Article)}


@pytest.mark.parametrize("name", [f.name for f in fields(Filters)])
def test_filters_are_true_as_soon_as_one_is_given(name: str) -> None:
    """False means that every passage may answer, which is the quick way to search."""
    assert not Filters()
    assert Filters(**{name: "2025"})


def test_an_empty_filter_filters_nothing() -> None:
    """`?outlet=` in a URL is not the outlet without a name."""
    assert not Filters(outlet="", article="")


@given(st.text(), st.integers(0, 50), st.integers(0, 50))
def test_a_span_slices_as_it_unpacks(text: str, start: int, end: int) -> None:
    """Code points, end-exclusive: `text[start:end]`, nothing else to remember."""
    span = Span(start, end)
    assert text[slice(*span)] == text[span.start : span.end]


def test_a_passage_is_body_text_of_nobody_unless_said_otherwise() -> None:
    """A plain article has no speakers, no captions and no questions; id 0 says that no archive has seen it."""
    passage = Passage(0, "a.md", 0, 0, 4, "text")
    assert (passage.kind, passage.turn, passage.speaker, passage.role, passage.question) == (
        "body",
        0,
        None,
        None,
        None,
    )
