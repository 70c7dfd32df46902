"""What a question asks for is told by its own words, and only where they tell it."""

from __future__ import annotations

import pytest

from qa.answering.answer_kinds import AnswerKind, answer_kind, says


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When is Ninh Thuan 1 expected to be signed?", "time"),
        ("in which year did she leave", "time"),
        ("How old is he, and how many children has he?", "time"),
        ("How many tourists came?", "figure"),
        ("what percentage of the text is settled", "figure"),
        ("Who said that it would rain?", None),
        ("how does it work", None),
        ("whenever", None),
        ("", None),
    ],
)
def test_the_kind_is_read_off_the_question(question: str, kind: AnswerKind | None) -> None:
    """A wrong guess would mark the wrong sentence; most questions ask for nothing in particular."""
    assert answer_kind(question) == kind


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [
        ("time", "It opens in May.", True),
        ("time", "It will be signed in early 2026.", True),
        ("time", "That takes one to three months.", True),
        ("time", "We met last summer, on a Sunday.", True),
        ("time", "in the 1990s", True),
        ("time", "About 98% of it is settled, with 3,000 cars.", False),
        ("time", "Maybe they march on.", False),
        ("figure", "About 98% of it is settled.", True),
        ("figure", "None of them, or a dozen.", True),
        ("figure", "Someone said so, often.", False),
    ],
)
def test_whether_words_hold_a_time_or_a_figure(kind: AnswerKind, words: str, expected: bool) -> None:
    """Times are more than years, and not every number is one."""
    assert says(kind, words) is expected
