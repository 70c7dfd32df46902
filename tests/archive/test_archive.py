"""The archive: whole articles or none, ids that stay unique, and reads that see only what was committed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.archive import archive as archive_module
from qa.archive.archive import ARCHIVE_NAME, Archive
from qa.archive.rows import Neighbours
from qa.encoder.arrays import ModelIdentity, pack_signs
from qa.errors import IndexBusy, IndexDamaged, IndexMissing, InvalidFilter, ModelMismatch
from qa.records import Article, Filters, Span, Subtitle
from tests.archive.sample import encoded, interview, new_archive
from tests.bag_encoder import BagEncoder, encode

PLANT = interview("plant.txt", "Who signs?", "Both sides sign early in 2026.", title="Ninh Thuận 1", outlet="Énergie")
BOATS = interview("boats.txt", "The boats stay in port.", "Nobody sails in a storm.", published="2025-12")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with new_archive(tmp_path / "index") as opened:
        yield opened


def test_an_article_comes_back_as_it_went_in(archive: Archive) -> None:
    """Citations are checked against this text and these offsets; nothing may change on the way."""
    ids = archive.put_article(encoded(PLANT))
    assert archive.article("plant.txt") == PLANT
    expected = [replace(p, id=i) for i, p in zip(ids, encoded(PLANT).passages, strict=True)]
    assert archive.passages_of("plant.txt") == expected
    assert archive.passages(ids) == dict(zip(ids, expected, strict=True))
    assert archive.turns("plant.txt") == list(encoded(PLANT).turns)
    head = archive.article_heads(["plant.txt", "gone.txt"])["plant.txt"]
    assert (head.title, head.outlet, head.passages, head.characters) == ("Ninh Thuận 1", "Énergie", 2, len(PLANT.text))
    assert head.sha256 == PLANT.sha256
    assert archive.summaries() == [head]


def test_what_a_source_marks_in_its_text_comes_back(archive: Archive) -> None:
    """An article is cut again from the archive when its metadata are corrected; times must not be lost then."""
    talk = interview(
        "talk.vtt", "Anna: Hello.", "Bye.", subtitles=(Subtitle(0, 1.5), Subtitle(13, 4.0)), speakers=("Anna",)
    )
    ids = archive.put_article(encoded(talk, start_seconds={0: 1.5, 1: 4.0}))
    assert archive.article("talk.vtt") == talk
    assert [archive.passages(ids)[i].start_seconds for i in ids] == [1.5, 4.0]


def test_texts_come_without_the_rest_of_their_articles(archive: Archive) -> None:
    """A question checks its quotations against them; it needs no marks, dates or reasons for that."""
    archive.put_article(encoded(PLANT))
    assert archive.texts(["plant.txt", "gone.txt"]) == {"plant.txt": PLANT.text}


@pytest.mark.parametrize("shift", [0, 70_000])
def test_the_places_of_tokens_are_kept(tmp_path: Path, shift: int) -> None:
    """A question need not cut a passage into tokens again to mark its words; a passage may be longer than two bytes."""
    article = encoded(interview("boats.txt", "Boats sail " + " " * shift + "far."))
    with Archive.open(tmp_path, create=True) as archive:
        archive.bind(BagEncoder().identity, passage_rules="1")
        (passage,) = archive.put_article(article)
        spans = archive.token_vectors([passage])[passage].spans
        assert spans is not None
        assert spans.tolist() == [[0, 5], [6, 10], [11 + shift, 14 + shift]]
        assert archive.problems() == []


def test_token_vectors_and_labels_come_back_as_signs(archive: Archive) -> None:
    """Late interaction reads these; they must be those of the passage's own encoding."""
    first, second = archive.put_article(encoded(PLANT))
    stored = archive.token_vectors([second, first, 999])
    assert sorted(stored) == [first, second]
    expected = encode("Both sides sign early in 2026.")
    assert stored[second].token_ids.tolist() == expected.token_ids.tolist()
    assert stored[second].signs.tolist() == pack_signs(expected.tokens).tolist()
    labels = archive.labels(["plant.txt", "gone.txt"])
    assert {article_id: list(found) for article_id, found in labels.items()} == {"plant.txt": ["title"]}
    assert labels["plant.txt"]["title"].token_ids.tolist() == encode("Ninh Thuận 1").token_ids.tolist()


