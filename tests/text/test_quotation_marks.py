"""Spans in quotation marks: which marks belong together, over how many paragraphs, and where that is unsure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.records import Span
from qa.text.quotation_marks import Quotation, Quotations, find_quotations


def quotations_of(text: str) -> Quotations:
    """Return the quotations of a text whose paragraphs are its lines."""
    paragraphs, position = [], 0
    for line in text.split("\n"):
        paragraphs.append(Span(position, position + len(line)))
        position += len(line) + 1
    return find_quotations(text, paragraphs)


def quoted(text: str) -> list[list[str]]:
    """Return the words of each outermost quotation, a string for each paragraph."""
    return [[text[start:end] for start, end in one.parts] for one in quotations_of(text).found]


@pytest.mark.parametrize(
    "text",
    ["“Yes,” he said.", '"Yes," he said.', "«Yes,» he said.", "„Yes,“ he said.", "‘Yes,’ he said.", "He: “Yes,”"],
)
def test_each_kind_of_mark_closes_what_its_partner_opens(text: str) -> None:
    """English, French, German and straight marks alike; the marks are no part of the words."""
    assert quoted(text) == [["Yes,"]]


def test_apostrophes_are_no_marks() -> None:
    """ "Ministers’", "don’t" and "’tis" open and close nothing."""
    assert quoted("‘We don’t know the ministers’ plans,’ he said. It was ‘tis or ‘92.") == [
        ["We don’t know the ministers’ plans,"]
    ]


def test_an_inch_is_no_mark() -> None:
    """A straight mark behind a number measures."""
    assert quotations_of('A 12" pipe burst.') == Quotations((), ())


def test_a_quotation_inside_another_is_nested() -> None:
    """Whoever is quoted by the speaker is somebody else."""
    text = "“He told me ‘it is over’ and left,” she said."
    (outer,) = quotations_of(text).found
    assert [text[one.start : one.end] for one in outer.nested] == ["‘it is over’"]


def test_a_quotation_goes_on_in_paragraphs_that_open_with_its_mark() -> None:
    """The convention of speeches: each paragraph opens, only the last one closes."""
    assert quoted("“One.\n“Two.\n“Three,” he said. “Four.”") == [["One.", "Two.", "Three,"], ["Four."]]


@pytest.mark.parametrize("text", ["“One.\nTwo.", "One.” Two.", "“One.\n“Two.\nThree.”", 'It "was.\nTwo.'])
def test_a_mark_without_a_partner_is_said_and_not_mended(text: str) -> None:
    """Where marks do not match up nobody can tell what is quoted."""
    found = quotations_of(text)
    assert found.found == ()
    assert found.unsure


@given(st.text("“”‘’«»„\"' a.,\n", max_size=80))
def test_quotations_lie_apart_and_hold_what_they_nest(text: str) -> None:
    """Whatever the marks, outermost quotations never cross, nor do those inside them."""

    def check(ordered: tuple[Quotation, ...], begin: int, end: int) -> None:
        for one in ordered:
            assert begin <= one.start < one.parts[0].start <= one.parts[-1].end < one.end <= end
            check(one.nested, one.start, one.end)
            begin = one.end

    found = quotations_of(text)
    check(found.found, 0, len(text))
    assert all(before.end < after.start for before, after in zip(found.unsure, found.unsure[1:], strict=False))
