"""Evidence by hand: four passages of two articles, two word parts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from qa.answering.question.spelling import Respelled
from qa.answering.ranking.reading import Reading, Surroundings
from qa.answering.reading.close_reading import Place, Said
from qa.answering.reading.evidence import LEAD_ALONE, MOST_WORD_PARTS, NEXT_HITS, First, compared_rows, gather_evidence
from qa.answering.reading.explanation import Asked
from qa.answers import Evidence
from qa.encoder.arrays import Encoding, TokenVectors, pack_signs
from qa.records import Passage, Span

PASSAGES = {
    4: Passage(4, "a.txt", 0, 0, 21, "Unit 1 opened in 2026"),
    7: Passage(7, "a.txt", 1, 21, 31, "Other text"),
    9: Passage(9, "b.txt", 0, 0, 10, "Its report"),
    12: Passage(12, "b.txt", 1, 10, 19, "More text"),
}
TOKENS = np.array([[1, 1, 1, 1], [1, -1, 1, -1]], dtype=np.float32)
SAID = Said(
    PASSAGES[4],
    TokenVectors(np.array([1, 2], np.int32), pack_signs(TOKENS)),
    np.array([[0, 4], [7, 13]], dtype=np.int32),
    None,
    None,
)
FIRST = First(SAID, told=PASSAGES[4].text, around=PASSAGES[4].text, names=(), missing_number=False)


def asked(question: str) -> Asked:
    tokens = np.array([[1, 0, 0, 0], [0.6, 0.8, 0, 0]], dtype=np.float32)
    encoding = Encoding(tokens[0], np.array([1, 2], np.int32), tokens, np.zeros((2, 2), np.int32))
    return Asked(Respelled(question, ()), encoding, np.array([3.0, 1.0], dtype=np.float32))


def gathered(question: str = "what opened?", *, first: First = FIRST, rows: tuple[int, ...] = (0, 1, 2, 3)) -> Evidence:
    reading = Reading(
        ids=np.array(list(PASSAGES)),
        passages=PASSAGES,
        late=np.array([0.8, 0.5, 0.4, 0.3], dtype=np.float32),
        covered=np.array([[0.9, 0.4], [0.1, 0.1], [0.2, 0.2], [0.1, 0.1]], dtype=np.float32),
        weights=np.array([3.0, 1.0], dtype=np.float32),
        around=Surroundings({}, np.zeros((1, 2), dtype=np.float32), {}),
        ends=np.zeros(4, dtype=np.float32),
    )
    scores = np.array([0.83, 0.5, 0.4, 0.3], dtype=np.float32)
    return gather_evidence(asked(question), reading, scores, np.array(rows), first=first)


def test_what_found_nothing_is_weighed_and_a_word_without_a_match_most() -> None:
    """(3 * 0.1^4 + 1 * 0.6^4) / 4: the word that is nearly found says hardly anything."""
    assert gathered().unfound == pytest.approx((3 * 0.1**4 + 0.6**4) / 4)


def test_leads_are_over_the_next_of_the_article_and_of_others() -> None:
    """In a long interview everything is about its guest, so its own passages are near; others tell of the rest."""
    found = gathered()
    assert found.lead_within == pytest.approx(0.83 - 0.5)
    assert found.lead_beyond == pytest.approx(0.83 - 0.35)


def test_without_others_to_lead_over_a_passage_is_a_clear_winner() -> None:
    """An index of one passage, or of one article, must not make every answer doubtful."""
    alone = gathered(rows=(0,))
    assert [alone.lead_within, alone.lead_beyond] == [LEAD_ALONE, LEAD_ALONE]


def test_likeness_is_that_of_the_words_that_answer() -> None:
    """The question's mean is (3.6, 0.8, 0, 0); the passage's mean (1, 0, 1, 0), its second word (1, -1, 1, -1)."""
    length = np.hypot(3.6, 0.8)
    assert gathered().likeness == pytest.approx(3.6 / length / 2**0.5)
    marked = replace(FIRST, said=replace(SAID, words=Span(7, 13)))
    assert gathered(first=marked).likeness == pytest.approx((3.6 - 0.8) / length / 2)


def test_names_may_stand_around_the_passage_and_amounts_must_stand_in_it() -> None:
    """The title names whom an interview is with; a number in the title counts something else."""
    named = replace(FIRST, names=["ana", "lima"])
    around = replace(named, around=f"Interview with Ana Lima, 30 mills. {PASSAGES[4].text}")
    assert [gathered(first=one).missing_names for one in (named, around)] == [1.0, 0.0]
    assert gathered("how many mills are there?", first=around).missing_amount
    assert not gathered("how many units are there?", first=around).missing_amount


def test_a_missing_number_is_told_and_long_questions_count_only_so_far() -> None:
    """What was found missing for the ranking holds for confidence, too; a pasted page is no surer than a sentence."""
    assert gathered(first=replace(FIRST, missing_number=True)).missing_number
    assert gathered().word_parts == 2 < MOST_WORD_PARTS


def test_copies_are_passed_over_whatever_number_is_shown() -> None:
    """A copy right behind the first passage would make it look undecided."""
    order = np.arange(20, 40, dtype=np.intp)
    places = [Place(0, (1,), ()), *(Place(number, (), ()) for number in range(2, 12))]
    expected = [20, *range(22, 40)]
    assert compared_rows(order, places).tolist() == expected
    assert compared_rows(order, places[: 1 + NEXT_HITS]).tolist() == expected
    assert compared_rows(order, places[:2]).tolist() == [20, 22]
