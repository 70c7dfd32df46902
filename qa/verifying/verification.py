"""Quotations checked against the archive: exact, near or absent.

Which articles may hold a quotation, the lexical index knows: those that hold each run of its words. Only these are
read, and the words laid against their text; so nothing exact is missed, however long the archive is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from qa.answers import Citation
from qa.archive.archive import Archive
from qa.citing.citations import check_quotation, cite, excerpt
from qa.citing.credit import statements_within
from qa.citing.text_fragments import link_to_words
from qa.errors import TooLarge
from qa.records import Article, Attribution, Passage, Span, SpokenTime, Turn
from qa.search.derived import Derived
from qa.text.folding import Folded, fold
from qa.text.tokens import Token
from qa.verdicts import Difference, Nearest, Place, Verdict
from qa.verifying.exact import Quotation, read_quotation
from qa.verifying.near import Alignment, ArticleWords, align, differences, differs_in
from qa.verifying.near_tokens import quoted_parts

LONGEST_QUOTATION = 20_000
"""Characters of a quotation; some eight pages."""
MOST_PLACES = 100
# Share of a quotation's words that the source must have for it to be called near: three of four, four of six.
NEAR = 0.6
# A greeting is nearly said in every episode: so many articles are laid beside a quotation that is in none.
NEAR_ARTICLES = 8
NEAR_PASSAGES = 8
# Words that follow each other, which a quotation with a wrong word still shares with its source.
PHRASE_WORDS = 3
MOST_PHRASES = 60
_KEPT_ARTICLES = 32


@dataclass(frozen=True)
class _Read:
    """An article with what a verdict cites of it."""

    article: Article
    passages: Sequence[Passage]
    turns: Sequence[Turn]
    attributions: Sequence[Attribution]
    times: Sequence[SpokenTime]
    cite: Callable[[Passage, Span], Citation]

    @cached_property
    def folded(self) -> Folded:
        return fold(self.article.text)

    @cached_property
    def words(self) -> ArticleWords:
        return ArticleWords.of(self.folded)

    def citation(self, start: int, end: int) -> Citation:
        """Return the citation of these words, which may lie in several passages, or between them."""
        text = self.article.text
        held = [passage for passage in self.passages if passage.start < end and start < passage.end]
        passage = held[0] if held else min(self.passages, key=lambda one: max(one.start - end, start - one.end))
        question = passage.question
        return replace(
            self._credited(passage, start, end),
            statements=statements_within(Span(start, end), self.attributions),
            deep_link=link_to_words(self.article.url, text, Span(start, end)),
            start=start,
            end=end,
            quote=text[start:end],
            question=None if question is None or not held else excerpt(text, question),
            speaks_of=tuple(time for time in self.times if start <= time.start and time.end <= end),
            start_seconds=self.article.seconds_at(start),
        )

    def _credited(self, passage: Passage, start: int, end: int) -> Citation:
        """Return the passage's citation with whoever speaks all of these words: by turn, or as the article says."""
        cited = self.cite(passage, Span(start - passage.start, end - passage.start))
        speakers = {(turn.speaker, turn.role) for turn in self.turns_within(start, end)}
        if speakers <= {(None, None)}:
            return cited
        speaker, role = speakers.pop() if len(speakers) == 1 else (None, None)
        return replace(cited, speaker=speaker, role=role, attribution="said", reported_by=None)

    def turns_within(self, start: int, end: int) -> list[Turn]:
        return [turn for turn in self.turns if turn.start < end and start < turn.end]


