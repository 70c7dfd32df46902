"""Links that open at the words, as the text fragment draft has them."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.citing.text_fragments import link_to_words
from qa.records import Span
from qa.text.markdown_marks import without_marks

PAGE = "https://courier.example/bridge"


def fragment_of(text: str, words: str, *, last: bool = False) -> str:
    """Return the directive for the first (or last) place of `words` in `text`."""
    start = text.rindex(words) if last else text.index(words)
    link = link_to_words(PAGE, text, Span(start, start + len(words)))
    assert link is not None
    return link.removeprefix(f"{PAGE}#:~:text=")


def test_a_short_quotation_is_the_fragment_itself() -> None:
    """Spaces and line breaks in the source are one space on the page."""
    assert link_to_words(PAGE, "opened\n in May") == f"{PAGE}#:~:text=opened%20in%20May"


@pytest.mark.parametrize(("words", "encoded"), [("a-b", "a%2Db"), ("a, b", "a%2C%20b"), ("a & b", "a%20%26%20b")])
def test_characters_with_a_meaning_in_the_directive_are_encoded(words: str, encoded: str) -> None:
    """A bare dash or comma would be read as prefix, suffix or end of the range."""
    assert link_to_words(PAGE, words) == f"{PAGE}#:~:text={encoded}"


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        ("lit in **1957**, by *my* __own__ father", "lit%20in%201957%2C%20by%20my%20own%20father"),
        ("[Guðrún](https://a.example/g_u) left", "Gu%C3%B0r%C3%BAn%20left"),
        ("rún](https://a.example/g_u) left", "r%C3%BAn%20left"),
        ("5 * 3 * 2 of a_b_c*", "5%20%2A%203%20%2A%202%20of%20a_b_c%2A"),
    ],
)
def test_what_a_page_shows_of_markdown_is_the_fragment(words: str, fragment: str) -> None:
    """With its asterisks and addresses the words would be found on no page."""
    text = f"**So:** {'[Guð' if words.startswith('rún') else ''}{words} and so on."
    assert fragment_of(text, words) == fragment


def test_words_that_no_page_shows_have_no_link() -> None:
    """The address of a link."""
    assert link_to_words(PAGE, "[here](https://a.example/b)", Span(7, 26)) is None


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


def test_words_that_are_unique_need_nothing_beside_them() -> None:
    """A shorter link survives small changes of the page."""
    assert fragment_of("We sign in May. Then we rest.", "We sign in May.") == "We%20sign%20in%20May."


def test_the_same_words_elsewhere_are_told_apart_by_what_stands_before() -> None:
    """Letter case and line breaks do not tell them apart: a browser ignores both."""
    text = "YES,\nWE DO. A pause followed. Asked again: yes, we do. End."
    assert fragment_of(text, "yes, we do.", last=True) == "again%3A-,yes%2C%20we%20do."


def test_or_by_what_stands_behind_where_nothing_else_stands_before() -> None:
    """At the beginning of a paragraph, what stands before may be a picture on the page."""
    text = "We do. He left.\n\nWe do. She stayed."
    assert fragment_of(text, "We do.") == "We%20do.,-He"
    assert fragment_of(text, "We do.", last=True) == "We%20do.,-She"


def test_or_by_the_paragraph_before_when_their_own_does_not_do() -> None:
    """An interview repeats whole short answers; then only the questions differ."""
    text = "Will you sign?\n\nYes, soon.\n\nWill you build?\n\nYes, soon."
    assert fragment_of(text, "Yes, soon.") == "sign%3F-,Yes%2C%20soon."
    assert fragment_of(text, "Yes, soon.", last=True) == "build%3F-,Yes%2C%20soon."


def test_words_that_nothing_tells_apart_open_at_the_first_place() -> None:
    """Better there than nowhere: what stands in another paragraph cannot be part of one prefix."""
    verse = "Oh, the sea is wide and cold today."
    text = "\n\n".join([verse] * 30)
    assert fragment_of(text[: 20 * len(verse)], "sea is wide", last=True) == "sea%20is%20wide"


def test_a_quotation_mark_may_stand_between_words_and_their_prefix() -> None:
    """The prefix ends with the mark, so that the words follow it directly."""
    text = "He said: “Never again.” She said: “Never again.”"
    assert fragment_of(text, "Never again.", last=True) == "She%20said%3A%20%E2%80%9C-,Never%20again."


def test_words_of_several_paragraphs_are_given_by_their_ends() -> None:
    """A browser finds no words that go over from one paragraph into the next."""
    text = "Head.\n\nThe first one.\n\nAnd the last one here."
    assert fragment_of(text, text[7:]) == "The%20first%20one.,And%20the%20last%20one%20here."


def test_the_first_words_of_a_long_quotation_are_so_many_that_they_are_unique() -> None:
    """Otherwise the range would open at the same words earlier, and mark everything in between."""
    opening = "one two three four five"
    text = f"{opening} other words. {opening} six " + " ".join(f"word{n}" for n in range(30))
    link = fragment_of(text, text[text.rindex(opening) :], last=True)
    assert link.split(",")[0] == "one%20two%20three%20four%20five%20six"


def test_the_last_words_of_a_long_quotation_do_not_end_it_too_early() -> None:
    """The range ends at the first place that fits."""
    refrain = "and so it goes on"
    text = " ".join(["start", *(f"w{n}" for n in range(20)), refrain, *(f"v{n}" for n in range(20)), "again", refrain])
    assert fragment_of(text, text).split(",")[1] == "again%20and%20so%20it%20goes%20on"


@given(st.text(alphabet="ab -,&%“\n*_[]()", min_size=1, max_size=60), st.data())
def test_decoded_the_parts_stand_in_the_text_in_their_order(text: str, data: st.DataObject) -> None:
    """Whatever the words are, the directive splits at bare commas and dashes only, and all of it is in the article."""
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    link = link_to_words(PAGE, text, span)
    if link is None:
        return
    parts = link.removeprefix(f"{PAGE}#:~:text=").split(",")
    decoded = ["".join(unquote(part.removesuffix("-").removeprefix("-")).split()) for part in parts]
    shown, _ = without_marks(text, span)
    squeezed, place = "".join(shown.split()), 0
    for part in decoded:
        place = squeezed.index(part, place) + len(part)
