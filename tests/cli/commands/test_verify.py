"""`qa verify`: what a person, a program and the next command learn about a quotation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.cli.main import main
from qa.service import open_service
from qa.settings import Settings
from tests.bag_encoder import BagEncoder
from tests.cli.conftest import OpenTerminal

TEXT = "The bridge over the harbour opened in May. Its steel came from Norway, and nobody is against it."
ARTICLE = f"---\ntitle: A bridge\noutlet: The Courier\npublished: 2024-05-03\nurl: https://c.example/b\n---\n{TEXT}\n"
START = ARTICLE.index("opened")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("verify")
    (folder / "articles").mkdir()
    (folder / "articles" / "bridge.md").write_text(ARTICLE, encoding="utf-8")
    with open_service(Settings(index_dir=folder / "index"), create=True, encoder=BagEncoder()) as service:
        service.index([folder / "articles"])
    return str(folder / "index")


def test_an_exact_quotation_is_shown_where_it_stands(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And the exit code says so."""
    assert main(["verify", "--index", index, "opened in", "May"]) == 0
    assert capsys.readouterr().out == (
        "Exact\n"
        "   opened in May\n"
        "   — reported by The Courier, 2024-05-03, A bridge\n"
        "   https://c.example/b#:~:text=opened%20in%20May\n"
        f"   bridge.md [{START}:{START + 13}]\n"
    )


def test_what_is_left_out_is_shown_as_such(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each part on its own line."""
    assert main(["verify", "--index", index, "The bridge … opened in May"]) == 0
    assert capsys.readouterr().out.splitlines()[1:3] == ["   The bridge", "   … opened in May"]


def test_a_near_quotation_is_shown_with_the_difference_and_its_source(
    index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Readable without colours too."""
    assert main(["verify", "--index", index, "Its iron came from cold Norway"]) == 1
    assert capsys.readouterr().out.splitlines()[:3] == [
        "Near: differs in words",
        "   Its [-iron-]{+steel+} came from [-cold-] Norway",
        "   Source: Its steel came from Norway",
    ]


def test_a_terminal_colours_the_difference(index: str, open_terminal: OpenTerminal) -> None:
    """Red is what was not said, green what was."""
    terminal = open_terminal()
    main(["verify", "--index", index, "Its iron came from Norway"])
    assert "\x1b[1;31m[-iron-]" in terminal.shown
    assert "\x1b[32m{+steel+}" in terminal.shown


def test_an_absent_quotation_is_said_to_be_absent(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is shown that could be taken for its source."""
    assert main(["verify", "--index", index, "zebras laugh in Ohio"]) == 1
    assert capsys.readouterr().out == "Absent: nothing like it in the archive\n"


def test_json_is_one_object(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The same as over HTTP."""
    assert main(["verify", "--index", index, "--json", "opened in May"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["status"], found["place_count"], found["nearest"]) == ("exact", 1, None)
    assert found["places"][0]["citation"]["start"] == START


def test_a_draft_is_checked_line_by_line(index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every quotation with its line, and the sum at the end."""
    draft = tmp_path / "story.txt"
    draft.write_text("It “opened in May”.\nThe “experts” say “nobody was against it”.", encoding="utf-8")
    assert main(["verify", "--index", index, "--draft", str(draft)]) == 1
    out = capsys.readouterr().out
    assert re.findall(r"^Line .*", out, re.MULTILINE) == [
        "Line 1: opened in May",
        "Line 2: experts",
        "Line 2: nobody was against it",
    ]
    assert "   Skipped: one or two words" in out
    assert out.endswith("3 quotations: 1 exact, 1 near, 0 absent, 1 skipped\n")
    draft.write_text('It “opened in May”, "experts" say.', encoding="utf-8")
    assert main(["verify", "--index", index, "--draft", str(draft), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["all_exact"], [one["status"] for one in found["quotations"]]) == (True, ["exact", "skipped"])


@pytest.mark.parametrize("suffix", [".docx", ".html", ".md"])
def test_drafts_are_read_as_articles_are(
    suffix: str, index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Word documents, pages and Markdown; the lines are those of their text."""
    draft = tmp_path / f"story{suffix}"
    words = "The spokesman of the port authority said on Friday that the new bridge “opened in May” after many years."
    if suffix == ".docx":
        docx = pytest.importorskip("docx")
        document = docx.Document()
        document.add_paragraph("A story")
        document.add_paragraph(words)
        document.save(str(draft))
    elif suffix == ".html":
        page = f"<html><body><article><h1>A story</h1><p>{words}</p><p>{words}</p></article></body></html>"
        draft.write_text(page, encoding="utf-8")
    else:
        draft.write_text(f"---\ntitle: “A title in marks”\n---\n\n{words}", encoding="utf-8")
    assert main(["verify", "--index", index, "--draft", str(draft), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["quotations"]
    assert {(one["quotation"], one["status"]) for one in found} == {("opened in May", "exact")}
    if suffix == ".md":
        assert [one["line"] for one in found] == [5]


def test_a_draft_comes_from_a_pipe_too(
    index: str, stdin: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """From an editor's selection, for example."""
    stdin("He said “opened in May”.".encode())
    assert main(["verify", "--index", index, "--draft", "-"]) == 0
    assert "1 quotation: 1 exact" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "give either a quotation or --draft FILE"),
        (["words", "--draft", "x.md"], 2, "give either a quotation or --draft FILE"),
        (["…"], 2, "there is no word in the quotation"),
        (["--draft", "none.md"], 2, "none.md"),
        (["--draft", "x.jsonl"], 2, "is not one draft"),
        (["--draft", "."], 2, "is not one draft"),
    ],
)
def test_misuse_is_told(
    arguments: list[str], code: int, said: str, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what is wrong; nothing on stdout."""
    assert main(["verify", "--index", index, *arguments]) == code
    out, err = capsys.readouterr()
    assert (out, said in err) == ("", True), err


def test_a_draft_that_cannot_be_read_is_a_failure(
    index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not a draft without quotations, which would be exact."""
    draft = tmp_path / "story.txt"
    draft.write_bytes(b"\xff\xfe\x00broken")
    assert main(["verify", "--index", index, "--draft", str(draft)]) == 3
    assert "story.txt" in capsys.readouterr().err
