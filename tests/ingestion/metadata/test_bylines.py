"""Bylines above and below an article, and lines that are none."""

from __future__ import annotations

import pytest

from qa.ingestion.metadata.bylines import Byline, find_bylines
from qa.ingestion.metadata.text_ends import find_ends

BODY = "The two sides signed an agreement on trade, the ministry said.\nIt comes into force in May."


def bylines(text: str) -> list[Byline]:
    return list(find_bylines(find_ends(text, 0), text))


@pytest.mark.parametrize(
    ("line", "author", "outlet"),
    [
        ("By Anna Lima", "Anna Lima", None),
        ("BY ANNA LIMA", "Anna Lima", None),
        ("By Anna Lima and Ben Ode", "Anna Lima, Ben Ode", None),
        ("By Anna Lima, The Hanoi Times", "Anna Lima", "The Hanoi Times"),
        ("By Ngan Ha/VNS", "Ngan Ha", "VNS"),
        ("By Anna Lima | December 30, 2025", "Anna Lima", None),
        ("Reported by Nguyen Van An", "Nguyen Van An", None),
        ("Author: Anna Lima", "Anna Lima", None),
        ("Tác giả: Trần Thương", "Trần Thương", None),
        ("By T.Q.", "T.Q.", None),
        ("Source: VNA", None, "VNA"),
    ],
)
@pytest.mark.parametrize("where", ["above", "below"])
def test_a_line_that_says_who_wrote_is_read_at_both_ends(
    line: str, author: str | None, outlet: str | None, where: str
) -> None:
    """In words or in capitals, one name or several, with the outlet."""
    text = f"A title\n{line}\n\n{BODY}" if where == "above" else f"{BODY}\n\n{line}\n"
    (found,) = bylines(text)
    assert (found.shown, found.author, found.outlet, found.interviewer) == (line, author, outlet, None)


def test_who_interviewed_is_both_author_and_interviewer() -> None:
    """The line says so."""
    (found,) = bylines(f"A title\nInterviewed by Anna Lima\n\n{BODY}")
    assert (found.author, found.interviewer) == ("Anna Lima", "Anna Lima")


@pytest.mark.parametrize(
    ("last", "author", "outlet"),
    [
        ("Tran Thuong", "Tran Thuong", None),
        ("Pham Vu Thieu Quang", "Pham Vu Thieu Quang", None),
        ("VNA/VNP", "VNA/VNP", None),
        ("T.Q.", "T.Q.", None),
        ("(T.Q.)", "T.Q.", None),
        ("(Vera Kolm)", "Vera Kolm", None),
        ("— Ondrej Kolm", "Ondrej Kolm", None),
        ("Ondrej Kolm/Reuters", "Ondrej Kolm", "Reuters"),
        ("Hoang Linh./.", "Hoang Linh", None),
        ("Minh Anh (VNA)", "Minh Anh", "VNA"),
        ("— VNS", None, "VNS"),
    ],
)
def test_the_last_line_signs_an_article(last: str, author: str | None, outlet: str | None) -> None:
    """A name, initials or a credit by itself, below a text that has ended."""
    (found,) = bylines(f"{BODY}/.\n\n{last}")
    assert (found.author, found.outlet, found.kind) == (author, outlet, "last line")


@pytest.mark.parametrize(
    "last",
    [
        *(
            "Read more",
            "Related Articles",
            "Hanoi Opera House",
            "Golden Gate",
            "THE END",
            "Copyright VNA",
            "VNA/VNP photo",
        ),
        *("He said so.", "Ondrej Kolm", "Anna Lima: Thank you", "2025", "Happy New Year", "Photo: Anna Lima/VNA"),
    ],
)
def test_a_last_line_that_may_be_something_else_signs_nothing(last: str) -> None:
    """What stands below an article is mostly not its author."""
    assert bylines(f"{BODY}\n\n{last}") == []


def test_a_name_spoken_of_above_is_no_signature() -> None:
    """It is a heading then, or the answer to a question."""
    assert bylines(f"{BODY} Tran Thuong agreed.\n\nTran Thuong") == []


def test_a_name_below_an_unfinished_line_is_no_signature() -> None:
    """A list of names, or a table."""
    assert bylines(f"{BODY}\nAmong those present\nTran Thuong") == []


@pytest.mark.parametrize("line", ["By Popular Demand", "By 2030", "By the river", "By Train", "By Anna Lima in Hanoi"])
def test_a_heading_that_begins_with_by_is_no_byline(line: str) -> None:
    """Only names follow in a byline."""
    assert bylines(f"{line}\n\n{BODY}") == []
