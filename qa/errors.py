"""Every failure the product reports on purpose.

    QaError
    ├── InvalidInput        the caller's input cannot be used         (HTTP 422, exit 2)
    │   ├── InvalidQuestion
    │   ├── InvalidFilter
    │   ├── InvalidSetting
    │   ├── UrlRefused      no place to fetch an article from
    │   └── TooLarge        a bound on size or number was passed      (HTTP 413)
    ├── NotFound            no such article or passage                (HTTP 404, exit 2)
    ├── UnreadableArticle   one input could not be read; others go on
    ├── FileHasArticle      the article is read from a file           (HTTP 409)
    ├── FetchFailed         a page could not be fetched               (HTTP 422)
    ├── ExtraMissing        an optional dependency is not installed
    ├── ModelUnavailable    weights not found, wrong hash, cannot be exported
    ├── ModelMismatch       the index was built with another model
    ├── IndexMissing        no index where one was expected           (HTTP 503)
    ├── IndexDamaged        a file of the index is not what was written
    ├── IndexBusy           another process is writing
    ├── NotWritten          the disk is full, or may not be written to
    └── AddressUnavailable  the server cannot listen there

Each message says what, with the value; `next_step` says what to do about it. Translation to exit codes lives in
`qa.cli`, to HTTP in `qa.web.problems`, each in one place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self


class QaError(Exception):
    """Base of all; `message` says what is wrong, `next_step` what mends it."""

    code = "error"

    def __init__(self, message: str, *, next_step: str) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} ({self.next_step})"


class InvalidInput(QaError):
    """The caller's input cannot be used."""

    code = "invalid-input"


class InvalidQuestion(InvalidInput):
    """The question is empty, or not text."""

    code = "invalid-question"


class InvalidFilter(InvalidInput):
    """A filter's value cannot be read, such as a date that is none."""

    code = "invalid-filter"


class InvalidSetting(InvalidInput):
    """A setting has a value outside what it allows."""

    code = "invalid-setting"


class UrlRefused(InvalidInput):
    """The URL is none, or leads where no article may be fetched from, such as into a private network."""

    code = "url-refused"


class TooLarge(InvalidInput):
    """A bound was passed: `limit` is the bound, `actual` what came."""

    code = "too-large"

    def __init__(self, message: str, *, next_step: str, limit: int, actual: int) -> None:
        super().__init__(message, next_step=next_step)
        self.limit = limit
        self.actual = actual


class NotFound(QaError):
    """No article or passage has this id."""

    code = "not-found"

    @classmethod
    def article(cls, article_id: str) -> Self:
        """Return the error that says that no article has this id."""
        return cls(f"no article has the id {article_id!r}", next_step="see the ids with: qa list")


class UnreadableArticle(QaError):
    """One input could not be read; `source` names it (a path, or path:line in JSONL)."""

    code = "unreadable-article"

    def __init__(self, source: str, reason: str, *, next_step: str) -> None:
        super().__init__(f"{source}: {reason}", next_step=next_step)
        self.source = source
        self.reason = reason

    @classmethod
    def because_of(cls, error: Exception, source: str) -> UnreadableArticle:
        """Return what to report of an article that our own code fell over: the others of a run must not suffer it."""
        from traceback import extract_tb  # only where something went wrong

        *_, frame = extract_tb(error.__traceback__)
        place = f"{Path(frame.filename).name}, line {frame.lineno}"
        step = "report it together with this article; the other articles are read"
        return cls(source, f"a fault of this program: {type(error).__name__}: {error} ({place})", next_step=step)


FAULTS_WITH_A_TEXT = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What code that goes through a text raises where nobody has thought of such a text."""


class FileHasArticle(QaError):
    """The article is read from a file; what is written over it elsewhere the file would undo."""

    code = "file-has-article"


class FetchFailed(QaError):
    """A page could not be fetched: no such host, no answer in time, too large, or not an article."""

    code = "fetch-failed"


class ExtraMissing(QaError):
    """An optional dependency is not installed; `extra` names the one to install."""

    code = "extra-missing"

    def __init__(self, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs the extra '{extra}'", next_step=f"pip install 'interview-qa[{extra}]'")
        self.extra = extra


class ModelUnavailable(QaError):
    """The encoder's weights are missing, differ from the known hash, or cannot be exported."""

    code = "model-unavailable"


class ModelMismatch(QaError):
    """The index was built with `found`, the settings ask for `expected`."""

    code = "model-mismatch"

    def __init__(self, *, expected: str, found: str, next_step: str) -> None:
        super().__init__(
            f"the index was built with model {found}, but the settings ask for {expected}", next_step=next_step
        )
        self.expected = expected
        self.found = found


class IndexMissing(QaError):
    """There is no index at `path`."""

    code = "index-missing"

    def __init__(self, path: Path, *, next_step: str = "build one with: qa index PATH") -> None:
        super().__init__(f"no index at {path}", next_step=next_step)
        self.path = path


class IndexDamaged(QaError):
    """A file of the index is not what was written; `path` names it."""

    code = "index-damaged"

    def __init__(self, path: Path, reason: str, *, next_step: str = "run: qa doctor") -> None:
        super().__init__(f"{path}: {reason}", next_step=next_step)
        self.path = path
        self.reason = reason


class IndexBusy(QaError):
    """Another process is writing to the index at `path`."""

    code = "index-busy"

    def __init__(self, path: Path) -> None:
        super().__init__(f"another process is writing to {path}", next_step="wait for it to end, then try again")
        self.path = path


class NotWritten(QaError):
    """Something could not be written at `path`: the disk is full, or may not be written to. What was there stays."""

    code = "not-written"

    def __init__(
        self,
        path: Path,
        reason: str,
        *,
        next_step: str = "free some disk space, or see that the folder may be written to, then try again",
    ) -> None:
        super().__init__(f"cannot write to {path}: {reason}", next_step=next_step)
        self.path = path
        self.reason = reason


class AddressUnavailable(QaError):
    """The address to listen on is taken, not ours, or not allowed."""

    code = "address-unavailable"
