"""Links that open a page at quoted words: the syntax of the URL Fragment Text Directives (WICG draft).

`#:~:text=[prefix-,]start[,end][,-suffix]`: a browser looks for the words without regard to letter case and white
space, and takes the first place that fits. So where the words stand more than once, what stands beside them is added.
Marks of Markdown in the text are no part of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urldefrag, urlsplit

from qa.records import Span
from qa.text.markdown_marks import without_marks

# Longer words are given as their first and last ones, so that links stay short enough to paste.
WHOLE_FRAGMENT_CHARS = 100
FRAGMENT_EDGE_WORDS = 5
MOST_CONTEXT_WORDS = 8
# Context is looked for in this many characters on either side.
_CONTEXT_CHARS = 400

_LINE_BREAK = re.compile(r"\n")
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n|\u2029")


def link_to_words(url: str | None, text: str, words: Span | None = None) -> str | None:
    """Return `url` with a text fragment that matches `words`, a stretch of the article's `text` (None: all of it).

    None when there is no web address to open.
    """
    if not url or urlsplit(url).scheme not in {"http", "https"}:
        return None
    text, (start, end) = without_marks(text, words or Span(0, len(text)))
    if not re.search(r"\w", text[start:end]):
        return None
    base, fragment = urldefrag(url)
    return f"{base}#{fragment.split(':~:')[0]}:~:text={_directive(text, start, end)}"


def _directive(text: str, start: int, end: int) -> str:
    quoted = text[start:end]
    around = _Around(text, start, end)
    words = quoted.split()
    # A browser finds words within one paragraph only; across paragraphs the first and the last words must do.
    paragraphs = [part.split() for part in _PARAGRAPH_BREAK.split(quoted) if part.strip()]
    if len(paragraphs) == 1 and (len(" ".join(words)) <= WHOLE_FRAGMENT_CHARS or len(words) <= 2 * FRAGMENT_EDGE_WORDS):
        prefix, suffix = around.context(words)
        return _joined(prefix, (words,), suffix)
    first = around.first_words(paragraphs[0] if len(paragraphs) > 1 else words[:-FRAGMENT_EDGE_WORDS])
    last = _last_words(words[len(first) :], paragraphs[-1] if len(paragraphs) > 1 else words[len(first) :])
    return _joined(around.prefix(first), (first, last), [])


def _joined(prefix: list[str], words: tuple[list[str], ...], suffix: list[str]) -> str:
    parts = [_encode(part) for part in words]
    before = [f"{_encode(prefix)}-"] if prefix else []
    after = [f"-{_encode(suffix)}"] if suffix else []
    return ",".join([*before, *parts, *after])


def _encode(words: list[str]) -> str:
    # "-" marks prefix and suffix in the directive, so it must be encoded although it is a safe character in URLs.
    return quote(" ".join(words), safe="").replace("-", "%2D")


class _Around:
    """Where words stand in a text, and what tells them from the same words elsewhere in it."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._folded = text.lower()
        before, after = text[max(0, start - _CONTEXT_CHARS) : start], text[end : end + _CONTEXT_CHARS]
        # What the bound may have cut is no whole word.
        self._before = before if start <= _CONTEXT_CHARS else before.partition(" ")[2]
        self._after = after if end + _CONTEXT_CHARS >= len(text) else after.rpartition(" ")[0]

    def context(self, words: list[str]) -> tuple[list[str], list[str]]:
        """Return the fewest words before or after `words` that make them unique; none where nothing does."""
        found = ((before, after) for before, after in self._contexts() if self._is_unique(before, words, after))
        return next(found, ([], []))

    def first_words(self, words: list[str]) -> list[str]:
        """Return the first of `words`, so many that they are unique, or all up to a bound."""
        for count in range(FRAGMENT_EDGE_WORDS, FRAGMENT_EDGE_WORDS + MOST_CONTEXT_WORDS):
            if count >= len(words) or self._is_unique(words[:count]):
                return words[:count]
        return words[:FRAGMENT_EDGE_WORDS]

    def prefix(self, words: list[str]) -> list[str]:
        """Return the fewest words before `words` that make them unique; none where nothing does."""
        found = (before for before, after in self._contexts() if not after and self._is_unique(before, words))
        return next(found, [])

    def _contexts(self) -> Iterator[tuple[list[str], list[str]]]:
        """Yield what may stand beside the words: of their own line, of the next one, of the next paragraph.

        Each side comes from one of these, for the same reason as in _directive.
        """
        yield [], []
        lines = _LINE_BREAK.split(self._before)[::-1], _LINE_BREAK.split(self._after)
        paragraphs = _PARAGRAPH_BREAK.split(self._before)[::-1], _PARAGRAPH_BREAK.split(self._after)
        for above, below in (([lines[0][0]], [lines[1][0]]), lines, paragraphs):
            before, after = _nearest(above), _nearest(below)
            counts = range(1, MOST_CONTEXT_WORDS + 1)
            yield from ((before[-count:], []) for count in counts if count <= len(before))
            yield from (([], after[:count]) for count in counts if count <= len(after))
            yield before[-MOST_CONTEXT_WORDS:], after[:MOST_CONTEXT_WORDS]

    def _is_unique(self, *parts: list[str]) -> bool:
        # A quotation mark may stand between two parts without a space.
        joined = (r"\s+".join(map(re.escape, " ".join(words).lower().split())) for words in parts if words)
        found = re.finditer(r"\s*".join(joined), self._folded)
        next(found, None)
        return next(found, None) is None


def _nearest(stretches: list[str]) -> list[str]:
    """Return the words of the first of `stretches` that has any: of what lies next to the words."""
    return next((stretch.split() for stretch in stretches if stretch.strip()), [])


def _last_words(words: list[str], paragraph: list[str]) -> list[str]:
    """Return the last of `words`, all of `paragraph`, so many that they stand there once: the first place ends it."""
    rest = " ".join(words).lower()
    last = paragraph[-FRAGMENT_EDGE_WORDS:]
    for count in range(FRAGMENT_EDGE_WORDS, FRAGMENT_EDGE_WORDS + MOST_CONTEXT_WORDS):
        if count > len(paragraph):
            break
        last = paragraph[-count:]
        if rest.count(" ".join(last).lower()) == 1:
            break
    return last
