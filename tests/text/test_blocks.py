"""Blocks: what lines belong together, and which are headings, captions or debris."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.text.blocks import find_blocks

PROSE = "The ambassador spoke at length about trade, energy and the years to come in both countries."


def _blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in find_blocks(text, 0, len(text))]


@pytest.mark.parametrize(
    "line",
    [
        "W-IMG_4287.jpg",
        "ria 8922083hr 84582.jpg",
        "w b630efb3bbfd30a369ec 3685.jpg",
        "![A handshake](images/hands.png)",
        "[MUSIC]",
        "[MUSC]",
        "../[MUSIC]",
        "(Crosstalk.) (Laughter.)",
        "[ANIMATED TRANSITION]",
        "[01:01:20]",
        "00:12:34,500 --> 00:12:36,000",
        "Page 3 of 10",
        "- 12 -",
        "* * *",
        "=====",
        "END",
        "./.",
    ],
)
def test_debris_is_set_apart_from_the_words_around_it(line: str) -> None:
    """Nobody wants a file name or a page number quoted as an answer."""
    text = f"{PROSE}\n{line}\n\n{PROSE}\n"
    assert _blocks(text) == [("paragraph", PROSE), ("debris", line), ("paragraph", PROSE)]


@pytest.mark.parametrize(
    "line",
    [
        "Yes.",
        "It was in 1975",
        "See the file plan.jpg for the layout of the whole power plant at Ninh Thuan.",
        "(He laughed and went on with his story.)",
        "😀",
        "At 10:30 we left.",
        "1975",
        "The end",
    ],
)
def test_words_that_only_resemble_debris_are_kept(line: str) -> None:
    """When in doubt it is text: what is debris can never be cited."""
    assert "debris" not in [kind for kind, _ in _blocks(f"{PROSE}\n\n{line}\n\n{PROSE}")]


@pytest.mark.parametrize(
    "line",
    [
        "Russian Ambassador to Vietnam Gennady Bezdetko. Photo: Linh Pham/The Hanoi Times",
        "General Secretary To Lam and President Putin in May 2025. Photo: Hoang Thong Nhat",
        "The two ministers (Photo: VNA)",
        "Photo: VNA",
        "A fisherman at dawn. Photo by Anna Lee",
        "Đại sứ Nga tại Việt Nam. Ảnh: TTXVN",
        "At the market (photo courtesy of the museum) | Photo courtesy of the museum",
    ],
)
def test_a_line_with_a_credit_is_a_caption(line: str) -> None:
    """The words under a picture are citable, but they are not the article's."""
    assert _blocks(f"{PROSE}\n\n{line}\n\n{PROSE}")[1] == ("caption", line)


def test_the_line_below_an_image_file_name_is_a_caption() -> None:
    """Saved pages lose the picture and keep its name; a paragraph further down is text again."""
    text = f"W-IMG_4287.jpg\nRussian Ambassador Gennady Bezdetko.\n\n{PROSE}"
    assert [kind for kind, _ in _blocks(text)] == ["debris", "caption", "paragraph"]
    assert [kind for kind, _ in _blocks(f"a.jpg\n\n{PROSE}")] == ["debris", "paragraph"]


def test_a_sentence_about_photos_is_no_caption() -> None:
    """Only a credit at the end makes a caption."""
    text = "She took a photo by the river. Photography was her life, and the pictures show it to this day."
    assert _blocks(text) == [("paragraph", text)]


def test_the_end_mark_leaves_the_full_stop_to_the_sentence() -> None:
    """News agencies close with "./.", glued to the last sentence."""
    assert _blocks("It will take years, he added./.") == [
        ("paragraph", "It will take years, he added."),
        ("debris", "/."),
    ]


def test_a_short_line_above_a_paragraph_is_a_heading() -> None:
    """Headings open the passage below them."""
    text = f"{PROSE}\nCooperation goes beyond manufacturing\n{PROSE}"
    assert [kind for kind, _ in _blocks(text)] == ["paragraph", "heading", "paragraph"]


def test_marks_before_a_markdown_heading_are_debris() -> None:
    """The hashes are not part of what anybody would quote."""
    assert _blocks(f"## Energy\n\n{PROSE}") == [("debris", "##"), ("heading", "Energy"), ("paragraph", PROSE)]


@pytest.mark.parametrize("line", ["And so --", "What now?", "and then", "50 years have passed."])
def test_an_unfinished_or_finished_sentence_is_no_heading(line: str) -> None:
    """Speech breaks off; that does not make it a title."""
    assert _blocks(f"{PROSE}\n\n{line}\n\n{PROSE}")[1] == ("paragraph", line)


def test_the_last_line_with_only_a_name_is_a_byline() -> None:
    """A writer's name is not a sentence of the interview."""
    assert _blocks(f"{PROSE}\n\nPham Vu Thieu Quang")[-1] == ("debris", "Pham Vu Thieu Quang")
    assert _blocks(f"{PROSE}\n\nMinh Anh (VNA)")[-1] == ("debris", "Minh Anh (VNA)")
    assert _blocks(f"{PROSE}\n\n- Minh Anh/VNA")[-1][0] == "debris"
    assert _blocks(f"{PROSE}\n\nThank You")[-1][0] == "paragraph"
    assert _blocks(f"{PROSE} And\n\nHanoi")[-1][0] == "paragraph"


def test_hard_wrapped_lines_are_one_paragraph_and_page_headers_are_debris() -> None:
    """Text out of a PDF is wrapped inside sentences and interrupted by running headers."""
    words = "we talked about all of the things that had happened in the years since then and"
    page = f"{words}\n{words}\nnobody knew why.\nMy Show Podcast\nEP-12: Anna Lee\n"
    text = f"{page}1\n{page}2\n{page}3\n{words}\nso on."
    paragraph = ("paragraph", f"{words}\n{words}\nnobody knew why.")
    header = [("debris", "My Show Podcast"), ("debris", "EP-12: Anna Lee")]
    assert _blocks(text) == [
        *[paragraph, *header, ("debris", "1")],
        *[paragraph, *header, ("debris", "2")],
        *[paragraph, *header, ("debris", "3")],
        ("paragraph", f"{words}\nso on."),
    ]


def test_a_refrain_without_page_numbers_is_text() -> None:
    """Recurring lines are running headers only beside page numbers."""
    text = f"Four more years\n{PROSE}\n" * 4
    assert "debris" not in [kind for kind, _ in _blocks(text)]


def test_only_the_range_asked_for_is_looked_at() -> None:
    """Front matter lies before the body and is nobody's paragraph."""
    text = f"---\ntitle: x\n---\n{PROSE}"
    assert [(block.start, block.end) for block in find_blocks(text, 17, len(text))] == [(17, len(text))]


_LINES = st.sampled_from(
    ("", "a.jpg", "[MUSIC]", "Anna Lee", "1", "2", "3", "# Title", "Photo: VNA", "ANNA: yes?", "He left.", "--", "x./.")
) | st.sampled_from(("=====", "He went to the", "\ufeff", "./.", "😀", "/."))


@settings(deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_LINES, max_size=20).map("\n".join)))
def test_blocks_hold_every_word_once(text: str) -> None:
    """Only white space lies outside of blocks."""
    position = 0
    for block in find_blocks(text, 0, len(text)):
        assert text[position : block.start].strip() == ""
        assert text[block.start : block.end].strip() == text[block.start : block.end] != ""
        position = block.end
    assert text[position:].strip() == ""
