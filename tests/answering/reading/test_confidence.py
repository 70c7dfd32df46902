"""Confidence is a probability that moves with each piece of evidence in the direction a person expects."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from qa.answering.reading.confidence import coefficients, confidence_of
from qa.answers import Evidence

MIDDLING = Evidence(
    unfound=0.1,
    likeness=0.4,
    lead_within=0.1,
    lead_beyond=0.1,
    missing_number=False,
    missing_names=0.0,
    missing_amount=False,
    word_parts=12,
)


def test_confidence_is_the_logistic_function_of_the_stored_coefficients() -> None:
    """Anyone can recompute it from the eight numbers and confidence.json."""
    c = coefficients()
    total = c["intercept"] + 0.1 * c["unfound"] + 0.4 * c["likeness"] + 0.1 * c["lead_within"]
    total += 0.1 * c["lead_beyond"] + 12 * c["word_parts"]
    assert confidence_of(MIDDLING) == pytest.approx(1 / (1 + math.exp(-total)))


@pytest.mark.parametrize(
    "better",
    [
        replace(MIDDLING, unfound=0.05),
        replace(MIDDLING, likeness=0.6),
        replace(MIDDLING, lead_within=0.2),
        replace(MIDDLING, lead_beyond=0.2),
        replace(MIDDLING, word_parts=15),
    ],
)
def test_better_evidence_gives_more_confidence(better: Evidence) -> None:
    """A refit that turned a sign round would be a fault of the data, not a finding."""
    assert 0.0 < confidence_of(MIDDLING) < confidence_of(better) < 1.0


@pytest.mark.parametrize(
    "worse",
    [
        replace(MIDDLING, missing_number=True),
        replace(MIDDLING, missing_names=0.5),
        replace(MIDDLING, missing_amount=True),
    ],
)
def test_what_the_passage_does_not_have_costs_confidence(worse: Evidence) -> None:
    """ "Ninh Thuan 2" is not answered by Ninh Thuan 1, nor the French ambassador by the Russian one."""
    assert confidence_of(worse) < confidence_of(MIDDLING) - 0.1
