"""How sure we are that the first passage answers the question."""

from __future__ import annotations

import math

# Logistic regression of "the first passage holds the answer" on its late-interaction score; see docs/quality.md.
SLOPE = 18.0
MIDPOINT = 0.62


def confidence_of(late: float) -> float:
    """Return a probability, 0..1, from the best passage's late-interaction score (0..1)."""
    return 1.0 / (1.0 + math.exp(-SLOPE * (late - MIDPOINT)))
