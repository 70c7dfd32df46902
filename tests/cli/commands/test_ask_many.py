"""Many questions from a file or a pipe: one JSON line out for each line in, in order, at once."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa.cli.main import main
from qa.errors import ModelUnavailable
from qa.records import Filters
from qa.to_json import answer_to_json
from tests.cli.conftest import Started
from tests.cli.fakes import NOT_ANSWERED, FakeService

GiveStdin = Callable[[bytes], None]


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return what stdout holds, one object a line."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_answers_come_in_order_with_their_ids(
    service: FakeService, stdin: GiveStdin, capsys: pytest.CaptureFixture[str]
) -> None:
    """A program matches answers to questions by id or by position; blank lines are not questions."""
    stdin(b'{"id": "q1", "text": "first?"}\n\nsecond?\r\n{"id": 3, "question": "third?"}')
    assert main(["ask", "--from", "-", "--json"]) == 0
    answers = lines_of(capsys)
    assert [(answer.get("id"), answer["question"]) for answer in answers] == [
        ("q1", "first?"),
        (None, "second?"),
        (3, "third?"),
    ]
    assert answers[1] == {**answer_to_json(service.answer), "question": "second?"}
    assert service.closed == 1


def test_json_is_implied(service: FakeService, stdin: GiveStdin, capsys: pytest.CaptureFixture[str]) -> None:
    """One answer a line has no other form than JSON."""
    stdin(b"first?\n")
    assert main(["ask", "--from", "-"]) == 0
    assert lines_of(capsys)[0]["question"] == service.asked[0][0] == "first?"


def test_an_unanswerable_question_is_no_failure(
    service: FakeService, stdin: GiveStdin, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every line got its answer, even if that is a no: exit code 0, the nearest passages in place."""
    service.answer = NOT_ANSWERED
    stdin(b"first?\n")
    assert main(["ask", "--from", "-", "--json"]) == 0
    (answer,) = lines_of(capsys)
    assert answer["answerable"] is False
    assert len(answer["passages"]) == 1


def test_a_bad_line_becomes_an_error_in_its_place(
    service: FakeService, stdin: GiveStdin, capsys: pytest.CaptureFixture[str]
) -> None:
    """One bad line of ten thousand does not lose the others, and the exit code tells."""
    stdin(b'{"id": 1, "text": "ok?"}\n{"id": 2, "text"\n{"id": 3}\n{"id": 4, "text": " "}\n\xff\nlast?\n')
    assert main(["ask", "--from", "-", "--json"]) == 3
    captured = capsys.readouterr()
    answers = [json.loads(line) for line in captured.out.splitlines()]
    assert [(answer.get("id"), answer.get("line"), answer.get("error", {}).get("code")) for answer in answers] == [
        (1, None, None),
        (None, 2, "invalid-question"),
        (3, 3, "invalid-question"),
        (4, 4, "invalid-question"),
        (None, 5, "invalid-question"),
        (None, None, None),
    ]
    assert answers[3]["error"] == {
        "code": "invalid-question",
        "message": "the question is empty",
        "next_step": "ask something",
    }
    assert captured.err == "4 of 6 lines have no answer: see the error in their place\n"
    assert [question for question, *_ in service.asked] == ["ok?", " ", "last?"]


def test_a_line_may_carry_its_own_options(service: FakeService, stdin: GiveStdin) -> None:
    """What a line leaves out comes from the command's options."""
    stdin(b'{"text": "a", "top_k": 9, "min_confidence": 1, "filters": {"since": "2025", "outlet": null}}\nb\n')
    assert main(["ask", "--from", "-", "-k", "2", "--outlet", "Courier"]) == 0
    assert service.asked == [
        ("a", 9, Filters(since="2025"), 1.0),
        ("b", 2, Filters(outlet="Courier"), None),
    ]


def test_questions_come_from_a_file(service: FakeService, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file saved on Windows, with a byte order mark, reads the same."""
    path = tmp_path / "questions.txt"
    path.write_bytes("\ufeffwho is Lê?\r\n".encode())
    assert main(["ask", "--from", str(path)]) == 0
    assert service.asked[0][0] == "who is Lê?"
    assert "who is Lê?" in capsys.readouterr().out


def test_a_missing_file_is_misuse(service: FakeService, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The file is looked for before the index is opened."""
    path = tmp_path / "none.txt"
    assert main(["ask", "--from", str(path)]) == 2
    assert capsys.readouterr().err.startswith(f"error: cannot read questions from {path}: No such file or directory\n")
    assert service.closed == 0


def test_an_index_that_cannot_answer_is_said_once(
    service: FakeService, stdin: GiveStdin, capsys: pytest.CaptureFixture[str]
) -> None:
    """Instead of the same error for every line."""
    service.failure = ModelUnavailable("no weights", next_step="install them")
    stdin(b"a\nb\n")
    assert main(["ask", "--from", "-"]) == 3
    assert capsys.readouterr() == ("", "error: no weights\nnext: install them\n")


def test_each_answer_is_out_before_the_next_question_is_read(start: Started) -> None:
    """A program may talk with one process: ask, read the answer, then ask the next."""
    with start(["ask", "--from", "-"]) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for text in ("first?", "second?"):
            process.stdin.write(text.encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["question"] == text
        process.stdin.close()
        assert process.wait(20) == 0


def test_a_reader_that_leaves_ends_it_quietly(start: Started) -> None:
    """`qa ask --from questions | head -1` prints no traceback and does not claim "not in the corpus"."""
    with start(["ask", "--from", "-"]) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"first?\n")
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b"second?\nthird?\n")
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(20) == 141


def test_an_interrupt_ends_it_with_130(start: Started) -> None:
    """Ctrl-C is neither an answer nor a traceback."""
    with start(["ask", "--from", "-"]) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"first?\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read() == b"interrupted\n"
