"""Words: each pattern takes for one word what it is named for, and nothing that the next one is there for."""

from __future__ import annotations

import re

import pytest

from qa.text.words import CAPITALISED, JOINED, LETTERS, SPELLED, WORD


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (LETTERS, ["Jean", "Luc", "O", "Neill", "B", "B", "U", "S", "won"]),
        (WORD, ["Jean", "Luc", "O", "Neill", "B2B", "U", "S", "won"]),
        (SPELLED, ["Jean", "Luc", "O’Neill", "B2B", "U", "S", "won"]),
        (JOINED, ["Jean-Luc", "O’Neill", "B2B", "U.S", "won"]),
    ],
    ids=["letters", "words", "spelled", "joined"],
)
def test_what_is_one_word(pattern: re.Pattern[str], words: list[str]) -> None:
    """What is searched for and what it is searched in must be taken apart alike."""
    assert pattern.findall("Jean-Luc O’Neill, B2B: “U.S. _won_”") == words


@pytest.mark.parametrize(("word", "is_name"), [("D'Arcy", True), ("J.", True), ("Đặng", True), ("d'Arcy", False)])
def test_a_name_opens_with_a_capital(word: str, is_name: bool) -> None:
    """Whoever is named may be an initial, or written with letters that English does not have."""
    assert (re.fullmatch(CAPITALISED, word) is not None) == is_name
