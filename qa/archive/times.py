"""What passages speak of, as rows of the archive: resolved when an article is written, searched by day.

They hang on the article's dates, so they are written anew with each version of it; a correction of a date makes one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from qa.errors import InvalidFilter
from qa.records import Article, Passage, SpokenTime
from qa.times.days import Stretch, day_range

if TYPE_CHECKING:
    from sqlite3 import Connection

Row = tuple[Any, ...]

SPOKEN_TIMES = (
    'SELECT passage, "start", "end", first_day, last_day, first_named, last_named FROM spoken_times '
    'WHERE passage IN (SELECT value FROM json_each(?)) ORDER BY passage, "start"'
)
# What names one of the days from :first to :last. Nearly all times are short, and a short one that reaches into these
# days begins a year before them at most: so both halves are look-ups in the index, however much the archive holds.
ABOUT = """
SELECT passage FROM spoken_times INDEXED BY spoken_times_by_day
WHERE long = 0 AND first_named BETWEEN :year_before AND :last AND last_named >= :first
UNION SELECT passage FROM spoken_times INDEXED BY spoken_times_by_day
WHERE long = 1 AND first_named <= :last AND last_named >= :first
ORDER BY passage
"""
_SHORT = timedelta(days=366)
_EARLIEST, _LATEST = "0001-01-01", "9999-12-31"


class NamedTime(NamedTuple):
    """The days that an expression at `start` of an article's text names."""

    start: int
    days: Stretch


def insert_spoken_times(writer: Connection, article: Article, passages: Sequence[Passage], ids: Sequence[int]) -> None:
    """Write what each of `passages`, stored under `ids`, speaks of, seen from the day on which it was said."""
    said = said_on(article)
    rows = [row for passage, i in zip(passages, ids, strict=True) for row in _rows(passage, i, said)]
    writer.executemany("INSERT INTO spoken_times VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def said_on(article: Article) -> Stretch | None:
    """Return the days on which the article's words were said, else those of print; None where neither is known."""
    days = day_range(article.said) or day_range(article.published)
    return None if days is None else Stretch(*map(date.fromisoformat, days))


def _rows(passage: Passage, passage_id: int, said: Stretch | None) -> Iterator[tuple[int | str | None, ...]]:
    from qa.times.reader import find_times  # questions do without the grammar

    for time in find_times(passage.text, said):
        days = [None if day is None else day.isoformat() for day in (*time.named, *time.days)]
        long = time.named.last - time.named.first > _SHORT
        yield passage_id, passage.start + time.start, passage.start + time.end, int(long), *days


def spoken_times(rows: Iterable[Row], passages: Mapping[int, Passage]) -> dict[int, tuple[SpokenTime, ...]]:
    """Read what SPOKEN_TIMES gives of `passages`, by passage id."""
    found: dict[int, tuple[SpokenTime, ...]] = {}
    for passage_id, start, end, first, last, *_ in rows:
        passage = passages[passage_id]
        words = passage.text[start - passage.start : end - passage.start]
        found[passage_id] = (*found.get(passage_id, ()), SpokenTime(start, end, words, first, last))
    return found


def named_times(rows: Iterable[Row]) -> dict[int, list[NamedTime]]:
    """Read what SPOKEN_TIMES gives as the days that are named, by passage id."""
    found: dict[int, list[NamedTime]] = {}
    for passage_id, start, _, _, _, *days in rows:
        found.setdefault(passage_id, []).append(NamedTime(start, Stretch(*map(date.fromisoformat, days))))
    return found


def about_values(about: str) -> dict[str, str]:
    """Return what ABOUT is asked with. Raises InvalidFilter.

    >>> about_values("2024..2026-03")
    {'first': '2024-01-01', 'last': '2026-03-31', 'year_before': '2022-12-31'}
    >>> about_values("..2020")["last"], about_values("2024..")["last"], about_values("2025-12")["last"]
    ('2020-12-31', '9999-12-31', '2025-12-31')
    """
    range_ = _first_and_last(about)
    if range_ is None or range_[0] > range_[1]:
        step = "give a date as 2025, 2025-12 or 2025-12-30, or two of them as 2024..2026"
        raise InvalidFilter(f"about cannot be {about!r}", next_step=step)
    first, last = range_
    year_before = max(date.fromisoformat(first), date.min + _SHORT) - _SHORT
    return {"first": first, "last": last, "year_before": year_before.isoformat()}


def _first_and_last(about: str) -> tuple[str, str] | None:
    """Return the days from which and to which `about` reaches; None where it says neither, or no date."""
    first, dots, last = (part.strip() for part in about.partition(".."))
    if not dots:
        return day_range(first)
    begin = day_range(first) if first else (_EARLIEST, _EARLIEST)
    end = day_range(last) if last else (_LATEST, _LATEST)
    return (begin[0], end[1]) if begin and end and (first or last) else None
