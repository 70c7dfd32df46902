"""How names of speakers are compared: letter case, accents and titles do not count, words do."""

from __future__ import annotations

from qa.text.folding import same_letters
from qa.text.words import SPELLED
from qa.words.lists import words

TITLES = words("no part of a key")
"""Words before a name that are no part of it."""


def name_key(word: str) -> str:
    """Return what the spellings of one word of a name share: lower case, no accents."""
    return same_letters(word)


def name_words(name: str) -> tuple[str, ...]:
    """Return the words that a name is found by, in order, without titles unless there is nothing else.

    >>> name_words("Ambassador Gennady Bézdetko")
    ('gennady', 'bezdetko')
    """
    words = tuple(SPELLED.findall(name_key(name)))
    return tuple(word for word in words if word not in TITLES) or words


def is_named(name: str, wanted: str) -> bool:
    """Tell whether `wanted` is the name or some whole words of it, in their order: "Bezdetko", "Gennady Bezdetko"."""
    rest = iter(name_words(name))
    words = name_words(wanted)
    return bool(words) and all(word in rest for word in words)
