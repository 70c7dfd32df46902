"""Processes under watch: whom they try to reach, and what they write where.

Two watchers tell the same two things. strace sees every system call of a process and of all that it starts; it needs
Linux. The other is an audit hook of Python's: it runs anywhere, but does not see
what compiled libraries do by themselves.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

GUARD = Path(__file__).parent / "guard"
REQUIRED = "QA_REQUIRE_STRACE"  # CI sets it, so that this is never skipped there
_CALLS = (
    *("connect", "sendto", "sendmsg", "sendmmsg"),
    *("open", "openat", "creat", "mkdir", "mkdirat", "link", "linkat", "symlink", "symlinkat", "mknod", "mknodat"),
    *("rename", "renameat", "renameat2", "truncate"),
)
# Answers about names come from port 53, also where a resolver on this machine passes them on, or through its socket.
_DNS_PORT = "53"
_RESOLVERS = ("systemd/resolve", "mDNSResponder", "avahi")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a watched process did.

    Attributes:
        reached: addresses and names that it tried to reach, loopback left out; a try that failed is one, too.
        written: absolute paths that it made or opened for writing; a try that failed is none.
    """

    reached: tuple[str, ...]
    written: tuple[str, ...]

    def written_outside(self, *allowed: Path) -> list[str]:
        """Return what was written that lies in none of `allowed`, is no device, and no compiled form of a module."""
        return sorted({path for path in self.written if not _is_within(path, allowed)})


def _is_within(path: str, allowed: Iterable[Path]) -> bool:
    if path.startswith(("/dev/", "/proc/self/")) or "/__pycache__/" in path or path.endswith("/__pycache__"):
        return True
    return any(path == str(place) or path.startswith(f"{place}/") for place in allowed)


class Watcher(Protocol):
    """Has a command run under watch, and says afterwards what was seen."""

    def wrap(self, command: Sequence[str], env: dict[str, str], *, cwd: Path) -> tuple[list[str], dict[str, str]]:
        """Return the command and the environment to start instead."""

    def seen(self) -> Seen:
        """Return what the command and its children did, once they have ended."""


class Strace:
    """System calls, read from strace's log."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "strace.log"
        self._cwd = folder

    def wrap(self, command: Sequence[str], env: dict[str, str], *, cwd: Path) -> tuple[list[str], dict[str, str]]:
        """Put strace before the command; descriptors are written with their paths, strings whole."""
        self._cwd = cwd
        options = ["-f", "--seccomp-bpf", "-qq", "-y", "-s", "4096", "-e", f"trace={','.join(_known_calls())}"]
        return ["strace", *options, "-e", "signal=none", "-o", str(self._log), *command], env

    def seen(self) -> Seen:
        """Read the log."""
        return read_calls(self._log.read_text(encoding="utf-8", errors="replace").splitlines(), cwd=self._cwd)


class AuditHook:
    """Events of Python's audit hooks, from a sitecustomize.py that every interpreter started there runs first."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "audit.log"

    def wrap(self, command: Sequence[str], env: dict[str, str], *, cwd: Path) -> tuple[list[str], dict[str, str]]:
        """Put the guard on the path that modules are found on; it gives whole paths by itself, wherever that is."""
        del cwd
        path = os.pathsep.join([str(GUARD), *filter(None, [env.get("PYTHONPATH")])])
        return list(command), {**env, "PYTHONPATH": path, "QA_GUARD_LOG": str(self._log)}

    def seen(self) -> Seen:
        """Read the log: a line is "reached" or "written", a tab, and whom or what."""
        lines = [line.partition("\t") for line in self._log.read_text(encoding="utf-8").splitlines()]
        return Seen(*(tuple(what for kind, _, what in lines if kind == wanted) for wanted in ("reached", "written")))


@cache
def why_no_strace() -> str | None:
    """Return why strace cannot watch here, or None where it can."""
    if shutil.which("strace") is None:
        return "no strace here; on Debian: apt-get install strace"
    tried = subprocess.run(["strace", "-f", "--seccomp-bpf", "-qq", "true"], capture_output=True, text=True)
    return None if tried.returncode == 0 else f"strace may not watch here: {tried.stderr.strip()[-200:]}"


@cache
def _known_calls() -> tuple[str, ...]:
    # Which of them a processor has differs: arm64 knows no open, only openat.
    def is_known(call: str) -> bool:
        return subprocess.run(["strace", "-e", f"trace={call}", "true"], capture_output=True).returncode == 0

    return tuple(call for call in _CALLS if is_known(call))


def read_calls(lines: Iterable[str], *, cwd: Path = Path("/")) -> Seen:
    """Read strace's lines, with descriptors decoded (-y) and one process's lines mixed with another's (-f).

    `cwd` is where the processes run, for calls that take a path alone.
    """
    reached: list[str] = []
    written: list[str] = []
    for line in _joined(lines):
        call = re.match(r"(\w+)\((.*)\)\s+= (.*)$", line)
        if call is None:
            continue
        name, arguments, result = call.groups()
        if name in {"connect", "sendto", "sendmsg", "sendmmsg"}:
            reached += [address for address in _addresses(arguments) if not _is_loopback(address)]
        elif not result.startswith("-1"):
            written += _written(name, arguments, cwd)
    return Seen(tuple(reached), tuple(written))


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Yield calls without their process, those whole that another process's lines interrupt."""
    begun: dict[str, str] = {}
    for line in lines:
        process, _, rest = line.partition(" ")
        rest = rest.lstrip()
        if rest.endswith("<unfinished ...>"):
            begun[process] = rest.removesuffix("<unfinished ...>")
        elif resumed := re.match(r"<\.\.\. \w+ resumed>(.*)$", rest):
            yield begun.pop(process, "") + resumed[1]
        else:
            yield rest


def _addresses(arguments: str) -> Iterator[str]:
    for pattern in (
        r'sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)',
        r'sin6_port=htons\((\d+)\), .*?inet_pton\(AF_INET6, "([^"]+)"',
        r'()sun_path=@?"([^"]+)"',
    ):
        yield from (f"{address} port {port}" if port else address for port, address in re.findall(pattern, arguments))


def _is_loopback(address: str) -> bool:
    if " port " not in address:  # a socket of this machine's
        return not any(resolver in address for resolver in _RESOLVERS)
    host, port = address.split(" port ")
    return port != _DNS_PORT and (host.startswith("127.") or host in {"::1", "::ffff:127.0.0.1"})


def _written(name: str, arguments: str, cwd: Path) -> Iterator[str]:
    strings = re.findall(r'(?:(AT_FDCWD|\d+)?<([^>]*)>, )?"((?:[^"\\]|\\.)*)"', arguments)
    paths = [str(Path(folder or cwd, path)) for _, folder, path in strings]
    if name in {"open", "openat"}:
        if re.search(r"\bO_(WRONLY|RDWR|CREAT|TRUNC|APPEND)\b", arguments):
            yield from paths[:1]
    elif name in {"rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"}:
        yield from paths[-1:]  # what is there afterwards
    else:
        yield from paths[:1]
