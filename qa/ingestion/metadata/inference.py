"""What an article's text shows of its metadata where its source states nothing, each value with the reason for it.

Nothing is concluded from what is not written: a value that could be another is left unknown. Which words show what is
said in `datelines`, `date_lines`, `bylines`, `interviewees` and `title_lines`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from qa.ingestion.dialogue.speakers import find_turns
from qa.ingestion.metadata.bylines import Byline, find_bylines
from qa.ingestion.metadata.date_lines import DateLine, find_date_lines
from qa.ingestion.metadata.datelines import Dateline, find_dateline, spelt
from qa.ingestion.metadata.interviewees import Interviewed, day_said, find_in_title, find_interviewed
from qa.ingestion.metadata.text_ends import TextEnds, find_ends
from qa.ingestion.metadata.title_lines import find_title
from qa.names.recognition import is_masthead, is_person
from qa.records import METADATA_FIELDS, Article
from qa.text.blocks import find_blocks
from qa.times.written_dates import find_dates

LONGEST_BEFORE = timedelta(days=60)
"""A day without a year on which an interview was given lies at most so long before the day it was published."""

LABELLED_CHARS = 1_000_000
"""In longer texts, such as whole books of interviews, nobody is asked alone."""


class Inferred(NamedTuple):
    """A value for a field, and what it was inferred from, in words."""

    field: str
    value: str
    reason: str


def with_inferred(article: Article) -> Article:
    """Return `article` with what its text shows in the fields that its source leaves open."""
    found: dict[str, Inferred] = {}
    for item in _all(article):
        if getattr(article, item.field) is None:
            found.setdefault(item.field, item)
    if not found:
        return article
    in_order = [found[name] for name in METADATA_FIELDS if name in found]
    values: dict[str, Any] = {item.field: item.value for item in in_order}
    return replace(article, inferred={item.field: item.reason for item in in_order}, **values)


def _all(article: Article) -> Iterator[Inferred]:
    """Yield what can be inferred, the surest of each field first."""
    text = article.text
    ends = find_ends(text, article.body_start)
    title = article.title or find_title(ends.head)
    if title:
        first = ends.head and ends.head[0].text == title
        yield Inferred("title", title, "the first line" if first else "the line below the masthead")
    dateline = find_dateline(ends.head, text)
    published = article.published
    for item in _about_publication(ends, text, dateline):
        if item.field == "published":
            published = published or item.value
        yield item
    yield from _about_the_interview(article, title, dateline, published)
    yield from _from_labels(article)


def _about_publication(ends: TextEnds, text: str, dateline: Dateline | None) -> Iterator[Inferred]:
    of_dateline = f"the dateline “{dateline.shown}”" if dateline else ""
    yield from _values(dateline, of_dateline, "place", "outlet")
    for line in find_date_lines(ends, text):
        yield from _values(line, f"the date line “{line.shown}”{line.note}", "published", "said", "outlet", "place")
    yield from _values(dateline, of_dateline, "published")
    if ends.head and is_masthead(ends.head[0].text):
        yield Inferred("outlet", spelt(ends.head[0].text, text), "the masthead in the first line")
    for byline in find_bylines(ends, text):
        because = f"the {byline.kind} “{byline.shown}”"
        if byline.author:
            yield Inferred("byline", byline.author, because)
        yield from _values(byline, because, "interviewer", "outlet")


def _values(found: Dateline | DateLine | Byline | Interviewed | None, because: str, *names: str) -> Iterator[Inferred]:
    """Yield the values that `found` has for these fields."""
    values = ((name, getattr(found, name, None)) for name in names)
    return (Inferred(name, value, because) for name, value in values if value)


def _about_the_interview(
    article: Article, title: str | None, dateline: Dateline | None, published: str | None
) -> Iterator[Inferred]:
    shown = dateline.shown if dateline else None
    in_title = find_in_title(title) if title else None
    for found in (
        *([in_title] if in_title else []),
        *find_interviewed(article.text, article.body_start, dateline=shown),
    ):
        because = f"the words “{found.shown}”"
        yield from _values(found, because, "interviewee", "interviewer")
        said = _said(found.when, published)
        if said:
            yield Inferred("said", said, because)


def _said(when: str, published: str | None) -> str | None:
    """Return the day in " on December 29, 2025", or in " on December 29" the last such day before `published`."""
    words = day_said(when)
    whole = next(find_dates(words), None) if words else None
    if whole and whole.whole:
        return whole.iso
    if words is None or published is None or len(published) < len("2025-12-30"):
        return None
    day = date.fromisoformat(published)
    for year in (day.year, day.year - 1):
        found = next(find_dates(f"{words}, {year}" if words[0].isalpha() else f"{words} {year}"), None)
        if found and timedelta() <= day - date.fromisoformat(found.iso) <= LONGEST_BEFORE:
            return found.iso
    return None


def _from_labels(article: Article) -> Iterator[Inferred]:
    """Yield whom the labels of the turns name, where one person alone asks or is asked."""
    if len(article.text) > LABELLED_CHARS:
        return
    blocks = find_blocks(article.text, article.body_start, len(article.text))
    turns = find_turns(article, blocks)
    for role in ("interviewee", "interviewer"):
        names = {turn.speaker for turn in turns if turn.role == role and turn.speaker}
        name = names.pop() if len(names) == 1 else None
        if name and is_person(name.title() if name.isupper() else name):
            value = spelt(name, f"{article.title}\n{article.text}")
            yield Inferred(
                role, value, f"the label “{name}:” of the {'answers' if role == 'interviewee' else 'questions'}"
            )
