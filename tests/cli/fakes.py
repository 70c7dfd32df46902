"""A service of real records without an index or a model, and the records it answers with."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType

from qa.answers import (
    Answer,
    Citation,
    ContextMatch,
    Excerpt,
    ExplainedWord,
    Explanation,
    Hit,
    IndexState,
    Scores,
    WordMatch,
)
from qa.citing.citation_formats import write_citations
from qa.citing.csl import Source
from qa.errors import IndexMissing, InvalidQuestion, NotFound
from qa.records import Article, Filters, Passage, Span, Turn
from qa.reports import Finding, IndexInfo, IndexProgress, IndexReport
from qa.settings import Settings
from qa.views import ArticleSummary, ArticleView, MetadataView, Timeline, TimelineEntry

TEXT = "Q: When will it be signed?\nWe expect to sign in early 2026. Work has begun."
QUOTE = "We expect to sign in early 2026. Work has begun."
START = TEXT.index(QUOTE)
ARTICLE = Article(
    id="energy/talk.md",
    text=TEXT,
    format="md",
    source="/home/me/interviews/energy/talk.md",
    title="A talk on energy",
    outlet="The Courier",
    published="2025-12-30",
    interviewee="Ana Lima",
    url="https://example.org/talk",
    language="en",
)
PASSAGE = Passage(
    id=7,
    article_id=ARTICLE.id,
    ordinal=1,
    start=START,
    end=len(TEXT),
    text=QUOTE,
    turn=1,
    speaker="Ana Lima",
    role="interviewee",
    question=Span(3, 26),
)
TURNS = (Turn(0, 3, 26, None, "interviewer"), Turn(1, START, len(TEXT), "Ana Lima", "interviewee"))
QUESTION_PASSAGE = Passage(id=6, article_id=ARTICLE.id, ordinal=0, start=3, end=26, text=TEXT[3:26], role="interviewer")
CITATION = Citation(
    passage_id=7,
    article_id=ARTICLE.id,
    title=ARTICLE.title,
    outlet=ARTICLE.outlet,
    published=ARTICLE.published,
    speaker="Ana Lima",
    role="interviewee",
    url=ARTICLE.url,
    deep_link="https://example.org/talk#:~:text=We%20expect",
    start=START,
    end=len(TEXT),
    quote=QUOTE,
    sha256=ARTICLE.sha256,
    question=Excerpt(3, 26, "When will it be signed?"),
)
HIT = Hit(
    rank=1,
    score=0.82,
    scores=Scores(dense=0.6, lexical=3.5, late=0.8),
    passage=PASSAGE,
    citation=CITATION,
    highlights=(Span(0, 32),),
    question="When will it be signed?",
    independent_outlets=1,
)
STATE = IndexState(sequence=4, model="tiny@abc", articles=1, passages=2)
ANSWER = Answer("when is it signed?", answerable=True, confidence=0.91, index=STATE, took_ms=3.14159, hits=(HIT,))
EXPLAINED = replace(
    ANSWER,
    hits=(
        replace(
            HIT,
            explanation=Explanation(  # of "Who expects treaty signings when?"
                coverage=0.85,
                proximity=0.7,
                lexical_part=0.03,
                numbers_part=-0.01,
                least_similarity=0.4,
                words=(
                    ExplainedWord(0, 3, 0.1, 0.7, True, (), ContextMatch("speaker", 0.7, 1.0)),
                    ExplainedWord(4, 11, 0.3, 0.9, True, (WordMatch(3, 9, 0.9),)),
                    ExplainedWord(12, 18, 0.2, 0.31, False),
                    ExplainedWord(19, 27, 0.21, 0.83, True, (WordMatch(13, 17, 0.83), WordMatch(42, 47, 0.7))),
                    ExplainedWord(28, 32, 0.14, 0.48, True, (), ContextMatch("question", 0.6, 0.8)),
                    ExplainedWord(32, 33, 0.05, 0.2, False),
                ),
            ),
        ),
    ),
)
TIMELINE = Timeline("when is it signed?", STATE, (TimelineEntry("2025-12-30", "published", HIT),))
NOT_ANSWERED = replace(ANSWER, answerable=False, confidence=0.12)
SUMMARY = ArticleSummary(
    id=ARTICLE.id,
    title=ARTICLE.title,
    outlet=ARTICLE.outlet,
    published=ARTICLE.published,
    interviewee=ARTICLE.interviewee,
    url=ARTICLE.url,
    format="md",
    source=ARTICLE.source,
    characters=len(TEXT),
    passages=2,
    sha256=ARTICLE.sha256,
)
_DATELINE = "the dateline “Hanoi (VNA) –”"
METADATA = MetadataView(
    article_id=ARTICLE.id,
    sha256=ARTICLE.sha256,
    values={**ARTICLE.metadata, "place": "Hanoi"},
    inferred={"place": _DATELINE},
    edited={"outlet": "The Courier", "byline": None},
    given={"published": "2025-12-30"},
    read={**ARTICLE.metadata, "place": "Hanoi", "outlet": "VNA", "published": None, "byline": "Photo Desk"},
    read_inferred={"outlet": _DATELINE, "place": _DATELINE},
)
INFO = IndexInfo(
    path="index",
    state=STATE,
    bytes={"archive": 2048, "vectors": 512},
    vector_index="flat",
    derived_sequence=3,
    outlets=("The Courier",),
    first_published="2025-12-30",
    last_published="2025-12-30",
    speakers=("Ana Lima", "Ben Okri"),
)
REPORT = IndexReport(
    added=("a.md",),
    changed=("b.md",),
    removed=("gone.md",),
    unchanged=("c.md", "d.md"),
    unreadable=(),
    passages=12,
    seconds=1.25,
)


@dataclass
class FakeService:
    """Answers with what its fields hold and remembers what it was asked."""

    settings: Settings = field(default_factory=Settings)
    exists: bool = True
    answer: Answer = ANSWER
    told: Timeline = TIMELINE
    view: ArticleView = field(default_factory=lambda: ArticleView(ARTICLE, TURNS, (QUESTION_PASSAGE, PASSAGE)))
    summaries: list[ArticleSummary] = field(default_factory=lambda: [SUMMARY])
    report: IndexReport = REPORT
    findings: list[Finding] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    steps: tuple[IndexProgress, ...] = ()
    failure: BaseException | None = None
    asked: list[tuple[str, int | None, Filters, float | None]] = field(default_factory=list)
    explained: list[bool] = field(default_factory=list)
    contexts: list[int] = field(default_factory=list)
    indexed: list[list[Path]] = field(default_factory=list)
    given: list[dict[str, str | None]] = field(default_factory=list)
    edits: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    closed: int = 0

    def __enter__(self) -> FakeService:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed += 1

    def ask(
        self,
        question: str,
        *,
        top_k: int | None = None,
        filters: Filters | None = None,
        min_confidence: float | None = None,
        explain: bool = False,
        context: int = 0,
    ) -> Answer:
        self.explained.append(explain)
        self.contexts.append(context)
        self.asked.append((question, top_k, filters or Filters(), min_confidence))
        if not question.strip():
            raise InvalidQuestion("the question is empty", next_step="ask something")
        return replace(self.answer, question=question)

    def timeline(self, question: str, *, limit: int | None = None, filters: Filters | None = None) -> Timeline:
        self.asked.append((question, limit, filters or Filters(), None))
        return replace(self.told, question=question)

    def format_citations(self, citations: Sequence[Citation], name: str) -> str:
        return write_citations([Source(one, ARTICLE) for one in citations], name)

    def check_ready(self) -> IndexState:
        self._fail()
        return STATE

    def index(
        self,
        paths: Sequence[Path],
        *,
        progress: Callable[[IndexProgress], None] | None = None,
        given: Mapping[str, str | None] | None = None,
    ) -> IndexReport:
        self.indexed.append(list(paths))
        self.given.append(dict(given or {}))
        for step in self.steps:
            if progress is not None:
                progress(step)
        self._fail()
        return self.report

    def list_articles(self) -> list[ArticleSummary]:
        return self.summaries

    def article(self, article_id: str) -> ArticleView:
        self._know(article_id)
        return self.view

    def metadata(self, article_id: str) -> MetadataView:
        self._know(article_id)
        return METADATA

    def edit(self, article_id: str, changes: Mapping[str, str | None], *, unset: Sequence[str] = ()) -> MetadataView:
        self._know(article_id)
        self.edits.append((article_id, dict(changes), tuple(unset)))
        return METADATA

    def remove(self, article_id: str) -> None:
        self._know(article_id)
        self.removed.append(article_id)

    def info(self) -> IndexInfo:
        self._fail()
        return INFO

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure

    def _know(self, article_id: str) -> None:
        if article_id != ARTICLE.id:
            raise NotFound(f"no article {article_id!r}", next_step="see: qa list")


def as_module(fake: FakeService) -> ModuleType:
    """Return a stand-in for the module qa.service that hands out `fake`."""
    module = ModuleType("qa.service")

    def open_service(settings: Settings, *, create: bool = False) -> FakeService:
        if not fake.exists and not create:
            raise IndexMissing(settings.index_dir)
        fake.settings = settings
        return fake

    vars(module).update(open_service=open_service, index_exists=lambda _: fake.exists)
    return module


def as_upkeep(fake: FakeService) -> ModuleType:
    """Return a stand-in for the module qa.upkeep that finds and mends what `fake` says."""
    module = ModuleType("qa.upkeep")

    def remember(settings: Settings, result: object) -> object:
        fake.settings = settings
        return result

    vars(module).update(
        examine=lambda settings: remember(settings, fake.findings),
        repair=lambda settings: remember(settings, fake.repaired),
    )
    return module


def run_with_fake() -> int:
    """Run the command line of this process against a FakeService: what the tests start as a subprocess."""
    from qa.cli.main import main

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background inherits "ignore"
    sys.modules["qa.service"] = as_module(FakeService())
    return main()
