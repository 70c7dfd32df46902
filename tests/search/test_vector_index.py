"""The vector index: cosines, whatever the lengths; the archive's ids; the same order every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.archive.rows import Ids
from qa.encoder.arrays import Floats
from qa.errors import IndexDamaged
from qa.search.vector_index import VectorIndex

ROWS = np.array([[3, 4], [10, 0], [0, 0.5], [-1, 0], [0, 0]], dtype=np.float32)
IDS = np.array([50, 40, 30, 20, 10])


@pytest.fixture
def index() -> VectorIndex:
    made = VectorIndex.empty(2)
    made.add(IDS, ROWS)
    return made


def found(result: tuple[Ids, Floats]) -> list[tuple[int, float]]:
    ids, scores = result
    return [(int(i), round(float(score), 6)) for i, score in zip(ids[0], scores[0], strict=True)]


def test_scores_are_cosines_for_vectors_of_any_length(index: VectorIndex) -> None:
    """Inner products would put (10, 0) first with 20 and call the vector of zeros better than (-1, 0) only by luck."""
    question = np.array([[2, 1]], dtype=np.float32)
    # (2, 1) has length sqrt(5): (3, 4) gives 10 / (5 sqrt 5), (10, 0) gives 2 / sqrt 5, (0, 0.5) gives 1 / sqrt 5.
    expected = [(50, 0.894427), (40, 0.894427), (30, 0.447214), (10, 0.0), (20, -0.894427)]
    assert sorted(found(index.search(question, 5))) == sorted(expected)
    assert [score for _, score in found(index.search(question, 5))] == [score for _, score in expected]


def test_equal_scores_come_in_the_order_of_their_ids() -> None:
    """The same question must give the same bytes, however the index came to be."""
    index = VectorIndex.empty(2)
    index.add(np.array([7, 3, 5]), np.array([[1, 0], [2, 0], [0.5, 0]], dtype=np.float32))
    assert found(index.search(np.array([[9, 0]], dtype=np.float32), 3)) == [(3, 1.0), (5, 1.0), (7, 1.0)]


def test_of_many_equal_passages_the_smallest_ids_are_kept() -> None:
    """A clip repeated in every episode ties with itself; which ones are found must not depend on the past."""
    index = VectorIndex.empty(2)
    ids = np.random.default_rng(3).permutation(100)
    index.add(ids, np.ones((100, 2), dtype=np.float32))
    question = np.array([[1, 1]], dtype=np.float32)
    assert [i for i, _ in found(index.search(question, 3))] == [0, 1, 2]
    assert [i for i, _ in found(index.search(question, 3, allowed=np.arange(40, 90)))] == [40, 41, 42]


def test_only_allowed_ids_are_found(index: VectorIndex) -> None:
    """A filter on outlet or date must never let another article through."""
    question = np.array([[1, 0]], dtype=np.float32)
    assert found(index.search(question, 5, allowed=np.array([20, 30, 999]))) == [(30, 0.0), (20, -1.0)]
    assert found(index.search(question, 5, allowed=np.array([999]))) == []
    assert found(index.search(question, 5, allowed=np.array([], dtype=np.int64))) == []


def test_removed_ids_are_gone_and_unknown_ones_do_no_harm(index: VectorIndex) -> None:
    """Catching up may name passages that came and went unseen."""
    index.remove(np.array([50, 999]))
    question = np.array([[1, 0]], dtype=np.float32)
    assert found(index.search(question, 2)) == [(40, 1.0), (10, 0.0)]
    assert (len(index), index.contents()[0].tolist()) == (4, [10, 20, 30, 40])


def test_an_empty_index_finds_nothing() -> None:
    """The first question may come before the first article."""
    assert found(VectorIndex.empty(2).search(np.ones((1, 2), dtype=np.float32), 5)) == []


def test_a_question_scores_the_same_alone_and_in_company(index: VectorIndex) -> None:
    """A batch is answered with the same bytes as its questions one by one."""
    questions = np.random.default_rng(0).standard_normal((64, 2)).astype(np.float32)
    ids, scores = index.search(questions, 3)
    for row, question in enumerate(questions):
        alone_ids, alone_scores = index.search(question[None, :], 3)
        assert (ids[row].tolist(), scores[row].tolist()) == (alone_ids[0].tolist(), alone_scores[0].tolist())


@settings(max_examples=25, deadline=None)
@given(count=st.integers(1, 60), seed=st.integers(0, 1000), mapped=st.booleans(), restricted=st.booleans())
def test_saved_and_opened_it_finds_the_same(
    tmp_path_factory: pytest.TempPathFactory, count: int, seed: int, mapped: bool, restricted: bool
) -> None:
    """An index on disk is the index that was built, in copy or mapped into memory."""
    generator = np.random.default_rng(seed)
    rows = generator.standard_normal((count, 16)).astype(np.float32) * generator.uniform(0.1, 9, (count, 1))
    ids = generator.permutation(1000)[:count].astype(np.int64)
    index = VectorIndex.empty(16)
    index.add(ids, rows.astype(np.float32))
    path = tmp_path_factory.mktemp("vectors") / "v"
    index.save(path)
    opened = VectorIndex.load(path, mapped=mapped)
    question = generator.standard_normal((1, 16)).astype(np.float32)
    allowed = ids[: count // 2 + 1] if restricted else None
    before, after = index.search(question, 10, allowed=allowed), opened.search(question, 10, allowed=allowed)
    assert (before[0].tolist(), before[1].tolist()) == (after[0].tolist(), after[1].tolist())
    cosines = (rows @ question[0]) / np.linalg.norm(rows, axis=1) / np.linalg.norm(question)
    kept = np.isin(ids, allowed) if allowed is not None else np.ones(count, dtype=bool)
    np.testing.assert_allclose(after[1][0], np.sort(cosines[kept])[::-1][:10], atol=1e-5)


def test_a_file_that_is_no_index_is_named(tmp_path: Path) -> None:
    """The message must say which file is damaged."""
    path = tmp_path / "vectors.faiss"
    path.write_bytes(b"not an index")
    with pytest.raises(IndexDamaged, match=r"vectors\.faiss"):
        VectorIndex.load(path)
