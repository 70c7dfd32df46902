"""What an answer is made of, as data: hits, citations, explanations, and how sure it is.

Offsets are Unicode code points, end-exclusive, as in `qa.records`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa.records import Manner, Passage, Role, Span, SpokenTime

DateKind = Literal["said", "published"]
CitedAs = Literal["said", "paraphrased", "reported"]
ContextPart = Literal["title", "speaker", "question", "before"]


@dataclass(frozen=True, slots=True)
class Scores:
    """The named parts of a hit's score; larger is better.

    Attributes:
        dense: cosine of the pooled vectors of question and passage.
        lexical: BM25 of the question's words, 0.0 where none occurs.
        late: share of the question's weighted words that the passage or its context satisfies, about 0..1.
    """

    dense: float
    lexical: float
    late: float


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of an article, verbatim: `article.text[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class CitedStatement:
    """Words of a quotation that the article says somebody said: `article.text[start:end]`.

    Attributes:
        speaker: the name the article gives, or None for words of others that a speaker quotes.
        manner: "direct" in quotation marks, "reported" in the article's own words.
    """

    start: int
    end: int
    speaker: str | None
    manner: Manner


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quotation stands, checkable: `article.text[start:end] == quote`.

    Attributes:
        published, said: the article's dates, ISO 8601; `said` is when the interview was given.
        question: what the interviewer asked, where the quotation is a reply.
        speaker: who said the highlighted words, or all of the quotation where none are; None where nobody is named
            for all of them.
        attribution: "said" where these are the speaker's own words, "paraphrased" where the article says in its own
            what they said, "reported" where it names nobody for them.
        reported_by: the outlet that reports the words, unless they are "said"; None where it is unknown.
        statements: what a narrative article says in the quotation that somebody said, in its order; two may lie inside
            one another, and then the inner one holds.
        speaks_of: the times that the quotation speaks of, in its order.
        sha256: digest of the canonical text the offsets point into.
        deep_link: the url with a text fragment that opens the page at the quotation, or None without a url.
        start_seconds: of subtitles, how far into the recording the quotation begins, or None.
        inferred: which of title, outlet, published and said were read out of the text instead of stated by its source.
    """

    passage_id: int
    article_id: str
    title: str | None
    outlet: str | None
    published: str | None
    speaker: str | None
    role: Role | None
    url: str | None
    deep_link: str | None
    start: int
    end: int
    quote: str
    sha256: str
    said: str | None = None
    question: Excerpt | None = None
    speaks_of: tuple[SpokenTime, ...] = ()
    start_seconds: float | None = None
    attribution: CitedAs = "said"
    reported_by: str | None = None
    statements: tuple[CitedStatement, ...] = ()
    inferred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordMatch:
    """A word of a passage that is like a word of the question: offsets into `passage.text`, and how like, 0..1."""

    start: int
    end: int
    similarity: float


@dataclass(frozen=True, slots=True)
class ContextMatch:
    """What around a passage satisfied a word of the question.

    Attributes:
        part: title or speaker's name, the interviewer's question, or the passage before.
        similarity: how like its nearest words are, 0..1.
        discount: what this part counts, times which `similarity` is the word's.
    """

    part: ContextPart
    similarity: float
    discount: float


