"""Connections to the archive's SQLite file: the only module that knows sqlite3.

A pool of reading connections, each free for any thread, and one writing connection behind a lock. What SQLite
reports as damage or as another writer leaves here as an error of `qa.errors`.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from qa.archive.migration import bring_up_to_date
from qa.archive.schema import APPLICATION_ID, FORMAT, SCHEMA
from qa.errors import IndexBusy, IndexDamaged, IndexMissing, NotWritten, QaError

OLDEST_SQLITE = (3, 38, 0)  # STRICT tables came with 3.37, JSON functions in every build with 3.38
BUSY_MILLISECONDS = 10_000
UPDATE_STEP = "bring it up to date where it stands, with nothing encoded again: qa doctor --repair, or qa index PATH"
CANNOT_WRITE = (
    "SQLITE_FULL",
    "SQLITE_READONLY",
    *(f"SQLITE_IOERR_{what}" for what in ("WRITE", "FSYNC", "DIR_FSYNC", "TRUNCATE", "SHM", "DELETE")),
)
"""What SQLite reports of a disk that is full or may not be written to; nothing of the archive is damaged by it."""
Row = tuple[Any, ...]
Stamp = tuple[int, ...]


class Connections:
    """Reads from any thread at once, writes one at a time.

    `older_format` is the one that the archive had until it was opened for writing, None where that was the current.
    """

    def __init__(self, path: Path, *, readonly: bool) -> None:
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            found = f"SQLite {sqlite3.sqlite_version} is too old"
            raise QaError(found, next_step="use a Python with SQLite 3.38 or newer")
        self.path = path
        self.older_format: int | None = None
        self._guard = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self._pinned = threading.local()
        self._writing = threading.RLock()
        self._writer: sqlite3.Connection | None = None
        self._immutable = False
        self._stamp: Stamp | None = None
        try:
            with self._translated():
                if not readonly:
                    self._writer = self._connect("rwc")
                    self._prepare(self._writer)
                with self._reader():
                    pass
        except BaseException:
            self.close()
            raise

    def _prepare(self, writer: sqlite3.Connection) -> None:
        writer.execute("PRAGMA journal_mode = WAL")
        # FULL: a commit survives power loss too. It costs 0.3 ms more than NORMAL, an article's encoding 100 ms.
        writer.execute("PRAGMA synchronous = FULL")
        # What is removed is overwritten, not only no longer found; how SQLite was built decides otherwise.
        writer.execute("PRAGMA secure_delete = ON")
        if _is_blank(writer):
            pragmas = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT};"
            writer.executescript(f"BEGIN IMMEDIATE; {SCHEMA} {pragmas} COMMIT;")
        self._check_format(writer, older_too=True)
        with closing(sqlite3.connect(":memory:")) as blank:
            self.older_format = bring_up_to_date(writer, blank)

    def _check_format(self, connection: sqlite3.Connection, *, older_too: bool = False) -> None:
        if _is_blank(connection):
            # Its writer was killed before the tables were there.
            raise IndexMissing(self.path.parent)
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if application != APPLICATION_ID:
            reason = "this SQLite file is no archive of interview-qa"
            raise IndexDamaged(self.path, reason, next_step="name another folder with --index DIR")
        if found > FORMAT or (found < FORMAT and not older_too):
            reason = f"the archive has format {found}, this version reads format {FORMAT}"
            step = "upgrade interview-qa" if found > FORMAT else UPDATE_STEP
            raise IndexDamaged(self.path, reason, next_step=step)

    def rows(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
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
                # Nothing was written; unlike COMMIT this also ends a read that met damage.
                reader.execute("ROLLBACK")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the writing connection; what is done through it is committed at the end, or not at all."""
        with self._writing, self._translated():
            if self._writer is None:
                raise RuntimeError("this archive is not open for writing")
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def copy_to(self, target: Path) -> None:
        """Write the last committed state to `target`, a new file, while others go on reading and writing."""
        with self._translated(), self._reader() as reader, closing(sqlite3.connect(target)) as copy:
            reader.backup(copy)

    def replace_with(self, source: Path) -> None:
        """Put the content of the archive at `source` in place of this one's, in one transaction.

        Who reads goes on with the state it has begun with and sees the other one at its next statement.
        """
        with self._writing, self._translated(), closing(sqlite3.connect(source)) as other:
            if self._writer is None:
                raise RuntimeError("this archive is not open for writing")
            other.backup(self._writer)

    def close(self) -> None:
        """Close all connections; the last one to go folds the write-ahead log into the file."""
        with self._guard:
            self._closed = True
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
        connection, stamp = self._take()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        with self._guard:
            reusable = not self._closed and stamp == self._stamp
            if reusable:
                self._idle.append(connection)
        if not reusable:
            connection.close()

    def _take(self) -> tuple[sqlite3.Connection, Stamp | None]:
        outdated: list[sqlite3.Connection] = []
        with self._guard:
            if self._closed:
                raise RuntimeError("this archive is closed")
            stamp = self._stamp_now()
            if stamp is not None and stamp != self._stamp:
                outdated, self._idle = self._idle, []
                self._stamp = stamp
            stamp = self._stamp
            connection = self._idle.pop() if self._idle else None
        for old in outdated:
            old.close()
        return connection or self._connect_to_read(), stamp

    def _stamp_now(self) -> Stamp | None:
        """Return what changes when a file that was opened as one nobody writes is written after all."""
        if not self._immutable:
            return None
        seen = self.path.stat()
        return seen.st_ino, seen.st_size, seen.st_mtime_ns, self._has_log()

    def _has_log(self) -> bool:
        log = self.path.with_name(self.path.name + "-wal")
        return log.exists() and log.stat().st_size > 0

    def _connect_to_read(self) -> sqlite3.Connection:
        # In a folder that cannot be written SQLite cannot make its shared-memory file. Without a log there is no
        # writer either, and the file can be read as it stands; `_stamp_now` notices when that ends.
        writable = os.access(self.path.parent, os.W_OK) and os.access(self.path, os.W_OK)
        if writable:
            self._immutable = False
            try:
                return self._checked_to_read("rw")
            except sqlite3.OperationalError as error:
                # Nor can it on a full disk.
                if not _cannot_write(error) or self._has_log():
                    raise
        self._immutable = not self._has_log()
        return self._checked_to_read("ro&immutable=1" if self._immutable else "ro")

    def _checked_to_read(self, mode: str) -> sqlite3.Connection:
        connection = self._connect(mode)
        try:
            connection.execute("PRAGMA query_only = ON")
            self._check_format(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self, mode: str) -> sqlite3.Connection:
        # isolation_level None: transactions begin and end where this module says. A connection goes from thread to
        # thread, but serves one at a time.
        uri = f"{self.path.absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
            connection.execute("PRAGMA foreign_keys = ON")
            # Not mapped into memory: it would save 0.5 ms of 2.5 for 300 passages' token vectors, and kill the process
            # when somebody copies a backup over the file.
            connection.execute("PRAGMA mmap_size = 0")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            name = getattr(error, "sqlite_errorname", None) or ""
            if _cannot_write(error):
                raise NotWritten(self.path, str(error)) from error
            if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_CANTOPEN", "SQLITE_IOERR")):
                raise IndexDamaged(self.path, str(error)) from error
            if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise IndexBusy(self.path.parent) from error
            raise


def _cannot_write(error: sqlite3.DatabaseError) -> bool:
    return (getattr(error, "sqlite_errorname", None) or "").startswith(CANNOT_WRITE)


def _is_blank(connection: sqlite3.Connection) -> bool:
    return not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
