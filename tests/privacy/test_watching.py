"""The watchers see what they are there to see: a check that cannot fail would show nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.privacy.watching import AuditHook, Seen, Strace, Watcher, read_calls, why_no_strace

# A datagram socket that is connected sends nothing; the address is one reserved for documentation.
OFFENDER = """
import socket, sys
from pathlib import Path
for address in (("192.0.2.7", 9), ("127.0.0.1", 53), ("127.0.0.1", 9)):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.connect(address)
with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as one:
    try:
        one.connect(("::1", 53))
    except OSError:
        pass
Path("left.txt").write_text("left")
Path("folder").mkdir()
Path(sys.executable).read_bytes()
"""


@pytest.fixture(params=[Strace, AuditHook])
def watcher(request: pytest.FixtureRequest, tmp_path: Path) -> Watcher:
    """Each of the two in turn."""
    if request.param is Strace and (why := why_no_strace()):
        pytest.skip(why)
    found: Watcher = request.param(tmp_path)
    return found


def test_a_connection_a_look_up_and_files_are_seen(watcher: Watcher, tmp_path: Path) -> None:
    """Of a process that a process started; loopback is nobody else, but its port for names asks others."""
    home = tmp_path / "home"
    home.mkdir()
    starter = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {OFFENDER!r}], check=True)"
    command, env = watcher.wrap([sys.executable, "-c", starter], dict(os.environ), cwd=home)
    subprocess.run(command, env=env, cwd=home, check=True)
    seen = watcher.seen()
    assert set(seen.reached) == {"192.0.2.7 port 9", "127.0.0.1 port 53", "::1 port 53"}
    assert seen.written_outside() == [str(home / "folder"), str(home / "left.txt")]
    assert seen.written_outside(home) == []


def test_calls_that_another_process_interrupts_are_read_whole() -> None:
    """strace writes the end of such a call on a line of its own."""
    lines = [
        '7 connect(3, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("192.0.2.1")}, 16 <unfinished ...>',
        '8 openat(AT_FDCWD</home/ana>, "kept.db", O_RDWR|O_CREAT|O_CLOEXEC, 0644 <unfinished ...>',
        "7 <... connect resumed>)           = -1 ENETUNREACH (Network is unreachable)",
        "8 <... openat resumed>)            = 4</home/ana/kept.db>",
    ]
    assert read_calls(lines) == Seen(("192.0.2.1 port 9",), ("/home/ana/kept.db",))


@pytest.mark.parametrize(
    ("call", "written"),
    [
        ('openat(5</srv/a>, "b", O_WRONLY|O_CREAT|O_EXCL, 0600) = 6</srv/a/b>', ("/srv/a/b",)),
        ('openat(AT_FDCWD</srv>, "/etc/hosts", O_RDONLY|O_CLOEXEC) = 6</etc/hosts>', ()),
        ('openat(AT_FDCWD</srv>, "/etc/hosts", O_RDWR) = -1 EACCES (Permission denied)', ()),
        ('rename("/srv/a.new", "/srv/a") = 0', ("/srv/a",)),
        ('rename("a.new", "a") = 0', ("/home/ana/a",)),
        ('renameat2(AT_FDCWD</srv>, "a.new", 3</home>, "a", RENAME_NOREPLACE) = 0', ("/home/a",)),
        ('mkdir("/srv/folder", 0777) = 0', ("/srv/folder",)),
        ('mkdir("/srv/folder", 0777) = -1 EEXIST (File exists)', ()),
        ('openat(AT_FDCWD</srv>, "say \\"hi\\".txt", O_WRONLY|O_CREAT, 0600) = 6</srv/x>', ('/srv/say \\"hi\\".txt',)),
    ],
)
def test_what_a_call_makes(call: str, written: tuple[str, ...]) -> None:
    """Reading is free, and what failed made nothing."""
    assert read_calls([f"1 {call}"], cwd=Path("/home/ana")).written == written


@pytest.mark.parametrize(
    ("sent", "reached"),
    [
        (
            'sendto(3, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.2")}, 16) = 1',
            1,
        ),
        ('sendto(3<TCP:[127.0.0.1:8000->127.0.0.1:9]>, "HTTP/1.1 200", 12, 0, NULL, 0) = 12', 0),
        ('connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No)', 0),
        (
            'connect(3, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42) = 0',
            1,
        ),
        ("connect(3<NETLINK:[ROUTE:1]>, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0", 0),
    ],
)
def test_whom_a_call_reaches(sent: str, reached: int) -> None:
    """The accounts of this machine may be asked for a user's name; its resolver may not be asked for a host's."""
    assert len(read_calls([f"1 {sent}"]).reached) == reached
