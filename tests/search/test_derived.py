"""Derived indexes: always in step with the archive, whatever was killed, damaged, restored or opened read-only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.archive import archive as archive_module
from qa.archive.archive import ARCHIVE_NAME, Archive
from qa.errors import NotWritten
from qa.search import derived as derived_module
from qa.search import generations as generations_module
from qa.search.derived import MOST_STORED, Derived, open_derived, publish_derived, refresh_derived
from qa.search.generations import Generations
from tests.archive.sample import encoded, interview, new_archive
from tests.bag_encoder import encode

PLANT = interview("plant", "Both sides sign the reactor agreement in 2026.", "The delta is flat.")
BOATS = interview("boats", "The boats stay in port.", "A reactor is no boat.")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with new_archive(tmp_path / "index", PLANT) as opened:
        yield opened


def found(derived: Derived, question: str) -> tuple[list[int], list[float], list[tuple[int, float]], list[float]]:
    """Return all that the three give for a question, to compare whole."""
    asked = encode(question)
    ids, scores = derived.vectors.search(asked.pooled[None, :], 10)
    words = derived.lexical.search(question, 10)
    return ids[0].tolist(), scores[0].tolist(), words, derived.tokens.idf(asked.token_ids).tolist()


def from_scratch(archive: Archive) -> Derived:
    return derived_module._in_memory(archive)


def generation_names(archive: Archive) -> list[str]:
    return sorted(path.name for path in Generations(archive.folder).folder.iterdir() if path.is_dir())


def test_what_is_published_is_opened_again_as_it_is(archive: Archive) -> None:
    """A question must not rebuild anything while nothing changed."""
    published = open_derived(archive.folder, archive)
    again = open_derived(archive.folder, archive)
    assert (published.generation, again.generation) == (1, 1)
    assert found(again, "reactor agreement") == found(published, "reactor agreement")
    assert again.lexical.search("reactor agreement", 1)[0][0] == 1


def test_what_is_behind_catches_up(archive: Archive) -> None:
    """A writer killed between the commit and the publication leaves exactly this."""
    open_derived(archive.folder, archive)
    archive.put_article(encoded(BOATS))
    archive.put_article(encoded(interview("plant", "The reactor was cancelled.")))
    caught_up = open_derived(archive.folder, archive)
    assert (caught_up.sequence, caught_up.generation) == (3, 2)
    assert [i for i, _ in caught_up.lexical.search("reactor", 5)] == [4, 5]
    assert caught_up.vectors.contents()[0].tolist() == [3, 4, 5]
    assert caught_up.tokens.passages == 3


def test_a_reader_brings_them_in_step_when_nobody_writes(archive: Archive) -> None:
    """After a crash the next `qa ask` mends the index for all that follow."""
    archive.close()
    with Archive.open(archive.folder, readonly=True) as reader:
        assert open_derived(reader.folder, reader).generation == 1
        assert open_derived(reader.folder, reader).generation == 1


def test_a_reader_takes_the_last_published_state_while_another_writes(archive: Archive) -> None:
    """Each question of a server would otherwise rebuild everything during a long indexing run."""
    first = open_derived(archive.folder, archive)
    archive.put_article(encoded(BOATS))
    with Archive.open(archive.folder, readonly=True) as reader:
        assert open_derived(reader.folder, reader).sequence == 1
        assert refresh_derived(first, reader.folder, reader) is first
        publish_derived(archive.folder, archive)
        second = refresh_derived(first, reader.folder, reader)
        assert (second.sequence, second.generation) == (2, 2)
        assert refresh_derived(second, reader.folder, reader) is second


def test_before_anything_was_published_a_reader_builds_in_memory(archive: Archive) -> None:
    """The first articles can be asked about while the first run still goes on."""
    with Archive.open(archive.folder, readonly=True) as reader:
        built = open_derived(reader.folder, reader)
    assert (built.generation, built.sequence, len(built.vectors)) == (None, 1, 2)
    assert generation_names(archive) == [] if Generations(archive.folder).folder.exists() else True


def test_a_folder_that_cannot_be_written_is_caught_up_with_in_memory(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container image with an index inside answers although it may not write."""
    open_derived(archive.folder, archive)
    archive.put_article(encoded(BOATS))
    archive.close()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Archive.open(archive.folder, readonly=True) as reader:
        built = open_derived(reader.folder, reader)
        assert (built.generation, built.sequence) == (None, 2)
        assert found(built, "reactor boat") == found(from_scratch(reader), "reactor boat")
        assert refresh_derived(built, reader.folder, reader) is built
    assert generation_names(archive) == ["00000001"]


