"""An encoder of plain words for tests: no weights, exactly repeatable, and related texts truly score higher."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from qa.encoder.arrays import Encoding, Floats, Ints, ModelIdentity

DIMENSION = 384
VOCABULARY = 1 << 16
_WORD = re.compile(r"\w+")


class BagEncoder:
    """Each word is a fixed pseudo-random direction; a text is the sum of its words."""

    def __init__(self, name: str = "bag-of-words") -> None:
        self.identity = ModelIdentity(name, hashlib.sha256(name.encode()).hexdigest(), DIMENSION)
        self.encoded_passages = 0

    def encode_questions(self, texts: Sequence[str]) -> list[Encoding]:
        return [encode(text) for text in texts]

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        self.encoded_passages += len(texts)
        return [encode(text) for text in texts]

    def tokenize(self, text: str) -> tuple[Ints, Ints]:
        encoding = encode(text)
        return encoding.token_ids, encoding.spans


def encode(text: str) -> Encoding:
    """Encode `text`; one without words gets the direction of the empty word."""
    found = list(_WORD.finditer(text))
    words = [match.group().lower() for match in found]
    tokens = np.stack([direction(word) for word in words]) if words else np.empty((0, DIMENSION), np.float32)
    total = tokens.sum(axis=0) if words else direction("")
    return Encoding(
        pooled=(total / np.linalg.norm(total)).astype(np.float32),
        token_ids=np.array([token_id(word) for word in words], dtype=np.int32),
        tokens=tokens,
        spans=np.array([match.span() for match in found], dtype=np.int32).reshape(-1, 2),
    )


def token_id(word: str) -> int:
    """Return a stable number for `word`; Python's own hash changes from run to run."""
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little") % VOCABULARY


_directions: dict[str, Floats] = {}


def direction(word: str) -> Floats:
    """Return the unit vector that stands for `word`."""
    if word not in _directions:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")
        drawn = np.random.Generator(np.random.PCG64(seed)).standard_normal(DIMENSION)
        _directions[word] = (drawn / np.linalg.norm(drawn)).astype(np.float32)
    return _directions[word]
