"""Whether a passage can tell how many or how much: it must name a number near what is counted, or a sum."""

from __future__ import annotations

import pytest

from qa.answering.asked_amounts import lacks_amount


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
