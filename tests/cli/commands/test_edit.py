"""`qa edit` and `--set`: what is shown, what is asked of the service, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.cli.main import main
from tests.cli.fakes import METADATA, FakeService

SHOWN = """\
energy/talk.md
title        A talk on energy
outlet       The Courier  (edited; read: VNA, inferred from the dateline “Hanoi (VNA) –”)
published    2025-12-30  (set when indexing; nothing was read)
said         -
place        Hanoi  (inferred from the dateline “Hanoi (VNA) –”)
interviewee  Ana Lima
interviewer  -
byline       -  (edited; read: Photo Desk)
url          https://example.org/talk
language     en
"""


def test_without_changes_it_shows_where_each_value_comes_from(
    service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was read, what it was inferred from, and what somebody said instead."""
    assert main(["edit", "energy/talk.md"]) == 0
    assert capsys.readouterr().out == SHOWN
    assert service.edits == []


def test_changes_reach_the_service_and_what_holds_then_is_shown(
    service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """A value may hold "=", and an empty one means unknown."""
    argv = ["edit", "energy/talk.md", "--set", "url=https://e.org/?a=b", "--set", "byline=", "--unset", "outlet"]
    assert main(argv) == 0
    assert service.edits == [("energy/talk.md", {"url": "https://e.org/?a=b", "byline": None}, ("outlet",))]
    assert capsys.readouterr().out == SHOWN


@pytest.mark.usefixtures("service")
def test_as_json_it_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    """Programs get the reasons too."""
    assert main(["edit", "energy/talk.md", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["article_id"] == "energy/talk.md"
    assert found["values"] == dict(METADATA.values)
    assert found["edited"] == {"outlet": "The Courier", "byline": None}
    assert found["read_inferred"] == {"outlet": "the dateline “Hanoi (VNA) –”", "place": "the dateline “Hanoi (VNA) –”"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "outlet"], "--set 'outlet' has no '='"),
        (["--set", "outlet=a", "--set", "outlet=b"], "--set outlet is given twice"),
    ],
)
def test_what_is_no_assignment_is_misuse(
    service: FakeService, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """Refused before the index is opened."""
    assert main(["edit", "energy/talk.md", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert service.edits == []


def test_index_hands_over_what_is_set(service: FakeService, tmp_path: Path) -> None:
    """The values of the whole run."""
    assert main(["index", str(tmp_path), "--set", "outlet=VNA", "--set", "place="]) == 0
    assert service.given == [{"outlet": "VNA", "place": None}]