def test_a_new_version_replaces_the_old_one_whole(archive: Archive) -> None:
    """A half-replaced article would cite words that are no longer there."""
    old = archive.put_article(encoded(PLANT))
    changed = interview("plant.txt", "It was signed.")
    new = archive.put_article(encoded(changed))
    assert archive.article("plant.txt") == changed
    assert archive.passages(old) == {}
    assert archive.token_vectors(old) == {}
    assert [p.text for p in archive.passages(new).values()] == ["It was signed."]
    assert archive.counts() == (1, 1)


def test_nothing_of_a_removed_article_is_left_in_the_file(archive: Archive, tmp_path: Path) -> None:
    """Who takes an interview out of an archive wants it out, not only hard to find; others hold on to their pages."""
    archive.put_article(encoded(PLANT))
    archive.put_article(encoded(BOATS))
    archive.remove_article("plant.txt")
    archive.close()
    [file] = (tmp_path / "index").glob("archive*")
    assert b"early in 2026" not in file.read_bytes()
    assert b"Nobody sails" in file.read_bytes()


def test_passage_ids_are_never_given_twice(archive: Archive) -> None:
    """A derived index may still name a removed id; it must not find another passage there."""
    old = archive.put_article(encoded(PLANT))
    assert archive.remove_article("plant.txt") is True
    assert archive.remove_article("plant.txt") is False
    assert min(archive.put_article(encoded(PLANT))) > max(old)


def test_the_counts_follow_what_another_process_commits(archive: Archive) -> None:
    """They are remembered as long as nothing changes, and no longer."""
    with Archive.open(archive.folder, readonly=True) as reader:
        assert reader.counts() == (0, 0)
        archive.put_article(encoded(PLANT))
        assert reader.counts() == archive.counts() == (1, len(archive.passages_of(PLANT.id)))
        archive.put_article(encoded(interview("plant.txt", "It was signed.")))
        assert reader.counts() == archive.counts() == (1, 1)


def test_each_change_counts_one(archive: Archive) -> None:
    """The sequence names the state that answered; the same state gives the same answer."""
    seen = [archive.sequence]
    archive.put_article(encoded(PLANT))
    seen.append(archive.sequence)
    archive.put_article(encoded(BOATS))
    seen.append(archive.sequence)
    archive.remove_article("plant.txt")
    seen.append(archive.sequence)
    archive.move_article("boats.txt", "/elsewhere/boats.txt")
    seen.append(archive.sequence)
    assert seen == [0, 1, 2, 3, 3]
    assert len({archive.stamp(sequence) for sequence in range(4)}) == 4
    assert archive.stamp(4) is None


def test_changes_name_what_a_reader_has_to_add_and_to_forget(archive: Archive) -> None:
    """This is all that derived indexes learn; a passage they never saw must not be taken away from them."""
    plant = archive.put_article(encoded(PLANT))
    boats = archive.put_article(encoded(BOATS))
    archive.remove_article("plant.txt")
    everything, later, nothing = (archive.changes_since(sequence) for sequence in (0, 1, 3))
    assert (everything.added.tolist(), everything.removed.tolist()) == (list(boats), [])
    assert (later.added.tolist(), later.removed.tolist()) == (list(boats), list(plant))
    assert (nothing.added.tolist(), nothing.removed.tolist(), nothing.sequence) == ([], [], 3)
    assert later.stamp == archive.stamp(3)


def test_a_passage_that_is_no_slice_is_refused_and_nothing_is_written(archive: Archive) -> None:
    """Offsets that lie are the one thing that must never get in."""
    wrong = encoded(PLANT)
    wrong = replace(wrong, passages=[replace(wrong.passages[0], text="Who sings?"), wrong.passages[1]])
    with pytest.raises(ValueError, match="not the slice"):
        archive.put_article(wrong)
    assert (archive.counts(), archive.sequence) == ((0, 0), 0)


