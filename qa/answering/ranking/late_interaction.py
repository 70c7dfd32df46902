"""How well a text satisfies each word of a question: arrays in, arrays out.

Late interaction is MaxSim as in ColBERT (Khattab and Zaharia, SIGIR 2020): each question token takes the most similar
token of the text. Which texts may satisfy a passage's question, and at what discount, is `reranker`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.encoder.arrays import Bytes, Floats, Longs, TokenVectors, joined_signs
from qa.search.bit_product import WholeVectors

# A window is three strides of text, 48 tokens or about 200 characters: a sentence or two.
STRIDE = 16
STRIDES_IN_WINDOW = 3
# Strides multiplied at a time, 2,048 tokens: their bits and products stay inside a core's second-level cache.
BLOCK_STRIDES = 128


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Texts to be compared with a question, as rows of signs; one row may be of several texts.

    Attributes:
        signs: uint8, (rows, bytes of a token).
        rows: which row of `signs` each token is, text after text, int64, (tokens,).
        lengths: how many tokens each text has, int64, (texts,).
    """

    signs: Bytes
    rows: Longs
    lengths: Longs

    @classmethod
    def of(cls, texts: Sequence[TokenVectors]) -> Texts:
        """Return `texts`, each with rows of its own."""
        lengths = np.array([len(text.token_ids) for text in texts], dtype=np.int64)
        return cls(joined_signs([text.signs for text in texts]), np.arange(int(lengths.sum())), lengths)


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

    def of_first(self, texts: int) -> Windows:
        """Return the windows of the first `texts` texts."""
        end = int(np.searchsorted(self.text, texts))
        return Windows(self.best[:end], self.text[:end], texts)

    def coverage(self) -> Floats:
        """Return the best over each whole text, float32, (texts, question tokens); zeros without tokens."""
        covered = np.zeros((self.texts, self.best.shape[1]), dtype=np.float32)
        if len(self.best):
            starts = np.flatnonzero(np.diff(self.text, prepend=-1))
            covered[self.text[starts]] = np.maximum.reduceat(self.best, starts, axis=0)
        return covered

    def coverage_of_ends(self) -> Floats:
        """Return the best over each text's last window, float32, (texts, question tokens); zeros without tokens."""
        covered = np.zeros((self.texts, self.best.shape[1]), dtype=np.float32)
        if len(self.best):
            lasts = np.flatnonzero(np.diff(self.text, append=self.texts))
            firsts = np.maximum(lasts - (STRIDES_IN_WINDOW - 1), np.searchsorted(self.text, self.text[lasts]))
            covered[self.text[lasts]] = self.best[firsts]
        return covered


def token_similarities(question: Floats, signs: Bytes) -> Floats:
    """Return the cosine of each stored token (row) to each question token (column), float32.

    `question` is (tokens, dimension), each row unit length; `signs` is (stored tokens, dimension / 8).
    """
    whole = WholeVectors.of(question)
    return whole.cosines(whole.products(signs))


def read_windows(question: Floats, texts: Texts) -> Windows:
    """Compare `question`, (tokens, dimension), with every window of every text."""
    filled = np.flatnonzero(texts.lengths)
    if not len(filled) or not len(question):
        return Windows(np.zeros((0, len(question)), np.float32), np.zeros(0, np.int64), len(texts.lengths))
    lengths = texts.lengths[filled]
    strides = -(-lengths // STRIDE)
    best = _best_in_strides(question, texts.signs, texts.rows[_tokens_of_strides(lengths, strides)])
    text = np.repeat(filled, strides)
    return Windows(_widened(np.clip(best, 0.0, 1.0), text), text, len(texts.lengths))


def _tokens_of_strides(lengths: Longs, strides: Longs) -> Longs:
    """Return each stride's tokens, (STRIDE, strides); the last stride of a text repeats the text's last token.

    All first tokens of strides come first, then all second ones: so a maximum over strides runs along the memory.
    """
    ends = np.cumsum(lengths)
    place = np.arange(int(strides.sum())) - np.repeat(np.cumsum(strides) - strides, strides)
    firsts = np.repeat(ends - lengths, strides) + STRIDE * place
    tokens: Longs = np.minimum(firsts + np.arange(STRIDE)[:, np.newaxis], np.repeat(ends - 1, strides))
    return tokens


def _best_in_strides(question: Floats, signs: Bytes, rows: Longs) -> Floats:
    """Return each question token's largest cosine in each stride, float32, (strides, question tokens)."""
    whole = WholeVectors.of(question)
    best = np.empty((rows.shape[1], len(question)), dtype=np.int32)
    for start in range(0, rows.shape[1], BLOCK_STRIDES):
        block = rows[:, start : start + BLOCK_STRIDES]
        products = whole.products(np.take(signs, block.ravel(), axis=0))
        best[start : start + BLOCK_STRIDES] = products.reshape(*block.shape, -1).max(axis=0)
    return whole.cosines(best)


def _widened(best: Floats, text: NDArray[np.int64]) -> Floats:
    """Let each window reach over the strides that follow it in the same text."""
    wide = best.copy()
    for step in range(1, STRIDES_IN_WINDOW):
        same = text[step:] == text[:-step]
        wide[:-step][same] = np.maximum(wide[:-step][same], best[step:][same])
    return wide


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
