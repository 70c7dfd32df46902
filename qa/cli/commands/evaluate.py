"""`qa eval`: how good the answers are on questions with known answers."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli import exits
from qa.cli.commands.index import say_unreadable, summary
from qa.cli.options import MinConfidence, settings_for
from qa.cli.output import say, show, show_table
from qa.cli.progress import SECONDS_BETWEEN_LINES, index_progress
from qa.cli.styled import line
from qa.errors import InvalidInput, QaError
from qa.settings import DEFAULT_MODEL, Settings

if TYPE_CHECKING:
    from qa.evaluation.bootstrap import Difference
    from qa.evaluation.evaluation import Evaluation
    from qa.evaluation.judgments import JudgedSet
    from qa.evaluation.starter import Floor
    from qa.service import Service

MOST_NAMED = 5

SetDir = Annotated[
    Path | None,
    typer.Argument(metavar="SET_DIR", help="Folder of a judged set; without it, the starter set over corpus/."),
]
Docs = Annotated[
    Path | None, typer.Option(metavar="PATH", help="Index these articles, instead of the set's docs.jsonl.")
]
Index = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Ask this index as it is, instead of a temporary one."),
]
JsonFile = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write everything as JSON.")]
ReportFile = Annotated[Path | None, typer.Option("--report", metavar="FILE", help="Write a report with plots as HTML.")]
RunFile = Annotated[
    Path | None, typer.Option("--run", metavar="FILE", help="Write the passages returned, as JSON lines.")
]
Other = Annotated[
    Path | None, typer.Option("--compare", metavar="OTHER", help="Test against the run that --json wrote to OTHER.")
]
Limit = Annotated[
    int | None, typer.Option(metavar="N", min=2, help="Ask only a sample of N questions, always the same.")
]


def evaluate(
    set_dir: SetDir = None,
    docs: Docs = None,
    index: Index = None,
    json_file: JsonFile = None,
    report: ReportFile = None,
    run: RunFile = None,
    other: Other = None,
    limit: Limit = None,
    min_confidence: MinConfidence = None,
) -> int:
    """Measure the answers on questions with known answers.

    Without SET_DIR: a small set of our own over corpus/, the check that an installation works. Exit code: 0 when it
    ran, 3 when the starter set came out below its floors.
    """
    from qa.evaluation.compare import compare  # numpy and all of evaluation are not needed for --help
    from qa.evaluation.evaluation import read_evaluation
    from qa.evaluation.runner import sample

    settings = settings_for(None)
    _check_installed()
    if docs is not None and index is not None:
        raise InvalidInput("--docs and --index exclude each other", next_step="leave out one of them")
    _check_writable(json_file, report, run)
    before = None if other is None else read_evaluation(other)
    whole, articles = _read(set_dir, docs, index, settings)
    found = _measured(sample(whole, limit), articles, index, run, settings, min_confidence)
    differences = None if before is None else compare(found, before)
    _show(found)
    if before is not None and differences is not None:
        _show_differences(found, before, differences)
    _write(found, differences, json_file, report)
    has_floors = set_dir is None and limit is None and index is None
    floors = _floors(whole, found, settings) if has_floors else []
    _show_floors(floors)
    return exits.OK if all(floor.met for floor in floors) else exits.FAILURE


def _check_installed() -> None:
    # The image leaves scipy out: it is large, and no question needs it.
    if find_spec("scipy") is None:
        raise QaError("qa eval needs scipy, which is not installed here", next_step="pip install scipy")


def _check_writable(*paths: Path | None) -> None:
    # Before the questions, not after: a run may take minutes.
    for path in filter(None, paths):
        if path.is_dir() or not path.absolute().parent.is_dir():
            raise InvalidInput(f"cannot write {path}", next_step="name a file in a folder that exists")


def _read(
    set_dir: Path | None, docs: Path | None, index: Path | None, settings: Settings
) -> tuple[JudgedSet, list[Path]]:
    """Return the set, with the texts its judgments are about, and the articles to index."""
    from qa.article_files import read_texts
    from qa.evaluation import starter
    from qa.evaluation.judgments import read_set

    judged = starter.read_starter() if set_dir is None else read_set(set_dir)
    if docs is not None:
        paths = [docs]
    elif judged.docs is not None:
        paths = [judged.docs]
    elif set_dir is None:
        paths = starter.starter_articles(settings.corpus_dir)
    elif index is not None:
        paths = []
    else:
        raise InvalidInput(
            f"{set_dir} has no docs.jsonl, so it does not say which articles to ask",
            next_step="name them with --docs PATH, or an index with --index DIR",
        )
    if not judged.texts:
        judged = replace(judged, texts=read_texts(paths, max_chars=settings.max_article_chars) if paths else {})
    return judged, paths


def _measured(
    judged: JudgedSet,
    articles: Sequence[Path],
    index: Path | None,
    run: Path | None,
    settings: Settings,
    min_confidence: float | None,
) -> Evaluation:
    from qa.evaluation import evaluation, runner
    from qa.evaluation.observations import observe
    from qa.evaluation.speakers import spoken_passages

    with _opened(articles, index, settings) as service:
        asked = runner.ask_all(
            service, judged.questions, min_confidence=min_confidence, progress=_asking(len(judged.questions))
        )
        texts = runner.canonical_texts(judged, asked, service)
        spoken = spoken_passages(judged, service)
        state = service.state()
    _say_some("questions without a judgment, left out", judged.skipped)
    _say_some("questions refused", [f"{one.question.id}: {one.refused}" for one in asked if one.refused])
    _say_some("judgments that no answer can meet", runner.faults(judged, texts))
    if run is not None:
        runner.write_run(run, asked)
    least = settings.min_confidence if min_confidence is None else min_confidence
    observations = observe([(one.question, one.answer) for one in asked], texts, spoken)
    return evaluation.evaluate(judged, observations, state=state, settings=settings, min_confidence=least)


@contextmanager
def _opened(articles: Sequence[Path], index: Path | None, settings: Settings) -> Iterator[Service]:
    from qa.service import open_service

    if index is not None:
        with open_service(settings.with_values(index_dir=index)) as service:
            yield service
        return
    with (
        tempfile.TemporaryDirectory(prefix="qa-eval-") as folder,
        open_service(settings.with_values(index_dir=Path(folder)), create=True) as service,
    ):
        with index_progress() as step:
            report = service.index(articles, progress=step)
        say(summary(report))
        say_unreadable(report)
        yield service


def _asking(total: int) -> Callable[[int], None]:
    due = time.monotonic() + SECONDS_BETWEEN_LINES

    def progress(done: int) -> None:
        nonlocal due
        if done == total or time.monotonic() >= due:  # the intervals of thousands of questions take a while more
            due = time.monotonic() + SECONDS_BETWEEN_LINES
            say(f"{done}/{total} questions asked")

    return progress


def _say_some(what: str, which: Sequence[str]) -> None:
    if which:
        more = f"; and {len(which) - MOST_NAMED} more" if len(which) > MOST_NAMED else ""
        say(f"{what} ({len(which)}): {'; '.join(which[:MOST_NAMED])}{more}")


def _floors(judged: JudgedSet, found: Evaluation, settings: Settings) -> list[Floor]:
    from qa.evaluation.starter import check_floors

    if settings.model != DEFAULT_MODEL:
        say(f"The floors are those of {DEFAULT_MODEL}; they do not hold for {settings.model}.")
        return []
    return check_floors(judged, found.measures)


def _show(found: Evaluation) -> None:
    from qa.evaluation import table

    _show_table(table.MEASURE_HEADINGS, table.measure_rows(found.measures))
    if found.kinds:
        show([line()])
        _show_table(*table.kind_table(found.kinds))


def _show_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    # Several tables follow each other: without headings nobody could tell their columns.
    show_table(headings, rows if sys.stdout.isatty() else [headings, *rows])


def _show_differences(found: Evaluation, before: Evaluation, differences: dict[str, Difference]) -> None:
    from qa.evaluation import table
    from qa.evaluation.compare import common_questions

    if before.digest != found.digest:
        say(f"note: the sets differ; compared over the {common_questions(found, before)} questions in both")
    show([line()])
    _show_table(table.DIFFERENCE_HEADINGS, table.difference_rows(differences))


def _show_floors(floors: Sequence[Floor]) -> None:
    if not floors:
        return
    show([line()])
    for floor in floors:
        reached = "not measured" if floor.reached is None else f"{floor.reached:.3f}"
        verdict = "ok  " if floor.met else "FAIL"
        show([line(f"{verdict} {floor.name} is {reached}, must be at least {floor.least:.3f}")])


def _write(
    found: Evaluation, differences: dict[str, Difference] | None, json_file: Path | None, report: Path | None
) -> None:
    from qa.evaluation.evaluation import to_json
    from qa.evaluation.report import render_report

    if json_file is not None:
        content: dict[str, Any] = to_json(found)
        if differences is not None:
            content["compared"] = {name: asdict(value) for name, value in differences.items()}
        json_file.write_text(
            json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n", encoding="utf-8"
        )
    if report is not None:
        report.write_text(render_report(found, differences), encoding="utf-8")
