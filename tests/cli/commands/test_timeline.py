"""`qa timeline`: dates down the left, quotations with their places beside them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answers import IndexState, Report, Respelling
from qa.cli.lines.timeline import timeline_lines
from qa.cli.main import main
from qa.records import Filters, Span
from qa.to_json import timeline_to_json
from qa.views import Timeline, TimelineEntry
from tests.cli.conftest import OpenTerminal
from tests.cli.fakes import CITATION, HIT, QUOTE, STATE, TIMELINE, FakeService

UNDATED = replace(
    HIT,
    question=None,
    highlights=(),
    citation=replace(
        CITATION, published=None, outlet=None, speaker=None, role=None, title=None, deep_link=None, url=None
    ),
)
TWO = replace(
    TIMELINE,
    entries=(
        TimelineEntry("2025-12-29", "said", replace(HIT, also_in=(replace(CITATION, outlet="The Echo"),))),
        TimelineEntry(None, None, UNDATED),
    ),
)


def test_elsewhere_than_on_a_terminal_it_is_plain(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """The words that answer, where exactly these stand, and the other places; nothing is put into a quotation."""
    service.told = TWO
    assert main(["timeline", "when is it signed?"]) == 0
    assert capsys.readouterr().out == (
        "2 statements, 2025-12-29\n\n"
        "2025-12-29  Ana Lima (interviewee), The Courier  said\n"
        "   In reply to: When will it be signed?\n"
        "   We expect to sign in early 2026.\n"
        "   A talk on energy\n"
        "   https://example.org/talk#:~:text=We%20expect\n"
        "   energy/talk.md [27:59]\n"
        "   Also in: Ana Lima (interviewee), The Echo, 2025-12-30, A talk on energy  energy/talk.md [27:75]\n\n"
        "no date     energy/talk.md\n"
        f"   {QUOTE}\n"
        "   energy/talk.md [27:75]\n"
    )


@pytest.mark.parametrize(
    ("dates", "summary"),
    [
        (["2024", "2025-03", "2025-12-29"], "3 statements, 2024 to 2025-12-29"),
        (["2025", "2025"], "2 statements, 2025"),
        (["2025", None], "2 statements, 2025"),
        (["2025"], "1 statement, 2025"),
        ([None], "1 statement"),
    ],
)
def test_the_first_line_says_how_many_and_from_when_to_when(dates: list[str | None], summary: str) -> None:
    """What has no date is counted, and no end of the span."""
    entries = tuple(TimelineEntry(date, date and "published", HIT) for date in dates)  # type: ignore[arg-type]
    assert next(timeline_lines(replace(TIMELINE, entries=entries))).text == summary


def test_on_a_terminal_a_line_joins_the_dates(service: FakeService, open_terminal: OpenTerminal) -> None:
    """Each row of an entry stands beside the line, wrapped words too; the line ends at the last entry."""
    service.told = TWO
    terminal = open_terminal()
    assert main(["timeline", "when is it signed?"]) == 0
    rows = [re.sub(r"\x1b\[[0-9;]*m", "", row).rstrip() for row in terminal.shown.splitlines()]
    assert rows[:8] == [
        "2 statements, 2025-12-29",
        "",
        "2025-12-29 ● Ana Lima (interviewee), The",
        "           │ Courier  said",
        "           │ In reply to: When will it",
        "           │ be signed?",
        "           │ We expect to sign in early",
        "           │ 2026.",
    ]
    assert rows[-5:] == [
        "           │",
        "no date    ● energy/talk.md",
        "             We expect to sign in early",
        "             2026. Work has begun.",
        "             energy/talk.md [27:75]",
    ]


def test_who_states_it_in_other_words_stands_in_the_entry(
    service: FakeService, capsys: pytest.CaptureFixture[str], open_terminal: OpenTerminal
) -> None:
    """Several outlets with one statement are one entry, and each is named in it."""
    report = Report(replace(CITATION, outlet="The Echo"), Span(0, 32))
    hit = replace(HIT, also_reported_by=(report,), independent_outlets=2)
    service.told = replace(TIMELINE, entries=(TimelineEntry("2025-12-29", "said", hit),))
    main(["timeline", "when is it signed?"])
    assert (
        "   Stated by 2 independent outlets\n"
        "   Also reported: We expect to sign in early 2026.\n"
        "      — Ana Lima (interviewee), The Echo, 2025-12-30, A talk on energy  energy/talk.md [27:75]\n"
    ) in capsys.readouterr().out
    main(["timeline", "--json", "when is it signed?"])
    [entry] = json.loads(capsys.readouterr().out)["entries"]
    assert [citation["outlet"] for citation in entry["repeats"]] == ["The Echo"]
    terminal = open_terminal()
    main(["timeline", "when is it signed?"])
    assert "\n\x1b[2m             \x1b[0m   — Ana" in terminal.shown


def test_a_word_looked_up_in_another_spelling_is_named(
    service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in an answer: nobody should wonder whom the statements are about."""
    service.told = replace(TIMELINE, respelled=(Respelling(0, 9, "Mishustin"),))
    main(["timeline", "Mishutsin signs"])
    assert capsys.readouterr().out.splitlines()[1].startswith("Looked up Mishustin for Mishutsin, ")


