"""The words that expressions of time are made of."""

from __future__ import annotations

import re

from qa.times.days import Unit
from qa.words.lists import entries, rows


def words(line: str) -> frozenset[str]:
    """Return the words of `line`."""
    return frozenset(line.split())


MONTHS = {line[0]: number for number, line in enumerate(rows("months", language="en"), start=1)}
SHORT_MONTHS = {name[:3]: number for name, number in MONTHS.items() if name != "may"} | {"sept": 9}
# Also people's names, or verbs.
DOUBTFUL_MONTHS = frozenset({"march", "april", "may", "june", "august"})
WEEKDAYS = {name: number for number, name in enumerate(entries("weekdays", language="en"))}
UNITS: dict[str, Unit] = {
    "day": "day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
    "decade": "decade",
    "century": "century",
}
PLURALS: dict[str, Unit] = {
    "days": "day",
    "weeks": "week",
    "months": "month",
    "quarters": "quarter",
    "years": "year",
    "decades": "decade",
    "centuries": "century",
}
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBERS = (
    {word: number for number, word in enumerate(_ONES.split(), start=1)}
    | {"eighteen": 18, "nineteen": 19}
    | {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)}
)
_RANKS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
RANKS = {word: number for number, word in enumerate(_RANKS.split(), start=1)} | {
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    **{f"{number}th": number for number in range(4, 21)},
    "21st": 21,
}
_LATER_RANKS = "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
CENTURIES = RANKS | {word: number for number, word in enumerate(_LATER_RANKS.split(), start=13)}
DECADES = {"thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90}
THIRDS = {"early": 0, "mid": 1, "late": 2, "beginning": 0, "start": 0, "outset": 0, "middle": 1, "end": 2, "close": 2}

# What every expression begins with, besides figures; "the", "a", "in" and "from" only before one of these or a figure.
OPENERS = frozenset(
    {*MONTHS, *SHORT_MONTHS, *WEEKDAYS, *NUMBERS, *RANKS, *CENTURIES, *THIRDS, *UNITS, *DECADES}
    | words(
        "by up until till before since after between starting beginning effective within final last past this current "
        "next coming earlier later yesterday today tomorrow tonight q h ' ’ ‘"
    )
)
WEAK_OPENERS = frozenset({"the", "a", "an", "in", "from"})

# Speaks of what comes: see `reader.is_ahead`.
AHEAD = re.compile(
    r"\b(?:will|shall|expect(?:s|ed)?|scheduled|planned|plans? to|upcoming|forthcoming|due|going to|set to|hopes?"
    r"|aims?)\b|['’]ll\b",
    re.IGNORECASE,
)
MAYBE_AHEAD = re.compile(rf"{AHEAD.pattern}|\b(?:would|could|should|can|may|might|must|is|are|be)\b", re.IGNORECASE)
# Tells of what has been.
PAST = re.compile(
    r"\b(?!(?:need|indeed|speed|feed|seed|breed|exceed|proceed|succeed|unprecedented)\b)\w\w+ed\b"
    r"|\b(?:was|were|had|did|said|told|took|began|met|saw|went|came|left|gave|held|won|lost|grew|rose|fell|made|became"
    r"|got|led|broke|built|sent|set out|brought|paid|ran|sold|spoke|wrote|kept|hit|flew|stood|bought|struck|drew)\b",
    re.IGNORECASE,
)
BEHIND = re.compile(r"\b(?:was|were|had|did|became|spent|went)\b", re.IGNORECASE)

# What a number of four digits counts, or is the name of: then it is no year.
COUNTED = words(
    "people persons men women children students pupils workers employees soldiers troops refugees visitors tourists "
    "passengers families households companies firms cases deaths patients doses copies pages words times miles "
    "kilometers kilometres km meters metres m feet ft hectares acres tons tonnes kg mw gw kw megawatts dollars euros "
    "rubles roubles dong pounds yen yuan usd vnd eur percent per hours minutes seconds days weeks months years degrees "
    "calories volts watts hp rpm members guests participants delegates volunteers houses homes ships cars vehicles "
    "scholarships"
)
NUMBERED = words(
    "no nr number nos windows office server resolution resolutions route highway room flight page pages pp p article "
    "section paragraph iso rfc directive decree regulation order ordinance suite model unit block building boeing "
    "airbus peugeot runner cyberpunk visual studio channel extension ext line lot box bus unit"
)
