"""An evaluation whole: written, read back, compared, and as tables."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answers import Answer
from qa.errors import InvalidInput
from qa.evaluation import table
from qa.evaluation.compare import common_questions, compare
from qa.evaluation.evaluation import Evaluation, evaluate, read_evaluation, to_json
from qa.evaluation.judgments import JudgedSet
from qa.evaluation.observations import observe
from qa.settings import Settings
from tests.evaluation.conftest import STATE, TEXTS, answer, hit

OPENING = "The new bridge opens in May 2026."
HALL = "The orchestra rehearses in the old harbour hall."
RIGHT = (
    answer(hit("bridge", OPENING, highlight="May 2026")),
    answer(hit("bridge", "Ana Lima designed it with her sister.")),
    answer(hit("music", HALL)),
    answer(hit("bridge", OPENING), confidence=0.1),
)
WRONG = (answer(hit("music", HALL), took_ms=9.0), *RIGHT[1:])


def evaluated(judged: JudgedSet, answers: tuple[Answer, ...]) -> Evaluation:
    observations = observe(list(zip(judged.questions, answers, strict=True)), TEXTS)
    return evaluate(judged, observations, state=STATE, settings=Settings(), min_confidence=0.5)


def test_what_is_written_is_read_back(judged_set: JudgedSet, tmp_path: Path) -> None:
    """A comparison reads what another day's run wrote."""
    whole = evaluated(judged_set, RIGHT)
    path = tmp_path / "run.json"
    path.write_text(json.dumps(to_json(whole), allow_nan=False), encoding="utf-8")
    assert read_evaluation(path) == whole


def test_the_result_says_what_it_was_made_with(judged_set: JudgedSet) -> None:
    """A number without its set, model and settings cannot be repeated."""
    written = to_json(evaluated(judged_set, RIGHT))
    assert written["set"] == {"name": "bridges", "digest": judged_set.digest, "answerable": 3, "unanswerable": 1}
    assert written["made"]["index"]["model"] == "by hand"
    assert {"version", "commit", "candidates", "min_confidence", "seed", "resamples", "time"} <= set(written["made"])


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"set": {"name": "x", "digest": ""}}', '{"questions": [{}]}'])
def test_a_file_that_is_no_evaluation_is_refused(tmp_path: Path, content: str) -> None:
    """Before the questions are asked, not after."""
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"other\.json is no evaluation"):
        read_evaluation(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A slip in the name."""
    with pytest.raises(InvalidInput, match=r"cannot read .*missing\.json"):
        read_evaluation(tmp_path / "missing.json")


def test_a_comparison_is_over_the_common_questions(judged_set: JudgedSet) -> None:
    """One of the two common answerable questions is lost: the change is a half, whatever q3 and u1 did."""
    this, other = evaluated(judged_set, WRONG), evaluated(judged_set, RIGHT)
    this = replace(this, observations=this.observations[:2])
    found = compare(this, other)
    assert common_questions(this, other) == 2
    assert (found["hit@1"].this, found["hit@1"].other, found["hit@1"].difference) == (0.5, 1.0, -0.5)
    assert found["took_ms_p50"].difference == 2.0  # 9 and 5 against 5 and 5
    assert "auroc" not in found  # no unanswerable question in common


def test_runs_over_different_questions_cannot_be_compared(judged_set: JudgedSet) -> None:
    """Not even when their ids are the same."""
    this, other = evaluated(judged_set, RIGHT), evaluated(judged_set, RIGHT)
    reworded = tuple(replace(one, text=f"{one.text} please") for one in other.observations)
    with pytest.raises(InvalidInput, match="0 questions of bridges"):
        compare(this, replace(other, observations=reworded))


def test_the_table_shows_value_interval_and_count(judged_set: JudgedSet) -> None:
    """A share with three decimals, a time with one."""
    rows = {row[0]: row[1:] for row in table.measure_rows(evaluated(judged_set, RIGHT).measures)}
    assert rows["right passage first"] == ("1.000", "1.000 to 1.000", "3")
    assert rows["highlight of first passage right"][0] == "0.333"
    assert rows["unanswerable answered"] == ("0.000", "", "1")  # one question has no interval
    assert rows["time, p50, ms"] == ("5.0", "5.0 to 5.0", "4")


def test_the_table_of_kinds_has_one_column_for_answered(judged_set: JudgedSet) -> None:
    """Answerable or not, it is the same question: did it claim to answer?"""
    headings, rows = table.kind_table(evaluated(judged_set, RIGHT).kinds)
    assert headings == ("kind", "n", "hit@1", "hit@5", "MRR@10", "highlight", "speaker", "right", "answered", "AUROC")
    assert rows[0] == ("date", "1", "1.000", "1.000", "1.000", "1.000", "", "1.000", "1.000", "")
    assert rows[-1] == ("near-miss", "1", "", "", "", "", "", "", "0.000", "1.000")


def test_differences_carry_their_sign(judged_set: JudgedSet) -> None:
    """Which way it went is the first thing to see."""
    rows = table.difference_rows(compare(evaluated(judged_set, WRONG), evaluated(judged_set, RIGHT)))
    assert rows[0][:4] == ("right passage first", "0.667", "1.000", "-0.333")
