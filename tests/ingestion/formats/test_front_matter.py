"""Front matter: what it states, where it ends, and how its faults are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import UnreadableArticle
from qa.ingestion.formats.front_matter import FrontMatter, read_front_matter
from tests.growth import MOST_GROWTH, growth

FULL = """---
title: "Ambassador: the contract is close"
outlet: The Hanoi Times
published: 2025-12-30
interviewee: Gennady Bezdetko
interviewer: Linh Pham
byline: Anh Kiet
url: https://hanoitimes.example/a?b=1
language: no
mood: calm
---
Body.
"""


def read(text: str) -> FrontMatter:
    front = read_front_matter(text, source="a.md")
    assert front is not None
    return front


def fault(text: str) -> str:
    with pytest.raises(UnreadableArticle) as caught:
        read_front_matter(text, source="a.md")
    assert caught.value.source == "a.md"
    assert "'---'" in caught.value.next_step
    return caught.value.reason


def test_every_field_is_read_and_unknown_keys_are_ignored() -> None:
    """Values stay as written: YAML's `no` is Norwegian here, not false; a date is its ISO string."""
    front = read(FULL)
    assert front.metadata == {
        "title": "Ambassador: the contract is close",
        "outlet": "The Hanoi Times",
        "published": "2025-12-30",
        "interviewee": "Gennady Bezdetko",
        "interviewer": "Linh Pham",
        "byline": "Anh Kiet",
        "url": "https://hanoitimes.example/a?b=1",
        "language": "no",
    }
    assert FULL[front.end :] == "Body.\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("closing", ["---", "...", "--- \t"])
def test_the_body_starts_right_behind_the_closing_line(newline: str, mark: str, closing: str) -> None:
    """Offsets point into the user's own file, whatever its line ends and byte order mark."""
    text = mark + newline.join(["---", "title: T", closing, "Body", ""])
    front = read(text)
    assert front.metadata == {"title": "T"}
    assert text[front.end :] == "Body" + newline


@pytest.mark.parametrize(
    "text", ["", "Body", " ---\ntitle: T\n---\n", "----\ntitle: T\n---\n", "\n---\na: b\n---\n", "---"]
)
def test_text_that_does_not_begin_with_a_line_of_three_dashes_has_none(text: str) -> None:
    """Only the very first line opens front matter."""
    assert read_front_matter(text, source="a.md") is None


def test_front_matter_without_lines_states_nothing() -> None:
    """An empty block is a block."""
    assert read("---\n---\nBody") == FrontMatter({}, 8)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2025", "2025"),
        ("2025-12", "2025-12"),
        ("'2025-12-30'", "2025-12-30"),
        ("2025-12-30T08:15:00Z", "2025-12-30"),
        ("2025-12-30 08:15:00 +07:00", "2025-12-30"),
        ("2025-12-30t08:15:00.123+0700", "2025-12-30"),
        ("", None),
        ("~", None),
        ("null", None),
    ],
)
def test_dates_become_iso_strings(stated: str, expected: str | None) -> None:
    """A year or a month is a date too; the time of day is dropped, in the time zone it was stated in."""
    assert read(f"---\npublished: {stated}\n---\n").metadata.get("published") == expected


@pytest.mark.parametrize(
    "stated",
    ["30/12/2025", "next Tuesday", "2025-13", "2025-02-30", "20251230", "2025-1-5", "2025-12T08:00", "[2025-12]x"],
)
def test_a_date_that_is_none_is_named_with_its_line(stated: str) -> None:
    """A wrong date would make the filters lie."""
    reason = fault(f"---\ntitle: T\npublished: '{stated}'\n---\n")
    assert reason == f"front matter, line 3: published: '{stated}' is not a date such as 2025, 2025-12 or 2025-12-30"


def test_synonyms_are_understood_and_the_own_name_wins() -> None:
    """People write author, date and publication; keys may differ in letter case."""
    front = read("---\nAuthor: [Anh Kiet, Linh Pham]\nDATE: 2025\nPublication: X\noutlet: Y\nlang: vi\n---\n")
    assert front.metadata == {"byline": "Anh Kiet, Linh Pham", "published": "2025", "outlet": "Y", "language": "vi"}


def test_an_address_that_is_no_web_address_is_refused() -> None:
    """The address becomes a link on a page: javascript: must not get there."""
    assert fault("---\nurl: javascript:alert(1)\n---\n").startswith("front matter, line 2: url: 'javascript:alert(1)'")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: T\nBody", "line 1: opened with '---' but never closed"),
        ("---\njust words\n---\n", "line 2: not a list of 'key: value' lines"),
        ("---\n- a\n- b\n---\n", "line 2: not a list of 'key: value' lines"),
        ("---\ntitle: T\nbyline: [a, b\n---\n", "line 4: not YAML: expected ',' or ']', but got '<stream end>'"),
        ("---\ntitle: a: b\n---\n", "line 2: not YAML: mapping values are not allowed here"),
        ("---\ntitle: T\nbyline: {name: A}\n---\n", "line 3: byline: {} is not text"),
        ("---\ntitle: a\nx: \x07\n---\n", "line 3: not YAML: special characters are not allowed"),
        ("---\ntitle: *nobody\n---\n", "line 2: not YAML: found undefined alias 'nobody'"),
    ],
)
def test_broken_front_matter_is_named_with_its_line(text: str, reason: str) -> None:
    """The user must find the place to mend."""
    assert fault(text) == f"front matter, {reason}"


def test_tags_construct_nothing() -> None:
    """A file must not be able to run code or make objects."""
    assert read("---\ntitle: !!python/object/apply:os.getcwd []\n---\n").metadata == {}
    assert read("---\ntitle: !!python/name:os.system T\n---\n").metadata == {"title": "T"}


def test_aliases_cannot_blow_up() -> None:
    """The billion laughs: ten levels of nine aliases are read in the time of ten lines."""

    def laugh(levels: int) -> None:
        lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels + 1)]
        said = fault("---\n" + "\n".join([*lines, f"byline: *a{levels}"]) + "\n---\n")
        assert said.startswith(f"front matter, line {levels + 3}: byline:")

    assert growth(laugh, 1) < MOST_GROWTH
    many = "---\nx: &x " + "w" * 8_000 + "\nbyline: [" + "*x ," * 2_000 + "]\n---\n"
    assert len(read(many).metadata["byline"]) == 1000


def test_depth_and_length_are_bounded() -> None:
    """Brackets thousands deep and a block of megabytes are reported, not waited for."""
    assert fault("---\ntitle: " + "[" * 9_000 + "\n---\n") == "front matter, line 1: not metadata: nested too deep"
    assert fault("---\n" + "a: b\n" * 20_000 + "---\n") == "front matter, line 1: longer than 16,384 characters"


@given(
    st.text(max_size=60), st.sampled_from(["---\n", "---\ntitle: ", "\ufeff---\r\n"]), st.sampled_from(["", "\n---\n"])
)
def test_any_text_is_front_matter_or_none_or_a_named_fault(text: str, opening: str, closing: str) -> None:
    """Nothing a file begins with may raise anything else, and the end always lies within the text."""
    whole = opening + text + closing
    try:
        front = read_front_matter(whole, source="a.md")
    except UnreadableArticle:
        return
    assert front is None or 0 < front.end <= len(whole)
