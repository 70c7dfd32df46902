"""The token index: how many passages hold a word, in step with what came and went."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from qa.archive.archive import Archive
from qa.encoder.arrays import TokenVectors
from qa.errors import IndexDamaged
from qa.search.token_index import TokenIndex
from qa.search.token_store import SignRows, TokenStore, extend_store
from tests.archive.sample import encoded, interview, new_archive
from tests.bag_encoder import BagEncoder, encode, token_id

PLANT = interview("plant", "the reactor and the reactor", "the boats", title="Ninh Thuan")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with new_archive(tmp_path, PLANT) as opened:
        yield opened


def built(archive: Archive) -> TokenIndex:
    index = TokenIndex.empty(archive)
    index.catch_up(0, archive.changes_since(0))
    return index


def numbers(*words: str) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array([token_id(word) for word in words], dtype=np.int32)


def rows_of(found: SignRows) -> dict[int, list[list[int]]]:
    parts = np.split(found.signs, np.cumsum(found.counts)[:-1])
    return {i: part.tolist() for i, part in zip(found.ids.tolist(), parts, strict=True)}


def test_a_word_counts_once_a_passage(archive: Archive) -> None:
    """Document frequency, not term frequency: "reactor" twice in one passage is one passage."""
    index = built(archive)
    assert index.passages == 2
    assert index.document_frequency(numbers("the", "reactor", "boats", "unseen")).tolist() == [2, 1, 1, 0]


def test_rare_words_weigh_more_by_the_formula(archive: Archive) -> None:
    """ln(1 + (N - df + 0.5) / (df + 0.5)), computed by hand for N = 2."""
    weights = built(archive).idf(numbers("the", "reactor", "unseen"))
    expected = [math.log(1 + 0.5 / 2.5), math.log(1 + 1.5 / 1.5), math.log(1 + 2.5 / 0.5)]
    assert weights.tolist() == pytest.approx(expected, rel=1e-6)


def test_an_id_beyond_the_largest_seen_counts_zero(archive: Archive) -> None:
    """A question may hold a token that no passage has."""
    assert built(archive).document_frequency(np.array([10**9], dtype=np.int32)).tolist() == [0]


def test_catching_up_step_by_step_gives_what_counting_anew_gives(archive: Archive) -> None:
    """The statistics must depend on the articles alone and not on their past."""
    index = built(archive)
    seen = archive.sequence
    archive.put_article(encoded(interview("plant", "the reactor is built")))
    archive.put_article(encoded(interview("gone", "a passage that comes and goes")))
    archive.remove_article("gone")
    archive.put_article(encoded(interview("boats", "the boats sail")))
    index.catch_up(seen, archive.changes_since(seen))
    assert index.agrees_with(built(archive))
    assert index.document_frequency(numbers("the", "reactor", "comes", "boats")).tolist() == [2, 1, 0, 1]


def test_saved_and_opened_it_counts_the_same(archive: Archive, tmp_path: Path) -> None:
    """A question must weigh its words the same after a restart."""
    index = built(archive)
    index.save(tmp_path / "tokens.npy")
    opened = TokenIndex.load(tmp_path / "tokens.npy", archive)
    assert opened.agrees_with(index)
    assert opened.idf(numbers("the", "reactor")).tolist() == index.idf(numbers("the", "reactor")).tolist()


@pytest.mark.parametrize("content", [b"", b"not numpy", b"\x93NUMPY"])
def test_a_file_that_is_no_statistics_is_named(archive: Archive, tmp_path: Path, content: bytes) -> None:
    """The message must say which file is damaged."""
    (tmp_path / "tokens.npy").write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"tokens\.npy"):
        TokenIndex.load(tmp_path / "tokens.npy", archive)


def test_vectors_and_labels_are_the_archives(archive: Archive) -> None:
    """Candidates are scored with what was stored when their article was indexed."""
    index = built(archive)
    assert index.vectors([2, 99])[2].token_ids.tolist() == encode("the boats").token_ids.tolist()
    assert index.labels(["plant"])["plant"]["title"].token_ids.tolist() == encode("Ninh Thuan").token_ids.tolist()


def test_vectors_come_from_the_store_as_far_as_it_goes(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading them from the archive takes three times as long; what another process has just added is only there."""
    folder = tmp_path / "stored"
    folder.mkdir()
    extend_store(folder, archive.token_blobs_after(0), BagEncoder().identity.dimension)
    archive.put_article(encoded(interview("boats", "the boats sail", "in May")))
    plain = TokenIndex(archive, np.zeros(0, np.int64), 0)
    index = TokenIndex(archive, np.zeros(0, np.int64), 0, TokenStore.open(folder, BagEncoder().identity.dimension))
    wanted = np.array([1, 2, 3, 4, 99])
    assert rows_of(index.signs(wanted)) == rows_of(plain.signs(wanted))
    assert {i: one.signs.tolist() for i, one in index.vectors([4, 2]).items()} == {
        i: one.signs.tolist() for i, one in plain.vectors([2, 4]).items()
    }
    read: list[list[int]] = []

    def nothing(ids: Iterable[int]) -> dict[int, TokenVectors]:
        read.append(list(ids))
        return {}

    monkeypatch.setattr(archive, "token_vectors", nothing)
    assert list(index.vectors([1, 2])) == index.signs(np.array([1, 2])).ids.tolist() == [1, 2]
    index.signs(wanted)
    assert read == [[3, 4, 99]]


def test_labels_asked_for_before_are_not_read_again(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passages of one article are read in the light of the same labels, question after question."""
    index = built(archive)
    labels = index.labels(["plant", "nobody"])
    monkeypatch.setattr(archive, "labels", lambda ids: pytest.fail(f"read again: {ids}") if "plant" in ids else {})
    assert index.labels(["plant", "nobody"]) == labels
    assert labels["nobody"] == {}
