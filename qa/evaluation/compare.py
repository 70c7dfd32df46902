"""Whether one run is better than another: each measure over the questions that both were asked."""

from __future__ import annotations

import numpy as np

from qa.errors import InvalidInput
from qa.evaluation.bootstrap import Difference, paired_difference
from qa.evaluation.columns import columns_of
from qa.evaluation.evaluation import Evaluation
from qa.evaluation.measures import MEASURES


def compare(this: Evaluation, other: Evaluation) -> dict[str, Difference]:
    """Return how `this` differs from `other` by measure, over their common questions; raises InvalidInput without any.

    A measure that has no value in one of them is left out. Questions are the same when id, text and answerability are.
    """
    theirs = {(one.id, one.text, one.answerable): one for one in other.observations}
    pairs = [(one, theirs[key]) for one in this.observations if (key := (one.id, one.text, one.answerable)) in theirs]
    if len(pairs) < 2:
        raise InvalidInput(
            f"{len(pairs)} questions of {this.name} are in the other run, which was over {other.name}",
            next_step="compare two runs over the same set",
        )
    ours, others = columns_of([mine for mine, _ in pairs]), columns_of([yours for _, yours in pairs])
    everything = np.arange(len(pairs))
    differences = {}
    for one in MEASURES:
        if one.counted not in ours or one.counted not in others:
            continue
        if any(np.isnan(one.statistic(columns, everything)) for columns in (ours, others)):
            continue
        differences[one.name] = paired_difference(one.statistic, ours, others, len(pairs))
    return differences


def common_questions(this: Evaluation, other: Evaluation) -> int:
    """Return how many questions both runs were asked."""
    return len(
        {(one.id, one.text, one.answerable) for one in this.observations}
        & {(one.id, one.text, one.answerable) for one in other.observations}
    )
