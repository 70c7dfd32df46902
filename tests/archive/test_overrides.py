"""What people say about an article stands above what was read, and is checked before it is kept."""

from __future__ import annotations

import pytest

from qa.archive.overrides import NO_OVERRIDES, Overrides, checked_values
from qa.errors import InvalidInput
from qa.records import METADATA_FIELDS, Article

READ = Article(
    "a.txt", "Words.", title="A bridge", outlet="VNA", place="Hanoi", inferred={"place": "the dateline", "outlet": "x"}
)


def test_an_edit_stands_above_what_was_given_and_both_above_what_was_read() -> None:
    """The order that people expect: the hand, the run, the file."""
    settled = Overrides({"outlet": "Edited"}, {"outlet": "Given", "title": "Given"}).settle(READ)
    assert (settled.outlet, settled.title, settled.place) == ("Edited", "Given", "Hanoi")


def test_what_is_given_by_hand_is_not_inferred() -> None:
    """A value that somebody vouches for must not be marked as read out of the text; the others stay marked."""
    assert Overrides({"outlet": "Edited"}).settle(READ).inferred == {"place": "the dateline"}


def test_no_value_makes_a_field_unknown() -> None:
    """A wrong value is not mended by another wrong one."""
    settled = Overrides({"place": None}).settle(READ)
    assert (settled.place, settled.inferred) == (None, {"outlet": "x"})


def test_rows_give_the_same_overrides_back() -> None:
    """What the archive keeps is what was said."""
    said = Overrides({"outlet": "E", "place": None}, {"title": "G"})
    assert Overrides.from_rows(said.rows()) == said
    assert said.fields == ("title", "outlet", "place")
    assert Overrides.from_rows([]) == NO_OVERRIDES


def test_synonyms_and_empty_values_are_understood() -> None:
    """The same names as in front matter."""
    assert checked_values({"Date": "2025-12-30T10:15Z", "author": " Tran\nThuong ", "place": ""}) == {
        "published": "2025-12-30",
        "byline": "Tran Thuong",
        "place": None,
    }


@pytest.mark.parametrize(
    ("pairs", "message", "step"),
    [
        ({"colour": "red"}, "there is no field 'colour'", f"the fields are: {', '.join(METADATA_FIELDS)}"),
        ({"published": "yesterday"}, "published: 'yesterday' is not a date", "2025-12-30"),
        ({"said": "30/12/2025"}, "said: '30/12/2025' is not a date", "2025-12-30"),
        ({"url": "example"}, "url: 'example' is not a web address", "https://"),
        ({"date": "2025", "published": "2024"}, "published is given twice", "once"),
        ({"title": "caf\udce9"}, "title is not valid Unicode at character 3", "UTF-8"),
    ],
)
def test_what_cannot_be_is_refused_with_the_value(pairs: dict[str, str | None], message: str, step: str) -> None:
    """Nothing half understood is kept, and the message says what would be."""
    with pytest.raises(InvalidInput) as caught:
        checked_values(pairs)
    assert message in caught.value.message
    assert step in caught.value.next_step
