"""An index folder as a long-lived process holds it: archive, derived indexes and encoder, opened once, kept in step.

What is asked of them is `service`'s.
"""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from qa.archive.archive import ARCHIVE_NAME, Archive
from qa.encoder.arrays import Encoder
from qa.errors import IndexMissing, ModelMismatch
from qa.process.stages import stage
from qa.search.derived import Derived, is_current, open_derived, refresh_derived
from qa.settings import Settings


class OpenedIndex:
    """One index; any thread may use it. What another process changes is seen by the next call."""

    def __init__(self, settings: Settings, encoder: Encoder | None = None) -> None:
        self.settings = settings
        self._folder = settings.index_dir
        self._given_encoder = encoder
        self._guard = threading.Lock()
        self._archive: Archive | None = None
        self._archive_file: tuple[int, int] | None = None
        self._retired: list[Archive] = []
        self._derived: Derived | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files; harmless when already done."""
        with self._guard:
            self._retire_archive()
            for archive in self._retired:
                archive.close()
            self._retired.clear()

    def _open_archive(self) -> Archive:
        with self._guard:
            return self._archive_now()

    def _current(self) -> tuple[Archive, Derived]:
        with self._guard:
            archive = self._archive_now()
            if self._derived is not None and is_current(self._derived, archive):
                with stage("index-current"):
                    return archive, self._derived
            with stage("index-opened"):
                if self._derived is None:
                    self._derived = open_derived(self._folder, archive)
                else:
                    self._derived = refresh_derived(self._derived, self._folder, archive)
            return archive, self._derived

    def _archive_now(self) -> Archive:
        path = self._folder / ARCHIVE_NAME
        try:
            found = path.stat()
        except FileNotFoundError:
            self._retire_archive()
            raise IndexMissing(self._folder) from None
        file = (found.st_dev, found.st_ino)
        if self._archive is None or self._archive_file != file:
            # Another file under the same name: the index was removed and built anew while we ran.
            self._retire_archive()
            self._archive, self._archive_file = Archive.open(self._folder, readonly=True), file
        return self._archive

    def _retire_archive(self) -> None:
        # Not closed at once: other threads may be in the middle of a question.
        if self._archive is not None:
            self._retired.append(self._archive)
        self._archive = self._archive_file = self._derived = None

    def encoder(self) -> Encoder:
        """Return the encoder of the settings, loaded at the first call; raises ModelUnavailable."""
        with self._guard:
            return self._encoder()

    def _encoder(self) -> Encoder:
        if self._given_encoder is None:
            from qa.encoder.onnx_encoder import open_encoder

            self._given_encoder = open_encoder(self.settings)
        return self._given_encoder

    def _checked_encoder(self, archive: Archive) -> Encoder:
        found = archive.identity()
        encoder = self.encoder()
        if found is not None and found != encoder.identity:
            raise ModelMismatch(
                expected=encoder.identity.label,
                found=found.label,
                next_step=f"set QA_MODEL to {found.name}, or index into another folder with --index DIR",
            )
        return encoder
