"""Page furniture: the running headers and page numbers that stand among the lines of a text taken from pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise


def page_furniture(lines: Sequence[str]) -> set[int]:
    """Return the indexes of running headers, the page numbers beside them, and numbers that count pages."""
    numbers = {index for index, words in enumerate(lines) if _is_bare_number(words)}
    if not numbers:
        return set()
    headers = _running_headers(lines, numbers)
    found = headers & _within_two(numbers)
    return found | (numbers & _within_two(headers)) | _counted_pages(lines, numbers)


def _is_bare_number(words: str) -> bool:
    """Tell whether a page's number may stand alone here.

    >>> _is_bare_number("12"), _is_bare_number("12 May")
    (True, False)
    """
    return len(words) <= 4 and words.isdecimal()


def _within_two(indexes: set[int]) -> set[int]:
    """Return the lines up to two above or below.

    >>> sorted(_within_two({5}))
    [3, 4, 6, 7]
    """
    return {index + step for index in indexes for step in (-2, -1, 1, 2)}


def _running_headers(lines: Sequence[str], numbers: set[int]) -> set[int]:
    """Return the lines that recur at least three times, and mostly stand within two lines of a bare number."""
    near = _within_two(numbers)
    candidates = {
        index: words for index, words in enumerate(lines) if index not in numbers and _may_be_running_header(words)
    }
    seen = Counter(candidates.values())
    beside = Counter(words for index, words in candidates.items() if index in near)
    return {index for index, words in candidates.items() if seen[words] >= 3 and beside[words] * 2 > seen[words]}


def _may_be_running_header(words: str) -> bool:
    """Tell whether the line is short, and neither a sentence nor the rest of one.

    >>> _may_be_running_header("Vietnam News"), _may_be_running_header("He agreed."), _may_be_running_header("of it")
    (True, False, False)
    """
    return len(words) <= 80 and words[-1] not in ".?!" and not words[0].islower()


def _counted_pages(lines: Sequence[str], numbers: set[int]) -> set[int]:
    """Return the numbers that count up by one, three or more of them, each standing alone."""
    alone = [i for i in sorted(numbers) if i - 1 not in numbers and i + 1 not in numbers]
    values = [int(lines[index]) for index in alone]
    steps = sum(after - before == 1 for before, after in pairwise(values))
    return set(alone) if len(alone) >= 3 and steps == len(alone) - 1 else set()
