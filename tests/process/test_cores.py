"""How many cores a process may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qa.process import cores


@pytest.mark.parametrize(
    ("quota", "bound", "expected"),
    [
        ("200000 100000", 64, 2),
        ("150000 100000", 64, 2),
        ("50000 100000", 64, 1),
        ("max 100000", 64, 64),
        ("800000 100000", 4, 4),
        ("", 64, 64),
    ],
)
def test_a_containers_quota_bounds_the_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quota: str, bound: int, expected: int
) -> None:
    """Two cores of a host with 64: a thread for each of the 64 would make all of them wait."""
    (tmp_path / "cpu.max").write_text(quota)
    monkeypatch.setattr(cores, "_CGROUP_QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(bound)), raising=False)
    assert cores.cores_allowed() == expected


def test_without_quotas_or_binding_all_cores_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other systems have neither."""
    monkeypatch.setattr(cores, "_CGROUP_QUOTA", tmp_path / "missing")
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert cores.cores_allowed() == 8
