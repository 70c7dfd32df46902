"""Cited passages as references to print: APA 7 and Chicago 17, for interviews and for articles of newspapers.

Written here and not by a CSL processor: two kinds of source in two styles are a few lines each, and a processor with
its styles is larger than all of this package. Italics are left to whoever pastes them.
"""

from __future__ import annotations

import re

from qa.citing.csl import Source, csl_name, date_parts, one_line
from qa.text.sentences import SENTENCE_ENDS
from qa.words.lists import rows

_CLOSED = re.compile(rf"[{SENTENCE_ENDS}][”’\"']*\Z")
_MONTHS = tuple(line[0].title() for line in rows("months", language="en"))


def apa(source: Source) -> str:
    """Return the reference in APA 7: interviews under who was interviewed, the kind of work in brackets."""
    citation = source.citation
    kind = ""
    if source.is_interview:
        asked = " & ".join(source.interviewers)
        kind = f"[Interview by {asked}]" if asked else "[Interview]"
    date = f"({_apa_date(citation.published)})"
    title = " ".join(part for part in (one_line(citation.title or ""), kind) if part)
    names = _listed([_apa_name(name) for name in source.authors], "&")
    # Without an author the title takes the first place.
    opening = [names, date, title] if names else [title, date]
    return _sentences([*opening, one_line(citation.outlet or "")], citation.url)


def chicago(source: Source) -> str:
    """Return the entry of a bibliography in Chicago 17 (14.191, 14.211): an article without author under its outlet."""
    citation = source.citation
    names = _listed(list(source.authors), "and")
    outlet = one_line(citation.outlet or "")
    title = f"“{_inner_quotes(_closed(one_line(citation.title)))}”" if citation.title else ""
    kind = ""
    if source.is_interview:
        kind = f"Interview by {_listed(list(source.interviewers), 'and')}" if source.interviewers else "Interview"
    date = _chicago_date(citation.published)
    published = ", ".join(part for part in (outlet if names or not outlet else "", date) if part)
    return _sentences([names or outlet, title, kind, published], citation.url)


def _sentences(parts: list[str], url: str | None) -> str:
    text = " ".join(_closed(part) for part in parts if part)
    return f"{text} {one_line(url)}".strip() if url else text


def _closed(text: str) -> str:
    """Return the text with a full stop, unless it ends with a mark, inside of closing quotation marks or not."""
    return text if _CLOSED.search(text) else f"{text}."


def _inner_quotes(title: str) -> str:
    """Return the title for use within double marks."""
    return re.sub(r'[“"]([^”"]*)[”"]', r"‘\1’", title)


def _apa_name(name: str) -> str:
    found = csl_name(name)
    if "literal" in found:
        return name
    initials = " ".join(f"{part[0]}." for part in re.split(r"[\s-]+", found["given"]) if part)
    return f"{found['family']}, {initials}"


def _listed(names: list[str], word: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}, {word} {names[-1]}"


def _date(date: str | None) -> tuple[str, str, str] | None:
    year, month, day = date_parts(date)
    if not year:
        return None
    named = _MONTHS[int(month) - 1] if month and 1 <= int(month) <= 12 else ""
    return year, named, str(int(day)) if day and named else ""


def _apa_date(date: str | None) -> str:
    found = _date(date)
    if found is None:
        return "n.d."
    year, month, day = found
    return ", ".join(part for part in (year, f"{month} {day}".strip()) if part)


def _chicago_date(date: str | None) -> str:
    found = _date(date)
    if found is None:
        return ""
    year, month, day = found
    return f"{month} {day}, {year}" if day else f"{month} {year}".strip()
