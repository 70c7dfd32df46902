"""Whole numbers stand for floats closely enough, and exactly alike whatever they are multiplied with."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa.encoder.arrays import Floats, pack_signs, unpack_signs
from qa.search.bit_product import LARGEST, WholeVectors
from qa.search.vector_index import unit_rows


def unit_vectors(seed: int, count: int, dimension: int) -> Floats:
    rows = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return unit_rows(rows)


@given(st.integers(0, 10_000), st.integers(1, 20), st.integers(1, 60), st.sampled_from([8, 12, 96, 384]))
def test_products_of_whole_numbers_are_those_of_floats(seed: int, tokens: int, rows: int, dimension: int) -> None:
    """A score may not depend on how it was multiplied, also where a dimension fills no whole byte."""
    question, stored = unit_vectors(seed, tokens, dimension), pack_signs(unit_vectors(seed + 1, rows, dimension))
    whole = WholeVectors.of(question)
    found = whole.cosines(whole.products(stored))
    expected = unpack_signs(stored, dimension).astype(np.float64) @ question.T.astype(np.float64)
    # Each value is off by half a unit at most.
    assert np.abs(found - expected).max() <= np.sqrt(dimension) * float(np.abs(question).max()) / LARGEST / 2 + 1e-6


def test_a_product_is_exactly_the_same_in_any_company() -> None:
    """Copies of a passage tie, wherever in a batch they stand, so that ties are settled by id on every machine."""
    question, stored = unit_vectors(1, 7, 384), pack_signs(unit_vectors(2, 500, 384))
    whole = WholeVectors.of(question)
    together = whole.products(stored)
    alone = np.concatenate([whole.products(stored[row : row + 1]) for row in (0, 3, 499)])
    assert np.array_equal(together[[0, 3, 499]], alone)
    one = WholeVectors.of(question[2:3])
    assert np.array_equal(one.cosines(one.products(stored))[:, 0], whole.cosines(together)[:, 2])


def test_a_vector_of_zeros_is_like_nothing() -> None:
    """A token whose vector came out as zeros must not divide by zero."""
    whole = WholeVectors.of(np.zeros((1, 16), dtype=np.float32))
    assert whole.cosines(whole.products(pack_signs(np.ones((3, 16), dtype=np.float32)))).tolist() == [[0.0]] * 3


def test_no_vectors_have_no_products() -> None:
    """A question may have no tokens at all."""
    whole = WholeVectors.of(np.zeros((0, 16), dtype=np.float32))
    assert whole.products(pack_signs(np.ones((3, 16), dtype=np.float32))).shape == (3, 0)
