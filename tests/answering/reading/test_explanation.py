"""Why a passage ranks: numbers that can be added up by hand, and offsets that fit."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.answerer import Answerer
from qa.answering.question.spelling import Respelled
from qa.answering.ranking.reading import QUESTION_DISCOUNT, Side
from qa.answering.ranking.reranker import PROXIMITY_WEIGHT, SCATTERED_DISCOUNT
from qa.answering.reading.explanation import (
    LEAST_SIMILARITY,
    AddedParts,
    Asked,
    PlacedTokens,
    Word,
    explain_passage,
    join_pieces,
)
from qa.answers import ContextMatch, ExplainedWord, Explanation, Hit, WordMatch
from qa.archive.archive import Archive
from qa.encoder.arrays import Encoding, Floats, Ints, TokenVectors, pack_signs
from qa.records import Filters
from qa.search.derived import Derived
from qa.to_json import answer_to_json
from tests.bag_encoder import BagEncoder

# Two directions, stored as signs: a passage's token is one of four corners, (+-1, +-1) / sqrt(2) in each pair of axes.
CORNER = np.repeat(np.array([[1, 1], [1, -1]]), 4, axis=1).astype(np.float32) / np.sqrt(8).astype(np.float32)
ALIKE, ACROSS = CORNER[0], CORNER[1]


def asked(text: str, spans: list[tuple[int, int]], tokens: list[Floats], weights: list[float]) -> Asked:
    places = np.array(spans, dtype=np.int32).reshape(-1, 2)
    vectors = np.array(tokens, dtype=np.float32).reshape(-1, 8)
    ids = np.arange(len(spans), dtype=np.int32)
    return Asked(Respelled(text), Encoding(ALIKE, ids, vectors, places), np.array(weights, dtype=np.float32))


def placed(text: str, spans: list[tuple[int, int]], tokens: list[Floats]) -> PlacedTokens:
    vectors = TokenVectors(np.arange(len(tokens), dtype=np.int32), pack_signs(np.array(tokens)))
    return PlacedTokens(text, vectors, np.array(spans, dtype=np.int32))


def side(part: str, discount: float, *covered: float) -> Side:
    return Side(part, discount, np.array(covered, dtype=np.float32))  # type: ignore[arg-type]


def about(value: float) -> Any:
    """Return `value` as a field of a record can be compared with it."""
    return pytest.approx(value)


NOTHING_ADDED = AddedParts(0.0, 0.0, 0.0)


def test_every_number_of_an_explanation_can_be_added_up() -> None:
    """Two words weighing 3 and 1: the first is said (1.0), the second only in the question before (0.9 at 0.8)."""
    question = asked("oak built", [(0, 3), (4, 9)], [ALIKE, ACROSS], [3.0, 1.0])
    passage = placed("of oak.", [(0, 2), (3, 6), (6, 7)], [-ALIKE, ALIKE, -ACROSS])
    sides = [
        side("passage", 1.0, 1.0, 0.0),
        side("title", 1.0, 0.2, 0.5),
        side("question", QUESTION_DISCOUNT, 0.0, 0.9),
    ]
    found = explain_passage(question, passage, sides, AddedParts(0.03, -0.01, 0.0))
    assert found.coverage == pytest.approx(0.75 * 1.0 + 0.25 * 0.72)
    # One stretch holds all that the passage says; what is said around it counts at the discount of the scattered.
    assert found.proximity == pytest.approx(0.75 * 1.0 + 0.25 * 0.72 * SCATTERED_DISCOUNT)
    assert (found.lexical_part, found.numbers_part, found.least_similarity) == (0.03, -0.01, LEAST_SIMILARITY)
    oak, built = found.words
    assert oak == ExplainedWord(0, 3, 0.75, about(1.0), True, (WordMatch(3, 6, about(1.0)),), None)
    context = ContextMatch("question", about(0.9), QUESTION_DISCOUNT)
    assert built == ExplainedWord(4, 9, 0.25, about(0.72), True, (), context)


def test_a_word_below_the_stated_similarity_has_found_nothing() -> None:
    """Something is always nearest; that does not make it an answer."""
    below = LEAST_SIMILARITY - 0.01
    question = asked("who", [(0, 3)], [ALIKE], [2.0])
    [who] = explain_passage(
        question, placed("oak", [(0, 3)], [ACROSS]), [side("passage", 1.0, below)], NOTHING_ADDED
    ).words
    assert (who.found, who.matches, who.context, who.weight) == (False, (), None, 1.0)
    assert who.similarity == pytest.approx(below)


def test_pieces_of_a_word_are_one_word_on_both_sides() -> None:
    """A reader knows "Heilsberg", not "he", "##ils" and "##berg"; pieces count by their weight."""
    question = asked("Heilsberg", [(0, 2), (2, 9)], [ALIKE, ACROSS], [1.0, 3.0])
    passage = placed("Hejlsberg!", [(0, 2), (2, 9), (9, 10)], [-ALIKE, ACROSS, -ACROSS])
    [word] = explain_passage(question, passage, [side("passage", 1.0, 0.0, 1.0)], NOTHING_ADDED).words
    assert (word.start, word.end, word.weight) == (0, 9, 1.0)
    assert word.similarity == pytest.approx(0.75)
    assert word.matches == (WordMatch(0, 9, about(0.75)),)


def test_the_nearest_words_come_first_and_distant_ones_not_at_all() -> None:
    """Three at most, equal ones in the order of the text, signs never: a comma explains nothing."""
    question = asked("oak", [(0, 3)], [ALIKE], [1.0])
    near = ALIKE.copy()
    near[0] = -near[0]  # one of eight signs differs: similarity 6 / 8
    spans = [(0, 1), (2, 3), (4, 5), (6, 7), (8, 9), (10, 11)]
    passage = placed("a b , c d e", spans, [near, ALIKE, ALIKE, ALIKE, ALIKE, ALIKE])
    [word] = explain_passage(question, passage, [side("passage", 1.0, 1.0)], NOTHING_ADDED).words
    assert [match.start for match in word.matches] == [2, 6, 8]
    assert [match.similarity for match in word.matches] == pytest.approx([1.0, 1.0, 1.0])
    few = placed("a b", [(0, 1), (2, 3)], [near, ALIKE])
    [word] = explain_passage(question, few, [side("passage", 1.0, 1.0)], NOTHING_ADDED).words
    assert [match.start for match in word.matches] == [2]  # 0.75 is more than 0.15 below 1.0


def test_stored_tokens_of_another_tokenizer_give_no_matches() -> None:
    """Offsets that may be wrong are not shown; the scores still are."""
    question = asked("oak", [(0, 3)], [ALIKE], [1.0])
    passage = placed("oak tree", [(0, 3)], [ALIKE, ACROSS])
    found = explain_passage(question, passage, [side("passage", 1.0, 1.0)], NOTHING_ADDED)
    assert found.words[0].matches == ()
    assert found.coverage == pytest.approx(1.0)


def test_a_question_without_weight_or_words_is_explained_too() -> None:
    """Words that every passage holds weigh nothing; a question of none has nothing to explain."""
    passage = placed("oak", [(0, 3)], [ALIKE])
    weightless = asked("the", [(0, 3)], [ALIKE], [0.0])
    [word] = explain_passage(weightless, passage, [side("passage", 1.0, 0.5)], NOTHING_ADDED).words
    assert (word.weight, word.similarity) == (0.0, 0.5)
    empty = asked("", [], [], [])
    found = explain_passage(empty, passage, [side("passage", 1.0)], NOTHING_ADDED)
    assert (found.words, found.coverage, found.proximity) == ((), 0.0, 0.0)


@pytest.mark.parametrize(
    ("text", "spans", "words"),
    [
        ("don't", [(0, 3), (3, 4), (4, 5)], ["don", "'", "t"]),
        ("Thua\u0323\u0302n", [(0, 2), (2, 4), (6, 7)], ["Thua\u0323\u0302n"]),  # marks between the pieces
        (" who is", [(0, 4), (4, 7)], ["who", "is"]),  # blanks counted as parts of words
        ("a bc", [(0, 1), (1, 1), (2, 3), (3, 4)], ["a", "bc"]),  # a token of no characters
        ("\U0001f600x", [(0, 1), (0, 1), (1, 2)], ["\U0001f600", "x"]),  # one character in two tokens
        ("東京は", [(0, 1), (1, 2), (2, 3)], ["東", "京", "は"]),
        ("x86-64", [(0, 1), (1, 3), (3, 4), (4, 6)], ["x86", "-", "64"]),
    ],
)
def test_words_are_what_readers_call_words(text: str, spans: list[tuple[int, int]], words: list[str]) -> None:
    """Tokenizers differ in how they cut and count; what is shown does not."""
    joined = join_pieces(text, np.array(spans, dtype=np.int32))
    assert [text[word.start : word.end] for word in joined] == words


@given(st.text(max_size=30), st.data())
def test_every_token_is_in_one_word_inside_the_text(text: str, data: st.DataObject) -> None:
    """Whatever the spans: nothing is lost, nothing counted twice, no offset outside."""
    place = st.integers(0, len(text))
    drawn = data.draw(st.lists(st.tuples(place, place).map(sorted).map(tuple), max_size=8))
    spans: Ints = np.array(sorted(drawn), dtype=np.int32).reshape(-1, 2)
    words = join_pieces(text, spans)
    assert [row for word in words for row in range(word.first, word.end_row)] == list(range(len(spans)))
    assert all(0 <= word.start <= word.end <= len(text) for word in words)
    assert all(isinstance(word, Word) and word.first < word.end_row for word in words)


# Over a real index


@pytest.fixture
def answerer(archive: Archive, derived: Derived, encoder: BagEncoder) -> Answerer:
    return Answerer(archive, derived, encoder, depth=40)


def explained(answerer: Answerer, question: str) -> list[tuple[Hit, Explanation]]:
    answer = answerer.ask(question, top_k=9, filters=Filters(), min_confidence=0.5, explain=True)
    return [(hit, hit.explanation) for hit in answer.hits if hit.explanation is not None]


def test_the_parts_make_up_the_scores(answerer: Answerer) -> None:
    """What is shown as the reason is the reason: the ranking's own numbers, to the last digit of JSON."""
    found = explained(answerer, "Which boat of oak did Ada Berg build in 2024?")
    assert found
    for hit, why in found:
        late = (why.coverage + PROXIMITY_WEIGHT * why.proximity) / (1.0 + PROXIMITY_WEIGHT)
        assert late == pytest.approx(hit.scores.late, abs=1e-6)
        added = why.lexical_part + why.numbers_part + why.times_part + why.asked_part
        assert hit.scores.late + added == pytest.approx(hit.score, abs=1e-6)
        assert sum(word.weight for word in why.words) == pytest.approx(1.0, abs=1e-6)
        assert sum(word.weight * word.similarity for word in why.words) == pytest.approx(why.coverage, abs=1e-6)
    assert {why.numbers_part == 0.0 for _, why in found} == {True, False}  # one article is of 2024, the other is not


