"""How a citation is put in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from qa.cli.citation_lines import source_of, speaker_and_outlet
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


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        (
            {"attribution": "paraphrased", "reported_by": "The Courier"},
            "Ana Lima (interviewee), as reported by The Courier",
        ),
        ({"attribution": "reported", "reported_by": "The Courier", "speaker": None}, "reported by The Courier"),
        ({"attribution": "reported", "outlet": None, "speaker": None}, "reported, no speaker named"),
        ({"attribution": "paraphrased", "outlet": None}, "Ana Lima (interviewee), as reported"),
    ],
)
def test_words_that_are_not_the_speakers_own_say_so(fields: dict[str, Any], shown: str) -> None:
    """Who prints a quotation has to know whether somebody said it, and who answers for it."""
    assert speaker_and_outlet(replace(CITATION, **fields)) == shown