class Verifier:
    """Checks quotations against one state of an index."""

    def __init__(self, archive: Archive, derived: Derived) -> None:
        self._archive = archive
        self._derived = derived
        # A draft quotes the same few articles again and again.
        self._read = lru_cache(maxsize=_KEPT_ARTICLES)(self._read_article)

    def verify(self, text: str) -> Verdict:
        """Return whether the words of `text` stand in an article, and where.

        Raises InvalidInput without a word in it, TooLarge beyond LONGEST_QUOTATION.
        """
        if len(text) > LONGEST_QUOTATION:
            raise TooLarge(
                f"the quotation has {len(text):,} characters, at most {LONGEST_QUOTATION:,} are compared",
                next_step="check its parts one by one",
                limit=LONGEST_QUOTATION,
                actual=len(text),
            )
        readings = read_quotation(text)
        with self._archive.snapshot():
            tried: list[str] = []
            for reading in readings:
                places, count, missed = self._places(reading)
                if places:
                    return Verdict(text, "exact", tuple(places), count, notes=tuple(_notes(places)))
                tried += missed
            nearest, notes = self._nearest(text, tried)
        if nearest is None:
            return Verdict(text, "absent")
        return Verdict(text, "near", nearest=nearest, notes=notes)

    def _places(self, reading: Quotation) -> tuple[list[Place], int, list[str]]:
        """Return the places of one reading, how many there are, and articles with the same words in other marks."""
        places: list[Place] = []
        missed: list[str] = []
        count = 0
        for article_id in self._article_ids(self._derived.lexical.articles_holding(reading.phrases)):
            read = self._read(article_id)
            found = reading.places(read.folded)
            count += len(found)
            places += [_place(read, parts) for parts in found[: MOST_PLACES - len(places)]]
            if not found and len(missed) < NEAR_ARTICLES:
                missed.append(article_id)
        return places, count, missed

    def _article_ids(self, passage_ids: Sequence[int]) -> list[str]:
        passages = self._archive.passages(passage_ids)
        return list(dict.fromkeys(passages[one].article_id for one in passage_ids if one in passages))

    def _nearest(self, text: str, tried: Sequence[str]) -> tuple[Nearest | None, tuple[str, ...]]:
        quoted = fold(text)
        parts = quoted_parts(quoted.text)
        best: tuple[float, _Read, list[Alignment]] | None = None
        for article_id in dict.fromkeys([*tried, *self._candidates(parts)]):
            read = self._read(article_id)
            aligned = [one for part in parts if (one := align(part, read.words)) is not None]
            share = sum(one.common for one in aligned) / max(sum(_count(part) for part in parts), 1)
            is_near = aligned and len(aligned) == len(parts) and share >= NEAR
            if is_near and (best is None or share > best[0]):
                best = share, read, aligned
        if best is None:
            return None, ()
        _, read, aligned = best
        return _near(text, quoted, read, aligned), tuple(_near_notes(aligned))

    def _candidates(self, parts: Sequence[Sequence[Token]]) -> list[str]:
        """Return the ids of articles that share phrases or rare words with the quotation."""
        lexical = self._derived.lexical
        phrases = list(_phrases(parts))
        alike = lexical.articles_like(phrases[:: max(1, len(phrases) // MOST_PHRASES)], NEAR_ARTICLES)
        words = " ".join(token.text for part in parts for token in part)
        passages = [passage_id for passage_id, _ in lexical.search(words, NEAR_PASSAGES)]
        return self._article_ids([*alike, *passages])

    def _read_article(self, article_id: str) -> _Read:
        archive = self._archive
        article = archive.article(article_id)
        assert article is not None  # noqa: S101 - the snapshot that named it holds it
        head = archive.article_heads([article_id])[article_id]
        passages = archive.passages_of(article_id)
        for passage in passages:
            check_quotation(passage, article.text, archive.path)
        said = archive.attributions([article_id]).get(article_id, ())
        times = [time for spoken in archive.spoken_times(passages).values() for time in spoken]

        def cite_words(passage: Passage, words: Span) -> Citation:
            return cite(passage, head, words=words, text=article.text, attributions=said)

        return _Read(article, passages, archive.turns(article_id), said, times, cite_words)


def _place(read: _Read, parts: Sequence[Span]) -> Place:
    citation = read.citation(parts[0].start, parts[-1].end)
    turns = (turn for part in parts for turn in read.turns_within(*part))
    speakers = tuple(dict.fromkeys(turn.speaker for turn in turns))
    return Place(citation, tuple(excerpt(read.article.text, part) for part in parts), speakers)


def _notes(places: Sequence[Place]) -> Iterator[str]:
    if all(len(place.speakers) > 1 for place in places):
        yield "the words are not all of one speaker's turn"


def _near(text: str, quoted: Folded, read: _Read, aligned: Sequence[Alignment]) -> Nearest:
    article = read.article.text
    spans = sorted(read.folded.span(one.source[0].start, one.source[-1].end) for one in aligned)
    found: list[Difference] = []
    for one in aligned:
        place = found[-1].quoted.end if found else 0
        found += differences(one, text, quoted, article, read.folded, from_=place)
    return Nearest(
        citation=read.citation(spans[0].start, max(span.end for span in spans)),
        parts=tuple(excerpt(article, span) for span in spans),
        similarity=2 * sum(one.common for one in aligned) / sum(one.words for one in aligned),
        differs_in=differs_in(aligned),
        differences=tuple(found),
    )


def _near_notes(aligned: Sequence[Alignment]) -> Iterator[str]:
    starts = [one.source[0].start for one in aligned]
    if starts != sorted(starts):
        yield "the parts stand in another order in the article"
    if not differs_in(aligned) and starts == sorted(starts):
        yield "the words stand there only as part of other words, or apart"


def _count(tokens: Sequence[Token]) -> int:
    return sum(token.kind in ("word", "sign") for token in tokens)


def _phrases(parts: Sequence[Sequence[Token]]) -> Iterator[str]:
    """Yield the runs of a few words of each part; of a short part, shorter ones."""
    for part in parts:
        words = [token.text for token in part if token.kind in ("word", "sign")]
        length = PHRASE_WORDS if len(words) > 2 * PHRASE_WORDS else 2
        yield from (" ".join(words[at : at + length]) for at in range(len(words) - length + 1))
