"""What the archive counts for those who narrow a question."""

from __future__ import annotations

from pathlib import Path

from qa.views import Facet
from tests.archive.sample import interview, new_archive

ARTICLES = (
    interview("a.txt", "Who signs?", "Both sides.", outlet="Énergie", published="2026-01"),
    interview("b.txt", "They sign.", outlet="énergie", published="2024"),
    interview("c.txt", "One.", "Two.", "Three.", outlet="Harbour", published="2024-05-01"),
    interview("d.txt", "Nobody knows when."),
)


def test_outlets_speakers_and_years_are_counted(tmp_path: Path) -> None:
    """Largest first, an outlet's spellings together as the filter takes them, and the undated told apart."""
    with new_archive(tmp_path / "index", *ARTICLES) as archive:
        facets = archive.facets(10)
    assert (facets.articles, facets.passages, facets.undated) == (4, 7, 1)
    assert facets.outlets == (Facet("Énergie", 2, 3), Facet("Harbour", 1, 3))
    assert facets.speakers == (Facet("Speaker 0", 4, 5), Facet("Speaker 1", 2, 2))
    assert facets.years == (Facet("2024", 2, 4), Facet("2026", 1, 2))


def test_an_outlet_and_its_abbreviation_are_one(tmp_path: Path) -> None:
    """As the filter takes them; what may be either of two outlets stays by itself."""
    names = ("VNA", "Vietnam News Agency (VNA)", "vna", "Vietnam News Agency", "BC", "Blue Coast (BC)", "Bay Club (BC)")
    articles = [interview(f"{number}.txt", "Words.", outlet=name) for number, name in enumerate(names)]
    with new_archive(tmp_path / "index", *articles) as archive:
        outlets = archive.facets(10).outlets
    assert outlets == (
        Facet("Vietnam News Agency (VNA)", 4, 4),
        Facet("BC", 1, 1),
        Facet("Bay Club (BC)", 1, 1),
        Facet("Blue Coast (BC)", 1, 1),
    )


def test_only_the_largest_are_named(tmp_path: Path) -> None:
    """An archive of ten thousand speakers must not send them all."""
    with new_archive(tmp_path / "index", *ARTICLES) as archive:
        facets = archive.facets(1)
    assert [facet.name for facet in facets.speakers] == ["Speaker 0"]
    assert len(facets.outlets) == 1


def test_an_empty_archive_has_nothing_to_narrow_by(tmp_path: Path) -> None:
    """Zeros, not nulls."""
    with new_archive(tmp_path / "index") as archive:
        facets = archive.facets(10)
    assert (facets.articles, facets.passages, facets.undated, facets.outlets, facets.years) == (0, 0, 0, (), ())
