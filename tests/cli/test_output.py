"""JSON lines that every parser and every terminal can take."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.cli.output import json_line, say, show_table
from tests.cli.conftest import OpenTerminal

STRINGS = st.text(st.characters() | st.sampled_from("\x1b\x9b\x7f\u2028\u202e\ud800"))


@given(STRINGS, st.sampled_from(["utf-8", "latin-1", "ascii"]))
def test_json_is_one_safe_line_and_parses_to_the_same(text: str, encoding: str) -> None:
    """Verbatim for programs, harmless on a screen, writable in any encoding."""
    line = json_line({"text": text}, encoding)
    line.encode(encoding)
    assert len(line.splitlines()) == 1
    assert not set(line) & set("\x1b\x9b\x7f\u202e")
    assert json.loads(line) == {"text": text}


def test_json_stays_readable_where_the_encoding_allows() -> None:
    """Names are not turned into escapes without need."""
    assert json_line("Lê Quốc Minh") == '"Lê Quốc Minh"'
    assert json_line("Lê", "ascii") == '"L\\u00ea"'


def test_json_never_holds_what_is_not_json() -> None:
    """NaN would stop a strict parser at the other end."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_line(float("nan"))


def test_a_message_is_one_line_without_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    """A file's name is someone else's text too."""
    say("unreadable: \x1b[2Ja\nb.txt")
    assert capsys.readouterr() == ("", "unreadable: ␛[2Ja b.txt\n")


def test_a_table_has_headings_on_a_terminal_only(
    capsys: pytest.CaptureFixture[str], open_terminal: OpenTerminal
) -> None:
    """`cut -f1` gets the first column and nothing else; brackets are no markup."""
    rows = [["a.md", "[bold]x\ty"], ["b.md", ""]]
    show_table(["id", "title"], rows)
    assert capsys.readouterr().out == "a.md\t[bold]x y\nb.md\t\n"
    terminal = open_terminal()
    show_table(["id", "title"], rows)
    assert [row.rstrip() for row in terminal.shown.splitlines()] == [
        "\x1b[1mid  \x1b[0m\x1b[1m \x1b[0m\x1b[1m \x1b[0m\x1b[1mtitle    \x1b[0m",
        "a.md  [bold]x y",
        "b.md",
    ]


def test_ids_in_a_table_are_not_folded_without_need(open_terminal: OpenTerminal) -> None:
    """People copy ids from the list; the other columns give way, up to half of the width."""
    terminal = open_terminal()
    show_table(["id", "title"], [["energy/a-talk.md", "a title that is far longer than the terminal is wide"]])
    assert terminal.shown.splitlines()[1].startswith("energy/a-talk.md  a title that is far")
