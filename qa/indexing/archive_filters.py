"""What `Filters` ask of an article, as SQL. What they ask of a passage is in `spoken_times` and `archive_speakers`."""

from __future__ import annotations

from qa.errors import InvalidFilter
from qa.indexing.archive_rows import outlet_key
from qa.indexing.day_range import day_range
from qa.records import Filters


def conditions_of(filters: Filters) -> tuple[list[str], list[str | None]]:
    """Return the conditions on a row of `articles`, and the values they are asked with. Raises InvalidFilter."""
    # A shorter date stands for all of its days, in the article and in the filter: what may lie inside is let through.
    since = _bound(filters.since, "since")
    until = _bound(filters.until, "until")
    sides = {
        "outlet_key = ?": outlet_key(filters.outlet),
        "id = ?": filters.article,
        "last_day >= ?": since and since[0],
        "first_day <= ?": until and until[1],
    }
    kept = {condition: value for condition, value in sides.items() if value}
    return list(kept), list(kept.values())


def _bound(value: str | None, side: str) -> tuple[str, str] | None:
    days = day_range(value)
    if value and days is None:
        raise InvalidFilter(f"{side} cannot be {value!r}", next_step="give a date as 2025, 2025-12 or 2025-12-30")
    return days
