"""Citations: who, where, when, and a link that opens at the words."""

from __future__ import annotations

import re
from urllib.parse import quote, urldefrag, urlsplit

from qa.records import Citation, Passage, Span
from qa.views import ArticleSummary

# A text fragment longer than this is given as its first and last words, so that links stay short enough to paste.
WHOLE_FRAGMENT_CHARS = 100
FRAGMENT_EDGE_WORDS = 5


def cite(passage: Passage, head: ArticleSummary, *, words: Span | None = None) -> Citation:
    """Return the citation of `passage`; its deep link opens at `words` (offsets into the passage), or at all of it."""
    shown = passage.text if words is None else passage.text[words.start : words.end]
    return Citation(
        passage_id=passage.id,
        article_id=passage.article_id,
        title=head.title,
        outlet=head.outlet,
        published=head.published,
        speaker=passage.speaker,
        role=passage.role,
        url=head.url,
        deep_link=link_to_words(head.url, shown),
        start=passage.start,
        end=passage.end,
        quote=passage.text,
        sha256=head.sha256,
    )


def link_to_words(url: str | None, words: str) -> str | None:
    """Return `url` with a text fragment that matches `words`, or None when there is no web address to open.

    The syntax is that of the URL Fragment Text Directives (WICG draft): `#:~:text=start[,end]`.
    """
    words = " ".join(words.split())
    if not url or urlsplit(url).scheme not in {"http", "https"} or not re.search(r"\w", words):
        return None
    base, fragment = urldefrag(url)
    return f"{base}#{fragment.split(':~:')[0]}:~:text={_directive(words)}"


def _directive(words: str) -> str:
    split = words.split(" ")
    if len(words) <= WHOLE_FRAGMENT_CHARS or len(split) <= 2 * FRAGMENT_EDGE_WORDS:
        return _encode(words)
    return ",".join(_encode(" ".join(edge)) for edge in (split[:FRAGMENT_EDGE_WORDS], split[-FRAGMENT_EDGE_WORDS:]))


def _encode(words: str) -> str:
    # "-" marks prefix and suffix in the directive, so it must be encoded although it is a safe character in URLs.
    return quote(words, safe="").replace("-", "%2D")
