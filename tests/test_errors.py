"""The tree of failures: what each one says, what it carries, and that it is drawn as it is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from qa import errors
from qa.errors import (
    ExtraMissing,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    InvalidInput,
    InvalidQuestion,
    ModelMismatch,
    NotFound,
    NotWritten,
    QaError,
    TooLarge,
    UnreadableArticle,
)

CLASSES = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, QaError)}
FOLDER = Path("/srv/index")
PACKAGE = Path(errors.__file__).parent


def test_the_drawing_shows_every_class_under_its_base() -> None:
    """The docstring is where a reader looks up what to catch."""
    drawn: dict[str, str] = {}
    bases = {0: "QaError"}
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ((?:│   |    )*)[├└]── (\w+)", line)
        if found:
            depth = len(found[1]) // 4 + 1
            bases[depth] = found[2]
            drawn[found[2]] = bases[depth - 1]
    assert drawn == {name: kind.__bases__[0].__name__ for name, kind in CLASSES.items() if name != "QaError"}


def test_no_failure_is_defined_elsewhere() -> None:
    """What is not in the tree has no exit code and no status that anybody thought of."""
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}
    defined = {path for path, tree in modules.items() if any(map(_is_failure, ast.walk(tree)))}
    assert defined == {PACKAGE / "errors.py"}


def _is_failure(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(
        isinstance(base, ast.Name) and base.id in CLASSES for base in node.bases
    )


def test_every_class_has_a_code_of_its_own_named_like_it() -> None:
    """Programs tell failures apart by their code, in JSON and over HTTP."""
    expected = {name: re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower() for name in CLASSES if name != "QaError"}
    assert {name: kind.code for name, kind in CLASSES.items()} == expected | {"QaError": "error"}


@pytest.mark.parametrize(
    ("error", "message", "next_step"),
    [
        (NotFound("no article a", next_step="qa list"), "no article a", "qa list"),
        (NotFound.article("a.md"), "no article has the id 'a.md'", "see the ids with: qa list"),
        (UnreadableArticle("x.md", "empty", next_step="add text"), "x.md: empty", "add text"),
        (
            ExtraMissing("pdf", "reading .pdf files"),
            "reading .pdf files needs the extra 'pdf'",
            "pip install 'interview-qa[pdf]'",
        ),
        (
            ModelMismatch(expected="b@2", found="a@1", next_step="set QA_MODEL to a"),
            "the index was built with model a@1, but the settings ask for b@2",
            "set QA_MODEL to a",
        ),
        (IndexMissing(FOLDER), "no index at /srv/index", "build one with: qa index PATH"),
        (IndexDamaged(FOLDER, "not a database"), "/srv/index: not a database", "run: qa doctor"),
        (IndexBusy(FOLDER), "another process is writing to /srv/index", "wait for it to end, then try again"),
        (
            NotWritten(FOLDER, "No space left on device"),
            "cannot write to /srv/index: No space left on device",
            "free some disk space, or see that the folder may be written to, then try again",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, QaError) else "",
)
def test_each_says_what_is_wrong_and_what_to_do(error: QaError, message: str, next_step: str) -> None:
    """The two are kept apart for JSON, and together where only one line is shown."""
    assert (error.message, error.next_step) == (message, next_step)
    assert str(error) == f"{message} ({next_step})"


def test_what_a_caller_could_use_is_kept_as_a_field() -> None:
    """Nobody should have to take a message apart."""
    too_large = TooLarge("too long", next_step="shorten it", limit=5, actual=9)
    unreadable = UnreadableArticle("a.jsonl:3", "not JSON", next_step="mend that line")
    mismatch = ModelMismatch(expected="b", found="a", next_step="…")
    assert (too_large.limit, too_large.actual) == (5, 9)
    assert (unreadable.source, unreadable.reason) == ("a.jsonl:3", "not JSON")
    assert (mismatch.expected, mismatch.found) == ("b", "a")
    assert (IndexDamaged(FOLDER, "cut short").path, IndexDamaged(FOLDER, "cut short").reason) == (FOLDER, "cut short")
    assert {kind(FOLDER).path for kind in (IndexMissing, IndexBusy)} == {FOLDER}
    assert ExtraMissing("docx", "reading").extra == "docx"


def test_invalid_input_is_one_thing_to_catch() -> None:
    """What the caller did wrong is told apart from what went wrong here: exit code 2 against 3, 4xx against 5xx."""
    callers = {name for name, kind in CLASSES.items() if issubclass(kind, InvalidInput)}
    assert callers == {"InvalidInput", "InvalidQuestion", "InvalidFilter", "InvalidSetting", "TooLarge", "UrlRefused"}
    assert isinstance(InvalidQuestion("empty", next_step="ask"), QaError)


def test_a_failure_cannot_be_raised_without_a_next_step() -> None:
    """A message that leaves the reader alone is not finished."""
    with pytest.raises(TypeError, match="next_step"):
        QaError("something")  # type: ignore[call-arg]
