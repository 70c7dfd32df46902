"""Which of the ranked passages state what a better one answers with, in their own words.

One that answers with that statement itself takes no place of its own. One that has it among other things, and answers
the question with those, is named as a report and keeps its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from qa.answering.repeats.duplicates import NOTHING_NAMED, fold_duplicates, repeats
from qa.answering.repeats.named_times import NamedTimes
from qa.answering.repeats.said import DEPTH, Place, Said
from qa.records import Passage, Span


def share_places(
    ranked: Sequence[Passage],
    *,
    wanted: int,
    told: int,
    look: Callable[[int], Said],
    restated: Callable[[int, int], Span | None],
    times: NamedTimes = NOTHING_NAMED,
) -> list[Place]:
    """Return `wanted` places, or as many as there are, best first; who else reports is told of the first `told`.

    `times` tell the same words about one year from those about another. `look` is asked for few passages, those shown
    and those that state the same; `restated` tells where the second of two states what the first answers with.
    """
    asked_for = wanted

    @cache
    def report(shown: int, number: int) -> Span | None:
        """Return where passage `number` states, in another article, what `shown` answers with; None where nowhere."""
        if ranked[shown].article_id == ranked[number].article_id:
            return None
        answer, span = look(shown).answer, restated(shown, number)
        if answer is None or span is None:
            return None
        return None if times.differ(ranked[shown], ranked[number], span=answer.span, other_span=span) else span

    while True:
        groups = fold_duplicates(ranked, places=asked_for, times=times)
        places = _places(ranked, groups, look, report, times, wanted=wanted, told=told)
        if len(places) == wanted or len(groups) < asked_for:
            return places
        asked_for += wanted - len(places)  # as many more as reports have left empty


def _places(
    ranked: Sequence[Passage],
    groups: Sequence[Sequence[int]],
    look: Callable[[int], Said],
    report: Callable[[int, int], Span | None],
    times: NamedTimes,
    *,
    wanted: int,
    told: int,
) -> list[Place]:
    places: list[Place] = []
    taken: set[int] = set()
    for shown, *copies in groups:
        if len(places) == wanted:
            break
        if shown in taken:
            continue
        # What the last one states takes no place from another, so where nobody is told of it, it is not looked for.
        is_read = len(places) < max(told, wanted - 1)
        end = min(DEPTH, len(ranked)) if is_read else 0
        left = [n for n in range(shown + 1, end) if n not in taken and n not in copies]
        same = [(n, span) for n in left if (span := report(shown, n)) is not None]
        folded = {n for n, span in same if _answers_with(look(n), span)}
        # How far down copies are looked for depends on how many passages are asked for; what is one must not.
        copied = {n for n in folded if repeats(ranked[shown], ranked[n], times=times)}
        reports = tuple((n, span) for n, span in same if n not in copied)
        places.append(Place(shown, tuple(sorted({*copies, *copied} - taken)), reports))
        taken |= folded
    return places


def _answers_with(said: Said, statement: Span) -> bool:
    return said.answer is not None and said.answer.span == statement
