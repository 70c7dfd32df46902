"""One heap for all threads of a server."""

from __future__ import annotations

import sys

_M_ARENA_MAX = -8  # glibc's malloc.h


def share_one_heap() -> bool:
    """Let all threads take memory from one heap; return whether that was possible (glibc only).

    Otherwise each thread gets a heap of its own and what one frees no other uses: a server that had answered 900
    questions in three threads held 316 MB so, and 278 MB with one heap. To be called before threads start.
    """
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and mallopt(_M_ARENA_MAX, 1) == 1
