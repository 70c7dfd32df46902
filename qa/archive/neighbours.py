"""The passages of an article that stand around one of them."""

from __future__ import annotations

from collections.abc import Sequence

from qa.records import Passage


def neighbours_of(
    passage: Passage, passages: Sequence[Passage], count: int
) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """Return those of its article's `passages` that stand up to `count` before and after `passage`."""
    at = passage.ordinal
    before = (other for other in passages if at - count <= other.ordinal < at)
    return tuple(before), tuple(other for other in passages if at < other.ordinal <= at + count)