@pytest.mark.parametrize("name", ["vectors.faiss", "tokens.npy", "lexical/meta.json"])
@pytest.mark.parametrize("damage", ["missing", "cut", "flipped"])
def test_a_damaged_file_is_noticed_and_all_is_rebuilt(archive: Archive, name: str, damage: str) -> None:
    """A wrong ranking without an error would be the worst kind of damage."""
    good = found(open_derived(archive.folder, archive), "reactor agreement")
    file = Generations(archive.folder).folder / "00000001" / name
    content = file.read_bytes()
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(content[:-1] if damage == "cut" else content[:-1] + bytes([content[-1] ^ 1]))
    rebuilt = open_derived(archive.folder, archive)
    assert rebuilt.generation == 2
    assert found(rebuilt, "reactor agreement") == good


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": 1, "files": []}', '{"format": 99, "files": {}}'])
def test_a_manifest_that_says_nothing_is_like_none(archive: Archive, content: str) -> None:
    """The archive is the record; whatever lies beside it can be made again."""
    open_derived(archive.folder, archive)
    (Generations(archive.folder).folder / "manifest.json").write_text(content)
    assert open_derived(archive.folder, archive).generation == 2


def test_a_restored_archive_that_went_another_way_does_not_get_the_old_indexes(
    archive: Archive, tmp_path: Path
) -> None:
    """With the same sequence and the same ids they would find one passage and cite another."""
    archive.close()
    shutil.copy(archive.path, tmp_path / "backup")
    with Archive.open(archive.folder) as first:
        first.put_article(encoded(BOATS))
        open_derived(first.folder, first)
    shutil.copy(tmp_path / "backup", archive.folder / ARCHIVE_NAME)
    with Archive.open(archive.folder) as second:
        second.put_article(encoded(interview("storm", "A storm is coming.", "Stay at home.")))
        derived = open_derived(second.folder, second)
        assert derived.sequence == 2
        assert derived.lexical.search("boats", 5) == []
        assert [i for i, _ in derived.lexical.search("storm", 5)] == [3]
        assert found(derived, "storm") == found(from_scratch(second), "storm")


def test_an_index_built_anew_under_a_running_reader_is_not_mixed_with_the_old(archive: Archive, tmp_path: Path) -> None:
    """The new archive gives the same ids to other passages."""
    old = open_derived(archive.folder, archive)
    archive.close()
    with new_archive(tmp_path / "other", BOATS) as other:
        fresh = refresh_derived(old, other.folder, other)
        assert fresh is not old
        assert fresh.sequence == old.sequence
        assert [i for i, _ in fresh.lexical.search("boats", 5)] == [2, 1]


def test_old_generations_go_but_the_one_before_stays(archive: Archive) -> None:
    """A reader may just have read the manifest that names it."""
    for number in range(4):
        archive.put_article(encoded(interview(f"a{number}", "One.", "Two.")))
        publish_derived(archive.folder, archive)
    assert generation_names(archive) == ["00000003", "00000004"]


def test_what_a_killed_writer_left_is_cleared_away(archive: Archive) -> None:
    """Half a generation is never opened, and does not stay for ever."""
    open_derived(archive.folder, archive)
    leftover = Generations(archive.folder).folder / "00000002"
    leftover.mkdir()
    (leftover / "vectors.faiss").write_bytes(b"half")
    archive.put_article(encoded(BOATS))
    assert open_derived(archive.folder, archive).generation == 3
    assert generation_names(archive) == ["00000001", "00000003"]


def test_a_reader_of_a_generation_that_is_gone_keeps_answering(archive: Archive) -> None:
    """A server goes on with what it has open until it asks for something newer."""
    old = open_derived(archive.folder, archive)
    before = found(old, "reactor agreement")
    for number in range(3):
        archive.put_article(encoded(interview(f"a{number}", "One.", "Two.")))
        publish_derived(archive.folder, archive)
    assert "00000001" not in generation_names(archive)
    assert found(old, "reactor agreement") == before


