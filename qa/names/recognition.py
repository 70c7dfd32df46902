"""Names of people, outlets, cities and countries as far as telling one from another needs them; pure tables and tests.

What is in no table is not taken for a name on its own word: something else in the text has to say so.
"""

from __future__ import annotations

import re

from qa.names.keys import name_key
from qa.names.name_words import (
    CITIES,
    COUNTRIES,
    FAMILY_FIRST_NAMES,
    GIVEN_NAMES,
    NOT_IN_HEADINGS,
    PARTICLES,
)
from qa.text.words import LETTERS
from qa.words.lists import entries, words

_AGENCY_NAMES = frozenset(entries("agencies"))
_SYLLABLES = words("syllables of names")  # "Nguyen Van An", "To Lam"
_OUTLETS = words("outlet nouns")
_OUTLETS_ALONE = words("outlets alone")
_SECTIONS = words("section words")
_OF = re.compile(r"(?:times|voice) of [a-z]+$")
COUNTRY_NAMES = tuple(sorted(COUNTRIES, key=len, reverse=True))
_NAME_WORD = re.compile(rf"{LETTERS.pattern}(?:['’\-‐-]{LETTERS.pattern})*\.?|(?:[^\W\d_]\.){{1,3}}")
_INITIALS = re.compile(r"[^\W\d_](?:\. ?[^\W\d_])+\.?|[^\W\d_]\.")
MAX_NAME_CHARS = 60


def is_person(name: str) -> bool:
    """Tell whether `name` has the form of a person's: two to five words with capitals, none of them a common word."""
    words = name.split()
    if not 2 <= len(words) <= 5 or len(name) > MAX_NAME_CHARS or is_outlet(name) or is_city(name):
        return False
    if not all(_NAME_WORD.fullmatch(word) for word in words) or name_key(name) in COUNTRY_NAMES:
        return False
    common = {name_key(word.strip(".")) for word in words if len(word) > 1} & NOT_IN_HEADINGS
    if common - (_SYLLABLES if name_key(words[0]) in FAMILY_FIRST_NAMES else set()):
        return False
    big = [word[0].isupper() and (word[-1] != "." or len(word) <= 4) for word in words]
    inner = all(large or word in PARTICLES for large, word in zip(big, words, strict=True))
    long = [word for word in words if len(word.strip(".")) > 1]
    initials = [word for word in words if word.endswith(".") and word not in long]
    return inner and big[-1] and bool(long) and len(long) + len(initials) >= 2 and not _all_capitals(words)


def _all_capitals(words: list[str]) -> bool:
    return all(word.isupper() for word in words) and len(words) > 3


def is_known_person(name: str) -> bool:
    """Tell whether `name` is a person's and begins as one in the tables does."""
    return is_person(name) and begins_as_person(name.split()[0])


def begins_as_person(word: str) -> bool:
    """Tell whether a person's name is known to begin with `word`."""
    return name_key(word) in FAMILY_FIRST_NAMES or name_key(word) in GIVEN_NAMES


def is_initials(name: str) -> bool:
    """Tell whether `name` is nothing but initials with their full stops, such as "T.Q."."""
    return bool(_INITIALS.fullmatch(name)) and name.upper() == name and name.count(".") >= 2


def is_agency(name: str) -> bool:
    """Tell whether `name` is a news agency or broadcaster that signs with it."""
    return name in _AGENCY_NAMES or (name.upper() == name and name.title() in _AGENCY_NAMES)


def is_outlet(name: str) -> bool:
    """Tell whether `name` is an agency, or ends with such a word as Times or News and has another before it."""
    if is_agency(name) or is_agency(name.removeprefix("the ").removeprefix("The ")):
        return True
    named = [word for word in name_key(name).split() if word != "the"]
    if len(named) == 1 and name.startswith(("The ", "THE ")):
        return named[0] in _OUTLETS_ALONE
    if not 2 <= len(named) <= 6:
        return False
    if named[0] in _SECTIONS and (named[-1] == "post" or named[-1] not in _OUTLETS_ALONE):
        return False  # "Breaking News", but "The Daily Telegraph"
    return named[-1] in _OUTLETS or named[-2:] == ["news", "service"] or _OF.match(" ".join(named)) is not None


def is_masthead(name: str) -> bool:
    """Tell whether `name` is an outlet's even where nothing else says so: an agency, or The … Times and the like."""
    if is_agency(name):
        return True
    words = name_key(name).split()
    return is_outlet(name) and words[0] == "the" and words[-1] in _OUTLETS_ALONE


def is_city(name: str) -> bool:
    """Tell whether `name` is a city that datelines name without its country."""
    return name_key(name) in CITIES
