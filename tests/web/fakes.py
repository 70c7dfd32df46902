"""A service of real records without an index or a model: two articles, passages found by shared words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.answering.timeline import timeline_of
from qa.answers import Answer, Citation, ContextMatch, ExplainedWord, Explanation, Hit, IndexState, Scores, WordMatch
from qa.archive.neighbours import neighbours_of
from qa.citing.citation_formats import write_citations
from qa.citing.citations import cite
from qa.citing.csl import Source
from qa.errors import InvalidFilter, InvalidInput, InvalidQuestion, NotFound, TooLarge
from qa.records import Article, Filters, Passage, Span, Turn
from qa.settings import Settings
from qa.views import ArticleSummary, ArticleView, Facet, Facets, PassageView, Timeline

SIGNING = Article(
    id="2025/signing talk.md",
    text="Q: When will it be signed?\n\nANA LIMA: We sign in early 2026. Work has begun.\n",
    format="md",
    source="/srv/interviews/2025/signing talk.md",
    title="A talk on signing",
    outlet="The Courier",
    published="2025-12-30",
    interviewee="Ana Lima",
    url="https://courier.example/talk",
    language="en",
    place="Lisbon",
    inferred={"place": "the dateline “Lisbon –”", "title": "the first line"},
)
BOATS = Article(id="boats.txt", text="The boats <b>leave</b> at dawn.", source="/srv/interviews/boats.txt")
QUESTION = Passage(1, SIGNING.id, 0, 3, 26, "When will it be signed?", turn=0, role="interviewer")
REPLY = Passage(
    id=2,
    article_id=SIGNING.id,
    ordinal=1,
    start=38,
    end=76,
    text="We sign in early 2026. Work has begun.",
    turn=1,
    speaker="Ana Lima",
    role="interviewee",
    question=Span(3, 26),
)
LEAVING = Passage(3, BOATS.id, 0, 0, 31, BOATS.text)
ARTICLES = {article.id: article for article in (SIGNING, BOATS)}
EDITED = {SIGNING.id: ("outlet",), BOATS.id: ()}
PASSAGES = {passage.id: passage for passage in (QUESTION, REPLY, LEAVING)}
TURNS = {
    SIGNING.id: (Turn(0, 3, 26, None, "interviewer"), Turn(1, 38, 76, "Ana Lima", "interviewee")),
    BOATS.id: (Turn(0, 0, 31),),
}
STATE = IndexState(sequence=4, model="words@abc", articles=2, passages=3)


class FakeService:
    """Has the methods of qa.service.Service that HTTP calls; `failure` is raised by the next calls when set."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.failure: Exception | None = None
        self.before_answering: Callable[[], None] = lambda: None
        self.asked: list[tuple[str, int, Filters, float]] = []
        self.explained: list[bool] = []
        self.contexts: list[int] = []
        self.with_copies = False
        self.closed = False
        self._lock = threading.Lock()

    def ask(
        self,
        question: str,
        *,
        top_k: int | None = None,
        filters: Filters = Filters(),  # noqa: B008 (frozen)
        min_confidence: float | None = None,
        explain: bool = False,
        context: int = 0,
    ) -> Answer:
        self._fail_if_told()
        top_k = self.settings.top_k if top_k is None else top_k
        min_confidence = self.settings.min_confidence if min_confidence is None else min_confidence
        self._check(question, top_k, filters)
        self.before_answering()
        with self._lock:
            self.asked.append((question, top_k, filters, min_confidence))
            self.explained.append(explain)
            self.contexts.append(context)
        answer = _answer(question, top_k, filters, min_confidence, explain=explain)
        if context:
            around = [
                (hit, *neighbours_of(hit.passage, _passages_of(hit.passage.article_id), context)) for hit in answer.hits
            ]
            answer = replace(
                answer, hits=tuple(replace(hit, before=before, after=after) for hit, before, after in around)
            )
        if self.with_copies:
            copied = tuple(replace(hit, also_in=(_cite(LEAVING),)) for hit in answer.hits)
            return replace(answer, hits=copied)
        return answer

    def timeline(
        self,
        question: str,
        *,
        limit: int | None = None,
        filters: Filters = Filters(),  # noqa: B008 (frozen)
    ) -> Timeline:
        limit = 3 if limit is None else limit
        answer = self.ask(question, top_k=limit, filters=filters)
        return timeline_of(answer, limit=limit)

    def _check(self, question: str, top_k: int, filters: Filters) -> None:
        longest, most = self.settings.max_question_chars, self.settings.max_top_k
        if not question.strip():
            raise InvalidQuestion("the question is empty", next_step="ask something")
        if len(question) > longest:
            detail = f"the question has {len(question)} characters, the limit is {longest}"
            raise TooLarge(detail, next_step="ask a shorter one", limit=longest, actual=len(question))
        if top_k > most:
            raise InvalidInput(f"top_k cannot be {top_k}", next_step=f"choose a value from 1 to {most}")
        if filters.since == "yesterday":
            raise InvalidFilter("since cannot be 'yesterday'", next_step="give a date such as 2025-12-30")

    def list_articles(self, *, offset: int = 0, limit: int | None = None) -> list[ArticleSummary]:
        self._fail_if_told()
        found = [_summary(article) for _, article in sorted(ARTICLES.items())]
        return found[offset:] if limit is None else found[offset : offset + limit]

    def article(self, article_id: str) -> ArticleView:
        self._fail_if_told()
        if article_id not in ARTICLES:
            raise NotFound(f"no article {article_id!r}", next_step="see the list of articles")
        edited = EDITED[article_id]
        return ArticleView(ARTICLES[article_id], TURNS[article_id], _passages_of(article_id), edited)

    def passage(self, passage_id: int, *, neighbours: int = 1) -> PassageView:
        self._fail_if_told()
        if passage_id not in PASSAGES:
            raise NotFound(f"no passage {passage_id}", next_step="take a passage_id from an answer")
        passage = PASSAGES[passage_id]
        near = _passages_of(passage.article_id)
        at = passage.ordinal
        return PassageView(
            passage,
            _cite(passage),
            _question_of(passage),
            before=near[max(0, at - neighbours) : at],
            after=near[at + 1 : at + 1 + neighbours],
        )

    def facets(self, *, most: int = 100) -> Facets:
        self._fail_if_told()
        speakers = (Facet("Ana Lima", 1, 1), Facet("Ben Okri", 1, 1))
        return Facets(2, 3, 1, (Facet("The Courier", 1, 2),), speakers[:most], (Facet("2025", 1, 2),))

    def format_citations(self, citations: Sequence[Citation], name: str) -> str:
        return write_citations([Source(one, ARTICLES[one.article_id]) for one in citations], name)

    def state(self) -> IndexState:
        return STATE

    def check_ready(self) -> IndexState:
        self._fail_if_told()
        return STATE

    def close(self) -> None:
        self.closed = True

    def _fail_if_told(self) -> None:
        if self.failure is not None:
            raise self.failure


