"""A judged set: articles, the questions asked of them, and which words answer each. Reads it; measures nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa.errors import InvalidInput
from qa.records import Span

DOCS, QUERIES, QRELS, UNANSWERABLE = "docs.jsonl", "queries.jsonl", "qrels.jsonl", "unanswerable.jsonl"
DIGESTS = "digests.json"  # of articles that a set is about without holding them

_FORMAT = "the format is described in docs/evaluation.md"


@dataclass(frozen=True, slots=True)
class Judgment:
    """Words that answer a question.

    Attributes:
        article_id: the article they stand in, or None when any article with these words will do.
        evidence: the words, or None when the article as a whole is the answer.
        span: where they stand in the article's text, or None.
        alternatives: other spans of the same article that answer as well ("all", of several annotators).
        piece: judgments of one question with the same piece are alternatives of each other.
        speaker: who says them, or None.
    """

    article_id: str | None
    evidence: str | None
    span: Span | None
    alternatives: tuple[Span, ...]
    piece: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question and its judgments; one without any is answered by no article of the set."""

    id: str
    text: str
    kind: str | None
    judgments: tuple[Judgment, ...]

    @property
    def answerable(self) -> bool:
        """Whether the set holds an answer."""
        return bool(self.judgments)


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """A set as read from its folder.

    Attributes:
        questions: the answerable ones, then the unanswerable ones, each in the order of their file.
        texts: canonical texts by article id, from docs.jsonl; empty when the set has none.
        skipped: ids of queries without a judgment: nobody can tell whether they are answered right.
        digest: sha256 over the files of the set, so that two results can be told to be of the same data.
    """

    name: str
    folder: Path
    questions: tuple[JudgedQuestion, ...]
    texts: Mapping[str, str] = field(repr=False)
    skipped: tuple[str, ...]
    digest: str

    @property
    def docs(self) -> Path | None:
        """The file of the set's articles, or None when it has none."""
        path = self.folder / DOCS
        return path if path.is_file() else None


def read_set(folder: Path, *, name: str | None = None) -> JudgedSet:
    """Return the set in `folder`; raises InvalidInput for what is missing or not in the format."""
    for needed in (QUERIES, QRELS):
        if not (folder / needed).is_file():
            raise InvalidInput(f"{folder}: no {needed}", next_step=f"name the folder of a judged set; {_FORMAT}")
    judgments = _read_judgments(folder / QRELS)
    asked = [_question(row, where, judgments) for where, row in _rows(folder / QUERIES)]
    refused = [_question(row, where, {}) for where, row in _rows(folder / UNANSWERABLE)]
    questions = (*(question for question in asked if question.answerable), *refused)
    _check_ids([question.id for question in (*asked, *refused)], folder)
    return JudgedSet(
        name=name or folder.resolve().name,
        folder=folder,
        questions=questions,
        texts={_text(row, "id", where): _text(row, "text", where) for where, row in _rows(folder / DOCS)},
        skipped=tuple(question.id for question in asked if not question.answerable),
        digest=_digest([folder / name for name in (DOCS, QUERIES, QRELS, UNANSWERABLE, DIGESTS)]),
    )


def _digest(paths: list[Path]) -> str:
    whole = hashlib.sha256()
    for path in filter(Path.is_file, paths):
        whole.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield ("file:line", object) of each line; nothing when there is no such file."""
    if not path.is_file():
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            where = f"{path}:{number}"
            try:
                row = json.loads(line.decode("utf-8"))
            except UnicodeDecodeError as error:
                raise InvalidInput(f"{where}: not UTF-8: {error.reason}", next_step="save it as UTF-8") from error
            except (ValueError, RecursionError) as error:
                raise InvalidInput(f"{where}: not JSON: {error}", next_step=_FORMAT) from error
            if not isinstance(row, dict):
                raise InvalidInput(f"{where}: not an object", next_step=_FORMAT)
            yield where, row


def _question(row: dict[str, Any], where: str, judgments: Mapping[str, list[Judgment]]) -> JudgedQuestion:
    question_id = _text(row, "id", where)
    kind = row.get("kind")
    return JudgedQuestion(
        id=question_id,
        text=_text(row, "text", where),
        kind=None if kind is None else str(kind),
        judgments=tuple(judgments.get(question_id, ())),
    )


def _read_judgments(path: Path) -> dict[str, list[Judgment]]:
    found: dict[str, list[Judgment]] = {}
    for where, row in _rows(path):
        of_question = found.setdefault(_text(row, "query", where), [])
        of_question.append(_judgment(row, where, number=len(of_question)))
    return found


def _judgment(row: dict[str, Any], where: str, *, number: int) -> Judgment:
    try:
        start, end = row.get("start"), row.get("end", "missing")
        return Judgment(
            article_id=None if row.get("doc") is None else str(row["doc"]),
            evidence=row.get("evidence") or None,
            span=None if start is None else Span(int(start), int(end)),
            alternatives=tuple(Span(int(first), int(last)) for first, last in row.get("all") or ()),
            # A row without "alt" is a piece of its own; the number keeps it apart from every name a set may use.
            piece=f"alt {row['alt']}" if "alt" in row else f"row {number}",
            speaker=row.get("speaker") or None,
        )
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"{where}: start, end and all are not offsets: {error}", next_step=_FORMAT) from error


def _text(row: dict[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and key != "text":
        return str(value)  # ids are often numbers
    if not isinstance(value, str) or not value:
        raise InvalidInput(f"{where}: {key!r} is missing or not text", next_step=_FORMAT)
    return value


def _check_ids(ids: list[str], folder: Path) -> None:
    if len(set(ids)) < len(ids):
        twice = next(question_id for question_id in ids if ids.count(question_id) > 1)
        raise InvalidInput(f"{folder}: two questions have the id {twice!r}", next_step="give each its own id")
