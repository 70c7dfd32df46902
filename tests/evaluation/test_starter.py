"""The set that is shipped: found, unchanged, and held to its floors."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import InvalidInput
from qa.evaluation import starter
from qa.evaluation.measures import Value

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A copy of corpus/."""
    return Path(shutil.copytree(CORPUS, tmp_path / "corpus"))


def test_the_articles_are_those_of_the_corpus() -> None:
    """The package's digests are of the files in corpus/; when one changes, its questions must be judged anew."""
    assert starter.starter_articles(CORPUS) == sorted(CORPUS.iterdir())


def test_articles_of_ones_own_beside_them_do_no_harm(corpus: Path) -> None:
    """corpus/ is where a newcomer puts the first article."""
    (corpus / "mine.md").write_text("My own interview.", encoding="utf-8")
    assert len(starter.starter_articles(corpus)) == 5


def test_a_missing_article_is_named(corpus: Path) -> None:
    """With what to do: the wheel has the questions but not corpus/."""
    (corpus / "vna-2025-tet-interview.md").unlink()
    with pytest.raises(InvalidInput, match=r"there is no .*vna-2025-tet-interview\.md.*QA_CORPUS_DIR"):
        starter.starter_articles(corpus)


def test_a_changed_article_is_named(corpus: Path) -> None:
    """Its judged offsets no longer hold."""
    path = corpus / "vna-2025-tet-interview.md"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(InvalidInput, match=r"vna-2025-tet-interview\.md is not the text"):
        starter.starter_articles(corpus)


def test_a_floor_is_met_at_its_value_and_not_below() -> None:
    """A measure that could not be taken is below every floor."""
    judged = starter.read_starter()
    least = json.loads(starter.FLOORS.read_text("utf-8"))["history"][-1]["floors"]
    exactly = {name: Value(value, None, None, 56) for name, value in least.items()}
    assert [floor.met for floor in starter.check_floors(judged, exactly)] == [True] * len(least)
    below = exactly | {"hit@1": Value(least["hit@1"] - 1e-9, None, None, 56)}
    assert [floor.name for floor in starter.check_floors(judged, below) if not floor.met] == ["hit@1"]
    assert not any(floor.met for floor in starter.check_floors(judged, {}))


def test_floors_hold_for_the_data_they_were_set_on() -> None:
    """An easier question added must not pass for a better answer."""
    judged = starter.read_starter()
    with pytest.raises(InvalidInput, match="the floors were set on"):
        starter.check_floors(replace(judged, digest="0" * 64), {})
