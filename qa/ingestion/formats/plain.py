"""Plain text: the file itself is the canonical text. Decoding here serves Markdown too."""

from __future__ import annotations

import codecs
import shlex

from qa.errors import UnreadableArticle
from qa.ingestion.formats.content import Content, start_of_body
from qa.ingestion.formats.front_matter import FrontMatter, read_front_matter

FORMAT = "txt"

_SIGNATURES = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT_CONTROLS = frozenset(b"\t\n\x0b\x0c\r\x1b\x85")
_MAX_CONTROL_SHARE = 0.02  # in text they are stray bytes; in compressed or compiled data about one byte in ten


def max_bytes(max_chars: int) -> int:
    """Return the size above which a file cannot hold `max_chars` characters or fewer, whatever its encoding."""
    return 4 * max_chars + 4


def read(data: bytes, *, source: str, max_chars: int) -> Content:  # noqa: ARG001 - one signature for all formats
    """Read a text file; a leading `---` block counts as front matter only if it states a known field."""
    text = decode_text(data, source=source)
    front = _front_matter(text, source)
    if front:
        return Content(text, front.end, front.metadata)
    return Content(text, start_of_body(text))


def _front_matter(text: str, source: str) -> FrontMatter | None:
    try:
        front = read_front_matter(text, source=source)
    except UnreadableArticle:
        return None  # in plain text a line of dashes is a line of dashes; nothing is lost by keeping it as text
    return front if front and front.metadata else None


def decode_text(data: bytes, *, source: str) -> str:
    """Return the text as `open(path, encoding="utf-8", newline="").read()` gives it; UTF-16/32 by their signature.

    Raises UnreadableArticle for binary data and for any other encoding, naming the byte.
    """
    encoding = next((name for signature, name in _SIGNATURES if data.startswith(signature)), "utf-8")
    if encoding == "utf-8" and _is_binary(data):
        raise UnreadableArticle(
            source, "binary data, not text", next_step="save the article as text in UTF-8, or leave this file out"
        )
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableArticle(
            source,
            f"not {encoding.upper()}: byte {error.start:,} is 0x{data[error.start]:02x} ({error.reason})",
            next_step=f"convert it to UTF-8, such as: iconv -f windows-1252 -t utf-8 {shlex.quote(source)}",
        ) from error


def _is_binary(data: bytes) -> bool:
    if b"\x00" in data:
        return True
    sample = data[:65_536]
    controls = sum(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in sample)
    return controls > _MAX_CONTROL_SHARE * len(sample)
