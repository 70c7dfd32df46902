"""`qa index`: read articles into the index, and say what came of each."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli import exits
from qa.cli.commands.edit import SetValues, assignments
from qa.cli.options import AsJson, IndexDir, settings_for
from qa.cli.output import say, show, write_json
from qa.cli.progress import index_progress
from qa.cli.safe_text import safe_line
from qa.cli.styled import line
from qa.errors import InvalidInput
from qa.reports import IndexProgress, IndexReport
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.service import Service

MOST_NAMED = 20  # a person wants to see which; beyond that --json has them all

Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATH", help="Articles, or folders of articles; without any, the corpus folder."),
]


Device = Annotated[
    str | None,
    typer.Option(
        "--device",
        metavar="NAME",
        help="Where passages are encoded: cpu, or cuda or mps where torch finds one; stands above QA_DEVICE.",
        show_default=False,
    ),
]


def index(
    paths: Paths = None,
    values: SetValues = None,
    device: Device = None,
    as_json: AsJson = False,
    index: IndexDir = None,
) -> int:
    """Read articles into the index.

    Run it again after changes: only what changed is read anew, and what has vanished is removed. Interrupted at any
    moment, it keeps what is done and goes on from there the next time. Exit code: 0 when every input was read, 3 when
    some could not be: each is named on stderr, the others are in the index.

    What --set gives stands above what each article states, and is kept: later runs need not repeat it.
    """
    given = assignments(values or ())
    settings = settings_for(index, device=device)
    wanted = paths or [settings.corpus_dir]
    for path in wanted:
        if not path.exists():
            raise InvalidInput(f"there is no file or folder {path}", next_step="name what to read: qa index PATH")
    from qa.service import open_service  # not needed for --help

    with open_service(settings, create=True) as service:
        report = index_paths(service, wanted, given=given)
    if as_json:
        write_json(report_json(report))
    else:
        _show_report(report)
    say_unreadable(report)
    return exits.FAILURE if report.unreadable else exits.OK


def index_paths(
    service: Service, paths: Sequence[Path], *, given: Mapping[str, str | None] | None = None
) -> IndexReport:
    """Index `paths` with progress on stderr; when interrupted, say what is kept and leave with INTERRUPTED."""
    done = IndexProgress(article_id="", articles=0, total=0, passages=0, seconds=0.0)
    try:
        with index_progress() as show_step:

            def step(progress: IndexProgress) -> None:
                nonlocal done
                done = progress
                show_step(progress)

            return service.index(paths, progress=step, given=given)
    except KeyboardInterrupt:
        say(f"interrupted: {done.articles} of {done.total or '?'} inputs are done and kept")
        say(f"next: to go on from there, run: {index_command(service.settings, paths, given or {})}")
        raise typer.Exit(exits.INTERRUPTED) from None


def index_command(settings: Settings, paths: Sequence[Path], given: Mapping[str, str | None] | None = None) -> str:
    """Return the command that indexes `paths` under `settings`, ready for a shell."""
    place = [] if settings.index_dir == Settings().index_dir else ["--index", str(settings.index_dir)]
    place += [] if settings.device == Settings().device else ["--device", settings.device]
    said = [part for name, value in (given or {}).items() for part in ("--set", f"{name}={value or ''}")]
    return shlex.join(["qa", "index", *map(str, paths), *said, *place])


def summary(report: IndexReport) -> str:
    """Return one line on how many articles met which fate."""
    fates = ("added", "changed", "removed", "unchanged", "unreadable")
    counts = ", ".join(f"{len(getattr(report, fate))} {fate}" for fate in fates)
    return f"Articles: {counts}. Passages encoded: {report.passages}. Took {report.seconds:.1f} s."


def _show_report(report: IndexReport) -> None:
    rows = [line(summary(report), "strong")]
    for fate in ("added", "changed", "removed"):
        ids = getattr(report, fate)
        rows += [line(f"{fate}: {safe_line(article_id)}", wrap=False) for article_id in ids[:MOST_NAMED]]
        if len(ids) > MOST_NAMED:
            rows.append(line(f"{fate}: and {len(ids) - MOST_NAMED} more (--json names them all)"))
    show(rows)


def say_unreadable(report: IndexReport) -> None:
    """Name on stderr each input that was left out, why, and what to do about it."""
    for source, reason, next_step in report.unreadable:
        say(f"unreadable: {source}: {reason}")
        say(f"  next: {next_step}")


def report_json(report: IndexReport) -> dict[str, object]:
    """Return the report as a plain dict, each unreadable input as an object."""
    unreadable = [
        {"source": source, "reason": reason, "next_step": next_step} for source, reason, next_step in report.unreadable
    ]
    return {**asdict(report), "unreadable": unreadable}
