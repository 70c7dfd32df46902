"""`qa backup` and `qa restore`: the whole record as one file, and back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli import exits
from qa.cli.options import AsJson, IndexDir, settings_for
from qa.cli.output import show, write_json
from qa.cli.safe_text import safe_line
from qa.cli.styled import line

if TYPE_CHECKING:
    from qa.reports import Manifest

Target = Annotated[Path, typer.Argument(metavar="FILE", help="File to write; compressed if it ends in .gz or .tgz.")]
Source = Annotated[Path, typer.Argument(metavar="FILE", help="File that qa backup has written.")]
ReplaceFile = Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")]
ReplaceIndex = Annotated[bool, typer.Option("--force", help="Replace an index that holds articles.")]
CheckOnly = Annotated[bool, typer.Option("--check", help="Read and check FILE; restore nothing.")]


def backup(file: Target, force: ReplaceFile = False, as_json: AsJson = False, index: IndexDir = None) -> int:
    """Write the whole archive to one file.

    It is the state of one moment, also while a server answers and articles are added. FILE appears whole or not at
    all. What is derived from the archive is not in it: `qa restore` makes that anew.
    """
    from qa import upkeep  # not needed for --help

    _show("backed up", file, upkeep.back_up(settings_for(index), file, replace=force), as_json)
    return exits.OK


def restore(
    file: Source,
    check: CheckOnly = False,
    force: ReplaceIndex = False,
    as_json: AsJson = False,
    index: IndexDir = None,
) -> int:
    """Put the archive of a backup in place of the one in the index.

    The whole file is read and checked before anything changes; then all of it changes in one step, under the eyes of
    a running server, which answers from the restored archive from its next question on. A damaged archive is set
    aside beside it.
    """
    from qa import upkeep  # not needed for --help

    if check:
        _show("in order", file, upkeep.check_backup(file), as_json)
    else:
        _show("restored", file, upkeep.restore(settings_for(index), file, replace=force), as_json)
    return exits.OK


def _show(done: str, file: Path, manifest: Manifest, as_json: bool) -> None:
    if as_json:
        write_json({"file": str(file), **asdict(manifest)})
        return
    facts = f"{manifest.articles} articles, {manifest.passages} passages, change {manifest.sequence}"
    show([line(f"{done}: {safe_line(str(file))}: {facts}, of {manifest.created}")])
