"""Metadata as sources state it, read into the fields of an Article: names, synonyms, dates, addresses.

What cannot be read is returned as problems; whether that is an error is the format's decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from qa.records import METADATA_FIELDS

MAX_VALUE_CHARS = 1000  # titles are context for every passage; a longer one is a body in the wrong place

SYNONYMS = {
    "headline": "title",
    "source": "outlet",
    "publication": "outlet",
    "publisher": "outlet",
    "site_name": "outlet",
    "sitename": "outlet",
    "date": "published",
    "date_published": "published",
    "datepublished": "published",
    "publication_date": "published",
    "published_at": "published",
    "pubdate": "published",
    "author": "byline",
    "authors": "byline",
    "interviewed": "said",
    "interview_date": "said",
    "date_of_interview": "said",
    "interviewees": "interviewee",
    "interviewers": "interviewer",
    "link": "url",
    "lang": "language",
}

DATE_FIELDS = frozenset({"published", "said"})
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_ISO_DATE = re.compile(
    r"(?P<date>[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)"
    r"(?:(?<=-[0-9]{2}-[0-9]{2})[Tt ] *[0-9]{1,2}:[0-9]{2}[0-9:.,]* *(?:[Zz]|UTC|[+-][0-9]{1,2}(?::?[0-9]{2})?)?)?"
)
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


class Problem(NamedTuple):
    """A value that was stated but cannot be used: under which key, and why."""

    key: str
    reason: str


class Metadata(NamedTuple):
    """The fields that could be read, and the problems with the others."""

    fields: dict[str, str]
    problems: list[Problem]


def read_metadata(pairs: Iterable[tuple[str, object]]) -> Metadata:
    """Read key-value pairs; unknown keys are ignored, a field's own name wins over its synonyms.

    `read_metadata([("Date", "2025-12-30"), ("mood", "calm")]).fields` is `{"published": "2025-12-30"}`.
    """
    own: dict[str, str] = {}
    other: dict[str, str] = {}
    problems: list[Problem] = []
    for key, value in pairs:
        field = field_name(key)
        if field is None:
            continue
        try:
            text = read_value(field, value)
        except ValueError as error:
            problems.append(Problem(key, str(error)))
            continue
        if text:
            (own if field == _normal(key) else other)[field] = text
    return Metadata({**other, **own}, problems)


def field_name(key: str) -> str | None:
    """Return the field that `key` stands for, itself or by a synonym; None where it is none."""
    name = _normal(key)
    field = SYNONYMS.get(name, name)
    return field if field in METADATA_FIELDS else None


def _normal(key: str) -> str:
    return "_".join(re.split(r"[\s\-]+", key.strip().lower()))


def read_value(field: str, value: object) -> str:
    """Return `value` as it is kept under `field`: on one line, dates as dates; "" for none. Raises ValueError."""
    text = _as_text(value)
    if text and field in DATE_FIELDS:
        return read_date(text)
    if text and field == "url" and not _WEB_ADDRESS.fullmatch(text):
        raise ValueError(f"{_shown(text)} is not a web address; it must begin with http:// or https://")
    return text


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return _join(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"{_shown(value)} is not text")
    # Cut before cleaning: what is kept is bounded, so the work is too.
    text = " ".join(_CONTROLS.sub(" ", str(value)[: 4 * MAX_VALUE_CHARS]).split())
    return text if len(text) <= MAX_VALUE_CHARS else text[: MAX_VALUE_CHARS - 1] + "…"


def _join(values: list[object]) -> str:
    """Join a list of names with commas, no further than fits: YAML aliases can make a short list very long."""
    joined = ""
    for value in values:
        if isinstance(value, list):
            raise ValueError("a list inside a list is not text")
        text = _as_text(value)
        joined += f", {text}" if joined and text else text
        if len(joined) > MAX_VALUE_CHARS:
            return joined[: MAX_VALUE_CHARS - 1] + "…"
    return joined


def read_date(text: str) -> str:
    """Return "2025", "2025-12" or "2025-12-30" from an ISO 8601 date, the time of day dropped.

    Raises ValueError naming the value when it is none.
    """
    match = _ISO_DATE.fullmatch(text)
    if match:
        stated = match["date"]
        try:
            date.fromisoformat((stated + "-01-01")[:10])
        except ValueError:
            pass  # such as 2025-13-45: reported below with the value
        else:
            return stated
    raise ValueError(f"{_shown(text)} is not a date such as 2025, 2025-12 or 2025-12-30")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"
