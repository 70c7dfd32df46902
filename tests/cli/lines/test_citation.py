"""How a citation is put in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from qa.cli.lines.citation import days_of, source_of, speaker_and_outlet, speaks_of
from qa.cli.main import main
from qa.records import Span, SpokenTime
from tests.cli.fakes import ANSWER, CITATION, HIT, TIMELINE, FakeService


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


EARLY = SpokenTime(48, 58, "early 2026", "2026-01-01", "2026-04-30")
YEAR = SpokenTime(60, 64, "2026", "2026-01-01", "2026-12-31")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2027-01-01", "2027-12-31", "2027"),
        ("2020-01-01", "2024-12-31", "2020..2024"),
        ("2027-09-01", "2027-12-31", "2027-09..2027-12"),
        ("2024-02-01", "2024-02-29", "2024-02"),
        ("2023-02-01", "2023-02-27", "2023-02-01..2023-02-27"),
        ("2025-12-30", "2025-12-30", "2025-12-30"),
        ("2014-01-01", None, "2014.."),
        ("2014-05-01", None, "2014-05.."),
        (None, "2030-12-31", "..2030"),
        (None, "2030-06-30", "..2030-06"),
        (None, "2030-06-29", "..2030-06-29"),
    ],
)
def test_days_are_as_short_as_they_can_be(first: str | None, last: str | None, expected: str) -> None:
    """A whole year is its number, a month its month; an open side stays open."""
    assert days_of(SpokenTime(0, 1, "x", first, last)) == expected


def test_times_stand_under_the_source(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """Each expression once, with its days unless it is them; in answers and in timelines."""
    hit = replace(HIT, citation=replace(CITATION, speaks_of=(EARLY, YEAR, EARLY)))
    service.answer = replace(ANSWER, hits=(hit,))
    service.told = replace(TIMELINE, entries=(replace(TIMELINE.entries[0], hit=hit),))
    for command in (["ask"], ["timeline", "--whole"]):
        main([*command, "when is it signed?"])
        assert "   Speaks of: early 2026 (2026-01..2026-04); 2026\n" in capsys.readouterr().out
    main(["timeline", "when is it signed?"])  # shows the words that answer, and what these speak of
    assert "   Speaks of: early 2026 (2026-01..2026-04)\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("start", "end", "shown"), [(48, 58, True), (40, 58, True), (48, 70, True), (49, 58, False), (48, 57, False)]
)
def test_a_time_is_told_of_words_that_hold_all_of_it(start: int, end: int, shown: bool) -> None:
    """What stands outside of the words shown is not what they speak of."""
    citation = replace(CITATION, speaks_of=(EARLY,))
    assert bool(list(speaks_of(citation, words=Span(start, end)))) is shown


def test_where_no_time_is_named_nothing_is_said(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """No empty line of facts."""
    assert main(["ask", "when is it signed?"]) == 0
    assert service.closed == 1
    assert "Speaks of" not in capsys.readouterr().out


@pytest.mark.parametrize("command", ["ask", "timeline"])
def test_about_reaches_the_service(service: FakeService, command: str) -> None:
    """The filter of both commands."""
    assert main([command, "--about", "2024..2026", "who"]) == 0
    assert service.asked[0][2].about == "2024..2026"
