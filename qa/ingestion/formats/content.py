"""What every format gives: canonical text, where its body begins, and the metadata it states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa.errors import UnreadableArticle
from qa.records import Subtitle


@dataclass(frozen=True, slots=True)
class Content:
    """An article as its format gives it, before it has an id of its own.

    Attributes:
        text: the canonical text.
        body_start: where the body begins in `text`.
        metadata: values by name out of METADATA_FIELDS; a field that is not stated is absent.
        id: the id the input states itself (JSONL only).
        subtitles, speakers: as in Article.
    """

    text: str
    body_start: int = 0
    metadata: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None
    subtitles: tuple[Subtitle, ...] = ()
    speakers: tuple[str, ...] = ()


def start_of_body(text: str) -> int:
    """Return where the body begins in a text without front matter: behind its byte order mark, if any."""
    return 1 if text.startswith("\ufeff") else 0


def too_many_characters(source: str, found: str, limit: int) -> UnreadableArticle:
    """Return the error for a text over `limit` characters; `found` says how long it is, as far as known."""
    return UnreadableArticle(
        source,
        f"too large: {found}, the limit is {limit:,} characters",
        next_step="split the article, or raise QA_MAX_ARTICLE_CHARS",
    )


def mend_derived_text(text: str) -> str:
    """Return `text` as it can be stored: no NUL, surrogate halves joined or replaced by U+FFFD.

    Only for text a library has extracted; text that is the user's own file is never changed.
    """
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
