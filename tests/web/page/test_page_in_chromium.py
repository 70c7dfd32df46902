"""What people do with the page, done in a real browser: ask, narrow, read, copy, go back."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.web.page.conftest import HARBOUR, ROOT, SETTLED, OpenPage, serving

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

SIGNED = "when is Ninh Thuan 1 expected to be signed?"
COST = "how much will the harbour bridge cost?"
VIETNAMNET = (ROOT / "corpus" / "vietnamnet-2025-press-briefing.md").read_text(encoding="utf-8")


def asking(question: str, **filters: str) -> str:
    """Return the address that asks."""
    fields = {"q": question, **filters}
    return "/?" + "&".join(f"{name}={quote(value)}" for name, value in fields.items())


def fields_of(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def facts_of(page: Page) -> dict[str, str]:
    rows = page.locator(".facts > div").all()
    return {row.locator("dt").inner_text(): row.locator("dd").inner_text() for row in rows}


def settle(page: Page) -> None:
    page.wait_for_selector(SETTLED)


def test_asking_shows_the_quotation_then_where_it_stands(open_page: OpenPage, corpus_site: str) -> None:
    """Words first, marked and word for word those of the file; then who, where, when, how sure, how many sources."""
    page = open_page(corpus_site)
    assert page.locator(".articles li").count() == 5
    page.get_by_label("Ask the archive").fill(SIGNED)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_selector(".lead")
    [words] = page.locator(".lead .quotation mark").all_inner_texts()
    assert "is then expected to be signed in early 2026" in words
    assert words in VIETNAMNET
    facts = facts_of(page)
    assert facts["Where"].startswith("VietNamNet\nDigest: Invitations for 2026")
    assert facts["When"] == "December 2025"
    assert re.fullmatch(r"\d\d %", facts["Confidence"])
    assert facts["Sources"] == "2 independent sources\nAlso reported by:\nThe Hanoi Times, December 2025"
    assert words in " ".join(page.locator(".context mark").all_inner_texts())
    page.wait_for_selector(".context .around")
    assert page.locator(".context .around").first.inner_text().split("\n")[0] in VIETNAMNET
    assert fields_of(page) == {"q": SIGNED}
    assert page.title().startswith(SIGNED)
    assert page.locator("#status").inner_text().startswith("Answered by VietNamNet, December 2025")


def test_an_article_without_any_metadata_is_named_once(open_page: OpenPage, harbour_site: str) -> None:
    """Its id stands in place of the title, and not beside itself in place of outlet and date."""
    page = open_page(harbour_site)
    assert page.locator(".articles li", has_text="plain.txt").all_inner_texts() == ["plain.txt"]


def test_no_answer_is_said_plainly(open_page: OpenPage, corpus_site: str) -> None:
    """The nearest passages stay, as what they are."""
    page = open_page(corpus_site + asking("who won the football world cup in 1998?"))
    assert page.locator("h2").inner_text().startswith("Not in the corpus")
    assert page.locator(".lead").count() == 0
    assert page.locator(".rest h3").inner_text() == "The nearest passages, none of them an answer"
    assert page.locator(".further").count() == 5


def test_keyboard_alone_asks_opens_and_returns(open_page: OpenPage, corpus_site: str) -> None:
    """Every step has its key, focus goes where the eye goes, and nothing traps it."""
    page = open_page(corpus_site)

    def focused() -> str:
        return str(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))

    def tab_to(key: str, name: str) -> None:
        for _ in range(30):
            page.keyboard.press(key)
            if focused() == name:
                return
        raise AssertionError(f"{key} does not lead to {name}")

    order = []
    for _ in range(4):
        page.keyboard.press("Tab")
        order.append(focused())
    assert order == ["Skip to the answer", "interview-qa", "q", "Ask"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.type(SIGNED)
    page.keyboard.press("Enter")
    page.wait_for_selector(".lead")
    tab_to("Tab", "Open in the article")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector(".article-text mark")
    assert "expected to be signed in early 2026" in focused()
    tab_to("Shift+Tab", "← Back to the answer")
    page.keyboard.press("Enter")
    page.wait_for_selector(".lead")
    assert page.get_by_label("Ask the archive").input_value() == SIGNED


def test_an_address_reproduces_the_view_and_back_goes_back(open_page: OpenPage, harbour_site: str) -> None:
    """What is sent to a colleague shows the colleague the same; history holds one entry a view."""
    page = open_page(harbour_site + asking(COST, outlet="Radio Seven", since="2014"))
    assert "610 million crowns" in page.locator(".lead .quotation").inner_text()
    assert page.locator(".chip").all_inner_texts() == ["Radio Seven ✕", "since 2014 ✕"]
    page.get_by_label("Ask the archive").fill("which old wreck was there?")
    page.keyboard.press("Enter")
    page.wait_for_selector("main .quotation:has-text('wreck')")
    assert fields_of(page) == {"q": "which old wreck was there?", "outlet": "Radio Seven", "since": "2014"}
    page.go_back()
    page.wait_for_selector(".lead mark:has-text('610 million')")
    assert page.get_by_label("Ask the archive").input_value() == COST
    page.go_forward()
    page.wait_for_selector("main .quotation:has-text('wreck')")


def test_filters_show_what_is_there_and_narrow(open_page: OpenPage, harbour_site: str) -> None:
    """Outlets, speakers and years of this archive, counted; choosing one asks again at once."""
    page = open_page(harbour_site + asking(COST))
    page.get_by_text("Narrow by outlet, speaker or year").click()
    outlets = page.get_by_role("group", name="Outlet")
    labels = [text.replace("\n", " ") for text in outlets.locator("label").all_inner_texts()]
    assert {"All outlets", "Radio Seven 1", "The Harbour Post 1"} <= set(labels)
    assert "TOMAS OKAFOR" in page.get_by_role("group", name="Speaker").inner_text().upper()
    outlets.get_by_label("Radio Seven").check()
    page.wait_for_selector(".lead mark:has-text('610 million')")
    assert fields_of(page) == {"q": COST, "outlet": "Radio Seven"}
    assert outlets.get_by_label("Radio Seven").is_checked()
    page.get_by_role("button", name="Remove the filter Radio Seven").click()
    page.wait_for_url(lambda url: "outlet" not in url)
    settle(page)
    assert outlets.get_by_label("All outlets").is_checked()


def test_a_speaker_is_chosen_or_found_by_a_close_name(open_page: OpenPage, harbour_site: str) -> None:
    """Only what they say; a name that nobody has leads to those that are like it."""
    page = open_page(harbour_site + asking(COST))
    page.get_by_text("Narrow by outlet, speaker or year").click()
    page.get_by_role("group", name="Speaker").get_by_label("OKAFOR").check()
    page.wait_for_selector(".lead mark:has-text('610 million')")
    assert "okafor" in fields_of(page)["speaker"].lower()
    assert "okafor" in facts_of(page)["Who"].lower()
    page.goto(harbour_site + asking(COST, speaker="Mara Lindkvist"))
    page.get_by_text("No speaker is named so").wait_for()
    page.get_by_role("main").get_by_role("button", name="LINDQVIST").click()
    page.wait_for_selector(".lead mark:has-text('400 million')")


def test_years_are_brushed_by_pointer_and_by_keyboard(open_page: OpenPage, harbour_site: str) -> None:
    """The histogram counts, its drag and its two ends choose, and the undated are told of."""
    page = open_page(harbour_site + asking(COST))
    page.get_by_text("Narrow by outlet, speaker or year").click()
    years = page.get_by_role("group", name="Published")
    assert "2012 to 2019: 3 articles" in years.inner_text()
    assert "1 article without a date" in years.inner_text()
    box = page.locator(".years-plot").bounding_box()
    assert box is not None
    year = box["width"] / 8
    page.mouse.move(box["x"] + 2.5 * year, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 5.5 * year, box["y"] + 5)
    page.mouse.up()
    page.wait_for_url(lambda url: "since=2014" in url and "until=2017" in url)
    page.wait_for_selector(".lead mark:has-text('610 million')")
    assert "2014 to 2017: 1 article" in years.inner_text()
    years.get_by_label("From year").focus()
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url(lambda url: "since=2012" in url and "until=2017" in url)
    assert years.get_by_label("From year").get_attribute("aria-valuetext") == "2012"
    years.get_by_role("button", name="All years").click()
    page.wait_for_url(lambda url: "since" not in url)


def test_answers_of_several_dates_are_drawn_over_time(open_page: OpenPage, harbour_site: str) -> None:
    """In order of date, each a dot on the line and a line of the list."""
    page = open_page(harbour_site + asking(COST))
    page.wait_for_selector(".moments")
    moments = page.locator(".moments li").all_inner_texts()
    dates = [text.split("\n")[0] for text in moments]
    known = [date for date in dict.fromkeys(dates) if date in ("4 March 2012", "June 2015")]
    assert known == ["4 March 2012", "June 2015"]
    assert page.locator(".dot").count() == len(set(dates))
    places = page.locator(".dot").evaluate_all("dots => dots.map((dot) => dot.getBoundingClientRect().left)")
    assert places == sorted(places)
    page.locator(".dot").first.click()
    assert page.evaluate("document.activeElement.closest('li') === document.querySelector('.moments li')")


def test_the_article_opens_at_the_quoted_words(open_page: OpenPage, harbour_site: str) -> None:
    """The mark is on the words of the citation, whatever characters stand before them, and in sight."""
    page = open_page(harbour_site + asking(COST, outlet="The Harbour Post"), viewport={"width": 800, "height": 400})
    quoted = page.locator(".lead .quotation mark").first.inner_text()
    assert "The harbour bridge will cost 400 million crowns." in quoted
    page.locator(".lead").get_by_role("link", name="Open in the article").click()
    mark = page.locator(".article-text mark").first
    assert mark.inner_text() == quoted
    box = mark.bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 400
    shown = page.locator(".article-text").inner_text()
    assert shown.split() == HARBOUR["2012.md"].partition("---\n\n")[2].split()
    assert "MARA LINDQVIST: " in page.locator(".article-text .label").all_inner_texts()
    page.get_by_role("link", name="← Back to the answer").click()
    page.wait_for_selector(".lead")
    assert fields_of(page) == {"q": COST, "outlet": "The Harbour Post"}


def test_offsets_mean_the_same_in_the_page(open_page: OpenPage, harbour_site: str) -> None:
    """The service counts code points, JavaScript UTF-16 units: any span of any text must give the same words."""
    draw = random.Random(11)
    cases: list[dict[str, Any]] = []
    for _ in range(300):
        text = "".join(draw.choice("aé\u0301–😀𝒳\n ") for _ in range(draw.randint(1, 30)))
        edges = sorted(draw.sample(range(len(text) + 1), k=min(len(text) + 1, draw.choice([2, 4]))))
        spans = [{"start": edges[at], "end": edges[at + 1]} for at in range(0, len(edges) - 1, 2)]
        cases.append({"text": text, "spans": spans})
    found = open_page(harbour_site).evaluate(
        """(cases) => import("/page/text.js").then(({slices}) => cases.map(({text, spans}) => slices(text, spans)))""",
        cases,
    )
    wanted = [[case["text"][span["start"] : span["end"]] for span in case["spans"]] for case in cases]
    assert found == wanted


def test_one_article_alone_can_be_asked(open_page: OpenPage, harbour_site: str) -> None:
    """From the article back to a question that only it may answer."""
    page = open_page(harbour_site + "/?article=2015.md")
    page.get_by_role("button", name="Ask this article only").click()
    page.keyboard.type(COST)
    page.keyboard.press("Enter")
    page.wait_for_selector(".lead mark:has-text('610 million')")
    assert fields_of(page) == {"q": COST, "article": "2015.md"}


def test_a_citation_is_copied(open_page: OpenPage, harbour_site: str) -> None:
    """Words, source and place, and an address that opens on the words."""
    page = open_page(
        harbour_site + asking(COST, outlet="The Harbour Post"), permissions=["clipboard-read", "clipboard-write"]
    )
    quoted = page.locator(".lead .quotation mark").first.inner_text()
    menu = page.locator(".lead .cite")
    menu.get_by_text("Cite", exact=True).click()
    menu.get_by_role("button", name="Plain text").click()
    menu.get_by_text("Plain text copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{quoted}”\n— ")
    assert "The Harbour Post, 4 March 2012: Lindqvist on the harbour bridge" in copied
    assert re.search(r"2012\.md \[\d+:\d+\]$", copied)
    menu.get_by_role("button", name="Link to the words").click()
    menu.get_by_text("Link to the words copied").wait_for()
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    assert page.locator(".article-text mark").first.inner_text() == quoted


FORMATS = {
    "Markdown": "[Lindqvist on the harbour bridge]",
    "APA": "Lindqvist",
    "Chicago": "Lindqvist",
    "BibTeX": "title = {{Lindqvist on the harbour bridge}}",
    "RIS": "TI  - Lindqvist on the harbour bridge",
    "CSL-JSON": '"type": "interview"',
    "Web Annotation": "http://www.w3.org/ns/anno.jsonld",
}


def test_a_citation_is_copied_in_every_format(open_page: OpenPage, harbour_site: str) -> None:
    """As the service writes it for reference managers, texts and programs."""
    permissions = ["clipboard-read", "clipboard-write"]
    page = open_page(harbour_site + asking(COST, outlet="The Harbour Post"), permissions=permissions)
    menu = page.locator(".lead .cite")
    menu.get_by_text("Cite", exact=True).click()
    for name, part in FORMATS.items():
        menu.get_by_role("button", name=name).click()
        menu.get_by_text(f"{name} copied").wait_for()
        assert part in page.evaluate("navigator.clipboard.readText()"), name


def test_without_a_clipboard_the_citation_is_shown_to_be_copied(open_page: OpenPage, harbour_site: str) -> None:
    """Pages over plain http on another machine get none."""
    page = open_page(harbour_site + asking(COST, outlet="The Harbour Post"))
    page.evaluate("delete Navigator.prototype.clipboard")
    menu = page.locator(".lead .cite")
    menu.get_by_text("Cite", exact=True).click()
    menu.get_by_role("button", name="BibTeX").click()
    menu.get_by_text("Press Ctrl+C or ⌘C to copy").wait_for()
    assert FORMATS["BibTeX"] in menu.get_by_label("BibTeX").input_value()


def test_an_unusable_filter_is_explained_and_can_be_dropped(open_page: OpenPage, harbour_site: str) -> None:
    """The service's own words, and the way out."""
    page = open_page(harbour_site + asking(COST, since="yesterday"), expected="422")
    alert = page.get_by_role("alert")
    assert "Since cannot be 'yesterday'" in alert.inner_text()
    assert "Next: give a date as 2025, 2025-12 or 2025-12-30" in alert.inner_text()
    alert.get_by_role("button", name="Ask without filters").click()
    page.wait_for_selector(".lead")
    assert fields_of(page) == {"q": COST}


