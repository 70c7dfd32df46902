"""Reading a judged set: what its rows mean, and what is said of rows that cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qa.errors import InvalidInput
from qa.evaluation.judgments import JudgedSet, read_set
from qa.records import Span
from tests.evaluation.conftest import BRIDGE, QRELS, QUERIES, TEXTS, write_lines


def test_a_set_is_read_with_its_questions_in_order(judged_set: JudgedSet) -> None:
    """Unanswerable questions come last and have no judgment."""
    assert judged_set.name == "bridges"
    assert [(one.id, one.answerable, one.kind) for one in judged_set.questions] == [
        ("q1", True, "date"),
        ("q2", True, "person"),
        ("q3", True, "fact"),
        ("u1", False, "near-miss"),
    ]
    assert judged_set.texts == TEXTS
    assert judged_set.skipped == ()


def test_rows_with_the_same_alt_are_one_piece(judged_set: JudgedSet) -> None:
    """Two ways to say the same count once; rows without alt count each."""
    first, second = judged_set.questions[1].judgments
    assert first.piece == second.piece == "alt who"
    assert (first.speaker, second.speaker) == ("ANA LIMA", None)
    assert first.span == Span(BRIDGE.index("Ana"), BRIDGE.index("Ana") + 8)


def test_rows_without_alt_are_pieces_of_their_own(set_folder: Path) -> None:
    """Two places that are both needed."""
    write_lines(set_folder / "qrels.jsonl", [{"query": "q1", "doc": "bridge", "evidence": words} for words in "ab"])
    assert [one.piece for one in read_set(set_folder).questions[0].judgments] == ["row 0", "row 1"]


def test_a_query_without_a_judgment_is_left_out_and_named(set_folder: Path) -> None:
    """Counting it as wrong would blame the answer for a gap in the judgments."""
    write_lines(set_folder / "qrels.jsonl", QRELS[:1])
    read = read_set(set_folder)
    assert [one.id for one in read.questions] == ["q1", "u1"]
    assert read.skipped == ("q2", "q3")


def test_whole_numbers_serve_as_ids(set_folder: Path) -> None:
    """Data sets number their questions and articles."""
    write_lines(set_folder / "queries.jsonl", [{"id": 7, "text": "Who?"}])
    write_lines(set_folder / "qrels.jsonl", [{"query": 7, "doc": 12, "evidence": "Ana"}])
    (found, _) = read_set(set_folder).questions
    assert (found.id, found.judgments[0].article_id) == ("7", "12")


@pytest.mark.parametrize("missing", ["queries.jsonl", "qrels.jsonl"])
def test_a_folder_that_is_no_set_is_refused(set_folder: Path, missing: str) -> None:
    """The message names the file and where the format is described."""
    (set_folder / missing).unlink()
    with pytest.raises(InvalidInput, match=f"no {missing}.*docs/evaluation.md"):
        read_set(set_folder)


@pytest.mark.parametrize(
    ("name", "row", "reason"),
    [
        ("queries.jsonl", {"id": "q1"}, "'text' is missing"),
        ("queries.jsonl", {"text": "Who?"}, "'id' is missing"),
        ("queries.jsonl", ["q1"], "not an object"),
        ("qrels.jsonl", {"doc": "bridge"}, "'query' is missing"),
        ("qrels.jsonl", {"query": "q1", "start": "x", "end": 2}, "not offsets"),
        ("qrels.jsonl", {"query": "q1", "start": 1}, "not offsets"),
        ("qrels.jsonl", {"query": "q1", "all": [[1]]}, "not offsets"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_by_its_line(set_folder: Path, name: str, row: Any, reason: str) -> None:
    """Judging by hand makes such slips; nobody should search for them."""
    write_lines(set_folder / name, [row])
    with pytest.raises(InvalidInput, match=f"{name}:1: .*{reason}"):
        read_set(set_folder)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "q1",}', "not JSON"),
        (b'{"a":' * 100_000, "not JSON"),
        (b'{"id": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"id": "q1", "text": "caf\xe9"}', "not UTF-8"),
    ],
    ids=["a comma too many", "too deep", "a number without end", "another encoding"],
)
def test_text_that_is_not_json_is_named_by_its_line(set_folder: Path, line: bytes, reason: str) -> None:
    """Whatever is wrong with it."""
    (set_folder / "queries.jsonl").write_bytes(b"\n" + line + b"\n")
    with pytest.raises(InvalidInput, match=rf"queries\.jsonl:2: {reason}"):
        read_set(set_folder)


def test_an_id_used_twice_is_refused(set_folder: Path) -> None:
    """The answers to the two questions could not be told apart."""
    write_lines(set_folder / "unanswerable.jsonl", [{"id": "q1", "text": "Why?"}])
    with pytest.raises(InvalidInput, match="two questions have the id 'q1'"):
        read_set(set_folder)


def test_the_digest_is_of_the_data_alone(set_folder: Path) -> None:
    """A result written beside the set changes nothing, a changed question does."""
    before = read_set(set_folder).digest
    (set_folder / "run.jsonl").write_text("{}\n", encoding="utf-8")
    assert read_set(set_folder).digest == before
    write_lines(set_folder / "queries.jsonl", QUERIES[:2])
    assert read_set(set_folder).digest != before
