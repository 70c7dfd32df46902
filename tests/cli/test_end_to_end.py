"""The commands with real parts: articles, archive, derived indexes and server; words instead of a model."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa.cli.main import main
from tests.bag_encoder import BagEncoder
from tests.cli.conftest import ROOT

BRIDGE = """\
---
title: A talk about the bridge
outlet: The Courier
published: 2025-03-02
url: https://example.org/bridge
---
The new bridge will open in May 2026. The old ferry stops on the same day.
"""
MUSIC = "The orchestra rehearses in the old harbour hall. Its conductor plays the violin and collects stamps.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus of two articles, an index that does not exist yet, and an encoder without weights."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "bridge.md").write_text(BRIDGE, encoding="utf-8")
    (corpus / "music.txt").write_text(MUSIC, encoding="utf-8")
    monkeypatch.setenv("QA_CORPUS_DIR", str(corpus))
    monkeypatch.setenv("QA_INDEX_DIR", str(tmp_path / "index"))
    monkeypatch.setattr("qa.encoder.onnx_encoder.open_encoder", lambda _: BagEncoder())
    return corpus


Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command with --json; return its exit code, what it printed, and stderr."""

    def run_it(*arguments: str) -> tuple[int, Any, str]:
        code = main([*arguments, "--json"])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out.count("\n") == 1 else out, err

    return run_it


def test_the_first_question_builds_the_index_and_is_answered(folder: Path, run: Run) -> None:
    """From a folder to a citation that holds in the file itself."""
    code, answer, err = run("ask", "when will the new bridge open", "--min-confidence", "0")
    assert code == 0
    assert err.startswith("No index at ")
    citation = answer["passages"][0]["citation"]
    text = (folder / "bridge.md").read_text(encoding="utf-8")
    assert citation["article_id"] == "bridge.md"
    assert text[citation["start"] : citation["end"]] == citation["quote"] == answer["passages"][0]["text"]
    assert "May 2026" in citation["quote"]
    assert (citation["title"], citation["outlet"], citation["published"]) == (
        "A talk about the bridge",
        "The Courier",
        "2025-03-02",
    )
    code, again, err = run("ask", "when will the new bridge open", "--min-confidence", "0")
    assert (code, err) == (0, "")
    assert {**again, "took_ms": 0} == {**answer, "took_ms": 0}


def test_below_the_asked_confidence_it_is_not_in_the_corpus(folder: Path, run: Run) -> None:
    """The nearest passages are there all the same."""
    assert folder.is_dir()
    code, answer, _ = run("ask", "when will the new bridge open", "--min-confidence", "1")
    assert code == 1
    assert answer["answerable"] is False
    assert answer["passages"][0]["citation"]["article_id"] == "bridge.md"


def test_filters_choose_the_articles(folder: Path, run: Run) -> None:
    """By id and by date; an article without a date matches no date."""
    assert folder.is_dir()

    def found(*options: str) -> set[str]:
        _, answer, _ = run("ask", "the old bridge", *options)
        return {passage["citation"]["article_id"] for passage in answer["passages"]}

    assert found() == {"bridge.md", "music.txt"}
    assert found("--article", "music.txt") == {"music.txt"}
    assert found("--outlet", "the courier") == {"bridge.md"}
    assert found("--since", "2025", "--until", "2025-03") == {"bridge.md"}
    assert found("--since", "2026") == set()
    assert run("ask", "the old bridge", "--since", "soon")[0] == 2


def test_indexing_again_follows_the_folder(folder: Path, run: Run) -> None:
    """Unchanged, changed, added, vanished and unreadable each have their place and the exit code tells."""
    assert run("index")[0] == 0
    (folder / "music.txt").unlink()
    (folder / "bridge.md").write_text(BRIDGE.replace("May 2026", "June 2027"), encoding="utf-8")
    (folder / "new.txt").write_text("A third article about gardens and their gates.\n", encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    code, report, err = run("index")
    assert code == 3
    assert (report["added"], report["changed"], report["removed"]) == (["new.txt"], ["bridge.md"], ["music.txt"])
    assert [Path(item["source"]).name for item in report["unreadable"]] == ["empty.txt"]
    assert "empty.txt" in err
    _, answer, _ = run("ask", "when will the new bridge open")
    assert "June 2027" in answer["passages"][0]["text"]


def test_list_show_and_remove_agree(folder: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """What is listed can be shown, its passages are slices of its text, and removed it is gone."""
    run("index")
    assert main(["list"]) == 0
    ids = [row.split("\t")[0] for row in capsys.readouterr().out.splitlines()]
    assert ids == ["bridge.md", "music.txt"]
    _, shown, _ = run("show", "bridge.md")
    assert shown["text"] == (folder / "bridge.md").read_text(encoding="utf-8")
    assert shown["passages"]
    assert all(shown["text"][p["start"] : p["end"]] == p["text"] for p in shown["passages"])
    assert main(["show", "bridge.md"]) == 0
    assert "May 2026" in capsys.readouterr().out
    assert main(["remove", "bridge.md"]) == 0
    assert main(["remove", "bridge.md"]) == 2
    capsys.readouterr()
    assert run("list")[1]["id"] == "music.txt"
    assert run("info")[1]["state"]["articles"] == 1


def test_many_questions_over_one_index(folder: Path, run: Run, tmp_path: Path) -> None:
    """Ids come back in order, each with the nearest article first."""
    assert folder.is_dir()
    questions = tmp_path / "questions.jsonl"
    questions.write_text(
        '{"id": 1, "text": "violin of the conductor"}\n{"id": 2, "text": ""}\nwhen does the ferry stop\n'
    )
    code, out, _ = run("ask", "--from", str(questions))
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 3
    assert [answer.get("id") for answer in answers] == [1, 2, None]
    assert answers[1]["error"]["code"] == "invalid-question"
    assert [answers[n]["passages"][0]["citation"]["article_id"] for n in (0, 2)] == ["music.txt", "bridge.md"]


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a process that works on its own index."""
    return {**os.environ, "QA_INDEX_DIR": str(folder / "index"), "QA_CORPUS_DIR": str(ROOT / "corpus")}


@pytest.mark.slow
def test_a_newcomers_first_commands_with_the_real_model(tmp_path: Path) -> None:
    """The bundled corpus answers the README's question; asking it again imports no torch."""
    question = "when is Ninh Thuan 1 expected to be signed?"
    first = subprocess.run(
        [sys.executable, "-m", "qa", "ask", question],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert first.returncode == 0, first.stderr
    assert "early 2026" in first.stdout
    code = (
        "import sys; from qa.cli.main import main; code = main(sys.argv[1:]); "
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'trafilatura', 'pydantic', 'fastapi', 'rich'}; "
        "sys.stderr.write(' '.join(sorted(heavy & set(sys.modules)))); sys.exit(code)"
    )
    again = subprocess.run(
        [sys.executable, "-c", code, "ask", question],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert (again.returncode, again.stderr, again.stdout) == (0, "", first.stdout)


@pytest.mark.slow
def test_the_server_answers_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    """The address on stderr is where /health answers, even before there is an index."""
    command = (
        "import signal, sys; from qa.cli.main import main; signal.signal(signal.SIGINT, signal.default_int_handler)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", f"{command}; sys.exit(main(sys.argv[1:]))", "serve", "--port", "0"],
        cwd=ROOT,
        env=environment(tmp_path),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("No index at ")
        said = process.stderr.readline()
        address = said.split()[2]
        with urllib.request.urlopen(f"{address}/health", timeout=60) as response:  # noqa: S310 - our own server
            assert response.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stderr.read().endswith("stopped\n")
