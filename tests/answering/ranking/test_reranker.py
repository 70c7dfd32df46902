"""A passage is read in its context, at the stated discounts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.answering.ranking.reading import (
    QUESTION_DISCOUNT,
    SPEAKER_DISCOUNT,
    TITLE_DISCOUNT,
    Reading,
    Surroundings,
    best_of,
)
from qa.answering.ranking.reranker import ABOVE, LEXICAL_WEIGHT, NUMBER_WEIGHT, rank, read_candidates
from qa.archive.archive import Archive
from qa.archive.rows import Ids
from qa.encoder.arrays import Floats
from qa.indexing.indexer import Indexer
from qa.records import Article
from qa.search.derived import Derived, open_derived
from qa.search.token_index import TokenIndex
from tests.answering.plain_reading import read_plainly
from tests.bag_encoder import BagEncoder


def all_ids(archive: Archive) -> Ids:
    return np.concatenate([ids for ids, _ in archive.pooled_after(0)])


def covered_words(archive: Archive, derived: Derived, encoder: BagEncoder, question: str) -> dict[str, list[float]]:
    every = all_ids(archive)
    reading = read_candidates(archive, derived.tokens, encoder.encode_questions([question])[0], every)
    return {reading.passages[int(i)].text: row.tolist() for i, row in zip(reading.ids, reading.covered, strict=True)}


def test_a_word_in_the_title_counts_for_a_passage_that_leaves_it_unsaid(
    archive: Archive, derived: Derived, encoder: BagEncoder
) -> None:
    """What "it" belongs to stands in the title."""
    found = covered_words(archive, derived, encoder, "talk")
    boat = next(row[0] for text, row in found.items() if text.startswith("A small boat"))
    bridge = next(row[0] for text, row in found.items() if text.startswith("The harbour"))
    # A stored word keeps only its signs: sqrt(2 / pi) = 0.80 of its own direction is left.
    assert boat == pytest.approx(0.80 * TITLE_DISCOUNT, abs=0.03)
    assert bridge < 0.3


def test_an_answer_is_found_by_the_words_of_its_question(
    archive: Archive, derived: Derived, encoder: BagEncoder
) -> None:
    """The answer "A small boat made of oak" does not say "build"; the host's question does."""
    found = covered_words(archive, derived, encoder, "build")
    answer = next(row[0] for text, row in found.items() if text.startswith("A small boat"))
    asked = next(row[0] for text, row in found.items() if text.startswith("What did you build"))
    assert answer == pytest.approx(QUESTION_DISCOUNT * asked, abs=1e-5)


def test_what_stands_around_a_passage_counts_only_where_it_was_found_itself(
    archive: Archive, derived: Derived, encoder: BagEncoder
) -> None:
    """A question that no search took for a candidate has little of what is asked: it lends its answer nothing."""
    question = encoder.encode_questions(["build"])[0]
    asked, answer = (
        passage.id
        for passage in archive.passages_of("podcast.txt")
        if passage.text.startswith(("What did you build", "A small boat"))
    )
    together = read_candidates(archive, derived.tokens, question, np.array([asked, answer]))
    alone = read_candidates(archive, derived.tokens, question, np.array([answer]))
    lent = [float(max(reading.covered[-1])) for reading in (together, alone)]
    assert lent[0] == pytest.approx(0.80 * QUESTION_DISCOUNT, abs=0.03)
    assert lent[1] < 0.3
    found = {side.part: float(side.covered.max()) for side in alone.around.sides(alone.passages[answer])}
    assert found["question"] == found["before"] == 0.0


def test_a_short_reply_is_read_with_its_question_though_that_was_not_found(
    archive: Archive, encoder: BagEncoder
) -> None:
    """ "Yes." says nothing without what was asked."""
    filler = "We speak of other things for a good while, such as the weather over the northern sea."
    text = f"HOST: Do you agree to the harbour treaty?\nADA BERG: Yes.\nHOST: {filler}\n"
    Indexer(archive, encoder).index([Article(id="short.txt", text=text)], roots=[])
    yes = next(passage.id for passage in archive.passages_of("short.txt") if passage.text.startswith("Yes"))
    now = open_derived(archive.folder, archive)
    reading = read_candidates(archive, now.tokens, encoder.encode_questions(["treaty"])[0], np.array([yes]))
    assert float(reading.covered.max()) == pytest.approx(0.80, abs=0.03)


def test_a_speakers_name_counts_for_what_he_says(archive: Archive, derived: Derived, encoder: BagEncoder) -> None:
    """The guest does not say his own name; the label does."""
    found = covered_words(archive, derived, encoder, "berg")
    sea = next(row[0] for text, row in found.items() if text.startswith("I grew up"))
    road = next(row[0] for text, row in found.items() if text.startswith("The harbour"))
    assert sea >= 0.75 * SPEAKER_DISCOUNT
    assert road < 0.3


