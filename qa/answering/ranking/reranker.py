"""Candidates read closely: each passage in its context, word by word of the question.

What a passage leaves unsaid stands around it: who "I" is in the title or the speaker's name, what "it" is in the
question before. So a question word may be satisfied by the passage or, at a discount, by its context: its labels, and
those of the passages around it that are candidates themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from qa.answering.ranking.late_interaction import Texts, Windows, proximity, read_windows, weighted_coverage
from qa.answering.ranking.reading import (
    Key,
    Piece,
    Reading,
    Surroundings,
)
from qa.archive.archive import Archive
from qa.archive.rows import Ids, Neighbours
from qa.encoder.arrays import Bytes, Encoding, Floats, TokenVectors, joined_signs
from qa.ingestion.dialogue.questions import QUESTION_CHARS
from qa.ingestion.dialogue.roles import ends_asking
from qa.records import Passage
from qa.search.token_index import TokenIndex
from qa.search.token_store import SignRows

SCATTERED_DISCOUNT = 0.9
PROXIMITY_WEIGHT = 0.5
LEXICAL_WEIGHT = 0.03
NUMBER_WEIGHT = 0.03
# By how much a reply is above its question at least: nothing but their order depends on it.
ABOVE = 1e-5
# What is asked has been asked in the interview when so much of it, weighed, stands in a question there: the same word
# in the same sense is alike to about 0.8.
NEARLY_ASKED = 0.6


def read_candidates(archive: Archive, tokens: TokenIndex, question: Encoding, ids: Ids) -> Reading:
    """Score how well each of `ids` answers `question`; passages removed meanwhile are left out."""
    passages = archive.passages(ids.tolist())
    candidates = [passages[passage_id] for passage_id in ids.tolist() if passage_id in passages]
    neighbours = archive.neighbours([passage.id for passage in candidates])
    windows, rows = _read_texts(tokens, question, candidates, neighbours)
    nothing = np.zeros((1, len(question.token_ids)), dtype=np.float32)
    around = Surroundings(neighbours, np.concatenate([windows.coverage(), nothing]), rows)
    covered = around.best(candidates)
    weights = tokens.idf(question.token_ids)
    late = _late(*late_parts(windows.of_first(len(candidates)), covered, weights))
    kept = np.array([passage.id for passage in candidates], dtype=np.int64)
    ends = weighted_coverage(windows.of_first(len(candidates)).coverage_of_ends(), weights)
    return Reading(kept, passages, late, covered, weights, around, ends)


def _read_texts(
    tokens: TokenIndex, question: Encoding, candidates: Sequence[Passage], neighbours: Mapping[int, Neighbours]
) -> tuple[Windows, dict[Key, int]]:
    """Read the candidates, short replies as one with their questions, then all else alone; return the row of each."""
    kept = [passage.id for passage in candidates]
    # Of what stands around them, what was not found itself has none of the question's words to lend, only words like
    # them. A short reply is read with its question all the same.
    asked = {other for near in neighbours.values() if near.together for other in near.question}
    stored = tokens.signs(np.array(sorted({*kept, *asked}), dtype=np.int64))
    labels = _labels(tokens, candidates)
    pieces = _pieces(stored, labels)
    read = [[pieces[other] for other in read_as_one(i, neighbours[i]) if other in pieces] for i in kept]
    rows: dict[Key, int] = {i: row for row, i in enumerate(kept) if not neighbours[i].together}
    alone = [key for key in pieces if key not in rows]
    rows |= {key: row for row, key in enumerate(alone, start=len(kept))}
    signs = joined_signs([stored.signs, *(label.signs for label in labels.values())])
    return read_windows(question.tokens, _texts(signs, [*read, *([pieces[key]] for key in alone)])), rows


def _pieces(stored: SignRows, labels: Mapping[Key, TokenVectors]) -> dict[Key, Piece]:
    """Return the piece that each text is, of the rows of what is stored and of the labels after it."""
    keys: list[Key] = [*stored.ids.tolist(), *labels]
    counts = [*stored.counts.tolist(), *(len(label.token_ids) for label in labels.values())]
    return dict(zip(keys, zip(accumulate(counts, initial=0), counts, strict=False), strict=True))


def _texts(signs: Bytes, texts: Sequence[Sequence[Piece]]) -> Texts:
    starts, counts = np.array([piece for text in texts for piece in text], dtype=np.int64).reshape(-1, 2).T
    lengths = np.array([sum(count for _, count in text) for text in texts], dtype=np.int64)
    ends = np.cumsum(counts)
    return Texts(signs, np.arange(int(counts.sum())) + np.repeat(starts - ends + counts, counts), lengths)


def _labels(tokens: TokenIndex, passages: Sequence[Passage]) -> dict[Key, TokenVectors]:
    """Return the labels that these passages are read in the light of: their titles, and who speaks."""
    stored = tokens.labels({passage.article_id for passage in passages})
    wanted = dict.fromkeys(
        (p.article_id, speaker) for p in passages for speaker in ("", p.speaker) if speaker is not None
    )
    names = {key: f"speaker:{key[1]}" if key[1] else "title" for key in wanted}
    return {key: stored[key[0]][name] for key, name in names.items() if name in stored[key[0]]}


def read_as_one(passage_id: int, near: Neighbours) -> tuple[int, ...]:
    """Return the passages that are read as one: this passage, its question before it when it is a short reply."""
    return (*near.question, passage_id) if near.together else (passage_id,)


def read_together(passage_id: int, near: Neighbours, tokens: TokenIndex) -> TokenVectors:
    """Return the token vectors of what is read as one with a passage, those of the question first."""
    ids = read_as_one(passage_id, near)
    stored = tokens.vectors(ids)
    parts = [stored[one] for one in ids if one in stored]
    return TokenVectors(np.concatenate([p.token_ids for p in parts]), joined_signs([p.signs for p in parts]))


def rank(reading: Reading, lexical: Floats, missing_numbers: Floats, times: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Return the final scores, rows as in `reading`, and the rows best first, equal scores by ascending id.

    `lexical` is BM25; relative to its best it settles what late interaction leaves close. `missing_numbers` is the
    share of the question's numbers that a passage has not: to the encoder 2024 is much like 2025. `times` is what
    speaking of the question's times adds, or of others takes. A short reply ranks above the question that it is read
    with, and any reply above a question that is nearly the one asked. Passages that only ask are left out of the order
    where a reply to them is among the rows.
    """
    scores = reading.late + lexical_parts(lexical) - np.float32(NUMBER_WEIGHT) * missing_numbers + times
    answered = _lift_replies(reading, scores)
    order = np.argsort(-scores, kind="stable")
    return scores, order[~answered[order]]


