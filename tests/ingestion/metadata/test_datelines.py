"""Datelines of agencies, papers and broadcasters, and openings that only look like one."""

from __future__ import annotations

import pytest

from qa.ingestion.metadata.datelines import Dateline, find_dateline
from qa.ingestion.metadata.text_ends import find_ends

BODY = " The two sides signed an agreement on trade, the ministry said."


@pytest.mark.parametrize(
    ("opening", "place", "outlet", "published"),
    [
        ("Hanoi (VNA) –", "Hanoi", "VNA", None),
        ("HANOI, Dec 30 (Reuters) —", "Hanoi", "Reuters", None),
        ("HANOI, December 30, 2025 (VNA) –", "Hanoi", "VNA", "2025-12-30"),
        ("WASHINGTON (AP) —", "Washington", "AP", None),
        ("Ho Chi Minh City, December 30 (VNA) –", "Ho Chi Minh City", "VNA", None),
        ("PARIS, 30 Dec 2025 (AFP) -", "Paris", "AFP", "2025-12-30"),
        ("Bonn (dpa) -", "Bonn", "dpa", None),
        ("Hà Nội (TTXVN) -", "Hà Nội", "TTXVN", None),
        ("TP Hồ Chí Minh, 30/12/2025 (TTXVN) –", "TP Hồ Chí Minh", "TTXVN", "2025-12-30"),
        ("Hue (The Hanoi Times) —", "Hue", "The Hanoi Times", None),
        ("THE HANOI TIMES —", None, "THE HANOI TIMES", None),
        ("zTHE HANOI TIMES —", None, "THE HANOI TIMES", None),
        ("VNA –", None, "VNA", None),
        ("WASHINGTON —", "Washington", None, None),
        ("ULAANBAATAR, Mongolia --", "Ulaanbaatar, Mongolia", None, None),
        ("MOSCOW, December 30, 2025. /TASS/.", "Moscow", "TASS", "2025-12-30"),
        ("HANOI, December 30, 2025 —", "Hanoi", None, "2025-12-30"),
    ],
)
def test_a_dateline_is_read(opening: str, place: str | None, outlet: str | None, published: str | None) -> None:
    """Place, who sent it, and the day where its year stands there."""
    text = opening + BODY
    shown = opening.removeprefix("z")
    assert find_dateline(find_ends(text, 0).head, text) == Dateline(shown, place, outlet, published)


@pytest.mark.parametrize(
    "opening",
    [
        *("BREAKING —", "EXCLUSIVE –", "Anna Lima (engineer) –", "Hanoi (right) –", "Left (above) –", "Q —", "Hanoi –"),
        *("It rained (Reuters) and", "The bridge –", "Figure (VNA):", "UPDATE 1 —", "MINISTER —", "Bill (AB) –"),
    ],
)
def test_an_opening_that_is_no_dateline_is_none(opening: str) -> None:
    """A wrong place is worse than no place."""
    text = opening + BODY
    assert find_dateline(find_ends(text, 0).head, text) is None


def test_a_dateline_below_a_caption_and_a_title_is_found() -> None:
    """Saved pages begin with what stands above the article."""
    text = "Talks on energy\n\nAnna Lima (Photo: VNA)\n\nHanoi (VNA) –" + BODY
    found = find_dateline(find_ends(text, 0).head, text)
    assert found is not None
    assert (found.place, found.outlet) == ("Hanoi", "VNA")


def test_capitals_are_written_as_the_text_writes_the_name() -> None:
    """An outlet's own spelling is not ours to make up."""
    text = "THE HANOI TIMES —" + BODY + " Speaking with The Hanoi Times, he agreed."
    found = find_dateline(find_ends(text, 0).head, text)
    assert found is not None
    assert found.outlet == "The Hanoi Times"


def test_far_down_in_the_article_there_is_no_dateline() -> None:
    """There it is somebody else's."""
    text = "A paragraph of its own.\n" * 20 + "Hanoi (VNA) –" + BODY
    assert find_dateline(find_ends(text, 0).head, text) is None
