"""Options and arguments that several commands share."""

from __future__ import annotations

from dataclasses import fields

import pytest

from qa.cli.main import main
from qa.records import Filters
from tests.cli.fakes import FakeService


@pytest.mark.parametrize("command", ["ask", "timeline"])
@pytest.mark.parametrize("name", [f.name for f in fields(Filters)])
def test_every_filter_is_an_option_that_reaches_the_service(service: FakeService, command: str, name: str) -> None:
    """A filter that got lost on the way would quote the wrong outlet, or another's words."""
    assert main([command, f"--{name}", "2025", "when"]) == 0
    assert service.asked == [("when", None, Filters(**{name: "2025"}), None)]


@pytest.mark.parametrize(
    "command", [["show"], ["remove"], ["edit"], ["edit", "--set", "outlet=x"], ["add", "talk.md", "--id"]], ids=" ".join
)
def test_an_id_in_another_encoding_is_misuse(
    service: FakeService, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Python hands over half a character for each byte that is not UTF-8; no article can have such an id."""
    assert main([*command, "caf\udce9"]) == 2
    assert capsys.readouterr().err == "error: the id is not valid Unicode at character 3\nnext: write it in UTF-8\n"
    assert service.closed == 0
