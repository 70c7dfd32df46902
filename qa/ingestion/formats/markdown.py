"""Markdown: the file itself is the canonical text; metadata from YAML front matter, else the first heading."""

from __future__ import annotations

import re

from qa.ingestion.formats.content import Content, start_of_body
from qa.ingestion.formats.front_matter import read_front_matter
from qa.ingestion.formats.plain import decode_text, max_bytes
from qa.stated_metadata import read_metadata

__all__ = ["FORMAT", "max_bytes", "read"]

FORMAT = "md"

_HEADING = re.compile(r" {0,3}#[ \t]+(?P<title>.*)")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")


def read(data: bytes, *, source: str, max_chars: int) -> Content:  # noqa: ARG001 - one signature for all formats
    """Read a Markdown file; broken front matter is an error that names the line."""
    text = decode_text(data, source=source)
    front = read_front_matter(text, source=source)
    start = front.end if front else start_of_body(text)
    metadata = dict(front.metadata) if front else {}
    if "title" not in metadata:
        metadata.update(read_metadata([("title", _first_heading(text[start:]))]).fields)
    return Content(text, start, metadata)


def _first_heading(body: str) -> str | None:
    """Return the words of the first `# ` line outside fenced code."""
    fence = None
    for line in body.splitlines():
        mark = _FENCE.match(line)
        if mark and fence is None:
            fence = mark[1]
        elif mark and fence and mark[1].startswith(fence):
            fence = None
        elif fence is None and (heading := _HEADING.fullmatch(line)):
            return _without_closing_marks(heading["title"].rstrip(" \t"))
    return None


def _without_closing_marks(title: str) -> str:
    """Return the words of "The title ##"; "C#" keeps its sign."""
    words = title.rstrip("#")
    return words.rstrip(" \t") if words.endswith((" ", "\t")) else title
