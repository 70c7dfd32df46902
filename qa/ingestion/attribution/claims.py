"""Which quotation belongs to whom: the one that words such as "the ambassador said" stand directly before or behind.

Whose name those words mean is for `attribution` to say.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from qa.ingestion.attribution import reporting_verbs as verbs
from qa.ingestion.attribution.cues import Cue
from qa.ingestion.attribution.people import Person
from qa.ingestion.attribution.reported_speech import frame_start
from qa.ingestion.attribution.stretches import Stretch, overlapping
from qa.records import Attribution, Span
from qa.text.prose import Word, words_of
from qa.text.quotation_marks import Quotation

# A quotation inside a quotation of up to so many words is taken for the speaker's own: ‘roadmap’.
OWN_WORDS = 3
# So near to it a word that announces somebody else's words makes it theirs.
NEAR_CHARS = 60


class Quoting:
    """The words, quotations and cues of a paragraph, and which quotation belongs to which cue.

    `named` are the places where names begin that more words follow.
    """

    def __init__(
        self,
        text: str,
        span: Span,
        words: Sequence[Word],
        quotations: Sequence[Quotation],
        unsure: Sequence[Span],
        named: Sequence[int],
        cues: Sequence[Cue],
    ) -> None:
        self._text = text
        self._span = span
        self._words = words
        self._quotations = quotations
        self._unsure = unsure
        self._named = named
        self._starts = [word.start for word in words]
        self._cues = cues
        self._announced = _others_announced(words)
        self._claims: defaultdict[Quotation, list[Cue]] = defaultdict(list)
        for cue in cues:
            for quotation in self._claimed_by(cue):
                self._claims[quotation].append(cue)

    def cues_in(self, sentence: Span) -> Sequence[Cue]:
        """Return the cues of a sentence, in order."""
        first, last = self._word_range(sentence.start, sentence.end)
        begin = bisect_left(self._cues, first, key=lambda cue: cue.first)
        return self._cues[begin : bisect_left(self._cues, last, key=lambda cue: cue.first)]

    def stretch(self, sentence: Span) -> Stretch:
        """Return a sentence with its words and quotations."""
        first, last = self._word_range(sentence.start, sentence.end)
        named = self._named[bisect_left(self._named, sentence.start) : bisect_left(self._named, sentence.end)]
        quotations = overlapping(self._quotations, sentence)
        return Stretch(self._text, sentence, self._words, first, last, quotations, self._unsure, named)

    def _word_range(self, start: int, end: int) -> tuple[int, int]:
        return bisect_left(self._starts, start), bisect_left(self._starts, end)

    # Which quotation

    def quoted_by(self, cue: Cue) -> list[Quotation]:
        """Return the quotations that the cue, and no other, stands directly before or behind.

        Where a quotation stands directly before a cue of its own, that one stands above one it would only go on from.
        """
        found = []
        for quotation in self._claimed_by(cue):
            others = [other for other in self._claims[quotation] if other is not cue]
            if self._stands_behind(cue, quotation):
                others = [other for other in others if self._stands_before(other, quotation)]
            if not others:
                found.append(quotation)
        return found

    def _claimed_by(self, cue: Cue) -> Iterator[Quotation]:
        if cue.order == "according" or not cue.subject or self._announced[cue.first]:
            return
        start, end = self._words[cue.first].start, self._words[cue.last - 1].end
        behind = bisect_right(self._quotations, start, key=lambda one: one.end) - 1
        before = bisect_left(self._quotations, end, key=lambda one: one.start)
        if behind >= 0 and self._stands_behind(cue, self._quotations[behind]):
            yield self._quotations[behind]
            following = self._quotations[behind + 1] if behind + 1 < len(self._quotations) else None
            if following is not None and self._goes_on_behind(cue, self._quotations[behind], following):
                yield following
                return
        if before < len(self._quotations) and self._stands_before(cue, self._quotations[before]):
            yield self._quotations[before]

    def _stands_behind(self, cue: Cue, quotation: Quotation) -> bool:
        """Tell whether it is “…,” said X or “…,” X said, the quotation opening the sentence."""
        begin = self._words[cue.first].start
        gap = self._text[quotation.end : begin]
        if begin < quotation.end or len(gap) > 6 or any(sign.isalnum() or sign in '.“«„"' for sign in gap):
            return False
        last = self._text[quotation.parts[-1].start : quotation.parts[-1].end].rstrip()[-1:]
        if last not in tuple(",!?…—–-") and "," not in gap:
            return False
        return self._opens_sentence(quotation.start) and self._is_over(cue.last)

    def _opens_sentence(self, start: int) -> bool:
        before = self._text[max(self._span.start, start - 20) : start].rstrip() if start >= self._span.start else ""
        return not before or before[-1] in '.!?…”"»'

    def _is_over(self, last: int) -> bool:
        """Tell whether nothing follows a cue behind a quotation that could be what is said."""
        words = self._words
        if last >= len(words):
            return True
        if words[last].gap.strip():
            return words[last].lower not in verbs.QUOTING
        return words[last].lower in verbs.AFTER_CUE - verbs.QUOTING or (words[last - 1].lower in ("told", "tells"))

    def _goes_on_behind(self, cue: Cue, before: Quotation, after: Quotation) -> bool:
        """Tell whether it is “…,” X said. “…” with nothing between; a question is more often followed by its answer."""
        begin = self._words[cue.last - 1].end
        gap = self._text[begin : after.start].strip() if begin <= after.start else "x"
        if gap not in (",", ".", ":", ";", "—", "–") or self._text[slice(*before.parts[-1])].rstrip().endswith("?"):
            return False
        rest = self._text[after.end : min(after.end + 20, self._span.end)].strip()
        whole = self._text[after.parts[-1].start : after.parts[-1].end].rstrip()[-1:] in tuple(".!?…")
        return not rest or (gap == "," and rest[0] in ".!?") or whole

    def _stands_before(self, cue: Cue, quotation: Quotation) -> bool:
        """Tell whether it is X said: “…”, perhaps with where and when between."""
        words = self._words
        begin = words[cue.last - 1].end
        if cue.order != "before" or begin > quotation.start or cue.verb in ("describe", "express"):
            return False
        last = bisect_left(self._starts, quotation.start)
        between = words[cue.last : last]
        gap = self._text[begin : quotation.start]
        mark = gap.strip()[-1:]
        if not between:
            return gap.strip() in (":", ",", "")
        if len(between) > 12 or mark not in (":", ",") or any(sign in gap for sign in '.!?;\n“”"«»'):
            return False
        opens = between[0].lower in verbs.AFTER_CUE - {"citing", "adding", "referring", "speaking", "via", "from"}
        opens = opens or cue.verb == "tell"
        return opens and not any(word.lower in verbs.OTHER_VOICE for word in between)

    # What was said

    def direct(
        self, quotations: Iterable[Quotation], sentence: Span, cue: Cue, person: Person
    ) -> Iterator[Attribution]:
        """Yield the words of the quotations as the person's, and those that they quote as nobody's."""
        place = Span(frame_start(self.stretch(sentence), cue), self._words[cue.last - 1].end)
        for quotation in quotations:
            if self._is_unsure(quotation.start, quotation.end):
                continue
            for part in quotation.parts:
                yield Attribution(*part, person.name, "direct", place)
            for inner in quotation.nested:
                if self._is_others(inner, quotation):
                    yield from (Attribution(*part, None, "direct", place) for part in inner.parts)

    def others_words(self, statement: Attribution) -> Iterator[Attribution]:
        """Yield, as nobody's, the quotations in reported speech that are announced as those of others."""
        for quotation in overlapping(self._quotations, Span(statement.start, statement.end)):
            if quotation.start < statement.start:
                continue
            before = self._words[
                bisect_left(self._starts, statement.start) : bisect_left(self._starts, quotation.start)
            ]
            own = [word for word in before if not statement.cue.start <= word.start < statement.cue.end]
            announced = any(word.lower in verbs.OTHER_VOICE or self._names_somebody(word) for word in own)
            if announced or self._text[statement.start : quotation.start].rstrip()[-1:] == ":":
                for start, end in quotation.parts:
                    if start < statement.end:
                        yield Attribution(start, min(end, statement.end), None, "direct", statement.cue)

    def _names_somebody(self, word: Word) -> bool:
        """Tell whether a name begins here, outside quotation marks, that more words follow: "as Ivan Petrov put it"."""
        return word.start in self._named and not overlapping(self._quotations, Span(word.start, word.end))

    def _is_others(self, inner: Quotation, outer: Quotation) -> bool:
        around = words_of(self._text, max(outer.start, inner.start - NEAR_CHARS), inner.start)
        around += words_of(self._text, inner.end, min(outer.end, inner.end + NEAR_CHARS))
        long = len(words_of(self._text, inner.start, inner.end)) > OWN_WORDS
        return long or any(word.lower in verbs.OTHER_VOICE for word in around)

    def _is_unsure(self, start: int, end: int) -> bool:
        return any(start < one.end and end > one.start for one in self._unsure)


def _others_announced(words: Sequence[Word]) -> list[bool]:
    """Tell for each word whether those before it, in its sentence, say that somebody else is quoted."""
    announced = [False]
    for word in words:
        if word.lower in verbs.QUOTING:
            announced.append(True)
        else:
            announced.append(announced[-1] and not any(sign in word.gap for sign in '.!?”"'))
    return announced
