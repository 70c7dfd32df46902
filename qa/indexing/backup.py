"""One file that holds the whole record: taken while others read and write, and put back in one step.

A tar file of manifest.json (what it is, how large, with which digest) and archive.sqlite3. What is derived from the
archive is not in it: that is made anew, without encoding.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import secrets
import shutil
import tarfile
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import qa
from qa.archive.archive import ARCHIVE_NAME, Archive
from qa.archive.writer_lock import WriterLock
from qa.errors import IndexDamaged, IndexMissing, InvalidInput, QaError
from qa.reports import Manifest
from qa.search.derived import publish_derived
from qa.search.generations import keep_on_disk

FORMAT = 1
MANIFEST_NAME = "manifest.json"
MOST_MANIFEST_BYTES = 64 << 10
_PIECE = 1 << 20
_RESTORING = "restoring-"
_SECONDS_LEFT = 24 * 3600.0


def write_backup(folder: Path, target: Path, *, replace: bool = False) -> Manifest:
    """Write the archive in `folder` as it is at this moment to `target`, which appears whole or not at all.

    Compressed where the name ends in .gz or .tgz. Raises InvalidInput when `target` is there and not `replace`, or can
    be no file; IndexMissing, IndexDamaged.
    """
    if target.is_dir():
        raise InvalidInput(f"{target} is a folder", next_step="name a file in it")
    if not target.absolute().parent.is_dir():
        raise InvalidInput(f"there is no folder {target.parent}", next_step="make it first, or name another file")
    if target.exists() and not replace:
        raise InvalidInput(f"{target} is there already", next_step="name another file, or replace it with --force")
    room = target.with_name(f".{target.name}.part-{secrets.token_hex(4)}")
    room.mkdir(mode=0o700)
    try:
        with Archive.open(folder, readonly=True) as archive:
            archive.copy_to(room / ARCHIVE_NAME)
        manifest = _describe(room)
        _pack(room / ARCHIVE_NAME, manifest, room / "packed", compress=target.suffix in (".gz", ".tgz"))
        (room / "packed").replace(target)
        keep_on_disk(target.absolute().parent)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    return manifest


def check_backup(source: Path) -> Manifest:
    """Read all of `source` and return what it holds; raise IndexDamaged unless it is whole and in order."""
    with tempfile.TemporaryDirectory() as place:
        return _unpack(source, Path(place))


def restore_backup(source: Path, folder: Path, *, replace: bool = False) -> Manifest:
    """Put the archive in `source` in place of the one in `folder`, in one step, and bring what is derived in step.

    Everything is read and checked first, and until then nothing in `folder` changes. Processes that answer from
    `folder` go on with the restored archive. A damaged archive is set aside, as archive.sqlite3.damaged-TIME. Raises
    IndexDamaged for a backup that is not in order, InvalidInput where articles would be replaced and not `replace`,
    IndexBusy.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _room(folder) as room:
        manifest = _unpack(source, room)
        restored = room / ARCHIVE_NAME
        if not _can_be_opened(folder):
            _set_aside(folder)
        _put_in_place(restored, folder, replace=replace)
    return manifest


def _put_in_place(restored: Path, folder: Path, *, replace: bool) -> None:
    if not (folder / ARCHIVE_NAME).exists():
        lock = WriterLock(folder)
        try:
            if not (folder / ARCHIVE_NAME).exists():
                for suffix in ("-wal", "-shm"):  # the log of an archive that is gone is not this one's
                    (folder / f"{ARCHIVE_NAME}{suffix}").unlink(missing_ok=True)
                restored.replace(folder / ARCHIVE_NAME)
                keep_on_disk(folder)
        finally:
            lock.release()
    with Archive.open(folder) as archive:
        if restored.exists():
            articles, _ = archive.counts()
            if articles and not replace:
                raise InvalidInput(
                    f"the index at {folder} holds {articles} articles",
                    next_step="back it up with qa backup, then replace it with --force",
                )
            # Through SQLite, as one transaction of its own: a file put under another's name would take the log
            # away from under the processes that have it open.
            archive.replace_with(restored)
        publish_derived(folder, archive, from_scratch=True)


def _can_be_opened(folder: Path) -> bool:
    try:
        with Archive.open(folder) as archive:  # for writing: one of an older format is brought up to date by that
            archive.counts()
    except IndexMissing:
        return True
    except IndexDamaged:
        return False
    return True


