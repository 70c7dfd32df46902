"""Deep links in the browser they are made for: the page opens with the cited words marked and in sight."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from qa.citing.text_fragments import link_to_words
from qa.records import Span

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

SUBJECTS = ("boats", "cranes", "nets")
BOATS, CRANES, NETS = (
    [f"Paragraph {number} speaks of {subject}, of the weather and of nothing else." for number in range(60)]
    for subject in SUBJECTS
)
ANSWER = "Yes, we do - in May, at a cost of 5% & more."
LONG = (
    "The harbour will be deepened first, which takes a year, and only then will the cranes be moved from the old "
    "quay to the new one, piece by piece, so that no ship has to wait."
)
PARAGRAPHS = [
    "Will you sign?",
    ANSWER,
    *BOATS,
    "Will you build?",
    ANSWER,
    *CRANES,
    LONG,
    "“Thuận An – so heißt der Hafen,” said the mayor.",
    "The end came soon.",
    *NETS,
    "The **lamp** was lit in *1957*, [they say](https://a.example/lamp).",
]
TEXT = "\n\n".join(PARAGRAPHS)
SHOWN = [re.sub(r"\*|\[|\]\(.*?\)", "", words) for words in PARAGRAPHS]
# What a browser marks is red on this page, and nothing else is.
STYLE = (
    "body { font: 16px/1.6 sans-serif; color: black; background: white } ::target-text { background: rgb(255, 0, 0) }"
)
HTML = f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>" + "".join(
    f"<p id=p{number}>{escape(words)}</p>" for number, words in enumerate(SHOWN)
)
# Reads a screenshot (a data: address) in the page and returns how far down the red is: first and last row.
RED_ROWS = """async (picture) => {
  const image = new Image(); image.src = picture; await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const { data, width, height } = canvas.getImageData(0, 0, image.width, image.height);
  const rows = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      if (data[at] > 240 && data[at + 1] < 15 && data[at + 2] < 15) { rows.push(y); break; }
    }
  return rows.length ? [rows[0], rows[rows.length - 1]] : null;
}"""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a page that holds TEXT, served on loopback."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = HTML.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/interview"
        server.shutdown()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport={"width": 800, "height": 600}) as context:
        yield context.new_page()


def marked_paragraphs(page: Page) -> list[str]:
    """Return the ids of the paragraphs in sight whose rows hold marked words, from a picture of the window."""
    import base64

    picture = "data:image/png;base64," + base64.b64encode(page.screenshot()).decode()
    rows = page.evaluate(RED_ROWS, picture)
    if rows is None:
        return []
    return list(
        page.evaluate(
            """([top, bottom]) => [...document.querySelectorAll("p")].filter((p) => {
              const box = p.getBoundingClientRect();
              return box.top < bottom && box.bottom > top;
            }).map((p) => p.id)""",
            rows,
        )
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, ANSWER),
        (63, ANSWER),
        (124, LONG),
        (125, "so heißt der Hafen"),
        (30, "the weather and"),
        (100, "of the weather and of nothing else."),
        (len(PARAGRAPHS) - 1, "was lit in *1957*, [they say](https://a.example/lamp)."),
    ],
    ids=["first of two", "second of two", "long", "not ASCII", "one of many", "another of many", "Markdown"],
)
def test_the_page_opens_at_the_words(site: str, page: Page, number: int, words: str) -> None:
    """The link is clicked by somebody who wants to check the quotation: it must show it, and no other place."""
    assert words in PARAGRAPHS[number]
    start = len("\n\n".join([*PARAGRAPHS[:number], ""])) + PARAGRAPHS[number].index(words)
    link = link_to_words(site, TEXT, Span(start, start + len(words)))
    assert link is not None
    page.goto(link)
    assert marked_paragraphs(page) == [f"p{number}"]
    assert number < 10 or page.evaluate("window.scrollY") > 0


def test_words_of_several_paragraphs_are_marked_from_end_to_end(site: str, page: Page) -> None:
    """No fragment holds words of two paragraphs; first and last words do."""
    words = "\n\n".join(PARAGRAPHS[124:127])
    start = TEXT.index(words)
    link = link_to_words(site, TEXT, Span(start, start + len(words)))
    assert link is not None
    page.goto(link)
    assert marked_paragraphs(page) == ["p124", "p125", "p126"]


def test_without_the_words_nothing_is_marked(site: str, page: Page) -> None:
    """What the tests above look at comes from the link."""
    page.goto(site)
    assert marked_paragraphs(page) == []
    page.goto(f"{site}#:~:text=these%20words%20are%20not%20there")
    assert marked_paragraphs(page) == []
