"""Saved web pages: trafilatura finds the article in the page; its words are the canonical text."""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator
from typing import Any

from qa.errors import UnreadableArticle
from qa.ingestion.formats.content import Content, mend_derived_text
from qa.ingestion.formats.html_dialogue import MARK, SPEAKER, mark_dialogue
from qa.ingestion.formats.linked_data import find_place
from qa.ingestion.formats.plain import decode_text
from qa.stated_metadata import read_metadata

FORMAT = "html"

_MAX_BYTES = 20_000_000  # trafilatura's own bound for a page; parsing takes seconds and many times the size in memory
_MOST_ATTRIBUTES = 20_000  # of one element; the parser compares each with all before it, for 40,000 that takes 10 s
_HEAD = 4096  # where browsers look for the declaration too (they read 1,024 bytes; pages are sloppier)
_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,500}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_PRE_TAG = re.compile(r"(</?pre\b[^>]{0,500}>)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
# Elements of the extractor's tree (docs of trafilatura, "XML output"); any other is part of the words around it.
_BLOCKS = frozenset({"p", "head", "quote", "list", "item", "table", "div"})
_LINES = frozenset({"lb", "row"})
_BLOCK_END = "\x1d"  # "group separator"; _SPACE takes it out of the words
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+?)\s*-->")
# Labels the HTML standard reads as their larger relatives, because pages call them that (encoding.spec.whatwg.org).
_LARGER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}


def max_bytes(max_chars: int) -> int:  # noqa: ARG001 - markup has no fixed share of a page
    """Return the size of the largest page read."""
    return _MAX_BYTES


def read(data: bytes, *, source: str, max_chars: int) -> Content:  # noqa: ARG001 - one signature for all formats
    """Extract the article of a page with the title, outlet, date, author, address and language it states."""
    from trafilatura import bare_extraction  # here: 0.2 s to import, with lxml
    from trafilatura.utils import load_html

    # Its log says once more, and with less, what UnreadableArticle says.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    page = _decode_page(data, source)
    _check_attributes(page, source)
    page = _keep_lines(page)
    tree = load_html(page)
    if tree is None:  # a fragment without <html>
        tree = load_html(f"<html><body>{page}</body></html>")
    found: Any = tree is not None and bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        include_formatting=True,
        # Only dates the page states as its own; the extensive search takes any date in the text.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    speakers = mark_dialogue(found.body) if found else ()
    text = mend_derived_text(_join_blocks(found.body)) if found else ""
    if not text:
        raise UnreadableArticle(
            source,
            "no article text found in the page",
            next_step="save the page again once it shows its text, or copy the text into a .txt or .md file",
        )
    return Content(text, metadata=_metadata(found, tree, page), speakers=speakers)


def _check_attributes(page: str, source: str) -> None:
    for stretch in page.split("<"):
        if len(stretch) < 2 * _MOST_ATTRIBUTES or stretch.startswith("!"):  # too short for so many, or a comment
            continue
        tag = _QUOTED.sub("", stretch).partition(">")[0]
        if max(tag.count("="), len(tag.split())) > _MOST_ATTRIBUTES:
            raise UnreadableArticle(
                source,
                f"an element of the page has more than {_MOST_ATTRIBUTES:,} attributes",
                next_step="copy the article's text into a .txt or .md file",
            )


def _decode_page(data: bytes, source: str) -> str:
    """Decode by signature, as UTF-8, else by the declared charset; never by a guess, quotations must be exact."""
    try:
        return decode_text(data, source=source).removeprefix("\ufeff")
    except UnreadableArticle:
        declared = _DECLARED.search(data[:_HEAD])
        if not declared:
            raise
        return _decode_declared(data, declared[1].decode("ascii", "replace"), source)


def _decode_declared(data: bytes, label: str, source: str) -> str:
    try:
        name = codecs.lookup(label).name
        return data.decode(_LARGER.get(name, name))
    except (LookupError, UnicodeDecodeError) as error:
        raise UnreadableArticle(
            source,
            f"neither UTF-8 nor what the page declares, {label}: {error}",
            next_step="convert the page to UTF-8, such as: iconv -f windows-1252 -t utf-8",
        ) from error


def _keep_lines(page: str) -> str:
    """Write line ends inside <pre> as <br>: the extractor does not tell them from the white space of markup."""
    parts = _PRE_TAG.split(page)  # text, tag, text, tag, …
    inside = False
    for place, part in enumerate(parts):
        if place % 2:
            inside = not part.startswith("</")
        elif inside:
            parts[place] = part.replace("\n", "<br>")
    return "".join(parts)


def _join_blocks(body: Any) -> str:
    """Return the words of the extracted tree, a blank line between blocks; the markup's own line wraps are dropped.

    Not the extractor's own plain text: there a line end in the page's source may cut a sentence in two.
    """
    text = "".join(_pieces(body))
    blocks = (block.split("\n") for block in text.split(_BLOCK_END))
    lines = ([line.strip() for line in block if line.strip()] for block in blocks)
    return "\n\n".join("\n".join(block) for block in lines if block)


def _pieces(element: Any) -> Iterator[str]:
    if element.tag in _LINES:
        yield "\n"
    elif element.tag in _BLOCKS:
        yield _BLOCK_END
    if element.tag == "row":
        yield " | ".join(filter(None, (_one_line("".join(cell.itertext())) for cell in element)))
        return
    mark = element.get(MARK, "")
    if mark or element.get(SPEAKER):
        words = _one_line("".join(element.itertext()))
        yield f"{_BLOCK_END}{mark}{words}{mark}{_BLOCK_END}" if mark else f"{element.get(SPEAKER)}:{_BLOCK_END}"
        return
    yield _SPACE.sub(" ", element.text or "")
    for child in element:
        yield from _pieces(child)
        yield _SPACE.sub(" ", child.tail or "")
    if element.tag in _BLOCKS:
        yield _BLOCK_END


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _metadata(found: Any, tree: Any, page: str) -> dict[str, str]:
    saved_from = _SAVED_FROM.search(page[:_HEAD])
    stated = [
        ("title", found.title),
        ("outlet", found.sitename or found.hostname),
        ("published", found.date),
        ("place", find_place(tree)),
        ("byline", found.author),
        ("url", found.url or (saved_from and saved_from[1])),
        ("language", tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")),
    ]
    return read_metadata(stated).fields
