"""Passages of the same words are read closely once, and each keeps its own place in the archive."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa.answering.question.spelling import Respelled
from qa.answering.reading import close_reading, highlights
from qa.answering.reading.close_reading import CloseReading
from qa.answering.reading.explanation import Asked
from qa.answering.repeats import same_fact as statements
from qa.archive.archive import Archive
from qa.indexing.indexer import Indexer
from qa.records import Article, Passage
from qa.search.derived import open_derived
from tests.bag_encoder import BagEncoder

WIRE = "The authority handled 4,310 ships in the year 2024, its director told reporters in the harbour on Monday."
OTHER = "In the year 2024 the authority handled 4,310 ships, more than it ever had before, said the director."
TEXTS = [WIRE, OTHER, WIRE, WIRE, OTHER]
QUESTION = "How many ships did the authority handle?"


def reading_of(folder: Path, **changed: Any) -> tuple[CloseReading, list[Passage]]:
    """Return the passages of five articles, read for QUESTION; `changed` are fields of the last one."""
    encoder = BagEncoder()
    with Archive.open(folder, create=True) as archive:
        Indexer(archive, encoder).index([Article(id=f"{n}.txt", text=text) for n, text in enumerate(TEXTS)], roots=[])
        derived = open_derived(folder, archive)
        ranked = [archive.passages_of(f"{n}.txt")[0] for n in range(len(TEXTS))]
    ranked[-1] = replace(ranked[-1], **changed)
    encoding = encoder.encode_questions([QUESTION])[0]
    asked = Asked(Respelled(QUESTION, ()), encoding, derived.tokens.idf(encoding.token_ids))
    return CloseReading(asked, ranked, derived.tokens, encoder), ranked


def test_each_wording_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wire text may be printed fifty times, and be among the candidates as often."""
    marked, stated = [], []

    def highlight(passage: Passage, *args: Any, **kwargs: Any) -> Any:
        marked.append(passage.article_id)
        return highlights.highlight(passage, *args, **kwargs)

    def statements_in(passage: Passage, *args: Any, only: Any = None, **kwargs: Any) -> Any:
        stated.extend([] if only else [passage.article_id])
        return statements.statements_in(passage, *args, only=only, **kwargs)

    monkeypatch.setattr(close_reading, "highlight", highlight)
    monkeypatch.setattr(close_reading, "statements_in", statements_in)
    reading, ranked = reading_of(tmp_path)
    said = [reading.said(place) for place in range(5)]
    assert [one.passage for one in said] == ranked
    assert [one.answer.words for one in said if one.answer] == TEXTS
    spans = {(place, other): reading.restated(place, other) for place in range(5) for other in range(5)}
    assert {spans[pair] for pair in ((0, 2), (2, 3), (1, 4))} == {(0, len(WIRE)), (0, len(OTHER))}
    assert spans[0, 1] == spans[2, 1] == spans[3, 4]
    assert marked == ["0.txt", "1.txt"]
    assert stated == ["0.txt", "1.txt"]


def test_the_same_words_of_an_interviewer_state_nothing(tmp_path: Path) -> None:
    """Who says it decides whether it is a statement at all, so words alone do not make two passages one."""
    reading, _ = reading_of(tmp_path, role="interviewer")
    assert reading.said(1).answer is not None
    assert reading.said(4).answer is None
    assert reading.restated(1, 4) is None
