"""Word documents: python-docx opens them; paragraphs and tables in order are the canonical text. Extra "docx".

Not read: headers, footers, notes, comments, text boxes, and text that tracked changes have deleted.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from qa.errors import ExtraMissing, UnreadableArticle
from qa.ingestion.formats.content import Content, mend_derived_text
from qa.stated_metadata import read_metadata

FORMAT = "docx"

_MAX_BYTES = 256 * 1024 * 1024  # pictures make most of a large file
_MAX_UNPACKED_BYTES = 512 * 1024 * 1024  # a zip of a few kilobytes can unpack to gigabytes
_OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
# What programs put where a name should stand.
_NOT_AUTHORS = frozenset({"python-docx", "microsoft office user", "microsoft", "user", "admin", "author", "unknown"})
_RUNS = ".//w:r[not(ancestor::w:txbxContent or ancestor::w:moveFrom or ancestor::w:del)]"


def max_bytes(max_chars: int) -> int:  # noqa: ARG001 - pictures have no fixed share of a file
    """Return the size of the largest file read."""
    return _MAX_BYTES


def read(data: bytes, *, source: str, max_chars: int) -> Content:  # noqa: ARG001 - one signature for all formats
    """Read paragraphs, and tables row by row, with a blank line between; the title and author the file states."""
    _check_package(data, source)
    try:
        from docx import Document  # here: an optional dependency
    except ImportError as error:
        raise ExtraMissing("docx", "reading .docx files") from error
    document: Any = Document(io.BytesIO(data))
    blocks = (mend_derived_text(block).strip() for block in _blocks(document.element.body))
    return Content("\n\n".join(block for block in blocks if block), metadata=_metadata(document.core_properties))


def _check_package(data: bytes, source: str) -> None:
    if data.startswith(_OLE_SIGNATURE):
        raise UnreadableArticle(
            source,
            "encrypted with a password, or an old .doc under the name of a .docx",
            next_step="open it in Word or LibreOffice and save it as .docx without a password",
        )
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        unpacked = sum(part.file_size for part in package.infolist())
    if unpacked > _MAX_UNPACKED_BYTES:
        raise UnreadableArticle(
            source,
            f"too large: {unpacked:,} bytes unpacked, the limit is {_MAX_UNPACKED_BYTES:,}",
            next_step="save it without its pictures, or as .txt",
        )


def _blocks(parent: Any) -> Iterator[str]:
    """Yield the text of each paragraph and table row below `parent`, through content controls and tracked inserts.

    python-docx's own walk leaves both out, and with them words the reader of the document sees.
    """
    for child in parent.iterchildren():
        name = str(child.tag).rpartition("}")[2]
        if name == "p":
            yield "".join(run.text for run in child.xpath(_RUNS))
        elif name == "tr":
            yield " | ".join(filter(None, map(_cell, child.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc"))))
        elif name in {"tbl", "sdt", "sdtContent", "ins", "moveTo", "customXml"}:
            yield from _blocks(child)


def _cell(cell: Any) -> str:
    return " ".join(" ".join(_blocks(cell)).split())


def _metadata(properties: Any) -> dict[str, str]:
    # `created` is when the file was made, not when the interview was published.
    author = properties.author if properties.author.strip().lower() not in _NOT_AUTHORS else ""
    stated = [("title", properties.title), ("byline", author), ("language", properties.language)]
    return read_metadata(stated).fields
