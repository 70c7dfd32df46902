"""Reads bad articles one after another, with a limit on memory; the parent sees what came of each."""

from __future__ import annotations

import json
import resource
import sys

from qa.errors import UnreadableArticle
from qa.ingestion.article_parser import FORMATS, parse_article
from qa.ingestion.passages import cut_into_passages
from tests.reliability.bad_inputs import inputs

MEMORY = 3 << 30


def outcome(suffix: str, data: bytes) -> str:
    """Return what came of one input; anything but an article or a named fault is for the parent to judge."""
    try:
        article = parse_article(data, article_id="bad", source=f"bad{suffix}", suffix=suffix, max_chars=1_000_000)
    except UnreadableArticle as error:
        return "refused" if error.reason and error.next_step else f"a fault without reason or next step: {error}"
    turns, passages = cut_into_passages(article)
    article.text.encode("utf-8")
    end = 0
    for passage in passages:
        if article.text[passage.start : passage.end] != passage.text or passage.start < end:
            return f"passage {passage.ordinal} is not where it says"
        end = passage.end
    if any(not 0 <= turn.start <= turn.end <= len(article.text) for turn in turns):
        return "a turn lies outside of the text"
    return "read"


def main(count: int, seed: int) -> None:
    """Write a line for each input: its number, suffix, what came of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for number, (suffix, data) in enumerate(inputs(count, seed=seed)):
        if suffix not in FORMATS:
            continue
        try:
            came = outcome(suffix, data)
        except BaseException as error:  # noqa: BLE001 (whatever it is, it is what is looked for)
            came = f"{type(error).__name__}: {error}"[:300]
        line = {"number": number, "suffix": suffix, "outcome": came}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
