"""Who said what in a narrative article: quotations and reported speech, with the name where the text gives it.

Precision stands above all: where the text leaves a doubt nothing is attributed. The words that say who speaks are
found in `cues`, quotation marks in `text.quotation_marks`, how far reported speech goes in `reported_speech`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from qa.ingestion.attribution.claims import Quoting
from qa.ingestion.attribution.cues import Cue, CueFinder
from qa.ingestion.attribution.mentions import Mention
from qa.ingestion.attribution.people import People, Person
from qa.ingestion.attribution.reported_speech import reported_statement, tail_after_quotation
from qa.ingestion.attribution.stretches import overlapping
from qa.ingestion.dialogue.speakers import blocks_by_turn
from qa.names import name_words as lists
from qa.records import Article, Attribution, Span, Turn
from qa.text.blocks import Block, find_blocks
from qa.text.prose import Word, words_of
from qa.text.quotation_marks import Quotation, Quotations, find_quotations
from qa.text.sentences import split_sentences

ATTRIBUTION_RULES = "2"
"""Version of what is attributed to whom; when it changes, articles are read again."""

# A "he" so many characters after the last words that were attributed is left alone.
LONGEST_REACH = 1_500
# So many characters before them somebody else could be meant, when it is not known whether the speaker is a "he".
WIDEST_LOOK_BACK = 1_000


def find_attributions(article: Article, turns: Sequence[Turn]) -> tuple[Attribution, ...]:
    """Return who said what in the turns that have neither speaker nor role, in order of place.

    Captions, headings and transcripts have none.
    """
    told = [turn for turn in turns if turn.speaker is None and turn.role is None]
    if not told:
        return ()
    blocks = find_blocks(article.text, article.body_start, len(article.text))
    prose = [block for block in blocks if block.kind in ("paragraph", "caption")]
    people = People(
        [words_of(article.text, block.start, block.end) for block in prose],
        stated=[_one_name(article.interviewee), _one_name(article.interviewer)],
    )
    found: list[Attribution] = []
    for own in blocks_by_turn(told, blocks):
        found.extend(_Narrative(article, people, own).attributions())
    return _without_conflicts(found)


def _one_name(stated: str | None) -> str | None:
    """Return the stated name, or None where it is that of several people."""
    return stated if stated and len(stated.split()) <= 5 and not set(",;&/") & set(stated) else None


def _without_conflicts(found: Iterable[Attribution]) -> tuple[Attribution, ...]:
    """Return the attributions in order, without those that two people would share."""
    ordered = sorted(set(found), key=lambda one: (one.start, -one.end, one.speaker is None))
    bad = set()
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other.start >= one.end:
                break
            inside = other.end <= one.end
            if (
                not inside
                or (other.speaker not in (None, one.speaker))
                or (other.start, other.end) == (one.start, one.end)
            ):
                bad |= {one, other}
    return tuple(one for one in ordered if one not in bad)


@dataclass(frozen=True, slots=True)
class _Named:
    """Somebody named, or who might be meant, at a place of the article."""

    start: int
    person: Person | None


class _Narrative:
    """One stretch of narrative, read from its beginning: a pronoun means whom the words before it mean."""

    def __init__(self, article: Article, people: People, blocks: Sequence[Block]) -> None:
        self._article = article
        self._text = article.text
        self._people = people
        self._paragraphs = [Span(block.start, block.end) for block in blocks if block.kind == "paragraph"]
        self._quotations = _without_breaks(blocks, self._text)
        self._named: list[_Named] = []
        self._last: Person | None = None
        self._last_place = 0

    def attributions(self) -> Iterator[Attribution]:
        for paragraph in self._paragraphs:
            yield from self._read(paragraph)

    def _read(self, paragraph: Span) -> Iterator[Attribution]:
        words = words_of(self._text, *paragraph)
        if not words:
            return
        quotations = overlapping(self._quotations.found, paragraph)
        unsure = overlapping(self._quotations.unsure, paragraph)
        finder = CueFinder(words, self._people, _inside(words, [*quotations, *unsure]))
        self._named.extend(sorted(self._people_in(words, finder.mentions), key=lambda one: one.start))
        named = [words[one.opens].start for one in finder.mentions if _goes_on(words, one.last)]
        quoting = Quoting(self._text, paragraph, words, quotations, unsure, named, finder.cues())
        for sentence in _sentences(self._article, paragraph, quotations):
            yield from self._attributed(quoting, sentence, words)

    def _attributed(self, quoting: Quoting, sentence: Span, words: Sequence[Word]) -> Iterator[Attribution]:
        cues = quoting.cues_in(sentence)
        people = [self._person(cue, words) for cue in cues]
        quotes = False
        for cue, person in zip(cues, people, strict=True):
            spoken = quoting.quoted_by(cue)
            quotes = quotes or bool(spoken)
            if spoken and person is not None:
                yield from quoting.direct(spoken, sentence, cue, person)
                yield from tail_after_quotation(quoting.stretch(sentence), cue, person.name)
        if len(set(people)) > 1:
            self._last = None  # either of them may be the next "he"
        if not quotes and cues and people[0] is not None:
            statement = reported_statement(quoting.stretch(sentence), cues, people[0].name)
            if statement is not None:
                yield statement
                yield from quoting.others_words(statement)

    def _people_in(self, words: Sequence[Word], mentions: Sequence[Mention]) -> Iterator[_Named]:
        titled: set[int] = set()
        for mention in mentions:
            yield _Named(words[mention.first].start, self._people.named(mention.name))
            if mention.title:
                titled.update(range(mention.opens, mention.last + 8))
        for index, word in enumerate(words):
            if word.lower in lists.SOMEBODY:
                yield _Named(word.start, None)
            elif word.lower in lists.TITLES and index not in titled:
                yield _Named(word.start, self._people.bearing((word.lower,)))

    def _person(self, cue: Cue, words: Sequence[Word]) -> Person | None:
        """Return who speaks by the cue, and remember it: whoever it is, or nobody, is the next "he"."""
        if cue.goes_on:
            return self._last
        subject = cue.subject
        person = subject.person if subject else None
        if subject is not None and subject.pronoun and self._can_be_last(words[subject.first].start, subject.pronoun):
            person = self._last
        self._last, self._last_place = person, words[cue.last - 1].end
        return person

    def _can_be_last(self, place: int, pronoun: str) -> bool:
        """Tell whether a pronoun can mean whoever spoke last: nobody else is named between.

        Where neither title nor given name tells what the person is called, nobody else may stand before them either.
        """
        last = self._last
        if last is None or place - self._last_place > LONGEST_REACH or last.pronoun not in (None, pronoun):
            return False
        begin = self._last_place if last.pronoun else self._last_place - WIDEST_LOOK_BACK
        first = bisect_left(self._named, begin, key=lambda one: one.start)
        between = takewhile(lambda one: one.start < place, islice(self._named, first, None))
        return all(one.person is last for one in between)


def _goes_on(words: Sequence[Word], index: int) -> bool:
    """Tell whether a word follows that may be a name's verb: no comma or stop before it."""
    return index < len(words) and words[index].gap.strip()[:1] not in tuple(",.;:!?")