@pytest.mark.parametrize("factor", [0.0, 0.5, 2.0, np.nan])
def test_a_pooled_vector_that_is_not_of_unit_length_is_refused(archive: Archive, factor: float) -> None:
    """Scores are called cosines; with other lengths they would silently be something else."""
    wrong = encoded(PLANT)
    vectors = [replace(v, pooled=v.pooled * np.float32(factor)) for v in wrong.vectors]
    with pytest.raises(ValueError, match="unit length"):
        archive.put_article(replace(wrong, vectors=vectors))


def test_a_failure_in_the_middle_of_an_article_leaves_the_old_version(archive: Archive) -> None:
    """One transaction an article: old or new, never a mixture."""
    archive.put_article(encoded(PLANT))
    wrong = encoded(interview("plant.txt", "It was signed."))
    broken = replace(wrong.turns[0], ordinal=None)  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        archive.put_article(replace(wrong, turns=[broken]))
    assert archive.article("plant.txt") == PLANT
    assert (archive.counts(), archive.sequence) == ((1, 2), 1)
    archive.put_article(encoded(BOATS))
    assert archive.counts() == (2, 4)


def test_neighbours_are_the_body_passage_before_and_the_question_answered(archive: Archive) -> None:
    """A reply is read in the light of its question, and a caption between them is not part of the talk."""
    asking = ("Who signs it, and tell us when.", "And where will that be.")
    article = interview(
        "talk",
        "An introduction to it.",
        *asking,
        "A photo of the town hall",
        "Both sides will sign it.",
        "It is signed in May.",
    )
    asked = Span(article.text.index("Who"), article.text.index("\nA photo"))
    rows = encoded(article, kind={3: "caption"}, question={4: asked, 5: asked})
    intro, who, where, photo, both, soon = archive.put_article(rows)
    assert archive.neighbours([intro, both, soon, photo, 999]) == {
        intro: Neighbours(None, ()),
        both: Neighbours(where, (who, where)),
        soon: Neighbours(both, (who, where)),
        photo: Neighbours(where, ()),
    }
    assert archive.passages([both])[both].question == asked


def test_what_is_remembered_of_a_passage_is_of_the_state_that_is_seen(archive: Archive) -> None:
    """A passage keeps its id when somebody else turns out to have said it; who reads on must not cite the old name."""
    lines = ("An answer of some length, given.", "Another that follows on it.")
    ids = archive.put_article(encoded(interview("talk", *lines)))
    with Archive.open(archive.folder, readonly=True) as reader:
        assert [reader.passages(ids)[i].speaker for i in ids] == ["Speaker 0", "Speaker 1"]
        assert reader.neighbours(ids)[ids[1]].before == ids[0]
        with reader.snapshot():
            before = reader.passages(ids)
            assert (
                archive.put_article(encoded(interview("talk", *lines), speaker={0: "Anna"}, kind={0: "caption"})) != ids
            )
            assert reader.passages(ids) == before
        assert not reader.passages(ids)
        assert not reader.neighbours(ids)
        again = archive.put_article(encoded(interview("talk", *lines), speaker={0: "Anna"}, fingerprint="g"))
        assert reader.passages(again)[again[0]].speaker == "Anna"
        assert archive.put_article(encoded(interview("talk", *lines), speaker={0: "Ben"})) == again
        assert reader.passages(again)[again[0]].speaker == "Ben"


def test_what_is_remembered_ends_with_the_history_it_is_of(archive: Archive, tmp_path: Path) -> None:
    """A restored backup may count as many changes as what it replaces."""
    (passage,) = archive.put_article(encoded(interview("talk", "Said in this history.")))
    with Archive.open(tmp_path / "other", create=True) as other:
        other.bind(BagEncoder().identity, passage_rules="1")
        other.put_article(encoded(interview("talk", "Said in the other one.")))
        other.copy_to(tmp_path / "copy.sqlite3")
    assert archive.passages([passage])[passage].text == "Said in this history."
    sequence = archive.sequence
    archive.replace_with(tmp_path / "copy.sqlite3")
    assert archive.sequence == sequence
    assert archive.passages([passage])[passage].text == "Said in the other one."


def test_interjections_are_before_nothing_and_have_nothing_before_them(archive: Archive) -> None:
    """A long answer goes on after the host's "Mm-hmm.", which says nothing and must not rank by others' words."""
    answer = "We grew up by the sea, far from any town."
    first, right, then = archive.put_article(encoded(interview("talk", answer, "Mm-hmm.", "Then we moved inland.")))
    assert archive.neighbours([right, then]) == {right: Neighbours(None, ()), then: Neighbours(first, ())}


