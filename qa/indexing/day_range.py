"""First and last day that an ISO date stands for: a year, a month, or the day itself."""

from __future__ import annotations

import calendar
import re
from datetime import date

_ISO_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def day_range(text: str | None) -> tuple[str, str] | None:
    """Return first and last day of `text`, or None where it is no date.

    >>> day_range("2024-02")
    ('2024-02-01', '2024-02-29')
    """
    match = _ISO_DATE.fullmatch(text.strip()) if text else None
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    last_month = month or 12
    last = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    return first.isoformat(), last.isoformat()