@pytest.mark.parametrize("question", ["who built the oak boat", "bridge", "sea sail school harbour", "zebra"])
def test_reading_many_at_once_is_reading_each_plainly(
    archive: Archive, derived: Derived, encoder: BagEncoder, question: str
) -> None:
    """What is done in few large steps, for speed, gives what the formula gives text by text."""
    asked = encoder.encode_questions([question])[0]
    reading = read_candidates(archive, derived.tokens, asked, all_ids(archive))
    for row, passage_id in enumerate(reading.ids.tolist()):
        late, covered = read_plainly(archive, asked, reading.weights, passage_id)
        assert reading.late[row] == pytest.approx(late, abs=1e-5)
        assert reading.covered[row] == pytest.approx(covered, abs=2e-5)
        assert best_of(reading.around.sides(reading.passages[passage_id])).tolist() == reading.covered[row].tolist()


def test_a_passage_removed_meanwhile_is_left_out(archive: Archive, derived: Derived, encoder: BagEncoder) -> None:
    """The derived indexes may be a change behind; what is gone is never cited."""
    every = all_ids(archive)
    archive.remove_article("podcast.txt")
    reading = read_candidates(archive, derived.tokens, encoder.encode_questions(["oak"])[0], every)
    assert {p.article_id for p in reading.passages.values()} == {"news/bridge.txt"}
    assert len(reading.ids) == len(reading.late) == len(reading.covered) == len(reading.passages)


@pytest.mark.parametrize("stored", [True, False])
def test_a_title_without_a_word_satisfies_nothing(tmp_path: Path, encoder: BagEncoder, stored: bool) -> None:
    """One of nothing but a dash is no reason to fail."""
    with Archive.open(tmp_path / "signs", create=True) as archive:
        Indexer(archive, encoder).index([Article(id="signs.txt", text="The oak was felled.", title="—")], roots=[])
        tokens = open_derived(archive.folder, archive).tokens if stored else TokenIndex.empty(archive)
        reading = read_candidates(archive, tokens, encoder.encode_questions(["oak"])[0], all_ids(archive))
    assert reading.covered.tolist() == [[pytest.approx(1.0, abs=0.3)]]


def test_words_that_stand_together_beat_the_same_words_scattered(archive: Archive) -> None:
    """Of two passages with all words of the question, the one that says them in one breath is nearer."""
    encoder = BagEncoder()
    filler = " ".join(f"filler{n}" for n in range(60))
    near = Article(id="near.txt", text=f"Copper wire was laid. {filler}.")
    far = Article(id="far.txt", text=f"Copper was found. {filler}. The wire was laid.")
    Indexer(archive, encoder).index([near, far], roots=[])
    now = open_derived(archive.folder, archive)
    reading = read_candidates(archive, now.tokens, encoder.encode_questions(["copper wire"])[0], all_ids(archive))
    late = {
        reading.passages[int(i)].article_id: float(score) for i, score in zip(reading.ids, reading.late, strict=True)
    }
    assert late["near.txt"] > late["far.txt"] + 0.01


def test_a_short_reply_ranks_above_the_question_it_answers(archive: Archive, encoder: BagEncoder) -> None:
    """Who asks whether she agreed wants the "Yes.", and not the interviewer's words; a bare "Yes." ranks last."""
    filler = "We speak of other things for a good while, such as the weather over the northern sea."
    text = f"HOST: Do you agree to the harbour treaty?\nADA BERG: Yes.\nHOST: {filler}\nADA BERG: Yes.\n"
    Indexer(archive, encoder).index([Article(id="short.txt", text=text)], roots=[])
    now = open_derived(archive.folder, archive)
    asked, yes, other, bare = (passage.id for passage in archive.passages_of("short.txt"))
    question = encoder.encode_questions(["does ada berg agree to the harbour treaty"])[0]
    reading = read_candidates(archive, now.tokens, question, np.array([asked, yes, other, bare]))
    late = dict(zip(reading.ids.tolist(), reading.late.tolist(), strict=True))
    assert late[yes] > late[asked] > late[other]
    assert late[bare] < late[asked]
    sides = {side.part: side.discount for side in reading.around.sides(reading.passages[yes])}
    assert sides["question"] == 1.0
    assert sorted(now.lexical.search("treaty", 10))[-1][0] == yes


REPLY = "My uncle, he welded all day long, paid for steel, and let me hold his lamp when nobody else was near."
INTRODUCTION = (
    "This is the Harbour Hour, from a shed beside the old crane, and my guest today has drawn bridges for forty years, "
    "most of them for rivers that have since moved. We met on a ferry, we were both sick, and she told me the story "
    "you are about to hear while holding a lifeboat, so please forgive me if I know the end. She still walks to work "
    "over a bridge that somebody else has drawn. "
)


