"""Packed signs give back the direction of each dimension."""

from __future__ import annotations

import numpy as np
import pytest

from qa.encoder.arrays import pack_signs, unpack_signs


@pytest.mark.parametrize("dimension", [8, 12, 384])
def test_unpacked_signs_are_unit_rows_with_the_signs_of_the_tokens(dimension: int) -> None:
    """A stored token keeps its direction to within its signs, also where the dimension fills no whole byte."""
    tokens = np.random.default_rng(7).standard_normal((5, dimension)).astype(np.float32)
    signs = pack_signs(tokens)
    rows = unpack_signs(signs, dimension)
    assert signs.shape == (5, (dimension + 7) // 8)
    assert rows.dtype == np.float32
    np.testing.assert_array_equal(np.sign(rows), np.sign(tokens))
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, rtol=1e-6)
