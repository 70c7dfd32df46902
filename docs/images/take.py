"""Takes the pictures in this folder: `python docs/images/take.py` in a checkout, with the system's Chromium.

They show corpus/ as it is answered now, so they are taken again when the page or what it answers has changed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
sys.path.insert(0, str(ROOT))

from qa.cli.main import main  # noqa: E402 - of this checkout
from tests.web.page.conftest import SETTLED, serving  # noqa: E402

SIGNED = "when is Ninh Thuan 1 expected to be signed?"
TRADE = "trade between Russia and Vietnam"
DESK = {"width": 1100, "height": 860}
PHONE = {"width": 390, "height": 844}


def take_all(site: str, browser: Any) -> None:
    """Write each picture of the page at `site`."""
    _open(browser, site, SIGNED, viewport=DESK).screenshot(path=FOLDER / "page-answer.png")
    phone = _open(browser, site, SIGNED, viewport=PHONE, color_scheme="dark")
    phone.screenshot(path=FOLDER / "page-phone.png")
    trade = _open(browser, site, TRADE, viewport=DESK)
    top = trade.locator("section.timeline").bounding_box()["y"] - 20
    entries = [entry.bounding_box() for entry in trade.locator("section.timeline li").all()]
    ends = [entry["y"] + entry["height"] for entry in entries]
    clip = {"x": 0, "y": top, "width": 1100, "height": max(end for end in ends if end < top + 1000) - top}
    trade.screenshot(path=FOLDER / "page-timeline.png", full_page=True, clip=clip)


def _open(browser: Any, site: str, question: str, **options: Any) -> Any:
    page = browser.new_context(**options).new_page()
    page.goto(f"{site}/?q={quote(question)}")
    page.wait_for_selector(SETTLED)
    page.wait_for_load_state("networkidle")
    return page


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as index:
        if main(["index", str(ROOT / "corpus"), "--index", index]):
            sys.exit("corpus/ cannot be read")
        with serving(Path(index)) as site, sync_playwright() as playwright:
            program = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            take_all(site, browser)
            browser.close()
