"""Speakers of judged words: read from the index, by the passage that holds most of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.evaluation.judgments import JudgedSet
from qa.evaluation.measures import measure
from qa.evaluation.observations import observe
from qa.evaluation.speakers import speaker_metrics, spoken_passages
from qa.records import Passage
from qa.service import Service
from qa.settings import Settings
from tests.bag_encoder import BagEncoder
from tests.evaluation.conftest import BRIDGE, TEXTS, write_lines


def _passage(start: int, end: int, speaker: str | None) -> Passage:
    return Passage(0, "bridge", 0, start, end, BRIDGE[start:end], speaker=speaker)


@pytest.mark.parametrize(("named", "right"), [("Ana Lima", 1.0), ("Ana", 0.0), (None, 0.0)])
def test_the_passage_that_holds_most_of_the_words_decides(
    judged_set: JudgedSet, named: str | None, right: float
) -> None:
    """A judged span may begin with the last words of the turn before."""
    start = BRIDGE.index("Ana Lima")
    passages = {"bridge": [_passage(0, start + 2, "Host"), _passage(start + 2, len(BRIDGE), named)]}
    assert speaker_metrics(judged_set.questions[1], passages) == {"spoken": 1.0, "spoken_right": right}


def test_words_without_a_judged_speaker_or_article_are_not_counted(judged_set: JudgedSet) -> None:
    """What nobody judged can be neither right nor wrong, and what is not indexed is another fault."""
    assert speaker_metrics(judged_set.questions[0], {"bridge": [_passage(0, 30, "Ana Lima")]}) == {}
    assert speaker_metrics(judged_set.questions[1], {}) == {}


def test_the_measure_counts_spans_and_not_answers(judged_set: JudgedSet) -> None:
    """A question nobody could answer still tells whether its words have the right speaker."""
    passages = {"bridge": [_passage(0, len(BRIDGE), "ana lima")]}
    observations = observe([(question, None) for question in judged_set.questions], TEXTS, passages)
    found = measure(observations)["speaker_of_gold"]
    assert (found.value, found.n) == (1.0, 1)
    assert "speaker" not in measure(observations)
    assert "speaker_of_gold" not in measure(observe([(q, None) for q in judged_set.questions], TEXTS))


def test_passages_come_from_the_index_that_is_measured(judged_set: JudgedSet, tmp_path: Path) -> None:
    """Only articles with a judged speaker are read; one that is not in the index is left out."""
    write_lines(tmp_path / "docs.jsonl", [{"id": "bridge", "text": TEXTS["bridge"]}])
    settings = Settings().with_values(index_dir=tmp_path / "index")
    with Service(settings, BagEncoder()) as service:
        service.index([tmp_path / "docs.jsonl"])
        assert [p.text for p in spoken_passages(judged_set, service)["bridge"]] == [BRIDGE]
        service.remove("bridge")
        assert spoken_passages(judged_set, service) == {}
