"""Short replies: which are read together with their question, and by which words."""

from __future__ import annotations

import pytest

from qa.ingestion.chunker import cut_into_passages
from qa.ingestion.replies import SHORT_REPLY, question_read_with, words_to_encode
from qa.records import Article

QUESTION = "Do you agree with the treaty?"


def _found_by(reply: str, question: str = QUESTION) -> dict[str, str]:
    """Return what each passage is found by, by its own words."""
    text = f"HOST: {question}\n\nANNA LEE: {reply}\n\nHOST: Thanks.\n\nANNA LEE: Bye now.\n\nHOST: Bye.\n"
    _, passages = cut_into_passages(Article(id="a", text=text))
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)
    return {passage.text: words_to_encode(passage, text) for passage in passages}


@pytest.mark.parametrize("reply", ["Yes.", "Absolutely. 100 percent."])
def test_a_short_reply_is_found_by_its_question(reply: str) -> None:
    """It stays a quotation of its own: only what it is found by is longer."""
    assert _found_by(reply)[reply] == f"{QUESTION} {reply}"


def test_a_reply_that_says_something_stands_for_itself() -> None:
    """A sentence of some length is found by its own words; the question stays its context."""
    reply = "I do, and I said so in the spring when " + "x" * SHORT_REPLY + "."
    assert _found_by(reply)[reply] == reply


def test_a_courtesy_is_no_reply() -> None:
    """ "Thank you." is not the answer to what an introduction tells."""
    introduction = "She won the bridge prize in 2017, and more after that. Welcome to the show, Anna."
    assert _found_by("Thank you.", introduction)["Thank you."] == "Thank you."


def test_what_asks_or_tells_is_found_by_its_own_words() -> None:
    """The question itself has none; narrative has none."""
    assert _found_by("Yes.")[QUESTION] == QUESTION
    _, [passage] = cut_into_passages(Article(id="a", text="It rained."))
    assert question_read_with(passage, "It rained.") is None
