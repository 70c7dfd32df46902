"""JSON Lines: one article a line, {"id", "text", metadata…}; the canonical text is the "text" field itself."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import IO, Any

from qa.errors import UnreadableArticle
from qa.ingestion.formats.content import Content, start_of_body
from qa.stated_metadata import read_metadata

FORMAT = "jsonl"

_PIECE = 1 << 20  # bytes read at once
_ROOM_FOR_OTHER_FIELDS = 1 << 20
_NEXT_STEP = 'give each line one JSON object such as {"id": "a1", "title": "…", "text": "…"}'
# Not the outlet here: data sets use the key for a file, an address or a collection.
_IGNORED_KEYS = frozenset({"source"})


def max_bytes(max_chars: int) -> int:
    """Return the longest line in bytes: a text with every character escaped as \\uXXXX still fits."""
    return 6 * max_chars + _ROOM_FOR_OTHER_FIELDS


def split_lines(file: IO[bytes], *, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield (number from 1, line) of each line that is not blank, None for one over `limit` bytes.

    Memory stays bounded by `limit` and one piece, however long the lines are.
    """
    number, kept, size, blank = 1, bytearray(), 0, True
    for piece in iter(lambda: file.readline(_PIECE), b""):
        size += len(piece)
        blank = blank and not piece.strip()
        if size <= limit:
            kept += piece
        if piece.endswith(b"\n"):
            if not blank:
                yield number, bytes(kept) if size <= limit else None
            number, kept, size, blank = number + 1, bytearray(), 0, True
    if not blank:
        yield number, bytes(kept) if size <= limit else None


def read(data: bytes, *, source: str, max_chars: int) -> Content:  # noqa: ARG001 - one signature for all formats
    """Read one line. Metadata stands at the top level or under "metadata"; what cannot be used of it is left out."""
    record = _read_object(data, source)
    text = record.get("text")
    if not isinstance(text, str):
        found = "no text" if "text" not in record else f"text is {_kind(text)}, not a string"
        raise UnreadableArticle(source, found, next_step=_NEXT_STEP)
    metadata = _metadata(record)
    content = Content(text, start_of_body(text), metadata, _read_id(record, source))
    if any(_has_lone_surrogate(value) for value in (text, content.id or "", *metadata.values())):
        raise UnreadableArticle(
            source,
            "an escape such as \\ud83d stands for half a character",
            next_step="write the characters themselves, in UTF-8, or both halves of the pair",
        )
    return content


def _read_object(data: bytes, source: str) -> dict[str, Any]:
    try:
        record = json.loads(data.removeprefix(codecs.BOM_UTF8).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UnreadableArticle(
            source,
            f"not UTF-8: byte {error.start:,} of the line is 0x{data[error.start]:02x} ({error.reason})",
            next_step="convert the file, such as: iconv -f windows-1252 -t utf-8",
        ) from error
    except json.JSONDecodeError as error:
        reason = f"not JSON: {error.msg} at character {error.pos + 1:,} of the line"
        raise UnreadableArticle(source, reason, next_step=_NEXT_STEP) from error
    except (ValueError, RecursionError) as error:
        # a number of thousands of digits, or brackets thousands deep
        raise UnreadableArticle(source, f"not usable as JSON: {error}", next_step=_NEXT_STEP) from error
    if not isinstance(record, dict):
        raise UnreadableArticle(source, f"{_kind(record)}, not an object", next_step=_NEXT_STEP)
    return record


def _read_id(record: dict[str, Any], source: str) -> str | None:
    stated = record.get("id")
    if stated is None or stated == "":
        return None
    if isinstance(stated, bool) or not isinstance(stated, str | int):
        raise UnreadableArticle(source, f"id is {_kind(stated)}, not a string or a whole number", next_step=_NEXT_STEP)
    return str(stated)


def _metadata(record: dict[str, Any]) -> dict[str, str]:
    """Read both levels, the top one winning. Lenient: such files are made for other ends, the text is what counts."""
    inner = record.get("metadata")
    fields: dict[str, str] = {}
    for level in (inner if isinstance(inner, dict) else {}, record):
        fields |= read_metadata((key, value) for key, value in level.items() if key not in _IGNORED_KEYS).fields
    return fields


def _has_lone_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
