"""What passages speak of, in the archive: places and days of each, and the look-up by day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from qa.archive.archive import ARCHIVE_NAME, Archive
from qa.archive.times import ABOUT, about_values
from qa.errors import InvalidFilter
from qa.records import Filters, SpokenTime
from tests.archive.sample import encoded, interview, new_archive

TALK = interview(
    "talk.md",
    "We sign in early 2026, as we said last year.",
    "Nothing is known of it.",
    "It has grown since 2014; by 2030 it will double.",
    "From 2019 to 2023 we waited.",
    published="2025-12-30",
    outlet="The Courier",
)
UNDATED = interview("undated.txt", "We met last year.", "We met in 2024.")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with new_archive(tmp_path, TALK, UNDATED) as opened:
        yield opened


def about(archive: Archive, days: str, **others: str) -> list[str]:
    found = archive.passage_ids_where(Filters(about=days, **others))
    assert found is not None
    return [passage.text[:12] for _, passage in sorted(archive.passages(found.tolist()).items())]


def times(archive: Archive, article_id: str) -> dict[int, list[tuple[str, str | None, str | None]]]:
    passages = archive.passages_of(article_id)
    found = archive.spoken_times(passages)
    return {
        passage.ordinal: [(time.text, time.first_day, time.last_day) for time in found[passage.id]]
        for passage in passages
        if passage.id in found
    }


def test_each_time_is_kept_with_its_days(archive: Archive) -> None:
    """Resolved against the article's date; an open side is None."""
    assert times(archive, "talk.md") == {
        0: [("early 2026", "2026-01-01", "2026-04-30"), ("last year", "2024-01-01", "2024-12-31")],
        2: [("since 2014", "2014-01-01", None), ("by 2030", None, "2030-12-31")],
        3: [("From 2019 to 2023", "2019-01-01", "2023-12-31")],
    }


def test_without_a_date_nothing_is_guessed(archive: Archive) -> None:
    """What says its year itself is found all the same."""
    assert times(archive, "undated.txt") == {1: [("2024", "2024-01-01", "2024-12-31")]}


def test_places_are_offsets_into_the_article(archive: Archive) -> None:
    """A citation's times can be checked like its quotation."""
    passages = archive.passages_of("talk.md")
    for found in archive.spoken_times(passages).values():
        for time in found:
            assert TALK.text[time.start : time.end] == time.text
    third = archive.spoken_times([passages[2]])[passages[2].id]
    assert third[0] == SpokenTime(82, 92, "since 2014", "2014-01-01", None)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("2026", ["We sign in e"]),
        ("2026-04-30", ["We sign in e"]),
        ("2026-05", []),
        ("2024", ["We sign in e", "We met in 20"]),
        ("2014", ["It has grown"]),
        ("2016", []),
        ("2030", ["It has grown"]),
        ("2029", []),
        ("2021-06", ["From 2019 to"]),
        ("2023..2024-06", ["We sign in e", "From 2019 to", "We met in 20"]),
        ("2027..", ["It has grown"]),
        ("..2015", ["It has grown"]),
        (" 2030 .. 2031 ", ["It has grown"]),
    ],
)
def test_passages_are_found_by_the_days_they_name(archive: Archive, days: str, expected: list[str]) -> None:
    """Long ranges by any day inside; what is open by what it names."""
    assert about(archive, days) == expected


def test_the_other_filters_hold_beside_it(archive: Archive) -> None:
    """A passage about 2024, and in an article of that outlet."""
    assert about(archive, "2024", outlet="the courier") == ["We sign in e"]
    assert about(archive, "2024", since="2026") == []
    assert about(archive, "2024", article="undated.txt") == ["We met in 20"]


@pytest.mark.parametrize("days", ["", "..", "next year", "2024-13", "2026..2024", "2024...2025", "24"])
def test_what_is_no_range_of_days_is_refused(archive: Archive, days: str) -> None:
    """With the value and what to write instead."""
    with pytest.raises(InvalidFilter, match="about cannot be") as refused:
        archive.passage_ids_where(Filters(about=days, article="talk.md"))
    assert "2024..2026" in refused.value.next_step


def test_it_is_a_look_up_in_the_index(archive: Archive, tmp_path: Path) -> None:
    """On a large archive a filter must not read what every passage speaks of."""
    with closing(sqlite3.connect(tmp_path / ARCHIVE_NAME)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {ABOUT}", about_values("2024"))]
    steps = [step for step in plan if "spoken_times" in step]
    assert len(steps) == 2
    assert "first_named>? AND first_named<?" in steps[0]
    assert all("USING COVERING INDEX spoken_times_by_day (long=?" in step for step in steps)
    assert archive.counts() == (2, 6)


def test_a_corrected_date_moves_what_hangs_on_it(archive: Archive) -> None:
    """The passages keep their ids and vectors, their "last year" does not stay."""
    before = [passage.id for passage in archive.passages_of("talk.md")]
    archive.put_article(encoded(replace(TALK, published="2021"), fingerprint="g"))
    assert [passage.id for passage in archive.passages_of("talk.md")] == before
    assert times(archive, "talk.md")[0] == [
        ("early 2026", "2026-01-01", "2026-04-30"),
        ("last year", "2020-01-01", "2020-12-31"),
    ]
    assert about(archive, "2020") == ["We sign in e", "From 2019 to"]


def test_the_day_it_was_said_stands_above_the_day_of_print(archive: Archive) -> None:
    """ "Last year" in a talk of December, printed in January, is not the year of the talk."""
    archive.put_article(encoded(replace(TALK, published="2026-01-02", said="2025-12-20"), fingerprint="g"))
    assert times(archive, "talk.md")[0][1] == ("last year", "2024-01-01", "2024-12-31")


def test_a_time_out_of_its_passage_is_damage(archive: Archive, tmp_path: Path) -> None:
    """qa doctor reads what citations are made of."""
    with closing(sqlite3.connect(tmp_path / ARCHIVE_NAME)) as connection, connection:
        connection.execute('UPDATE spoken_times SET "end" = "end" + 1000 WHERE first_day = \'2014-01-01\'')
    assert archive.problems() == ["the time at 82 to 1092 of 'talk.md' is none of passage 3"]


def test_what_is_removed_is_spoken_of_no_more(archive: Archive) -> None:
    """No row outlives its passage."""
    archive.remove_article("talk.md")
    assert about(archive, "2000..2040") == ["We met in 20"]
    assert archive.problems() == []
