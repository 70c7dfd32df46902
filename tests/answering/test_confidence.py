"""Confidence is a probability that grows with the score."""

from __future__ import annotations

from qa.answering.confidence import MIDPOINT, confidence_of


def test_confidence_is_a_half_at_the_midpoint_and_grows() -> None:
    """The midpoint is where right and wrong first passages were equally common."""
    assert confidence_of(MIDPOINT) == 0.5
    values = [confidence_of(late / 10) for late in range(11)]
    assert values == sorted(values)
    assert 0.0 < values[0] < 0.001
    assert 0.99 < values[-1] < 1.0
