"""The numbers of one question, worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from qa.answers import Hit
from qa.evaluation.coverage import Coverage
from qa.evaluation.judgments import JudgedSet
from qa.evaluation.metrics import first_rank, score_hits
from qa.records import Span
from tests.evaluation.conftest import BRIDGE, TEXTS, hit, judgment, question

OPENING = "The new bridge opens in May 2026."
DESIGN = "Ana Lima designed it with her sister."
FERRY = "It replaces the old ferry, which has crossed the river since 1891"
HALL = "The orchestra rehearses in the old harbour hall."


@pytest.fixture
def coverage() -> Coverage:
    return Coverage(TEXTS)


def test_the_right_passage_at_rank_two(judged_set: JudgedSet, coverage: Coverage) -> None:
    """Half a reciprocal rank; its article came first, so the article metrics are full."""
    metrics = score_hits(
        judged_set.questions[0], [hit("bridge", FERRY), hit("bridge", OPENING), hit("music", HALL)], coverage
    )
    assert (metrics["hit@1"], metrics["hit@3"], metrics["pmrr@10"]) == (0.0, 1.0, 0.5)
    assert (metrics["mrr@10"], metrics["ndcg@10"], metrics["docrec@1"]) == (1.0, 1.0, 1.0)
    assert first_rank(metrics) == 2


def test_no_hits_are_zero_and_not_left_out(judged_set: JudgedSet, coverage: Coverage) -> None:
    """Saying nothing must not raise an average."""
    metrics = score_hits(judged_set.questions[0], [], coverage)
    assert set(metrics.values()) == {0.0}
    assert first_rank(metrics) is None


def test_the_right_article_second_is_discounted(judged_set: JudgedSet, coverage: Coverage) -> None:
    """nDCG with one right article at rank 2: (1 / log2 3) / 1; passages of one article count as one."""
    metrics = score_hits(
        judged_set.questions[2], [hit("bridge", FERRY), hit("bridge", OPENING), hit("music", HALL)], coverage
    )
    assert metrics["ndcg@10"] == pytest.approx(1 / math.log2(3))
    assert metrics["mrr@10"] == 0.5
    assert metrics["pmrr@10"] == pytest.approx(1 / 3)


def test_each_piece_counts_for_itself(coverage: Coverage) -> None:
    """One of two pieces found is a hit with half the evidence."""
    both = question(judgment("bridge", "May 2026", piece="a"), judgment("bridge", "1891", piece="b"))
    metrics = score_hits(both, [hit("bridge", OPENING), hit("music", HALL), hit("bridge", FERRY)], coverage)
    assert (metrics["hit@1"], metrics["evrec@1"], metrics["all@1"]) == (1.0, 0.5, 0.0)
    assert (metrics["hit@3"], metrics["evrec@3"], metrics["all@3"]) == (1.0, 1.0, 1.0)


def test_a_judged_article_without_words_has_article_metrics_only(coverage: Coverage) -> None:
    """Nobody said which passage is right."""
    metrics = score_hits(question(judgment("bridge", None)), [hit("bridge", OPENING)], coverage)
    assert set(metrics) == {"mrr@10", "docrec@1", "docrec@5", "docrec@10", "ndcg@10"}


def test_reading_stops_at_the_budget() -> None:
    """The first 990 characters leave ten of the second passage: not enough at 1,000, enough at 2,000."""
    texts = {"long": "x" * 990, "bridge": BRIDGE}
    filler = hit("bridge", OPENING)
    filler = replace(
        filler,
        passage=replace(filler.passage, text=texts["long"]),
        citation=replace(filler.citation, article_id="long", start=0),
    )
    metrics = score_hits(question(judgment("bridge", "May 2026")), [filler, hit("bridge", OPENING)], Coverage(texts))
    assert (metrics["hit@1000c"], metrics["hit@2000c"], metrics["hit@4000c"]) == (0.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("marked", "right"),
    [("opens in May 2026", 1.0), ("The new bridge", 0.0), (None, 0.0)],
)
def test_a_highlight_is_right_when_it_holds_the_words(
    judged_set: JudgedSet, coverage: Coverage, marked: str | None, right: float
) -> None:
    """The passage is right each time; the words that stand out are what the reader looks at."""
    metrics = score_hits(judged_set.questions[0], [hit("bridge", OPENING, highlight=marked)], coverage)
    assert (metrics["hit@1"], metrics["highlight@1"]) == (1.0, right)


def test_highlights_side_by_side_are_read_as_one(coverage: Coverage) -> None:
    """Two sentences in a row that are both marked show words that span them."""
    words = "2026. Ana"
    start = BRIDGE.index(words)
    wanted = question(judgment("bridge", words, Span(start, start + len(words))))
    passage = f"{OPENING} {DESIGN}"
    side_by_side = (Span(0, len(OPENING)), Span(len(OPENING) + 1, len(passage)))
    marked = replace(hit("bridge", passage), highlights=side_by_side)
    apart = replace(marked, highlights=(side_by_side[0], Span(len(OPENING) + 5, len(passage))))
    assert score_hits(wanted, [marked], coverage)["highlight@1"] == 1.0
    assert score_hits(wanted, [apart], coverage)["highlight@1"] == 0.0


@pytest.mark.parametrize(("named", "right"), [("Ana Lima", 1.0), ("Ana de Lima", 0.0), (None, 0.0)])
def test_the_speaker_is_compared_without_letter_case(
    judged_set: JudgedSet, coverage: Coverage, named: str | None, right: float
) -> None:
    """Labels stand in capitals, citations do not; the first passage with the words decides."""
    hits: list[Hit] = [hit("music", HALL, speaker="Ana Lima"), hit("bridge", DESIGN, speaker=named)]
    assert score_hits(judged_set.questions[1], hits, coverage)["speaker"] == right


def test_the_speaker_is_judged_only_where_the_words_were_found(judged_set: JudgedSet, coverage: Coverage) -> None:
    """A wrong passage is counted once, as wrong passage."""
    assert "speaker" not in score_hits(judged_set.questions[1], [hit("music", HALL, speaker="Ana Lima")], coverage)
