"""The words by which an article says who speaks: "Ambassador Bezdetko said", "said he", "according to the minister".

Here is which person, by name, title or pronoun, does the saying in a paragraph; what is said is found in `attribution`.
A subject that is only part of a longer one ("the wife of the ambassador said") is no subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa.ingestion.attribution import reporting_verbs as verbs
from qa.ingestion.attribution.mentions import Mention, origin_before, title_start
from qa.ingestion.attribution.people import People, Person
from qa.names import name_words as lists
from qa.text.prose import Word, is_joined

Order = Literal["before", "after", "according"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whoever does the saying; neither person nor pronoun where the words name nobody for certain.

    Attributes:
        first, last: indexes of its first word and behind its last.
        pronoun: "he" or "she", whose person depends on what was said before.
    """

    first: int
    last: int
    person: Person | None = None
    pronoun: str | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say who speaks.

    Attributes:
        first, last: indexes of its first word and behind its last: subject and verb.
        order: where the subject stands: before the verb, after it, or after "according to".
        verb: the verb's base form; "" with "according to".
        subject: None where nobody could be made out.
        goes_on: whether the verb shares the subject of one before it: "… and added".
    """

    first: int
    last: int
    order: Order
    verb: str
    subject: Subject | None
    goes_on: bool = False


class CueFinder:
    """Finds the cues in the words of one paragraph; words inside quotations are `quoted` and left alone."""

    def __init__(self, words: Sequence[Word], people: People, quoted: Sequence[bool]) -> None:
        self._words = words
        self._people = people
        self._quoted = quoted
        self.mentions = people.mentions(words)
        self._by_last = {mention.last: mention for mention in self.mentions}
        self._by_opening = {mention.opens: mention for mention in self.mentions}

    def cues(self) -> list[Cue]:
        """Return the cues in order, also those whose subject is unknown."""
        found = (self._cue_at(index) for index in range(len(self._words)) if not self._quoted[index])
        return [cue for cue in found if cue is not None]

    def _cue_at(self, index: int) -> Cue | None:
        words = self._words
        lower = words[index].lower
        if lower == "according" and self._lower(index + 1) == "to":
            subject = self._subject_from(index + 2)
            return Cue(index, subject.last if subject else index + 2, "according", "", subject)
        verb = verbs.VERBS.get(lower) if words[index].text.islower() else None
        if verb is None or words[index].possessive:
            return None
        cue = self._subject_first(index, verb) or self._verb_first(index, verb)
        if (
            cue is None
            and lower in verbs.PAST
            and (verb not in verbs.OFTEN_NO_SPEECH or self._lower(index + 1) == "that")
        ):
            goes_on = self._lower(index - 1) in ("and", "then", "also") or self._lower(index - 1).endswith("ly")
            return Cue(index, index + 1, "before", verb, None, goes_on=goes_on)
        return cue

    def _lower(self, index: int) -> str:
        return self._words[index].lower if 0 <= index < len(self._words) else ""

    # "Ambassador Bezdetko said", "Bezdetko, who has lived here for years, also said"

    def _subject_first(self, index: int, verb: str) -> Cue | None:
        words = self._words
        end = index
        while end > 0 and not words[end].gap.strip() and _may_stand_between(words[end - 1].lower):
            end -= 1
        gap = words[end].gap.strip()
        if not gap:
            subject = self._subject_up_to(end)
            if subject and self._opens_clause(subject.first):
                return Cue(subject.first, index + 1, "before", verb, subject)
        elif gap == "," and end > 0:
            begin = end - 1
            while begin > 0 and not words[begin].gap.strip():
                begin -= 1
            subject = (
                self._subject_up_to(begin) if words[begin].gap.strip() == "," and self._is_aside(begin, end) else None
            )
            if subject and not subject.pronoun and self._opens_sentence(subject.first):
                return Cue(subject.first, index + 1, "before", verb, subject)
        return None

    def _is_aside(self, begin: int, end: int) -> bool:
        """Tell whether the words between two commas only say who somebody is."""
        if not 0 < end - begin <= 16 or any(self._quoted[begin:end]):
            return False
        inside = [word.lower for word in self._words[begin:end]]
        opens = inside[0] in ("who", "a", "an", "the", "whose", "currently", "now") or inside[0] in lists.TITLES
        opens = opens or self._words[begin].possessive or inside[0] in lists.QUALIFIERS
        return opens and not set(inside) & (verbs.PAST | {"says", "according"})

    def _opens_clause(self, index: int) -> bool:
        """Tell whether a subject that begins here is whole: nothing before it belongs to it."""
        if self._opens_sentence(index):
            return True
        while not self._words[index].gap.strip() and self._lower(index - 1) in _CLAUSE_OPENERS:
            index -= 1
        return any(sign in _CLAUSE_MARKS for sign in self._words[index].gap)

    def _opens_sentence(self, index: int) -> bool:
        while index > 0:
            gap = self._words[index].gap
            if any(sign in _SENTENCE_MARKS for sign in gap) or " - " in gap:
                return True
            if gap.strip() or self._lower(index - 1) not in lists.OPENERS:
                return False
            index -= 1
        return True

    def _subject_up_to(self, end: int) -> Subject | None:
        """Return the subject whose last word stands directly before `end`."""
        if end <= 0 or self._quoted[end - 1] or self._words[end - 1].possessive:
            return None
        if self._lower(end - 1) in ("he", "she"):
            return Subject(end - 1, end, pronoun=self._lower(end - 1))
        mention = self._by_last.get(end)
        if mention is not None:
            return self._named(mention)
        return self._titled(title_start(self._words, end), end)

    def _named(self, mention: Mention) -> Subject:
        first = mention.opens
        if first > 0 and is_joined(self._words, first) and self._lower(first - 1) == "the" and first < mention.first:
            first -= 1
        return Subject(first, mention.last, self._people.named(mention.name))

    def _titled(self, first: int, end: int) -> Subject | None:
        title = tuple(word.lower for word in self._words[first:end])
        origin, begin = origin_before(self._words, first)
        if not title:
            return None
        if begin == 0 or not is_joined(self._words, begin) or self._lower(begin - 1) != "the":
            return None
        return Subject(begin - 1, end, self._people.bearing(title, origin))

    # "said the ambassador", "according to Bezdetko"

    def _verb_first(self, index: int, verb: str) -> Cue | None:
        gap = self._words[index].gap.strip()
        if verb not in verbs.INVERTIBLE or not any(sign in _STATEMENT_ENDS for sign in gap):
            return None
        subject = self._subject_from(index + 1)
        return Cue(index, subject.last, "after", verb, subject) if subject else None

    def _subject_from(self, first: int) -> Subject | None:
        """Return the subject that begins at `first` and is whole."""
        words = self._words
        if first >= len(words) or words[first].gap.strip() or self._quoted[first]:
            return None
        if self._lower(first) in ("him", "her", "he", "she"):
            pronoun = "he" if self._lower(first) in ("him", "he") else "she"
            subject: Subject | None = Subject(first, first + 1, pronoun=pronoun)
        else:
            opening = first + (self._lower(first) == "the")
            mention = self._by_opening.get(opening)
            subject = self._named(mention) if mention is not None else self._title_from(first)
        return subject if subject and self._ends(subject.last) else None

    def _title_from(self, first: int) -> Subject | None:
        for end in range(first + 2, min(first + 7, len(self._words)) + 1):
            if not is_joined(self._words, end - 1):
                return None
            begin = title_start(self._words, end)
            if begin < end and not (is_joined(self._words, end) and self._lower(end) in lists.TITLES):
                subject = self._titled(begin, end)
                return subject if subject and subject.first == first else None
        return None

    def _ends(self, last: int) -> bool:
        """Tell whether a subject that ends here is whole: no possessive, nobody else beside it."""
        words = self._words
        if words[last - 1].possessive:
            return False
        if last >= len(words):
            return True
        if words[last].gap.strip():
            return "(" not in words[last].gap
        return words[last].lower in verbs.AFTER_CUE - {"of"}


_CLAUSE_OPENERS = lists.OPENERS - {"and"}
_CLAUSE_MARKS = ',;:–—”"»’'
_SENTENCE_MARKS = '.!?–—…”"»'
_STATEMENT_ENDS = ',?!…—–”"»’'


def _may_stand_between(lower: str) -> bool:
    return lower in verbs.BETWEEN or (lower.endswith("ly") and lower not in verbs.HEDGES)
