"""What the archive takes and gives beyond `qa.records`, and how records become rows and rows records."""

from __future__ import annotations

import json
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.archive.overrides import NO_OVERRIDES, Overrides
from qa.encoder.arrays import Encoding, Floats, TokenVectors, pack_signs
from qa.records import METADATA_FIELDS, Article, Attribution, Passage, Span, Subtitle, Turn
from qa.views import ArticleSummary

Ids = NDArray[np.int64]
_LARGEST_PLACE = 2**16 - 1
UNIT_TOLERANCE = 1e-3

ARTICLE_COLUMNS = ("id", "format", "body_start", "source", *METADATA_FIELDS)
_SUMMARY_HEAD = ("id", "title", "outlet", "published", "interviewee", "url", "format", "source", "characters")
_SUMMARY_FIELDS = (*_SUMMARY_HEAD, "passages", "sha256", "said", "place", "interviewer", "byline")
_EDITED = "(SELECT json_group_array(DISTINCT field) FROM overrides WHERE article_id = articles.id)"
SUMMARY_COLUMNS = ", ".join((*_SUMMARY_FIELDS, "inferred", _EDITED))
# In the order of Passage's fields.
PASSAGE_COLUMNS = (
    'p.id, a.id, p.ordinal, p."start", p."end", p.text, p.kind, p.turn, p.speaker, p.role, '
    "p.question_start, p.question_end, p.start_seconds"
)


