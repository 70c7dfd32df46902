"""What a question and its options may be, before anything is opened for them."""

from __future__ import annotations

from qa.errors import InvalidInput, InvalidQuestion, TooLarge
from qa.settings import Settings
from qa.views import MOST_NEIGHBOURS


def check_question(
    question: str, settings: Settings, *, min_confidence: float = 0.0, context: int = 0, **amounts: int
) -> None:
    """Raise InvalidQuestion, TooLarge or InvalidInput where something is outside of what `settings` allow.

    `context` is how many passages are wanted on either side of a hit. `amounts` are how many hits or entries are
    wanted, by the name that the caller knows them by.
    """
    limit = settings.max_question_chars
    if not question.strip():
        raise InvalidQuestion("the question is empty", next_step="ask in words, such as: who opened the bridge?")
    if len(question) > limit:
        raise TooLarge(
            f"the question has {len(question)} characters, at most {limit} are allowed",
            next_step="ask something shorter, or raise QA_MAX_QUESTION_CHARS",
            limit=limit,
            actual=len(question),
        )
    for name, amount in amounts.items():
        if not 1 <= amount <= settings.max_top_k:
            raise InvalidInput(f"{name} cannot be {amount}", next_step=f"choose a value from 1 to {settings.max_top_k}")
    if not 0 <= context <= MOST_NEIGHBOURS:
        raise InvalidInput(f"context cannot be {context}", next_step=f"choose a value from 0 to {MOST_NEIGHBOURS}")
    if not 0.0 <= min_confidence <= 1.0:
        raise InvalidInput(f"min_confidence cannot be {min_confidence}", next_step="choose a value from 0 to 1")
