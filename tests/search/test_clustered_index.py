"""The clustered index finds nearly what looking at everything finds, and says how nearly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from qa.archive.rows import Ids
from qa.encoder.arrays import Floats
from qa.errors import IndexDamaged
from qa.search.clustered_index import LEAST_RECALL, ClusteredIndex
from qa.search.vector_index import only, unit_rows

COUNT, DIMENSION = 3_000, 24
IDS = np.random.default_rng(1).permutation(COUNT).astype(np.int64) + 1
CENTRES = np.random.default_rng(2).standard_normal((40, DIMENSION))
ROWS = unit_rows((CENTRES[IDS % 40] + 0.7 * np.random.default_rng(3).standard_normal((COUNT, DIMENSION))).astype("f4"))
QUESTIONS = unit_rows((CENTRES + np.random.default_rng(4).standard_normal(CENTRES.shape)).astype("f4"))


def batches() -> Iterator[tuple[Ids, Floats]]:
    for start in range(0, COUNT, 700):
        yield IDS[start : start + 700], ROWS[start : start + 700]


@pytest.fixture(scope="module")
def index() -> ClusteredIndex:
    return ClusteredIndex.build(DIMENSION, batches, COUNT)


def nearest(question: Floats, allowed: Ids, k: int) -> list[int]:
    rows = np.flatnonzero(np.isin(IDS, allowed))
    found: list[int] = IDS[rows[np.argsort(-(ROWS[rows] @ question))[:k]]].tolist()
    return found


def test_the_nearest_are_found_though_few_groups_are_looked_into(index: ClusteredIndex) -> None:
    """The recall noted when it was built is that of vectors nobody asked about; questions must meet it, too."""
    assert len(index) == index.about.vectors == COUNT
    assert index.about.recall >= LEAST_RECALL
    assert index.about.probes < index.about.groups
    shares = []
    for question in QUESTIONS:
        ids, scores = index.search(question, 100, only=None, share=1.0)
        assert np.all(np.diff(scores) <= 0)
        shares.append(np.isin(nearest(question, IDS, 100), ids).mean())
    assert np.mean(shares) >= 0.98


def test_scores_are_cosines(index: ClusteredIndex) -> None:
    """Half precision is all that stands between them."""
    ids, scores = index.search(QUESTIONS[0], 10, only=None, share=1.0)
    places = np.argsort(IDS)[ids - 1]
    assert scores == pytest.approx(ROWS[places] @ QUESTIONS[0], abs=1e-3)


@pytest.mark.parametrize("count", [1, 20, 300])
def test_of_few_allowed_ids_all_the_nearest_are_found(index: ClusteredIndex, count: int) -> None:
    """A filter on one outlet must not lose passages because their groups lie far from the question."""
    allowed = np.sort(np.random.default_rng(count).permutation(IDS)[:count])
    ids, _ = index.search(QUESTIONS[3], 10, only=only(allowed), share=count / COUNT)
    found = set(ids.tolist())
    assert found <= set(allowed.tolist())
    assert len(found & set(nearest(QUESTIONS[3], allowed, 10))) >= min(count, 10) - 1


def test_saved_and_opened_it_finds_the_same(index: ClusteredIndex, tmp_path: Path) -> None:
    """From a mapped file as from memory, with what was measured."""
    index.save(tmp_path / "clusters")
    for mapped in (True, False):
        opened = ClusteredIndex.load(tmp_path / "clusters", mapped=mapped)
        assert opened.about == index.about
        for question in QUESTIONS[:5]:
            before = index.search(question, 50, only=None, share=1.0)
            after = opened.search(question, 50, only=None, share=1.0)
            assert (before[0].tolist(), before[1].tolist()) == (after[0].tolist(), after[1].tolist())


def test_built_again_it_is_the_same(index: ClusteredIndex) -> None:
    """The same archive gives the same answers, whoever built the index."""
    again = ClusteredIndex.build(DIMENSION, batches, COUNT)
    assert again.about == index.about
    found = [each.search(QUESTIONS[7], 100, only=None, share=1.0)[0].tolist() for each in (index, again)]
    assert found[0] == found[1]


def test_its_contents_are_what_was_put_in(index: ClusteredIndex) -> None:
    """`qa doctor` compares them with the archive."""
    ids, rows = index.contents()
    assert ids.tolist() == sorted(IDS.tolist())
    assert rows == pytest.approx(ROWS[np.argsort(IDS)], abs=1e-3)


@pytest.mark.parametrize("name", ["clusters.faiss", "about.json"])
def test_a_file_that_is_something_else_is_named(index: ClusteredIndex, tmp_path: Path, name: str) -> None:
    """The message must lead to the folder to rebuild."""
    index.save(tmp_path / "clusters")
    (tmp_path / "clusters" / name).write_bytes(b"[]")
    with pytest.raises(IndexDamaged, match="clusters"):
        ClusteredIndex.load(tmp_path / "clusters")
