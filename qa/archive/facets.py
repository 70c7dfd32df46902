"""What the archive can be narrowed by, counted: outlets, speakers, years. Choosing among them is `Filters`'."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.archive.connections import Row
from qa.names.outlets import names_of, outlet_key
from qa.views import Facet, Facets

Rows = Callable[[str, Sequence[object]], list[Row]]

_OUTLETS = "SELECT min(outlet), count(*), sum(passages) FROM articles WHERE outlet_key IS NOT NULL GROUP BY outlet_key"
_SPEAKERS = (
    "SELECT s.name, count(DISTINCT p.article), count(*) FROM speakers s JOIN spoken_passages o ON o.speaker = s.number "
    "JOIN passages p ON p.id = o.passage GROUP BY s.number ORDER BY 2 DESC, 3 DESC, 1 LIMIT ?"
)
# By the first day it may have been published on: a date such as "2025-12" lies in one year, as all dates do.
_YEARS = (
    "SELECT substr(first_day, 1, 4), count(*), sum(passages) FROM articles WHERE first_day IS NOT NULL "
    "GROUP BY 1 ORDER BY 1"
)
_ALL = "SELECT count(*), coalesce(sum(passages), 0), coalesce(sum(first_day IS NULL), 0) FROM articles"


def read_facets(rows: Rows, *, most: int) -> Facets:
    """Return the facets that the statements find through `rows`; at most `most` outlets and speakers, largest first."""
    articles, passages, undated = rows(_ALL, ())[0]
    return Facets(
        articles=articles,
        passages=passages,
        undated=undated,
        outlets=read_outlets(rows)[:most],
        speakers=_facets(rows(_SPEAKERS, (most,))),
        years=_facets(rows(_YEARS, ())),
    )


def read_outlets(rows: Rows) -> tuple[Facet, ...]:
    """Return all outlets, largest first, each once whatever its articles call it."""
    return _of_one_outlet(_facets(rows(_OUTLETS, ())))


def _facets(found: Sequence[Row]) -> tuple[Facet, ...]:
    return tuple(Facet(*row) for row in found)


def _of_one_outlet(found: Sequence[Facet]) -> tuple[Facet, ...]:
    """Return the outlets, largest first: one that another names in brackets, or in front of them, together with it."""
    longer: dict[str, list[str]] = {}
    for name in (facet.name for facet in found):
        for other in names_of(name) - {outlet_key(name)}:
            longer.setdefault(other, []).append(name)
    counts: dict[str, tuple[int, int]] = {}
    for facet in found:
        # What two others name may be either of them.
        names = longer.get(outlet_key(facet.name) or "", ())
        name = names[0] if len(names) == 1 else facet.name
        articles, passages = counts.get(name, (0, 0))
        counts[name] = articles + facet.articles, passages + facet.passages
    outlets = (Facet(name, *numbers) for name, numbers in counts.items())
    return tuple(sorted(outlets, key=lambda one: (-one.articles, -one.passages, one.name)))
