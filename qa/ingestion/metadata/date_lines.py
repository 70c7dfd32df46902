"""When an article was published: a line near its beginning or end that is a date and little else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.ingestion.metadata.bylines import is_byline
from qa.ingestion.metadata.text_ends import TextEnds
from qa.names.recognition import is_agency, is_city, is_outlet
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
    dates = list(find_dates(shown, order=day_order(shown) or order))
    if not dates or _UPDATED.search(shown[: dates[0].start]):
        return None
    first = dates[0]
    note = _note(shown, first)
    rest = shown[: first.start], shown[first.end :]
    said = _SAID.fullmatch(rest[0])
    if said and not _left(rest[1]):
        return DateLine(shown, said=first.iso, note=note)
    if len(dates) > 1:
        if not _UPDATED.search(shown[first.end : dates[1].start]):
            return None
        rest = rest[0], _UPDATED.split(rest[1])[0]
    before, behind = _left(_PUBLISHED.sub(" ", rest[0])), _left(rest[1])
    if behind:
        return None
    if not before or is_byline(rest[0].strip(" |,•·-–—")):
        return DateLine(shown, published=first.iso, note=note)
    if is_city(before):
        return DateLine(shown, published=first.iso, place=before, note=note)
    if is_outlet(before) or is_agency(before):
        return DateLine(shown, published=first.iso, outlet=before, note=note)
    return None


def _note(shown: str, read: WrittenDate) -> str:
    """Return what to say about a date in figures whose day and month could be either by themselves."""
    if not read.whole:
        return ", whose day and month could be either"
    alone = next(find_dates(shown), read)
    return "" if alone == read else ", read in the order that the rest of the text shows"


def _left(words: str) -> str:
    """Return what is left of the words around a date without times, weekdays and signs."""
    left = _ALLOWED.sub(" ", words)
    return " ".join(left.split())
