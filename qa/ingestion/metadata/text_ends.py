"""The beginning and the end of an article as lines: the only places where its outlet, date and author are looked for.

Both are bounded, so that a file of one endless line costs no more than any other.
"""

from __future__ import annotations

from dataclasses import dataclass

HEAD_CHARS = 8_000
TAIL_CHARS = 2_000
LINE_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line that is not blank.

    Attributes:
        text: without outer blanks and without the marks of bold and italics around all of it.
        whole: whether all of the line is there.
        open_below: whether a blank line, or nothing, stands below.
    """

    text: str
    whole: bool
    open_below: bool


@dataclass(frozen=True, slots=True)
class TextEnds:
    """The first and the last lines of a body, in reading order."""

    head: tuple[TextLine, ...]
    tail: tuple[TextLine, ...]


def find_ends(text: str, start: int) -> TextEnds:
    """Return the lines of the first HEAD_CHARS and the last TAIL_CHARS of `text[start:]`."""
    head = text[start : start + HEAD_CHARS]
    tail = text[max(start, len(text) - TAIL_CHARS) :]
    lines = _lines(tail)
    cut = len(text) - start > TAIL_CHARS
    return TextEnds(tuple(_lines(head)), tuple(lines[1:] if cut else lines))


def _lines(part: str) -> list[TextLine]:
    found: list[TextLine] = []
    rows = part.splitlines()
    for number, row in enumerate(rows):
        text = row.strip()
        if not text:
            continue
        below = number + 1 == len(rows) or not rows[number + 1].strip()
        found.append(TextLine(_unmarked(text[:LINE_CHARS]), len(text) <= LINE_CHARS, below))
    return found


def _unmarked(text: str) -> str:
    for mark in ("***", "**", "__", "*", "_"):
        if len(text) > 2 * len(mark) and text.startswith(mark) and text.endswith(mark):
            return text[len(mark) : -len(mark)].strip()
    return text
