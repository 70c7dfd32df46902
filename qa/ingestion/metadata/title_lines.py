"""The title of a text that states none: its first line, where that reads as a title and not as a paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.ingestion.metadata.bylines import is_byline
from qa.ingestion.metadata.text_ends import TextLine
from qa.names.recognition import is_masthead
from qa.text.quotation_marks import OPENING_MARKS
from qa.text.words import CAPITALISED
from qa.times.written_dates import find_dates

MIN_CHARS = 8
MAX_CHARS = 180
PARAGRAPH_CHARS = 100
DATE_LINE_CHARS = 60
_ENDS_OPEN = re.compile(r"[.,;:…–—-]$|[.!?][\"”’)]*\s+\S")
_LABEL = re.compile(r"[^\W\d_][\w .'’()/-]{0,60}:(?=\s|$)|[QA][.:)]\s|\[?\(?\d{1,2}:\d\d")
_CAPTION = re.compile(
    r"\b(?:photo|photos|image|picture|ảnh|credit|source|file photo)\b ?:|\.(?:jpe?g|png|gif|webp)\b", re.IGNORECASE
)
_NO_TITLE = re.compile(
    r"(?:https?://|www\.|by |from: |to: |date: |page \d|table of contents|dear |hello|hi |ladies and"
    r"|good (?:morning|evening|afternoon))",
    re.IGNORECASE,
)
_SPEAKS = re.compile(rf"(?:Q|A|{CAPITALISED}(?: {CAPITALISED}){{0,4}})(?: \([^()]{{1,40}}\))?:\s")


def find_title(lines: Sequence[TextLine]) -> str | None:
    """Return the first line of a body where it reads as its title; a masthead above it is passed over."""
    lines = lines[1:] if lines and _is_masthead(lines[0]) else lines
    if len(lines) < 2:
        return None
    line, below = lines[0], lines[1]
    words = line.text
    if not line.whole or not MIN_CHARS <= len(words) <= MAX_CHARS or not _reads_as_title(words):
        return None
    if words.endswith("?") and any(_SPEAKS.match(other.text) for other in lines[1:4]):
        return None  # an interviewer's question
    label = _LABEL.match(words)
    if label and any(other.text.startswith(label[0]) for other in lines[1:]):
        return None  # the label of somebody who speaks again
    if line.open_below or is_byline(below.text) or _is_date(below.text):
        return words
    # Without a blank line only where every line is a paragraph: otherwise the first is the beginning of one.
    is_paragraph = len(below.text) >= max(PARAGRAPH_CHARS, len(words)) and below.text[0].isupper()
    return words if is_paragraph else None


def _is_date(words: str) -> bool:
    found = next(find_dates(words), None)
    return found is not None and len(words) <= DATE_LINE_CHARS


def _is_masthead(line: TextLine) -> bool:
    return is_masthead(line.text)


def _reads_as_title(words: str) -> bool:
    if _ENDS_OPEN.search(words) or _CAPTION.search(words) or _NO_TITLE.match(words):
        return False
    if len(words.split()) < 2 or not any(character.islower() or character.isupper() for character in words):
        return not words.isascii() and len(words) >= MIN_CHARS and words[0].isalpha()
    first = words.lstrip(OPENING_MARKS + "([")
    return bool(first) and (first[0].isupper() or first[0].isdigit()) and not _is_list(words)


def _is_list(words: str) -> bool:
    return bool(re.match(r"(?:[-*•#>|]|\d+[.)]) ?", words))