@dataclass(frozen=True, slots=True)
class ExplainedWord:
    """A word of the question, and what in or around a passage satisfied it.

    Attributes:
        start, end: offsets into the question.
        weight: its share of all the question's weight, 0..1.
        similarity: how well it is satisfied, 0..1: what its weight is multiplied by in `Explanation.coverage`.
        found: whether that is at least `Explanation.least_similarity`.
        matches: the nearest words of the passage that are at least so like it, nearest first.
        context: the part of the context that satisfied it better than the passage did, or None.
    """

    start: int
    end: int
    weight: float
    similarity: float
    found: bool
    matches: tuple[WordMatch, ...] = ()
    context: ContextMatch | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a passage ranks where it does: what its scores are made of.

    Attributes:
        coverage: sum of weight times similarity of `words`.
        proximity: the same in the one stretch of the passage that satisfies most.
        lexical_part, numbers_part: what BM25 added, and what missing numbers took.
        times_part: what was added for speaking of the question's times, or taken for speaking of others only.
        asked_part: what a reply gets whose question is nearly the one asked: it stands just above it.
            `score` is `scores.late` and these four.
        least_similarity: below it a word counts as not found.
        words: of the question, in its order; signs such as "?" weigh too and stand among them.
    """

    coverage: float
    proximity: float
    lexical_part: float
    numbers_part: float
    least_similarity: float
    words: tuple[ExplainedWord, ...]
    times_part: float = 0.0
    asked_part: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """The statement of a hit as another article has it, in other words or the same.

    Attributes:
        words: the sentence that states it, as offsets into `citation.quote`.
    """

    citation: Citation
    words: Span


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its rank (from 1), its score, and the citation to print.

    Attributes:
        highlights: the words that answer, as offsets into `passage.text`.
        question: the interviewer's words this passage replies to, verbatim, or None.
        explanation: why it ranks here, when that was asked for.
        also_in: where else the same is said, in order of score; those passages take no place of their own.
        also_reported_by: other articles that state what the hit's highlights state, in order of score; they take no
            place of their own either.
        independent_outlets: how many outlets state it, copies of one text and articles of one outlet counted once;
            0 when no outlet is named.
        before, after: the passages around it in reading order, no part of the quotation; None when not asked for.
    """

    rank: int
    score: float
    scores: Scores
    passage: Passage
    citation: Citation
    highlights: tuple[Span, ...] = ()
    question: str | None = None
    explanation: Explanation | None = None
    also_in: tuple[Citation, ...] = ()
    also_reported_by: tuple[Report, ...] = ()
    independent_outlets: int = 0
    before: tuple[Passage, ...] | None = None
    after: tuple[Passage, ...] | None = None


@dataclass(frozen=True, slots=True)
class IndexState:
    """Which index gave an answer: same question, same state, same hits.

    Attributes:
        sequence: number of changes the archive has committed.
        model: name and short digest of the encoder's weights.
    """

    sequence: int
    model: str
    articles: int
    passages: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the first hit being an answer; confidence is computed from these and nothing else.

    Attributes:
        unfound: how much of the question found nothing like it, in the passage or its context, 0..1.
        likeness: cosine of the question's words to those that are highlighted.
        lead_within: how far its score lies above the mean of the next five of its article.
        lead_beyond: how far above the mean of the next five of other articles.
        missing_number: whether the question has a number that neither passage nor context has, in whatever words.
        missing_names: share of the question's names that neither has, 0..1.
        missing_amount: whether it asks how many or how much money, and the passage does not tell.
        word_parts: how many word parts the question has, at most 20: the longer, the less is met by chance.
    """

    unfound: float
    likeness: float
    lead_within: float
    lead_beyond: float
    missing_number: bool
    missing_names: float
    missing_amount: bool
    word_parts: int


@dataclass(frozen=True, slots=True)
class Respelling:
    """A word of a question that no passage has, and what it was taken for.

    Attributes:
        start, end: where it stands in the question.
        word: as the archive spells it.
    """

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user gets: quotations, nearest first, or an honest no.

    Attributes:
        answerable: whether the first hit is confident enough to count as an answer.
        confidence: probability, 0..1, that the first hit answers the question; 0.0 without hits.
        hits: nearest passages, best first; filled even when `answerable` is false.
        evidence: what `confidence` was computed from; None without hits.
        respelled: words of the question that were looked up in the archive's spelling.
        close_speakers: names spelt much like the filter's speaker, where nobody has that name.
    """

    question: str
    answerable: bool
    confidence: float
    index: IndexState
    took_ms: float
    hits: tuple[Hit, ...] = ()
    evidence: Evidence | None = None
    respelled: tuple[Respelling, ...] = ()
    close_speakers: tuple[str, ...] = ()
