"""Names in a question, as its capitals tell them, and how many of them a text has."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from qa.answering.asked_amounts import stem
from qa.ingestion.name_words import FUNCTION_WORDS
from qa.ingestion.speaker_names import name_key

_WORD = re.compile(r"[^\W\d_]+")
_OPENS = re.compile(r"(?:^|[.?!:])[\s\"“„«]*$")


def names_in(question: str) -> list[str]:
    """Return the words of names in `question`, in lower case without accents.

    They are capitalised words that open no sentence; where all words are capitalised, none tells a name.
    """
    words = list(_WORD.finditer(question))
    if all(word.group()[0].isupper() for word in words):
        return []
    capitals = (word for word in words if word.group()[0].isupper() and len(word.group()) > 1)
    found = (name_key(word.group()) for word in capitals if not _OPENS.search(question[: word.start()]))
    return [name for name in found if name not in FUNCTION_WORDS]


def share_missing(names: Sequence[str], text: str) -> float:
    """Return the share of `names` that `text` has in no form, 0..1; 0.0 without names.

    Forms of a word are those with the same beginning, accents left out: "Russian" for "Russia", "Thuận" for "Thuan".
    """
    if not names:
        return 0.0
    words = set(_WORD.findall(text.casefold()))
    words |= {name_key(word) for word in words if not word.isascii()}
    return sum(not _among(words, name) for name in names) / len(names)


def _among(words: Set[str], name: str) -> bool:
    if name in words:
        return True
    beginning = stem(name)
    return len(name) > 3 and any(word.startswith(beginning) for word in words)
