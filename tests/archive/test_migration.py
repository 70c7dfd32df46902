"""Archives of an older format: brought up to date by a writer, refused with the command by a reader."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from qa.archive.archive import ARCHIVE_NAME, Archive
from qa.archive.connections import Connections
from qa.archive.migration import bring_up_to_date
from qa.archive.rows import EncodedArticle
from qa.archive.schema import APPLICATION_ID, FORMAT, SCHEMA
from qa.errors import IndexDamaged
from qa.indexing.examination import examine, repair
from qa.indexing.indexer import Indexer
from qa.ingestion.metadata.inference import with_inferred
from qa.records import METADATA_FIELDS, Article, Passage
from tests.archive.sample import RULES, encoded, interview
from tests.bag_encoder import BagEncoder

OLD_TABLES = Path(__file__).with_name("format_1.sql").read_text("utf-8")
BRIDGE = interview(
    "bridge.txt", "The bridge opened in May.", "It carries trams.", title="A bridge", outlet="Courier", published="2025"
)


@pytest.fixture
def old_folder(tmp_path: Path) -> Path:
    """A folder with an archive of format 1 that holds BRIDGE."""
    return old_archive(tmp_path, encoded(BRIDGE))


def old_archive(tmp_path: Path, article: EncodedArticle) -> Path:
    """Write an archive of format 1 with that format's own tables, and return its folder."""
    with Archive.open(tmp_path / "new", create=True) as new:
        new.bind(BagEncoder().identity, passage_rules=RULES)
        new.put_article(article)
    folder = tmp_path / "old"
    folder.mkdir()
    with (
        closing(sqlite3.connect(folder / ARCHIVE_NAME)) as old,
        closing(sqlite3.connect(tmp_path / "new" / ARCHIVE_NAME)) as source,
    ):
        old.executescript(OLD_TABLES)
        for (table,) in source.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            known = [row[1] for row in old.execute(f"PRAGMA table_info({table})")]
            if known and not table.startswith("sqlite_"):
                columns = ", ".join(f'"{name}"' for name in known)
                rows = source.execute(f"SELECT {columns} FROM {table}").fetchall()  # noqa: S608 (names of the schema)
                old.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(known))})", rows)  # noqa: S608 (the same)
        old.executescript(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;")
    return folder


def test_a_writer_brings_an_old_archive_up_to_date_and_loses_nothing(old_folder: Path) -> None:
    """Whoever upgrades keeps articles, passages, ids and vectors without encoding."""
    with Archive.open(old_folder) as archive:
        assert archive.article("bridge.txt") == BRIDGE
        assert archive.article_as_read("bridge.txt") == BRIDGE
        assert [(p.id, p.text) for p in archive.passages_of("bridge.txt")] == [
            (1, "The bridge opened in May."),
            (2, "It carries trams."),
        ]
        assert [ids.tolist() for ids, _ in archive.pooled_after(0)] == [[1, 2]]
        assert archive.problems() == []
    with Archive.open(old_folder, readonly=True) as archive:
        assert archive.summaries()[0].inferred == {}
        assert archive.summaries()[0].edited == ()


def test_a_migrated_archive_has_the_tables_and_columns_of_a_new_one(old_folder: Path) -> None:
    """A table or column that somebody adds must reach old archives too, or their first use of it fails."""
    Archive.open(old_folder).close()
    with closing(sqlite3.connect(old_folder / ARCHIVE_NAME)) as migrated, closing(sqlite3.connect(":memory:")) as new:
        new.executescript(SCHEMA)
        assert _shape(migrated) == _shape(new)
        assert migrated.execute("PRAGMA user_version").fetchone() == (FORMAT,)


def _shape(connection: sqlite3.Connection) -> dict[str, object]:
    found = connection.execute("SELECT name, type FROM sqlite_schema WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'")
    return {
        name: {row[1:6] for row in connection.execute(f"PRAGMA table_info({name})")} if kind == "table" else kind
        for name, kind in found.fetchall()
    }


def test_articles_of_an_old_archive_are_read_again_by_the_next_run(old_folder: Path) -> None:
    """What the new columns hold is computed when articles are read; until then nothing may pass for unchanged."""
    with Archive.open(old_folder) as archive:
        assert archive.known_articles()["bridge.txt"].fingerprint == ""


def test_what_old_articles_stated_counts_as_read(old_folder: Path) -> None:
    """Taking back an edit must find the title that stood there before."""
    Archive.open(old_folder).close()
    with closing(sqlite3.connect(old_folder / ARCHIVE_NAME)) as migrated:
        stored = json.loads(migrated.execute("SELECT as_read FROM articles").fetchone()[0])
    assert stored["inferred"] == {}
    assert stored["metadata"] == {
        **dict.fromkeys(METADATA_FIELDS),
        "title": "A bridge",
        "outlet": "Courier",
        "published": "2025",
    }


def test_a_reader_names_the_command_for_an_old_archive(old_folder: Path) -> None:
    """A reader may not write, but a person can."""
    with pytest.raises(IndexDamaged, match="format 1, this version reads format") as caught:
        Archive.open(old_folder, readonly=True)
    assert "qa doctor --repair" in caught.value.next_step


def test_repairing_an_old_index_brings_it_up_to_date_and_says_so(old_folder: Path) -> None:
    """The command that the reader's message names, for whom the articles are not at hand."""
    assert [finding.ok for finding in examine(old_folder)] == [False]
    assert repair(old_folder)[0] == f"brought the archive from format 1 up to {FORMAT}, nothing encoded again"
    assert {f.check for f in examine(old_folder) if not f.ok} <= {"passages"}  # cut anew by the next run
    assert repair(old_folder) == []


def test_the_next_run_fills_what_is_new_without_encoding_what_is_there(tmp_path: Path) -> None:
    """An upgrade costs reading the articles again, and no more."""
    words = "Hanoi (VNA) – The two sides signed an agreement on trade and energy on May 3, 2025, the ministry said."
    article = Article("deal.txt", words, source=str(tmp_path / "deal.txt"))
    folder = old_archive(tmp_path, encoded(article, fingerprint="of format 1"))
    encoder = BagEncoder()
    with Archive.open(folder) as archive:
        report = Indexer(archive, encoder).index([with_inferred(article)], roots=[tmp_path])
        assert (report.changed, report.passages, encoder.encoded_passages) == (("deal.txt",), 0, 1)  # the new label
        assert archive.article("deal.txt") == with_inferred(article)
        assert [passage.id for passage in archive.passages_of("deal.txt")] == [1]
        assert archive.spoken_times(archive.passages_of("deal.txt"))[1][0].first_day == "2025-05-03"
        assert Indexer(archive, encoder).index([with_inferred(article)], roots=[tmp_path]).unchanged == ("deal.txt",)


def test_an_archive_of_format_2_keeps_what_people_said_apart_from_what_was_read(tmp_path: Path) -> None:
    """What format 1 could not know is filled in for format 1 alone: here it would make an edit the article's own."""
    edited = encoded(replace(BRIDGE, title="As edited"))
    without_places = [replace(one, tokens=replace(one.tokens, spans=None)) for one in edited.vectors]
    edited = replace(edited, vectors=without_places, as_read=BRIDGE)
    with Archive.open(tmp_path, create=True) as archive:
        archive.bind(BagEncoder().identity, passage_rules=RULES)
        archive.put_article(edited)
    with closing(sqlite3.connect(tmp_path / ARCHIVE_NAME)) as old:
        old.executescript("ALTER TABLE token_vectors DROP COLUMN places; PRAGMA user_version = 2;")
    with Archive.open(tmp_path) as archive:
        assert archive.older_format == 2
        assert archive.article_as_read("bridge.txt") == BRIDGE
        assert archive.known_articles()["bridge.txt"].fingerprint == ""
        assert archive.token_vectors([1])[1].spans is None


def test_a_newer_archive_is_refused_and_left_alone(tmp_path: Path) -> None:
    """An older version must not write into what it does not understand."""
    Archive.open(tmp_path, create=True).close()
    with closing(sqlite3.connect(tmp_path / ARCHIVE_NAME)) as archive:
        archive.execute(f"PRAGMA user_version = {FORMAT + 1}")
    for readonly in (True, False):
        with pytest.raises(IndexDamaged, match=f"format {FORMAT + 1}") as caught:
            Archive.open(tmp_path, readonly=readonly)
        assert caught.value.next_step == "upgrade interview-qa"


def test_a_migration_that_fails_leaves_the_old_archive(old_folder: Path) -> None:
    """Half a migration would be an archive that no version reads."""
    with closing(sqlite3.connect(old_folder / ARCHIVE_NAME, isolation_level=None)) as writer:
        writer.execute("CREATE TRIGGER full BEFORE UPDATE ON articles BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        before = _shape(writer)
        with closing(sqlite3.connect(":memory:")) as blank, pytest.raises(sqlite3.IntegrityError, match="disk full"):
            bring_up_to_date(writer, blank)
        assert _shape(writer) == before
        assert writer.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_current_archive_is_not_written_when_it_is_opened(tmp_path: Path) -> None:
    """Opening for writing must not make readers think that something changed."""
    Connections(tmp_path / ARCHIVE_NAME, readonly=False).close()
    before = (tmp_path / ARCHIVE_NAME).read_bytes()
    Connections(tmp_path / ARCHIVE_NAME, readonly=False).close()
    assert (tmp_path / ARCHIVE_NAME).read_bytes() == before


def test_the_passages_of_an_old_archive_are_whole(old_folder: Path) -> None:
    """The sample behind these tests is one that the version of its time could have written."""
    with Archive.open(old_folder) as archive:
        assert archive.passages([2])[2] == Passage(
            2, "bridge.txt", 1, 26, 43, "It carries trams.", turn=1, speaker="Speaker 1"
        )
