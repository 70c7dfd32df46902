"""Clusters, what came later and what is gone are searched as one index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from qa.archive.archive import Archive
from qa.archive.rows import Ids
from qa.encoder.arrays import Floats
from qa.errors import IndexDamaged
from qa.indexing.examination import examine
from qa.search import derived as derived_module
from qa.search import layered_index
from qa.search.derived import open_derived
from qa.search.generations import Generations
from qa.search.layered_index import LayeredIndex
from qa.search.vector_index import VectorIndex, unit_rows
from tests.archive.sample import encoded, interview, new_archive

COUNT, DIMENSION = 1_000, 16
ROWS = np.random.default_rng(5).standard_normal((COUNT, DIMENSION)).astype(np.float32) * 3
IDS = np.arange(1, COUNT + 1)
QUESTIONS = unit_rows(np.random.default_rng(6).standard_normal((10, DIMENSION)).astype(np.float32))


def clustered() -> LayeredIndex:
    def batches() -> Iterator[tuple[Ids, Floats]]:
        yield IDS[:900], ROWS[:900]

    return LayeredIndex.cluster(DIMENSION, batches, 900)


def flat(ids: Ids) -> VectorIndex:
    index = VectorIndex.empty(DIMENSION)
    index.add(ids, ROWS[ids - 1])
    return index


def share_found(index: LayeredIndex, ids: Ids, allowed: Ids | None = None) -> float:
    """Return how many of the 20 nearest among `ids` are found; what is found besides must be among them, too."""
    exact = flat(ids)
    shares = []
    for question in QUESTIONS:
        found = index.search(question[None, :], 20, allowed=allowed)[0][0]
        wanted = exact.search(question[None, :], 20, allowed=allowed)[0][0]
        assert np.isin(found, ids if allowed is None else np.intersect1d(ids, allowed)).all()
        assert len(found) == len(wanted)
        shares.append(float(np.isin(wanted, found).mean()))
    return float(np.mean(shares))


def test_what_came_later_is_found_beside_the_clusters() -> None:
    """An article added to a million passages is there at once, without clustering them anew."""
    index = clustered()
    index.add(IDS[900:], ROWS[900:])
    assert len(index) == COUNT
    assert share_found(index, IDS) >= 0.98
    newest = index.search(ROWS[-1:], 1)
    assert newest[0].tolist() == [[COUNT]]
    assert newest[1][0, 0] == pytest.approx(1.0, abs=1e-6)


def test_what_is_removed_is_not_found_wherever_it_lies() -> None:
    """Neither from the clusters, which keep it, nor from what came later; unknown ids do no harm."""
    index = clustered()
    index.add(IDS[900:], ROWS[900:])
    index.remove(np.array([5, 6, 7, 950, 5_000]))
    left = np.setdiff1d(IDS, [5, 6, 7, 950])
    assert len(index) == len(left) == len(index.contents()[0])
    assert share_found(index, left) >= 0.98
    assert share_found(index, left, allowed=np.arange(1, 60)) >= 0.98
    assert index.contents()[0].tolist() == left.tolist()


def test_vectors_are_given_back_as_they_are_searched() -> None:
    """A passage found by its words is compared with the question by the vector that a search would have used."""
    small = LayeredIndex.empty(DIMENSION)
    small.add(IDS[:50], ROWS[:50])
    found = small.stored(np.array([7, 3]))
    assert found is not None
    assert np.allclose(found, unit_rows(ROWS[[6, 2]]), atol=1e-6)
    assert small.stored(np.array([7, 51])) is None
    assert clustered().stored(np.array([7])) is None


def test_a_filter_holds_in_all_layers() -> None:
    """A small share of the passages, some of them clustered and some not."""
    index = clustered()
    index.add(IDS[900:], ROWS[900:])
    allowed = np.concatenate([IDS[:30], IDS[890:910]])
    assert share_found(index, IDS, allowed=allowed) == 1.0
    assert index.search(QUESTIONS[:1], 5, allowed=np.zeros(0, dtype=np.int64))[0].shape == (1, 0)


def test_saved_and_opened_it_is_the_same(tmp_path: Path) -> None:
    """With all three layers."""
    index = clustered()
    index.add(IDS[900:], ROWS[900:])
    index.remove(np.array([3, 999]))
    index.save(tmp_path)
    assert index.clusters is not None
    index.clusters.save(tmp_path / layered_index.CLUSTERS_NAME)
    opened = LayeredIndex.load(tmp_path)
    assert (len(opened), opened.kind, opened.recall) == (len(index), index.kind, index.recall)
    for question in QUESTIONS:
        before, after = (each.search(question[None, :], 30) for each in (index, opened))
        assert (before[0].tolist(), before[1].tolist()) == (after[0].tolist(), after[1].tolist())


def test_too_much_change_wants_new_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flat index grows slow with size, and so does a long list of what is gone."""
    monkeypatch.setattr(layered_index, "CLUSTERED_FROM", 500)
    small = LayeredIndex.empty(DIMENSION)
    small.add(IDS[:499], ROWS[:499])
    assert (small.wants_clusters(), small.kind, small.recall) == (False, "flat, exact", 1.0)
    small.add(IDS[499:500], ROWS[499:500])
    assert small.wants_clusters()
    large = clustered()
    large.add(IDS[900:920], ROWS[900:920])
    large.remove(IDS[:25])
    assert not large.wants_clusters()
    large.remove(IDS[:26])
    assert large.wants_clusters()


