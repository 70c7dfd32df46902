"""Points of time beside the moment of speaking, "last year", "two years ago", "within three months"; and all points."""

from __future__ import annotations

from qa.times.dates import DATES, month_at, year_of
from qa.times.days import Unit
from qa.times.forms import Form, Read, longest
from qa.times.meanings import Calendar, InYear, Lasting, SoFar, Weekday, Whole
from qa.times.tokens import APOSTROPHES, DASHES, Tokens
from qa.times.words import BEHIND, MAYBE_AHEAD, PLURALS, UNITS, WEEKDAYS, words
from qa.times.years import YEARS

_SIDES = {"last": -1, "past": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
# "Yesterday" is a day; "today" is nearly always "nowadays", or "in this episode", but after these.
_REPORTED = words("said told announced signed met arrived opened began earlier later")
_OWNERS = words("my our your his her its their the")
_LONGEST_AGO = 99  # "600 years ago" is no count of years


def _read_before_last(tokens: Tokens, at: int) -> Read:
    return (at + 4, Whole("year", -2)) if tokens.says(at, "the", "year", "before", "last") else None


def _read_so_far(tokens: Tokens, at: int) -> Read:
    word = tokens.word(at)
    unit = UNITS.get(tokens.word(at + 2)) if word in ("earlier", "later") and tokens.word(at + 1) == "this" else None
    return (at + 3, SoFar(Whole(unit, 0), left=word == "later")) if unit else None


def _read_beside_now(tokens: Tokens, at: int) -> Read:
    side = _SIDES.get(tokens.word(at))
    if side is None or _is_owned(tokens, at):
        return None
    return _unit_beside(tokens, at, side) or _weekday_beside(tokens, at, side) or _month_beside(tokens, at, side)


def _is_owned(tokens: Tokens, at: int) -> bool:
    """Tell whether it is somebody's: "his last year", "the next month" are counted from another time than now."""
    return tokens.word(at - 1) in _OWNERS | {"this", "these"} and tokens.word(at) not in ("this", "current")


def _unit_beside(tokens: Tokens, at: int, side: int) -> Read:
    """Read "last year", but not "last day", "past year" nor "the last year of the war"."""
    unit = UNITS.get(tokens.word(at + 1))
    if unit in (None, "day") or tokens.word(at) == "past" or tokens.word(at + 2) == "of":
        return None
    return at + 2, Whole(unit, side)


def _weekday_beside(tokens: Tokens, at: int, side: int) -> Read:
    """Read "last Tuesday", "this Tuesday"."""
    number = WEEKDAYS.get(tokens.word(at + 1)) if tokens.word(at) in ("last", "next", "this") else None
    return None if number is None else (at + 2, Weekday(number, side))


def _month_beside(tokens: Tokens, at: int, side: int) -> Read:
    """Read "last May", "this May", but not "last May 2024"."""
    word, named = tokens.word(at), month_at(tokens, at + 1)
    if named is None or word not in ("last", "next", "this"):
        return None
    behind, month = named[0], InYear(named[1])
    if word == "this":
        return behind, Calendar(month, month, Whole("year", 0))
    return (behind, Calendar(month, month, side=side)) if year_of(tokens, behind) is None else None


def _read_lasting(tokens: Tokens, at: int) -> Read:
    start = tokens.skip(at, "the", "this", "these")
    side = _SIDES.get(tokens.word(start))
    if not side or (start == at and tokens.word(at - 1) in _OWNERS):
        return None
    counted = _units(tokens, start + 1) or (_one_unit(tokens, start + 1) if start > at and side < 0 else None)
    if counted is None or counted[1:] == ("day", 1) or tokens.word(counted[0]) == "of":
        return None
    if side > 0 and BEHIND.search(tokens.sentence(at)):
        return None  # "in the next three years he wrote": from then on, not from now
    behind, unit, count = counted
    return behind, Lasting(unit, count, forward=side > 0)


def _units(tokens: Tokens, at: int) -> tuple[int, Unit, int] | None:
    """Read "five years": the token after it, the unit, how many."""
    count, unit = tokens.number(at), PLURALS.get(tokens.word(at + 1))
    return None if count is None or unit is None else (at + 2, unit, count)


def _one_unit(tokens: Tokens, at: int) -> tuple[int, Unit, int] | None:
    """Read the "year" of "the past year"."""
    unit = UNITS.get(tokens.word(at))
    return None if unit is None else (at + 1, unit, 1)


def _read_ago(tokens: Tokens, at: int) -> Read:
    count, unit = tokens.number(at), _unit_at(tokens, at + 1)
    if count is None or unit in (None, "decade", "century") or tokens.word(at + 2) != "ago":
        return None
    vague = count > _LONGEST_AGO or tokens.word(at - 1) in ("half", "over", "-")
    return None if vague else (at + 3, Whole(unit, -count))


def _unit_at(tokens: Tokens, at: int) -> Unit | None:
    return PLURALS.get(tokens.word(at)) or UNITS.get(tokens.word(at))


def _read_from_now(tokens: Tokens, at: int) -> Read:
    start = tokens.skip(at, "in", "within")
    count, behind = tokens.number(start), start + 1
    if tokens.word(behind) in DASHES | {"to", "or"} and (most := tokens.number(behind + 1)):
        count, behind = most, behind + 2
    unit = _unit_at(tokens, behind)
    if count is None or unit is None:
        return None
    if start == at and tokens.says(behind + 1, "from", "now"):
        return behind + 3, Whole(unit, count)
    if tokens.word(at) == "in" and _is_time(tokens, behind + 1):
        return behind + 3 + (tokens.word(behind + 2) == "s"), Whole(unit, count)
    if tokens.word(at) == "within" and _looks_ahead(tokens.sentence(at)):
        return behind + 1, Lasting(unit, count, forward=True)
    return None


def _is_time(tokens: Tokens, at: int) -> bool:
    """Tell whether a token begins the end of "in two years' time", "in a year's time"."""
    return tokens.word(at) in APOSTROPHES and "time" in (tokens.word(at + 1), tokens.word(at + 2))


def _looks_ahead(sentence: str) -> bool:
    """Tell whether a sentence speaks of what comes: "is to pay within a month", but not "had to"."""
    return bool(MAYBE_AHEAD.search(sentence)) and not BEHIND.search(sentence)


def _read_one_day(tokens: Tokens, at: int) -> Read:
    word, before = tokens.word(at), tokens.word(at - 1)
    distance = {"yesterday": -1, "today": 0, "tomorrow": 1, "tonight": 0}.get(word)
    if distance is None or tokens.word(at + 1) in APOSTROPHES or before == "the":  # The Tonight Show
        return None
    return None if word == "today" and before not in _REPORTED else (at + 1, Whole("day", distance))


POINTS = (
    *DATES,
    *YEARS,
    Form("before last", "the year before last", _read_before_last),
    Form("so far, or left", "earlier this year", _read_so_far),
    Form("beside now", "last year", _read_beside_now),
    Form("up to now, or from now on", "the past five years", _read_lasting),
    Form("ago", "two years ago", _read_ago),
    Form("from now", "in two years' time", _read_from_now),
    Form("one day", "yesterday", _read_one_day),
)


def read_point(tokens: Tokens, at: int) -> Read:
    """Read the longest point of time that begins at a token."""
    return longest(POINTS, tokens, at)
