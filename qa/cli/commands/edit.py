"""`qa edit`: what is known of an article, where each value comes from, and how to correct it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from qa.cli import exits
from qa.cli.options import ArticleId, AsJson, IndexDir, settings_for
from qa.cli.output import show, write_json
from qa.cli.safe_text import safe_line
from qa.cli.styled import Line, line
from qa.errors import InvalidInput
from qa.views import MetadataView

SetValues = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help="Give a field this value; FIELD= makes it unknown. Repeatable."),
]
_Unset = Annotated[
    list[str] | None,
    typer.Option("--unset", metavar="FIELD", help="Take an earlier --set back: what was read holds again. Repeatable."),
]


def edit(
    article: ArticleId, values: SetValues = None, unset: _Unset = None, as_json: AsJson = False, index: IndexDir = None
) -> int:
    """Correct what is known of an article, or show where it comes from.

    Nothing is encoded again but the words of a new title. An edit stands above what the article's file states, also
    when the file is indexed again, and goes with the article when that is removed. Without --set and --unset nothing
    is changed.
    """
    changes = assignments(values or ())
    from qa.service import open_service  # not needed for --help

    with open_service(settings_for(index)) as service:
        view = service.edit(article, changes, unset=unset or ()) if changes or unset else service.metadata(article)
    if as_json:
        write_json(asdict(view))
    else:
        show(metadata_lines(view))
    return exits.OK


def assignments(given: Sequence[str]) -> dict[str, str | None]:
    """Return values by field from what stands behind `--set`; an empty value is None.

    Raises InvalidInput for what is no FIELD=VALUE, and for a field named twice.
    """
    values: dict[str, str | None] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals:
            raise InvalidInput(f"--set {item!r} has no '='", next_step="write it as --set outlet='The Hanoi Times'")
        if name in values:
            raise InvalidInput(f"--set {name} is given twice", next_step="give it once")
        values[name] = value.strip() or None
    return values


def metadata_lines(view: MetadataView) -> Iterator[Line]:
    """Yield a line for each field: its value, and where that comes from."""
    yield line(safe_line(view.article_id), "strong")
    for name, value in view.values.items():
        origin = _origin(view, name)
        shown = f"{name:<12} {safe_line(value) if value else '-'}"
        yield Line(((shown, "" if value else "dim"), (f"  ({safe_line(origin)})" if origin else "", "dim")), wrap=False)


def _origin(view: MetadataView, name: str) -> str:
    if name in view.edited or name in view.given:
        by = "edited" if name in view.edited else "set when indexing"
        read = view.read[name]
        if read is None:
            return f"{by}; nothing was read"
        reason = view.read_inferred.get(name)
        return f"{by}; read: {read}" + (f", inferred from {reason}" if reason else "")
    reason = view.inferred.get(name)
    return f"inferred from {reason}" if reason else ""
