"""Run first by every interpreter that has this folder on its path: notes whom Python code reaches and what it writes.

One line an event in the file that QA_GUARD_LOG names: "reached" or "written", a tab, and whom or what.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

_LOG = os.open(os.environ["QA_GUARD_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
_HERE = (None, "", "localhost", "::1", "0.0.0.0", "::")  # noqa: S104 - a name that is looked up, not one bound to
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_MADE = {"os.mkdir": 0, "os.rename": 1, "os.link": 1, "os.symlink": 1, "os.truncate": 0, "sqlite3.connect": 0}


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _reached(event: str, arguments: tuple[Any, ...]) -> str | None:
    if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host, port = _text(arguments[0]), arguments[1] if len(arguments) > 1 else None
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        host, port = _text(arguments[1][0]), arguments[1][1]
    else:
        return None
    return None if (host in _HERE or host.startswith("127.")) and port != 53 else f"{host} port {port}"


def _written(event: str, arguments: tuple[Any, ...]) -> str | None:
    if event == "open":
        path, _, flags = arguments
        wanted = isinstance(flags, int) and flags & _WRITING
    else:
        path = arguments[_MADE[event]] if event in _MADE else None
        wanted = event in _MADE
    path = _text(path)
    if not wanted or not isinstance(path, str) or path in {":memory:", ""}:
        return None
    # SQLite's addresses of files: an index that is only read is opened by one.
    return None if path.startswith("file:") and "mode=ro" in path else str(Path(path.removeprefix("file:")).absolute())


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    for kind, found in (("reached", _reached(event, arguments)), ("written", _written(event, arguments))):
        if found is not None:
            os.write(_LOG, f"{kind}\t{found}\n".encode("utf-8", "replace"))


sys.addaudithook(_note)