def _set_aside(folder: Path) -> None:
    mark = f"damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    lock = WriterLock(folder)
    try:
        for suffix in ("-wal", "-shm", ""):
            path = folder / f"{ARCHIVE_NAME}{suffix}"
            with suppress(FileNotFoundError):
                path.replace(path.with_name(f"{ARCHIVE_NAME}.{mark}{suffix}"))
    finally:
        lock.release()


@contextmanager
def _room(folder: Path) -> Iterator[Path]:
    """Give an empty folder on the same disk; what a killed run has left goes too."""
    for left in folder.glob(f"{_RESTORING}*"):
        if time.time() - left.stat().st_mtime > _SECONDS_LEFT:
            shutil.rmtree(left, ignore_errors=True)
    room = folder / f"{_RESTORING}{secrets.token_hex(4)}"
    room.mkdir()
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _describe(room: Path) -> Manifest:
    # Looked at as an archive of its own, so that the numbers are those of what is written.
    copy = room / ARCHIVE_NAME
    with Archive.open(room, readonly=True) as archive:
        identity = archive.identity()
        articles, passages = archive.counts()
        sequence = archive.sequence
    with copy.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    created = datetime.now(UTC).isoformat(timespec="seconds")
    model = identity.label if identity else ""
    size = copy.stat().st_size
    return Manifest(FORMAT, qa.__version__, created, sequence, model, articles, passages, size, digest)


def _pack(copy: Path, manifest: Manifest, packed: Path, *, compress: bool) -> None:
    # For whoever made it only: it holds every article whole.
    opened = os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz" if compress else "w", format=tarfile.PAX_FORMAT) as tar:
            described = json.dumps(asdict(manifest), indent=1).encode()
            head = tarfile.TarInfo(MANIFEST_NAME)
            head.size = len(described)
            tar.addfile(head, io.BytesIO(described))
            body = tarfile.TarInfo(ARCHIVE_NAME)
            body.size = manifest.bytes
            with copy.open("rb") as content:
                tar.addfile(body, content)
        file.flush()
        os.fsync(file.fileno())


def _unpack(source: Path, room: Path) -> Manifest:
    """Write the archive in `source` into `room` and check it; raise IndexDamaged for anything that is not in order."""
    step = "take another backup: this one cannot be restored"
    try:
        with tarfile.open(source, "r:*") as tar:
            manifest = _read_manifest(source, tar)
            _copy(_member(source, tar, ARCHIVE_NAME), room / ARCHIVE_NAME, manifest, source)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise IndexDamaged(source, f"no backup, or cut short: {error}", next_step=step) from error
    with Archive.open(room) as archive:  # for writing: an archive of an older version is brought up to this one's
        problems = archive.problems()
        if problems:
            raise IndexDamaged(source, "; ".join(problems[:3]), next_step=step)
    return manifest


def _read_manifest(source: Path, tar: tarfile.TarFile) -> Manifest:
    raw = _member(source, tar, MANIFEST_NAME).read(MOST_MANIFEST_BYTES)
    try:
        manifest = Manifest(**json.loads(raw))
        if any(type(getattr(manifest, f.name)).__name__ != f.type for f in fields(Manifest)):
            raise ValueError("a field is of another type")
    except (ValueError, TypeError, RecursionError) as error:
        raise IndexDamaged(source, "its manifest cannot be read", next_step="take another backup") from error
    if manifest.format != FORMAT:
        raise QaError(f"{source} is a backup of format {manifest.format}", next_step="upgrade interview-qa")
    return manifest


def _member(source: Path, tar: tarfile.TarFile, name: str) -> IO[bytes]:
    """Return the next file of `tar`, which must be `name`; names in the tar file lead nowhere on the disk."""
    member = tar.next()
    content = tar.extractfile(member) if member is not None and member.isreg() and member.name == name else None
    if content is None:
        raise IndexDamaged(source, f"no backup: {name} is not in its place", next_step="name a file of qa backup")
    return content


def _copy(content: IO[bytes], target: Path, manifest: Manifest, source: Path) -> None:
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as file:
        while piece := content.read(_PIECE):
            size += len(piece)
            if size > manifest.bytes:
                break
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if size != manifest.bytes or digest.hexdigest() != manifest.sha256:
        raise IndexDamaged(source, "its content is not what was written", next_step="take another backup")
