"""What kind of words a question asks for, as far as its own words tell: a time, a figure, or nothing in particular."""

from __future__ import annotations

import re
from typing import Literal

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
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
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
