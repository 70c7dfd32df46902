"""Bad articles by the thousand: whole ones of each format, changed as disks, editors and attackers change them."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator

from tests.ingestion.zoo import make_docx, make_pdf

TALK = (
    "Talk with Ana Lima\n\nLISBON, May 3 (Coast News) - The engineer spoke on Friday.\n\n"
    "HOST: When will the bridge open?\n\nANA LIMA: In 2025, I hope. “We are late,” the mayor said to us last year.\n\n"
    "Q: And the cost?\nA: About 4.3 billion, 3.7% more than in the first 11 months of 2024.\n"
)
PAGE = (
    "<!doctype html><html><head><title>Talk</title><meta property='og:site_name' content='Coast Courier'>"
    '<script type=\'application/ld+json\'>{"@type":"NewsArticle","datePublished":"2025-05-03"}</script></head>'
    "<body><article><h1>Talk</h1><p><b>When will the bridge open?</b></p><dl><dt>A</dt><dd>2025.</dd></dl>"
    "<p>“We are late,” the mayor said. The works went on through the winter, and nobody could say for how long.</p>"
    "<ul><li><b>HOST:</b> And the cost?</li></ul></article></body></html>"
)
CUES = "00:00:01.000 --> 00:00:04.000\n<v Ana Lima>In 2025, I hope.\n\n00:00:05.000 --> 00:00:08.000\n- And the cost?\n"

# What breaks readers of text: controls, half characters, marks that turn or stack, the largest of everything.
SCRAPS: tuple[bytes, ...] = (
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",  # half of a surrogate pair in UTF-8
    "\u202e\u2066".encode(),
    ("e" + "\u0301" * 40).encode(),
    "\u0301".encode(),
    "\ufeff\u2028\u0085".encode(),
    "😀".encode()[:3],
    b"\r\r\n\x1b[31m",
    b"---\n",
    b"---\ntitle: [\n---\n",
    b"<" * 50,
    b"&#x110000;&#0;&amp;amp;",
    b"<![CDATA[",
    b"{" * 50,
    b'"\\ud800"',
    b"9" * 60,
    b"1e999",
    b"-->",
    b"%PDF-1.7",
    b"PK\x03\x04",
    b"\\u0000",
    b":",
    b"Q: ",
    "“".encode(),
    b"\n\n\n",
)


def samples() -> dict[str, bytes]:
    """Return one whole article of each format, by suffix."""
    return {
        ".txt": TALK.encode(),
        ".md": f"---\ntitle: Talk\npublished: 2025-05-03\n---\n# Talk\n\n**When?**\n\n{TALK}".encode(),
        ".html": PAGE.encode(),
        ".jsonl": json.dumps({"id": "a", "text": TALK, "title": "Talk", "published": "2025-05-03"}).encode(),
        ".vtt": f"WEBVTT\n\n{CUES}".encode(),
        ".srt": f"1\n{CUES.replace('.', ',')}".encode(),
        ".pdf": make_pdf(["When will the bridge open?", "In 2025, I hope."], title="Talk"),
        ".docx": make_docx(["HOST: When will the bridge open?", "ANA LIMA: In 2025, I hope."], title="Talk"),
    }


def changed(whole: bytes, draw: random.Random) -> bytes:
    """Return `whole` after one to four changes."""
    data = whole
    for _ in range(draw.randint(1, 4)):
        data = draw.choice(_CHANGES)(data, draw)
    return data


def inputs(count: int, *, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield `count` changed articles as suffix and bytes, each format in turn."""
    draw, whole = random.Random(seed), samples()
    for number in range(count):
        suffix = list(whole)[number % len(whole)]
        inside = suffix == ".docx" and draw.random() < 0.8  # else hardly one would get past the checksums of zip
        yield suffix, changed_inside(whole[suffix], draw) if inside else changed(whole[suffix], draw)


def changed_inside(whole: bytes, draw: random.Random) -> bytes:
    """Return the zip file `whole` with one of its files changed, and all checksums right."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        one = draw.choice([name for name in names if name.startswith(("word/document", "docProps"))])
        for name in names:
            new.writestr(name, changed(old.read(name), draw) if name == one else old.read(name))
    return stream.getvalue()


def _put_in(data: bytes, draw: random.Random) -> bytes:
    at = draw.randint(0, len(data))
    return data[:at] + draw.choice(SCRAPS) * draw.choice((1, 1, 1, 30)) + data[at:]


def _cut_off(data: bytes, draw: random.Random) -> bytes:
    return data[: draw.randint(0, len(data))]


def _turn_bits(data: bytes, draw: random.Random) -> bytes:
    turned = bytearray(data)
    for _ in range(min(len(turned), draw.randint(1, 8))):
        turned[draw.randrange(len(turned))] ^= 1 << draw.randrange(8)
    return bytes(turned)


def _repeat(data: bytes, draw: random.Random) -> bytes:
    begin, end = sorted((draw.randint(0, len(data)), draw.randint(0, len(data))))
    return data[:begin] + data[begin:end] * draw.randint(2, 20) + data[end:]


def _shuffle(data: bytes, draw: random.Random) -> bytes:
    lines = data.split(b"\n")
    draw.shuffle(lines)
    return b"\n".join(lines)


def _noise(data: bytes, draw: random.Random) -> bytes:
    return draw.randbytes(draw.randint(0, 300)) + data[len(data) // 2 :]


def _recode(data: bytes, draw: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(draw.choice(("utf-16", "utf-32", "cp1252", "latin-1")), "replace")


_CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _put_in,
    _put_in,
    _cut_off,
    _turn_bits,
    _repeat,
    _shuffle,
    _noise,
    _recode,
)
