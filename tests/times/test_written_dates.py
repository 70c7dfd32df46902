"""Dates in the orders and languages that articles write them in; what could be two days is neither."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.times.written_dates import Order, day_order, find_dates


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("December 30, 2025", "2025-12-30"),
        ("Dec. 30, 2025", "2025-12-30"),
        ("Dec 30 2025", "2025-12-30"),
        ("30 December 2025", "2025-12-30"),
        ("30th of December, 2025", "2025-12-30"),
        ("30-Dec-2025", "2025-12-30"),
        ("DECEMBER 30, 2025", "2025-12-30"),
        ("2025-12-30", "2025-12-30"),
        ("2025-12-30T10:15:00+07:00", "2025-12-30"),
        ("2025/12/30", "2025-12-30"),
        ("30/12/2025", "2025-12-30"),
        ("12/30/2025", "2025-12-30"),
        ("5/5/2025", "2025-05-05"),
        ("05.06.2025", "2025-06-05"),
        ("30-12-2025", "2025-12-30"),
        ("ngày 30 tháng 12 năm 2025", "2025-12-30"),
        ("30 tháng 12, 2025", "2025-12-30"),
        ("30. Dezember 2025", "2025-12-30"),
        ("1er janvier 2025", "2025-01-01"),
        ("30 de diciembre de 2025", "2025-12-30"),
        ("30 декабря 2025", "2025-12-30"),
        *(("1 APRİL 2025", "2025-04-01"), ("1 aprıl 2025", "2025-04-01")),  # as a Turkish keyboard writes an i
    ],
)
def test_a_date_is_read_in_any_of_these_orders(text: str, iso: str) -> None:
    """Vietnamese, American, European and ISO."""
    assert [found.iso for found in find_dates(f"On {text} it rained.")] == [iso]


@pytest.mark.parametrize(
    "text",
    [
        *("31/02/2025", "2025-13-01", "December 32, 2025", "1250-12-30", "30/12/25", "Dec 30", "2025", "12.30"),
        *("version 1.2.2025.7", "marching 5, 2025", "+84 30/12/20255", "a30/12/2025"),
    ],
)
def test_what_is_no_whole_date_is_none(text: str) -> None:
    """Figures that only look like one must not become the day an article appeared."""
    assert list(find_dates(text)) == []


@pytest.mark.parametrize(("order", "iso"), [(None, "2025"), ("day first", "2025-06-05"), ("month first", "2025-05-06")])
def test_day_and_month_that_could_be_either_are_left_open(order: Order | None, iso: str) -> None:
    """The year is known all the same; the order decides where something tells it."""
    (found,) = find_dates("05/06/2025", order=order)
    assert (found.iso, found.whole) == (iso, order is not None)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("On 30/05/2025 and 05/06/2025.", "day first"),
        ("On 05/30/2025 and 05/06/2025.", "month first"),
        ("On 05/30/2025 and 30/06/2025.", None),
        ("05/06/2025 10:15 (GMT+7)", "day first"),
        ("Thứ Năm, 05/06/2025", "day first"),
        ("05/06/2025 10:15 AM ET", "month first"),
        ("05/06/2025", None),
        ("nothing", None),
    ],
)
def test_the_order_is_told_by_other_dates_words_and_time_zones(text: str, order: Order | None) -> None:
    """Where they disagree nothing is concluded."""
    assert day_order(text) == order


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_found_where_it_stands(day: date) -> None:
    """Whatever the day, in a date that cannot be misread."""
    words = f"{day.day} {day:%B} {day.year}"
    (found,) = find_dates(f"It was {words}.")
    assert (found.iso, found.start, found.end) == (day.isoformat(), 7, 7 + len(words))


@given(st.text(alphabet=st.sampled_from("0123456789/.- ,DecJan thángngày")))
def test_whatever_is_found_is_a_day_or_a_year(text: str) -> None:
    """Never a 31st of February."""
    for found in find_dates(text):
        assert date.fromisoformat(found.iso if found.whole else f"{found.iso}-01-01")
        assert 0 <= found.start < found.end <= len(text)
