"""Evidence by hand: three passages, two word parts."""

from __future__ import annotations

import numpy as np
import pytest

from qa.answering.evidence import LEAD_ALONE, gather_evidence
from qa.answering.reranker import Reading, Surroundings
from qa.answers import Evidence
from qa.records import Passage

PASSAGES = {
    4: Passage(4, "a.txt", 0, 0, 20, "Unit 1 opened in 2026"),
    7: Passage(7, "a.txt", 1, 20, 30, "Other text"),
    9: Passage(9, "a.txt", 2, 30, 40, "More text"),
}


def gathered(question: str, *, rows: int = 3, title: str | None = None) -> Evidence:
    ids = np.array([4, 7, 9])[:rows]
    reading = Reading(
        ids=ids,
        passages=PASSAGES,
        late=np.array([0.8, 0.5, 0.3], dtype=np.float32)[:rows],
        covered=np.array([[0.9, 0.4], [0.1, 0.1], [0.2, 0.2]], dtype=np.float32)[:rows],
        weights=np.array([3.0, 1.0], dtype=np.float32),
        around=Surroundings({}, np.zeros((1, 2), dtype=np.float32), {}),
        tokens={},
    )
    scores = np.array([0.83, 0.5, 0.3], dtype=np.float32)[:rows]
    dense = np.array([0.6, 0.4, 0.2], dtype=np.float32)[:rows]
    return gather_evidence(question, reading, scores, np.argsort(-scores), dense, title)


def test_evidence_is_read_off_the_first_passage() -> None:
    """late and dense are its own; the lead is 0.83 - (0.5 + 0.3) / 2; a quarter of the weight found nothing."""
    found = gathered("When does unit 1 open?")
    assert [found.late, found.dense] == pytest.approx([0.8, 0.6])
    assert found.lead == pytest.approx(0.43)
    assert found.unmet == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("question", "title", "missing"),
    [
        ("When does unit 1 open?", None, False),
        ("When does unit 2 open?", None, True),
        ("When does unit 2 open?", "Units 2 and 3", False),
        ("What opened in 2025?", None, True),
        ("What opened?", None, False),
    ],
)
def test_a_number_of_the_question_must_stand_in_passage_or_title(
    question: str, title: str | None, missing: bool
) -> None:
    """Numbers are compared as written: 1 is not 2, and 2026 is not 2025."""
    assert gathered(question, title=title).missing_number is missing


def test_a_lone_passage_has_the_lead_of_a_clear_winner() -> None:
    """An index of one passage must not make every answer doubtful."""
    assert gathered("When?", rows=1).lead == LEAD_ALONE
