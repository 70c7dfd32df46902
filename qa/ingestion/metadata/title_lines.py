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
_LIST = re.compile(r"(?:[-*•#>|]|\d+[.)]) ?")
_SPEAKS = re.compile(rf"(?:Q|A|{CAPITALISED}(?: {CAPITALISED}){{0,4}})(?: \([^()]{{1,40}}\))?:\s")


def find_title(lines: Sequence[TextLine]) -> str | None:
    """Return the first line of a body where it reads as its title; a masthead above it is passed over."""
    lines = lines[1:] if lines and is_masthead(lines[0].text) else lines
    if len(lines) < 2:
        return None
    line, below = lines[0], lines[1]
    if not line.whole or not _reads_as_title(line.text) or _is_spoken(line.text, [other.text for other in lines[1:]]):
        return None
    return line.text if line.open_below or _begins_below(line.text, below.text) else None


def _reads_as_title(words: str) -> bool:
    """Tell whether a line, by itself, reads as a title.

    >>> _reads_as_title("Trade with Russia has doubled"), _reads_as_title("Trade has doubled. And it will again")
    (True, False)
    """
    if not MIN_CHARS <= len(words) <= MAX_CHARS:
        return False
    if _ENDS_OPEN.search(words) or _CAPTION.search(words) or _NO_TITLE.match(words):
        return False
    return _begins_as_title(words) if _has_cased_words(words) else not words.isascii() and words[0].isalpha()


def _has_cased_words(words: str) -> bool:
    """Tell whether there are several words, in a script that knows capitals.

    >>> _has_cased_words("Two words"), _has_cased_words("越俄贸易增长显著")
    (True, False)
    """
    return len(words.split()) >= 2 and any(letter.islower() or letter.isupper() for letter in words)


def _begins_as_title(words: str) -> bool:
    """Tell whether a line begins with a capital or a figure, and is no item of a list.

    >>> _begins_as_title("“Nothing is certain”"), _begins_as_title("and so it went"), _begins_as_title("2. Trade")
    (True, False, False)
    """
    first = words.lstrip(OPENING_MARKS + "([")[:1]
    return (first.isupper() or first.isdigit()) and not _LIST.match(words)


def _is_spoken(words: str, below: Sequence[str]) -> bool:
    """Tell whether a line is an interviewer's question, or has the label of somebody who speaks again.

    >>> _is_spoken("Why now?", ["Anna Lima: Because we can."])
    True
    >>> _is_spoken("Anna Lima: A talk", ["Ben Ode: Yes.", "Anna Lima: No."])
    True
    """
    if words.endswith("?") and any(map(_SPEAKS.match, below[:3])):
        return True
    label = _LABEL.match(words)
    return label is not None and any(other.startswith(label[0]) for other in below)


def _begins_below(words: str, below: str) -> bool:
    """Tell whether the line below a title without a blank line is a byline, a date, or the first paragraph.

    >>> _begins_below("Trade has doubled", "By Anna Lima"), _begins_below("Trade has doubled", "in two years")
    (True, False)
    """
    if is_byline(below) or _is_date(below):
        return True
    # Only where every line is a paragraph: otherwise the first is the beginning of one.
    return len(below) >= max(PARAGRAPH_CHARS, len(words)) and below[0].isupper()


def _is_date(words: str) -> bool:
    return len(words) <= DATE_LINE_CHARS and any(find_dates(words))
