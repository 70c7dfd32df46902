"""How much of many places, and of long quotations, is shown."""

from __future__ import annotations

import pytest

from qa.answers import Excerpt
from qa.cli.lines.verdict import draft_lines, verdict_lines
from qa.verdicts import CheckedQuotation, DraftCheck, DraftQuotation, Place, Verdict
from tests.cli.fakes import CITATION

PLACE = Place(CITATION, (Excerpt(27, 33, "We sign"),), ("Ana Lima",))


@pytest.mark.parametrize(
    ("count", "last"), [(10, None), (11, "and in 1 more place (see --json)"), (12, "and in 2 more places (see --json)")]
)
def test_ten_places_are_shown_and_the_others_counted(count: int, last: str | None) -> None:
    """A greeting may stand in every episode."""
    shown = [item.text for item in verdict_lines(Verdict("We sign", "exact", (PLACE,) * count, count))]
    assert shown[0] == f"Exact, in {count} places"
    assert shown.count("We sign") == 10
    assert shown[-1] == (last or "energy/talk.md [27:75]")


@pytest.mark.parametrize(("words", "shown"), [("x" * 100, "x" * 100), ("x" * 101, "x" * 99 + "…")])
def test_a_long_quotation_of_a_draft_is_cut_where_it_names_its_verdict(words: str, shown: str) -> None:
    """One line a quotation: the whole of it stands in the draft."""
    draft = DraftCheck((CheckedQuotation(DraftQuotation(words, 0, len(words), 3), Verdict(words, "absent")),))
    assert next(draft_lines(draft)).text == f"Line 3: {shown}"
