"""Small inputs that no text editor makes: PDF and Word files, built for tests from the words they hold."""

from __future__ import annotations

import io
from collections.abc import Sequence


def make_pdf(pages: Sequence[str], *, title: str | None = None, password: str | None = None) -> bytes:
    """Return a PDF with one line of text on each page, "" for a page like a scan; `password` encrypts it."""
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject, NameObject, StreamObject

    writer = PdfWriter()
    for text in pages:
        page = writer.add_blank_page(width=595, height=842)
        if not text:
            continue
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
        named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(named)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        content = StreamObject()
        content.set_data(f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("cp1252"))
        page[NameObject("/Contents")] = writer._add_object(content)
    if title:
        writer.add_metadata({"/Title": title, "/Author": "Lan Nguyen", "/CreationDate": "D:20200101000000Z"})
    if password is not None:
        writer.encrypt(user_password=password, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def make_docx(
    paragraphs: Sequence[str], *, title: str = "", author: str = "", table: Sequence[Sequence[str]] = ()
) -> bytes:
    """Return a Word file with these paragraphs, the table behind the first of them."""
    from docx import Document

    document = Document()
    document.core_properties.title = title
    document.core_properties.author = author
    for number, text in enumerate(paragraphs):
        document.add_paragraph(text)
        if number == 0 and table:
            grid = document.add_table(rows=len(table), cols=len(table[0]))
            for row, cells in zip(grid.rows, table, strict=True):
                for cell, words in zip(row.cells, cells, strict=True):
                    cell.text = words
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
