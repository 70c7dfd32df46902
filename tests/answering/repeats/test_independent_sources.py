"""Who counts as a source of its own, and which wording counts as taken over."""

from __future__ import annotations

import pytest

from qa.answering.repeats.independent_sources import Source, count_independent, is_copy
from qa.records import Passage

WIRE = (
    "Engineers on Friday closed the last gap in the harbour bridge, two years later than planned, and the city expects "
    "the first cars to cross it in May. The mayor thanked the yard that had rolled the steel in a cold winter."
)
REWRITTEN = (
    "The last gap in the bridge over the harbour is closed. Cars may use it from May on, the city says, two years "
    "after the date first given; the steel came from a yard that the mayor praised."
)
TALK = "“We never thought that it would take us so long, but the sea does what it likes and so does the wind up here”"


def source(text: str, outlet: str | None, article: str, *, before: str = "") -> Source:
    whole = before + text
    return Source(Passage(0, article, 0, len(before), len(whole), text), whole, outlet)


@pytest.mark.parametrize(
    ("other", "copied"),
    [
        (WIRE, True),
        (WIRE.replace("Engineers on Friday", "On Friday, engineers").replace("thanked", "has thanked"), True),
        (WIRE.split(". ")[0] + ".", True),
        ("A reader writes to us. " + WIRE.upper(), True),
        (REWRITTEN, False),
    ],
    ids=["the same text", "edited lightly", "cut short", "set in capitals behind a line", "told in other words"],
)
def test_a_wire_text_is_known_by_its_words(other: str, copied: bool) -> None:
    """What an editor does to a wire text leaves most of its rows of words; who writes anew shares hardly one."""
    one, two = source(WIRE, "Coast Courier", "a"), source(other, "The Herald", "b")
    assert (is_copy(one, two), is_copy(two, one)) == (copied, copied)


def test_a_copy_cut_at_other_places_is_known_by_what_stands_around_it() -> None:
    """Passages of two articles need not begin at the same sentence."""
    first, last = WIRE.split(". ")
    one = source(last, "Coast Courier", "a", before=f"{first}. ")
    two = source(WIRE, "The Herald", "b")
    assert is_copy(one, two)


def test_the_words_of_a_guest_make_no_copy() -> None:
    """Two reporters at one table write down the same sentence, and are still two."""
    one = source(f"{TALK}, said the engineer who had drawn the arches in his youth at home.", "Coast Courier", "a")
    two = source(f"At the opening she spoke of her own work on the cables. {TALK}, she heard him say.", "Herald", "b")
    assert not is_copy(one, two)


def test_short_passages_are_never_taken_for_copies() -> None:
    """A dozen words can be alike by chance."""
    text = "The bridge was opened in May by the mayor."
    assert not is_copy(source(text, "A", "a"), source(text, "B", "b"))


@pytest.mark.parametrize(
    ("sources", "count"),
    [
        ([source(REWRITTEN, "Herald", "a"), source(WIRE, "Courier", "b")], 2),
        ([source(WIRE, "Herald", "a"), source(WIRE, "Courier", "b")], 1),
        ([source(REWRITTEN, "Herald", "a"), source(WIRE, "HERALD", "b")], 1),
        ([source(REWRITTEN, "Coast News Agency (CNA)", "a"), source(WIRE, "CNA", "b")], 1),
        ([source(REWRITTEN, "Coast News Agency (CNA)", "a"), source(WIRE, "Coast News Agency", "b")], 1),
        ([source(REWRITTEN, "Courier (Oslo)", "a"), source(WIRE, "Herald (Oslo)", "b")], 2),
        ([source(REWRITTEN, "Herald", "a"), source(WIRE, None, "b")], 1),
        ([source(REWRITTEN, None, "a"), source(WIRE, None, "b")], 0),
        ([source(WIRE, "Herald", "a"), source(WIRE, None, "b"), source(WIRE, "Courier", "c")], 1),
        ([source(WIRE, "Herald", "a"), source(REWRITTEN, "Courier", "b"), source(WIRE, "Courier", "c")], 1),
        ([source(WIRE, "Herald", "a"), source(REWRITTEN, "Courier", "b"), source(TALK, "Post", "c")], 3),
    ],
    ids=[
        "two outlets",
        "one wire text in two outlets",
        "one outlet twice",
        "one outlet by its abbreviation",
        "one outlet with and without its abbreviation",
        "two outlets of one town",
        "an unnamed outlet beside a named one",
        "no outlet named",
        "one wire text in three",
        "an outlet that also prints the other's text",
        "three outlets",
    ],
)
def test_independent_outlets_are_counted_once_each(sources: list[Source], count: int) -> None:
    """A count that a journalist may print must rather be too low."""
    assert count_independent(sources) == count
    assert count_independent(sources[::-1]) == count
