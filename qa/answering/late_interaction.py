"""How well a text satisfies each word of a question: arrays in, arrays out.

Late interaction is MaxSim as in ColBERT (Khattab and Zaharia, SIGIR 2020): each question token takes the most similar
token of the text. Which texts may satisfy a passage's question, and at what discount, is `reranker`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.indexing.encoding import Bytes, Floats, TokenVectors, unpack_signs

# Rows unpacked at a time: 512 x 384 float32 stay inside a core's second-level cache.
BLOCK_ROWS = 512
# A window is three strides of text, 48 tokens or about 200 characters: a sentence or two.
STRIDE = 16
STRIDES_IN_WINDOW = 3


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Each question token's best similarity in overlapping windows of texts, 0..1.

    Attributes:
        best: float32, (windows, question tokens).
        text: number of the text that each window lies in, ascending, int64, (windows,).
        texts: how many texts there are; one without tokens has no window.
    """

    best: Floats
    text: NDArray[np.int64]
    texts: int

    def coverage(self) -> Floats:
        """Return the best over each whole text, float32, (texts, question tokens); zeros without tokens."""
        covered = np.zeros((self.texts, self.best.shape[1]), dtype=np.float32)
        if len(self.best):
            starts = np.flatnonzero(np.diff(self.text, prepend=-1))
            covered[self.text[starts]] = np.maximum.reduceat(self.best, starts, axis=0)
        return covered


def token_similarities(question: Floats, signs: Bytes) -> Floats:
    """Return the cosine of each stored token (row) to each question token (column), float32.

    `question` is (tokens, dimension), each row unit length; `signs` is (stored tokens, dimension / 8).
    """
    similarities = np.empty((len(signs), len(question)), dtype=np.float32)
    columns = np.ascontiguousarray(question.T)
    for start in range(0, len(signs), BLOCK_ROWS):
        block = unpack_signs(signs[start : start + BLOCK_ROWS], question.shape[1])
        np.matmul(block, columns, out=similarities[start : start + BLOCK_ROWS])
    return similarities


def read_windows(question: Floats, texts: Sequence[TokenVectors]) -> Windows:
    """Compare `question`, (tokens, dimension), with every window of every text."""
    lengths = [len(text.token_ids) for text in texts]
    filled = [number for number, length in enumerate(lengths) if length]
    if not filled or not len(question):
        return Windows(np.zeros((0, len(question)), np.float32), np.zeros(0, np.int64), len(texts))
    signs = np.concatenate([texts[number].signs for number in filled])
    strides = [-(-lengths[number] // STRIDE) for number in filled]
    text = np.repeat(np.array(filled, dtype=np.int64), strides)
    first_rows = np.cumsum([0, *(lengths[number] for number in filled[:-1])])
    starts = np.concatenate([row + STRIDE * np.arange(n) for row, n in zip(first_rows, strides, strict=True)])
    best = np.maximum.reduceat(token_similarities(question, signs), starts, axis=0)
    return Windows(_widened(np.clip(best, 0.0, 1.0), text), text, len(texts))


def _widened(best: Floats, text: NDArray[np.int64]) -> Floats:
    """Let each window reach over the strides that follow it in the same text."""
    wide = best.copy()
    for step in range(1, STRIDES_IN_WINDOW):
        same = text[step:] == text[:-step]
        wide[:-step][same] = np.maximum(wide[:-step][same], best[step:][same])
    return wide


def coverage(question: Floats, texts: Sequence[TokenVectors]) -> Floats:
    """Return each question token's best similarity in each text, 0..1, float32, (texts, question tokens).

    Below zero a token is unlike the question's; that counts nothing rather than against the text.
    """
    return read_windows(question, texts).coverage()


def weighted_coverage(covered: Floats, weights: Floats) -> Floats:
    """Return the weighted mean of each row of `covered`, 0..1, float32; zeros when nothing has weight."""
    total = float(weights.sum())
    if total <= 0.0:
        return np.zeros(len(covered), dtype=np.float32)
    return (covered @ weights / np.float32(total)).astype(np.float32)


def proximity(windows: Windows, covered: Floats, weights: Floats, *, discount: float) -> Floats:
    """Return how much of the question one window of each text satisfies, 0..1, float32, (texts,).

    Words satisfied elsewhere, `covered` (texts, question tokens), count at `discount`: what is scattered over a text
    says less than what stands together.
    """
    found = np.zeros(windows.texts, dtype=np.float32)
    if len(windows.best):
        together = weighted_coverage(np.maximum(windows.best, discount * covered[windows.text]), weights)
        starts = np.flatnonzero(np.diff(windows.text, prepend=-1))
        found[windows.text[starts]] = np.maximum.reduceat(together, starts)
    return found