def lexical_parts(lexical: Floats) -> Floats:
    """Return what BM25 adds to each score, float32."""
    best = float(lexical.max(initial=0.0))
    return np.float32(LEXICAL_WEIGHT) * (lexical / np.float32(best) if best > 0.0 else lexical)


def _lift_replies(reading: Reading, scores: Floats) -> NDArray[np.bool_]:
    """Lift replies among the candidates above the questions they answer; return the rows of questions that give way.

    What only asks gives way wherever a reply to it is there: a question is no answer.
    """
    rows = {passage_id: row for row, passage_id in enumerate(reading.ids.tolist())}
    replies: dict[int, list[int]] = {}
    for reply, near in reading.around.neighbours.items():
        for question in near.question:
            replies.setdefault(question, []).append(reply)
    nearly_asked = _nearly_asked(reading)
    gives_way = np.zeros(len(rows), dtype=np.bool_)
    for question in replies.keys() & rows.keys():
        gives_way[rows[question]] = only_asks = _only_asks(reading.passages[question])
        lifted = {reply for reply in replies[question] if reading.around.neighbours[reply].together}
        if only_asks or question in nearly_asked:
            lifted.add(_begins_reply(question, replies[question], reading, lambda reply: float(scores[rows[reply]])))
        for reply in lifted:
            scores[rows[reply]] = max(float(scores[rows[reply]]), float(scores[rows[question]]) + ABOVE)
    return gives_way


def _begins_reply(question: int, replies: Sequence[int], reading: Reading, score: Callable[[int], float]) -> int:
    """Return the passage right behind the question, or the best of its replies where that was not found."""
    direct = (reply for reply in replies if reading.around.neighbours[reply].before == question)
    return next(direct, max(replies, key=score))


def _only_asks(passage: Passage) -> bool:
    """Tell whether a passage is a question and hardly more."""
    return len(passage.text) <= QUESTION_CHARS and ends_asking(passage.text, 0, len(passage.text))


def _nearly_asked(reading: Reading) -> frozenset[int | None]:
    """Return the candidates that ask nearly what is asked now."""
    near = (i for i, end in zip(reading.ids.tolist(), reading.ends.tolist(), strict=True) if end >= NEARLY_ASKED)
    return frozenset(i for i in near if ends_asking(reading.passages[i].text, 0, len(reading.passages[i].text)))


def late_parts(windows: Windows, covered: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return coverage and proximity, of which late is made, each 0..1, float32, (texts,)."""
    together = proximity(windows, covered, weights, discount=SCATTERED_DISCOUNT)
    return weighted_coverage(covered, weights), together


def _late(covered: Floats, together: Floats) -> Floats:
    return np.asarray((covered + PROXIMITY_WEIGHT * together) / (1.0 + PROXIMITY_WEIGHT), dtype=np.float32)
