"""A timeline: what belongs in it, under which date, in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qa.answering.timeline import LEAST_SCORE, SHARE_OF_BEST, timeline_of
from qa.answers import Answer, Citation, Hit, IndexState, Scores
from qa.records import Passage, Role, Span

STATE = IndexState(1, "words@1", 3, 9)


def citation(number: int, text: str, **fields: Any) -> Citation:
    known: dict[str, Any] = dict.fromkeys(
        ("title", "outlet", "published", "speaker", "role", "url", "deep_link", "said")
    )
    return Citation(
        **{**known, **fields},
        passage_id=number,
        article_id=f"{number}.md",
        start=0,
        end=len(text),
        quote=text,
        sha256="0" * 64,
    )


def hit(number: int, score: float, *, text: str = "It was signed.", role: Role | None = None, **fields: Any) -> Hit:
    passage = Passage(number, f"{number}.md", 0, 0, len(text), text, role=role)
    also_in = fields.pop("also_in", ())
    return Hit(
        number, score, Scores(score, 0.0, score), passage, citation(number, text, role=role, **fields), also_in=also_in
    )


def shown(*hits: Hit, limit: int = 10) -> list[tuple[str | None, str | None, int]]:
    answer = Answer("when?", True, 0.9, STATE, 1.0, hits)
    return [(entry.date, entry.date_kind, entry.hit.rank) for entry in timeline_of(answer, limit=limit).entries]


def test_the_oldest_comes_first_and_undated_last() -> None:
    """A whole year stands before its months and days; equal dates keep the order of relevance."""
    hits = (
        hit(1, 0.9, published="2025-12-30"),
        hit(2, 0.89),
        hit(3, 0.88, published="2025-12"),
        hit(4, 0.87, published="2022"),
        hit(5, 0.86, published="2025-12-30"),
    )
    assert shown(*hits) == [
        ("2022", "published", 4),
        ("2025-12", "published", 3),
        ("2025-12-30", "published", 1),
        ("2025-12-30", "published", 5),
        (None, None, 2),
    ]


def test_the_day_it_was_said_stands_above_the_day_of_print() -> None:
    """An interview given in June and printed in December belongs to June."""
    hits = (hit(1, 0.9, published="2025-08"), hit(2, 0.9, said="2025-06", published="2025-12"))
    assert shown(*hits) == [("2025-06", "said", 2), ("2025-08", "published", 1)]


def test_only_what_is_nearly_as_good_as_the_best_belongs() -> None:
    """What shares one word with the question was not said about it."""
    just, below = 0.9 * SHARE_OF_BEST, 0.9 * SHARE_OF_BEST - 0.001
    assert [rank for _, _, rank in shown(hit(1, 0.9), hit(2, just), hit(3, below))] == [1, 2]


def test_where_the_best_is_poor_nothing_belongs() -> None:
    """A question about something else gets an empty timeline, not the least unlike passages."""
    assert shown(hit(1, LEAST_SCORE - 0.001), hit(2, 0.4)) == []
    assert shown() == []
    assert [rank for _, _, rank in shown(hit(1, LEAST_SCORE))] == [1]


def test_the_limit_keeps_the_most_relevant() -> None:
    """Not the oldest ones: those may be the least about it."""
    hits = (hit(1, 0.9, published="2025"), hit(2, 0.85, published="2024"), hit(3, 0.8, published="2001"))
    assert shown(*hits, limit=2) == [("2024", "published", 2), ("2025", "published", 1)]


def test_questions_of_the_interviewer_say_nothing() -> None:
    """They repeat the words of the question best of all; a guest's question, or a host's statement, stays."""
    asks = hit(1, 0.95, text="When was it signed?”", role="interviewer")
    states = hit(2, 0.9, text="It was signed in May.", role="interviewer")
    wonders = hit(3, 0.9, text="Who would sign it?", role="interviewee")
    assert [rank for _, _, rank in shown(asks, states, wonders)] == [2, 3]


def test_captions_and_titles_say_nothing() -> None:
    """They are the newspaper's words about an article, and repeat those of the question best of all."""
    caption = hit(1, 0.95, text="The ministers on the day it was signed. Photo: The Courier")
    caption = replace(caption, passage=replace(caption.passage, kind="caption"))
    title = hit(2, 0.94, text="# It was signed, at last", title="It was signed at last")
    above = hit(3, 0.93, text="It was signed at last\n\nThe pact holds for ten years.", title="It was signed at last")
    marked = replace(above, highlights=(Span(0, 21),))
    other = hit(4, 0.75, text="It was signed in May.", title="It was signed at last")
    assert [rank for _, _, rank in shown(caption, title, marked, other)] == [4]
    assert [rank for _, _, rank in shown(caption, title, above, other)] == [3, 4]


def test_the_same_words_stand_where_they_were_first_printed() -> None:
    """A statement printed again years later was not made then; a repeat that says less dates only its own words."""
    text = "The agreement was signed in Hanoi by both ministers after nine years of talks. It holds for ten years."
    again = citation(7, text.replace(".", " ."), published="2021-05-01")
    part = citation(8, text.partition(". ")[0] + ".", published="2019")
    [entry] = timeline_of(
        Answer("when?", True, 0.9, STATE, 1.0, (hit(1, 0.9, text=text, published="2024", also_in=(again, part)),)),
        limit=5,
    ).entries
    assert (entry.date, entry.date_kind) == ("2021-05-01", "published")
    assert entry.hit.citation.passage_id == 1
    assert [copy.passage_id for copy in entry.hit.also_in] == [7, 8]
