"""Numbers are compared as written, in the passage and in what it stands in."""

from __future__ import annotations

import numpy as np
import pytest

from qa.answering.question.numbers import missing_numbers, numbers_in
from qa.answering.ranking.reranker import read_candidates
from qa.archive.archive import Archive
from qa.indexing.indexer import Indexer
from qa.records import Article
from qa.search.derived import open_derived
from tests.bag_encoder import BagEncoder


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("4.3 billion in 2025", {"4.3", "2025"}),
        ("Ninh Thuan-1, and 1,000 more.", {"1", "1,000"}),
        ("In 2025.", {"2025"}),
        ("no number at all", set()),
    ],
)
def test_numbers_are_what_stands_in_digits(text: str, numbers: set[str]) -> None:
    """A full stop at the end of a sentence is not part of its number."""
    assert numbers_in(text) == numbers


def test_a_number_is_there_when_passage_title_date_or_question_have_it(archive: Archive, encoder: BagEncoder) -> None:
    """Two numbers asked, 1994 and 7: one share of a half for each that is found nowhere near."""
    talk = Article(
        id="talk.txt",
        title="Seven talks",
        published="1994-05-01",
        text=(
            "HOST: How many boats did you build in your 7 years there, before the yard was closed for good?\n"
            "EVA LUND: I think there were quite a few of them, most of oak, and all of them still sail today.\n"
            "HOST: Where do they sail, and who looks after them now that the yard is gone?\n"
            "EVA LUND: They sail all along the coast, and their owners have formed a club.\n"
        ),
    )
    Indexer(archive, encoder).index([talk], roots=[])
    derived = open_derived(archive.folder, archive)
    ids = [p.id for article_id in ("news/bridge.txt", "talk.txt") for p in archive.passages_of(article_id)]
    question = "Which boats in 1994 after 7 years?"
    asked = encoder.encode_questions([question])[0]
    reading = read_candidates(archive, derived.tokens, asked, np.array(sorted(ids)))
    shares = dict(zip(reading.ids.tolist(), missing_numbers(question, archive, reading).tolist(), strict=True))
    by_text = {reading.passages[i].text.split()[0]: share for i, share in shares.items()}
    assert by_text == {"How": 0.0, "I": 0.0, "Where": 0.5, "They": 0.5, "The": 1.0}
    assert not missing_numbers("Which boats?", archive, reading).any()
