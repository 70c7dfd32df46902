"""One question, for a person and for a program."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answers import CitedAs, CitedStatement, IndexState, Report, Respelling
from qa.cli.lines.answer import answer_lines
from qa.cli.main import main
from qa.records import Filters, Passage, Span
from qa.reports import IndexReport
from qa.to_json import answer_to_json
from tests.cli.conftest import OpenTerminal, Started
from tests.cli.fakes import ANSWER, ARTICLE, EXPLAINED, HIT, NOT_ANSWERED, PASSAGE, QUESTION_PASSAGE, QUOTE, FakeService

PLAIN = """\
Answered (confidence 0.91)

1. ████████░░ 0.82
   In reply to: When will it be signed? [3:26]
   We expect to sign in early 2026. Work has begun.
   — Ana Lima (interviewee), The Courier, 2025-12-30
   A talk on energy
   https://example.org/talk#:~:text=We%20expect
   energy/talk.md [27:75]
"""


def test_a_person_reads_quotation_source_and_place(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """All that is needed to check a quotation stands under it, and nothing is put into it."""
    assert main(["ask", "when is it signed?"]) == 0
    out, err = capsys.readouterr()
    assert out == PLAIN
    assert err == ""
    assert service.asked == [("when is it signed?", None, Filters(), None)]
    assert service.closed == 1


def test_words_without_quotation_marks_are_one_question(service: FakeService) -> None:
    """Forgetting the shell's quotation marks is no reason to fail."""
    main(["ask", "when", "is", "it", "signed"])
    assert service.asked[0][0] == "when is it signed"


def test_options_reach_the_service(service: FakeService) -> None:
    """Each option has its effect on what is asked."""
    command = (
        "ask -k 3 --outlet Courier --article a.md --since 2024 --until 2025-06 --min-confidence 0.7 --index there who"
    )
    assert main(command.split()) == 0
    assert service.asked == [("who", 3, Filters("Courier", "a.md", "2024", "2025-06"), 0.7)]
    assert service.settings.index_dir == Path("there")


def test_the_index_folder_comes_from_the_environment(service: FakeService, monkeypatch: pytest.MonkeyPatch) -> None:
    """QA_INDEX_DIR holds where --index is not given."""
    monkeypatch.setenv("QA_INDEX_DIR", "elsewhere")
    main(["ask", "who"])
    assert service.settings.index_dir == Path("elsewhere")


