"""Late interaction by hand: two dimensions of eight, signs only."""

from __future__ import annotations

import numpy as np
import pytest

from qa.answering.ranking.late_interaction import Texts, read_windows, token_similarities, weighted_coverage
from qa.encoder.arrays import Floats, TokenVectors, pack_signs


def stored(*rows: list[float]) -> TokenVectors:
    tokens = np.array(rows, dtype=np.float32).reshape(-1, 8)
    return TokenVectors(np.arange(len(tokens), dtype=np.int32), pack_signs(tokens))


def unit(*row: float) -> Floats:
    vector = np.array(row, dtype=np.float32)
    return vector / np.linalg.norm(vector)


UP, DOWN, HALF = [1.0] * 8, [-1.0] * 8, [1.0] * 4 + [-1.0] * 4


def test_the_similarity_of_equal_opposite_and_half_equal_signs_is_one_minus_one_and_zero() -> None:
    """The scale of stored tokens is a cosine, whatever their own lengths were."""
    question = np.stack([unit(*UP), unit(*HALF)])
    found = token_similarities(question, stored([9.0] * 8, DOWN, HALF).signs)
    assert found == pytest.approx(np.array([[1, 0], [-1, 0], [0, 1]]), abs=1e-6)


def test_similarities_are_the_same_across_the_border_of_a_block() -> None:
    """Rows are unpacked in blocks of 512; the last row of a longer text must not be lost."""
    question = unit(*HALF)[np.newaxis]
    found = token_similarities(question, stored(*([UP] * 600), HALF).signs)
    assert found.shape == (601, 1)
    assert found[-1, 0] == pytest.approx(1.0)
    assert float(np.abs(found[:-1]).max()) == pytest.approx(0.0, abs=1e-6)


def test_each_question_token_takes_its_best_token_of_each_text() -> None:
    """MaxSim: the texts do not mix, and order inside a text does not matter."""
    question = np.stack([unit(*UP), unit(*HALF)])
    found = read_windows(question, Texts.of([stored(DOWN, UP), stored(HALF), stored()])).coverage()
    assert found == pytest.approx(np.array([[1, 0], [0, 1], [0, 0]]), abs=1e-6)


def test_a_token_unlike_the_question_counts_nothing_rather_than_against() -> None:
    """A text of opposite words is as good as an empty one, not worse."""
    assert read_windows(unit(*UP)[np.newaxis], Texts.of([stored(DOWN)])).coverage().tolist() == [[0.0]]


def test_the_late_score_is_the_weighted_mean() -> None:
    """A rare word that is found outweighs a common one that is not: (3*1 + 1*0) / 4."""
    covered = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    assert weighted_coverage(covered, np.array([3.0, 1.0], dtype=np.float32)).tolist() == [0.75, 0.25]


def test_a_question_of_weightless_words_scores_zero() -> None:
    """No division by zero for an empty question."""
    assert weighted_coverage(np.zeros((2, 0), np.float32), np.zeros(0, np.float32)).tolist() == [0.0, 0.0]
