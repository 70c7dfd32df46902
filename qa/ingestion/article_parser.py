"""One article from its bytes: picks the format by suffix, holds every format to the same rules.

Files, folders and the order of inputs are `corpus`'s; what a format looks like inside is `formats`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

from qa.errors import FAULTS_WITH_A_TEXT, ExtraMissing, QaError, UnreadableArticle
from qa.ingestion.formats import docx, html, jsonl, markdown, pdf, plain, subtitles
from qa.ingestion.formats.content import Content, too_many_characters
from qa.ingestion.metadata.inference import with_inferred
from qa.records import Article

MAX_ID_CHARS = 1000


class _Read(Protocol):
    def __call__(self, data: bytes, *, source: str, max_chars: int) -> Content: ...


@dataclass(frozen=True, slots=True)
class Format:
    """One input format: its name, its reader, and the largest input it takes for a given limit in characters."""

    name: str
    read: _Read
    max_bytes: Callable[[int], int]


_PLAIN = Format(plain.FORMAT, plain.read, plain.max_bytes)
_MARKDOWN = Format(markdown.FORMAT, markdown.read, markdown.max_bytes)
_JSONL = Format(jsonl.FORMAT, jsonl.read, jsonl.max_bytes)
_SRT = Format(subtitles.SRT, subtitles.read_srt, subtitles.max_bytes)
_VTT = Format(subtitles.VTT, subtitles.read_vtt, subtitles.max_bytes)
_HTML = Format(html.FORMAT, html.read, html.max_bytes)

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        ".txt": _PLAIN,
        ".text": _PLAIN,
        ".md": _MARKDOWN,
        ".markdown": _MARKDOWN,
        ".jsonl": _JSONL,
        ".ndjson": _JSONL,
        ".html": _HTML,
        ".htm": _HTML,
        ".xhtml": _HTML,
        ".pdf": Format(pdf.FORMAT, pdf.read, pdf.max_bytes),
        ".docx": Format(docx.FORMAT, docx.read, docx.max_bytes),
        ".srt": _SRT,
        ".vtt": _VTT,
    }
)


def find_format(suffix: str, *, source: str) -> Format:
    """Return the format of a suffix, letter case ignored; raises UnreadableArticle for one that is not read."""
    found = FORMATS.get(suffix.lower())
    if found:
        return found
    what = f"files ending in {suffix} are not read" if suffix else "a file without a suffix is not read"
    formats = ".txt, .md, .html, .pdf, .docx, .jsonl, .srt or .vtt"
    raise UnreadableArticle(source, what, next_step=f"save the article as {formats}, or leave this file out")


def parse_article(data: bytes, *, article_id: str, source: str, suffix: str, max_chars: int) -> Article:
    """Return the article that `data` holds, with what its text shows of its metadata.

    For JSONL `data` is one line, and its own id wins over `article_id`.

    Raises UnreadableArticle naming `source`, the reason and the next step for anything that cannot become one.
    """
    kind = find_format(suffix, source=source)
    check_size(len(data), kind, source=source, max_chars=max_chars)
    content = _read(kind, data, source, max_chars)
    if len(content.text) > max_chars:
        raise too_many_characters(source, f"{len(content.text):,} characters", max_chars)
    if not any(character.isalnum() for character in content.text[content.body_start :]):
        raise UnreadableArticle(
            source,
            "no text behind the front matter" if content.body_start > 1 else "empty: not one letter or digit",
            next_step="add the article's text, or leave it out",
        )
    metadata: dict[str, Any] = dict(content.metadata)
    article = Article(
        id=checked_id(content.id or article_id, source=source),
        text=content.text,
        format=kind.name,
        body_start=content.body_start,
        source=source,
        subtitles=content.subtitles,
        speakers=content.speakers,
        **metadata,
    )
    try:
        return with_inferred(article)
    except FAULTS_WITH_A_TEXT as error:
        raise UnreadableArticle.because_of(error, source) from error


def check_size(size: int, kind: Format, *, source: str, max_chars: int) -> None:
    """Raise UnreadableArticle when an input of `size` bytes cannot be within the limits; call it before reading."""
    limit = kind.max_bytes(max_chars)
    if size <= limit:
        return
    if kind in (_PLAIN, _MARKDOWN, _JSONL, _SRT, _VTT):
        raise too_many_characters(source, f"{size:,} bytes", max_chars)
    raise UnreadableArticle(
        source,
        f"too large: {size:,} bytes, the limit for .{kind.name} is {limit:,}",
        next_step="save it without its pictures, or its text as .txt",
    )


def _read(kind: Format, data: bytes, source: str, max_chars: int) -> Content:
    try:
        return kind.read(data, source=source, max_chars=max_chars)
    except ExtraMissing as error:
        raise UnreadableArticle(source, error.message, next_step=error.next_step) from error
    except QaError:
        raise
    except Exception as error:
        # Parsers of HTML, PDF and DOCX raise whatever a broken file leads them to; one file must not end the run.
        raise UnreadableArticle(
            source,
            f"damaged, or not {kind.name}: {type(error).__name__}: {error}",
            next_step="open it in its own program and save it again, or save its text as .txt",
        ) from error


def checked_id(article_id: str, *, source: str) -> str:
    """Return the id if it can be printed on one line and stored, as lists, addresses and JSON want it.

    Raises UnreadableArticle.
    """
    if len(article_id) > MAX_ID_CHARS:
        reason = f"its id is {len(article_id):,} characters long, the limit is {MAX_ID_CHARS:,}"
    elif any(character < " " or "\x7f" <= character <= "\x9f" for character in article_id):
        reason = f"its id {article_id!r} contains control characters"
    elif any("\ud800" <= character <= "\udfff" for character in article_id):
        reason = f"its name {article_id!r} is not UTF-8"
    else:
        return article_id
    raise UnreadableArticle(source, reason, next_step="rename it")
