"""Verdicts on quotations as a person reads them: where the words stand, or what stands there instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qa.answers import Citation
from qa.cli.lines.citation import link_and_place, source_and_title
from qa.cli.safe_text import safe, safe_line
from qa.cli.styled import Line, Piece, line
from qa.verdicts import CheckedQuotation, Difference, DraftCheck, Nearest, Verdict

_INDENT = 3
_MOST_PLACES = 10
_VERDICTS = {"exact": ("Exact", "good"), "near": ("Near", "mark"), "absent": ("Absent", "bad")}
_SHOWN_WORDS = 100  # characters of a quotation in a list of many


def verdict_lines(verdict: Verdict) -> Iterator[Line]:
    """Yield the verdict, then each place or the nearest words with the difference marked."""
    yield Line(_headline(verdict))
    yield from (line(f"Note: {note}", "mark", indent=_INDENT) for note in verdict.notes)
    for place in verdict.places[:_MOST_PLACES]:
        for number, part in enumerate(place.parts):
            yield line(f"{'… ' if number else ''}{safe(part.text)}", indent=_INDENT)
        yield from _source(place.citation)
    more = verdict.place_count - _MOST_PLACES
    if more > 0:
        yield line(f"and in {more} more {'place' if more == 1 else 'places'} (see --json)", "dim", indent=_INDENT)
    if verdict.nearest is not None:
        yield from _nearest(verdict.nearest)


def draft_lines(draft: DraftCheck) -> Iterator[Line]:
    """Yield each quotation of a draft with its line and verdict, and at the end how many there are of each."""
    for checked in draft.quotations:
        yield from _checked(checked)
    statuses = [one.verdict.status if one.verdict else "skipped" for one in draft.quotations]
    counts = ", ".join(f"{statuses.count(status)} {status}" for status in ("exact", "near", "absent", "skipped"))
    yield line(f"{len(statuses)} {'quotation' if len(statuses) == 1 else 'quotations'}: {counts}", "strong")


def _checked(checked: CheckedQuotation) -> Iterator[Line]:
    quotation, verdict = checked.quotation, checked.verdict
    words = safe_line(quotation.text)
    shown = words if len(words) <= _SHOWN_WORDS else words[: _SHOWN_WORDS - 1] + "…"
    yield Line(((f"Line {quotation.line}: ", "dim"), (shown, "strong")))
    if verdict is None:
        yield line(f"Skipped: {quotation.skipped}", "dim", indent=_INDENT)
    else:
        yield from (replace(one, indent=one.indent + _INDENT) for one in verdict_lines(verdict))
    yield line()


def _headline(verdict: Verdict) -> tuple[Piece, ...]:
    name, style = _VERDICTS[verdict.status]
    nearest = verdict.nearest
    if verdict.status == "exact":
        more = "" if verdict.place_count == 1 else f", in {verdict.place_count} places"
    elif nearest is None:
        more = ": nothing like it in the archive"
    else:
        more = f": differs in {' and '.join(nearest.differs_in)}" if nearest.differs_in else ""
    return ((name, style), (more, "dim"))


def _nearest(nearest: Nearest) -> Iterator[Line]:
    yield Line(tuple(_difference(nearest.differences)), indent=_INDENT)
    for number, part in enumerate(nearest.parts):
        yield line(f"{'Source: ' if not number else '… '}{safe(part.text)}", indent=_INDENT)
    yield from _source(nearest.citation)


def _difference(differences: tuple[Difference, ...]) -> Iterator[Piece]:
    """Yield the words with what differs marked, without colours too: [-quoted-] and {+source+}."""
    for number, one in enumerate(differences):
        if number:
            yield " ", ""
        if one.kind == "equal":
            yield safe_line(one.quoted.text), ""
            continue
        if one.quoted.text:
            yield f"[-{safe_line(one.quoted.text)}-]", "bad"
        if one.source.text:
            yield f"{{+{safe_line(one.source.text)}+}}", "good"


def _source(citation: Citation) -> Iterator[Line]:
    known = source_and_title(citation)
    if known:
        yield line(f"— {known}", indent=_INDENT)
    yield from link_and_place(citation, indent=_INDENT)
