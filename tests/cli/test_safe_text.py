"""Text from articles cannot act on a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.cli.safe_text import safe, safe_line

ACTING = {chr(code) for code in [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]}


@given(st.text(st.characters() | st.sampled_from(sorted(ACTING))))
def test_nothing_acts_and_every_offset_stays(text: str) -> None:
    """Highlights are offsets into the text: a replacement must not move them."""
    shown = safe(text)
    assert len(shown) == len(text)
    assert not set(shown) & (ACTING - {"\n", "\t"})
    assert all(new == old for new, old in zip(shown, text, strict=True) if old.isprintable())
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("\x9b31mred", "�31mred"),
        ("a\u202eb\u2066c", "a�b�c"),
        ("one\r\ntwo\rthree", "one \ntwo\nthree"),
        ("one\u2028two", "one\ntwo"),
        ("\ud800", "�"),
        ("שלום\u200f می\u200cخواهم", "שלום\u200f می\u200cخواهم"),
        ("Ninh Thuận 1", "Ninh Thuận 1"),
    ],
)
def test_what_is_shown_in_place(text: str, shown: str) -> None:
    """Control characters become visible; marks that scripts need and do no harm stay."""
    assert safe(text) == shown


def test_a_title_stays_on_one_line() -> None:
    """A line break in a title cannot forge another line of output."""
    assert safe_line("a\nconfidence\t1.00") == "a confidence 1.00"
