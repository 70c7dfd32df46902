"""What `qa serve` listens on, and what it says."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from types import ModuleType

import pytest

from qa.cli.commands.serve import address, bind
from qa.cli.main import main
from qa.settings import Settings
from qa.web.server import check_server
from tests.cli.fakes import FakeService


class Served:
    """What the server was started with."""

    def __init__(self) -> None:
        self.settings: Settings | None = None
        self.port = 0
        self.interrupted = False

    def run(self, settings: Settings, listening: socket.socket) -> None:
        self.settings = settings
        self.port = listening.getsockname()[1]
        if self.interrupted:
            raise KeyboardInterrupt


@pytest.fixture
def served(service: FakeService, monkeypatch: pytest.MonkeyPatch) -> Served:
    """A server that ends at once and remembers what it was started with."""
    assert service.exists
    noted = Served()
    module = ModuleType("qa.web.server")
    vars(module).update(run_server=noted.run, check_server=check_server)
    monkeypatch.setitem(sys.modules, "qa.web.server", module)
    return noted


def test_the_address_is_said_and_served(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    """Port 0 takes a free port, and the person learns which."""
    assert main(["serve", "--port", "0", "--index", "there"]) == 0
    assert served.port > 0
    assert capsys.readouterr() == ("", f"Listening on http://127.0.0.1:{served.port} (Ctrl-C ends it)\n")
    assert served.settings is not None
    assert served.settings.index_dir == Path("there")


def test_ctrl_c_is_how_it_ends(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    """Stopping a server is no failure."""
    served.interrupted = True
    assert main(["serve", "--port", "0"]) == 0
    assert capsys.readouterr().err.endswith("stopped\n")


def test_a_missing_index_is_said_at_the_start(
    service: FakeService, served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server starts all the same: an index built later is picked up."""
    service.exists = False
    assert main(["serve", "--port", "0"]) == 0
    assert served.port > 0
    assert capsys.readouterr().err.startswith(
        "No index at index yet: questions fail until there is one: qa index PATH\n"
    )


def test_a_port_in_use_is_a_failure(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    """Said before anything is loaded, with the way out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        f"error: cannot listen on 127.0.0.1 port {port}: Address already in use\n"
        "next: choose another with --port, or --port 0 for a free one\n"
    )
    assert served.settings is None


@pytest.mark.parametrize("arguments", [["--port", "70000"], ["--port", "x"], ["--host", "no such host"]])
def test_an_address_that_is_none_is_misuse(arguments: list[str], served: Served) -> None:
    """Out of bounds, not a number, not a host."""
    assert main(["serve", *arguments]) == 2
    assert served.settings is None


def test_an_ipv6_address_is_written_in_brackets() -> None:
    """The link in the terminal must open."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert address("::1", listening) == f"http://[::1]:{port}"
        assert address("localhost", listening) == f"http://localhost:{port}"


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - refused, not listened on
def test_an_address_others_reach_wants_a_key_or_the_word(
    host: str, served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody opens an archive to the network by changing an address alone."""
    assert main(["serve", "--port", "0", "--host", host]) == 2
    assert capsys.readouterr().err == (
        f"error: host {host} can be reached from other machines, and there is no key\n"
        "next: set QA_READ_KEYS, or say --public if anybody may read the archive\n"
    )
    assert served.settings is None


def test_public_or_a_key_is_enough(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either is said on purpose."""
    assert main(["serve", "--port", "0", "--host", "0.0.0.0", "--public"]) == 0  # noqa: S104
    assert served.settings is not None
    assert served.settings.public
    monkeypatch.setenv("QA_WRITE_KEYS", "0123456789abcdef")
    assert main(["serve", "--port", "0", "--host", "0.0.0.0"]) == 0  # noqa: S104
    assert not served.settings.public


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("QA_READ_KEYS", "short", "number 1 of read_keys has 5 characters, fewer than 16"),
        ("QA_WRITE_KEYS", "0123456789abcdef,sha256:12", "number 2 of write_keys is no SHA-256 digest"),
        ("QA_TRUSTED_PROXIES", "nginx", "trusted_proxies cannot hold 'nginx'"),
    ],
)
def test_a_setting_of_access_that_is_none_is_said_at_the_start(
    name: str,
    value: str,
    message: str,
    served: Served,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Not at the first request, and without the key itself."""
    monkeypatch.setenv(name, value)
    assert main(["serve", "--port", "0"]) == 2
    assert capsys.readouterr().err.startswith(f"error: {message}\n")
    assert served.settings is None


def test_a_folder_is_followed_when_told(served: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Named or that of the settings; a folder alone is a command half said."""
    assert main(["serve", "--port", "0", "--watch", str(tmp_path), "--workers", "2"]) == 0
    assert served.settings is not None
    assert (served.settings.watch, served.settings.corpus_dir, served.settings.workers) == (True, tmp_path, 2)
    assert main(["serve", "--port", "0", "--watch"]) == 0
    assert (served.settings.watch, served.settings.corpus_dir) == (True, Path("corpus"))
    assert main(["serve", "--port", "0", str(tmp_path)]) == 2
    assert f"next: follow it with: qa serve --watch {tmp_path}" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_answers_are_sent_at_once(host: str) -> None:
    """Otherwise the second packet of each waits 40 ms for the client; asyncio asks the socket whether it is TCP."""
    with bind(Settings(host=host, port=0)) as listening, socket.create_connection(listening.getsockname()[:2]):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.proto == socket.IPPROTO_TCP
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
