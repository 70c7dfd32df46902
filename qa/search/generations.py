"""Generations of derived files on disk: written aside, checked, and made current by replacing one small manifest."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.errors import IndexDamaged, NotWritten

DERIVED_NAME = "derived"
MANIFEST_NAME = "manifest.json"
FORMAT = 5
# 1: words were kept without their endings only; 2: vectors were flat at any size; 3: no whole articles; 4: no token
# vectors.
"""Raised when derived files change their meaning (analysis of words, kind of vectors): older ones are rebuilt."""

# Up to this size a file's digest is compared whenever it is opened; larger ones only by `qa doctor`.
ALWAYS_VERIFIED_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is current, and how its files must look: size and sha256 by path below the generation's folder.

    `recall` is the share of the 100 nearest vectors that its vector index found when that was measured, 0..1.
    """

    format: int
    generation: int
    sequence: int
    stamp: str
    model: str
    recall: float
    files: dict[str, tuple[int, str]]

    def verify(self, place: Path, *, whole: bool = False) -> None:
        """Raise IndexDamaged for a file that is not what was written; `whole` compares large files too."""
        for name, (size, digest) in self.files.items():
            path = place / name
            if not path.is_file() or path.stat().st_size != size:
                raise IndexDamaged(path, f"should be a file of {size} bytes", next_step="run: qa doctor --repair")
            if (whole or size <= ALWAYS_VERIFIED_BYTES) and _digest(path) != digest:
                raise IndexDamaged(path, "its content is not what was written", next_step="run: qa doctor --repair")


class Generations:
    """The folder derived/ of an index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / DERIVED_NAME

    def can_be_written(self) -> bool:
        """Say whether a new generation could be written here."""
        return os.access(self.folder if self.folder.is_dir() else self.folder.parent, os.W_OK)

    def manifest(self) -> Manifest | None:
        """Return the current manifest; None when there is none that this version understands."""
        try:
            stored = json.loads((self.folder / MANIFEST_NAME).read_bytes())
            files = {name: (int(size), str(digest)) for name, (size, digest) in stored.pop("files").items()}
            found = Manifest(files=files, **stored)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        return found if found.format == FORMAT else None

    def place(self, manifest: Manifest) -> Path:
        """Return the folder of the generation that `manifest` names."""
        return self._place(manifest.generation)

    def _place(self, generation: int) -> Path:
        return self.folder / f"{generation:08d}"

    def _numbers(self) -> list[int]:
        return [int(path.name) for path in self.folder.iterdir() if path.name.isdecimal()]

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Give an empty folder for the next generation; it goes again when the block fails.

        Raises NotWritten where the disk is full or may not be written to.
        """
        try:
            self.folder.mkdir(exist_ok=True)
            place = self._place(max(self._numbers(), default=0) + 1)
            place.mkdir()
            try:
                yield place
            except BaseException:
                shutil.rmtree(place, ignore_errors=True)
                raise
        except OSError as error:
            raise NotWritten(self.folder, error.strerror or str(error)) from error

    def copy_from(self, generation: int | None, name: str, target: Path) -> None:
        """Bring a folder of an older generation over, by links where the file system has them.

        Its files are never written to, only replaced, so both generations may share them.
        """
        if generation is None:
            raise ValueError("a state in memory has no files to copy")
        shutil.copytree(self._place(generation) / name, target, copy_function=_link_or_copy, ignore=_locks)

    def publish(self, place: Path, *, sequence: int, stamp: str, model: str, recall: float) -> None:
        """Make the generation written to `place` the current one, and remove those nobody can still be opening."""
        previous = self.manifest()
        names = sorted(
            p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file() and not _is_lock(p.name)
        )
        files = {name: ((place / name).stat().st_size, self._digest(place / name, name, previous)) for name in names}
        manifest = Manifest(FORMAT, int(place.name), sequence, stamp, model, recall, files)
        for path in (*(place / name for name in names), *(p for p in place.rglob("*") if p.is_dir()), place):
            keep_on_disk(path)
        draft = self.folder / f"{MANIFEST_NAME}.new"
        draft.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        keep_on_disk(draft)
        draft.replace(self.folder / MANIFEST_NAME)
        keep_on_disk(self.folder)
        # The one before stays until the next time: a reader may have read the old manifest just now.
        kept = {manifest.generation, previous.generation if previous else 0}
        for number in set(self._numbers()) - kept:
            shutil.rmtree(self._place(number), ignore_errors=True)

    def _digest(self, path: Path, name: str, previous: Manifest | None) -> str:
        """Return the sha256 of a file; one that is a link to the previous generation's was read before."""
        if previous is not None and name in previous.files:
            older = self.place(previous) / name
            if older.is_file() and older.samefile(path):
                return previous.files[name][1]
        return _digest(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep_on_disk(path: Path) -> None:
    """Return once the disk has what was written at `path`: the content of a file, or the names in a folder."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _is_lock(name: str) -> bool:
    return name.startswith(".tantivy") and name.endswith(".lock")


def _locks(_: str, names: list[str]) -> list[str]:
    return [name for name in names if _is_lock(name)]


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
