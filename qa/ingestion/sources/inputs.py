"""Which files a run reads, in which order, and the id each one gives its article. Opens none of them."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.errors import InvalidInput, UnreadableArticle

# Never articles; what saved web pages, cameras and editors leave beside them. Anything else unknown is reported.
_PICTURES = {
    ".avif",
    ".bmp",
    ".gif",
    ".heic",
    ".ico",
    ".jpeg",
    ".jpg",
    ".png",
    ".raw",
    ".svg",
    ".tif",
    ".tiff",
    ".webp",
}
_RECORDINGS = {".aac", ".aiff", ".flac", ".m4a", ".mp3", ".ogg", ".opus", ".wav", ".wma"}
_FILMS = {".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".webm", ".wmv"}
_PARTS_OF_PAGES = {".css", ".eot", ".js", ".map", ".otf", ".ttf", ".woff", ".woff2"}
_LEFTOVERS = {".bak", ".db", ".ini", ".lnk", ".part", ".pyc", ".swp", ".tmp"}
_SKIPPED_SUFFIXES = _PICTURES | _RECORDINGS | _FILMS | _PARTS_OF_PAGES | _LEFTOVERS


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read.

    Attributes:
        id: path below the folder named (POSIX separators, Unicode NFC), or the file's name when it was named itself.
        path: absolute; symbolic links are left as the user has them.
    """

    id: str
    path: Path

    @property
    def source(self) -> str:
        """The absolute path as text that can be printed and stored, whatever bytes the file system allows."""
        return printable(self.path)


def check_paths(paths: Sequence[Path]) -> None:
    """Raise InvalidInput for the first path that does not exist or is neither file nor folder."""
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            raise InvalidInput(f"{printable(path)}: {error.strerror}", next_step="check the path") from error
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise InvalidInput(f"{printable(path)}: neither a file nor a folder", next_step="name a file or a folder")


def find_inputs(paths: Sequence[Path]) -> Iterator[Input | UnreadableArticle]:
    """Yield the files of each path, folders sorted by relative path; a file reached twice comes once.

    Hidden files and folders, and kinds of files that are never articles, are left out.
    """
    reached = _Reached()
    for path in paths:
        path = Path(os.path.abspath(path))  # noqa: PTH100 - drops "..", and unlike resolve() keeps links
        if path.is_dir():
            yield from _Walk(path, reached).files()
        elif reached.first_time(path):
            yield Input(_normal(path.name), path)


def printable(path: Path) -> str:
    """Return the path with bytes that are not UTF-8 written as \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _normal(name: str) -> str:
    return unicodedata.normalize("NFC", name)


class _Reached:
    """The real files and folders a run has come to, whatever names led there."""

    def __init__(self) -> None:
        self._real_paths: set[str] = set()

    def first_time(self, path: Path) -> bool:
        real = os.path.realpath(path)
        new = real not in self._real_paths
        self._real_paths.add(real)
        return new


class _Walk:
    """Through one folder: each real folder once, so links cannot loop; what stands here is reached before links."""

    def __init__(self, root: Path, reached: _Reached) -> None:
        self.root = root
        self.reached = reached
        self.found: list[tuple[str, Input | UnreadableArticle]] = []
        self.linked_folders: list[Path] = []
        self.linked_files: list[Path] = []

    def files(self) -> list[Input | UnreadableArticle]:
        self._walk(self.root)
        while self.linked_folders:
            self._walk(self.linked_folders.pop(0))
        for path in self.linked_files:
            self._add(path)
        return [item for _, item in sorted(self.found, key=lambda pair: pair[0])]

    def _walk(self, folder: Path) -> None:
        pending = [folder]
        while pending:
            folder = pending.pop()
            if not self.reached.first_time(folder):
                continue
            try:
                entries = sorted(folder.iterdir())
            except OSError as error:
                self._report(folder, f"cannot be opened: {error.strerror}", "check its permissions")
                continue
            pages = {path.stem for path in entries if path.suffix.lower() in {".html", ".htm"}}
            for path in entries:
                if _is_hidden(path.name) or _belongs_to_page(path.name, pages):
                    continue
                try:
                    self._take(path, pending)
                except OSError as error:  # a link in a folder that may be listed but not entered
                    self._report(path, f"cannot be read: {error.strerror}", "check its permissions")

    def _take(self, path: Path, pending: list[Path]) -> None:
        if path.is_dir():
            (self.linked_folders if path.is_symlink() else pending).append(path)
        elif path.suffix.lower() in _SKIPPED_SUFFIXES:
            return
        elif not path.is_file():
            reason = "a link that leads nowhere" if path.is_symlink() else "not a regular file"
            self._report(path, reason, "remove it, or put the article itself in its place")
        elif path.is_symlink():
            self.linked_files.append(path)
        else:
            self._add(path)

    def _add(self, path: Path) -> None:
        if self.reached.first_time(path):
            article_id = self._id(path)
            self.found.append((article_id, Input(article_id, path)))

    def _report(self, path: Path, reason: str, next_step: str) -> None:
        self.found.append((self._id(path), UnreadableArticle(printable(path), reason, next_step=next_step)))

    def _id(self, path: Path) -> str:
        return _normal(path.relative_to(self.root).as_posix())


def _is_hidden(name: str) -> bool:
    # "~$…" is Word's mark that a document is open, "…~" an editor's copy
    return name.startswith((".", "~$")) or name.endswith("~") or name == "__MACOSX"


def _belongs_to_page(name: str, pages: set[str]) -> bool:
    """Whether this is the folder of pictures and frames a browser saves beside "NAME.html"."""
    return name.endswith("_files") and name.removesuffix("_files") in pages
