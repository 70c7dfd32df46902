"""Questions: which words of somebody else a turn replies to."""

from __future__ import annotations

import pytest

from qa.ingestion.dialogue.questions import (
    QUESTION_CHARS,
    SHORT_REPLY,
    find_questions,
    question_read_with,
    words_to_encode,
)
from qa.ingestion.dialogue.speakers import blocks_by_turn, find_turns
from qa.ingestion.passages import cut_into_passages
from qa.records import Article
from qa.text.blocks import find_blocks


def _questions(text: str) -> list[str | None]:
    article = Article(id="a", text=text)
    blocks = find_blocks(text, 0, len(text))
    turns = find_turns(article, blocks)
    found = find_questions(article, turns, blocks_by_turn(turns, blocks))
    return [text[span.start : span.end] if span else None for span in found]


def test_an_answer_replies_to_the_question_before_it() -> None:
    """The reply is found by the words of its question."""
    text = "ANNA LEE: How did you begin?\nBOB RAY: With an Atari.\nANNA LEE: What came after that?\nBOB RAY: A PC."
    assert _questions(text) == [None, "How did you begin?", None, "What came after that?"]


def test_an_interjection_does_not_hide_the_question() -> None:
    """ "Right." between two halves of an answer is not what the second half replies to."""
    text = "ANNA LEE: How did you begin?\nBOB RAY: With an Atari.\nANNA LEE: Right.\nBOB RAY: And then a PC."
    assert _questions(text)[3] == "How did you begin?"


def test_only_the_end_of_a_long_turn_is_the_question() -> None:
    """A host's two minutes of praise say nothing about the answer."""
    praise = "You have done so many wonderful things in your life. " * 20
    text = f"ANNA LEE: {praise}How did you begin?\nBOB RAY: Early.\nANNA LEE: I see.\nBOB RAY: Yes."
    question = _questions(text)[1]
    assert question is not None
    assert question.endswith("How did you begin?")
    assert question.startswith("You have done")
    assert len(question) <= QUESTION_CHARS


def test_narrative_replies_to_nothing() -> None:
    """A report has no interviewer."""
    assert _questions("What was achieved? Much, he said.\n\nTrade grew.") == [None]


def test_an_unnamed_answer_replies_to_the_question_above_it() -> None:
    """A digest names nobody, and its questions still help to find it."""
    assert _questions("**Why was it done?**\n\nShe did it.\n\n**When was it done?**\n\nLate.\n") == [
        None,
        "Why was it done?",
        None,
        "When was it done?",
    ]


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
