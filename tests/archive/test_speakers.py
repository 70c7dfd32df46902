"""Who speaks in which passage, in the archive: written with an article, found by the words of a name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.archive import ARCHIVE_NAME, Archive
from qa.archive.rows import EncodedArticle
from qa.archive.speakers import SPOKEN, speakers_in
from qa.records import Article, Attribution, Filters, Passage, Span
from qa.views import Facet
from tests.archive.sample import encoded, interview, new_archive

LINES = ("Trade grew, Anna said.", "“It will,” added Lê Đức.", "Rain fell.")


def report(article_id: str = "report.txt", **fields: str) -> EncodedArticle:
    """Return a narrative of three passages, two of which hold words of somebody named."""
    article = interview(article_id, *LINES, **fields)
    said = (
        Attribution(0, 10, "Anna Gennadievna Orlova", "reported", Span(12, 21)),
        Attribution(24, 31, "Lê Đức", "direct", Span(33, 46)),
        Attribution(27, 31, None, "direct", Span(33, 46)),
    )
    made = encoded(article, speaker=dict.fromkeys(range(3)))
    return replace(made, turns=[replace(turn, speaker=None) for turn in made.turns], attributions=said)


TALK = interview("talk.txt", "I build boats.", "Who helps you?", "My son.", outlet="Harbour")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with new_archive(tmp_path) as opened:
        opened.put_article(report(outlet="The Courier"))
        opened.put_article(encoded(TALK, speaker={0: "ÉVA NAGY", 1: None, 2: "ÉVA NAGY"}))
        yield opened


def spoken(archive: Archive, speaker: str, **others: str) -> list[str]:
    found = archive.passage_ids_where(Filters(speaker=speaker, **others))
    assert found is not None
    return [passage.text for _, passage in sorted(archive.passages(found.tolist()).items())]


@pytest.mark.parametrize("speaker", ["Orlova", "orlova", "Anna Orlova", "ANNA GENNADIEVNA ORLOVA", "Ambassador Orlova"])
def test_a_name_finds_the_passages_with_words_of_that_person(archive: Archive, speaker: str) -> None:
    """By surname or full name, in any case; a passage that only stands beside them is left out."""
    assert spoken(archive, speaker) == [LINES[0]]


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=12)


@given(SPANS, st.lists(st.integers(1, 60), max_size=6, unique=True))
def test_who_speaks_in_a_passage_is_whoever_says_some_of_its_words(
    spans: list[tuple[int, int]], cuts: list[int]
) -> None:
    """A long article is gone through once, which must find what comparing all with all finds."""
    said = [Attribution(start, start + size, f"{start} {size}", "direct", Span(0, 1)) for start, size in sorted(spans)]
    edges = [0, *sorted(cuts)]
    passages = [Passage(0, "a", n, *edge, "", speaker="S") for n, edge in enumerate(pairwise(edges))]
    expected = [
        {"S", *(str(one.speaker) for one in said if one.start < passage.end and one.end > passage.start)}
        for passage in passages
    ]
    assert [set(names) for names in speakers_in(passages, said)] == expected


def test_accents_do_not_count(archive: Archive) -> None:
    """Nobody types a name with all its marks."""
    assert spoken(archive, "le duc") == [LINES[1]]
    assert spoken(archive, "eva nagy") == ["I build boats.", "My son."]


@pytest.mark.parametrize("speaker", ["Orlov", "Orlova Anna", "Vera Orlova", "Nobody", "…"])
def test_who_is_not_named_so_has_no_passage(archive: Archive, speaker: str) -> None:
    """Whole words, and all of them: a filter that lets others through is worse than none."""
    assert spoken(archive, speaker) == []


def test_filters_hold_together(archive: Archive) -> None:
    """A speaker in one outlet is what both let through."""
    assert spoken(archive, "Orlova", outlet="the courier") == [LINES[0]]
    assert spoken(archive, "Orlova", outlet="Harbour") == []


def test_attributions_come_back_as_they_were(archive: Archive) -> None:
    """By article, in order; a transcript has none."""
    assert archive.attributions(["report.txt", "talk.txt"]) == {"report.txt": report().attributions}


def test_close_names_are_those_spelt_alike(archive: Archive) -> None:
    """Only where nobody has the name."""
    assert archive.names_like("Orlowa") == ("Anna Gennadievna Orlova",)
    assert archive.names_like("Orlova") == ()
    assert archive.names_like("Smith") == ()


def test_everybody_who_speaks_is_counted(archive: Archive) -> None:
    """By turn or attribution, as the filter finds them."""
    assert archive.facets(10).speakers == (
        Facet("ÉVA NAGY", 1, 2),
        Facet("Anna Gennadievna Orlova", 1, 1),
        Facet("Lê Đức", 1, 1),
    )


def test_who_speaks_nowhere_any_more_is_forgotten(archive: Archive) -> None:
    """A name that no passage has must not be offered; one that another article has stays."""
    archive.put_article(report("copy.txt"))
    archive.remove_article("report.txt")
    assert len(archive.facets(10).speakers) == 3
    archive.put_article(encoded(Article("copy.txt", "Rain."), speaker={0: None}))
    assert [facet.name for facet in archive.facets(10).speakers] == ["ÉVA NAGY"]
    assert archive.names_like("Orlowa") == ()
    assert archive.problems() == []


def test_a_new_version_has_its_own_speakers(archive: Archive) -> None:
    """Also where the passages are the same and keep their ids."""
    before = archive.passages_of("report.txt")
    archive.put_article(replace(report(), attributions=report().attributions[:1]))
    assert archive.passages_of("report.txt") == before
    assert spoken(archive, "Duc") == []
    assert spoken(archive, "Orlova") == [LINES[0]]


def test_an_attribution_outside_of_its_text_is_a_problem(tmp_path: Path) -> None:
    """`qa doctor` reads them too."""
    with new_archive(tmp_path) as archive:
        archive.put_article(report())
    with closing(sqlite3.connect(tmp_path / ARCHIVE_NAME)) as connection:
        connection.execute('UPDATE attributions SET "end" = 999 WHERE ordinal = 1')
        connection.commit()
    with Archive.open(tmp_path, readonly=True) as archive:
        assert archive.problems() == ["attribution 1 of 'report.txt' lies outside of the text"]


def test_the_filter_is_a_look_up(archive: Archive) -> None:
    """Hundreds of thousands of passages must not be walked over to find one person's."""
    with closing(sqlite3.connect(archive.path)) as connection:
        plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {SPOKEN}", ("[1]",)))
    assert "SEARCH spoken_passages" in plan
    assert "SCAN spoken_passages" not in plan
