"""Years as they are written, and what is made of them: "2024", "2023/24", "the late 1980s", "the 19th century"."""

from __future__ import annotations

import re

from qa.times.days import Stretch, years
from qa.times.forms import Form, Read
from qa.times.meanings import Fixed, Meaning, Third
from qa.times.tokens import DASHES, Tokens
from qa.times.words import CENTURIES, COUNTED, DECADES, NUMBERED, words

# Before a year of which more is needed than its four digits: round numbers, and those before 1900.
_BEFORE_YEAR = words(
    "in since until till by before after of from to and between year early mid late around circa about back through "
    "during founded established born"
)
# "2024.5", "2024%", "2024/7": but "2023/24" and "2024/2025" are two years.
_FIGURE_GOES_ON = re.compile(r"[\w%°$€£]|[.,:]\d|/\d(?!\d(?:\D|$)|\d{3}(?:\D|$))| ?%")
# "pre-1990", "mid-2024": a hyphen behind anything else makes the figure a part of a name.
_HYPHENED = words("mid early late end pre post")
_THIRDS = {"early": 0, "mid": 1, "late": 2}


def year_at(tokens: Tokens, at: int) -> int | None:
    """Return the year that four digits at a token may be, whatever stands around them."""
    word = tokens.word(at)
    if len(word) != 4 or not word.isascii() or not word.isdecimal() or not 1000 <= int(word) < 2200:
        return None
    token = tokens[at]
    before, after = tokens.text[max(0, token.start - 2) : token.start], tokens.text[token.end : token.end + 6]
    if re.search(r"[\w$€£¥#+&@=]$|\d[.,:/-]$", before) or _FIGURE_GOES_ON.match(after):
        return None
    return int(word)


def _read_named_year(tokens: Tokens, at: int) -> Read:
    year = year_at(tokens, at + 1) if tokens.word(at) == "year" else None
    return (at + 2, Fixed(years(year))) if year else None


def _read_year(tokens: Tokens, at: int) -> Read:
    year = year_at(tokens, at)
    if year is None:
        return None
    last = _season_end(tokens, at + 1, year)
    if last is not None:
        return at + 3, Fixed(years(year, last))
    refused = _counts_or_names(tokens, at) or _is_part_of_a_name(tokens, at) or _is_doubtful(tokens, at, year)
    return None if refused else (at + 1, Fixed(years(year)))


def _season_end(tokens: Tokens, at: int, year: int) -> int | None:
    """Return the year that ends "2023/24" or "2021–2022", whose dash or stroke is at a token."""
    last = tokens.word(at + 1)
    if tokens.word(at) not in DASHES | {"/"} or not last.isdecimal() or not last.isascii() or len(last) not in (2, 4):
        return None
    if len(last) == 2:
        return year + 1 if int(last) == (year + 1) % 100 else None
    return int(last) if year < int(last) <= year + 200 else None


def _counts_or_names(tokens: Tokens, at: int) -> bool:
    """Tell whether a figure counts something or is the number of it: "2000 people", "No. 2026", "Windows 2000"."""
    before = at - 2 if tokens.word(at - 1) in (".", "-") else at - 1
    return tokens.word(before) in NUMBERED or tokens.word(at + 1) in COUNTED


def _is_part_of_a_name(tokens: Tokens, at: int) -> bool:
    """Tell whether a figure is tied to what stands beside it: "Covid-2019", "12 2019"."""
    hyphened = tokens.word(at - 1) in DASHES and tokens.word(at - 2) not in _HYPHENED
    joined = hyphened and tokens[at - 1].start == tokens[at - 2].end
    return joined or tokens.word(at - 1).isdecimal() or tokens.word(at + 1).isdecimal()


def _is_doubtful(tokens: Tokens, at: int, year: int) -> bool:
    """Tell whether a figure is an unlikely year, "1700" or "2000", and nothing before it says that it is one."""
    if 1900 <= year < 2100 and year % 100:
        return False
    listed = tokens.word(at - 1) in (",", "and", "or") and year_at(tokens, at - 2) is not None
    return not listed and tokens.word(at - 1) not in _BEFORE_YEAR


def _read_decade(tokens: Tokens, at: int) -> Read:
    start = tokens.skip(at, "the")
    which = _THIRDS.get(tokens.word(start))
    if which is not None:
        start = tokens.skip(start + 1, *DASHES)
    found = _written_decade(tokens, start) or _named_decade(tokens, start, at)
    if found is None:
        return None
    behind, stretch = found
    decade: Meaning = Fixed(stretch)
    return behind, decade if which is None else Third(decade, which)


def _written_decade(tokens: Tokens, at: int) -> tuple[int, Stretch] | None:
    """Read "1980s" or "'80s"."""
    word, following = tokens.word(at), tokens.word(at + 1)
    if re.fullmatch(r"1[0-9]\d0s|20\d0s", word):
        # "The 1900s" may be ten years or a hundred: the longer holds both.
        long = word[2:4] == "00" and word < "2000"
        return at + 1, years(int(word[:4]), int(word[:4]) + (99 if long else 9))
    if word in ("'", "’", "‘") and re.fullmatch(r"[3-9]0s", following):
        return at + 2, _decade_of(int(following[:2]))
    return None


def _named_decade(tokens: Tokens, at: int, begin: int) -> tuple[int, Stretch] | None:
    """Read the "eighties" of "the eighties", which begins at `begin`."""
    number = DECADES.get(tokens.word(at)) if tokens.word(begin) == "the" else None
    return None if number is None else (at + 1, _decade_of(number))


def _decade_of(number: int) -> Stretch:
    return years(1900 + number, 1909 + number)


def _read_century(tokens: Tokens, at: int) -> Read:
    start = tokens.skip(at, "the")
    number = CENTURIES.get(tokens.word(start))
    if tokens.word(start) == "twenty" and tokens.word(start + 1) in DASHES and tokens.word(start + 2) == "first":
        number, start = 21, start + 2
    behind = tokens.skip(start + 1, *DASHES)
    if number is None or tokens.word(behind) != "century":
        return None
    return behind + 1, Fixed(years(100 * number - 99, 100 * number))


YEARS = (
    Form("decade", "the late 1980s", _read_decade),
    Form("century", "the 19th century", _read_century),
    Form("named year", "year 2000", _read_named_year),
    Form("year or season", "2023/24", _read_year),
)
