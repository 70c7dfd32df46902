"""Every failure has an exit code, a message and a next step."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import errors
from qa.cli import exits
from qa.errors import QaError

FAILURES: tuple[tuple[QaError, int], ...] = (
    (errors.InvalidInput("m", next_step="n"), 2),
    (errors.InvalidQuestion("m", next_step="n"), 2),
    (errors.InvalidFilter("m", next_step="n"), 2),
    (errors.InvalidSetting("m", next_step="n"), 2),
    (errors.TooLarge("m", next_step="n", limit=1, actual=2), 2),
    (errors.UrlRefused("m", next_step="n"), 2),
    (errors.NotFound("m", next_step="n"), 2),
    (errors.FileHasArticle("m", next_step="n"), 3),
    (errors.FetchFailed("m", next_step="n"), 3),
    (errors.UnreadableArticle("a.md", "m", next_step="n"), 3),
    (errors.ExtraMissing("pdf", "m"), 3),
    (errors.ModelUnavailable("m", next_step="n"), 3),
    (errors.ModelMismatch(expected="a", found="b", next_step="n"), 3),
    (errors.IndexMissing(Path("index")), 3),
    (errors.IndexDamaged(Path("index"), "m"), 3),
    (errors.IndexBusy(Path("index")), 3),
    (errors.NotWritten(Path("index"), "m"), 3),
    (errors.AddressUnavailable("m", next_step="n"), 3),
)


@pytest.mark.parametrize(("error", "code"), FAILURES, ids=lambda value: type(value).__name__)
def test_each_error_has_its_exit_code(error: QaError, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Scripts can tell their own mistake (2) from ours (3)."""
    assert exits.report(error) == code
    assert capsys.readouterr() == ("", f"error: {error.message}\nnext: {error.next_step}\n")


def test_every_class_of_error_is_listed() -> None:
    """A new error must be given a thought here."""
    known = {value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, QaError)}
    assert known - {QaError} == {type(error) for error, _ in FAILURES}


def test_a_failure_of_the_system_is_no_defect_to_report(capsys: pytest.CaptureFixture[str]) -> None:
    """A full disk or a folder of another user: the system's words, and where to look."""
    assert exits.report(PermissionError(13, "Permission denied", "/srv/index")) == 3
    assert capsys.readouterr().err == (
        "error: [Errno 13] Permission denied: '/srv/index'\n"
        "next: see that the disk has room and that the file or folder may be read and written\n"
    )


def test_an_unexpected_failure_is_short_and_says_how_to_see_more(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A traceback is for those who ask for it."""
    assert exits.report(ValueError("odd")) == 3
    message = "error: unexpected ValueError: odd\nnext: set QA_DEBUG=1 to see where it happened, and report it\n"
    assert capsys.readouterr() == ("", message)
    monkeypatch.setenv("QA_DEBUG", "1")
    assert exits.report(ValueError("odd")) == 3
    assert capsys.readouterr().err == "ValueError: odd\n" + message
