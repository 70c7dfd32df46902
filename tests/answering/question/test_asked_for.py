"""What a question asks for is told by its own words, and only where they tell it."""

from __future__ import annotations

import pytest

from qa.answering.question.asked_for import AnswerKind, answer_kind, lacks_amount, names_in, says, share_missing


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


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("How many Russian tourists came?", "In 2025, 590,000 tourists came from Russia.", False),
        ("How many Russian tourists came?", "The number of Russian tourists rose to 590,000.", False),
        ("How many tourists came?", "In 2025 the two countries agreed on much, and tourists came at last.", True),
        ("How many tourists came?", "Hardly a tourist came.", True),
        ("How many doses of the vaccine were sold?", "It sold one dose.", False),
        ("How many horsepower had it?", "A ten-horsepower engine.", False),
        ("how many of the mills stand?", "Seven mills stand.", False),
        ("How many are there?", "There are two.", False),
        ("How many are there?", "They are gone.", True),
        ("How many sons have you? ", "How many sons have you? Three.", False),
        ("How much did Cisco pay for Precept?", "Cisco bought Precept in 1998 with 18,000 people.", True),
        ("How much did Cisco pay for Precept?", "Cisco paid 84 million for it.", False),
        ("What does one course cost?", "One course costs $20.", False),
        ("What does one course cost?", "A course takes five days.", True),
        ("what is the fee", "It is twenty euros.", False),
        ("How much does it matter?", "A lot.", False),
        ("What opened?", "The mill.", False),
        ("How many", "None.", False),
    ],
)
def test_an_amount_asked_for_must_be_told(question: str, text: str, lacks: bool) -> None:
    """Near misses share every heavy word with the question, and tell something else."""
    assert lacks_amount(question, text) is lacks


@pytest.mark.parametrize(
    ("question", "text", "share"),
    [
        ("What did Ana Lima say?", "Ana Lima spoke of the mill.", 0.0),
        ("What did Ana Lima say?", "Ana Sousa spoke of the mill.", 0.5),
        ("What did the French ambassador say?", "The Russian ambassador spoke.", 1.0),
        ("What did Russia's ambassador say?", "The Russian ambassador spoke.", 0.0),
        ("Where is Ninh Thuan?", "in Ninh Thuận province", 0.0),
        ("What does Đồng Nai build?", "a centre in Dong Nai", 0.0),
        ("Who is he? What did I miss?", "nothing", 0.0),
        ("Lima is where?", "nothing", 0.0),
        ("WHO IS ANA LIMA?", "nothing", 0.0),
        ("who is ana lima", "nothing", 0.0),
        ("Was it Le Monde?", "The Leader", 1.0),
        ("", "nothing", 0.0),
    ],
)
def test_the_share_of_names_that_a_text_has_not(question: str, text: str, share: float) -> None:
    """To the encoder France is much like Russia; to the reader it is not."""
    assert share_missing(names_in(question), text) == share
