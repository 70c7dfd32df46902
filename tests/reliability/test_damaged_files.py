"""Every file of an index damaged in turn: noticed, rebuilt or refused with the next step; never a wrong passage."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.reliability.damage import damages

ROOT = Path(__file__).parents[2]
CASES = 300


@pytest.mark.slow
def test_no_damage_to_any_file_gives_a_wrong_passage_or_ends_the_process(bundled_index: Path, tmp_path: Path) -> None:
    """A disk that fails, a copy that stopped, a sync tool that merged: the answer is right, or an honest error.

    Derived files are rebuilt on the way to the answer; the archive is the record, and what cannot be read of it is
    said with the command that goes on from there.
    """
    cases = list(damages(bundled_index, each=14, archive=110, seed=20261))
    assert len(cases) >= CASES
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.damage_worker", bundled_index, ROOT / "corpus", tmp_path / "copy"],
        cwd=ROOT,
        input="".join(json.dumps(asdict(case)) + "\n" for case in cases),
        capture_output=True,
        text=True,
        timeout=290,
    )
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, f"died at {cases[len(reports)] if len(reports) < len(cases) else None}: {done.stderr}"
    assert len(reports) == len(cases)
    for report in reports:
        assert report["asked"] in {"the same", "refused"}, report
        assert report["asked"] != "refused" or (report["error"] and report["next"]), report
        assert report["asked"] != "refused" or report["found"], f"doctor sees nothing: {report}"
        assert all(report["steps"] if report["found"] else [True]), f"doctor names no next step: {report}"
        assert report.get("after", "the same") == "the same", report
    told = Counter(report["asked"] for report in reports)
    assert told["the same"] >= CASES // 2, told
    assert told["refused"] >= 20, told
