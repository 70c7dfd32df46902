"""What `qa index` reads, shows and returns."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from qa.cli.main import main
from qa.cli.progress import index_progress
from qa.errors import IndexBusy
from qa.reports import IndexProgress, IndexReport
from tests.cli.conftest import Terminal
from tests.cli.fakes import REPORT, FakeService

UNREADABLE = replace(
    REPORT, unreadable=(("bad.md", "is empty", "write something"), ("x.pdf", "has no text layer", "run OCR on it"))
)


def step(articles: int, seconds: float) -> IndexProgress:
    """Return progress with ten passages an article, of 40 articles."""
    return IndexProgress(f"{articles}.md", articles, total=40, passages=articles * 10, seconds=seconds)


def test_the_report_names_what_changed(
    service: FakeService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The summary is the result, on stdout; all read is exit code 0."""
    assert main(["index", str(tmp_path)]) == 0
    assert capsys.readouterr() == (
        "Articles: 1 added, 1 changed, 1 removed, 2 unchanged, 0 unreadable. Passages encoded: 12. Took 1.2 s.\n"
        "added: a.md\nchanged: b.md\nremoved: gone.md\n",
        "",
    )
    assert service.indexed == [[tmp_path]]
    assert service.closed == 1


def test_unreadable_inputs_are_named_and_change_the_exit_code(
    service: FakeService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are in the index; a script still notices."""
    service.report = UNREADABLE
    assert main(["index", str(tmp_path)]) == 3
    out, err = capsys.readouterr()
    assert "2 unreadable" in out
    assert err == (
        "unreadable: bad.md: is empty\n  next: write something\n"
        "unreadable: x.pdf: has no text layer\n  next: run OCR on it\n"
    )


def test_the_report_as_json(service: FakeService, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Programs get every id and every reason."""
    service.report = UNREADABLE
    assert main(["index", str(tmp_path), "--json"]) == 3
    assert json.loads(capsys.readouterr().out) == {
        "added": ["a.md"],
        "changed": ["b.md"],
        "removed": ["gone.md"],
        "unchanged": ["c.md", "d.md"],
        "unreadable": [
            {"source": "bad.md", "reason": "is empty", "next_step": "write something"},
            {"source": "x.pdf", "reason": "has no text layer", "next_step": "run OCR on it"},
        ],
        "passages": 12,
        "seconds": 1.25,
    }


def test_a_long_list_of_articles_is_cut(
    service: FakeService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A first run over thousands of articles does not scroll its summary away."""
    service.report = IndexReport(tuple(f"{n}.md" for n in range(22)), (), (), (), (), 40, 1.0)
    main(["index", str(tmp_path)])
    rows = capsys.readouterr().out.splitlines()
    assert rows[20:] == ["added: 19.md", "added: and 2 more (--json names them all)"]


def test_without_a_path_the_corpus_folder_is_read(
    service: FakeService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The setting corpus_dir says which."""
    monkeypatch.setenv("QA_CORPUS_DIR", str(tmp_path))
    assert main(["index"]) == 0
    assert service.indexed == [[tmp_path]]


def test_a_path_that_is_not_there_is_misuse(
    service: FakeService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A misspelt folder must not look like a folder whose articles all vanished."""
    missing = tmp_path / "intervews"
    assert main(["index", str(tmp_path), str(missing)]) == 2
    assert capsys.readouterr().err.startswith(f"error: there is no file or folder {missing}\nnext: ")
    assert service.indexed == []


def test_the_device_is_that_of_this_run(
    service: FakeService, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option stands above the environment, and stands in the command to go on with."""
    monkeypatch.setenv("QA_DEVICE", "mps")
    main(["index", str(tmp_path)])
    assert service.settings.device == "mps"
    service.failure = KeyboardInterrupt()
    main(["index", str(tmp_path), "--device", "cuda"])
    assert service.settings.device == "cuda"
    assert capsys.readouterr().err.endswith(f"run: qa index {tmp_path} --device cuda\n")


def test_another_writer_is_a_failure(service: FakeService, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The service's errors keep their words."""
    service.failure = IndexBusy(Path("index"))
    assert main(["index", str(tmp_path)]) == 3
    assert capsys.readouterr().err == (
        "error: another process is writing to index\nnext: wait for it to end, then try again\n"
    )


def test_an_interrupt_says_what_is_kept_and_how_to_go_on(
    service: FakeService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing that was committed is lost, and the person knows."""
    folder = tmp_path / "my interviews"
    folder.mkdir()
    service.steps = (step(1, 0.5), step(2, 1.0))
    service.failure = KeyboardInterrupt()
    assert main(["index", str(folder), "--index", "there"]) == 130
    assert capsys.readouterr() == (
        "",
        "interrupted: 2 of 40 inputs are done and kept\n"
        f"next: to go on from there, run: qa index '{folder}' --index there\n",
    )
    assert service.closed == 1


def test_a_log_gets_a_line_now_and_then(
    service: FakeService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rate and time left, without a line for each article."""
    service.steps = (step(1, 0.5), step(20, 10.0), step(21, 15.0), step(30, 20.0))
    main(["index", str(tmp_path)])
    assert capsys.readouterr().err.splitlines() == [
        "20/40 articles, 200 passages, 20 passages/s, about 10 s left",
        "30/40 articles, 300 passages, 15 passages/s, about 7 s left",
    ]


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar shows how many of how many, the rate, and goes away at the end."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with index_progress() as show_step:
        show_step(step(20, 10.0))
    assert "20/40" in terminal.shown
    assert "20 passages/s" in terminal.shown
    assert terminal.shown.endswith("\x1b[2K")
