"""How a speaker's name is found by what somebody types."""

from __future__ import annotations

import pytest

from qa.names.keys import is_named, name_words


@pytest.mark.parametrize(
    "wanted",
    ["Bezdetko", "bezdetko", "BÉZDETKO", "Gennady Bezdetko", "Ambassador Bezdetko", "Gennady Stepanovich Bezdetko"],
)
def test_a_surname_or_the_full_name_finds_the_speaker(wanted: str) -> None:
    """Letter case, accents and titles do not count."""
    assert is_named("Gennady Stepanovich Bezdetko", wanted)


@pytest.mark.parametrize("wanted", ["Bezdet", "Bezdetko Gennady", "Ivan Bezdetko", "", "…"])
def test_other_words_do_not(wanted: str) -> None:
    """Whole words, in the name's order, and all of them."""
    assert not is_named("Gennady Stepanovich Bezdetko", wanted)


def test_letters_that_only_look_marked_are_plain() -> None:
    """Đ, ł and ø are letters of their own to Unicode, and typed without their strokes."""
    assert name_words("Trần Đình Łukasz Østby") == ("tran", "dinh", "lukasz", "ostby")


def test_a_title_alone_is_kept() -> None:
    """A transcript may know its speaker by nothing else."""
    assert name_words("AMBASSADOR") == ("ambassador",)
