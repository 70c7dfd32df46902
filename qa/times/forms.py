"""Forms: the ways in which a time is written, as tables of what reads each; the longest that fits counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from qa.times.meanings import Meaning
from qa.times.tokens import Tokens

Read = tuple[int, Meaning] | None
"""The token after an expression, and what it means; None where there is none."""


class Form(NamedTuple):
    """One way to write a time: its name, an example, and what tries to read it at a token."""

    name: str
    example: str
    read: Callable[[Tokens, int], Read]


def longest(forms: Sequence[Form], tokens: Tokens, at: int) -> Read:
    """Return the longest expression of one of `forms` that begins at a token, of equals that of the first form."""
    if at >= len(tokens):
        return None
    found = (read for form in forms if (read := form.read(tokens, at)))
    return max(found, key=lambda read: read[0], default=None)
