"""The heap is shared where the C library can, and nothing happens elsewhere."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from qa.web import heap

# Eight threads hold a little each; glibc tells in malloc_info how many heaps they took it from.
COUNT_HEAPS = """
import ctypes, sys, tempfile, threading
from qa.web.heap import share_one_heap
if sys.argv[1] == "shared":
    assert share_one_heap()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
together = threading.Barrier(9)
def hold():
    library.malloc(5000)
    together.wait()
    together.wait()
for _ in range(8):
    threading.Thread(target=hold).start()
together.wait()
library.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as file:
    stream = ctypes.c_void_p(library.fopen(file.name.encode(), b"w"))
    library.malloc_info(0, stream)
    library.fclose(stream)
    print(file.read().count(b"<heap nr="))
together.wait()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has this choice")
def test_threads_take_memory_from_one_heap() -> None:
    """Memory that one thread freed serves the next one's question."""
    heaps = [
        int(subprocess.run([sys.executable, "-c", COUNT_HEAPS, way], capture_output=True, text=True, check=True).stdout)
        for way in ("shared", "apart")
    ]
    assert heaps[0] == 1
    assert heaps[1] > 1


def test_elsewhere_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS has heaps of another kind."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not heap.share_one_heap()
