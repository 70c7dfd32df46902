"""A cited passage as a CSL item: who, where and when as reference managers name it, and nothing that is not known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from qa.answers import Citation
from qa.names.keys import is_named
from qa.records import Article

_CUE_WORDS = 10


@dataclass(frozen=True, slots=True)
class Source:
    """A citation with the article it points into."""

    citation: Citation
    article: Article

    @property
    def is_interview(self) -> bool:
        """Whether somebody's own words are cited; otherwise it is an article of a newspaper."""
        return bool(self.interviewees)

    @property
    def interviewees(self) -> tuple[str, ...]:
        """Who answers: as the article says, else who speaks here."""
        if self.article.interviewee:
            return names_in(self.article.interviewee)
        spoken = self.citation.speaker
        return (one_line(spoken),) if spoken and self.citation.role != "interviewer" else ()

    @property
    def interviewers(self) -> tuple[str, ...]:
        """Who asks, where that is known; a byline alone does not say so."""
        return names_in(self.article.interviewer) if self.article.interviewer and self.is_interview else ()

    @property
    def authors(self) -> tuple[str, ...]:
        """Whom the work is listed under: who was interviewed, else who wrote it; empty where nobody is named."""
        return self.interviewees or (names_in(self.article.byline) if self.article.byline else ())

    @property
    def speaker(self) -> str | None:
        """Who says all of the words, but for a few such as "the ambassador said"; a citation may name who says some."""
        citation = self.citation
        if not citation.statements:
            return citation.speaker
        others = {one.speaker for one in citation.statements} - {citation.speaker}
        rest = citation.quote
        for one in sorted(citation.statements, key=lambda one: -one.start):
            rest = rest[: max(0, one.start - citation.start)] + rest[max(0, one.end - citation.start) :]
        return None if others or len(rest.split()) > _CUE_WORDS else citation.speaker

    @property
    def note(self) -> str:
        """The words, and before them in square brackets whose they are, unless those of the work's authors."""
        whose = self._whose()
        return self.citation.quote if whose is None else f"[{whose}] {self.citation.quote}"

    def _whose(self) -> str | None:
        """Return what stands in the brackets; None for words of the work's authors, and where nobody is named."""
        citation, spoken = self.citation, self.speaker
        if spoken and citation.attribution == "paraphrased":
            return f"{one_line(spoken)}, paraphrased"
        if not self.authors or (spoken and any(_is_one_person(spoken, name) for name in self.authors)):
            return None
        if spoken:
            return one_line(spoken)
        if citation.role == "interviewer":
            return "interviewer"
        mixed = citation.speaker is not None or citation.role is None
        return "article" if self.is_interview and mixed else None


def _is_one_person(name: str, other: str) -> bool:
    """Tell whether one name may be the other, shortened.

    >>> _is_one_person("Bezdetko", "Gennady Bezdetko"), _is_one_person("Gennady", "Bezdetko")
    (True, False)
    """
    return is_named(name, other) or is_named(other, name)


def one_line(text: str) -> str:
    """Return `text` without line breaks and control characters, which could begin a field of their own."""
    return " ".join("".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text).split())


def names_in(value: str) -> tuple[str, ...]:
    """Return the names that are set apart by semicolons; "and" and commas may be part of one."""
    return tuple(name for name in map(one_line, value.split(";")) if name)


def csl_name(name: str) -> dict[str, str]:
    """Return a name as CSL has it; what is family name and what given name only "Family, Given" tells.

    Elsewhere the name stays whole: in Vietnamese the family name comes first, and outlets are no persons.
    """
    family, comma, given = name.partition(", ")
    if comma and given and "," not in given:
        return {"family": family, "given": given}
    return {"literal": name}


def csl_item(source: Source) -> dict[str, object]:
    """Return the source in CSL-JSON, of type "interview" or "article-newspaper"."""
    citation, article = source.citation, source.article
    values: Mapping[str, object] = {
        "id": f"{citation.article_id}#char={citation.start},{citation.end}",  # as in RFC 5147
        "type": "interview" if source.is_interview else "article-newspaper",
        "title": _known(citation.title),
        "author": [csl_name(name) for name in source.authors],
        "interviewer": [csl_name(name) for name in source.interviewers],
        "container-title": _known(citation.outlet),
        "issued": csl_date(citation.published),
        "event-date": csl_date(citation.said),
        "URL": _known(citation.url),
        "language": _known(article.language),
        "annote": source.note,
    }
    return {name: value for name, value in values.items() if value}


def csl_date(date: str | None) -> dict[str, object] | None:
    """Return an ISO date, or the beginning of one, as date-parts; None where it is none."""
    parts = [int(part) for part in date_parts(date) if part]
    return {"date-parts": [parts]} if parts else None


def date_parts(date: str | None) -> tuple[str, str, str]:
    """Return year, month and day of an ISO date as they are written; "" for each that it has not."""
    found = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", date or "")
    year, month, day = found.groups(default="") if found else ("", "", "")
    return year, month, day


def _known(text: str | None) -> str | None:
    return one_line(text) if text else None
