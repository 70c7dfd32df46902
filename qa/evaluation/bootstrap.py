"""How far a number can be trusted: bootstrap intervals and paired tests over the questions, by scipy.stats.

Everything is seeded: the same observations give the same intervals.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from qa.evaluation.columns import Columns, Floats, Rows, Statistic

RESAMPLES = 2000  # the ends of a 95 % interval then move by about a tenth of its half width from seed to seed
SEED = 20240607
_BATCH = 200  # bounds the memory: a few MB a column for thousands of questions


@dataclass(frozen=True, slots=True)
class Difference:
    """How this run differs from another on the same questions.

    Attributes:
        this, other: the values of both runs over the common questions.
        difference, low, high: this - other with its paired bootstrap 95 % interval.
        p: two-sided paired permutation test: the chance of such a difference if the two runs were exchangeable.
    """

    this: float
    other: float
    difference: float
    low: float
    high: float
    p: float


def interval(statistic: Statistic, columns: Columns, rows: int) -> tuple[float, float]:
    """Return the percentile bootstrap 95 % interval of `statistic` over `rows` questions."""
    return _interval(lambda chosen: statistic(columns, chosen), rows)


def _interval(of_rows: Any, rows: int) -> tuple[float, float]:
    from scipy.stats import DegenerateDataWarning, bootstrap  # slow to import

    def statistic(chosen: Rows, axis: int = -1) -> Floats:
        return np.asarray(of_rows(np.moveaxis(chosen, axis, -1)))

    # Resamples without, say, one unanswerable question have no value: scipy warns, we take the interval of the others.
    with warnings.catch_warnings(action="ignore", category=DegenerateDataWarning):
        found = bootstrap(
            (np.arange(rows),),
            statistic,
            n_resamples=RESAMPLES,
            batch=_BATCH,
            vectorized=True,
            axis=-1,
            method="percentile",
            rng=np.random.default_rng(SEED),
        )
    drawn = found.bootstrap_distribution
    low, high = np.quantile(drawn[~np.isnan(drawn)], (0.025, 0.975))
    return float(low), float(high)


def paired_difference(statistic: Statistic, this: Columns, other: Columns, rows: int) -> Difference:
    """Return how `statistic` differs between two runs whose columns hold the same questions in the same order."""
    from scipy.stats import permutation_test  # as above

    # One table with the rows of the one run below those of the other: swapping a question's two answers is then
    # swapping two row numbers, whatever the statistic reads of a row.
    both = {name: np.concatenate([this[name], other[name]]) for name in this if name in other}
    here, there = np.arange(rows), np.arange(rows, 2 * rows)

    def difference(first: Rows, second: Rows, axis: int = -1) -> Floats:
        first, second = np.moveaxis(first, axis, -1), np.moveaxis(second, axis, -1)
        return np.asarray(statistic(both, first) - statistic(both, second))

    low, high = _interval(lambda chosen: difference(chosen, chosen + rows), rows)
    tested = permutation_test(
        (here, there),
        difference,
        permutation_type="samples",
        n_resamples=RESAMPLES,
        batch=_BATCH,
        vectorized=True,
        axis=-1,
        rng=np.random.default_rng(SEED),
    )
    ours, theirs = float(statistic(both, here)), float(statistic(both, there))
    return Difference(ours, theirs, ours - theirs, low, high, float(tested.pvalue))