def test_a_short_reply_is_read_with_its_question_and_found_by_its_words(archive: Archive) -> None:
    """ "Yes." alone answers nothing; who searches the lexical index must come to it by what was asked."""
    article = interview("talk", "Do you agree to the treaty?", "Yes.", "Welcome to the show, Anna.", "Thank you.")
    question, welcome = Span(0, 27), Span(33, 59)
    asked, yes, _, thanks = archive.put_article(encoded(article, question={1: question, 3: welcome}))
    assert archive.neighbours([yes])[yes] == Neighbours(asked, (asked,), together=True)
    assert not archive.neighbours([thanks])[thanks].together
    context = {one.passage_id: one.context for one in archive.words_after(0)}
    assert "treaty" in context[yes]
    assert "show" not in context[thanks]
    assert archive.passages([yes])[yes].text == "Yes."


@pytest.mark.parametrize(
    ("published", "since", "until", "passes"),
    [
        ("2025-12-30", "2025-12-30", None, True),
        ("2025-12-30", None, "2025-12-30", True),
        ("2025-12-30", "2025-12-31", None, False),
        ("2025-12-30", None, "2025-12-29", False),
        ("2025-12-30", "2025-12", "2025-12", True),
        ("2025-12-30", "2025", "2025", True),
        ("2025-12-30", None, "2025-11", False),
        ("2025-12-30", "2026", None, False),
        ("2025-12", "2025-12-15", None, True),
        ("2025-12", None, "2025-12-15", True),
        ("2025-12", None, "2025-11-30", False),
        ("2025", "2025-12", None, True),
        ("2025", "2026-01-01", None, False),
        ("2025", None, "2024", False),
        ("2024-02", "2024-02-29", None, True),
        (None, "1900", None, False),
        (None, None, "2100", False),
        (None, None, None, True),
        ("last spring", "1900", None, False),
    ],
)
def test_a_short_date_stands_for_all_its_days_on_both_sides(
    archive: Archive, published: str | None, since: str | None, until: str | None, passes: bool
) -> None:
    """An article dated only "2025" may be from December; a filter that drops it would hide an answer."""
    ids = archive.put_article(encoded(interview("a", "One.", published=published)))
    archive.put_article(encoded(interview("undated", "Two.")))
    found = archive.passage_ids_where(Filters(article="a", since=since, until=until))
    assert found is not None
    assert found.tolist() == (list(ids) if passes else [])


@pytest.mark.parametrize("outlet", ["Énergie Việt", "éNERGIE vIỆT", " Énergie Việt ", "E\u0301nergie Việt"])
def test_an_outlet_is_found_in_any_spelling_of_its_letters(archive: Archive, outlet: str) -> None:
    """Readers type names as they like; SQLite alone knows only the case of ASCII."""
    ids = archive.put_article(encoded(interview("a", "One.", "Two.", outlet="Énergie Việt")))
    archive.put_article(encoded(interview("b", "Three.", outlet="Other")))
    found = archive.passage_ids_where(Filters(outlet=outlet))
    assert found is not None
    assert found.tolist() == list(ids)


@pytest.mark.parametrize(
    ("outlet", "found"),
    [
        ("vna", ["full", "short"]),
        ("Vietnam News Agency (VNA)", ["full", "long", "short"]),
        ("vietnam news agency", ["full", "long"]),
        ("Vietnam Net Academy", []),
        (" ", []),
    ],
)
def test_an_outlet_is_found_by_its_abbreviation(archive: Archive, outlet: str, found: list[str]) -> None:
    """A dateline says VNA where a masthead says Vietnam News Agency (VNA); a blank is no outlet's name."""
    names = {"full": "Vietnam News Agency (VNA)", "long": "Vietnam News Agency", "short": "VNA", "other": "VNB"}
    ids = {each: archive.put_article(encoded(interview(each, "One.", outlet=name))) for each, name in names.items()}
    kept = archive.passage_ids_where(Filters(outlet=outlet))
    assert kept is not None
    assert kept.tolist() == [number for each in found for number in ids[each]]


