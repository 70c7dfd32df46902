"""Words of a question that stand nowhere in the archive, and what they are taken for: "heilsberg" for "Hejlsberg".

Only what no passage has is changed, and every change is told. Who means a word as it is typed puts it in quotation
marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qa.answers import Respelling
from qa.archive.archive import Archive
from qa.records import Span
from qa.search.lexical_index import LexicalIndex
from qa.text.folding import same_letters
from qa.text.quotation_marks import QUOTED
from qa.text.words import LETTERS

# Shorter words are near too many others.
LEAST_LETTERS = 5
# From here on two slips are forgiven: one letter more, less, other, or two that changed places.
LETTERS_FOR_TWO = 9
# Passages in which the nearest spelling is looked for.
READ = 40


@dataclass(frozen=True, slots=True)
class Respelled:
    """A question as it is looked up.

    Attributes:
        text: the question with its words replaced.
        changes: what was replaced, in order; offsets into the question as typed.
    """

    text: str
    changes: tuple[Respelling, ...] = ()

    def as_typed(self, span: Span) -> Span:
        """Return where the words at `span` of `text` stand in the question as typed; a replaced word as a whole."""
        return Span(self._as_typed(span.start, end=False), self._as_typed(span.end, end=True))

    def _as_typed(self, at: int, *, end: bool) -> int:
        shift = 0  # of `text` against the question, behind the changes passed so far
        for change in self.changes:
            start = change.start + shift
            if at < start or (at == start and end):
                break
            if at < start + len(change.word) or (end and at == start + len(change.word)):
                return change.end if end else change.start
            shift += len(change.word) - (change.end - change.start)
        return at - shift


def respell(question: str, words: LexicalIndex, archive: Archive, *, is_common: Callable[[str], bool]) -> Respelled:
    """Return `question` with each word that no passage has replaced by the nearest that one has, if any is near.

    What `is_common` knows as a word of the language is no slip, and stays: "price" is not "prime".
    """
    changes = tuple(_changes(question, words, archive, is_common))
    text, at = "", 0
    for change in changes:
        text += question[at : change.start] + change.word
        at = change.end
    return Respelled(text + question[at:], changes)


def _changes(
    question: str, words: LexicalIndex, archive: Archive, is_common: Callable[[str], bool]
) -> Iterator[Respelling]:
    quoted = [match.span() for match in QUOTED.finditer(question)]
    for match in LETTERS.finditer(question):
        start, end = match.span()
        typed = match.group()
        if end - start < LEAST_LETTERS or any(first <= start < last for first, last in quoted):
            continue
        if words.knows(typed) or is_common(typed):
            continue
        slips = 1 if end - start < LETTERS_FOR_TWO else 2
        near = archive.passages(words.near(typed, slips=slips, k=READ))
        found = _nearest(typed, [passage.text for passage in near.values()], slips, words)
        if found is not None:
            yield Respelling(start, end, found)


def _nearest(typed: str, texts: Sequence[str], slips: int, words: LexicalIndex) -> str | None:
    """Return the word of `texts` nearest to `typed`, the most frequent of equally near ones."""
    # Loaded here: most questions have no word to look up.
    from rapidfuzz.distance import OSA

    plain = same_letters(typed)
    counted = Counter(word for text in texts for word in LETTERS.findall(text))
    # Who misspells a word seldom does so in its first letter, and "hand" is not "land".
    alike = [word for word in counted if same_letters(word)[:1] == plain[:1]]
    ranked = sorted(
        (distance, -counted[word], word)
        for word in alike
        if (distance := OSA.distance(plain, same_letters(word), score_cutoff=slips)) <= slips and words.knows(word)
    )
    return ranked[0][2] if ranked else None
