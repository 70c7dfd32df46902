"""Intervals and tests that can be checked against theory."""

from __future__ import annotations

import numpy as np
import pytest

from qa.evaluation.bootstrap import interval, paired_difference
from qa.evaluation.columns import mean, share


def test_an_interval_is_that_of_the_normal_approximation() -> None:
    """For a share of 0.8 among 400 questions: 0.8 plus or minus 1.96 x sqrt(0.8 x 0.2 / 400) = 0.0392."""
    values = (np.arange(400) % 5 > 0).astype(float)
    low, high = interval(mean("x"), {"x": values}, 400)
    assert [low, high] == pytest.approx([0.8 - 0.0392, 0.8 + 0.0392], abs=0.006)


def test_the_same_numbers_give_the_same_interval() -> None:
    """A result must be repeatable to the last digit."""
    columns = {"x": np.array([0.0, 1.0, 1.0, 0.0, 1.0])}
    assert interval(mean("x"), columns, 5) == interval(mean("x"), columns, 5)


def test_resamples_without_a_value_do_not_spoil_the_interval() -> None:
    """One counted question of three is missing from many resamples."""
    assert interval(mean("x"), {"x": np.array([1.0, np.nan, np.nan])}, 3) == (1.0, 1.0)


def test_the_paired_test_is_the_exact_sign_test_for_few_questions() -> None:
    """Eight questions won and none lost: of 2^8 ways to swap, two are as extreme."""
    this, other = {"x": np.ones(8)}, {"x": np.zeros(8)}
    found = paired_difference(mean("x"), this, other, 8)
    assert (found.this, found.other, found.difference) == (1.0, 0.0, 1.0)
    assert (found.low, found.high) == (1.0, 1.0)
    assert found.p == pytest.approx(2 / 256)


def test_equal_runs_do_not_differ() -> None:
    """The chance of a difference of nothing or more is one."""
    columns = {"x": np.array([0.0, 1.0, 1.0])}
    found = paired_difference(mean("x"), columns, columns, 3)
    assert (found.difference, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)


def test_questions_are_paired() -> None:
    """A gain of 0.1 on each of very different questions is certain; unpaired it would drown."""
    base = np.linspace(0.0, 0.9, 40)
    found = paired_difference(mean("x"), {"x": base + 0.1}, {"x": base}, 40)
    assert found.low == pytest.approx(0.1)
    assert found.p < 0.01


def test_a_share_is_of_sums_and_not_a_mean_of_shares() -> None:
    """1 of 1 and 1 of 3 are 2 of 4."""
    columns = {"part": np.array([1.0, 1.0]), "whole": np.array([1.0, 3.0])}
    assert float(share("part", "whole")(columns, np.arange(2))) == 0.5
