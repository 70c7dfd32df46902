"""When an article was published: a line near its beginning or end that is a date and little else."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qa.ingestion.metadata.bylines import is_byline, publishes
from qa.ingestion.metadata.text_ends import TextEnds
from qa.names.recognition import is_city
from qa.times.written_dates import Order, WrittenDate, day_order, find_dates

HEAD_LINES = 10
TAIL_LINES = 3
LINE_CHARS = 160
_UPDATED = re.compile(
    r"\b(?:updated?|modified|cập nhật|aktualisiert|mis à jour|actualizado|обновлено)\b", re.IGNORECASE
)
_PUBLISHED = re.compile(
    r"\b(?:published|posted|first published|date|publication date|đăng|ngày đăng|xuất bản|veröffentlicht|publié"
    r"|publicado|опубликовано)(?: (?:on|le|am|el|at))?\b:?",
    re.IGNORECASE,
)
_WEEKDAYS = """
mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday
montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche
lunes martes miércoles jueves viernes sábado domingo понедельник вторник среда четверг пятница суббота воскресенье
"""
_BESIDE_TIMES = "am a.m. pm p.m. at um à lúc uhr gmt utc est edt cet cest ict msk ist et pt z ngày"
_WORDS = "|".join(sorted(map(re.escape, f"{_WEEKDAYS} {_BESIDE_TIMES}".split()), key=len, reverse=True))
_ALLOWED = re.compile(
    rf"(?<!\d)\d{{1,2}}[:.h]\d\d(?:[:.]\d\d(?:\.\d+)?)?(?!\d)|(?<!\w)(?:{_WORDS})(?!\w)"
    r"|\bthứ\s+(?:hai|ba|tư|năm|sáu|bảy)\b|\bchủ\s+nhật\b|[tT](?=\d)|[+-]\d{1,2}(?::?\d\d)?\b|[\s,;|()\[\]•·–—:/.+-]",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?:interview date|date of (?:the )?interview|interviewed on|recorded on|conducted on|interview recorded on"
    r"|this interview was (?:conducted|recorded|held|given) on)\b:?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateLine:
    """What one line says: `shown` as it is written, `note` how a date was read; the rest None where it is not said."""

    shown: str
    published: str | None = None
    said: str | None = None
    outlet: str | None = None
    place: str | None = None
    note: str = ""


def find_date_lines(ends: TextEnds, text: str) -> list[DateLine]:
    """Return the lines that are a date, in reading order; lines on updates are none."""
    order = day_order(text[: 1 << 16])
    lines = dict.fromkeys((*ends.head[:HEAD_LINES], *ends.tail[-TAIL_LINES:]))
    found = (_read(line.text, order) for line in lines if line.whole and len(line.text) <= LINE_CHARS)
    return [line for line in found if line]


def _read(shown: str, order: Order | None) -> DateLine | None:
    """Return what a line says that is a date and little else, or None.

    >>> _read("Published on Tuesday, December 30, 2025 at 10:15", None).published
    '2025-12-30'
    >>> _read("Updated December 31, 2025", None) is None
    True
    """
    dates = list(find_dates(shown, order=day_order(shown) or order))
    if not dates or _UPDATED.search(shown[: dates[0].start]):
        return None
    first, *others = dates
    before, behind = shown[: first.start], shown[first.end :]
    found = DateLine(shown, note=_note(shown, first))
    if _SAID.fullmatch(before) and not _left(behind):
        return replace(found, said=first.iso)
    if others:
        if not _UPDATED.search(shown[first.end : others[0].start]):
            return None
        behind = _UPDATED.split(behind)[0]
    return None if _left(behind) else _published(replace(found, published=first.iso), before)


def _published(line: DateLine, before: str) -> DateLine | None:
    """Return `line` with what stands before its date, or None where that is no byline, place or outlet."""
    source = _left(_PUBLISHED.sub(" ", before))
    if not source or is_byline(before.strip(" |,•·-–—")):
        return line
    if is_city(source):
        return replace(line, place=source)
    return replace(line, outlet=source) if publishes(source) else None


def _note(shown: str, read: WrittenDate) -> str:
    """Return what to say about a date in figures whose day and month could be either by themselves."""
    if not read.whole:
        return ", whose day and month could be either"
    alone = next(find_dates(shown), read)
    return "" if alone == read else ", read in the order that the rest of the text shows"


def _left(words: str) -> str:
    """Return what is left of the words around a date without times, weekdays and signs.

    >>> _left("Tue, 10:15 am | Hanoi")
    'Hanoi'
    """
    left = _ALLOWED.sub(" ", words)
    return " ".join(left.split())
