"""The vectors of an archive, each compared with its checksum on the way out: a disk may have changed any bit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from qa.archive.connections import Connections, Row
from qa.archive.rows import PassageVectors, StoredVectors, checksum, id_list, token_vectors
from qa.encoder.arrays import Floats, TokenVectors
from qa.errors import IndexDamaged

_AMONG = "IN (SELECT value FROM json_each(?))"


class ArchiveVectors:
    """What can be asked of the vectors of an open archive; vectors that were changed raise IndexDamaged."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def stored_vectors(self, article_id: str) -> StoredVectors:
        """Return what is encoded of an article, by text; empty where there is no such article."""
        passages = (
            "SELECT coalesce(p.asked || ' ', '') || p.text, v.vector, v.checksum, "
            "t.checksum, t.token_ids, t.signs, t.places FROM articles a JOIN passages p ON p.article = a.number "
            "JOIN pooled_vectors v ON v.passage = p.id JOIN token_vectors t ON t.passage = p.id WHERE a.id = ?"
        )
        labels = (
            "SELECT l.text, l.checksum, l.token_ids, l.signs FROM articles a JOIN labels l ON l.article = a.number "
            "WHERE a.id = ?"
        )
        return StoredVectors(
            {
                text: PassageVectors(self._pooled(vector, stored), self._tokens(*blobs))
                for text, vector, stored, *blobs in self._rows(passages, (article_id,))
            },
            {text: self._tokens(*blobs) for text, *blobs in self._rows(labels, (article_id,))},
        )

    def pooled(self, ids: Iterable[int]) -> dict[int, Floats]:
        """Return pooled vectors, float32, (dimension,), by passage id; ids that are gone are left out."""
        statement = f"SELECT passage, vector, checksum FROM pooled_vectors WHERE passage {_AMONG}"  # noqa: S608 (no outside text)
        return {row[0]: self._pooled(*row[1:]) for row in self._rows(statement, (id_list(ids),))}

    def token_vectors(self, ids: Iterable[int]) -> dict[int, TokenVectors]:
        """Return the stored token vectors by passage id; ids that are gone are left out."""
        statement = f"SELECT passage, checksum, token_ids, signs, places FROM token_vectors WHERE passage {_AMONG}"  # noqa: S608 (no outside text)
        return {row[0]: self._tokens(*row[1:]) for row in self._rows(statement, (id_list(ids),))}

    def labels(self, article_ids: Iterable[str]) -> dict[str, dict[str, TokenVectors]]:
        """Return the token vectors of the articles' labels by article id, then by name ("title", "speaker:NAME")."""
        statement = (
            "SELECT a.id, l.name, l.checksum, l.token_ids, l.signs FROM labels l "  # noqa: S608 (no outside text)
            "JOIN articles a ON a.number = l.article "
            f"WHERE a.id {_AMONG}"
        )
        found: dict[str, dict[str, TokenVectors]] = {}
        for article_id, name, *blobs in self._rows(statement, (id_list(article_ids),)):
            found.setdefault(article_id, {})[name] = self._tokens(*blobs)
        return found

    def _tokens(self, stored: int | None, *blobs: bytes) -> TokenVectors:
        self._check(stored, *blobs)
        return token_vectors(*blobs)

    def _pooled(self, vector: bytes, stored: int | None) -> Floats:
        self._check(stored, vector)
        return np.frombuffer(vector, "<f4")

    def _check(self, stored: int | None, *parts: bytes) -> None:
        if stored is not None and checksum(*parts) != stored:
            raise IndexDamaged(self._connections.path, "a vector is not as it was written")

    def _rows(self, statement: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        return self._connections.rows(statement, values)
