"""Hostile words wherever strangers put them: shown or refused, never obeyed, by the real commands and routes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.testclient import TestClient

import qa.encoder.onnx_encoder
from qa.cli.main import main
from qa.service import Service
from qa.settings import Settings
from qa.web.api import create_app
from tests.bag_encoder import BagEncoder

# Clear the screen, set its title, a one-byte escape, turn the line round, ring, go back to the line's start.
ACTS = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e\r"
FORMULA = "=cmd|'/c calc'!A1"
SECRET = "not for anybody"  # noqa: S105 (words to be looked for)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An index of one article that tries everything, and a file beside the corpus that nobody may read."""
    monkeypatch.setattr(cast("Any", qa.encoder.onnx_encoder), "open_encoder", lambda _: BagEncoder())
    monkeypatch.setenv("QA_INDEX_DIR", str(tmp_path / "index"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    article = {
        "id": f"{FORMULA}.txt",
        "title": f"{FORMULA}{ACTS}",
        "outlet": f"@SUM(A1){ACTS}",
        "interviewee": f"Ana{ACTS} Lima",
        "url": "https://courier.example/a",
        "published": "2025-03-02",
        "text": f"HOST: When does the bridge open?{ACTS}\n\nANA LIMA: The bridge opens in May 2026{ACTS}, I hope.\n",
    }
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "all.jsonl").write_text(json.dumps(article) + "\n", encoding="utf-8")
    settings = Settings.from_env()
    with Service(settings, BagEncoder()) as service:
        assert service.index([corpus]).added == (article["id"],)
    return settings


@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["show", f"{FORMULA}.txt"],
        ["ask", "when does the bridge open"],
        ["ask", f"when does the bridge open{ACTS}"],
        ["ask", "--explain", "when does the bridge open"],
        *(["ask", "--cite", name, "when does the bridge open"] for name in ("bibtex", "ris", "csl", "apa", "markdown")),
        ["timeline", "when does the bridge open"],
        ["verify", "The bridge opens in May 2026"],
        ["verify", f"The bridge opens in June{ACTS} 2026"],
        ["show", f"missing{ACTS}"],
        ["remove", f"missing{ACTS}"],
        ["index", f"missing{ACTS}"],
        ["info"],
    ],
    ids=lambda arguments: " ".join(arguments[:3]).encode("ascii", "ignore").decode().replace("\x1b", ""),
)
def test_no_command_lets_words_act_on_the_terminal(
    arguments: list[str], settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither what an article holds nor what was typed moves the cursor, sets a title or turns a line round."""
    assert settings.index_dir.is_dir()
    main(arguments)
    shown = capsys.readouterr()
    assert not set(shown.out + shown.err) & set("\x1b\x07\x9b\u202e\r")
    assert shown.out + shown.err
    cells = [cell for line in shown.out.splitlines() for cell in line.split("\t")]
    assert not [cell for cell in cells if arguments == ["list"] and cell.lstrip().startswith(("=", "@", "+", "-"))]


OUTSIDE = (
    "../secret.txt",
    "..%2fsecret.txt",
    "%2e%2e/secret.txt",
    "%2e%2e%2fsecret.txt",
    "..%5csecret.txt",
    "%252e%252e%252fsecret.txt",
    "....//secret.txt",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "page.css%00.html",
    "file:///etc/passwd",
)


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("route", ["/v1/articles/", "/page/", "/"])
def test_no_path_leads_out_of_what_is_served(path: str, route: str, settings: Settings) -> None:
    """Ids are looked up and page files are a fixed list; nothing a client names is opened."""
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        response = client.get(route + path)
    assert response.status_code in {400, 404, 405, 421}, response.text
    assert SECRET not in response.text
    assert "root:" not in response.text


def test_a_written_article_stays_in_the_index_whatever_its_id(settings: Settings, tmp_path: Path) -> None:
    """An id is no file name: nothing appears beside the index, and headers carry it encoded."""
    before = sorted(path for path in tmp_path.rglob("*") if settings.index_dir not in path.parents)
    with TestClient(create_app(settings), base_url="http://127.0.0.1", client=("127.0.0.1", 1)) as client:
        for article_id in ("../../evil.txt", "/etc/evil", "a b\u202e", FORMULA):
            response = client.post("/v1/articles", json={"id": article_id, "text": f"The words of {article_id}."})
            assert response.status_code == 201, response.text
            assert response.headers["location"].isascii()
            assert not set(response.headers["location"]) & set(" \r\n\u202e=")
            assert response.json()["articles"][0]["id"] == article_id
        for article_id in ("a\r\nSet-Cookie: x=1", "a\x00b", "a\x1b[2J"):
            refused = client.post("/v1/articles", json={"id": article_id, "text": "Words."})
            assert refused.status_code == 422
            assert "set-cookie" not in refused.headers
        asked = client.get("/v1/ask?question=bridge", headers={"X-Request-ID": "a b\x7f;x=" + "y" * 500})
        assert asked.headers["x-request-id"].isalnum()
    assert sorted(path for path in tmp_path.rglob("*") if settings.index_dir not in path.parents) == before


def test_a_link_out_of_the_corpus_shows_only_what_is_an_article(tmp_path: Path, settings: Settings) -> None:
    """Links are followed, as they are how people collect articles; a link to a device or to nothing is a report."""
    folder = tmp_path / "links"
    folder.mkdir()
    for name, target in (("device.txt", "/dev/zero"), ("nothing.txt", "/nowhere/at/all"), ("itself.txt", "itself.txt")):
        (folder / name).symlink_to(target)
    with Service(settings, BagEncoder()) as service:
        report = service.index([folder])
    assert report.added == ()
    assert sorted(Path(source).name for source, _, _ in report.unreadable) == [
        "device.txt",
        "itself.txt",
        "nothing.txt",
    ]
