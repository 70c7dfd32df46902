"""Labels: which "Word: text" at the start of a line names a speaker."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa.ingestion.dialogue.labels import find_labels
from qa.records import Article
from qa.text.blocks import find_blocks
from tests.growth import MOST_GROWTH, growth


def _names(text: str, *, interviewee: str | None = None) -> list[str]:
    article = Article(id="a", text=text, interviewee=interviewee)
    return [label.name for label in find_labels(article, find_blocks(text, 0, len(text)))]


def test_recurring_names_in_capitals_are_labels() -> None:
    """The plainest transcript."""
    text = "KEVIN SCOTT: Hello there.\nANNA LEE:  Hi.\nKEVIN SCOTT: So?\nANNA LEE: Yes."
    assert _names(text) == ["KEVIN SCOTT", "ANNA LEE", "KEVIN SCOTT", "ANNA LEE"]


def test_marks_notes_and_timecodes_are_part_of_the_label_not_of_the_name() -> None:
    """The words of the speaker begin behind all of it."""
    text = (
        "**KEVIN SCOTT:** Hello.\n\n[00:12] ANNA LEE (VOICEOVER): Hi.\n\n"
        "KEVIN SCOTT: (Voiceover) So?\n\nANNA LEE [01:02]: Yes."
    )
    article = Article(id="a", text=text)
    labels = find_labels(article, find_blocks(text, 0, len(text)))
    assert [label.name for label in labels] == ["KEVIN SCOTT", "ANNA LEE", "KEVIN SCOTT", "ANNA LEE"]
    assert [text[label.end :].split("\n")[0] for label in labels] == ["Hello.", "Hi.", "So?", "Yes."]


def test_a_name_in_lower_case_is_a_label_beside_others() -> None:
    """Some people spell their name that way."""
    text = "danah boyd: One.\nKEVIN SCOTT: Two?\ndanah boyd: Three.\nKEVIN SCOTT: Four?\ndanah boyd: Five."
    assert _names(text).count("danah boyd") == 3


def test_part_of_a_known_name_is_a_label_even_once() -> None:
    """Transcribers tire: "KEVIN" is short for the label used before."""
    text = "KEVIN SCOTT: One?\nANNA LEE: Two.\nKEVIN SCOTT: Three?\nANNA LEE: Four.\nKEVIN: Five?"
    assert _names(text)[-1] == "KEVIN"


@pytest.mark.parametrize(("ask", "answer"), [("Q", "A"), ("Question", "Answer"), ("Hỏi", "Đáp"), ("Вопрос", "Ответ")])
def test_questions_and_answers_are_labels_together(ask: str, answer: str) -> None:
    """One letter is enough when both occur."""
    assert _names(f"{ask}: Why?\n{answer}: Because.\n{ask}: When?\n{answer}: Soon.") == [ask, answer] * 2


def test_an_article_that_states_the_name_needs_no_recurrence() -> None:
    """Metadata is evidence."""
    text = "Ambassador Bezdetko: It will be signed in early 2026."
    assert _names(text) == []
    assert _names(text, interviewee="Gennady Bezdetko") == ["Ambassador Bezdetko"]


@pytest.mark.parametrize(
    "text",
    [
        "Photo: A man at work.\n\nPhoto: A woman at work.\n\nPhoto: Nobody at work.\n\nSource: The ministry.",
        "Remember: it is late.\n\nRemember: it is early.\n\nNote: it is noon.\n\nNote: it is night.",
        "Background: It was so.\n\nResults: It is so.\n\nBackground: It was not.\n\nResults: It is not.",
        "10:30 we left.\n\n10:45 we came.\n\nhttps://example.org is ours.\n\nhttps://example.com is not.",
        "Last Updated: 2021-01-05\n\nLast Updated: 2021-01-06\n\nLast Updated: 2021-01-07",
        "There is one thing: trade.\n\nThere is one thing: energy.\n\nThere is one thing: people.",
        "BREAKING NEWS: It rained.\n\nAnd it snowed.",
        "January: It rained.\nFebruary: It snowed.\n" * 3,
    ],
)
def test_other_words_before_a_colon_are_no_labels(text: str) -> None:
    """A wrong speaker is worse than none."""
    assert _names(text) == []


@pytest.mark.parametrize(
    ("text", "size"),
    [
        pytest.param(lambda size: f"Name{' ' * size}x", 4_000, id="blanks behind a name"),
        pytest.param(lambda size: f"Name [a]{' ' * size}x", 4_000, id="blanks behind a note"),
        pytest.param(
            lambda size: "".join(f"Na{n} Bo, chief of it: yes.\n\n" * 2 for n in range(size)),
            300,
            id="many introduced",
        ),
    ],
)
def test_looking_for_labels_takes_time_in_proportion(text: Callable[[int], str], size: int) -> None:
    """Blanks in a table, or the names of a conference, must not hold up an index."""
    assert growth(lambda length: _names(text(length)), size) < MOST_GROWTH