def test_no_filter_means_no_restriction_and_all_filters_must_hold(archive: Archive) -> None:
    """None and an empty list are different things to a retriever."""
    ids = archive.put_article(encoded(interview("a", "One.", outlet="X", published="2025")))
    archive.put_article(encoded(interview("b", "Two.", outlet="X", published="2020")))
    assert archive.passage_ids_where(Filters()) is None
    both = archive.passage_ids_where(Filters(outlet="x", since="2024"))
    none = archive.passage_ids_where(Filters(outlet="y", since="2024"))
    assert both is not None
    assert none is not None
    assert (both.tolist(), none.tolist()) == (list(ids), [])


@pytest.mark.parametrize("value", ["yesterday", "2025-13", "2025-02-30", "25", "2025-1", "２０２５"])
def test_a_date_that_is_none_is_refused(archive: Archive, value: str) -> None:
    """A mistyped date that silently matches nothing would look like "not in the corpus"."""
    with pytest.raises(InvalidFilter, match="since cannot be"):
        archive.passage_ids_where(Filters(since=value))


@pytest.mark.parametrize("name", ["outlet", "article"])
def test_half_a_character_is_no_filter(archive: Archive, name: str) -> None:
    """What a terminal of another encoding sends is told, and leaves other questions of a batch alone."""
    with pytest.raises(InvalidFilter, match=f"{name} cannot be 'caf.udcff'"):
        archive.passage_ids_where(Filters(**{name: "caf\udcff"}))


def test_outlets_dates_and_known_articles_describe_the_whole(archive: Archive) -> None:
    """What `qa info` shows, and what tells the indexer that there is nothing to do."""
    archive.put_article(encoded(interview("a", "One.", outlet="Zebra", published="2024-05"), fingerprint="fa"))
    archive.put_article(encoded(interview("b", "Two.", outlet="apple", published="2023")))
    archive.put_article(encoded(interview("c", "Three.", outlet="ZEBRA")))
    archive.put_article(encoded(interview("d", "Four.", outlet="Vietnam News Agency (VNA)")))
    archive.put_article(encoded(interview("e", "Five.", outlet="VNA")))
    assert archive.outlets() == ("Vietnam News Agency (VNA)", "ZEBRA", "apple")
    assert archive.published_range() == ("2023", "2024-05")
    known = archive.known_articles()
    assert list(known) == ["a", "b", "c", "d", "e"]
    assert (known["a"].fingerprint, known["a"].source) == ("fa", "/articles/a")


def test_another_model_is_refused_until_the_archive_is_empty(archive: Archive) -> None:
    """Vectors of two models in one index give scores that mean nothing."""
    archive.put_article(encoded(PLANT))
    other = ModelIdentity("other", "0" * 64, 384)
    with pytest.raises(ModelMismatch, match="bag-of-words"):
        archive.bind(other, passage_rules="1")
    assert archive.identity() == BagEncoder().identity
    archive.remove_article("plant.txt")
    archive.bind(other, passage_rules="2")
    assert (archive.identity(), archive.passage_rules()) == (other, "2")


