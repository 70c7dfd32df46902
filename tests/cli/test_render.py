"""How a citation is put in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.cli.render import source_of
from tests.cli.fakes import CITATION


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.0, "at 0:00"), (67.9, "at 1:07"), (3723.5, "at 1:02:03"), (36_000.0, "at 10:00:00")]
)
def test_a_place_in_a_recording_is_shown_as_players_show_it(seconds: float, shown: str) -> None:
    """Who checks a quotation from subtitles goes to that second; the start is never rounded past it."""
    assert source_of(replace(CITATION, start_seconds=seconds)).endswith(f", {shown}")


def test_without_a_recording_there_is_no_time() -> None:
    """Most citations are of print."""
    assert " at " not in source_of(CITATION)


def test_what_was_inferred_says_so() -> None:
    """An outlet read out of a dateline is not one that the source states."""
    cited = replace(CITATION, said="2025-12-29", inferred=("outlet", "published"))
    assert source_of(cited) == (
        "Ana Lima (interviewee), The Courier (inferred), said 2025-12-29, 2025-12-30 (inferred)"
    )
