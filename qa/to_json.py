"""The answer as JSON-ready dicts: the one shape that the command line and HTTP share."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from qa.answers import Answer, Citation, ExplainedWord, Explanation, Hit, IndexState, Report
from qa.records import Passage
from qa.verdicts import CheckedQuotation, DraftCheck, Nearest, Place, Verdict
from qa.views import ArticleSummary, ArticleView, Facets, PassageView, Timeline, TimelineEntry


def answer_to_json(answer: Answer) -> dict[str, object]:
    """Return `answer` as plain dicts and lists, hits under "passages", best first."""
    return {
        "question": answer.question,
        "respelled": [flat(change) for change in answer.respelled],
        "close_speakers": list(answer.close_speakers),
        "answerable": answer.answerable,
        "confidence": round(answer.confidence, 4),
        "index": state_to_json(answer.index),
        "took_ms": round(answer.took_ms, 2),
        "passages": [hit_to_json(hit) for hit in answer.hits],
    }


def timeline_to_json(timeline: Timeline) -> dict[str, object]:
    """Return `timeline` as plain dicts and lists, oldest entry first; each `hit` is a passage as in an answer."""
    return {
        "question": timeline.question,
        "respelled": [flat(change) for change in timeline.respelled],
        "index": state_to_json(timeline.index),
        "close_speakers": list(timeline.close_speakers),
        "entries": [_entry_to_json(entry) for entry in timeline.entries],
    }


def _entry_to_json(entry: TimelineEntry) -> dict[str, object]:
    return {
        "date": entry.date,
        "date_kind": entry.date_kind,
        "hit": hit_to_json(entry.hit),
        "repeats": [citation_to_json(citation) for citation in entry.repeats],
    }


def state_to_json(state: IndexState) -> dict[str, object]:
    """Return the index state as a plain dict."""
    return flat(state)


def hit_to_json(hit: Hit) -> dict[str, object]:
    """Return one hit; `highlights` are offsets into its `text`, `citation` offsets into the article.

    "explanation" is there only when it was asked for, as are "before" and "after" in "context".
    """
    scores = hit.scores
    explained = {} if hit.explanation is None else {"explanation": explanation_to_json(hit.explanation)}
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "scores": {name: round(value, 6) for name, value in flat(scores).items()},
        "text": hit.passage.text,
        "kind": hit.passage.kind,
        "highlights": [{"start": span.start, "end": span.end} for span in hit.highlights],
        "context": _context_to_json(hit),
        "citation": citation_to_json(hit.citation),
        "also_in": [citation_to_json(citation) for citation in hit.also_in],
        "also_reported_by": [report_to_json(report) for report in hit.also_reported_by],
        "independent_outlets": hit.independent_outlets,
        **explained,
    }


def _context_to_json(hit: Hit) -> dict[str, object]:
    asked = {} if hit.question is None else {"question": hit.question}
    around = {"before": hit.before, "after": hit.after}
    shown = {side: [passage_to_json(one) for one in found] for side, found in around.items() if found is not None}
    return {**asked, **shown}


def explanation_to_json(explanation: Explanation) -> dict[str, object]:
    """Return why a passage ranks: offsets of `words` into the question, of their `matches` into its `text`."""
    return {
        "coverage": round(explanation.coverage, 6),
        "proximity": round(explanation.proximity, 6),
        "lexical_part": round(explanation.lexical_part, 6),
        "numbers_part": round(explanation.numbers_part, 6),
        "times_part": round(explanation.times_part, 6),
        "asked_part": round(explanation.asked_part, 6),
        "least_similarity": explanation.least_similarity,
        "words": [_word_to_json(word) for word in explanation.words],
    }


def _word_to_json(word: ExplainedWord) -> dict[str, object]:
    near = word.context
    return {
        "start": word.start,
        "end": word.end,
        "weight": round(word.weight, 4),
        "similarity": round(word.similarity, 4),
        "found": word.found,
        "matches": [{**flat(match), "similarity": round(match.similarity, 4)} for match in word.matches],
        "context": None if near is None else {**flat(near), "similarity": round(near.similarity, 4)},
    }


def report_to_json(report: Report) -> dict[str, object]:
    """Return one report; `highlights` are offsets into its citation's quote."""
    return {
        "highlights": [{"start": report.words.start, "end": report.words.end}],
        "citation": citation_to_json(report.citation),
    }


