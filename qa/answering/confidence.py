"""How sure we are that the first passage answers the question: a logistic regression on its evidence.

The coefficients stand in confidence.json, with the data they were fitted on; benchmarks/fit_confidence.py makes them.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files

from qa.answers import Evidence


def confidence_of(evidence: Evidence) -> float:
    """Return the probability, 0..1, that the passage with this evidence answers the question."""
    weights = coefficients()
    total = weights["intercept"] + sum(
        weights[name] * float(value)
        for name, value in (
            ("late", evidence.late),
            ("unmet", evidence.unmet),
            ("lead", evidence.lead),
            ("dense", evidence.dense),
            ("missing_number", evidence.missing_number),
        )
    )
    return 1.0 / (1.0 + math.exp(-total))


@cache
def coefficients() -> dict[str, float]:
    """Return the intercept and the weight of each field of Evidence, by name."""
    stored = json.loads(files("qa.answering").joinpath("confidence.json").read_text("utf-8"))
    return {name: float(value) for name, value in stored["coefficients"].items()}
