"""PDF: pypdf reads the text layer; its words, page by page, are the canonical text. Needs the extra "pdf"."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from qa.errors import ExtraMissing, UnreadableArticle
from qa.ingestion.formats.content import Content, mend_derived_text, too_many_characters
from qa.stated_metadata import read_metadata

if TYPE_CHECKING:
    from pypdf import PdfReader

FORMAT = "pdf"

_MAX_BYTES = 256 * 1024 * 1024  # pictures make most of a PDF; the file is held in memory while it is read


def max_bytes(max_chars: int) -> int:  # noqa: ARG001 - pictures have no fixed share of a file
    """Return the size of the largest file read."""
    return _MAX_BYTES


def read(data: bytes, *, source: str, max_chars: int) -> Content:
    """Read the text layer, pages separated by a blank line, and the title and author the file states."""
    reader = _open(data, source)
    pages: list[str] = []
    length = 0
    for page in reader.pages:
        text = mend_derived_text(page.extract_text()).strip()
        length += len(text)
        if length > max_chars:
            raise too_many_characters(source, f"{length:,} characters or more", max_chars)
        pages.append(text)
    if not length:
        raise UnreadableArticle(
            source,
            f"no text layer on any of {len(pages)} pages",
            next_step="recognise the text first, such as: ocrmypdf IN.pdf OUT.pdf",
        )
    return Content("\n\n".join(text for text in pages if text), metadata=_metadata(reader))


def _open(data: bytes, source: str) -> PdfReader:
    try:
        from pypdf import PasswordType, PdfReader  # here: an optional dependency
        from pypdf.errors import DependencyError
    except ImportError as error:
        raise ExtraMissing("pdf", "reading .pdf files") from error
    # Its warnings are about faults of the file that it has mended by itself.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(data))
        # Files that only forbid printing or copying open with the empty password, as in every viewer.
        locked = reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED
    except DependencyError as error:
        raise UnreadableArticle(source, f"encrypted: {error}", next_step="pip install cryptography") from error
    if locked:
        raise UnreadableArticle(
            source, "encrypted with a password", next_step="save a copy without a password, such as: qpdf --decrypt"
        )
    return reader


def _metadata(reader: PdfReader) -> dict[str, str]:
    stated = reader.metadata
    if not stated:
        return {}
    return read_metadata([("title", stated.title), ("byline", stated.author)]).fields