def test_what_a_reply_gets_from_its_question_is_told_apart(answerer: Answerer) -> None:
    """Asked in the host's words, the reply stands first, and not for the words that it has."""
    (reply, why), (_, other) = explained(answerer, "What did you build?")[:2]
    assert reply.passage.text.startswith("A small boat")
    assert why.asked_part > 0.01
    assert other.asked_part == 0.0
    added = why.lexical_part + why.numbers_part + why.times_part + why.asked_part
    assert reply.scores.late + added == pytest.approx(reply.score, abs=1e-6)


def test_each_word_names_what_satisfied_it(answerer: Answerer) -> None:
    """ "oak" is said, "build" was asked, "Bergen" was said before, "talk" is the title, "quark" is nowhere."""
    question = "oak build Bergen talk quark"
    hit, why = next(pair for pair in explained(answerer, question) if pair[0].passage.text.startswith("A small boat"))
    words = {question[word.start : word.end]: word for word in why.words}
    [match] = words["oak"].matches
    assert hit.passage.text[match.start : match.end] == "oak"
    assert (match.similarity, words["oak"].context) == (words["oak"].similarity, None)
    parts = {name: word.context.part for name, word in words.items() if word.context and word.found}
    assert parts == {"build": "question", "talk": "title"}
    assert {name for name, word in words.items() if not word.found} == {"Bergen", "quark"}


def test_explaining_changes_nothing_else_and_repeats_itself(answerer: Answerer) -> None:
    """Same question, same index, same bytes; and the same hits as without."""

    def asking(explain: bool) -> dict[str, object]:
        answer = answerer.ask("boat of oak", top_k=3, filters=Filters(), min_confidence=0.5, explain=explain)
        return answer_to_json(replace(answer, took_ms=0.0))

    first, second, plain = asking(True), asking(True), asking(False)
    assert json.dumps(first) == json.dumps(second)
    assert isinstance(first["passages"], list)
    assert list(first["passages"][0])[-1] == "explanation"
    for passage in first["passages"]:
        del passage["explanation"]
    assert first == plain


def test_nothing_is_tokenized_or_compared_for_it_when_not_asked(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The usual path stays as quick as it was."""

    def refuse(*_: object) -> Explanation:
        raise AssertionError("explained although nobody asked")

    monkeypatch.setattr("qa.answering.answerer.explain_passage", refuse)
    answer = answerer.ask("oak", top_k=3, filters=Filters(), min_confidence=0.5)
    assert {hit.explanation for hit in answer.hits} == {None}
