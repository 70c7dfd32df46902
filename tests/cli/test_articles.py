"""Listing, showing and removing articles."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

import pytest

from qa.cli.main import main
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
        "b.txt\t\t\t\t\t2\nenergy/talk.md\t2025-12-30\tThe Courier\tAna Lima\tA talk on energy\t2\n",
        "2 articles\n",
    )


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
