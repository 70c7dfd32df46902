"""Options that several commands share."""

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