def test_only_one_process_writes_and_others_read_meanwhile(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two writers would each derive from half of the truth."""
    monkeypatch.setattr(archive_module, "LOCK_PATIENCE", 0.0)
    archive.put_article(encoded(PLANT))
    with pytest.raises(IndexBusy):
        Archive.open(archive.folder)
    with Archive.open(archive.folder, readonly=True) as reader:
        archive.put_article(encoded(BOATS))
        assert reader.counts() == (2, 4)
    archive.close()
    Archive.open(archive.folder).close()


def test_a_snapshot_does_not_move_while_another_writes(archive: Archive) -> None:
    """One answer is made of many reads; all must see the same articles."""
    archive.put_article(encoded(PLANT))
    with Archive.open(archive.folder, readonly=True) as reader:
        with reader.snapshot():
            assert reader.sequence == 1
            archive.put_article(encoded(BOATS))
            assert (reader.sequence, reader.article("boats.txt")) == (1, None)
        assert (reader.sequence, reader.article("boats.txt")) == (2, BOATS)


def test_threads_read_whole_articles_while_one_is_replaced_again_and_again(archive: Archive) -> None:
    """A server answers in many threads while an article is indexed anew."""
    versions = [interview("a", *[f"Version {v}, line {n}." for n in range(v + 1)]) for v in range(12)]
    archive.put_article(encoded(versions[0]))
    torn: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            with archive.snapshot():
                article, passages = archive.article("a"), archive.passages_of("a")
            if article is None or [p.text for p in passages] != article.text.split("\n"):
                torn.append(repr((article, passages)))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for version in versions * 3:
        archive.put_article(encoded(version))
    done.set()
    for reader in readers:
        reader.join()
    assert torn == []


def test_an_index_that_is_not_there_is_missed_and_not_made(tmp_path: Path) -> None:
    """Asking must not leave an empty archive behind that looks like an index."""
    with pytest.raises(IndexMissing):
        Archive.open(tmp_path / "index", readonly=True)
    with pytest.raises(IndexMissing):
        Archive.open(tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_a_file_whose_writer_died_before_the_tables_counts_as_no_index(tmp_path: Path) -> None:
    """SQLite makes the file before anything is in it; killed there, the next command has to start anew."""
    sqlite3.connect(tmp_path / ARCHIVE_NAME).close()
    (tmp_path / ARCHIVE_NAME).touch()
    with pytest.raises(IndexMissing):
        Archive.open(tmp_path, readonly=True)
    with Archive.open(tmp_path, create=True) as archive:
        assert archive.counts() == (0, 0)


def test_files_that_are_no_archive_of_this_version_are_told_apart(archive: Archive, tmp_path: Path) -> None:
    """Each needs another step: move it, name another folder, upgrade."""
    archive.close()
    with closing(sqlite3.connect(archive.path)) as connection, connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(IndexDamaged, match=r"format 99.*upgrade"):
        Archive.open(archive.folder, readonly=True)
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / ARCHIVE_NAME).write_text("not a database, " * 100)
    with pytest.raises(IndexDamaged, match="not a database"):
        Archive.open(tmp_path / "text", readonly=True)
    (tmp_path / "foreign").mkdir()
    with closing(sqlite3.connect(tmp_path / "foreign" / ARCHIVE_NAME)) as connection, connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(IndexDamaged, match="no archive of interview-qa"):
        Archive.open(tmp_path / "foreign")


def test_a_folder_that_cannot_be_written_is_read_and_later_changes_are_seen(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index in a container image belongs to somebody else; one mounted read-only may be written from outside."""
    archive.put_article(encoded(PLANT))
    archive.close()
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and real(path, mode))
    with Archive.open(archive.folder, readonly=True) as reader:
        assert reader.article("plant.txt") == PLANT
        assert sorted(p.name for p in archive.folder.iterdir()) == [ARCHIVE_NAME, "writer.lock"]
        with Archive.open(archive.folder) as writer:
            writer.put_article(encoded(BOATS))
            assert reader.article("boats.txt") == BOATS
        assert reader.counts() == (2, 4)


def test_a_commit_survives_the_death_of_the_process(tmp_path: Path) -> None:
    """What was acknowledged is still there after SIGKILL, without any closing."""
    code = (
        "import os, signal, sys; from pathlib import Path; from tests.archive.sample import *\n"
        "archive = new_archive(Path(sys.argv[1]), interview('a', 'One.', 'Two.'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, cwd=Path(__file__).parents[2])
    assert ended.returncode == -9
    with Archive.open(tmp_path) as archive:
        assert [p.text for p in archive.passages_of("a")] == ["One.", "Two."]
        assert archive.problems() == []


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("UPDATE texts SET text = replace(text, '2026', '2027')", "text of article 'plant.txt'"),
        ('UPDATE passages SET "end" = "end" - 1 WHERE id = 2', "passage 2 of 'plant.txt' is not what stands at"),
        ("DELETE FROM passages WHERE id = 1", "should have the 2 passages from 1 on"),
        ("UPDATE pooled_vectors SET vector = zeroblob(1536) WHERE passage = 1", "pooled vector of passage 1"),
        ("DELETE FROM pooled_vectors WHERE passage = 2", "pooled vector of passage 2"),
        ("UPDATE token_vectors SET signs = zeroblob(5) WHERE passage = 1", "token vectors of passage 1"),
        ("UPDATE labels SET token_ids = zeroblob(400)", "label 'title' of 'plant.txt'"),
        ('UPDATE turns SET "end" = 9999 WHERE ordinal = 1', "turn 1 of 'plant.txt'"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM articles", "a row of texts refers to articles"),
    ],
)
def test_whatever_was_tampered_with_is_found(archive: Archive, damage: str, named: str) -> None:
    """`qa doctor` says that every offset and vector was verified; then it has to notice each of these."""
    archive.put_article(encoded(PLANT))
    assert archive.problems() == []
    archive.close()
    with closing(sqlite3.connect(archive.path)) as connection, connection:
        connection.executescript(damage)
    connection.close()
    with Archive.open(archive.folder, readonly=True) as reader:
        assert any(named in problem for problem in reader.problems())