def _inside(words: Sequence[Word], spans: Sequence[Span | Quotation]) -> list[bool]:
    """Tell for each word whether it stands inside one of the spans."""
    inside = [False] * len(words)
    starts = [word.start for word in words]
    for span in spans:
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        inside[first:last] = [True] * (last - first)
    return inside


def _without_breaks(blocks: Sequence[Block], text: str) -> Quotations:
    """Return the quotations of runs of paragraphs; nothing is quoted across a heading or a caption."""
    found: list[Quotation] = []
    unsure: list[Span] = []
    run: list[Span] = []
    for block in [*blocks, None]:
        if block is not None and block.kind == "paragraph":
            run.append(Span(block.start, block.end))
        elif run:
            inside = find_quotations(text, run)
            found.extend(inside.found)
            unsure.extend(inside.unsure)
            run = []
    return Quotations(tuple(found), tuple(unsure))


def _sentences(article: Article, paragraph: Span, quotations: Sequence[Quotation]) -> Iterator[Span]:
    """Yield the sentences of a paragraph; none ends inside a quotation."""
    held: Span | None = None
    for sentence in split_sentences(article.text, *paragraph, language=article.language):
        held = Span(held.start, sentence.end) if held is not None else sentence
        if not any(one.start < held.end < one.end for one in overlapping(quotations, held)):
            yield held
            held = None
    if held is not None:
        yield held