def test_a_failure_while_writing_leaves_the_published_state(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the middle of publishing must not take the index away."""
    open_derived(archive.folder, archive)
    archive.put_article(encoded(BOATS))

    def fail(_: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(generations_module, "keep_on_disk", fail)
        with pytest.raises(NotWritten, match="No space"):
            publish_derived(archive.folder, archive)
    assert generation_names(archive) == ["00000001"]
    assert open_derived(archive.folder, archive).sequence == 2


changes = st.lists(
    st.tuples(st.sampled_from("abcd"), st.none() | st.lists(st.sampled_from(["reactor", "boats", "x"]), min_size=1)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=changes, publish_after=st.sets(st.integers(0, 7)), reindex_words=st.booleans())
def test_catching_up_gives_what_building_anew_gives(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    changes: list[tuple[str, list[str] | None]],
    publish_after: set[int],
    reindex_words: bool,
) -> None:
    """Whatever was put, replaced and removed between publications, the state is that of the articles now."""
    monkeypatch.setattr(derived_module, "REINDEX_WORDS_BELOW", 20_000 if reindex_words else -1)
    with new_archive(tmp_path_factory.mktemp("index")) as archive:
        for number, (article_id, words) in enumerate(changes):
            if words is None:
                archive.remove_article(article_id)
            else:
                archive.put_article(encoded(interview(article_id, *words)))
            if number in publish_after:
                publish_derived(archive.folder, archive)
        caught_up, anew = open_derived(archive.folder, archive), from_scratch(archive)
        assert np.array_equal(caught_up.lexical.ids(), anew.lexical.ids())
        assert caught_up.vectors.contents()[0].tolist() == anew.vectors.contents()[0].tolist()
        assert caught_up.vectors.contents()[1].tolist() == anew.vectors.contents()[1].tolist()
        assert caught_up.tokens.agrees_with(anew.tokens)
        assert caught_up.tokens.store.holds(archive.token_blobs_after(0))
        assert len(caught_up.tokens.store) <= MOST_STORED * caught_up.tokens.passages
        if reindex_words:
            assert found(caught_up, "the reactor boats") == found(anew, "the reactor boats")


def test_token_vectors_are_written_anew_when_most_are_of_passages_that_went(archive: Archive) -> None:
    """An article that is put again and again must not leave its old vectors on the disk for ever."""
    open_derived(archive.folder, archive)
    stored = []
    for number in range(6):
        archive.put_article(encoded(interview("boats", f"The boats sail {number} times.", "They stay.")))
        stored.append(len(publish_derived(archive.folder, archive).tokens.store))
    assert stored == [4, 6, 8, 4, 6, 8]


def test_a_copy_of_an_index_without_its_empty_folders_takes_articles(tmp_path: Path) -> None:
    """Not every tool that copies folders copies empty ones, such as that of the token vectors of no passages."""
    with new_archive(tmp_path / "index") as archive:
        publish_derived(archive.folder, archive)
        (archive.folder / "derived" / "00000001" / "token-vectors").rmdir()
        archive.put_article(encoded(PLANT))
        assert len(publish_derived(archive.folder, archive).tokens.store) == 2


def test_one_changed_article_does_not_make_a_larger_index_read_all_words_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seconds for each article that is sent would be too long; that all scores drift more and more would be wrong."""
    monkeypatch.setattr(derived_module, "ALWAYS_REINDEX_WORDS_BELOW", 0)
    monkeypatch.setattr(derived_module, "STALE_SHARE", 0.5)
    archive.put_article(encoded(BOATS))
    open_derived(archive.folder, archive)
    stale = []
    for line in ("They sail.", "They sail again.", "They sink.", "They are raised."):
        archive.put_article(encoded(interview("boats", line)))
        changed = publish_derived(archive.folder, archive)
        stale.append(changed.lexical.stale())
        assert np.array_equal(changed.lexical.ids(), from_scratch(archive).lexical.ids())
    # Of three passages two removed ones are too many, and of those one is left over.
    assert stale == [0, 1, 0, 1]
    archive.remove_article("boats")
    publish_derived(archive.folder, archive)
    assert found(open_derived(archive.folder, archive), "reactor") == found(from_scratch(archive), "reactor")


WRITER = """
import sys
from pathlib import Path
from qa.archive.archive import Archive
from qa.search.derived import publish_derived
from tests.archive.sample import encoded, interview
with Archive.open(Path(sys.argv[1])) as archive:
    for number in range(12):
        archive.put_article(encoded(interview("changing", *[f"Version {number} of line {n}." for n in range(5)])))
        publish_derived(archive.folder, archive)
"""


def test_a_reader_finds_whole_states_while_another_process_publishes(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server answers without one failed question while `qa index` runs beside it."""
    monkeypatch.setattr(archive_module, "LOCK_PATIENCE", 0.0)
    open_derived(archive.folder, archive)
    archive.close()
    seen: set[int] = set()
    with Archive.open(archive.folder, readonly=True) as reader:
        derived = open_derived(reader.folder, reader)
        with subprocess.Popen([sys.executable, "-c", WRITER, str(archive.folder)], cwd=ROOT) as writer:
            while writer.poll() is None or derived.sequence < 13:
                with reader.snapshot():
                    derived = refresh_derived(derived, reader.folder, reader)
                    seen.add(derived.sequence)
                    lines = [reader.passages([i]).get(i) for i, _ in derived.lexical.search("version line", 5)]
                    texts = {line.text[:10] for line in lines if line is not None}
                    assert len(texts) <= 1, "one version of the article, never a mixture"
                    assert derived.lexical.search("reactor agreement", 1)[0][0] == 1
        assert writer.returncode == 0
    assert len(seen) > 3
    assert max(seen) == 13
