"""What a question asks for, as far as its own words tell: a time or a figure, an amount, somebody by name.

A passage that lacks the amount or the names asked for hardly answers, however alike its words are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import dropwhile, takewhile
from typing import Literal

from qa.names.keys import name_key
from qa.names.name_words import FUNCTION_WORDS
from qa.text.words import LETTERS
from qa.words.lists import rows

AnswerKind = Literal["time", "figure"]

_TIME = re.compile(
    r"\b(?:when|how (?:long|old|soon|recently))\b"
    r"|\b(?:what|which) (?:year|date|month|day|decade|century|time)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\bhow (?:many|much|far|big|large|high|tall|deep|fast|often|wide|heavy)\b"
    r"|\b(?:percentage|percent|number of|amount of|proportion|share of|price|cost|population)\b",
    re.IGNORECASE,
)
_MONTHS = "|".join(line[0].title() for line in rows("months", language="en"))
_UNITS = "second|minute|hour|day|week|month|year|decade|centur(?:y|ie)"
_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|sixty|"
    "seventy|eighty|ninety|hundred|thousand|million|billion|trillion|dozen|half|third|quarter|twice|once"
)
_SAYS_TIME = re.compile(
    rf"\b(?:1[5-9]\d\d|20\d\d)s?\b|\b(?:{_MONTHS})\b|\b\d{{1,2}}(?:st|nd|rd|th)\b"  # "may" and "march" are verbs
    rf"|(?i:\b(?:\d+|{_NUMBERS})\s+(?:{_UNITS})s?\b)"
    r"|(?i:\b(?:yesterday|today|tomorrow|tonight)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)"
    r"|(?i:\b(?:last|next|this|past|coming) (?:year|month|week|spring|summer|autumn|fall|winter)\b)"
)
_SAYS_FIGURE = re.compile(rf"\d|\b(?:{_NUMBERS}|none|zero)s?\b", re.IGNORECASE)


def answer_kind(question: str) -> AnswerKind | None:
    """Return what `question` asks for: "time" for "when …", "figure" for "how many …", otherwise None."""
    if _TIME.search(question):
        return "time"
    return "figure" if _FIGURE.search(question) else None


def says(kind: AnswerKind, words: str) -> bool:
    """Tell whether `words` hold a time or a figure."""
    return bool((_SAYS_TIME if kind == "time" else _SAYS_FIGURE).search(words))


# How far from what is counted its number may stand, in words: "590,000 tourists", "the tourists rose to 590,000".
REACH = 5

_HOW_MANY = re.compile(r"\bhow many ((?:[\w'’-]+ ?){1,4})", re.IGNORECASE)
_SUM = re.compile(
    r"\bhow much\b.*\b(?:pay|paid|costs?|worth|price|money|raised?|invest(?:ed)?|earn(?:ed)?|sold|sell|spen[dt]|salary"
    r"|fees?|funding|charged?|bought|buy)\b|\b(?:what|which)\b.*\b(?:price|salary|fee|costs?|worth)\b",
    re.IGNORECASE,
)
_NUMBER_WORDS = frozenset(
    word
    for line in (
        "no none zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand",
        "thousands million millions billion billions trillion trillions dozen dozens half third quarter once twice",
        "single couple both several few first second",
    )
    for word in line.split()
)
_SAYS_SUM = re.compile(
    r"[$€£¥]\s?\d|\b(?:million|billion)s?\b"
    r"|(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|hundreds?|thousands?))"
    r"\s+(?:thousand\s+)?(?:US\s+)?(?:dollars?|bucks|cents?|euros?|pounds?|rubles?|USD|VND|yen|rupees?)\b",
    re.IGNORECASE,
)
_NUMBER_OR_WORD = re.compile(rf"\d[\d.,]*|{LETTERS.pattern}")


def lacks_amount(question: str, text: str) -> bool:
    """Tell whether `question` asks how many or how much money, and `text` does not say.

    How many "visitors" is told by a number within REACH words of "visitors", how much money by any sum.
    """
    if found := _HOW_MANY.search(question):
        return not _tells_count(_counted(found.group(1)), text)
    return _SUM.search(question) is not None and _SAYS_SUM.search(text) is None


def stem(word: str) -> str:
    """Return the beginning that the forms of a word share, in lower case: "visitors" and "visitor", "Russian"."""
    return word.lower() if len(word) <= 3 else word.lower()[: max(4, len(word) - 2)]


def _counted(words: str) -> list[str]:
    """Return the beginnings of the words behind "how many", to the next function word: "russi" and "touris"."""
    parts = [word.lower() for word in _NUMBER_OR_WORD.findall(words)]
    named = dropwhile(FUNCTION_WORDS.__contains__, parts)
    return [stem(word) for word in takewhile(lambda word: word not in FUNCTION_WORDS, named)]


def _tells_count(counted: list[str], text: str) -> bool:
    words = [word.lower() for word in _NUMBER_OR_WORD.findall(text)]
    numbers = [at for at, word in enumerate(words) if word[0].isdigit() or word in _NUMBER_WORDS]
    if not counted:
        return bool(numbers)
    things = [at for at, word in enumerate(words) if word.startswith(tuple(counted))]
    return any(abs(number - thing) <= REACH for number in numbers for thing in things)


_OPENS = re.compile(r"(?:^|[.?!:])[\s\"“„«]*$")


def names_in(question: str) -> list[str]:
    """Return the words of names in `question`, in lower case without accents.

    They are capitalised words that open no sentence; where all words are capitalised, none tells a name.
    """
    words = list(LETTERS.finditer(question))
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
    words = set(LETTERS.findall(text.casefold()))
    words |= {name_key(word) for word in words if not word.isascii()}
    return sum(not _among(words, name) for name in names) / len(names)


def _among(words: Set[str], name: str) -> bool:
    if name in words:
        return True
    beginning = stem(name)
    return len(name) > 3 and any(word.startswith(beginning) for word in words)
