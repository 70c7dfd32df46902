"""What an archive holds, as data: articles, turns, passages, and what is known of them.

Offsets are Unicode code points into an article's canonical text, end-exclusive, so that
`article.text[start:end]` is the thing itself. Nothing here knows of files, SQLite, FAISS or HTTP.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Role = Literal["interviewer", "interviewee", "other"]
PassageKind = Literal["body", "caption"]
Manner = Literal["direct", "reported"]

METADATA_FIELDS = (
    "title",
    "outlet",
    "published",
    "said",
    "place",
    "interviewee",
    "interviewer",
    "byline",
    "url",
    "language",
)


class Span(NamedTuple):
    """A half-open range of code points, `text[start:end]`."""

    start: int
    end: int


class Subtitle(NamedTuple):
    """Where in an article's text something timed begins, and when in the recording it is said.

    Attributes:
        start: where its words begin: those of a cue, or a single word where the source has times for words.
        seconds: how far into the recording it begins.
        until: how far into the recording it ends, or None where the source does not say.
    """

    start: int
    seconds: float
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One interview as it was published.

    Attributes:
        id: the path below the indexed folder (POSIX separators) or the JSONL id; kept across runs.
        text: the canonical text every offset points into.
        format: "txt", "md", "jsonl", "html", "pdf", "docx", "srt" or "vtt".
        body_start: where the body begins in `text` (after front matter; 0 when there is none).
        source: the file the article was read from, as an absolute path, or a URL.
        title, outlet, interviewee, interviewer, byline, url, language: as the source gives them, or None.
        published: ISO 8601, "2025", "2025-12" or "2025-12-30", or None.
        said: when the interview was given, where that is known apart from `published`; dates as there.
        place: where the article was written, as its dateline has it, or None.
        inferred: why, for each field that the source does not state but its text shows, such as
            {"place": "the dateline “Hanoi (VNA) –”"}.
        subtitles: when what is said; in the order of the text.
        speakers: names that the source itself marks as speakers', such as a subtitle's voice tags: their labels in
            `text` need no further evidence.
    """

    id: str
    text: str
    format: str = "txt"
    body_start: int = 0
    source: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    interviewee: str | None = None
    interviewer: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str | None = None
    said: str | None = None
    place: str | None = None
    inferred: Mapping[str, str] = field(default_factory=dict, hash=False)
    subtitles: tuple[Subtitle, ...] = ()
    speakers: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Hex digest of the canonical text in UTF-8: what a citation is checked against."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @property
    def metadata(self) -> dict[str, str | None]:
        """The descriptive fields by name, in the order of METADATA_FIELDS."""
        return {name: getattr(self, name) for name in METADATA_FIELDS}

    def seconds_at(self, offset: int) -> float | None:
        """Return when the subtitle that holds `offset` begins, in seconds; None where no time is known."""
        number = bisect_right(self.subtitles, offset, key=lambda one: one.start)
        return self.subtitles[number - 1].seconds if number else None


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's turn, or a stretch of narrative with no speaker.

    Attributes:
        ordinal: position within the article, from 0.
        start, end: the words of the turn; a label such as "KEVIN SCOTT:" lies outside.
        speaker: the name as the article gives it, or None where the text names nobody.
        role: what the speaker is in this interview, or None where that is not known.
    """

    ordinal: int
    start: int
    end: int
    speaker: str | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is embedded and cited: whole sentences of one turn.

    Attributes:
        id: the archive's key and the FAISS id; 0 until the archive has given one. Never reused.
        article_id, ordinal: whose passage, and which, from 0 in reading order.
        start, end, text: `article.text[start:end] == text`.
        kind: "body", or "caption" for the words under a picture.
        turn: ordinal of the turn it lies in.
        speaker, role: those of the turn.
        question: where the interviewer's question that it answers stands in the article, or None.
        start_seconds: of subtitles, how far into the recording the words begin, or None.
    """

    id: int
    article_id: str
    ordinal: int
    start: int
    end: int
    text: str
    kind: PassageKind = "body"
    turn: int = 0
    speaker: str | None = None
    role: Role | None = None
    question: Span | None = None
    start_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words of a narrative article that it says somebody said.

    Attributes:
        start, end: the words said, in the article; of a quotation without its marks. Attributions lie apart or one
            inside the other, and then the inner one holds.
        speaker: the fullest name the article gives, or None for words that somebody else is quoted with.
        manner: "direct" for words in quotation marks, "reported" for those that the article puts in its own.
        cue: where the words stand that say so, "Ambassador Bezdetko said"; beside the words or amid them.
    """

    start: int
    end: int
    speaker: str | None
    manner: Manner
    cue: Span


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles an answer may come from; None leaves a side open.

    Attributes:
        outlet: equal to the article's outlet, letter case ignored; "VNA" and "Vietnam News Agency (VNA)" are one.
        article: equal to the article's id.
        since, until: inclusive bounds on `published`; a shorter date covers its whole month or year.
            Articles without a date never match a bounded question.
        about: days that the passage itself speaks of: "2024", "2025-12", "2025-12-30" or "2024..2026".
        speaker: who speaks in the passage: a name, or whole words of it in their order, letter case, accents and
            titles ignored.
    """

    outlet: str | None = None
    article: str | None = None
    since: str | None = None
    until: str | None = None
    about: str | None = None
    speaker: str | None = None

    def __bool__(self) -> bool:
        return any((self.outlet, self.article, self.since, self.until, self.about, self.speaker))


@dataclass(frozen=True, slots=True)
class SpokenTime:
    """A time that a passage speaks of: `article.text[start:end] == text`, such as "late 2027" or "by 2030".

    Attributes:
        first_day, last_day: ISO 8601; None leaves a side open, as the first day of "by 2030".
    """

    start: int
    end: int
    text: str
    first_day: str | None
    last_day: str | None
