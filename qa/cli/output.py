"""What goes out: JSON lines and plain text on stdout, messages on stderr.

A terminal gets colours and wrapped lines from `qa.cli.terminal`; everything else gets the same words here, one line
of the text on one line of the output and no escape codes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence

from qa.cli.safe_text import HIDDEN, safe, safe_line
from qa.cli.styled import Line

_ESCAPED = {code: f"\\u{code:04x}" for code in HIDDEN}

"""Some words and the name of their style, one of `qa.cli.terminal.STYLES`."""


def say(message: str) -> None:
    """Write one line to stderr, safe for a terminal whatever names it quotes."""
    sys.stderr.write(safe_line(message) + "\n")
    sys.stderr.flush()


def write_json(value: object) -> None:
    """Write `value` to stdout as one line of JSON, at once; readable where the encoding of stdout allows it."""
    sys.stdout.write(json_line(value, sys.stdout.encoding) + "\n")
    sys.stdout.flush()


def json_line(value: object, encoding: str = "utf-8") -> str:
    """Return `value` as JSON on one line that `encoding` can write and no terminal obeys.

    What JSON leaves as it is but a terminal acts upon (C1, bidi overrides) is written as an escape: the same string
    to every JSON parser.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if not can_write(text, encoding):
        text = json.dumps(value, ensure_ascii=True, allow_nan=False)
    return text.translate(_ESCAPED)


def can_write(text: str, encoding: str) -> bool:
    """Tell whether `encoding` has every character of `text`."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def show(lines: Iterable[Line]) -> None:
    """Write `lines` to stdout: styled and wrapped on a terminal, plain otherwise."""
    if sys.stdout.isatty():
        from qa.cli import terminal  # rich takes 40 ms to import, and only a terminal shows what it does

        terminal.print_lines(lines)
        return
    for item in lines:
        sys.stdout.write(_plain(item))


def _plain(item: Line) -> str:
    margin = " " * item.indent
    return "".join(f"{margin}{row}".rstrip() + "\n" for row in item.text.split("\n"))


def show_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write `rows` to stdout: a table on a terminal, tab-separated and without headings otherwise."""
    cells = [[safe_line(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        from qa.cli import terminal  # as in show

        terminal.print_table(headings, cells)
        return
    for row in cells:
        sys.stdout.write("\t".join(row) + "\n")


def inert(cell: str) -> str:
    """Return `cell` with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.lstrip()[:1] in ("=", "+", "-", "@") else cell


def show_as_it_is(text: str) -> None:
    """Write text of a format of its own to stdout, with only what would act on a terminal made visible."""
    sys.stdout.write(safe(text) + "\n")
