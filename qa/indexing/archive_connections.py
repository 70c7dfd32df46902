"""Connections to the archive's SQLite file: the only module that knows sqlite3.

A pool of reading connections, each free for any thread, and one writing connection behind a lock. What SQLite
reports as damage or as another writer leaves here as an error of `qa.errors`.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qa.errors import IndexBusy, IndexDamaged, QaError
from qa.indexing.archive_schema import APPLICATION_ID, FORMAT, SCHEMA

OLDEST_SQLITE = (3, 38, 0)  # STRICT tables came with 3.37, JSON functions in every build with 3.38
BUSY_MILLISECONDS = 10_000
# Pages read in place instead of through a copy: 300 passages with their token vectors 30 % faster.
MAPPED_BYTES = 1 << 30

Row = tuple[Any, ...]
Stamp = tuple[int, int, int, bool]


class Connections:
    """Reads from any thread at once, writes one at a time."""

    def __init__(self, path: Path, *, readonly: bool) -> None:
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            raise QaError(
                f"SQLite {sqlite3.sqlite_version} is too old", next_step="use a Python with SQLite 3.38 or newer"
            )
        self.path = path
        self.readonly = readonly
        self._idle: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._pinned = threading.local()
        self._writing = threading.RLock()
        self._writer: sqlite3.Connection | None = None
        self._stamp: Stamp | None = None
        with self._translated():
            self._prepare()

    def _prepare(self) -> None:
        if not self.readonly:
            self._writer = self._connect("rwc")
            self._writer.execute("PRAGMA journal_mode = WAL")
            # FULL: a commit survives power loss too. It costs 0.3 ms more than NORMAL, an article's encoding 100 ms.
            self._writer.execute("PRAGMA synchronous = FULL")
            if not self._writer.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
                self._create(self._writer)
        self._check_format()

    def _create(self, writer: sqlite3.Connection) -> None:
        pragmas = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT};"
        try:
            writer.executescript(f"BEGIN IMMEDIATE; {SCHEMA} {pragmas} COMMIT;")
        except sqlite3.Error:
            writer.execute("ROLLBACK")
            raise

    def _check_format(self) -> None:
        application = self.rows("PRAGMA application_id")[0][0]
        found = self.rows("PRAGMA user_version")[0][0]
        if application != APPLICATION_ID:
            raise IndexDamaged(
                self.path, "this SQLite file is no archive of interview-qa", next_step="name another folder"
            )
        if found > FORMAT:
            reason = f"the archive has format {found}, this version reads up to {FORMAT}"
            raise IndexDamaged(self.path, reason, next_step="upgrade interview-qa")
        if found != FORMAT:
            reason = f"the archive has format {found}, this version reads {FORMAT}"
            raise IndexDamaged(self.path, reason, next_step="index the articles again into a new folder")

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one reading statement and return all of its rows, from the last committed state."""
        with self._translated(), self._reader() as reader:
            return reader.execute(statement, values).fetchall()

    def iterate(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """Like `rows`, one row at a time, for results that should not be in memory at once."""
        with self._translated(), self._reader() as reader:
            yield from reader.execute(statement, values)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let every read of this thread inside the block see one and the same committed state."""
        if getattr(self._pinned, "connection", None) is not None:
            yield
            return
        with self._translated(), self._reader() as reader:
            reader.execute("BEGIN")
            self._pinned.connection = reader
            try:
                yield
            finally:
                self._pinned.connection = None
                reader.execute("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the writing connection; what is done through it is committed at the end, or not at all."""
        if self._writer is None:
            raise RuntimeError("this archive was opened for reading")
        with self._writing, self._translated():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    def close(self) -> None:
        """Close every idle connection; the last one to go folds the write-ahead log into the file."""
        with self._guard:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        pinned = getattr(self._pinned, "connection", None)
        if pinned is not None:
            yield pinned
            return
        self._drop_outdated()
        with self._guard:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = self._connect_to_read()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        with self._guard:
            self._idle.append(connection)

    def _connect_to_read(self) -> sqlite3.Connection:
        if os.access(self.path.parent, os.W_OK) and os.access(self.path, os.W_OK):
            connection = self._connect("rw")
            connection.execute("PRAGMA query_only = ON")
            return connection
        # In a folder that cannot be written SQLite cannot make its shared-memory file. Without a log there is no
        # writer either, and the file can be read as it stands; `_drop_outdated` notices when that ends.
        self._stamp = self._stamp_now()
        return self._connect("ro" if self._stamp[3] else "ro&immutable=1")

    def _drop_outdated(self) -> None:
        if self._stamp is None or self._stamp == self._stamp_now():
            return
        with self._guard:
            idle, self._idle = self._idle, []
            self._stamp = self._stamp_now()
        for connection in idle:
            connection.close()

    def _stamp_now(self) -> Stamp:
        seen = self.path.stat()
        log = self.path.with_name(self.path.name + "-wal")
        return seen.st_ino, seen.st_size, seen.st_mtime_ns, log.exists() and log.stat().st_size > 0

    def _connect(self, mode: str) -> sqlite3.Connection:
        # isolation_level None: transactions begin and end where this module says. Several threads share the pool,
        # never one connection at the same time.
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
        )
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
        return connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            name = getattr(error, "sqlite_errorname", "") or ""
            if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_CANTOPEN", "SQLITE_IOERR")):
                raise IndexDamaged(self.path, str(error)) from error
            if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise IndexBusy(self.path.parent) from error
            if name.startswith("SQLITE_FULL"):
                raise QaError(f"{self.path}: {error}", next_step="free some disk space, then try again") from error
            raise
