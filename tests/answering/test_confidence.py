"""Confidence is a probability that moves with each piece of evidence in the direction a person expects."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from qa.answering.confidence import coefficients, confidence_of
from qa.answers import Evidence

MIDDLING = Evidence(late=0.5, unmet=0.2, lead=0.05, dense=0.5, missing_number=False)


def test_confidence_is_the_logistic_function_of_the_stored_coefficients() -> None:
    """Anyone can recompute it from the five numbers and confidence.json."""
    c = coefficients()
    total = c["intercept"] + 0.5 * c["late"] + 0.2 * c["unmet"] + 0.05 * c["lead"] + 0.5 * c["dense"]
    assert confidence_of(MIDDLING) == pytest.approx(1 / (1 + math.exp(-total)))


@pytest.mark.parametrize(
    "better",
    [
        replace(MIDDLING, late=0.7),
        replace(MIDDLING, unmet=0.0),
        replace(MIDDLING, lead=0.2),
        replace(MIDDLING, dense=0.8),
    ],
)
def test_better_evidence_gives_more_confidence(better: Evidence) -> None:
    """A refit that turned a sign round would be a fault of the data, not a finding."""
    assert 0.0 < confidence_of(MIDDLING) < confidence_of(better) < 1.0


def test_a_number_the_passage_does_not_have_costs_confidence() -> None:
    """ "Ninh Thuan 2" is not answered by a passage about Ninh Thuan 1."""
    assert confidence_of(replace(MIDDLING, missing_number=True)) < confidence_of(MIDDLING)
