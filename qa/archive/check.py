"""Reading an archive from end to end, to find what is not as it was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np

from qa.archive.connections import Connections
from qa.archive.rows import checksum, is_unit


def find_problems(connections: Connections) -> list[str]:
    """Return one sentence for each thing that is wrong; damage to the file itself ends the search."""
    damage = [row[0] for row in connections.rows("PRAGMA integrity_check") if row[0] != "ok"]
    if damage:
        return damage
    loose = [
        f"a row of {row[0]} refers to {row[2]} that is gone" for row in connections.rows("PRAGMA foreign_key_check")
    ]
    return [*loose, *_texts(connections), *_passages(connections), *_vectors(connections)]


def _texts(connections: Connections) -> Iterator[str]:
    statement = "SELECT a.id, a.sha256, a.characters, t.text FROM articles a LEFT JOIN texts t ON t.article = a.number"
    for article_id, sha256, characters, text in connections.iterate(statement):
        if text is None or hashlib.sha256(text.encode()).hexdigest() != sha256 or len(text) != characters:
            yield f"the text of article {article_id!r} is not the one it was indexed with"


def _passages(connections: Connections) -> Iterator[str]:
    texts = connections.iterate(
        "SELECT a.number, a.id, a.first_passage, a.passages, t.text FROM articles a "
        "JOIN texts t ON t.article = a.number ORDER BY a.number"
    )
    for number, article_id, first, count, text in texts:
        found = connections.rows(
            'SELECT id, "start", "end", text FROM passages WHERE article = ? ORDER BY ordinal', (number,)
        )
        if [row[0] for row in found] != list(range(first, first + count)):
            yield f"article {article_id!r} should have the {count} passages from {first} on"
        for passage_id, start, end, passage in found:
            if text[start:end] != passage:
                yield f"passage {passage_id} of {article_id!r} is not what stands at {start} to {end}"
        said = connections.rows(
            "SELECT ordinal FROM attributions WHERE article = ?1 AND NOT "
            '(0 <= "start" AND "start" < "end" AND "end" <= ?2 '
            "AND 0 <= cue_start AND cue_start < cue_end AND cue_end <= ?2)",
            (number, len(text)),
        )
        for (ordinal,) in said:
            yield f"attribution {ordinal} of {article_id!r} lies outside of the text"
        yield from _times(connections, number, article_id)
        turns = connections.rows('SELECT ordinal, "start", "end" FROM turns WHERE article = ?', (number,))
        for ordinal, start, end in turns:
            if not 0 <= start <= end <= len(text):
                yield f"turn {ordinal} of {article_id!r} lies outside of the text"


def _times(connections: Connections, number: int, article_id: str) -> Iterator[str]:
    statement = (
        'SELECT p.id, t."start", t."end" FROM spoken_times t JOIN passages p ON p.id = t.passage '
        'WHERE p.article = ? AND (t."start" < p."start" OR t."end" > p."end" OR t.first_named > t.last_named)'
    )
    for passage_id, start, end in connections.rows(statement, (number,)):
        yield f"the time at {start} to {end} of {article_id!r} is none of passage {passage_id}"


def _vectors(connections: Connections) -> Iterator[str]:
    found = connections.rows("SELECT value FROM meta WHERE key = 'model_dimension'")
    dimension = int(found[0][0]) if found else 0
    statement = (
        "SELECT p.id, v.vector, v.checksum, t.checksum, t.token_ids, t.signs, t.places FROM passages p "
        "LEFT JOIN pooled_vectors v ON v.passage = p.id LEFT JOIN token_vectors t ON t.passage = p.id"
    )
    for passage_id, vector, stored, *tokens in connections.iterate(statement):
        if vector is None or len(vector) != 4 * dimension or not is_unit(np.frombuffer(vector, "<f4")):
            yield f"the pooled vector of passage {passage_id} is not {dimension} numbers of unit length"
        elif stored is not None and checksum(vector) != stored:
            yield f"the pooled vector of passage {passage_id} is not as it was written"
        for fault in _faults_of_tokens(*tokens, dimension=dimension):
            yield f"the token vectors of passage {passage_id} {fault}"
    statement = (
        "SELECT a.id, l.name, l.checksum, l.token_ids, l.signs, x'' FROM labels l "
        "JOIN articles a ON a.number = l.article"
    )
    for article_id, name, *tokens in connections.iterate(statement):
        for fault in _faults_of_tokens(*tokens, dimension=dimension):
            yield f"the token vectors of label {name!r} of {article_id!r} {fault}"


def _faults_of_tokens(
    stored: int | None, ids: bytes | None, signs: bytes | None, places: bytes, *, dimension: int
) -> Iterator[str]:
    count, rest = divmod(len(ids or b""), 4)
    if ids is None or signs is None or rest or len(signs) != count * ((dimension + 7) // 8):
        yield f"do not fit {dimension} dimensions"
    elif places and len(places) not in {4 * count, 8 * count}:
        yield "have not as many places as tokens"
    elif stored is not None and checksum(ids, signs, places) != stored:
        yield "are not as they were written"
