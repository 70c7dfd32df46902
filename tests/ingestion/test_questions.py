"""Questions: which words of somebody else a turn replies to."""

from __future__ import annotations

from qa.ingestion.blocks import find_blocks
from qa.ingestion.questions import QUESTION_CHARS, find_questions
from qa.ingestion.speakers import blocks_by_turn, find_turns
from qa.records import Article


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
