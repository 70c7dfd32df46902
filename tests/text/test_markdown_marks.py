"""Markdown as a page shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.records import Span
from qa.text.markdown_marks import without_marks
from tests.growth import MOST_GROWTH, growth


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**Ana:** When?", "Ana: When?"),
        ("It was *so*, and ***so***.", "It was so, and so."),
        ("**Over\ntwo lines**", "Over\ntwo lines"),
        ("_So_ and __so__.", "So and so."),
        ("**So *much* more**", "So much more"),
        ("[the words](https://a.example/b_c_d) here", "the words here"),
        ("![a picture](a.jpg)", "a picture"),
        *((text, text) for text in ("5 * 3 * 2", "a_b_c", "price*", "** so **", "*a\n\nb*", "[so] (so)", "x*y*z", "*")),
    ],
)
def test_marks_in_pairs_are_not_shown(text: str, shown: str) -> None:
    """What is no mark stays: a footnote's asterisk, a product, a name with underscores."""
    assert without_marks(text, Span(0, len(text))) == (shown, Span(0, len(shown)))


@given(st.text(alphabet="ab \n*_[]()!", max_size=60), st.data())
def test_words_stay_where_they_stood_between_the_same_words(text: str, data: st.DataObject) -> None:
    """What is shown before, of and behind the words is, together, what is shown of all."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown, (first, last) = without_marks(text, Span(start, end))

    def letters(part: str) -> str:
        return "".join(sign for sign in part if sign in "ab")

    for part, whole in ((shown[:first], text[:start]), (shown[first:last], text[start:end])):
        kept = iter(letters(whole))
        assert all(sign in kept for sign in letters(part))


@pytest.mark.parametrize("unit", ["*", "**", "*a ", "_a", "[", "[a](", "[a", "**a** "])
def test_marks_without_end_take_time_in_proportion(unit: str) -> None:
    """Every citation of an article with an address goes through its text."""

    def work(size: int) -> None:
        text = unit * (size // len(unit))
        without_marks(text, Span(len(text) // 2, len(text)))

    assert growth(work, 20_000) < MOST_GROWTH