def test_whole_passages_on_request(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """For those who want what stands around the words that answer."""
    main(["timeline", "--whole", "when is it signed?"])
    assert service.closed == 1
    out = capsys.readouterr().out
    assert f"   {QUOTE}\n" in out
    assert "energy/talk.md [27:75]" in out


def test_json_is_that_of_http(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """One shape for all programs, on one line."""
    assert main(["timeline", "--json", "when is it signed?"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == timeline_to_json(service.told)


def test_options_reach_the_service(service: FakeService) -> None:
    """The same filters as qa ask; words without quotation marks are one question."""
    command = "timeline --limit 3 --outlet Courier --article a.md --since 2024 --until 2025-06 --index there Ninh Thuan"
    assert main(command.split()) == 0
    assert service.asked == [("Ninh Thuan", 3, Filters("Courier", "a.md", "2024", "2025-06"), None)]
    assert service.settings.index_dir == Path("there")


def test_nothing_said_is_said(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, as for a question that is not in the corpus, and why."""
    service.told = Timeline("x", STATE, ())
    assert main(["timeline", "dragons"]) == 1
    assert capsys.readouterr().out == "Not in the corpus: no passage speaks to it.\n"
    assert main(["timeline", "dragons", "--since", "2031"]) == 1
    assert capsys.readouterr().out == "Not in the corpus: no passage that passes the filters speaks to it.\n"
    service.told = Timeline("x", IndexState(0, "", 0, 0), ())
    assert main(["timeline", "dragons"]) == 1
    assert capsys.readouterr().out == "Not in the corpus: the index is empty.\n"


def test_no_question_is_misuse(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """With what to write instead."""
    assert main(["timeline"]) == 2
    assert "next: for example: qa timeline" in capsys.readouterr().err
    assert service.asked == []


def test_names_cannot_act_on_the_terminal(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """Words of an article are shown, never obeyed."""
    entry = TIMELINE.entries[0]
    hit = replace(entry.hit, citation=replace(CITATION, outlet="A\x1b[2JB", title="x\ny"), question="\x1b[1mq")
    service.told = replace(TIMELINE, entries=(replace(entry, hit=hit),))
    main(["timeline", "when"])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "A␛[2JB" in out
    assert "   x y\n" in out


def test_close_names_of_an_unknown_speaker_go_to_stderr(
    service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """As for `qa ask`: an empty timeline, and whose name it may have been."""
    service.told = Timeline("x", STATE, (), close_speakers=("Ana Lima",))
    assert main(["timeline", "--speaker", "Lyma", "x"]) == 1
    assert capsys.readouterr().err == "no speaker is named 'Lyma'; close to it: Ana Lima\n"
    assert service.asked[0][2] == Filters(speaker="Lyma")
