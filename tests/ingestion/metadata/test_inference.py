"""What a text shows of its metadata: what stands above it, what is right, and what it costs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.ingestion.article_parser import parse_article
from qa.ingestion.metadata.inference import with_inferred
from qa.records import METADATA_FIELDS, Article
from tests.growth import MOST_GROWTH, growth

SHARED = Path(__file__).resolve().parents[4] / "shared"
INTERVIEWS = json.loads(Path(__file__).with_name("interview_metadata.json").read_text("utf-8"))
TALK = """\
Talks on energy
By Vera Kolm
December 30, 2025 | 10:15 GMT+7

Hanoi (VNA) – Ambassador Ana Lima gave The Courier an interview on December 29.

It will be signed in May.
"""


def test_each_inferred_value_comes_with_its_reason() -> None:
    """A reader can judge by themselves whether to trust it."""
    article = with_inferred(Article("a.txt", TALK))
    assert {name: value for name, value in article.metadata.items() if value} == {
        "title": "Talks on energy",
        "outlet": "VNA",
        "published": "2025-12-30",
        "said": "2025-12-29",
        "place": "Hanoi",
        "interviewee": "Ana Lima",
        "interviewer": "The Courier",
        "byline": "Vera Kolm",
    }
    because = "the words “Ambassador Ana Lima gave The Courier an interview on December 29”"
    assert article.inferred == {
        "title": "the first line",
        "outlet": "the dateline “Hanoi (VNA) –”",
        "published": "the date line “December 30, 2025 | 10:15 GMT+7”",
        "said": because,
        "place": "the dateline “Hanoi (VNA) –”",
        "interviewee": because,
        "interviewer": because,
        "byline": "the byline “By Vera Kolm”",
    }


def test_what_the_source_states_stands_above_what_its_text_shows() -> None:
    """And is not marked as inferred."""
    data = f"---\noutlet: The Courier\nplace: Lisbon\n---\n{TALK}".encode()
    article = parse_article(data, article_id="a.md", source="a.md", suffix=".md", max_chars=9999)
    assert (article.outlet, article.place, article.published) == ("The Courier", "Lisbon", "2025-12-30")
    assert set(article.inferred) == {"published", "said", "interviewee", "interviewer", "byline", "title"}


@pytest.mark.parametrize("suffix", [".txt", ".md", ".jsonl", ".html"])
def test_every_format_is_looked_at(suffix: str) -> None:
    """A dateline is a dateline wherever the text comes from."""
    words = "Hanoi (VNA) – The two sides signed an agreement on trade, the ministry said on Monday."
    data = {
        ".jsonl": json.dumps({"text": words}),
        ".html": f"<html><body><article><p>{words}</p><p>{words}</p></article></body></html>",
    }.get(suffix, words)
    article = parse_article(data.encode(), article_id="a", source="a", suffix=suffix, max_chars=9999)
    assert (article.place, article.inferred["place"]) == ("Hanoi", "the dateline “Hanoi (VNA) –”")


def test_a_day_without_a_year_is_the_last_such_day_before_publication() -> None:
    """At the turn of the year it is one of the year before; without a date of publication it stays unknown."""
    text = TALK.replace("December 30, 2025", "January 2, 2026")
    assert with_inferred(Article("a.txt", text)).said == "2025-12-29"
    assert with_inferred(Article("a.txt", text.replace("January 2, 2026 | 10:15 GMT+7\n", ""))).said is None
    assert with_inferred(Article("a.txt", TALK.replace("December 30, 2025", "June 2, 2026"))).said is None


def test_the_labels_of_one_who_is_asked_and_one_who_asks_name_them() -> None:
    """Where the turns tell who interviews; the name is written as the article writes it elsewhere."""
    turns = "".join(
        f"VERA KOLM: Why is that so, in the year {n}?\n\nANA LIMA: It is so for {n} reasons.\n\n" for n in range(5)
    )
    article = with_inferred(Article("a.txt", f"{turns}Ana Lima is an ambassador.\n"))
    assert (article.interviewee, article.interviewer) == ("Ana Lima", "VERA KOLM")
    assert article.inferred["interviewee"] == "the label “ANA LIMA:” of the answers"


def test_a_title_below_a_masthead_is_not_the_first_line() -> None:
    """The reason must be one that a reader can check."""
    article = with_inferred(Article("a.txt", "THE HANOI TIMES\n\nTalks on energy\n\nIt will be signed in May."))
    assert (article.title, article.inferred["title"]) == ("Talks on energy", "the line below the masthead")
    assert (article.outlet, article.inferred["outlet"]) == ("THE HANOI TIMES", "the masthead in the first line")


def test_a_plain_text_shows_nothing() -> None:
    """Most texts say nothing about themselves."""
    article = Article("a.txt", "The ferry leaves at dawn. It returns at dusk.\n\nNobody knows why, said Ana Lima.\n")
    assert with_inferred(article) == article


@pytest.mark.shared
@pytest.mark.parametrize("name", INTERVIEWS)
def test_the_interviews_show_what_their_readers_find_and_nothing_else(name: str) -> None:
    """Every value that stands in the text by our own reading, and not one beside."""
    path = SHARED / "interviews" / name
    if not path.exists():
        pytest.skip(f"no interviews at {path.parent}")
    article = with_inferred(Article(name, path.read_bytes().decode()))
    assert {field: value for field, value in article.metadata.items() if value} == INTERVIEWS[name]
    assert set(article.inferred) == set(INTERVIEWS[name])


@pytest.mark.shared
@pytest.mark.parametrize("name", ["xquad-en", "clapnq-dev", "squad2-dev-half"])
def test_paragraphs_of_an_encyclopedia_show_nothing(name: str) -> None:
    """Some thousand texts without dateline, byline or interview: whatever were found would be wrong."""
    path = SHARED / "bench" / name / "docs.jsonl"
    if not path.exists():
        pytest.skip(f"no evaluation data at {path}")
    for line in path.read_text("utf-8").splitlines()[:1000]:
        article = with_inferred(Article("a", json.loads(line)["text"]))
        assert article.inferred == {}, article.text


PIECES = st.sampled_from(
    [
        *("Hanoi", "HANOI", "(VNA)", "–", "—", "By", "Ana Lima", "THE HANOI TIMES", "December 30, 2025", "30/12/2025"),
        *(
            "\n",
            "\n\n",
            " ",
            ".",
            ",",
            ":",
            "?",
            "/.",
            "Dec 30",
            "In an interview with",
            "said",
            "Ambassador",
            "gave",
            "to",
        ),
        *(
            "Reuters",
            "an interview",
            "Q:",
            "A:",
            "ANNA:",
            "Source:",
            "VNA/VNP",
            "T.Q.",
            "on",
            "Updated",
            "\ufeff",
            "é",
            "\x00",
        ),
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)))
def test_any_text_is_read_and_nothing_comes_from_words_that_are_not_there(text: str) -> None:
    """Every value is made of the text's own words; a date has its year there."""
    article = with_inferred(Article("a.txt", text))
    low = " ".join(re.findall(r"\w+", text.casefold()))
    assert set(article.inferred) == {name for name in METADATA_FIELDS if getattr(article, name)}
    for name in article.inferred:
        value = getattr(article, name)
        words = [value[:4]] if name in ("published", "said") else re.findall(r"\w+", value.casefold())
        assert all(word in low for word in words), (name, value)


@given(st.text(alphabet=st.characters(blacklist_categories=("Lu", "Lt", "Nd", "Cs"))))
def test_a_text_without_capitals_and_figures_shows_no_name_place_or_date(text: str) -> None:
    """Those are what all of these are written with, in the scripts that have them."""
    article = with_inferred(Article("a.txt", text))
    assert set(article.inferred) <= {"title"}


@settings(deadline=None, max_examples=20)
@given(st.lists(PIECES, min_size=1, max_size=4).map(" ".join))
def test_an_endless_line_costs_no_more_than_a_long_one(words: str) -> None:
    """Only the ends are looked at, and no pattern goes over them again and again."""

    def work(size: int) -> None:
        with_inferred(Article("a.txt", f"{words * (size // len(words))} x"))

    assert growth(work, 30_000) < MOST_GROWTH
