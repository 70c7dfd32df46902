"""JSON lines: one object a line whatever is in it, with the fields of the request."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from qa.settings import Settings
from qa.web.api import create_app
from qa.web.log_format import FIELDS, LOGGING, JsonLines, TextLines, logging_of
from tests.web.fakes import FakeService

FORGED = 'who?\n{"level": "error", "message": "forged"}\u2028\x1b[31m'


def line_of(message: str, *args: Any, **extra: Any) -> str:
    record = logging.LogRecord("qa.web.access", logging.INFO, __file__, 1, message, args, None)
    vars(record).update(extra)
    return JsonLines().format(record)


def test_a_record_is_one_object_on_one_line() -> None:
    """A program reads it without guessing; no text in it begins another line or colours a terminal."""
    line = line_of("%s", FORGED, **{FIELDS: {"request_id": "r1", "status": 200, "path": Path("a")}})
    assert line.isprintable()
    found = json.loads(line)
    assert (found["message"], found["level"], found["logger"]) == (FORGED, "info", "qa.web.access")
    assert (found["request_id"], found["status"], found["path"]) == ("r1", 200, "a")
    assert found["time"].endswith("+00:00")


def test_a_traceback_is_a_field() -> None:
    """And not lines of its own between the others'."""
    try:
        raise ValueError("no")
    except ValueError:
        record = logging.LogRecord("qa", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    assert "ValueError: no" in json.loads(JsonLines().format(record))["traceback"]


def test_no_text_in_a_record_forges_a_line_for_people() -> None:
    """A line that begins at the left edge is one of ours; a file's name may hold line ends and escape codes."""
    record = logging.LogRecord("qa", logging.WARNING, __file__, 1, "unreadable: %s", (FORGED,), None)
    first, *others = TextLines().format(record).split("\n")
    assert first.endswith("WARNING qa unreadable: who?")
    assert [line[:4] for line in others] == ["    "]
    assert all(line.isprintable() for line in (first, *others))


def test_the_format_is_chosen_by_the_setting() -> None:
    """Text as it was; both to stderr."""
    assert logging_of("text") == LOGGING
    assert logging_of("json")["formatters"]["line"] == {"()": JsonLines}
    assert logging_of("json")["handlers"] == LOGGING["handlers"]


@pytest.mark.parametrize("wanted", [False, True])
def test_what_was_asked_is_logged_only_when_wanted(
    wanted: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Of every way to ask; in one line, escaped, so that no question forges another."""
    settings = Settings(index_dir=tmp_path, log_questions=wanted)
    app = create_app(settings, cast("Any", FakeService(settings)))
    with TestClient(app, base_url="http://localhost") as client, caplog.at_level(logging.DEBUG, logger="qa"):
        client.post("/v1/ask", json={"question": FORGED})
        client.get("/v1/ask", params={"question": "in a URL"})
        client.post("/v1/ask/batch", json={"questions": ["one", "two"]})
        client.post("/v1/timeline", json={"question": "over time"})
        client.post("/v1/vector_stores/any/search", json={"query": ["by a", "program"]})
        client.post("/v1/search_results", json={"question": "for a model"})
    records = [record for record in caplog.records if record.name == "qa.web.access"]
    asked = [getattr(record, FIELDS).get("questions") for record in records]
    every = [[FORGED], ["in a URL"], ["one", "two"], ["over time"], ["by a", "program"], ["for a model"]]
    assert asked == (every if wanted else [None] * len(every))
    for record in records:
        assert record.getMessage().isprintable()
        assert ("in a URL" in caplog.text) is wanted
