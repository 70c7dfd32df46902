"""Asking a set: which questions, which texts they are checked against, and the run that is written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa.evaluation.judgments import JudgedSet
from qa.evaluation.runner import ask_all, canonical_texts, faults, sample, write_run
from qa.records import Span
from qa.service import Service, open_service
from qa.settings import Settings
from tests.bag_encoder import BagEncoder
from tests.evaluation.conftest import TEXTS


@pytest.fixture
def service(set_folder: Path, tmp_path: Path) -> Service:
    """The set's articles in a real index, words instead of a model."""
    service = open_service(
        Settings(index_dir=tmp_path / "index", max_question_chars=100), create=True, encoder=BagEncoder()
    )
    service.index([set_folder / "docs.jsonl"])
    return service


def test_a_sample_is_the_same_every_time_and_in_order(judged_set: JudgedSet) -> None:
    """Two runs over a sample can be compared."""
    many = replace(judged_set, questions=tuple(replace(judged_set.questions[0], id=f"{n:03}") for n in range(100)))
    drawn = [one.id for one in sample(many, 10).questions]
    assert len(set(drawn)) == 10
    assert drawn == sorted(drawn) == [one.id for one in sample(many, 10).questions]
    assert sample(judged_set, None) is sample(judged_set, 4) is judged_set


def test_every_question_is_asked_once_in_order_and_counted(judged_set: JudgedSet, service: Service) -> None:
    """The warm-up is not among the answers."""
    counted: list[int] = []
    asked = ask_all(service, judged_set.questions, progress=counted.append)
    assert [one.question.id for one in asked] == ["q1", "q2", "q3", "u1"]
    assert counted == [1, 2, 3, 4]
    assert [one.answer.question for one in asked if one.answer] == [one.text for one in judged_set.questions]


def test_the_threshold_is_the_one_given(judged_set: JudgedSet, service: Service) -> None:
    """At 0 every question with a hit counts as answered, at 1 none."""
    everything = ask_all(service, judged_set.questions, min_confidence=0.0)
    nothing = ask_all(service, judged_set.questions, min_confidence=1.0)
    assert [one.answer.answerable for one in everything if one.answer] == [True] * 4
    assert [one.answer.answerable for one in nothing if one.answer] == [False] * 4


def test_a_question_that_is_refused_does_not_stop_the_others(judged_set: JudgedSet, service: Service) -> None:
    """A set made for other ends may hold one that is too long."""
    too_long = replace(judged_set.questions[0], text="why " * 30)
    first, second = ask_all(service, [too_long, judged_set.questions[1]])
    assert first.answer is None
    assert first.refused == "the question has 120 characters, at most 100 are allowed"
    assert second.answer is not None


def test_texts_missing_from_the_set_come_from_the_index(judged_set: JudgedSet, service: Service) -> None:
    """Judging one's own index needs no docs.jsonl; where there is one, it is what counts."""
    asked = ask_all(service, judged_set.questions)
    assert canonical_texts(replace(judged_set, texts={}), asked, service) == TEXTS
    assert canonical_texts(replace(judged_set, texts={"music": "other"}), asked, service)["music"] == "other"


def test_judgments_that_cannot_be_met_are_named(judged_set: JudgedSet) -> None:
    """An article left out, or a text that changed after it was judged."""
    assert faults(judged_set, TEXTS) == []
    assert faults(judged_set, {"bridge": TEXTS["bridge"]}) == ["q3: no article 'music'"]
    moved = {**TEXTS, "bridge": " " + TEXTS["bridge"]}
    span = judged_set.questions[0].judgments[0].span
    assert span is not None
    assert faults(judged_set, moved)[0] == f"q1: 'bridge' has other words at {span.start}-{span.end}"


def test_the_run_is_in_the_scorers_format(judged_set: JudgedSet, service: Service, tmp_path: Path) -> None:
    """Each hit with its place in the article."""
    asked = ask_all(service, judged_set.questions)
    write_run(tmp_path / "run.jsonl", asked)
    rows = [json.loads(row) for row in (tmp_path / "run.jsonl").read_text("utf-8").splitlines()]
    assert [row["query"] for row in rows] == ["q1", "q2", "q3", "u1"]
    first = rows[0]["hits"][0]
    assert set(first) == {"doc", "text", "score", "start", "end"}
    assert TEXTS[first["doc"]][Span(first["start"], first["end"]).start : first["end"]] == first["text"]
