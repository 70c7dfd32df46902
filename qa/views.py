"""What is shown of an archive besides answers: a line about an article, an article whole, a passage in its place,
what the archive can be narrowed by, and the formats that citations are pasted in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from qa.answers import Citation, DateKind, Hit, IndexState, Respelling
from qa.errors import InvalidInput
from qa.records import Article, Passage, Turn

MOST_NEIGHBOURS = 20
"""Passages shown on either side of one, at most: beyond that, the article itself is the better thing to read."""


CITATION_FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "csl": "application/vnd.citationstyles.csl+json",
        "bibtex": "application/x-bibtex; charset=utf-8",
        "ris": "application/x-research-info-systems; charset=utf-8",
        "apa": "text/plain; charset=utf-8",
        "chicago": "text/plain; charset=utf-8",
        "markdown": "text/markdown; charset=utf-8",
        "annotation": 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
    }
)
"""The formats of citations by name, each with its media type."""


def check_citation_format(name: str) -> None:
    """Raise InvalidInput where no format of citations has that name."""
    if name not in CITATION_FORMATS:
        known = ", ".join(CITATION_FORMATS)
        raise InvalidInput(f"no citation format is named {name!r}", next_step=f"choose one of {known}")


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """One line about an article in the archive: what `qa list` and GET /v1/articles show.

    Attributes:
        inferred: why, for each field whose value was read out of the text; as `Article.inferred`.
        edited: the fields that `qa edit` or `qa index --set` gave a value, in the order of METADATA_FIELDS.
    """

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    interviewee: str | None
    url: str | None
    format: str
    source: str | None
    characters: int
    passages: int
    sha256: str
    said: str | None = None
    place: str | None = None
    interviewer: str | None = None
    byline: str | None = None
    inferred: Mapping[str, str] = field(default_factory=dict, hash=False)
    edited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article whole: its text, its turns and passages in reading order, and the fields edited."""

    article: Article
    turns: tuple[Turn, ...]
    passages: tuple[Passage, ...]
    edited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MetadataView:
    """What is known of an article, and where each value comes from.

    Attributes:
        values: what holds, by field; None where it is unknown.
        inferred: why, for each value that holds and was read out of the text.
        edited, given: what `qa edit` and `qa index --set` said, by field; the first stands above the second.
        read, read_inferred: what was read of the article, before these.
    """

    article_id: str
    sha256: str
    values: Mapping[str, str | None]
    inferred: Mapping[str, str]
    edited: Mapping[str, str | None]
    given: Mapping[str, str | None]
    read: Mapping[str, str | None]
    read_inferred: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PassageView:
    """One passage with its citation, the question it answers, and its neighbours in reading order."""

    passage: Passage
    citation: Citation
    question: str | None
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that questions can be narrowed to, and how many articles and passages have it."""

    name: str
    articles: int
    passages: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What the archive can be narrowed by.

    Attributes:
        undated: articles without a date, which no question bounded in time reaches.
        outlets, speakers: those in most articles first.
        years: of publication, ascending; years without an article are left out.
    """

    articles: int
    passages: int
    undated: int
    outlets: tuple[Facet, ...]
    speakers: tuple[Facet, ...]
    years: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that was said, once.

    Attributes:
        date: ISO 8601, "2025", "2025-12" or "2025-12-30", or None where no date is known.
        date_kind: whether that is when the words were said or when they were published; None without a date.
    """

    date: str | None
    date_kind: DateKind | None
    hit: Hit

    @property
    def repeats(self) -> tuple[Citation, ...]:
        """Where else it is said: in the same words, then in others."""
        return (*self.hit.also_in, *(report.citation for report in self.hit.also_reported_by))


@dataclass(frozen=True, slots=True)
class Timeline:
    """What was said about something, oldest first, undated last.

    Attributes:
        close_speakers: names spelt much like the filter's speaker, where nobody has that name.
        respelled: words of the question that were looked up in the archive's spelling.
    """

    question: str
    index: IndexState
    entries: tuple[TimelineEntry, ...]
    close_speakers: tuple[str, ...] = ()
    respelled: tuple[Respelling, ...] = ()
