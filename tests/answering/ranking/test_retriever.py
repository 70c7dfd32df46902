"""Candidates from both lists, each with both scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.answering.ranking.retriever import SEARCH_FACTOR, find_candidates
from qa.archive.archive import Archive
from qa.archive.rows import Ids
from qa.search.derived import Derived, open_derived
from qa.search.lexical_index import LexicalIndex
from tests.bag_encoder import BagEncoder


def test_every_candidate_has_its_cosine_whichever_list_proposed_it(
    archive: Archive, derived: Derived, encoder: BagEncoder
) -> None:
    """With depth 1 the lexical candidate's cosine is looked up, not left at zero."""
    question = "Where did the steel come from?"
    encoding = encoder.encode_questions([question])[0]
    found = find_candidates(archive, derived, question, encoding, depth=1)
    vectors = {int(i): row for ids, rows in archive.pooled_after(0) for i, row in zip(ids, rows, strict=True)}
    expected = [float(vectors[i] @ encoding.pooled) for i in found.ids.tolist()]
    np.testing.assert_allclose(found.dense, expected, atol=1e-6)


def test_a_passage_without_a_word_of_the_question_has_lexical_zero(
    archive: Archive, derived: Derived, encoder: BagEncoder
) -> None:
    """BM25 is reported as it is, not rescaled to hide that nothing matched."""
    question = "steel"
    found = find_candidates(archive, derived, question, encoder.encode_questions([question])[0], depth=10)
    by_id = dict(zip(found.ids.tolist(), found.lexical.tolist(), strict=True))
    assert sum(score > 0 for score in by_id.values()) == 1
    assert derived.lexical.search("steel", 5)[0][0] == max(by_id, key=lambda i: by_id[i])


def test_only_allowed_passages_are_candidates(archive: Archive, derived: Derived, encoder: BagEncoder) -> None:
    """A filter holds for both lists and for their sum."""
    question = "Where did the steel come from?"
    every = find_candidates(archive, derived, question, encoder.encode_questions([question])[0], depth=10).ids
    allowed = every[-2:]
    encoding = encoder.encode_questions([question])[0]
    found = find_candidates(archive, derived, question, encoding, depth=10, allowed=allowed)
    assert found.ids.tolist() == allowed.tolist()


def test_nothing_allowed_gives_no_candidates(archive: Archive, derived: Derived, encoder: BagEncoder) -> None:
    """A filter that matches no article is an empty answer, not an error."""
    encoding = encoder.encode_questions(["steel"])[0]
    found = find_candidates(archive, derived, "steel", encoding, depth=10, allowed=np.empty(0, dtype=np.int64))
    assert found.ids.tolist() == []


def test_what_follows_the_nearest_passages_is_a_candidate(
    archive: Archive, derived: Derived, encoder: BagEncoder
) -> None:
    """The answer to a question asked in the interviewer's words need not share one with it."""
    question = "What did you build?"
    encoding = encoder.encode_questions([question])[0]
    found = find_candidates(archive, derived, question, encoding, depth=1)
    texts = {i: passage.text for i, passage in archive.passages(found.ids.tolist()).items()}
    [asked] = [i for i, text in texts.items() if text.startswith(question[:-1])]
    assert texts[asked + 1].startswith("A small boat")
    alone = find_candidates(archive, derived, question, encoding, depth=1, allowed=np.array([asked]))
    assert alone.ids.tolist() == [asked]


def test_derived_indexes_from_before_the_first_article_give_no_candidates(
    archive: Archive, encoder: BagEncoder, tmp_path: Path
) -> None:
    """While a process writes its first article, others still answer from what it published of an empty archive."""
    with Archive.open(tmp_path / "empty", create=True) as empty:
        before = open_derived(tmp_path / "empty", empty)
    question = "Where did the steel come from?"
    encoding = encoder.encode_questions([question])[0]
    assert before.vectors.flat.dimension != len(encoding.pooled)
    assert find_candidates(archive, before, question, encoding, depth=10).ids.tolist() == []


def test_a_list_that_is_not_full_is_not_asked_again(
    archive: Archive, derived: Derived, encoder: BagEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it leaves out shares no word with the question; a full one may have left out some that do."""
    asked: list[int] = []
    search = LexicalIndex.search

    def counted(index: LexicalIndex, question: str, k: int, *, allowed: Ids | None = None) -> list[tuple[int, float]]:
        asked.append(k)
        return search(index, question, k, allowed=allowed)

    monkeypatch.setattr(LexicalIndex, "search", counted)
    question = "harbour bridge steel school"
    encoding = encoder.encode_questions([question])[0]
    every = find_candidates(archive, derived, question, encoding, depth=10)
    assert asked == [SEARCH_FACTOR * 10]
    monkeypatch.setattr("qa.answering.ranking.retriever.SEARCH_FACTOR", 1)
    few = find_candidates(archive, derived, question, encoding, depth=1)
    assert asked[1:] == [1, 1]
    exact = dict(zip(every.ids.tolist(), every.lexical.tolist(), strict=True))
    assert few.lexical.tolist() == pytest.approx([exact[i] for i in few.ids.tolist()])
    assert few.lexical.min() > 0.0
