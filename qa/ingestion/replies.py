"""Short replies: which passages mean nothing without the question they answer, and are read together with it.

"Yes." stays a quotation of its own, with its own offsets and speaker. It is found by the words of its question.
"""

from __future__ import annotations

from qa.ingestion.roles import ends_asking
from qa.records import Passage

SHORT_REPLY = 80
"""Characters. Measured from 80 to 400 on the podcasts: below 80 replies lean on their question (docs/quality.md)."""


def question_read_with(passage: Passage, text: str) -> str | None:
    """Return the words of the question that `passage` is read together with, or None when it stands for itself.

    `text` is the article's. What a reply is a reply to must end with a question mark: "Welcome to the show." asks
    nothing that "Thank you." could answer.
    """
    asked = passage.question
    if asked is None or len(passage.text) >= SHORT_REPLY or not ends_asking(text, asked.start, asked.end):
        return None
    return text[asked.start : asked.end]


def words_to_encode(passage: Passage, text: str) -> str:
    """Return what the passage is found by: a short reply's question and its own words, else its own words alone."""
    question = question_read_with(passage, text)
    return passage.text if question is None else f"{question} {passage.text}"
