"""Statistics of confidence, against numbers by hand and against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.evaluation.calibration import auroc, calibration_bins, calibration_error, risk_coverage

ALL = np.arange(4)


def test_auroc_is_the_share_of_pairs_in_the_right_order() -> None:
    """Pairs of answerable (0.9, 0.4) and unanswerable (0.6, 0.4): right, right, wrong, tie: 2.5 of 4."""
    columns = {"answerable": np.array([1.0, 1.0, 0.0, 0.0]), "confidence": np.array([0.9, 0.4, 0.6, 0.4])}
    assert float(auroc(columns, ALL)) == 0.625


def test_auroc_without_an_unanswerable_question_is_undefined() -> None:
    """Not 1.0: nothing was told apart."""
    columns = {"answerable": np.ones(4), "confidence": np.array([0.9, 0.4, 0.6, 0.4])}
    assert np.isnan(auroc(columns, ALL))


@settings(deadline=None)  # the first call imports scikit-learn
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=30).filter(
        lambda rows: len({answerable for answerable, _ in rows}) == 2
    )
)
def test_auroc_is_that_of_scikit_learn(rows: list[tuple[bool, int]]) -> None:
    """Ties included: few distinct values make many."""
    from sklearn.metrics import roc_auc_score

    answerable, confidence = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    ours = auroc({"answerable": answerable, "confidence": confidence}, np.arange(len(rows)))
    assert float(ours) == pytest.approx(roc_auc_score(answerable, confidence))


def test_auroc_of_many_resamples_is_that_of_each() -> None:
    """The bootstrap asks for all at once."""
    columns = {"answerable": np.array([1.0, 1.0, 0.0, 0.0]), "confidence": np.array([0.9, 0.4, 0.6, 0.4])}
    rows = np.array([[0, 1, 2, 3], [0, 0, 2, 2]])
    assert auroc(columns, rows).tolist() == [0.625, 1.0]


def test_calibration_error_of_two_bins_by_hand() -> None:
    """Half at 0.2 of which none is right, half at 0.9 of which half is: 0.5 x 0.2 + 0.5 x 0.4."""
    columns = {"confidence": np.array([0.2, 0.2, 0.9, 0.9]), "right": np.array([0.0, 0.0, 1.0, 0.0])}
    assert float(calibration_error(columns, ALL)) == pytest.approx(0.3)


def test_ten_bins_hold_equally_many_questions() -> None:
    """Bins of equal width would be empty where nobody is ever that sure."""
    confidence = np.linspace(0.0, 0.3, 40)
    count, mean, right = calibration_bins(confidence, np.ones(40))
    assert count.tolist() == [4.0] * 10
    assert mean[0] == pytest.approx(confidence[:4].mean())
    assert right.tolist() == [1.0] * 10


def test_equal_confidences_share_a_bin_whatever_their_order() -> None:
    """Else the error would depend on the order of the questions."""
    confidence, right = np.full(30, 0.5), np.arange(30) % 2
    count, mean, share = calibration_bins(confidence, right.astype(float))
    assert (count.tolist(), mean.tolist(), share.tolist()) == ([30.0], [0.5], [0.5])


def test_questions_nobody_judged_are_left_out_of_the_bins() -> None:
    """An article judged without its words says nothing of the first passage."""
    count, _, right = calibration_bins(np.array([0.5, 0.5]), np.array([1.0, np.nan]))
    assert (count.tolist(), right.tolist()) == ([1.0], [1.0])


def test_risk_over_coverage_by_hand() -> None:
    """Surest first: right, wrong, then two of equal confidence together, one of them right."""
    coverage, risk = risk_coverage(np.array([0.2, 0.9, 0.5, 0.2]), np.array([1.0, 1.0, 0.0, 0.0]))
    assert coverage.tolist() == [0.25, 0.5, 1.0]
    assert risk.tolist() == [0.0, 0.5, 0.5]