def test_a_service_without_an_index_says_what_to_do(open_page: OpenPage, tmp_path: Path) -> None:
    """Also the page of a fresh installation tells the next step."""
    with serving(tmp_path / "none") as address:
        page = open_page(address, expected="503")
        assert "There is no index yet" in page.get_by_role("alert").inner_text()
        assert "qa index PATH" in page.get_by_role("alert").inner_text()
        assert page.get_by_role("button", name="Try again").is_visible()


def test_with_keys_the_browser_asks_for_one_and_the_page_works(open_page: OpenPage, bundled_index: Path) -> None:
    """The key is the password; scripts and questions go with it."""
    key = "a-key-for-reading-only"
    with serving(bundled_index, QA_READ_KEYS=key) as address:
        page = open_page(address + asking(SIGNED), http_credentials={"username": "me", "password": key})
        assert page.locator(".lead").count() == 1


def test_busy_and_unreachable_services_can_be_asked_again(open_page: OpenPage, harbour_site: str) -> None:
    """What passes by itself needs one press of a button."""
    page = open_page(harbour_site, expected="Failed to load resource")
    busy = {
        "title": "Too many questions are waiting",
        "detail": "130 requests are being answered or waiting",
        "next_step": "ask again after the seconds in Retry-After",
        "code": "overloaded",
    }
    page.route("**/v1/ask", lambda route: route.fulfill(status=503, json=busy))
    page.get_by_label("Ask the archive").fill(COST)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Too many questions are waiting").wait_for()
    page.unroute("**/v1/ask")
    page.context.set_offline(True)
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("heading", name="The service cannot be reached").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector(".lead")
