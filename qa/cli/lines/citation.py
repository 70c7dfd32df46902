"""A citation as a person reads it: who said it, where and when, the link that opens there, and the place to check."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator

from qa.answers import Citation
from qa.cli.safe_text import safe_line
from qa.cli.styled import Line, line
from qa.records import Span, SpokenTime


def link_and_place(citation: Citation, *, words: Span | None = None, indent: int = 0) -> Iterator[Line]:
    """Yield the link, where there is one, and the place; `words` as in `place_of`."""
    link = citation.deep_link or citation.url
    if link:
        yield line(safe_line(link), "link", indent=indent, wrap=False)
    yield line(place_of(citation, words=words), "dim", indent=indent, wrap=False)


def place_of(citation: Citation, *, words: Span | None = None) -> str:
    """Return where the quotation stands, "2025/talk.md [120:168]".

    `words` are the part of the article's text that is shown, where that is not all of the quotation.
    """
    start, end = words or (citation.start, citation.end)
    return f"{safe_line(citation.article_id)} [{start}:{end}]"


def source_and_title(citation: Citation) -> str:
    """Return what `source_of` does and the article's title behind it, leaving out what is not known."""
    return ", ".join(part for part in (source_of(citation), safe_line(citation.title or "")) if part)


def source_of(citation: Citation) -> str:
    """Return who, where and when on one line, leaving out what is not known."""
    said_at = citation.start_seconds
    at = clock(said_at) if said_at is not None else None
    said, published = citation.said and f"said {_known(citation, 'said')}", _known(citation, "published")
    when = (said, published, at)
    return ", ".join(part for part in (speaker_and_outlet(citation), *map(safe_line, filter(None, when))) if part)


def clock(seconds: float) -> str:
    """Return a place in a recording as its players show it: "at 1:02:03", "at 0:07"."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"at {hours}:{minute:02d}:{second:02d}" if hours else f"at {minute}:{second:02d}"


def speaker_and_outlet(citation: Citation) -> str:
    """Return who said it and who printed it, leaving out what is not known.

    "Ana Lima (interviewee), The Courier", "Ana Lima, as reported by The Courier", or "reported by The Courier" where
    nobody is named.
    """
    who = citation.speaker
    if who and citation.role in ("interviewee", "interviewer"):
        who = f"{who} ({citation.role})"
    unsure = " (inferred)" if "outlet" in citation.inferred else ""
    by = f" by {citation.reported_by}{unsure}" if citation.reported_by else ""
    match citation.attribution:
        case "said":
            return safe_line(", ".join(part for part in (who, _known(citation, "outlet")) if part))
        case "paraphrased":
            return safe_line(f"{who}, as reported{by}")
        case "reported":
            return safe_line(f"reported{by}" if by else "reported, no speaker named")


def _known(citation: Citation, field: str) -> str | None:
    """Return a field's value, with the word that it was inferred where it was."""
    value: str | None = getattr(citation, field)
    return f"{value} (inferred)" if value and field in citation.inferred else value


def speaks_of(citation: Citation, *, words: Span | None = None, indent: int = 0) -> Iterator[Line]:
    """Yield the times that the quotation speaks of on one line, each with its days; nothing where it names none.

    `words` are the part of the article's text that is shown, where that is not all of the quotation.
    """
    first, last = words or (citation.start, citation.end)
    shown = (time for time in citation.speaks_of if first <= time.start and time.end <= last)
    times = dict.fromkeys(map(_with_days, shown))
    if times:
        yield line(f"Speaks of: {'; '.join(times)}", "dim", indent=indent)


def _with_days(time: SpokenTime) -> str:
    words, days = safe_line(time.text), days_of(time)
    return days if words == days else f"{words} ({days})"


def days_of(time: SpokenTime) -> str:
    """Return first and last day of `time` as short as they can be: "2027-09..2027-12", "2014..", "2025-12-30"."""
    first, last = time.first_day or "", time.last_day or ""
    whole_years = first[4:] in ("", "-01-01") and last[4:] in ("", "-12-31")
    whole_months = first[7:] in ("", "-01") and (not last or _ends_month(last))
    length = 4 if whole_years else 7 if whole_months else 10
    first, last = first[:length], last[:length]
    return first if first == last else f"{first}..{last}"


def _ends_month(day: str) -> bool:
    year, month, number = (int(part) for part in day.split("-"))
    return number == monthrange(year, month)[1]