texts = st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1), min_size=1)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=texts, title=st.none() | st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_keeps_its_offsets(archive: Archive, lines: list[str], title: str | None) -> None:
    """Offsets are code points whatever the script, also beyond the basic plane and with NUL."""
    article = Article("any", "\n".join(lines), title=title)
    archive.put_article(encoded(article))
    found = archive.article("any")
    assert found == article
    assert [(p.text, article.text[p.start : p.end]) for p in archive.passages_of("any")] == [(n, n) for n in lines]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("pooled_vectors", "vector"),
        ("token_vectors", "token_ids"),
        ("token_vectors", "signs"),
        ("token_vectors", "places"),
        ("labels", "signs"),
    ],
)
def test_a_bit_of_a_vector_that_was_turned_is_noticed(archive: Archive, table: str, column: str) -> None:
    """It would rank passages by what nobody wrote; rows of format 1 have no checksum to tell by."""
    (first, *_) = archive.put_article(encoded(PLANT))

    def read() -> object:
        if table == "labels":
            return archive.labels(["plant.txt"])
        return archive.pooled([first]) if table == "pooled_vectors" else archive.token_vectors([first])

    with closing(sqlite3.connect(archive.path, isolation_level=None)) as other:
        whole = other.execute(f"SELECT {column} FROM {table}").fetchone()[0]  # noqa: S608
        turned = bytes([whole[0] ^ 4]) + whole[1:]
        other.execute(f"UPDATE {table} SET {column} = ?", (turned,))  # noqa: S608
        with pytest.raises(IndexDamaged, match="not as it was written"):
            read()
        assert any("written" in problem or "unit length" in problem for problem in archive.problems())
        other.execute(f"UPDATE {table} SET checksum = NULL")  # noqa: S608
    assert read()


def test_an_empty_file_is_no_archive_and_is_left_as_it_is(tmp_path: Path) -> None:
    """It may be what a full disk has left of one; making it an archive of nothing would hide that."""
    (tmp_path / ARCHIVE_NAME).touch()
    for readonly in (False, True):
        with pytest.raises(IndexMissing):
            Archive.open(tmp_path, readonly=readonly)
    assert (tmp_path / ARCHIVE_NAME).stat().st_size == 0


def test_what_a_disk_has_changed_is_called_damage_where_it_cannot_be_used(archive: Archive) -> None:
    """A value where none can be ends in a TypeError somewhere; the reader is told of the archive instead."""
    archive.put_article(encoded(PLANT))
    with pytest.raises(KeyError), archive.snapshot():  # in order: the error is ours
        raise KeyError("ours")
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as other:
        other.execute("PRAGMA writable_schema = ON")
        other.execute("UPDATE sqlite_schema SET sql = replace(sql, 'vector BLOB NOT NULL', 'vector BLOB')")
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as other:
        other.execute("UPDATE pooled_vectors SET vector = NULL")
        other.execute("PRAGMA writable_schema = ON")
        other.execute("UPDATE sqlite_schema SET sql = replace(sql, 'vector BLOB', 'vector BLOB NOT NULL')")
    with Archive.open(archive.folder, readonly=True) as damaged:
        with pytest.raises(IndexDamaged) as caught, damaged.snapshot():
            list(damaged.pooled_after(0))
        assert "NULL value in pooled_vectors.vector" in caught.value.reason
