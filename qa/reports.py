"""What indexing, examining and backing up an index have to tell: data only, for the command line to print."""

from __future__ import annotations

from dataclasses import dataclass

from qa.answers import IndexState


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How far `qa index` has come.

    Attributes:
        article_id: the article just finished.
        articles, total: inputs finished and found; a JSONL file's lines count each.
        passages: passages encoded so far in this run.
        seconds: since the run began.
    """

    article_id: str
    articles: int
    total: int
    passages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What `qa index` did: article ids by what happened to them, and what could not be read.

    Attributes:
        unreadable: (source, reason, next step) of each input left out; an earlier version of it stays in the archive.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    unreadable: tuple[tuple[str, str, str], ...]
    passages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What `qa info` shows.

    Attributes:
        path: the index folder.
        bytes: size on disk by part ("archive", "vectors", "lexical", ...).
        vector_index: kind of the FAISS index, such as "flat".
        derived_sequence: the archive sequence the derived indexes have seen; behind `state.sequence` they catch up
            when next opened.
        speakers: those who speak in most articles, at most ten, the first in most of them.
    """

    path: str
    state: IndexState
    bytes: dict[str, int]
    vector_index: str
    derived_sequence: int
    outlets: tuple[str, ...]
    first_published: str | None
    last_published: str | None
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `qa doctor`: which check, whether it passed, and the command that mends it."""

    check: str
    ok: bool
    message: str
    next_step: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `bytes` and `sha256` are those of the archive in it."""

    format: int
    version: str
    created: str
    sequence: int
    model: str
    articles: int
    passages: int
    bytes: int
    sha256: str
