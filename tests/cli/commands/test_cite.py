"""`qa ask --cite`: citations on stdout as they are pasted, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from qa.cli.main import main
from tests.cli.fakes import ANSWER, HIT, NOT_ANSWERED, FakeService


def test_citations_are_written_as_they_are_pasted(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """Into a file for a reference manager: `qa ask --cite bibtex … > cited.bib`."""
    service.answer = replace(ANSWER, hits=(HIT, replace(HIT, rank=2)))
    assert main(["ask", "--cite", "apa", "when is it signed?"]) == 0
    reference = "Ana Lima. (2025, December 30). A talk on energy [Interview]. The Courier. https://example.org/talk"
    assert capsys.readouterr().out == f"{reference}\n\n{reference}\n"
    main(["ask", "--cite", "csl", "when is it signed?"])
    assert [item["type"] for item in json.loads(capsys.readouterr().out)] == ["interview", "interview"]


def test_what_does_not_answer_is_not_cited(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest passage is no source for what it does not say."""
    service.answer = NOT_ANSWERED
    assert main(["ask", "--cite", "ris", "who?"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Not in the corpus")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--cite", "mla"], "no citation format is named 'mla'"),
        (["--cite", "csl", "--json"], "--cite stands alone"),
        (["--cite", "csl", "--context", "1"], "--cite stands alone"),
        (["--cite", "csl", "--explain"], "--cite stands alone"),
    ],
)
def test_misuse_is_told_before_anything_is_asked(
    arguments: list[str], said: str, service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what can be used."""
    assert main(["ask", *arguments, "who?"]) == 2
    assert said in capsys.readouterr().err
    assert service.asked == []


def test_nothing_in_a_citation_acts_on_a_terminal(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """The words of articles are those of others."""
    citation = replace(HIT.citation, quote="We \x1b[2J sign", outlet="\x9bCourier")
    service.answer = replace(ANSWER, hits=(replace(HIT, citation=citation),))
    for name in ("markdown", "bibtex", "ris", "csl", "apa"):
        main(["ask", "--cite", name, "who?"])
        assert not set(capsys.readouterr().out) & set("\x1b\x9b")
