"""The statements that change the archive: each function runs inside one open transaction."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from qa.archive.rows import (
    ARTICLE_COLUMNS,
    EncodedArticle,
    blobs,
    checksum,
    is_unit,
    marks_json,
    metadata_json,
    places_blob,
    question_ordinals,
)
from qa.archive.speakers import forget_silent, insert_speakers, speakers_of
from qa.archive.times import insert_spoken_times
from qa.ingestion.dialogue.questions import question_read_with
from qa.names.outlets import outlet_key
from qa.times.days import day_range

if TYPE_CHECKING:
    from sqlite3 import Connection


def insert_article(writer: Connection, encoded: EncodedArticle, dimension: int) -> tuple[int, ...]:
    """Write `encoded` in place of what has its id now; return its passage ids in reading order.

    Where nothing but metadata, speakers or roles is other than before, passages keep their ids: they are the same
    words at the same place, and citations of them stay good.
    """
    _check_encoded(encoded, dimension)
    sequence = next_sequence(writer)
    first = _first_of_same_passages(writer, encoded)
    spoke = speakers_of(writer, encoded.article.id)
    if first is None:
        delete_rows(writer, encoded.article.id, sequence)
        first = _largest_passage(writer) + 1
    else:
        writer.execute("DELETE FROM articles WHERE id = ?", (encoded.article.id,))
    number = _insert_head(writer, encoded, sequence, first)
    writer.execute("INSERT INTO texts VALUES (?, ?, ?)", (number, encoded.article.text, marks_json(encoded.article)))
    writer.executemany(
        "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?)",
        [(number, t.ordinal, t.start, t.end, t.speaker, t.role) for t in encoded.turns],
    )
    ids = tuple(range(first, first + len(encoded.passages)))
    _insert_passages(writer, encoded, number, ids)
    insert_spoken_times(writer, encoded.article, encoded.passages, ids)
    insert_speakers(writer, encoded, number, ids)
    forget_silent(writer, spoke)
    _replace_overrides(writer, encoded)
    writer.executemany(
        "INSERT INTO labels (article, name, text, token_ids, signs, checksum) VALUES (?, ?, ?, ?, ?, ?)",
        [(number, name, label.text, *_with_checksum(*blobs(label.tokens))) for name, label in encoded.labels.items()],
    )
    _finish_change(writer, sequence)
    return ids


def delete_article(writer: Connection, article_id: str) -> None:
    """Remove the article and all that hangs on it."""
    sequence = next_sequence(writer)
    spoke = speakers_of(writer, article_id)
    delete_rows(writer, article_id, sequence)
    forget_silent(writer, spoke)
    # Another article may come under the same id; what was said about this one is not true of it.
    writer.execute("DELETE FROM overrides WHERE article_id = ?", (article_id,))
    _finish_change(writer, sequence)


def move_article(writer: Connection, article_id: str, source: str | None) -> None:
    """Note that the same article is now read from `source`."""
    writer.execute("UPDATE articles SET source = ? WHERE id = ?", (source, article_id))


def next_sequence(writer: Connection) -> int:
    """Open the next change; the stamp is drawn at random so that no two histories share it."""
    values = (secrets.token_hex(8), _largest_passage(writer))
    return int(writer.execute("INSERT INTO changes (stamp, last_passage) VALUES (?, ?)", values).lastrowid or 0)


def delete_rows(writer: Connection, article_id: str, sequence: int) -> None:
    """Leave a removal for each passage of the article, then delete it with everything that refers to it."""
    writer.execute(
        "INSERT INTO removals SELECT p.id, ?, t.token_ids FROM articles a JOIN passages p ON p.article = a.number "
        "JOIN token_vectors t ON t.passage = p.id WHERE a.id = ?",
        (sequence, article_id),
    )
    writer.execute("DELETE FROM articles WHERE id = ?", (article_id,))


def _finish_change(writer: Connection, sequence: int) -> None:
    writer.execute("UPDATE changes SET last_passage = ? WHERE sequence = ?", (_largest_passage(writer), sequence))


def _largest_passage(writer: Connection) -> int:
    # AUTOINCREMENT remembers the largest id ever given, also when that passage is gone.
    row = writer.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
    return int(row[0]) if row else 0


def _insert_head(writer: Connection, encoded: EncodedArticle, sequence: int, first: int) -> int:
    article = encoded.article
    days = day_range(article.published) or (None, None)
    values = {name: getattr(article, name) for name in ARTICLE_COLUMNS} | {
        "sha256": article.sha256,
        "fingerprint": encoded.fingerprint,
        "characters": len(article.text),
        "sequence": sequence,
        "first_passage": first,
        "passages": len(encoded.passages),
        "outlet_key": outlet_key(article.outlet),
        "first_day": days[0],
        "last_day": days[1],
        "inferred": json.dumps(dict(article.inferred), ensure_ascii=False),
        "as_read": metadata_json(encoded.as_read or article),
    }
    statement = f"INSERT INTO articles ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"  # noqa: S608 (own column names)
    return int(writer.execute(statement, tuple(values.values())).lastrowid or 0)


def _first_of_same_passages(writer: Connection, encoded: EncodedArticle) -> int | None:
    """Return the first passage id of the article's version now, if its passages and their vectors are the same."""
    now = writer.execute(
        'SELECT p.id, p."start", p."end", p.kind, p.text, v.vector, t.token_ids, t.signs FROM articles a '
        "JOIN passages p ON p.article = a.number JOIN pooled_vectors v ON v.passage = p.id "
        "JOIN token_vectors t ON t.passage = p.id WHERE a.id = ? ORDER BY p.ordinal",
        (encoded.article.id,),
    ).fetchall()
    coming = [
        (p.start, p.end, p.kind, p.text, v.pooled.astype("<f4").tobytes(), *blobs(v.tokens))
        for p, v in zip(encoded.passages, encoded.vectors, strict=True)
    ]
    return int(now[0][0]) if now and [row[1:] for row in now] == coming else None


