"""The terminal's view of what `qa.cli.output` shows: colours, wrapping, tables, a progress bar. The home of rich.

Words are handed to rich as Text, never as markup, so that brackets in an article stay brackets.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from qa.cli.styled import Line, Piece
from qa.reports import IndexProgress

STYLES = {
    "": "",
    "mark": "bold yellow",  # the words that answer
    "strong": "bold",
    "dim": "dim",
    "good": "green",
    "bad": "bold red",
    "link": "cyan",
}

WIDEST = 100  # longer lines are hard to read


def console_for(stream: TextIO) -> Console:
    """Return a console on `stream` that emits no escape codes when NO_COLOR is set."""
    plain = bool(os.environ.get("NO_COLOR"))
    return Console(file=stream, color_system=None if plain else "auto", highlight=False, emoji=False, markup=False)


def print_lines(lines: Iterable[Line]) -> None:
    """Print `lines` to stdout, wrapped to the terminal."""
    console = console_for(sys.stdout)
    width = min(console.width, WIDEST)
    for item in lines:
        first, rest = _margins(item)
        text = _styled(item.pieces)
        # A link stays in one piece, so that the terminal can open it.
        rows = text.wrap(console, width - first.cell_len, overflow="fold") if item.wrap else [text]
        for number, row in enumerate(rows):
            row.rstrip()
            console.print((rest if number else first) + row, soft_wrap=True)


def _margins(item: Line) -> tuple[Text, Text]:
    if item.margin is None:
        return Text(" " * item.indent), Text(" " * item.indent)
    return _styled(item.margin.first), _styled(item.margin.rest)


def _styled(pieces: Iterable[Piece]) -> Text:
    return Text.assemble(*((words, STYLES[style]) for words, style in pieces))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print `rows` under `headings`, as wide as the terminal."""
    console = console_for(sys.stdout)
    table = Table(box=None, pad_edge=False, header_style="bold")
    longest = max((len(row[0]) for row in rows), default=0)
    # The first column holds the ids, which people copy: it gets what it needs, up to half of the width.
    for at, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", min_width=min(longest, console.width // 2) if at == 0 else None)
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


class IndexBar:
    """A progress bar on stderr for `qa index`; use as a context manager and call it with each IndexProgress."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("Indexing"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("articles"),
            _PassageRate(),
            TimeRemainingColumn(),
            console=console_for(sys.stderr),
            transient=True,
        )
        self._task = self._progress.add_task("index", total=None)

    def __enter__(self) -> IndexBar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, step: IndexProgress) -> None:
        rate = step.passages / step.seconds if step.seconds else 0.0
        self._progress.update(self._task, completed=step.articles, total=step.total, rate=rate)


class _PassageRate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.fields.get('rate', 0.0):.0f} passages/s")
