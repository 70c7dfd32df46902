"""Sentences tile the text, end where a reader would end them, and are never without bound."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.text.sentences import LONGEST_SENTENCE, split_sentences

# One case a line; "|" stands where a sentence ends. Checked by hand; docs/passages.md compares segmenters on them.
BOUNDARIES = Path(__file__).with_name("sentence_boundaries.txt").read_text(encoding="utf-8").splitlines()

# Cut too early or too late, as known: strict, so that a better segmenter is noticed.
KNOWN_WRONG = (
    "He asked if it was I.|Nobody spoke.",
    "The train leaves at 9 a.m. Moscow time.|Be there.",
    "She joined Yahoo.|It was 1999.",
    "И т.д. и т.п. не считается.|Конец.",
    "「行きましょう。」と彼は言った。|それで終わりです。",
    "Am 3. Oktober kam er.|Er blieb.",
)


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, 0, len(text))]


def _check(case: str) -> None:
    expected = case.split("|")
    text = ("" if re.search("[\u3000-\u9fff]", case) else " ").join(expected)
    assert _sentences(text) == expected


@pytest.mark.parametrize("case", [case for case in BOUNDARIES if case not in KNOWN_WRONG])
def test_sentences_end_where_a_reader_ends_them(case: str) -> None:
    """A quotation cut at "U.S." or "No." is not worth citing."""
    _check(case)


@pytest.mark.parametrize("case", KNOWN_WRONG)
@pytest.mark.xfail(strict=True, reason="known errors, kept in docs/passages.md")
def test_known_errors_are_still_errors(case: str) -> None:
    """What goes wrong is written down, and noticed once it goes right."""
    _check(case)


def test_a_line_break_does_not_end_a_sentence_but_a_blank_line_does() -> None:
    """PDF text is wrapped inside sentences; a paragraph without a full stop still ends."""
    assert _sentences("They met in\nHanoi and left\n\nthe next day\r\n\r\nfor Moscow") == [
        "They met in\nHanoi and left",
        "the next day",
        "for Moscow",
    ]


def test_offsets_point_into_the_whole_text() -> None:
    """Sentences of a block carry the article's offsets, in code points beyond the first plane too."""
    text = "😀 skip. Café 😀 opened. Then it closed. skip"
    begin, end = text.index("Café"), text.index(" skip", 10)
    assert [text[a:b] for a, b in split_sentences(text, begin, end)] == ["Café 😀 opened.", "Then it closed."]


def test_words_in_quotation_marks_stay_with_who_said_them() -> None:
    """“…,” he said: a quotation is not torn from its attribution."""
    text = "“It was late. I left. Nobody saw me,” he said. She nodded."
    assert _sentences(text) == ["“It was late. I left. Nobody saw me,” he said.", "She nodded."]


def test_a_text_in_lower_case_still_has_sentences() -> None:
    """Some corpora are lower-cased; joining before small letters would make one sentence of them."""
    assert _sentences("as of may it rose. then it fell. nobody knew. it rose again.") == [
        "as of may it rose.",
        "then it fell.",
        "nobody knew.",
        "it rose again.",
    ]


def test_text_without_punctuation_is_cut_between_words() -> None:
    """A chat log must not become one passage of a megabyte."""
    pieces = _sentences("word " * 2_000)
    assert max(map(len, pieces)) <= LONGEST_SENTENCE
    assert all(piece.split() == ["word"] * len(piece.split()) for piece in pieces)


def test_text_without_a_space_is_cut_at_the_cap_but_never_inside_a_character() -> None:
    """A combining mark belongs to the letter before it."""
    text = "e\u0301" * 2_000
    pieces = _sentences("x" + text)
    assert "".join(pieces) == "x" + text
    assert max(map(len, pieces)) <= LONGEST_SENTENCE
    assert not any(piece.startswith("\u0301") for piece in pieces)


@pytest.mark.parametrize("language", [None, "vi", "en-US", "zz", "", "ja"])
def test_any_language_is_accepted(language: str | None) -> None:
    """Metadata may say anything."""
    text = "Một câu. Hai câu."
    assert [text[a:b] for a, b in split_sentences(text, 0, len(text), language=language)] == ["Một câu.", "Hai câu."]


_PIECES = st.sampled_from(
    ("Hello", "U.S. ", ". ", "? ", "! ", "… ", "“", "”", "(", ")", "\n", "\r\n", "\n\n", "I ", "No. ", "a", "Ж. ", "。")
) | st.sampled_from(
    ("م؟ ", "😀", "\u0301", "\u200d", "\xa0", "\u2029", "‘92 ", ".NET ", "[1]", "me. I am ", "\x1c", "\ufeff")
)
_WORDS = st.just("word " * 400)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(_PIECES | _WORDS, max_size=40).map("".join)), st.integers(0, 20))
def test_sentences_tile_the_text(text: str, skip: int) -> None:
    """Nothing is lost and nothing is quoted twice: only white space lies between sentences."""
    start, end = min(skip, len(text)), len(text)
    position = start
    for span in split_sentences(text, start, end):
        assert text[position : span.start].strip() == ""
        assert text[span.start : span.end].strip() == text[span.start : span.end] != ""
        assert span.end - span.start <= LONGEST_SENTENCE
        position = span.end
    assert text[position:end].strip() == ""
