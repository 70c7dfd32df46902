"""How sure we are that the first passage answers the question: a logistic regression on its evidence.

The coefficients stand in confidence.json, with the data they were fitted on; benchmarks/fit_confidence.py makes them.
"""

from __future__ import annotations

import json
import math
from dataclasses import fields
from functools import cache
from importlib.resources import files

from qa.answers import Evidence


def confidence_of(evidence: Evidence) -> float:
    """Return the probability, 0..1, that the passage with this evidence answers the question."""
    weights = coefficients()
    parts = (weights[field.name] * float(getattr(evidence, field.name)) for field in fields(evidence))
    total = weights["intercept"] + sum(parts)
    return 1.0 / (1.0 + math.exp(-total))


@cache
def coefficients() -> dict[str, float]:
    """Return the intercept and the weight of each field of Evidence, by name."""
    stored = json.loads(files("qa.answering.reading").joinpath("confidence.json").read_text("utf-8"))
    return {name: float(value) for name, value in stored["coefficients"].items()}
