"""What `Filters` ask of an article, as SQL. What they ask of a passage is in `times` and `speakers`."""

from __future__ import annotations

from qa.errors import InvalidFilter
from qa.names.outlets import keys_abbreviated, keys_meant
from qa.records import Filters
from qa.times.days import day_range


def conditions_of(filters: Filters) -> tuple[list[str], list[str]]:
    """Return the conditions on a row of `articles`, and the values they are asked with. Raises InvalidFilter."""
    # A shorter date stands for all of its days, in the article and in the filter: what may lie inside is let through.
    since = _bound(filters.since, "since")
    until = _bound(filters.until, "until")
    for name in ("outlet", "article"):
        _check_text(getattr(filters, name), name)
    sides = {
        "id = ?": filters.article,
        "last_day >= ?": since and since[0],
        "first_day <= ?": until and until[1],
    }
    kept = {condition: value for condition, value in sides.items() if value}
    outlet, names = _outlet(filters.outlet) if filters.outlet else ([], [])
    return [*outlet, *kept], [*names, *kept.values()]


def _outlet(outlet: str) -> tuple[list[str], list[str]]:
    """Return the condition that an article is of `outlet`, by whichever of its names."""
    keys = keys_meant(outlet)
    among = f"outlet_key IN ({', '.join('?' * len(keys))})"
    pattern = keys_abbreviated(outlet)
    if pattern is None:
        return [among], [*keys]
    return [f"({among} OR outlet_key GLOB ?)"], [*keys, pattern]


def _check_text(value: str | None, side: str) -> None:
    try:
        (value or "").encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidFilter(f"{side} cannot be {value!r}", next_step="write it in UTF-8") from error


def _bound(value: str | None, side: str) -> tuple[str, str] | None:
    days = day_range(value)
    if value and days is None:
        raise InvalidFilter(f"{side} cannot be {value!r}", next_step="give a date as 2025, 2025-12 or 2025-12-30")
    return days
