"""Inputs that are small and unpack to giants, or are giants themselves; each made whole, with nothing else wrong."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
import zlib
from collections.abc import Callable

MEGABYTE = 1 << 20


def _pdf(*objects: bytes, pages: str = "3 0 R", count: int = 1) -> bytes:
    """Return a PDF of a catalogue, its list of pages and these objects, numbered from 3."""
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{pages}]/Count {count}>>".encode(), *objects]
    data, places = bytearray(b"%PDF-1.7\n"), []
    for number, part in enumerate(parts, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(data + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, table))


def _stream(packed: bytes, filters: str = "/FlateDecode") -> bytes:
    return b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(packed), filters.encode(), packed)


def _deflated(size: int, unit: bytes = b" ") -> bytes:
    press, out = zlib.compressobj(9), bytearray()
    piece = (unit * (MEGABYTE // len(unit) + 1))[:MEGABYTE]
    for _ in range(size // MEGABYTE):
        out += press.compress(piece)
    return bytes(out + press.flush())


_FONT = b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]%s/Contents 4 0 R>>" % _FONT


def pdf_stream() -> bytes:
    """A page whose content unpacks to 1 GB."""
    return _pdf(_PAGE, _stream(_deflated(1 << 30)))


def pdf_stream_twice() -> bytes:
    """The same, packed twice: 1 GB in a few kilobytes."""
    return _pdf(_PAGE, _stream(zlib.compress(_deflated(1 << 30), 9), "/FlateDecode/FlateDecode"))


def pdf_operators() -> bytes:
    """A page of millions of drawing operators."""
    return _pdf(_PAGE, _stream(_deflated(64 * MEGABYTE, b"BT (a) Tj ET ")))


def pdf_nested() -> bytes:
    """Brackets a hundred thousand deep where the content should be named."""
    return _pdf(b"<</Type/Page/Parent 2 0 R" + _FONT + b"/Contents " + b"[" * 100_000 + b"]" * 100_000 + b">>")


def pdf_pages() -> bytes:
    """A million pages that are one and the same."""
    return _pdf(_PAGE, _stream(zlib.compress(b"BT ET")), pages="3 0 R " * 1_000_000, count=1_000_000)


def pdf_circle() -> bytes:
    """A list of pages that holds itself."""
    return _pdf(_PAGE, _stream(zlib.compress(b"BT ET")), pages="2 0 R 3 0 R", count=2)


def docx_honest() -> bytes:
    """A Word file whose text unpacks to 400 MB, and says so."""
    return _docx(b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % (b"a" * (400 * MEGABYTE)))


def docx_entities() -> bytes:
    """Entities that stand for ten of the next, nine deep."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return _docx(b"<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", f'<!DOCTYPE d [<!ENTITY a0 "ha">{entities}]>'.encode())


def _docx(body: bytes, declared: bytes = b"") -> bytes:
    names = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    packages = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{packages}/content-types"><Default Extension="rels" ContentType="application/'
            'vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" Type="{office}" '
            'Target="word/document.xml"/></Relationships>',
        )
        package.writestr(
            "word/document.xml",
            b'%s<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (declared, names.encode(), body),
        )
    return out.getvalue()


def one_line() -> bytes:
    """A hundred million characters without a line's end."""
    return b"word " * (20 * MEGABYTE)


def jsonl_line() -> bytes:
    """The same as the text of one line of JSON."""
    return b'{"id":"a","text":"' + one_line() + b'"}\n'


def jsonl_nested() -> bytes:
    """Brackets, ten million deep."""
    return b'{"id":"a","text":"words","x":' + b"[" * 10_000_000


def html_wide() -> bytes:
    """Fifty megabytes of paragraphs beside each other."""
    return b"<html><body>" + b"<p>a word or two" * (50 * MEGABYTE // 16) + b"</body></html>"


def html_attributes() -> bytes:
    """An element of a million attributes."""
    return b"<html><body><p " + b" ".join(b"a%d=b" % n for n in range(1_000_000)) + b">a word</p></body></html>"


def yaml_laughs() -> bytes:
    """Front matter of lists that hold each other ten times over."""
    lists = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12))
    return f"---\na0: &a0 [ha]\n{lists}\ntitle: *a11\n---\n\nHOST: Who?\n\nADA: I.\n".encode()


def cues() -> bytes:
    """A quarter of a million subtitles, the length of three days."""
    return b"WEBVTT\n\n" + b"".join(
        b"%02d:%02d:%02d.000 --> %02d:%02d:%02d.900\nword\n\n" % (*_clock(n), *_clock(n)) for n in range(250_000)
    )


def _clock(second: int) -> tuple[int, int, int]:
    return second // 3600, second // 60 % 60, second % 60


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "pdf stream": (".pdf", pdf_stream),
    "pdf stream packed twice": (".pdf", pdf_stream_twice),
    "pdf operators": (".pdf", pdf_operators),
    "pdf nested": (".pdf", pdf_nested),
    "pdf pages": (".pdf", pdf_pages),
    "pdf circle": (".pdf", pdf_circle),
    "docx unpacked": (".docx", docx_honest),
    "docx entities": (".docx", docx_entities),
    "one line of text": (".txt", one_line),
    "one line of JSON": (".jsonl", jsonl_line),
    "JSON nested": (".jsonl", jsonl_nested),
    "HTML wide": (".html", html_wide),
    "HTML attributes": (".html", html_attributes),
    "YAML aliases": (".md", yaml_laughs),
    "subtitles for days": (".vtt", cues),
}


def backup_bomb(size: int, *, told: int) -> bytes:
    """Return a compressed backup whose archive unpacks to `size` bytes of zeros where `told` are promised."""
    described = {"format": 1, "version": "1", "created": "now", "sequence": 1, "model": "m", "articles": 1}
    manifest = json.dumps(described | {"passages": 1, "bytes": told, "sha256": "0" * 64}).encode()
    press, out = zlib.compressobj(9, wbits=31), bytearray()
    for name, length in (("manifest.json", len(manifest)), ("archive.sqlite3", size)):
        info = tarfile.TarInfo(name)
        info.size = length
        out += press.compress(info.tobuf())
        if name == "manifest.json":
            out += press.compress(manifest + bytes(-len(manifest) % 512))
    for _ in range(size // MEGABYTE):
        out += press.compress(bytes(MEGABYTE))
    return bytes(out + press.compress(bytes(1024)) + press.flush())
