"""Amounts that a question asks for: what does not tell how many, or how much money, answers no such question."""

from __future__ import annotations

import re
from itertools import dropwhile, takewhile

from qa.ingestion.name_words import FUNCTION_WORDS

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
_WORD = re.compile(r"\d[\d.,]*|[^\W\d_]+")


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
    parts = [word.lower() for word in _WORD.findall(words)]
    named = dropwhile(FUNCTION_WORDS.__contains__, parts)
    return [stem(word) for word in takewhile(lambda word: word not in FUNCTION_WORDS, named)]


def _tells_count(counted: list[str], text: str) -> bool:
    words = [word.lower() for word in _WORD.findall(text)]
    numbers = [at for at, word in enumerate(words) if word[0].isdigit() or word in _NUMBER_WORDS]
    if not counted:
        return bool(numbers)
    things = [at for at, word in enumerate(words) if word.startswith(tuple(counted))]
    return any(abs(number - thing) <= REACH for number in numbers for thing in things)
