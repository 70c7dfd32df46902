"""Lines that say when an article was published or an interview given."""

from __future__ import annotations

import pytest

from qa.ingestion.metadata.date_lines import find_date_lines
from qa.ingestion.metadata.text_ends import find_ends

BODY = "The two sides signed an agreement on trade on May 3, 2024, the ministry said."


def published(line: str, body: str = BODY) -> list[str | None]:
    text = f"A title\n\n{line}\n\n{body}"
    return [found.published for found in find_date_lines(find_ends(text, 0), text)]


@pytest.mark.parametrize(
    "line",
    [
        *("December 30, 2025 | 10:15 GMT+7", "30/12/2025", "30/12/2025 10:15", "2025-12-30T10:15:00+07:00"),
        *("Tuesday, 30 December 2025 at 10:15 a.m.", "Published: December 30, 2025", "Posted on Dec. 30, 2025"),
        *("Thứ Ba, 30/12/2025, 10:15 (GMT+7)", "ngày 30 tháng 12 năm 2025", "(December 30, 2025)", "30.12.2025 10:15"),
        *("The Hanoi Times | Dec. 30, 2025", "Hanoi, December 30, 2025", "By Anna Lima | December 30, 2025"),
        *("Published December 30, 2025, updated December 31, 2025", "Đăng ngày 30/12/2025 10:15"),
    ],
)
def test_a_line_with_a_date_and_little_else_is_when_it_was_published(line: str) -> None:
    """With weekday, time, zone, outlet, city or author beside it."""
    assert published(line) == ["2025-12-30"]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Updated December 31, 2025",
            "Cập nhật 31/12/2025",
            "It opened on December 30, 2025",
            "Born December 30, 1970",
        ),
        *("December 30, 2025 to January 3, 2026", "Photo: Anna Lima, December 30, 2025", "December 30", "10:15 GMT+7"),
        *("December 30, 2025: the bridge opens", "Deadline: December 30, 2025"),
    ],
)
def test_a_line_that_says_something_else_is_not(line: str) -> None:
    """A day spoken of is not the day of publication, nor is that of an update."""
    assert published(line) == []


def test_a_day_that_could_be_two_is_told_by_the_rest_of_the_text_or_is_only_its_year() -> None:
    """And it says which of the two it is."""
    text = f"A title\n\n05/06/2025\n\n{BODY}"
    (found,) = find_date_lines(find_ends(text, 0), text)
    assert (found.published, found.note) == ("2025", ", whose day and month could be either")
    text += "\nTalks began on 30/05/2025."
    (found,) = find_date_lines(find_ends(text, 0), text)
    assert (found.published, found.note) == ("2025-06-05", ", read in the order that the rest of the text shows")


@pytest.mark.parametrize(
    "line", ["Interview date: December 29, 2025", "This interview was recorded on December 29, 2025."]
)
def test_a_line_may_say_when_the_interview_was_given(line: str) -> None:
    """That is another day than the one it was published."""
    text = f"A title\n\n{line}\n\n{BODY}"
    (found,) = find_date_lines(find_ends(text, 0), text)
    assert (found.said, found.published) == ("2025-12-29", None)


def test_a_date_below_the_article_counts_and_one_in_its_middle_does_not() -> None:
    """Some outlets print it at the end."""
    text = f"{BODY}\n" * 30 + "30 December 2025\n"
    assert [found.published for found in find_date_lines(find_ends(text, 0), text)] == ["2025-12-30"]
    text += f"{BODY}\n" * 30
    assert find_date_lines(find_ends(text, 0), text) == []