# Of "we sign in dreams?" and the passage it finds.
WHY = Explanation(
    coverage=0.6875,
    proximity=0.65,
    lexical_part=0.03,
    numbers_part=-0.015,
    least_similarity=0.4,
    words=(
        ExplainedWord(0, 2, 0.125, 1.0, True, matches=(WordMatch(0, 2, 1.0),)),
        ExplainedWord(
            3, 7, 0.5, 0.75, True, (WordMatch(3, 7, 0.7), WordMatch(28, 33, 0.6)), ContextMatch("title", 0.75, 1.0)
        ),
        ExplainedWord(8, 10, 0.25, 0.71234567, True, (WordMatch(8, 10, 0.71234567),)),
        ExplainedWord(11, 17, 0.125, 0.1, False),
    ),
)


def _answer(question: str, top_k: int, filters: Filters, min_confidence: float, *, explain: bool) -> Answer:
    words = set(question.lower().strip("?").split())
    scored = [
        (len(words & set(passage.text.lower().split())) / len(words), passage)
        for passage in PASSAGES.values()
        if filters.article in (None, passage.article_id)
    ]
    ranked = sorted(scored, key=lambda pair: (-pair[0], pair[1].id))[:top_k]
    hits = tuple(
        Hit(
            rank,
            score,
            Scores(score, 0.0, score),
            passage,
            _cite(passage),
            highlights=(Span(0, 2),),
            question=_question_of(passage),
            independent_outlets=1,
            explanation=WHY if explain else None,
        )
        for rank, (score, passage) in enumerate(ranked, start=1)
    )
    confidence = hits[0].score if hits else 0.0
    return Answer(question, confidence >= min_confidence, confidence, STATE, 1.5, hits)


def _cite(passage: Passage) -> Citation:
    article = ARTICLES[passage.article_id]
    return cite(passage, _summary(article), text=article.text)


def _question_of(passage: Passage) -> str | None:
    span = passage.question
    return None if span is None else ARTICLES[passage.article_id].text[span.start : span.end]


def _passages_of(article_id: str) -> tuple[Passage, ...]:
    return tuple(passage for passage in PASSAGES.values() if passage.article_id == article_id)


def _summary(article: Article) -> ArticleSummary:
    return ArticleSummary(
        id=article.id,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        interviewee=article.interviewee,
        url=article.url,
        format=article.format,
        source=article.source,
        characters=len(article.text),
        passages=len(_passages_of(article.id)),
        sha256=article.sha256,
        place=article.place,
        inferred=article.inferred,
        edited=EDITED[article.id],
    )
