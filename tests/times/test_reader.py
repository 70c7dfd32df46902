"""Expressions of time: a list judged by hand, offsets that hold on any text, and nothing guessed."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.times.days import Days, Stretch, around, months, moved, third, years
from qa.times.expressions import EXPRESSIONS
from qa.times.forms import Form
from qa.times.reader import find_times, is_ahead
from qa.times.tokens import Tokens
from tests.growth import MOST_GROWTH, growth

LIST = Path(__file__).parent / "time_expressions.txt"
JUNE = Stretch(date(2025, 6, 10), date(2025, 6, 10))


class Case(NamedTuple):
    """A line of the list: the date of the article, its text, and what is to be found."""

    said: Stretch | None
    text: str
    found: list[tuple[str, int, Days]]


def stretch(text: str) -> Stretch:
    year, *rest = (int(part) for part in text.split("-"))
    if not rest:
        return years(year)
    return months(year, rest[0]) if len(rest) == 1 else around(date(year, rest[0], rest[1]), "day")


def days(text: str) -> Days:
    first, _, last = text.strip().partition("..")
    return Days(stretch(first).first if first else None, stretch(last).last if last else None)


def cases() -> list[Case]:
    found = []
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        said, marked, meant = (part.strip() for part in line.split("|"))
        plain, spans = "", []
        for part in re.split(r"(\[[^\]]*\])", marked):
            if part.startswith("["):
                spans.append((part[1:-1], len(plain)))
            plain += part.strip("[]")
        ranges = [days(part) for part in meant.split(";")] if meant else []
        expected = [(words, start, range_) for (words, start), range_ in zip(spans, ranges, strict=True)]
        found.append(Case(None if said == "-" else stretch(said), plain, expected))
    return found


CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=[case.text for case in CASES])
def test_each_expression_of_the_list_means_its_days(case: Case) -> None:
    """Exactly these words, exactly these days, and nothing where there is nothing."""
    found = find_times(case.text, case.said)
    assert [(case.text[time.start : time.end], time.start, time.days) for time in found] == case.found


@pytest.mark.parametrize("form", EXPRESSIONS, ids=lambda form: form.name)
def test_each_form_reads_its_example(form: Form) -> None:
    """The table says what is found; its examples must be true."""
    tokens = Tokens(form.example)
    read = form.read(tokens, 0)
    assert read is not None
    assert read[0] == len(tokens)


def test_the_list_is_long_and_half_as_long_in_what_is_no_time() -> None:
    """A list that shrinks would make the test above say less."""
    assert sum(len(case.found) for case in CASES) >= 140
    assert sum(not case.found for case in CASES) >= 50


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.said is None and case.found], ids=lambda case: case.text
)
def test_what_stands_without_a_date_is_the_same_at_any_date(case: Case) -> None:
    """Saying "in 2024" does not depend on when it was said."""
    assert [time.days for time in find_times(case.text, JUNE)] == [range_ for _, _, range_ in case.found]


def test_an_open_side_still_names_its_days() -> None:
    """What lasts "until 2030" is found under 2030, and not under each year before it."""
    [until] = find_times("It will run until 2030.", None)
    assert (until.days, until.named) == (Days(None, date(2030, 12, 31)), years(2030))
    [after] = find_times("It grew after May 2014.", None)
    assert (after.days, after.named) == (Days(date(2014, 6, 1), None), months(2014, 5))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The plant will open in March.", True),
        ("In March the plant will open.", True),
        ("In March, they met; the plant will open.", False),
        ("The agreement, which will help, was signed in March.", False),
        ("It was signed in March in Hanoi, and it will help.", False),
        ("They’ll sign in March", True),
        ("It was signed in March", False),
    ],
)
def test_what_is_to_come_is_told_by_its_clause(text: str, expected: bool) -> None:
    """A "will" elsewhere in the sentence says nothing of when it was signed."""
    start = text.index("March")
    assert is_ahead(text, start, start + 5) is expected


PIECES = (
    *("in ", "by ", "the ", "last ", "next ", "May ", "March ", "2024", "1,700 ", "30", "12", "-", "–", "/", ".", ", "),
    *(
        "Tuesday ",
        "year",
        "’s ",
        "end ",
        "of ",
        "first ",
        "11 ",
        "months ",
        "'90s ",
        "19th ",
        "century ",
        "Q3 ",
        "ago ",
    ),
    *(
        "two ",
        "since ",
        "between ",
        "and ",
        "to ",
        "from ",
        "within ",
        "will ",
        "é",
        "👩‍🚀",
        "\u0301",
        "\n",
        "٣",
        "²",
        "early ",
    ),
)


@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60), st.sampled_from((None, JUNE))
)
def test_offsets_hold_on_any_text(text: str, said: Stretch | None) -> None:
    """In order, apart, inside the text, of whole words, with a range that is one: nothing raises."""
    found = find_times(text, said)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for one in found:
        assert text[one.start : one.end] == text[one.start : one.end].strip()
        assert one.named.first <= one.named.last
        assert one.days != Days(None, None)


def test_far_dates_are_left_out_without_an_error() -> None:
    """The calendar ends at the year 9999."""
    early = Stretch(date(2, 1, 1), date(2, 1, 1))
    assert find_times("nine years ago, over the past 99 years", early) == []
    assert find_times("in the next 9999 years", Stretch(date(9000, 1, 1), date(9000, 1, 1))) == []


def test_a_long_text_takes_time_in_proportion() -> None:
    """Figures in a table, or "the the the", must not take minutes."""
    assert growth(lambda size: find_times("from the last 2024 - in the May of " * size, JUNE), 50) < MOST_GROWTH


@pytest.mark.parametrize(
    ("day", "unit", "by", "expected"),
    [
        (date(2024, 2, 29), "year", 1, date(2025, 2, 28)),
        (date(2025, 1, 31), "month", 1, date(2025, 2, 28)),
        (date(2025, 1, 31), "month", -13, date(2023, 12, 31)),
        (date(2025, 12, 30), "week", 1, date(2026, 1, 6)),
        (date(2025, 12, 30), "decade", -1, date(2015, 12, 30)),
    ],
)
def test_moving_by_months_stays_in_the_month(day: date, unit: str, by: int, expected: date) -> None:
    """A month after January 31 is the end of February, not March."""
    assert moved(day, unit, by) == expected  # type: ignore[arg-type]


def test_thirds_leave_no_gap() -> None:
    """Early, mid and late together are the whole, also of February, a decade and a century."""
    for whole in (years(2024), months(2024, 2), months(2023, 12), years(1980, 1989), years(1901, 2000)):
        parts = [third(whole, which) for which in range(3)]
        assert [part is not None for part in parts] == [True] * 3
        first, middle, last = (part for part in parts if part is not None)
        assert (first.first, last.last) == tuple(whole)
        assert (moved(first.last, "day", 1), moved(middle.last, "day", 1)) == (middle.first, last.first)
    assert third(Stretch(date(2025, 6, 9), date(2025, 6, 15)), 0) is None
