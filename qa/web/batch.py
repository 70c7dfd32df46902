"""A batch: how many questions or quotations one request may bring."""

from __future__ import annotations

from qa.errors import TooLarge
from qa.settings import Settings


def check_batch(number: int, what: str, settings: Settings) -> None:
    """Raise TooLarge where there is a larger number of `what`, such as "questions", than `settings` allow at once."""
    limit = settings.max_batch
    if number > limit:
        raise TooLarge(
            f"there are {number} {what}, the limit is {limit}",
            next_step="send fewer at once, or raise QA_MAX_BATCH",
            limit=limit,
            actual=number,
        )
