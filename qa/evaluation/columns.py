"""The observations as columns of numbers, and the plain statistics over rows of them.

A statistic takes row numbers, so that the same one serves the questions as they are and every resample of them.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.evaluation.observations import Observation

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Columns = Mapping[str, Floats]
Statistic = Callable[[Columns, Rows], Floats]
"""Takes row numbers of shape (..., n) and returns shape (...): one value for each resample; nan where undefined."""


def columns_of(observations: Sequence[Observation]) -> dict[str, Floats]:
    """Return one array a quantity, a row for each observation; nan where the quantity does not apply to it."""
    names = sorted({name for one in observations for name in one.metrics})
    rows = [_row(one) | {name: one.metrics.get(name) for name in names} for one in observations]
    return {name: np.array([_number(row[name]) for row in rows]) for name in (rows[0] if rows else ())}


def _row(one: Observation) -> dict[str, float | None]:
    yes, right = one.answerable, one.right
    return {
        "answerable": float(yes),
        "confidence": one.confidence,
        "right": right,
        "answered": float(one.answered) if yes else None,
        "answered_right": float(one.answered and bool(right)) if yes and right is not None else None,
        "answered_unanswerable": None if yes else float(one.answered),
        "precision": right if one.answered else None,
        "highlight_of_right": one.metrics.get("highlight@1") if yes and right else None,
        "citations": float(one.citations),
        "verified": float(one.verified),
        "took_ms": one.took_ms,
    }


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def mean(column: str) -> Statistic:
    """Return the mean of a column over the rows it applies to."""

    def statistic(columns: Columns, rows: Rows) -> Floats:
        values = columns[column][rows]
        counted = ~np.isnan(values)
        return ratio(np.where(counted, values, 0.0).sum(axis=-1), counted.sum(axis=-1))

    return statistic


def share(part: str, whole: str) -> Statistic:
    """Return the sum of one column divided by that of another, nan left out."""
    return lambda columns, rows: ratio(
        np.nansum(columns[part][rows], axis=-1), np.nansum(columns[whole][rows], axis=-1)
    )


def quantile(column: str, at: float) -> Statistic:
    """Return a quantile of a column, nan left out."""

    def statistic(columns: Columns, rows: Rows) -> Floats:
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # nothing but nan: the value is nan
            return np.asarray(np.nanquantile(columns[column][rows], at, axis=-1))

    return statistic


def ratio(part: Any, whole: Any) -> Floats:
    """Return part / whole, nan where there is nothing to divide by."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.true_divide(part, whole))
