"""The measures of a small set, each worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.answers import Answer
from qa.evaluation.judgments import JudgedSet
from qa.evaluation.measures import MEASURES, measure, measure_kinds
from qa.evaluation.observations import Observation, observe
from tests.evaluation.conftest import TEXTS, answer, hit

OPENING = "The new bridge opens in May 2026."
DESIGN = "Ana Lima designed it with her sister."
HALL = "The orchestra rehearses in the old harbour hall."


@pytest.fixture
def observations(judged_set: JudgedSet) -> list[Observation]:
    """q1 right, marked and answered; q2 right at rank 2 and not answered; q3 refused; u1 answered all the same."""
    answers: list[Answer | None] = [
        answer(hit("bridge", OPENING, highlight="May 2026"), confidence=0.9, took_ms=2.0),
        answer(hit("music", HALL), hit("bridge", DESIGN, speaker="Ana Lima"), confidence=0.4, took_ms=4.0),
        None,
        answer(hit("bridge", OPENING), confidence=0.6, took_ms=6.0),
    ]
    return observe(list(zip(judged_set.questions, answers, strict=True)), TEXTS)


EXPECTED = {
    "hit@1": (1 / 3, 3),
    "hit@3": (2 / 3, 3),
    "pmrr@10": (0.5, 3),  # (1 + 1/2 + 0) / 3
    "evrec@1": (1 / 3, 3),
    "hit@1000c": (2 / 3, 3),
    "mrr@10": (0.5, 3),
    "highlight_of_right": (1.0, 1),  # only q1 has its first passage right
    "highlight@1": (1 / 3, 3),
    "auroc": (1 / 3, 4),  # of 0.9, 0.4 and 0.0 only the first is above 0.6
    "answered": (1 / 3, 3),
    "answered_right": (1 / 3, 3),
    "precision": (0.5, 2),  # q1 right, u1 wrong
    "answered_unanswerable": (1.0, 1),
    "ece": (0.275, 4),  # one question a bin: (0.1 + 0.4 + 0.0 + 0.6) / 4
    "offsets_verified": (1.0, 4),
    "speaker": (1.0, 1),
    "took_ms_p50": (4.0, 3),
    "took_ms_p95": (5.8, 3),  # between 4 and 6, linear
}


def test_every_measure_by_hand(observations: list[Observation]) -> None:
    """Each value with the number of questions it stands on."""
    values = measure(observations)
    assert {name: values[name].value for name in EXPECTED} == pytest.approx(
        {name: v for name, (v, _) in EXPECTED.items()}
    )
    assert {name: values[name].n for name in EXPECTED} == {name: n for name, (_, n) in EXPECTED.items()}


def test_a_citation_that_does_not_hold_is_seen(judged_set: JudgedSet) -> None:
    """A text that changed by one character has another digest, even where the quotation still stands."""
    asked = [(judged_set.questions[0], answer(hit("bridge", OPENING), hit("music", HALL)))]
    (found,) = observe(asked, {**TEXTS, "bridge": TEXTS["bridge"] + "!"})
    assert (found.citations, found.verified) == (2, 1)
    (found,) = observe(asked, {"bridge": TEXTS["bridge"]})
    assert (found.citations, found.verified) == (2, 1)


def test_measures_that_do_not_apply_are_left_out(observations: list[Observation]) -> None:
    """Without unanswerable questions there is no AUROC; a zero would be a lie."""
    values = measure([one for one in observations if one.answerable])
    assert "auroc" not in values
    assert "answered_unanswerable" not in values
    assert values["hit@1"].n == 3


def test_no_observation_has_no_measure() -> None:
    """A set whose questions were all left out."""
    assert measure([]) == {}


def test_kinds_are_measured_apart(observations: list[Observation]) -> None:
    """Unanswerable kinds are set against all answerable questions."""
    kinds = measure_kinds(observations)
    assert list(kinds) == ["date", "person", "fact", "near-miss"]
    assert kinds["date"]["hit@1"].value == 1.0
    assert kinds["person"]["pmrr@10"].value == 0.5
    assert kinds["near-miss"]["answered_unanswerable"].value == 1.0
    assert kinds["near-miss"]["auroc"].value == pytest.approx(1 / 3)


def test_a_kind_on_both_sides_is_told_apart(observations: list[Observation]) -> None:
    """Sets use "fact" for both."""
    kinds = measure_kinds([replace(one, kind="fact") for one in observations])
    assert list(kinds) == ["fact", "fact (unanswerable)"]
    assert kinds["fact"]["hit@1"].n == 3


def test_labels_leave_room_for_a_comparison_on_a_narrow_terminal() -> None:
    """Five columns of numbers stand beside them within 80."""
    assert max(len(one.label) for one in MEASURES if one.shown) <= 32
