"""The times that a quotation speaks of, as a person reads them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator

from qa.answers import Citation
from qa.cli.output import Line, line
from qa.cli.safe_text import safe_line
from qa.records import Span, SpokenTime


def speaks_of(citation: Citation, *, words: Span | None = None, indent: int = 0) -> Iterator[Line]:
    """Yield the times that the quotation speaks of on one line, each with its days; nothing where it names none.

    `words` are the part of the article's text that is shown, where that is not all of the quotation.
    """
    first, last = words or (citation.start, citation.end)
    shown = (time for time in citation.speaks_of if first <= time.start and time.end <= last)
    times = dict.fromkeys(map(_with_days, shown))
    if times:
        yield line(f"Speaks of: {'; '.join(times)}", "dim", indent=indent)


def _with_days(time: SpokenTime) -> str:
    words, days = safe_line(time.text), days_of(time)
    return days if words == days else f"{words} ({days})"


def days_of(time: SpokenTime) -> str:
    """Return first and last day of `time` as short as they can be: "2027-09..2027-12", "2014..", "2025-12-30"."""
    first, last = time.first_day or "", time.last_day or ""
    whole_years = first[4:] in ("", "-01-01") and last[4:] in ("", "-12-31")
    whole_months = first[7:] in ("", "-01") and (not last or _ends_month(last))
    length = 4 if whole_years else 7 if whole_months else 10
    first, last = first[:length], last[:length]
    return first if first == last else f"{first}..{last}"


def _ends_month(day: str) -> bool:
    year, month, number = (int(part) for part in day.split("-"))
    return number == monthrange(year, month)[1]