@dataclass(frozen=True, slots=True, eq=False)
class PassageVectors:
    """What is kept of a passage's encoding: the pooled vector, float32, and the signs of its token vectors."""

    pooled: Floats
    tokens: TokenVectors

    @classmethod
    def from_encoding(cls, encoding: Encoding) -> PassageVectors:
        return cls(encoding.pooled, packed(encoding))


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A short text that a passage is read in the light of, and its token vectors."""

    text: str
    tokens: TokenVectors


@dataclass(frozen=True, slots=True, eq=False)
class StoredVectors:
    """What the archive has encoded of one article, by text: its passages, and its labels."""

    passages: Mapping[str, PassageVectors]
    labels: Mapping[str, TokenVectors]


@dataclass(frozen=True, slots=True, eq=False)
class EncodedArticle:
    """Everything that one transaction writes.

    Attributes:
        vectors: one for each passage, in order.
        labels: by name, "title" or "speaker:" and the speaker's name.
        fingerprint: digest of all that the rows depend on; equal means there is nothing to do.
        as_read: the article before `overrides` were put above its metadata; None where there are none.
        overrides: what people said about the article.
        fresh_passages: how many of the passages were encoded for this; the others' vectors were there.
        attributions: who said what, where the article is a narrative.
    """

    article: Article
    turns: Sequence[Turn]
    passages: Sequence[Passage]
    vectors: Sequence[PassageVectors]
    labels: Mapping[str, Label]
    fingerprint: str
    as_read: Article | None = None
    overrides: Overrides = NO_OVERRIDES
    fresh_passages: int = 0
    attributions: Sequence[Attribution] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive holds under an article's id."""

    fingerprint: str
    source: str | None
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What happened after a sequence.

    Attributes:
        sequence: the state that these changes lead to; `stamp` is the mark of that change.
        after: every passage with a larger id is new.
        added: ids of the new passages still there, ascending.
        removed: ids that were there and are gone, ascending.
        renamed: ids that were there and are still, but whose context (title, outlet, speaker …) may be another now.
    """

    sequence: int
    stamp: str
    after: int
    added: Ids
    removed: Ids
    renamed: Ids


INTERJECTION = 20
"""Characters; "Mm-hmm." and "Yeah, right." neither go on with what was said nor say anything by themselves."""


class Words(NamedTuple):
    """What is looked up of a passage; the first of an article also carries the article's whole text."""

    passage_id: int
    text: str
    context: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Passage ids around a passage.

    Attributes:
        before: the body passage before it, interjections such as "Right." passed over.
        question: those that hold the question it answers.
        together: whether it is a short reply, read together with its question (`ingestion.replies`).
    """

    before: int | None
    question: tuple[int, ...]
    together: bool = False


def packed(encoding: Encoding) -> TokenVectors:
    """Return the token vectors of `encoding` as they are stored."""
    return TokenVectors(encoding.token_ids.astype(np.int32), pack_signs(encoding.tokens), encoding.spans)


def token_vectors(token_ids: bytes, signs: bytes, places: bytes = b"") -> TokenVectors:
    """Read token vectors back from their blobs; the arrays cannot be written."""
    ids = np.frombuffer(token_ids, "<i4")
    rows = np.frombuffer(signs, np.uint8).reshape(len(ids), len(signs) // max(len(ids), 1))
    return TokenVectors(ids, rows, places_from(places, len(ids)))


def blobs(tokens: TokenVectors) -> tuple[bytes, bytes]:
    """Return the first two blobs that `token_vectors` reads."""
    return tokens.token_ids.astype("<i4").tobytes(), np.ascontiguousarray(tokens.signs).tobytes()


def places_blob(tokens: TokenVectors) -> bytes:
    """Return the third blob that `token_vectors` reads; empty where the places are not known."""
    if tokens.spans is None:
        return b""
    return tokens.spans.astype("<u2" if tokens.spans.max(initial=0) <= _LARGEST_PLACE else "<u4").tobytes()


def places_from(places: bytes, tokens: int) -> NDArray[np.unsignedinteger[Any]] | None:
    """Read what `places_blob` wrote: where each of so many tokens stands; None where that is not known."""
    if not places:
        return None
    # Two bytes a number, or four where a passage is longer than two bytes count: the length tells.
    return np.frombuffer(places, "<u2" if len(places) == 4 * tokens else "<u4").reshape(tokens, 2)


def is_unit(vector: Floats) -> bool:
    """Tell whether a vector has length one, as far as float32 can."""
    return abs(float(np.linalg.norm(vector)) - 1.0) <= UNIT_TOLERANCE


def checksum(*parts: bytes) -> int:
    """Return the CRC-32 of blobs: it tells whether a disk has changed them since they were written."""
    found = 0
    for part in parts:
        found = zlib.crc32(part, found)
    return found


def article_from_row(row: tuple[Any, ...]) -> Article:
    """Read an article from a row of ARTICLE_COLUMNS, what is inferred, its text, and what `marks_json` wrote."""
    *values, inferred, text, marks = row
    marked = json.loads(marks)
    return Article(
        text=text,
        inferred=json.loads(inferred),
        subtitles=tuple(Subtitle(*one) for one in marked.get("subtitles", ())),
        speakers=tuple(marked.get("speakers", ())),
        **dict(zip(ARTICLE_COLUMNS, values, strict=True)),
    )


def marks_json(article: Article) -> str:
    """Return what the article's source says of its text besides: when what is said, and which labels are speakers'."""
    marks = {"subtitles": article.subtitles, "speakers": article.speakers}
    return json.dumps({name: value for name, value in marks.items() if value}, ensure_ascii=False)


def summary_from_row(row: tuple[Any, ...]) -> ArticleSummary:
    """Read a summary from a row of SUMMARY_COLUMNS."""
    *values, inferred, edited = row
    names = json.loads(edited)
    in_order = tuple(name for name in METADATA_FIELDS if name in names)
    fields = dict(zip(_SUMMARY_FIELDS, values, strict=True))
    return ArticleSummary(**fields, inferred=json.loads(inferred), edited=in_order)


def metadata_json(article: Article) -> str:
    """Return what `article_with_metadata` reads: the metadata, and why inferred values were taken."""
    return json.dumps({"metadata": article.metadata, "inferred": dict(article.inferred)}, ensure_ascii=False)


def article_with_metadata(article: Article, stored: str) -> Article:
    """Return `article` with the metadata that `metadata_json` wrote."""
    read = json.loads(stored)
    return replace(article, **read.get("metadata", {}), inferred=read.get("inferred", {}))


def passage_from_row(row: tuple[Any, ...]) -> Passage:
    """Read a passage from a row of PASSAGE_COLUMNS."""
    *values, start, end, seconds = row
    asked = None if start is None else Span(start, end)
    return Passage(*(*values, asked, seconds))


def question_ordinals(passages: Sequence[Passage]) -> list[tuple[int, int] | tuple[None, None]]:
    """Return, for each passage, first and last ordinal of the passages that hold the question it answers."""
    body = [p for p in passages if p.kind == "body"]
    starts, ends = [p.start for p in body], [p.end for p in body]
    found: list[tuple[int, int] | tuple[None, None]] = []
    for passage in passages:
        if passage.question is None:
            found.append((None, None))
            continue
        first = bisect_right(ends, passage.question.start)
        last = bisect_left(starts, passage.question.end) - 1
        found.append((body[first].ordinal, body[last].ordinal) if first <= last else (None, None))
    return found


def id_list(ids: Iterable[int | str]) -> str:
    """Return ids as the JSON that SQLite's json_each unfolds: one parameter for any number of ids."""
    return json.dumps([i if isinstance(i, str) else int(i) for i in ids])


def joined(ranges: list[Ids]) -> Ids:
    """Return the ids of all `ranges`, in their order."""
    return np.concatenate(ranges) if ranges else np.empty(0, dtype=np.int64)
