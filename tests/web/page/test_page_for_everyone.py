"""What the page must never do and must always allow: hostile text stays text; small screens, dark rooms, any senses."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.web.page.conftest import OpenPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

ASKED = "/?q=how+much+will+the+harbour+bridge+cost%3F&since=2010"
VIEWS = {
    "home": "/",
    "answer": ASKED,
    "no answer": "/?q=who+won+the+football+world+cup%3F",
    "article": "/?article=2012.md&at=200-260",
    "failure": "/?q=why&since=yesterday",
}
# A list of violations that keep people out, as axe-core rates them.
GRAVE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter(({impact}) => ["serious", "critical"].includes(impact))
  .map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html).join(" ").slice(0, 300)}`)"""


def open_everything(page: Page) -> None:
    """Open all that is folded away, so that it is looked at too."""
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    page.wait_for_timeout(300)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", list(VIEWS))
def test_axe_finds_nothing_grave(open_page: OpenPage, harbour_site: str, view: str, scheme: str) -> None:
    """Labels, contrast, structure: what a machine can tell of what keeps people out, in both colour schemes."""
    from axe_playwright_python.base import AXE_SCRIPT

    page = open_page(harbour_site + VIEWS[view], expected="422", color_scheme=scheme)
    page.wait_for_selector(".article, #filters:not([hidden]) fieldset", state="attached")
    open_everything(page)
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(GRAVE) == []


@pytest.mark.parametrize("view", list(VIEWS))
def test_a_phone_shows_it_all_without_scrolling_sideways(open_page: OpenPage, harbour_site: str, view: str) -> None:
    """360 pixels are the narrowest phones in use; a touch target that is too small is no target."""
    page = open_page(harbour_site + VIEWS[view], expected="422", viewport={"width": 360, "height": 740})
    open_everything(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    small = page.locator("button:visible").evaluate_all(
        "all => all.filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.textContent)"
    )
    assert small == []


def test_hostile_text_stays_text(open_page: OpenPage, harbour_site: str) -> None:
    """Markup in titles, outlets, speakers, words, addresses and questions is shown, and never becomes markup."""
    question = "which zeppelin <img src=x onerror=pwn()> came down?"
    page = open_page(harbour_site + "/?q=" + quote(question))
    open_everything(page)
    shown = page.locator("body").inner_text()
    assert "<img src=x onerror=pwn()>Title" in shown
    assert "<script>pwn()</script>Outlet" in shown
    assert "came down at dawn <script>pwn()</script> near" in shown
    assert page.get_by_label("Ask the archive").input_value() == question
    _assert_inert(page)
    page.goto(harbour_site + "/?article=hostile.md&at=0-9999")
    page.wait_for_selector(".article-text mark")
    assert "<img src=x onerror=pwn()>" in page.locator(".article-text").inner_text()
    _assert_inert(page)


def _assert_inert(page: Page) -> None:
    assert page.locator("main img, main script, main b, main i, main [onclick], main [onerror]").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.evaluate("typeof window.pwn") == "undefined"


def test_the_policy_stops_what_would_get_through(open_page: OpenPage, harbour_site: str) -> None:
    """A second wall: even code of ours could not turn text into markup, nor ask another host."""
    page = open_page(harbour_site, expected="action has been blocked|violates the document")
    markup = """() => new Promise((done) => {
      document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
      try { document.querySelector("main").innerHTML = "<b>set</b>"; done("set"); } catch { /* stopped */ }
    })"""
    assert page.evaluate(markup) == "require-trusted-types-for"
    elsewhere = """() => new Promise((done) => {
      document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
      fetch("http://127.0.0.1:9/").then(() => done("sent"), () => {});
    })"""
    assert page.evaluate(elsewhere) == "connect-src"


def test_first_paint_comes_within_a_second(open_page: OpenPage, harbour_site: str) -> None:
    """Also on a cold start of the browser's own store, with an answer to come."""
    page = open_page(harbour_site + ASKED)
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert paint < 1000


def test_no_motion_where_none_is_wanted(open_page: OpenPage, harbour_site: str) -> None:
    """For whom motion makes ill; what moves otherwise is the fading while an answer is awaited."""
    moving = (
        "() => { const one = document.querySelector('#view'); one.setAttribute('aria-busy', 'true'); "
        "return getComputedStyle(one).transitionDuration }"
    )
    assert open_page(harbour_site).evaluate(moving) == "0.2s"
    assert open_page(harbour_site, reduced_motion="reduce").evaluate(moving) == "0s"
