"""The quotations of a draft: found by their marks, whatever the typographer's habits, each with its line."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import TooLarge
from qa.verdicts import NEVER_CLOSED, TOO_SHORT, DraftQuotation, Verdict
from qa.verifying.draft import SCARE_WORDS, check_draft, find_quotations
from tests.growth import MOST_GROWTH, growth


def quoted(text: str, *, markdown: bool = False) -> list[str]:
    """Return the quotations that would be checked."""
    return [one.text for one in find_quotations(text, markdown=markdown) if one.skipped is None]


@pytest.mark.parametrize(
    "text",
    [
        "He said “we sign in May” today.",
        'He said "we sign in May" today.',
        "Il dit «we sign in May».",
        "Er sagt „we sign in May“ heute.",
        "Er sagt »we sign in May« heute.",
        "He said ‘we sign in May’ today.",
        "‘We don’t know the workers’ rights,’ he said; 'tis so.".replace(
            "We don’t know the workers’ rights,", "we sign in May"
        ),
        "(“we sign in May”)",
        "said—“we sign in May”—and left",
    ],
)
def test_marks_of_every_habit_are_found(text: str) -> None:
    """Newsrooms and languages differ."""
    assert quoted(text) == ["we sign in May"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("‘We don’t know the workers’ rights,’ he said.", ["We don’t know the workers’ rights,"]),
        ("'We sign in May,' she said of the dogs' life.", ["We sign in May,"]),
        ("The ‘so-called’ deal and ‘a much better one’ too", ["a much better one"]),
        ("the workers' rights and the '90s, rock 'n' roll", []),
        ('a 5" pipe and a 6" pipe of good old steel', []),
        ("said “we call it ‘a deal’ in May” then", ["we call it ‘a deal’ in May"]),
        ('one "two three four" five "six seven eight" nine', ["two three four", "six seven eight"]),
    ],
)
def test_apostrophes_and_inches_are_no_quotation_marks(text: str, words: list[str]) -> None:
    """A false one would be reported as absent, and nobody trusts such a report."""
    assert quoted(text) == words


def test_each_paragraph_of_a_long_quotation_opens_with_a_mark() -> None:
    """Only the last one closes; the marks between are no part of the words."""
    for text in (
        "He said:\n\n“First of all.\n\n“And then some.” End.",
        'He said:\n\n"First of all.\n\n"And then some." End.',
    ):
        assert quoted(text) == ["First of all.\n\nAnd then some."]


def test_a_mark_that_is_never_closed_is_told() -> None:
    """What comes after it could be anybody's words; the next paragraph is read again."""
    found = find_quotations("He said “we will sign.\n\nNobody “was there at all” then.")
    assert [(one.text, one.skipped, one.line) for one in found] == [
        ("we will sign.", NEVER_CLOSED, 1),
        ("was there at all", None, 3),
    ]


def test_one_or_two_words_are_skipped_and_said_so() -> None:
    """“Experts” quotes nobody, “The Courier” is a name."""
    found = find_quotations("The “experts” of “The Courier” met “in the end”.")
    assert [(one.text, one.skipped) for one in found] == [
        ("experts", TOO_SHORT),
        ("The Courier", TOO_SHORT),
        ("in the end", None),
    ]
    assert SCARE_WORDS == 2


def test_places_and_lines_are_those_of_the_draft() -> None:
    """An editor finds them; `text[start:end]` is what stands between the marks."""
    text = "One.\r\n\r\nHe said “we sign\nin May” and\nshe “not before June”."
    found = find_quotations(text)
    assert [(text[one.start : one.end], one.line) for one in found] == [("we sign\nin May", 3), ("not before June", 5)]


MARKDOWN = """He wrote [it](https://a.example/x "a title of three words") and `"code in a line"`:

```
"code in a block"
```

> We will sign the agreement in May,
> whatever it takes.
> — The ambassador

> He said “we sign
> in May” then.

<a href="x" title="words in a tag">link</a> “and *that* was all”
"""


def test_markdown_has_block_quotations_and_marks_that_quote_nothing() -> None:
    """A block quotation needs no marks; its attribution is not part of it."""
    assert quoted(MARKDOWN, markdown=True) == [
        "We will sign the agreement in May,\nwhatever it takes.",
        "we sign\n  in May",
        "and *that* was all",
    ]


def test_front_matter_is_left_out() -> None:
    """From where the draft begins."""
    text = '---\ntitle: "A title of many words"\n---\n“We sign in May”'
    [found] = find_quotations(text, start=text.index("“"))
    assert (found.text, found.line) == ("We sign in May", 4)


def exact(text: str) -> Verdict:
    return Verdict(text, "exact" if "May" in text else "absent")


def test_a_draft_is_exact_when_all_that_was_checked_is() -> None:
    """Skipped words do not count; an open mark does."""
    assert check_draft("“in early May” “so-called”", exact).all_exact
    assert check_draft("nothing quoted", exact).all_exact
    assert not check_draft("“in early May” “in late June”", exact).all_exact
    assert not check_draft("“in early May” “in late May", exact).all_exact
    assert [one.verdict is None for one in check_draft("“in early May” “x”", exact).quotations] == [False, True]


def test_a_quotation_that_cannot_be_compared_is_told_and_is_not_exact() -> None:
    """The others are checked all the same."""

    def verify(text: str) -> Verdict:
        if "June" in text:
            raise TooLarge("the quotation has 21 parts", next_step="split it", limit=20, actual=21)
        return exact(text)

    draft = check_draft("“in late June” “in early May”", verify)
    assert [one.quotation.skipped for one in draft.quotations] == ["the quotation has 21 parts", None]
    assert not draft.all_exact


def test_more_quotations_than_allowed_are_refused() -> None:
    """Only those that would be checked count."""
    text = "“one two three” “four five six” “x”"
    assert len(check_draft(text, exact, most=2).quotations) == 3
    with pytest.raises(TooLarge, match="2 quotations, the limit is 1"):
        check_draft(text, exact, most=1)


@pytest.mark.parametrize(
    "text",
    [
        "He said “we will not\n> We have signed the treaty today.",
        "He said “we will not\n> We have signed the treaty today.\nin May” to us.",
        "He said “we will not\n> We have signed the treaty today.\n\n“in May, as they say”",
        "He said ‘we will not\n> We have signed the treaty today.\nsign.’ to us.",
    ],
)
def test_a_block_quotation_ends_what_was_not_closed_before_it(text: str) -> None:
    """What stands in the block was said there, and nobody went on beyond it; words are not quoted twice."""
    found = find_quotations(text, markdown=True)
    assert "We have signed the treaty today." in [one.text for one in found]
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(st.text(alphabet="ab ,.\n“”\"'‘’«»„>`*", max_size=80), st.booleans())
def test_any_text_has_quotations_in_order_that_stand_in_it(text: str, markdown: bool) -> None:
    """No text breaks the reading, and none is read twice."""
    found = find_quotations(text, markdown=markdown)
    assert all(isinstance(one, DraftQuotation) and 0 <= one.start <= one.end <= len(text) for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(one.line == text.count("\n", 0, one.start) + 1 for one in found)


@pytest.mark.parametrize("sign", ["“", '"', "‘", "'", " '", " ‘", ' "', "«", "„", "“ ”", "]("])
def test_a_draft_of_nothing_but_marks_takes_time_in_proportion(sign: str) -> None:
    """Whoever sends it over HTTP waits; nobody else should."""
    assert growth(lambda size: find_quotations(f"{sign}a" * size, markdown=True), 5_000) < MOST_GROWTH