def _insert_passages(writer: Connection, encoded: EncodedArticle, number: int, ids: tuple[int, ...]) -> None:
    asked = question_ordinals(encoded.passages)
    writer.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (i, number, p.ordinal, p.start, p.end, p.text, p.kind, p.turn, p.speaker, p.role)
            + (tuple(p.question) if p.question else (None, None))
            + held
            + (question_read_with(p, encoded.article.text), p.start_seconds)
            for i, p, held in zip(ids, encoded.passages, asked, strict=True)
        ],
    )
    writer.executemany(
        "INSERT INTO pooled_vectors (passage, vector, checksum) VALUES (?, ?, ?)",
        [(i, *_with_checksum(v.pooled.astype("<f4").tobytes())) for i, v in zip(ids, encoded.vectors, strict=True)],
    )
    writer.executemany(
        "INSERT INTO token_vectors (passage, token_ids, signs, places, checksum) VALUES (?, ?, ?, ?, ?)",
        [
            (i, *_with_checksum(*blobs(v.tokens), places_blob(v.tokens)))
            for i, v in zip(ids, encoded.vectors, strict=True)
        ],
    )


def _with_checksum(*parts: bytes) -> tuple[bytes | int, ...]:
    return (*parts, checksum(*parts))


def _replace_overrides(writer: Connection, encoded: EncodedArticle) -> None:
    article_id = encoded.article.id
    writer.execute("DELETE FROM overrides WHERE article_id = ?", (article_id,))
    writer.executemany(
        "INSERT INTO overrides (article_id, field, origin, value) VALUES (?, ?, ?, ?)",
        [(article_id, *row) for row in encoded.overrides.rows()],
    )


def _check_encoded(encoded: EncodedArticle, dimension: int) -> None:
    text = encoded.article.text
    for position, passage in enumerate(encoded.passages):
        if passage.ordinal != position or not text[passage.start : passage.end] == passage.text:
            raise ValueError(f"passage {position} of {encoded.article.id!r} is not the slice it claims to be")
    for vectors in encoded.vectors:
        if vectors.pooled.shape != (dimension,) or not is_unit(vectors.pooled):
            raise ValueError(f"a pooled vector of {encoded.article.id!r} is not {dimension} numbers of unit length")
        # Counted, not compared by shape: without tokens there is no telling how wide their rows would be.
        if vectors.tokens.signs.size != len(vectors.tokens.token_ids) * ((dimension + 7) // 8):
            raise ValueError(f"the token vectors of {encoded.article.id!r} do not fit {dimension} dimensions")
