"""What the tests of the command line share: a service without an index, standard input, and a terminal."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Protocol

import pytest

import qa
from tests.cli.fakes import FakeService, as_module, as_upkeep

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches them."""
    for name in list(os.environ):
        if name.startswith("QA_") or name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> FakeService:
    """A service that every command gets instead of the real one."""
    fake = FakeService()
    for name, module in (("service", as_module(fake)), ("upkeep", as_upkeep(fake))):
        monkeypatch.setitem(sys.modules, f"qa.{name}", module)
        monkeypatch.setattr(qa, name, module, raising=False)
    return fake


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Give a command these bytes to read."""

    def give(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return give


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal and keeps what was written to it."""

    def __init__(self) -> None:
        self.kept = io.BytesIO()
        super().__init__(self.kept, encoding="utf-8", write_through=True)

    def isatty(self) -> bool:
        return True

    @property
    def shown(self) -> str:
        return self.kept.getvalue().decode()


OpenTerminal = Callable[[], Terminal]


@pytest.fixture
def open_terminal(monkeypatch: pytest.MonkeyPatch) -> OpenTerminal:
    """Make standard output a colour terminal of 40 columns, from the call on (pytest sets its own before)."""

    def open_it() -> Terminal:
        stream = Terminal()
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("COLUMNS", "40")
        return stream

    return open_it


class Started(Protocol):
    """Starts `qa` with these arguments; stdout is a pipe unless a file is given."""

    def __call__(self, arguments: Sequence[str], *, stdout: IO[bytes] | None = None) -> subprocess.Popen[bytes]: ...


@pytest.fixture
def start() -> Started:
    """Start `qa` as a process of its own, answering from a FakeService."""
    code = "import sys; from tests.cli.fakes import run_with_fake; sys.exit(run_with_fake())"

    def begin(arguments: Sequence[str], *, stdout: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments], cwd=ROOT, stdin=pipe, stdout=stdout or pipe, stderr=pipe
        )

    return begin
