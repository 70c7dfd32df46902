"""`qa add`: files and pages into a real index, one by one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import qa.encoder.onnx_encoder
from qa.cli.main import main
from tests.bag_encoder import BagEncoder


@pytest.fixture(autouse=True)
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(qa.encoder.onnx_encoder, "open_encoder", lambda _: BagEncoder())
    monkeypatch.setenv("QA_INDEX_DIR", str(tmp_path / "index"))
    return tmp_path / "index"


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html><body><article><p>The keeper repairs the lighthouse.</p></article></body></html>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it overrides
        """Keep the test's output clean."""


@pytest.fixture
def page() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"127.0.0.1:{server.server_port}/talk"
        server.shutdown()
        thread.join()


def test_files_are_added_and_nothing_is_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unlike `qa index`, which brings a whole folder in line."""
    for name, text in (("a.txt", "The keeper repairs it."), ("b.txt", "A zebra crossed.")):
        (tmp_path / name).write_text(text)
        assert main(["add", str(tmp_path / name)]) == 0
    assert main(["add", "--json", str(tmp_path / "a.txt")]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[:2] == ["added: a.txt", "added: b.txt"]
    assert json.loads(out[2]) == {"source": str(tmp_path / "a.txt"), "added": [], "changed": [], "unchanged": ["a.txt"]}
    (tmp_path / "a.txt").write_text("The keeper paints it.")
    assert main(["add", str(tmp_path / "a.txt")]) == 0
    assert capsys.readouterr().out == "changed: a.txt\n"


def test_what_cannot_be_added_is_named_and_the_others_are_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One bad file of ten must not cost the other nine."""
    (tmp_path / "bad.pdf").write_bytes(b"no pdf")
    (tmp_path / "good.txt").write_text("The keeper repairs it.")
    sources = [str(tmp_path / "bad.pdf"), str(tmp_path / "none.txt"), str(tmp_path), str(tmp_path / "good.txt")]
    assert main(["add", *sources]) == 3
    out, err = capsys.readouterr()
    assert out == "added: good.txt\n"
    assert [row.startswith("not added: ") for row in err.splitlines()] == [True, False] * 3
    assert f"not added: {tmp_path / 'none.txt'}: No such file or directory\n" in err


def test_a_page_of_this_machine_wants_the_setting(
    page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused without it, fetched with it; the id is told."""
    assert main(["add", f"http://{page}"]) == 3
    assert "not an address of the public internet" in capsys.readouterr().err
    monkeypatch.setenv("QA_FETCH_ALLOW", "127.0.0.0/8")
    assert main(["add", f"http://{page}", "--id", "talk"]) == 0
    assert capsys.readouterr().out == "added: talk\n"
    assert main(["add", f"http://{page}"]) == 0
    assert capsys.readouterr().out == f"added: {page}\n"
    assert main(["list"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("talk\t")


def test_one_id_is_for_one_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second would replace the first."""
    assert main(["add", "a.txt", "b.txt", "--id", "x"]) == 2
    (tmp_path / "two.jsonl").write_text('{"text": "One."}\n{"text": "Two."}\n')
    assert main(["add", str(tmp_path / "two.jsonl"), "--id", "x"]) == 3
    assert "it holds 2 articles" in capsys.readouterr().err
