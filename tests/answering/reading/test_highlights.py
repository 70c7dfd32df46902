"""The sentence that answers is marked, in offsets of the passage."""

from __future__ import annotations

import numpy as np

from qa.answering.reading.highlights import highlight
from qa.archive.rows import packed
from qa.encoder.arrays import Floats, Ints
from qa.records import Passage, Span
from tests.bag_encoder import BagEncoder

TEXT = "The harbour bridge opened in May. Engineer Rosa Lind said the steel came from Norway. It is red."
PASSAGE = Passage(1, "a.txt", 0, 0, len(TEXT), TEXT)


def marked(question: str, *, spans: Ints | None = None, weights: Floats | None = None) -> tuple[Span, ...]:
    encoder = BagEncoder()
    asked = encoder.encode_questions([question])[0]
    tokens = packed(encoder.encode_passages([TEXT])[0])
    places = encoder.tokenize(TEXT)[1] if spans is None else spans
    even = np.ones(len(asked.token_ids), dtype=np.float32) if weights is None else weights
    found = highlight(PASSAGE, tokens, places, asked, even)
    return (found.words,) if found is not None else ()


def test_the_sentence_with_most_of_the_questions_words_is_marked() -> None:
    """The reader's eye must land on the answer, not on the start of the passage."""
    (span,) = marked("Where did the steel come from?")
    assert TEXT[span.start : span.end] == "Engineer Rosa Lind said the steel came from Norway."


def test_a_weighty_word_decides_between_sentences() -> None:
    """ "red" stands in the last sentence; with all the weight on it, that one is marked."""
    (span,) = marked("steel red", weights=np.array([0.1, 5.0], dtype=np.float32))
    assert TEXT[span.start : span.end] == "It is red."


def test_short_sentences_are_marked_together_up_to_half_of_the_passage() -> None:
    """People speak in short sentences; the one with the question's words is often not the one with the answer."""
    talk = (
        "It was old. We had a boat. It was oak. My father had built it himself. " + "We sailed on and on and on. " * 5
    )
    encoder = BagEncoder()
    asked = encoder.encode_questions(["boat"])[0]
    found = highlight(
        Passage(1, "a.txt", 0, 0, len(talk), talk),
        packed(encoder.encode_passages([talk])[0]),
        encoder.tokenize(talk)[1],
        asked,
        np.ones(1, dtype=np.float32),
    )
    assert found is not None
    span = found.words
    assert talk[slice(*found.sentence)] == "We had a boat."
    assert "We had a boat. It was oak." in talk[span.start : span.end]
    assert span.end - span.start <= len(talk) // 2


def test_a_heading_is_never_marked() -> None:
    """ "## The boat" has the question's word, but states nothing; nor is it marked along with a short neighbour."""
    talk = "He laughed.\n\n## The boat\n\nIt was oak. My father had built it. " + "We sailed on and on and on. " * 5
    encoder = BagEncoder()
    found = highlight(
        Passage(1, "a.md", 0, 0, len(talk), talk),
        packed(encoder.encode_passages([talk])[0]),
        encoder.tokenize(talk)[1],
        encoder.encode_questions(["oak boat"])[0],
        np.ones(2, dtype=np.float32),
    )
    assert found is not None
    assert talk[slice(*found.sentence)] == "It was oak."
    assert talk[slice(*found.words)].startswith("It was oak. My father")


def test_a_sentence_with_a_time_goes_before_one_that_is_as_good_where_a_time_is_asked_for() -> None:
    """Both sentences name the bridge; only one of them says when."""
    text = "The harbour bridge is painted red and grey. The harbour bridge opens in May after a long wait."
    encoder = BagEncoder()
    asked = encoder.encode_questions(["harbour bridge"])[0]
    marked = {
        kind: highlight(
            Passage(1, "a.txt", 0, 0, len(text), text),
            packed(encoder.encode_passages([text])[0]),
            encoder.tokenize(text)[1],
            asked,
            np.ones(2, dtype=np.float32),
            kind=kind,
        )
        for kind in (None, "time")
    }
    plain, timed = marked[None], marked["time"]
    assert plain is not None
    assert timed is not None
    assert text[slice(*plain.words)] == "The harbour bridge is painted red and grey."
    assert text[slice(*timed.words)] == "The harbour bridge opens in May after a long wait."
    assert timed.sentence == timed.words


def test_spans_of_another_tokenization_mark_nothing() -> None:
    """A wrong mark is worse than none."""
    assert marked("steel", spans=np.zeros((2, 2), dtype=np.int32)) == ()


def test_a_question_without_tokens_marks_nothing() -> None:
    """Only punctuation was asked."""
    assert marked("?!") == ()
