"""Verdicts on quotations as JSON-ready dicts: the shapes that the command line and HTTP share."""

from __future__ import annotations

from dataclasses import asdict

from qa.answering.answer_json import citation_to_json
from qa.quotations import CheckedQuotation, DraftCheck, Nearest, Place, Verdict


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
