"""Listing, showing and removing articles."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

import pytest

from qa.cli.main import main
from tests.cli.conftest import OpenTerminal
from tests.cli.fakes import ARTICLE, QUOTE, SUMMARY, TEXT, FakeService

SHOWN = f"""\
A talk on energy
id           energy/talk.md
outlet       The Courier
published    2025-12-30
interviewee  Ana Lima
url          https://example.org/talk
language     en
source       /home/me/interviews/energy/talk.md
format       md
sha256       {ARTICLE.sha256}

no speaker named, interviewer [3:26]
  passage 6 [3:26]
    When will it be signed?

Ana Lima, interviewee [27:75]
  passage 7 [27:75]
    We expect to sign in early 2026. Work has begun.
"""


def test_the_list_is_tab_separated_for_tools(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """One article a line, id first; the count goes to stderr."""
    service.summaries = [
        replace(SUMMARY, id="b.txt", title=None, outlet=None, published=None, interviewee=None),
        SUMMARY,
    ]
    assert main(["list"]) == 0
    assert capsys.readouterr() == (
        "b.txt\t\t\t\t\t2\t\t\t\nenergy/talk.md\t2025-12-30\tThe Courier\tAna Lima\tA talk on energy\t2\t\t\t\n",
        "2 articles\n",
    )


def test_the_list_tells_what_was_inferred_and_what_was_edited(
    service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tools get the values as they are and the names of such fields behind them; people get told about both."""
    service.summaries = [replace(SUMMARY, place="Hanoi", inferred={"place": "x"}, edited=("title", "outlet"))]
    assert main(["list"]) == 0
    out, err = capsys.readouterr()
    assert out.split("\t")[5:] == ["2", "Hanoi", "place", "title,outlet\n"]
    assert err.splitlines() == [
        "1 article",
        "* inferred from the text; from which words, and how to correct it: qa edit ARTICLE",
        "+ given by hand, with qa edit or qa index --set",
    ]


def test_the_list_on_a_terminal_marks_such_values(service: FakeService, open_terminal: OpenTerminal) -> None:
    """At a glance, a value read out of the text is told from one that somebody stated."""
    service.summaries = [
        replace(SUMMARY, id="a", title="T", interviewee=None, outlet="VNA", inferred={"outlet": "x"}, edited=("title",))
    ]
    terminal = open_terminal()
    assert main(["list"]) == 0
    assert {"VNA*", "T+", "a"} <= set(terminal.shown.split())


def test_an_article_shows_what_its_values_come_from(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the value, with the words it was inferred from."""
    article = replace(ARTICLE, inferred={"outlet": "the dateline “VNA –”"})
    service.view = replace(service.view, article=article, edited=("title",))
    assert main(["show", "energy/talk.md"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "outlet       The Courier  (inferred from the dateline “VNA –”)" in lines
    assert "title        A talk on energy  (edited)" in lines


def test_the_list_as_json_lines(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """One object a line, every field of the summary."""
    assert main(["list", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {**asdict(service.summaries[0]), "edited": []}


def test_an_article_is_shown_with_offsets(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """Where each passage stands can be compared with a citation."""
    assert service.view.article == ARTICLE
    assert main(["show", "energy/talk.md"]) == 0
    assert capsys.readouterr().out == SHOWN


def test_an_article_as_json_holds_its_canonical_text(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """A program can check any citation against it."""
    assert main(["show", "energy/talk.md", "--json"]) == 0
    assert service.closed == 1
    shown = json.loads(capsys.readouterr().out)
    passage = shown["passages"][1]
    assert shown["text"] == TEXT
    assert shown["sha256"] == ARTICLE.sha256
    assert shown["text"][passage["start"] : passage["end"]] == passage["text"] == QUOTE
    assert passage["question"] == {"start": 3, "end": 26}
    assert shown["turns"][1]["speaker"] == "Ana Lima"


def test_removing_says_so(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """The id is said back."""
    assert main(["remove", "energy/talk.md"]) == 0
    assert capsys.readouterr().out == "removed: energy/talk.md\n"
    assert service.removed == ["energy/talk.md"]


@pytest.mark.parametrize("command", [["show", "none.md"], ["remove", "none.md"]])
def test_an_unknown_article_is_misuse(
    command: Sequence[str], service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next step tells where the ids are."""
    assert main(command) == 2
    assert capsys.readouterr() == ("", "error: no article 'none.md'\nnext: see: qa list\n")
    assert service.removed == []


@pytest.mark.parametrize("command", [["list"], ["show", "a.md"], ["remove", "a.md"], ["info"]])
def test_without_an_index_these_fail(
    command: Sequence[str], service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only asking builds an index."""
    service.exists = False
    assert main([*command, "--index", "there"]) == 3
    assert capsys.readouterr() == ("", "error: no index at there\nnext: build one with: qa index PATH\n")


@pytest.mark.parametrize(
    "title", ['=HYPERLINK("http://evil.example")', "@SUM(A1)", "+1+cmd", "-2+3", "\t=1+1", " =1+1"]
)
def test_no_title_is_a_formula_in_a_spreadsheet(
    title: str, service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tab-separated rows are opened there, and articles come from strangers; JSON keeps the title as it is."""
    service.summaries = [replace(SUMMARY, title=title)]
    assert main(["list"]) == 0
    [written] = [cell for cell in capsys.readouterr().out.split("\t") if title.strip() in cell]
    assert written.startswith("'")
    assert main(["list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == title
