"""When words that answer count as found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.coverage import Coverage, Excerpt
from qa.records import Span
from tests.evaluation.conftest import BRIDGE, judgment

TEXT = (
    "In 1999 nothing opened.\n\n"
    "The “big” reactor opened in 1999 after a very long delay of ten years.\nIt cost 5 million."
)
YEAR = TEXT.rindex("1999")
SECOND_1999 = judgment("a", "1999", Span(YEAR, YEAR + 4))
LONG = 'The "big" reactor opened in 1999 after a very long delay'


@pytest.fixture
def coverage() -> Coverage:
    """Over one article, "a", and another with the same figure."""
    return Coverage({"a": TEXT, "b": "1999 was fine."})


def test_long_evidence_counts_with_other_quotes_case_and_white_space(coverage: Coverage) -> None:
    """Words are compared, not their typography."""
    assert coverage.covers(
        Excerpt("a", "So: the big  REACTOR\nopened in 1999 after a very long delay."), judgment("a", LONG)
    )


def test_long_evidence_counts_in_any_article(coverage: Coverage) -> None:
    """The same clip is often published twice."""
    assert coverage.covers(Excerpt("elsewhere", LONG), judgment("a", LONG))


def test_long_evidence_must_end_with_its_words(coverage: Coverage) -> None:
    """ "delays" is another word than "delay"."""
    assert not coverage.covers(Excerpt("b", LONG + "s"), judgment("a", LONG))


def test_part_of_the_evidence_is_not_enough(coverage: Coverage) -> None:
    """The reader would not see the answer whole."""
    assert not coverage.covers(Excerpt("a", LONG[:-6]), judgment("a", LONG))


def test_short_evidence_counts_only_in_its_place(coverage: Coverage) -> None:
    """The first 1999 of the article is of something else, and so is that of another article."""
    first = TEXT.split("\n")[0]
    assert not coverage.covers(Excerpt("a", first, 0), SECOND_1999)
    assert not coverage.covers(Excerpt("b", "1999 was fine.", 0), SECOND_1999)
    assert coverage.covers(Excerpt("a", TEXT[YEAR - 10 : YEAR + 4], YEAR - 10), SECOND_1999)


def test_the_place_is_found_without_an_offset_and_despite_a_wrong_one(coverage: Coverage) -> None:
    """Only what stands in the text decides."""
    words = "opened in\n 1999 after"
    assert coverage.covers(Excerpt("a", words), SECOND_1999)
    assert coverage.covers(Excerpt("a", words, 3), SECOND_1999)


def test_short_evidence_counts_in_an_altered_passage_of_its_article(coverage: Coverage) -> None:
    """Where the passage cannot be found in the article, its words must do."""
    assert coverage.covers(Excerpt("a", "TITLE: opened in 1999"), SECOND_1999)
    assert not coverage.covers(Excerpt("b", "TITLE: opened in 1999"), SECOND_1999)


def test_short_evidence_without_offsets_counts_in_its_article(coverage: Coverage) -> None:
    """So that a set can be written by hand."""
    assert coverage.covers(Excerpt("a", "It cost 5 million."), judgment("a", "5 million"))
    assert not coverage.covers(Excerpt("b", "It cost 5 million."), judgment("a", "5 million"))


def test_any_alternative_span_will_do(coverage: Coverage) -> None:
    """Annotators differ in how much they mark."""
    start = TEXT.index("ten years")
    either = judgment("a", "ten years", Span(0, 2), alternatives=(Span(start, start + 9), Span(start, start + 3)))
    assert coverage.covers(Excerpt("a", "long delay of ten", TEXT.index("long delay")), either)
    assert not coverage.covers(Excerpt("a", "In 1999", 0), either)


def test_punctuation_at_the_edges_of_a_span_does_not_count(coverage: Coverage) -> None:
    """A passage that ends before the quotation mark still has the words."""
    marked = judgment("a", "“big”", Span(TEXT.index("“"), TEXT.index("”") + 1))
    assert coverage.covers(Excerpt("a", "big", TEXT.index("big")), marked)


def test_the_first_characters_of_an_excerpt_are_cut_and_no_more() -> None:
    """A reader who stops early has not seen the rest."""
    assert Excerpt("a", "abcdef", 4).first(3) == Excerpt("a", "abc", 4)
    assert Excerpt("a", "abc", 4).first(3) == Excerpt("a", "abc", 4)


@given(st.data())
def test_a_slice_covers_exactly_the_spans_inside_it(data: st.DataObject) -> None:
    """For short evidence, coverage is nothing but offsets."""
    words = [at for at in range(len(BRIDGE)) if BRIDGE[at].isalnum() and (at == 0 or not BRIDGE[at - 1].isalnum())]
    start = data.draw(st.sampled_from(words))
    end = start + BRIDGE[start:].index(" ") if " " in BRIDGE[start:] else len(BRIDGE)
    first = data.draw(st.integers(0, len(BRIDGE) - 30))
    last = data.draw(st.integers(first + 25, len(BRIDGE)))  # long enough to stand only once
    word = BRIDGE[start:end].strip(".,")
    found = Coverage({"bridge": BRIDGE}).covers(
        Excerpt("bridge", BRIDGE[first:last], first), judgment("bridge", word, Span(start, start + len(word)))
    )
    assert found == (first <= start and start + len(word) <= last)
