"""The command itself: help, version, completion, and what it takes to start it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from qa import __version__
from qa.cli.main import main
from tests.cli.conftest import ROOT
from tests.cli.fakes import FakeService

COMMANDS = (
    "index",
    "add",
    "ask",
    "timeline",
    "verify",
    "serve",
    "mcp",
    "list",
    "show",
    "edit",
    "remove",
    "info",
    "doctor",
    "backup",
    "restore",
    "settings",
    "eval",
)

HEAVY = {
    *("torch", "transformers", "sentence_transformers", "onnx", "onnxruntime", "tokenizers", "numpy"),
    *("faiss", "tantivy", "sqlite3", "trafilatura", "sentencex", "yaml"),
    *("fastapi", "uvicorn", "pydantic", "rich"),
}

STARTED = """
import sys
from qa.cli.main import main
code = main(sys.argv[1:])
print(*sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """The first thing a newcomer types."""
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert [row.split()[0] for row in out.split("Commands:")[1].split("Examples:")[0].split("\n") if row.strip()] == [
        *COMMANDS
    ]
    assert "--install-completion" in out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each example is a line of its own that starts with the command."""
    assert main([command, "--help"]) == 0
    out = capsys.readouterr().out
    shown = out.split("Examples:\n")[1].strip().splitlines()
    assert shown
    assert all(f"qa {command}" in row for row in shown)
    assert "--index DIR" in out


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["--version"], ["ask"], ["--nonsense"]])
def test_nothing_heavy_is_imported_before_it_is_needed(arguments: Sequence[str]) -> None:
    """Help, completion and mistakes answer at once; heavy imports belong into the commands."""
    done = subprocess.run([sys.executable, "-c", STARTED, *arguments], cwd=ROOT, capture_output=True, text=True)
    loaded = set(done.stderr.splitlines()[-1].split())
    assert "typer" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """The version of the package."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"qa {__version__}\n"


def test_no_command_shows_the_help_and_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    """A script that forgot the command must not succeed."""
    assert main([]) == 2
    assert "Usage: qa [OPTIONS] COMMAND" in "".join(capsys.readouterr())


@pytest.mark.parametrize("arguments", [["--nonsense"], ["frobnicate"], ["show"]])
def test_what_cannot_be_parsed_is_misuse(arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Complaints go to stderr."""
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Usage: qa" in err


def test_a_setting_that_cannot_be_read_is_misuse(
    service: FakeService, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The environment is input too."""
    monkeypatch.setenv("QA_TOP_K", "many")
    assert main(["ask", "who"]) == 2
    assert capsys.readouterr().err == "error: top_k cannot be 'many'\nnext: give QA_TOP_K a whole number\n"
    assert service.asked == []


def test_an_unexpected_failure_is_exit_code_3(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """A defect is no misuse, and not "not in the corpus"."""
    service.failure = ZeroDivisionError("division by zero")
    assert main(["info"]) == 3
    assert capsys.readouterr().err.startswith("error: unexpected ZeroDivisionError: division by zero\nnext: ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_offered(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The script that a shell sources calls back this command."""
    assert main(["--show-completion", shell]) == 0
    assert "_QA_COMPLETE" in capsys.readouterr().out
    asked = {**os.environ, "_QA_COMPLETE": "complete_bash", "COMP_WORDS": "qa do", "COMP_CWORD": "1"}
    done = subprocess.run([sys.executable, "-m", "qa"], cwd=ROOT, env=asked, capture_output=True, text=True)
    assert done.stdout.split() == ["doctor"]


def test_the_package_can_be_run() -> None:
    """`python -m qa` is the same command."""
    done = subprocess.run([sys.executable, "-m", "qa", "--version"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"qa {__version__}\n")
