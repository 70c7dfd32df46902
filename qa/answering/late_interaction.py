"""How well a text satisfies each word of a question: arrays in, arrays out.

Late interaction is MaxSim as in ColBERT (Khattab and Zaharia, SIGIR 2020): each question token takes the most similar
token of the text. Which texts may satisfy a passage's question, and at what discount, is `reranker`'s.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa.indexing.encoding import Bytes, Floats, TokenVectors, unpack_signs

# Rows unpacked at a time: 512 x 384 float32 stay inside a core's second-level cache.
BLOCK_ROWS = 512


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


def coverage(question: Floats, texts: Sequence[TokenVectors]) -> Floats:
    """Return each question token's best similarity in each text, 0..1, float32, (texts, question tokens).

    A text without tokens covers nothing.
    """
    covered = np.zeros((len(texts), len(question)), dtype=np.float32)
    filled = [number for number, text in enumerate(texts) if len(text.token_ids)]
    if filled and len(question):
        signs = np.concatenate([texts[number].signs for number in filled])
        lengths = [len(texts[number].token_ids) for number in filled]
        starts = np.cumsum([0, *lengths[:-1]])
        covered[filled] = np.maximum.reduceat(token_similarities(question, signs), starts, axis=0)
    # Below zero a token is unlike the question's; that must not count against the text.
    return np.clip(covered, 0.0, 1.0)


def weighted_coverage(covered: Floats, weights: Floats) -> Floats:
    """Return the weighted mean of each row of `covered`, 0..1, float32; zeros when nothing has weight."""
    total = float(weights.sum())
    if total <= 0.0:
        return np.zeros(len(covered), dtype=np.float32)
    return (covered @ weights / np.float32(total)).astype(np.float32)
