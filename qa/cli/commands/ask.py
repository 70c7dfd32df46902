"""`qa ask`: one question for a person or a program, or many from a file or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from qa.answers import Answer
from qa.cli import exits
from qa.cli.commands.index import index_paths, say_unreadable, summary
from qa.cli.lines.answer import answer_lines
from qa.cli.options import (
    About,
    ArticleFilter,
    AsJson,
    IndexDir,
    MinConfidence,
    Outlet,
    Since,
    Speaker,
    Until,
    settings_for,
)
from qa.cli.output import say, show, show_as_it_is, write_json
from qa.cli.questions import Question, QuestionLine, checked_text, read_questions
from qa.cli.safe_text import safe_line
from qa.errors import IndexMissing, InvalidInput, QaError
from qa.records import Filters
from qa.settings import Settings
from qa.views import check_citation_format

if TYPE_CHECKING:
    from qa.service import Service

QuestionWords = Annotated[
    list[str] | None,
    typer.Argument(metavar="QUESTION", help="What you want to know; several words make one question."),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help='One question a line, plain or as {"id", "text"}; - reads stdin. Answers are JSON, one a line.',
    ),
]
TopK = Annotated[int | None, typer.Option("--top-k", "-k", metavar="N", help="Passages to show.", show_default=False)]
Context = Annotated[
    int, typer.Option("--context", metavar="N", min=0, help="Passages to show before and after each, as its context.")
]
Cite = Annotated[
    str | None,
    typer.Option(
        "--cite",
        metavar="FORMAT",
        help="Write citations to paste: csl, bibtex, ris, apa, chicago, markdown or annotation.",
        show_default=False,
    ),
]
Explain = Annotated[bool, typer.Option("--explain", help="Show why each passage ranks where it does.")]


def ask(
    words: QuestionWords = None,
    source: From = None,
    as_json: AsJson = False,
    top_k: TopK = None,
    outlet: Outlet = None,
    article: ArticleFilter = None,
    since: Since = None,
    until: Until = None,
    about: About = None,
    speaker: Speaker = None,
    min_confidence: MinConfidence = None,
    explain: Explain = False,
    context: Context = 0,
    cite: Cite = None,
    index: IndexDir = None,
) -> int:
    """Answer a question with verbatim quotations and where they stand.

    Without an index, one is built from the corpus folder first. Exit code: 0 answered, 1 not in the corpus,
    2 misuse, 3 failure; with --from, 0 when every line got an answer, of whatever kind, and 3 otherwise.
    """
    settings = settings_for(index)
    filters = Filters(outlet=outlet, article=article, since=since, until=until, about=about, speaker=speaker)
    question = Question(checked_text(" ".join(words or ())), top_k, filters, min_confidence, explain, context)
    if (source is None) == (words is None or not words):
        raise InvalidInput(
            "give either a question or --from FILE", next_step='for example: qa ask "when was it signed?"'
        )
    if cite is not None:
        if as_json or source is not None or explain or context:
            raise InvalidInput(
                "--cite stands alone: not with --json, --from, --explain or --context", next_step="ask twice"
            )
        return _cite(settings, question, cite)
    if source is not None:
        return _ask_many(settings, source, question)
    return _ask_one(settings, question, as_json=as_json)


def _ask_one(settings: Settings, question: Question, *, as_json: bool) -> int:
    from qa.to_json import answer_to_json  # not needed for --help

    with open_or_build(settings) as service:
        answer = _put(service, question)
    if as_json:
        write_json(answer_to_json(answer))
    else:
        show(answer_lines(answer, filtered=bool(question.filters)))
    say_close_speakers(question.filters, answer.close_speakers)
    return exits.OK if answer.answerable else exits.NOT_IN_CORPUS


def say_close_speakers(filters: Filters, names: Sequence[str]) -> None:
    """Say on stderr whom the speaker asked for may be, where nobody has that name."""
    if names:
        say(f"no speaker is named {filters.speaker!r}; close to it: {', '.join(map(safe_line, names))}")


def _cite(settings: Settings, question: Question, name: str) -> int:
    check_citation_format(name)  # a misspelt name is told before an index is built
    with open_or_build(settings) as service:
        answer = _put(service, question)
        if not answer.answerable:
            # What does not answer is not to be pasted.
            say(f"Not in the corpus (confidence {answer.confidence:.2f}): nothing to cite")
            return exits.NOT_IN_CORPUS
        written = service.format_citations([hit.citation for hit in answer.hits], name)
    show_as_it_is(written)
    return exits.OK


def _ask_many(settings: Settings, source: str, defaults: Question) -> int:
    failed = total = 0
    with _opened(source) as lines, open_or_build(settings) as service:
        service.check_ready()  # one clear error instead of the same one for every line
        for line in read_questions(lines, defaults):
            record = _answer_line(service, line)
            write_json(record)
            total += 1
            failed += "error" in record
    if failed:
        say(f"{failed} of {total} lines have no answer: see the error in their place")
    return exits.FAILURE if failed else exits.OK


@contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    if source == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(source).open("rb")  # noqa: SIM115 - closed below; only opening it may fail as misuse
    except OSError as error:
        raise InvalidInput(
            f"cannot read questions from {source}: {error.strerror}", next_step="name a file with one question a line"
        ) from error
    with stream:
        yield stream


def _answer_line(service: Service, line: QuestionLine) -> dict[str, object]:
    from qa.to_json import answer_to_json  # not needed for --help

    carried = {} if line.id is None else {"id": line.id}
    try:
        if line.question is None:
            raise line.error or InvalidInput("no question", next_step="write one")
        return {**carried, **answer_to_json(_put(service, line.question))}
    except QaError as error:
        problem = {"code": error.code, "message": error.message, "next_step": error.next_step}
        return {**carried, "line": line.number, "error": problem}


def _put(service: Service, question: Question) -> Answer:
    return service.ask(
        question.text,
        top_k=question.top_k,
        filters=question.filters,
        min_confidence=question.min_confidence,
        explain=question.explain,
        context=question.context,
    )


@contextmanager
def open_or_build(settings: Settings) -> Iterator[Service]:
    """Open the index; where there is none, build one from the corpus folder and say so on stderr."""
    from qa.service import index_exists, open_service  # faiss, onnxruntime and tantivy are not needed for --help

    built = not index_exists(settings)
    if built:
        _check_corpus(settings)
        say(f"No index at {settings.index_dir} yet: building one from {settings.corpus_dir} first.")
    with open_service(settings, create=built) as service:
        if built:
            report = index_paths(service, [settings.corpus_dir])
            say(summary(report))
            say_unreadable(report)
        yield service


def _check_corpus(settings: Settings) -> None:
    if not settings.corpus_dir.is_dir():
        missing = f"there is no folder {settings.corpus_dir} to build one from either"
        raise IndexMissing(settings.index_dir, next_step=f"{missing}; build one with: qa index PATH")
