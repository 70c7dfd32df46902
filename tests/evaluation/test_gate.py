"""The gate: the real model takes the starter set to its floors or above, and nobody lowers them in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.article_files import read_texts
from qa.evaluation import starter
from qa.evaluation.measures import measure
from qa.evaluation.observations import observe
from qa.evaluation.runner import ask_all, canonical_texts
from qa.service import open_service
from qa.settings import Settings

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
PINNED = json.loads(starter.FLOORS.read_text("utf-8"))


def test_the_floors_name_the_data_they_were_set_on() -> None:
    """Whoever changes a question or an article measures again and adds an entry."""
    assert PINNED["digest"] == starter.read_starter().digest


def test_the_floors_cover_ranking_and_offsets() -> None:
    """A floor that is taken out is a floor lowered."""
    for entry in PINNED["history"]:
        assert {"hit@1", "hit@5", "pmrr@10", "offsets_verified"} <= set(entry["floors"])
        assert entry["floors"]["offsets_verified"] == 1.0


def test_every_change_of_a_floor_has_its_reason() -> None:
    """And a lower floor says so: "lowered" stands in the reason, where a reviewer sees it."""
    assert all(len(entry["reason"].split()) >= 3 for entry in PINNED["history"])
    for before, after in zip(PINNED["history"], PINNED["history"][1:], strict=False):
        if any(after["floors"].get(name, 0.0) < least for name, least in before["floors"].items()):
            assert "lowered" in after["reason"]


def test_the_floors_are_close_below_what_was_measured() -> None:
    """A floor far down would let quality leak away: at most two of the 56 questions."""
    latest = PINNED["history"][-1]
    for name, least in latest["floors"].items():
        assert 0 <= latest["measured"][name] - least <= 2 / 56


@pytest.mark.slow
def test_the_starter_set_meets_its_floors(tmp_path: Path) -> None:
    """Ranking as good as it was, and every citation true to its article."""
    judged = starter.read_starter()
    articles = starter.starter_articles(CORPUS)
    with open_service(Settings(index_dir=tmp_path / "index"), create=True) as service:
        service.index(articles)
        asked = ask_all(service, judged.questions)
        texts = canonical_texts(judged, asked, service)
    assert texts == read_texts(articles, max_chars=1_000_000)
    observations = observe([(one.question, one.answer) for one in asked], texts)
    floors = starter.check_floors(judged, measure(observations, list(PINNED["history"][-1]["floors"])))
    assert {floor.name: floor.reached for floor in floors if not floor.met} == {}
