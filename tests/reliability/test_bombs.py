"""Bombs and giants: each is refused or read within bounds of time and memory, and the file beside it is read."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability.bombs import BOMBS, MEGABYTE, backup_bomb

ROOT = Path(__file__).parents[2]
MOST_SECONDS = 120.0  # on the slowest machine; where it was measured the longest took 7
MEMORY = 3 << 30


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_its_own_line_and_nothing_else(name: str) -> None:
    """The process has 3 GiB; one that asks for more, or does not come to an end, would end a run over thousands."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.bomb_worker", name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    bomb, fine = json.loads(done.stdout)["came"]
    assert fine == {"source": "fine.txt", "passages": 1}
    if name == "subtitles for days":
        assert bomb["passages"] >= 1
        return
    assert "MemoryError" not in bomb["reason"]
    assert bomb["reason"]
    assert bomb["next"]


@pytest.mark.slow
@pytest.mark.parametrize("told", [4, 1 << 30])
def test_a_backup_that_unpacks_to_gigabytes_is_refused(told: int, tmp_path: Path) -> None:
    """A gigabyte in one megabyte, announced or not; nothing of it stays on the disk, the index as it was."""
    bomb = tmp_path / "bomb.tgz"
    bomb.write_bytes(backup_bomb(1 << 30, told=told))
    assert bomb.stat().st_size < 2 * MEGABYTE
    done = subprocess.run(
        [sys.executable, "-m", "qa", "restore", bomb, "--index", tmp_path / "index"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        preexec_fn=_limited,
    )
    assert done.returncode == 3, done.stderr
    assert "error: " in done.stderr
    assert "next: " in done.stderr
    assert "unexpected" not in done.stderr
    assert not (tmp_path / "index" / "archive.sqlite3").exists()
    assert list(tmp_path.rglob("restoring-*")) == []


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 * MEGABYTE, 256 * MEGABYTE))
