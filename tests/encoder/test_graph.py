"""How a graph is run, and what the processor is good at."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest

from qa.encoder import graph
from qa.errors import ModelUnavailable


@pytest.mark.parametrize(
    ("machine", "system", "features", "fast"),
    [
        ("x86_64", "linux", "flags\t\t: fpu sse4_2 avx avx2 fma", True),
        ("x86_64", "linux", "flags\t\t: fpu sse4_2 avx", False),
        ("x86_64", "darwin", None, False),
        ("aarch64", "linux", "Features\t: fp asimd crc32 asimddp", True),
        ("aarch64", "linux", "Features\t: fp asimd crc32", False),
        ("arm64", "darwin", None, True),
    ],
)
def test_bytes_are_multiplied_only_where_the_processor_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: str, system: str, features: str | None, fast: bool
) -> None:
    """Elsewhere they would be turned back into floats at every question."""
    if features is not None:
        (tmp_path / "cpuinfo").write_text(f"processor\t: 0\n{features}\n\nprocessor\t: 1\n{features}\n")
    monkeypatch.setattr(graph, "_PROCESSOR", tmp_path / "cpuinfo")
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(sys, "platform", system)
    assert graph.multiplies_bytes_fast.__wrapped__() == fast


def test_what_is_no_graph_is_named(tmp_path: Path) -> None:
    """The library's own error says neither which file nor what to do."""
    (tmp_path / "graph.onnx").write_bytes(b"not a graph")
    with pytest.raises(ModelUnavailable, match=str(tmp_path / "graph.onnx")):
        graph.Graph(tmp_path / "graph.onnx")
