"""Whether confidence can be trusted: statistics of confidence against what was answerable and what was right."""

from __future__ import annotations

import numpy as np

from qa.evaluation.columns import Columns, Floats, Rows, ratio

BINS = 10


def auroc(columns: Columns, rows: Rows) -> Floats:
    """Return the chance that an answerable question has more confidence than an unanswerable one, ties counting half.

    The area under the ROC curve as the Mann-Whitney statistic: ranks serve all resamples at once, which
    sklearn.metrics.roc_auc_score (with the same value) does one at a time.
    """
    answerable = columns["answerable"][rows]
    ranks = _ranks(columns["confidence"][rows])
    many, few = answerable.sum(axis=-1), (1.0 - answerable).sum(axis=-1)
    return ratio((ranks * answerable).sum(axis=-1) - many * (many + 1) / 2, many * few)


def calibration_error(columns: Columns, rows: Rows) -> Floats:
    """Return the expected calibration error (Naeini et al. 2015) over BINS bins with equally many questions."""
    return np.apply_along_axis(lambda one: _calibration_error(columns, one), -1, rows)


def _calibration_error(columns: Columns, rows: Rows) -> float:
    count, confidence, right = calibration_bins(columns["confidence"][rows], columns["right"][rows])
    return float((count / count.sum()) @ np.abs(confidence - right)) if len(count) else float("nan")


def calibration_bins(confidence: Floats, right: Floats) -> tuple[Floats, Floats, Floats]:
    """Return (questions, mean confidence, share right) of each bin that is not empty, by rising confidence.

    Equal confidences share a bin, whatever the order of the questions.
    """
    judged = ~np.isnan(right)
    confidence, right = confidence[judged], right[judged]
    if not len(confidence):
        return np.empty(0), np.empty(0), np.empty(0)
    bins = ((_ranks(confidence) - 0.5) / len(confidence) * BINS).astype(np.intp)
    count = np.bincount(bins, minlength=BINS).astype(np.float64)
    full = count > 0
    totals = (np.bincount(bins, weights=values, minlength=BINS)[full] for values in (confidence, right))
    confidence, right = (total / count[full] for total in totals)
    return count[full], confidence, right


def risk_coverage(confidence: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Return (coverage, risk): answering the surest share of the questions, the share of them that is wrong.

    One point for each confidence that occurs (El-Yaniv and Wiener 2010).
    """
    judged = ~np.isnan(right)
    order = np.argsort(-confidence[judged], kind="stable")
    confidence, wrong = confidence[judged][order], 1.0 - right[judged][order]
    if not len(confidence):
        return np.empty(0), np.empty(0)
    taken = np.arange(1, len(wrong) + 1)
    last = np.append(confidence[1:] != confidence[:-1], True)  # a threshold takes equal confidences together
    return (taken / len(wrong))[last], (np.cumsum(wrong) / taken)[last]


def _ranks(values: Floats) -> Floats:
    from scipy.stats import rankdata  # scipy takes most of a second to import

    return np.asarray(rankdata(values, axis=-1))  # equal values share their mean rank