@pytest.mark.parametrize(
    "question",
    [
        "what drew you to the harbour bridge?",  # as the host asked it
        "the drawings of the harbour bridge in winter",  # in other words, and the reply has none of them
        "who paid for the steel and welded it together?",
    ],
)
def test_a_question_gives_way_to_its_reply(archive: Archive, encoder: BagEncoder, question: str) -> None:
    """A question is no answer: where it is like what is asked, its reply stands in its place, and it in none."""
    text = f"HOST: What drew you to the harbour bridge?\nADA BERG: {REPLY}\nHOST: And then?\nADA BERG: Nothing.\n"
    names, scores, order, late = ranked(archive, encoder, text, question, ("question", "reply"))
    assert names == ["reply"]
    if question.startswith("what drew"):
        assert late[order[0]] < max(late)
        assert scores[order[0]] == pytest.approx(max(scores[n] for n in range(2) if n != order[0]) + ABOVE, abs=1e-6)


def test_a_question_whose_reply_was_not_found_keeps_its_place(archive: Archive, encoder: BagEncoder) -> None:
    """Who filters for the interviewer's words gets them."""
    text = f"HOST: What drew you to the harbour bridge?\nADA BERG: {REPLY}\nHOST: And then?\nADA BERG: Nothing.\n"
    names, *_ = ranked(archive, encoder, text, "the harbour bridge", ("question",))
    assert names == ["question"]


def test_an_introduction_that_ends_in_a_question_keeps_its_place(archive: Archive, encoder: BagEncoder) -> None:
    """Who the guest is, is said there and nowhere else."""
    text = (
        f"HOST: {INTRODUCTION}What drew you to the harbour bridge?\nADA BERG: {REPLY}\n"
        "HOST: And then?\nADA BERG: Nothing.\n"
    )
    names, *_ = ranked(archive, encoder, text, "who has drawn bridges for forty years?", ("introduction", "reply"))
    assert names[0] == "introduction"


def ranked(
    archive: Archive, encoder: BagEncoder, text: str, question: str, read: tuple[str, ...]
) -> tuple[list[str], Floats, list[int], Floats]:
    """Rank the first passages of `text`, named by `read`; return their names in order, scores, order, late scores."""
    Indexer(archive, encoder).index([Article(id="talk.txt", text=text)], roots=[])
    now = open_derived(archive.folder, archive)
    names = dict(zip((passage.id for passage in archive.passages_of("talk.txt")), read, strict=False))
    reading = read_candidates(archive, now.tokens, encoder.encode_questions([question])[0], np.array(list(names)))
    nothing = np.zeros(len(reading.ids), dtype=np.float32)
    scores, order = rank(reading, nothing, nothing, nothing)
    return [names[int(reading.ids[row])] for row in order], scores, order.tolist(), reading.late


def unread(ids: list[int], late: Floats) -> Reading:
    """A reading of which only the late scores matter."""
    empty = np.zeros(0, dtype=np.float32)
    covered = np.zeros((len(ids), 0), dtype=np.float32)
    return Reading(np.array(ids), {}, late, covered, empty, Surroundings({}, empty[np.newaxis], {}), late)


def test_bm25_settles_what_late_interaction_leaves_close() -> None:
    """Relative to its best, so that its scale does not depend on the archive; ties keep the order of ids."""
    late = np.array([0.50, 0.51, 0.51], dtype=np.float32)
    reading = unread([3, 5, 9], late)
    nothing = np.zeros(3, dtype=np.float32)
    scores, order = rank(reading, np.array([8.0, 0.0, 0.0], dtype=np.float32), nothing, nothing)
    assert scores.tolist() == pytest.approx([0.50 + LEXICAL_WEIGHT, 0.51, 0.51])
    assert order.tolist() == [0, 1, 2]
    assert rank(reading, nothing, nothing, nothing)[1].tolist() == [1, 2, 0]


def test_a_missing_number_costs_the_score_its_share() -> None:
    """A passage about 2025 does not answer for 2024 as well as one about 2024."""
    late = np.array([0.50, 0.51], dtype=np.float32)
    reading = unread([3, 5], late)
    nothing = np.zeros(2, dtype=np.float32)
    scores, order = rank(reading, nothing, np.array([0.0, 0.5], dtype=np.float32), nothing)
    assert scores.tolist() == pytest.approx([0.50, 0.51 - NUMBER_WEIGHT / 2])
    assert order.tolist() == [0, 1]


def test_speaking_of_the_questions_times_adds_its_part() -> None:
    """Of two passages that are as good, the one about that year comes first."""
    reading = unread([3, 5], np.array([0.51, 0.50], dtype=np.float32))
    nothing = np.zeros(2, dtype=np.float32)
    scores, order = rank(reading, nothing, nothing, np.array([0.0, 0.02], dtype=np.float32))
    assert scores.tolist() == pytest.approx([0.51, 0.52])
    assert order.tolist() == [1, 0]