def test_json_is_the_answer_on_one_line(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """Programs get the same shape as over HTTP, and can read it with one readline."""
    assert main(["ask", "--json", "when is it signed?"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == answer_to_json(service.answer)


def test_not_in_the_corpus_is_said_with_the_nearest_passages(
    service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """A no is clear, has its own exit code, and still shows what came nearest."""
    service.answer = NOT_ANSWERED
    assert main(["ask", "when is it signed?"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("Not in the corpus (confidence 0.12). The nearest passages:\n\n1. ████████░░ 0.82\n")
    assert QUOTE in out
    assert main(["ask", "--json", "when is it signed?"]) == 1
    assert json.loads(capsys.readouterr().out)["passages"][0]["text"] == QUOTE


def test_no_passage_at_all_says_why(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty index and a filter that lets nothing through are not the same as an unanswered question."""
    service.answer = replace(NOT_ANSWERED, hits=())
    assert main(["ask", "who"]) == 1
    assert capsys.readouterr().out == "Not in the corpus: no passage to show.\n"
    assert main(["ask", "who", "--since", "2031"]) == 1
    assert capsys.readouterr().out == "Not in the corpus: no passage passes the filters.\n"
    service.answer = replace(NOT_ANSWERED, hits=(), index=IndexState(0, "tiny@abc", 0, 0))
    assert main(["ask", "who"]) == 1
    assert capsys.readouterr().out == "Not in the corpus: the index is empty.\n"


def test_what_is_not_known_leaves_no_gap(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """Articles as people save them have no metadata; the view shows what there is."""
    bare = replace(
        HIT.citation, title=None, outlet=None, published=None, speaker=None, role=None, url=None, deep_link=None
    )
    hit = replace(HIT, citation=bare, question=None, passage=replace(PASSAGE, kind="caption"))
    service.answer = replace(ANSWER, hits=(hit,))
    main(["ask", "who"])
    assert capsys.readouterr().out == (
        f"Answered (confidence 0.91)\n\n1. ████████░░ 0.82  caption\n   {QUOTE}\n   energy/talk.md [27:75]\n"
    )


def test_control_characters_never_reach_the_reader(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """An article cannot clear the screen, forge lines or turn text around; JSON keeps it verbatim."""
    text = "a\x1b[2Jb\x9b31mc\u202ed\re\x07"
    citation = replace(HIT.citation, quote=text, title="x\x1b]0;t\x07\ny", speaker="\x1b[8mAna")
    hit = replace(HIT, passage=replace(PASSAGE, text=text), citation=citation, highlights=(), question="\x1b[1mq")
    service.answer = replace(ANSWER, hits=(hit,))
    main(["ask", "who"])
    shown = capsys.readouterr().out
    assert "   a␛[2Jb�31mc�d\n   e␇\n" in shown
    assert "   x␛]0;t␇ y\n" in shown
    assert not set(shown) & set("\x1b\x07\x9b\u202e\r")
    main(["ask", "who", "--json"])
    out = capsys.readouterr().out
    assert json.loads(out)["passages"][0]["text"] == text
    assert not set(out) & set("\x1b\x07\x9b\u202e\r")


def test_a_terminal_shows_highlights_and_wraps(service: FakeService, open_terminal: OpenTerminal) -> None:
    """The words that answer stand out, and no line is wider than the terminal."""
    terminal = open_terminal()
    service.answer = replace(ANSWER, hits=(replace(HIT, highlights=(Span(3, 9), Span(6, 17))),))
    assert main(["ask", "who"]) == 0
    assert "\x1b[1;33mexpect to sign\x1b[0m" in terminal.shown
    rows = re.sub(r"\x1b\[[0-9;]*m", "", terminal.shown).split("\n")
    assert rows[3:7] == [
        "   In reply to: When will it be signed?",
        "   [3:26]",
        "   We expect to sign in early 2026. Work",
        "   has begun.",
    ]
    links = [row for row in rows if "https://" in row]
    assert links == ["   https://example.org/talk#:~:text=We%20expect"]


def test_where_the_same_is_said_again_stands_under_the_passage(
    service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """One place for one thing said, every source named; the first five of them, JSON names them all."""
    bare = replace(HIT.citation, article_id="b.txt", title=None, outlet=None, published=None, speaker=None, start=3)
    copies = (replace(HIT.citation, article_id="2025.md", title="The year", start=100, end=148), bare)
    service.answer = replace(ANSWER, hits=(replace(HIT, also_in=copies),))
    main(["ask", "when is it signed?"])
    assert capsys.readouterr().out == PLAIN + (
        "   Also in: Ana Lima (interviewee), The Courier, 2025-12-30, The year  2025.md [100:148]\n"
        "   Also in: b.txt [3:75]\n"
    )
    service.answer = replace(ANSWER, hits=(replace(HIT, also_in=(bare,) * 7),))
    main(["ask", "when is it signed?"])
    assert capsys.readouterr().out == PLAIN + (
        "   Also in: b.txt [3:75]\n" * 5 + "   Also in 2 more (--json names them all)\n"
    )
    main(["ask", "--json", "when is it signed?"])
    [passage] = json.loads(capsys.readouterr().out)["passages"]
    assert [(one["article_id"], one["start"], one["quote"]) for one in passage["also_in"]] == [("b.txt", 3, QUOTE)] * 7


def test_words_looked_up_in_another_spelling_are_told(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """An answer to another word than the one typed must say so."""
    service.answer = replace(ANSWER, question="whan is it singed?", respelled=(Respelling(0, 4, "when"),))
    main(["ask", "whan is it singed?"])
    head, *rest = capsys.readouterr().out.splitlines()
    assert head == PLAIN.splitlines()[0]
    assert rest[0] == 'Looked up when for whan, which no passage has; put a word in "quotation marks" to keep it'
    main(["ask", "--json", "whan is it singed?"])
    assert json.loads(capsys.readouterr().out)["respelled"] == [{"start": 0, "end": 4, "word": "when"}]


def test_who_else_states_it_stands_under_the_passage(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """How many independent outlets, then each with the sentence that states it; one outlet is nothing to remark on."""
    quote = "Work goes on. Both sides expect to sign in early 2026."
    other = replace(HIT.citation, article_id="b.txt", title=None, outlet="The Herald", speaker=None, quote=quote)
    report = Report(other, Span(14, len(quote)))
    service.answer = replace(ANSWER, hits=(replace(HIT, also_reported_by=(report,), independent_outlets=2),))
    main(["ask", "when is it signed?"])
    assert capsys.readouterr().out == PLAIN + (
        "   Stated by 2 independent outlets\n"
        "   Also reported: Both sides expect to sign in early 2026.\n"
        "      — The Herald, 2025-12-30  b.txt [27:75]\n"
    )
    service.answer = replace(ANSWER, hits=(replace(HIT, also_reported_by=(report,) * 7, independent_outlets=2),))
    main(["ask", "when is it signed?"])
    shown = capsys.readouterr().out
    assert shown.count("Also reported: ") == 5
    assert shown.endswith("   Also reported by 2 more (--json names them all)\n")
    service.answer = replace(ANSWER, hits=(replace(HIT, also_reported_by=(report,) * 5, independent_outlets=2),))
    main(["ask", "when is it signed?"])
    assert "more (--json" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("attribution", "speakers", "shown"),
    [
        ("reported", ("Ana Lima", None, "Ben Okoro", "Ana Lima"), "Words of: Ana Lima [1:2] [4:5]; Ben Okoro [3:4]"),
        ("reported", (None,), None),
        ("reported", (), None),
        ("said", ("Ana Lima",), None),
    ],
)
def test_whose_words_stand_where_is_told_where_nobody_is_named_for_all(
    attribution: CitedAs, speakers: Sequence[str | None], shown: str | None
) -> None:
    """A passage of a narrative holds words of several people; those that a speaker quotes are nobody's."""
    stated = tuple(CitedStatement(at, at + 1, name, "direct") for at, name in enumerate(speakers, start=1))
    citation = replace(HIT.citation, attribution=attribution, statements=stated)
    lines = answer_lines(replace(ANSWER, hits=(replace(HIT, citation=citation),)))
    told = [item.text for item in lines if item.text.startswith("Words of: ")]
    assert told == ([shown] if shown else [])


def test_what_stands_around_a_quotation_is_shown_as_context_and_never_as_part_of_it(
    service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is quoted out of context, and nobody's words are taken for those of the quotation."""
    after = Passage(8, ARTICLE.id, 2, 80, 101, "A bridge\x1b, at\nsunset.", kind="caption")
    service.answer = replace(ANSWER, hits=(replace(HIT, before=(QUESTION_PASSAGE,), after=(after,)),))
    assert main(["ask", "--context", "1", "when is it signed?"]) == 0
    assert service.contexts == [1]
    rows = capsys.readouterr().out.splitlines()[3:8]
    assert rows == [
        "   Context before [3:26], interviewer: When will it be signed?",
        "   In reply to: When will it be signed? [3:26]",
        "   We expect to sign in early 2026. Work has begun.",
        "   Context after [80:101], caption: A bridge␛, at",
        "   sunset.",
    ]


def test_context_is_dimmed_on_a_terminal(service: FakeService, open_terminal: OpenTerminal) -> None:
    """At a glance it is not the quotation."""
    terminal = open_terminal()
    service.answer = replace(ANSWER, hits=(replace(HIT, before=(QUESTION_PASSAGE,), after=()),))
    main(["ask", "--context", "2", "who"])
    assert "\x1b[2mContext before [3:26]" in terminal.shown


def test_the_json_has_the_context_that_was_asked_for(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """Whole passages with their offsets; none where none was asked for."""
    main(["ask", "--json", "who"])
    [passage] = json.loads(capsys.readouterr().out)["passages"]
    assert passage["context"] == {"question": "When will it be signed?"}
    assert passage["citation"]["question"] == {"start": 3, "end": 26, "text": "When will it be signed?"}
    service.answer = replace(ANSWER, hits=(replace(HIT, before=(QUESTION_PASSAGE,), after=()),))
    main(["ask", "--json", "--context", "1", "who"])
    [passage] = json.loads(capsys.readouterr().out)["passages"]
    assert [(one["id"], one["start"], one["role"]) for one in passage["context"]["before"]] == [(6, 3, "interviewer")]
    assert passage["context"]["after"] == []


def test_explaining_says_for_each_word_what_satisfied_it(
    service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """Words said, words around the passage and words found nowhere; the rest of the answer stays as it is."""
    service.answer = EXPLAINED
    assert main(["ask", "--explain", "Who expects treaty signings when?"]) == 0
    assert service.explained == [True]
    assert (
        capsys.readouterr().out
        == PLAIN
        + """\
   Score 0.82: late 0.80 (coverage 0.85, proximity 0.70), lexical +0.03 (BM25 3.5), missing numbers -0.01; dense 0.60
   Who       ← speaker (0.70, 10 %)
   expects   ← expect (0.90, 30 %)
   treaty    ← nothing (0.31, 20 %)
   signings  ← sign, begun (0.83, 21 %)
   when      ← question before × 0.8 (0.48, 14 %)
"""
    )
    main(["ask", "who"])
    assert service.explained == [True, False]


def test_an_explanation_is_in_the_json(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """As over HTTP: offsets instead of colours."""
    service.answer = EXPLAINED
    main(["ask", "--explain", "--json", "Who expects treaty signings when?"])
    [passage] = json.loads(capsys.readouterr().out)["passages"]
    assert passage["explanation"]["words"][3] == {
        "start": 19,
        "end": 27,
        "weight": 0.21,
        "similarity": 0.83,
        "found": True,
        "matches": [{"start": 13, "end": 17, "similarity": 0.83}, {"start": 42, "end": 47, "similarity": 0.7}],
        "context": None,
    }


def test_a_terminal_colours_words_by_what_satisfied_them(service: FakeService, open_terminal: OpenTerminal) -> None:
    """Green is in the passage, where it is green too; cyan stands around it; red is nowhere."""
    terminal = open_terminal()
    service.answer = EXPLAINED
    main(["ask", "--explain", "Who expects treaty signings when?"])
    for words in ("32mexpects ", "36mWho     ", "1;31mtreaty  ", "32mexpect\x1b[0m\x1b[1;33m to \x1b[0m\x1b[32msign"):
        assert f"\x1b[{words}" in terminal.shown


def test_a_terminal_without_unicode_gets_plain_arrows(
    service: FakeService, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """An encoding that lacks the signs of an explanation never fails the command."""
    sys.stdout.reconfigure(encoding="ascii")  # type: ignore[union-attr]
    service.answer = EXPLAINED
    assert main(["ask", "--explain", "Who expects treaty signings when?"]) == 0
    assert b"   when      <- question before x 0.8 (0.48, 14 %)\n" in capsysbinary.readouterr().out


def test_no_color_leaves_the_words_alone(
    service: FakeService, open_terminal: OpenTerminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR is honoured on a terminal: wrapped, and no escape codes."""
    terminal = open_terminal()
    monkeypatch.setenv("NO_COLOR", "1")
    assert main(["ask", "who"]) == 0
    assert service.asked
    assert "\x1b" not in terminal.shown
    assert "   We expect to sign in early 2026. Work" in terminal.shown


def test_without_an_index_one_is_built_first(
    service: FakeService, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newcomer's first question is answered; stdout holds the answer only."""
    monkeypatch.setenv("QA_CORPUS_DIR", str(tmp_path))
    service.exists = False
    service.report = IndexReport(("a.md",), (), (), (), (("bad.md", "is empty", "write something"),), 12, 1.25)
    assert main(["ask", "when is it signed?"]) == 0
    out, err = capsys.readouterr()
    assert out == PLAIN
    assert err.splitlines() == [
        f"No index at index yet: building one from {tmp_path} first.",
        "Articles: 1 added, 0 changed, 0 removed, 0 unchanged, 1 unreadable. Passages encoded: 12. Took 1.2 s.",
        "unreadable: bad.md: is empty",
        "  next: write something",
    ]
    assert service.indexed == [[tmp_path]]
    assert service.closed == 1


def test_without_index_and_corpus_the_next_step_is_named(
    service: FakeService, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing to build from is a failure that says what to do."""
    missing = tmp_path / "none"
    monkeypatch.setenv("QA_CORPUS_DIR", str(missing))
    service.exists = False
    assert main(["ask", "who"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "error: no index at index\n"
        f"next: there is no folder {missing} to build one from either; build one with: qa index PATH\n"
    )
    assert service.indexed == []


@pytest.mark.parametrize("arguments", [[], ["who", "--from", "-"]])
def test_a_question_and_from_exclude_each_other(
    arguments: list[str], service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither and both are misuse."""
    assert main(["ask", *arguments]) == 2
    assert capsys.readouterr().err.startswith("error: give either a question or --from FILE\nnext: ")
    assert service.asked == []


@pytest.mark.parametrize("arguments", [["-k", "x", "who"], ["--min-confidence", "1.5", "who"], ["--nonsense", "who"]])
def test_options_that_cannot_be_read_are_misuse(arguments: list[str], service: FakeService) -> None:
    """Typer's own complaints have the same exit code as ours."""
    assert main(["ask", *arguments]) == 2
    assert service.asked == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_a_failure_and_not_a_traceback(start: Started) -> None:
    """What could not be written must not look like an answer."""
    with Path("/dev/full").open("wb") as full, start(["ask", "who"], stdout=full) as process:
        assert process.stderr is not None
        assert process.stderr.read().startswith(b"error: [Errno 28] No space left on device\nnext: ")
        assert process.wait(20) == 3


def test_an_empty_question_is_misuse(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """The service's refusal reaches the person with its next step."""
    assert main(["ask", ""]) == 2
    assert service.closed == 1
    assert capsys.readouterr().err == "error: the question is empty\nnext: ask something\n"


def test_bytes_that_are_no_text_are_misuse(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """An argument in another encoding is refused instead of failing deep inside the tokenizer."""
    assert main(["ask", "caf\udce9"]) == 2
    assert capsys.readouterr().err.startswith("error: the question is not valid Unicode at character 3\n")
    assert service.asked == []


def test_a_terminal_without_unicode_gets_a_plain_bar(
    service: FakeService, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """An encoding that lacks a character never fails the command."""
    sys.stdout.reconfigure(encoding="ascii")  # type: ignore[union-attr]
    assert main(["ask", "who"]) == 0
    assert service.asked
    out = capsysbinary.readouterr().out.decode("ascii")
    assert "1. ########-- 0.82\n" in out
    assert "   \\u2014 Ana Lima" in out


def test_close_names_of_an_unknown_speaker_go_to_stderr(
    service: FakeService, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer stays an honest no, and whoever typed the name learns what it may have been."""
    service.answer = replace(NOT_ANSWERED, hits=(), close_speakers=("Ana Lima",))
    assert main(["ask", "--speaker", "Anna Lyma", "when?"]) == 1
    out, err = capsys.readouterr()
    assert "no passage passes the filters" in out
    assert err == "no speaker is named 'Anna Lyma'; close to it: Ana Lima\n"
    assert service.asked[0][2] == Filters(speaker="Anna Lyma")