def citation_to_json(citation: Citation) -> dict[str, object]:
    """Return the citation as a plain dict, unknown values as None."""
    return {
        **flat(citation),
        "question": None if citation.question is None else flat(citation.question),
        "speaks_of": [flat(time) for time in citation.speaks_of],
        "statements": [flat(statement) for statement in citation.statements],
        "inferred": list(citation.inferred),
    }


def passage_to_json(passage: Passage) -> dict[str, object]:
    """Return one passage; its offsets point into the article's text."""
    span = passage.question
    return {**flat(passage), "question": None if span is None else {"start": span.start, "end": span.end}}


def flat(record: Any) -> dict[str, Any]:
    """Return the fields of a record as they are; `dataclasses.asdict` would copy them all, for a tenth of an answer."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def summary_to_json(summary: ArticleSummary) -> dict[str, object]:
    """Return one line of the list of articles, without `source`: it names a file of the machine that answers."""
    found = asdict(summary)
    del found["source"]
    return {**found, "edited": list(summary.edited)}


def article_to_json(view: ArticleView) -> dict[str, object]:
    """Return an article whole, turns and passages in reading order, without `source`."""
    article = view.article
    return {
        "id": article.id,
        **article.metadata,
        "inferred": dict(article.inferred),
        "edited": list(view.edited),
        "format": article.format,
        "sha256": article.sha256,
        "body_start": article.body_start,
        "text": article.text,
        "turns": [asdict(turn) for turn in view.turns],
        "passages": [passage_to_json(passage) for passage in view.passages],
    }


def passage_view_to_json(view: PassageView) -> dict[str, object]:
    """Return one passage with what stands around it."""
    return {
        "passage": passage_to_json(view.passage),
        "citation": citation_to_json(view.citation),
        "question": view.question,
        "before": [passage_to_json(passage) for passage in view.before],
        "after": [passage_to_json(passage) for passage in view.after],
    }


def facets_to_json(facets: Facets) -> dict[str, object]:
    """Return what the archive can be narrowed by as plain dicts and lists."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(facets).items()}


def verdict_to_json(verdict: Verdict) -> dict[str, object]:
    """Return what came of checking one quotation."""
    return {
        "quotation": verdict.quotation,
        "status": verdict.status,
        "place_count": verdict.place_count,
        "places": [_place_to_json(place) for place in verdict.places],
        "nearest": None if verdict.nearest is None else _nearest_to_json(verdict.nearest),
        "notes": list(verdict.notes),
    }


def draft_to_json(draft: DraftCheck) -> dict[str, object]:
    """Return what came of checking a draft; offsets of a quotation point into the draft's text."""
    return {"all_exact": draft.all_exact, "quotations": [_checked_to_json(one) for one in draft.quotations]}


def _checked_to_json(checked: CheckedQuotation) -> dict[str, object]:
    quotation = checked.quotation
    place = {"line": quotation.line, "start": quotation.start, "end": quotation.end, "skipped": quotation.skipped}
    if checked.verdict is None:
        return {**place, "quotation": quotation.text, "status": "skipped"}
    return {**place, **verdict_to_json(checked.verdict)}


def _place_to_json(place: Place) -> dict[str, object]:
    return {
        "citation": citation_to_json(place.citation),
        "parts": [asdict(part) for part in place.parts],
        "speakers": list(place.speakers),
    }


def _nearest_to_json(nearest: Nearest) -> dict[str, object]:
    return {
        "citation": citation_to_json(nearest.citation),
        "parts": [asdict(part) for part in nearest.parts],
        "similarity": round(nearest.similarity, 4),
        "differs_in": list(nearest.differs_in),
        "differences": [asdict(one) for one in nearest.differences],
    }
