"""Whether the words that answer lie inside a passage. The rules agree with those of the sets' own scorer.

Long evidence (30 letters or more) counts wherever it stands, compared as bare words; shorter evidence, which could
stand anywhere, counts only where its own place in its own article is covered.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.evaluation.judgments import Judgment
from qa.records import Span
from qa.text.folding import same_words

LONG_EVIDENCE = 30  # characters as bare words: by then the words can hardly stand elsewhere by chance


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some returned text: a passage, its first characters, or a highlight.

    Attributes:
        start: where it begins in the article, or None when that is not known.
    """

    article_id: str
    text: str
    start: int | None = None

    def first(self, characters: int) -> Excerpt:
        """Return the part that is left when the reader stops after `characters`."""
        return self if len(self.text) <= characters else replace(self, text=self.text[:characters])


class Coverage:
    """Tells which excerpts cover which judgments; `texts` are the canonical texts by article id."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._letters: dict[str, _Letters] = {}
        self._bare: dict[str, str] = {}

    def covers(self, excerpt: Excerpt, judgment: Judgment) -> bool:
        """Return whether the words of `judgment` lie inside `excerpt`."""
        if judgment.alternatives:
            return any(self.covers(excerpt, one) for one in self._alternatives(judgment))
        evidence = self._bare_words(judgment.evidence or "")
        inside = bool(evidence.strip()) and evidence in self._bare_words(excerpt.text)
        is_long = len(evidence) >= LONG_EVIDENCE + 2  # a space stands on either side
        if is_long and (inside or judgment.span is None):
            return inside
        return excerpt.article_id == judgment.article_id and self._covers_place(excerpt, judgment, inside)

    def _covers_place(self, excerpt: Excerpt, judgment: Judgment, inside: bool) -> bool:
        """Tell whether the judged place is covered; the words must do where the passage was altered, or no place is."""
        wanted = self._trimmed(judgment)
        found = None if wanted is None else self._place(excerpt)
        if wanted is None or found is None:
            return inside
        return found.start <= wanted.start and wanted.end <= found.end

    def covers_any(self, excerpts: Iterable[Excerpt], judgments: Sequence[Judgment]) -> bool:
        """Return whether one of `excerpts` covers one of `judgments`."""
        return any(self.covers(excerpt, judgment) for excerpt in excerpts for judgment in judgments)

    def _alternatives(self, judgment: Judgment) -> Iterable[Judgment]:
        text = self._texts.get(judgment.article_id or "", "")
        for span in judgment.alternatives:
            yield replace(judgment, span=span, evidence=text[span.start : span.end] or None, alternatives=())

    def _trimmed(self, judgment: Judgment) -> Span | None:
        """Return the judged span without punctuation at its edges; None when no letter or digit is left."""
        if judgment.span is None:
            return None
        text = self._texts.get(judgment.article_id or "", "")
        letters = [at for at in range(*judgment.span) if at < len(text) and text[at].isalnum()]
        return Span(letters[0], letters[-1] + 1) if letters else None

    def _place(self, excerpt: Excerpt) -> Span | None:
        if excerpt.article_id not in self._letters:
            self._letters[excerpt.article_id] = _Letters(self._texts.get(excerpt.article_id, ""))
        return self._letters[excerpt.article_id].find(excerpt)

    def _bare_words(self, text: str) -> str:
        if text not in self._bare:
            self._bare[text] = f" {same_words(text)} "
        return self._bare[text]


class _Letters:
    """The letters and digits of a text with their places: white space and punctuation do not matter in finding."""

    def __init__(self, text: str) -> None:
        self._places = [at for at, character in enumerate(text) if character.isalnum()]
        self._letters = _letters(text)

    def find(self, excerpt: Excerpt) -> Span | None:
        """Return where the excerpt stands; its own offset decides only where the text there is the same."""
        wanted = _letters(excerpt.text)
        if not wanted:
            return None
        at = -1
        if excerpt.start is not None:
            stated = bisect.bisect_left(self._places, excerpt.start)
            at = stated if self._letters.startswith(wanted, stated) else -1
        if at < 0:
            at = self._letters.find(wanted)
        return None if at < 0 else Span(self._places[at], self._places[at + len(wanted) - 1] + 1)


def _letters(text: str) -> str:
    # The first character only: some letters become two in lower case, and places must stay one for one.
    return "".join(character.lower()[:1] for character in text if character.isalnum())
