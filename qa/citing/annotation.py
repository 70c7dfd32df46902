"""A cited passage as a W3C Web Annotation: its words with what stands around them, and their offsets."""

from __future__ import annotations

import base64
from urllib.parse import urlsplit

from qa.citing.csl import Source

CONTEXT_CHARS = 32
"""Characters of the article before and after the words, by which they are found again."""


def annotation(source: Source) -> dict[str, object]:
    """Return the annotation as JSON-LD; positions are code points in the article's canonical text.

    `sha256` is the digest of that text, so that whoever has it can tell whether the positions hold.
    """
    citation, text = source.citation, source.article.text
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[citation.start : citation.end],
        "prefix": text[max(0, citation.start - CONTEXT_CHARS) : citation.start],
        "suffix": text[citation.end : citation.end + CONTEXT_CHARS],
    }
    position = {"type": "TextPositionSelector", "start": citation.start, "end": citation.end}
    return {
        "@context": ["http://www.w3.org/ns/anno.jsonld", {"sha256": "https://schema.org/sha256"}],
        "type": "Annotation",
        "motivation": "highlighting",
        "target": {
            "source": _address(citation.url, citation.sha256),
            "sha256": citation.sha256,
            "selector": [quote, position],
        },
    }


def _address(url: str | None, sha256: str) -> str:
    """Return the article's address; without one, the name that RFC 6920 gives to a text by its digest."""
    if url and urlsplit(url).scheme in {"http", "https"}:
        return url
    digest = base64.urlsafe_b64encode(bytes.fromhex(sha256)).rstrip(b"=").decode()
    return f"ni:///sha-256;{digest}"