def test_a_damaged_list_of_removed_passages_is_named(tmp_path: Path) -> None:
    """Without it, what is gone would be cited."""
    index = clustered()
    index.save(tmp_path)
    (tmp_path / "removed.npy").write_bytes(b"")
    with pytest.raises(IndexDamaged, match=r"removed\.npy"):
        LayeredIndex.load(tmp_path)


@pytest.fixture
def large_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    """An archive that counts as large: 200 passages, clustered from 100 on."""
    for module in (layered_index, derived_module):
        monkeypatch.setattr(module, "CLUSTERED_FROM", 100)
    articles = [interview(f"talk{n}", *(f"Word{n * 20 + i} is said here." for i in range(20))) for n in range(10)]
    with new_archive(tmp_path / "index", *articles) as opened:
        yield opened


def test_an_article_added_to_a_large_archive_leaves_the_clusters_as_they_are(large_archive: Archive) -> None:
    """Linked, not copied, and not read again for its digest: a million passages would take seconds."""
    generations = Generations(large_archive.folder)
    first = open_derived(large_archive.folder, large_archive)
    assert first.vectors.clusters is not None
    before = generations.manifest()
    large_archive.put_article(encoded(interview("late", "A latecomer speaks.")))
    second = open_derived(large_archive.folder, large_archive)
    after = generations.manifest()
    assert before is not None
    assert after is not None
    file = "clusters/clusters.faiss"
    assert (generations.place(after) / file).samefile(generations.place(before) / file)
    assert after.files[file] == before.files[file]
    assert after.recall == second.vectors.recall >= 0.99
    assert (len(second.vectors), len(second.vectors.flat)) == (201, 1)
    latest = large_archive.passages_of("late")[0].id
    vector = large_archive.pooled([latest])[latest]
    assert second.vectors.search(vector[None, :], 1)[0].tolist() == [[latest]]


def test_a_large_archive_that_changed_much_is_clustered_anew(large_archive: Archive) -> None:
    """And what was removed from it is gone for good."""
    open_derived(large_archive.folder, large_archive)
    large_archive.remove_article("talk0")
    large_archive.put_article(encoded(interview("talk1", "All new.")))
    found = open_derived(large_archive.folder, large_archive)
    assert found.vectors.clusters is not None
    assert (len(found.vectors.clusters), len(found.vectors.flat), len(found.vectors)) == (161, 0, 161)


def test_a_large_archive_is_in_order(large_archive: Archive) -> None:
    """`qa doctor` compares clustered vectors to within half precision."""
    open_derived(large_archive.folder, large_archive)
    large_archive.put_article(encoded(interview("late", "A latecomer speaks.")))
    open_derived(large_archive.folder, large_archive)
    findings = {finding.check: finding for finding in examine(large_archive.folder)}
    assert findings["vectors"].ok, findings["vectors"].message


def test_a_large_archive_without_derived_indexes_is_searched_from_memory(large_archive: Archive) -> None:
    """In a folder that cannot be written, too."""
    found = derived_module._in_memory(large_archive)
    assert found.vectors.clusters is not None
    assert len(found.vectors) == 200
