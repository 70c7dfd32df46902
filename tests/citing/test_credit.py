"""Whom a citation names: the speaker of all the words shown, or nobody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qa.answering.answerer import Answerer
from qa.answers import Answer, CitedStatement
from qa.archive.archive import Archive
from qa.citing.credit import Credit, credit, speaker_of
from qa.indexing.indexer import Indexer
from qa.records import Article, Attribution, Filters, Passage, Span
from qa.search.derived import open_derived
from qa.views import ArticleSummary
from tests.bag_encoder import BagEncoder

TEXT = "Anna Orlova said trade grew. “It will grow,” she added. Rain fell."
ONE = Attribution(17, 27, "Anna Orlova", "reported", Span(0, 16))
TWO = Attribution(30, 43, "Anna Orlova", "direct", Span(45, 54))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("trade grew", ("Anna Orlova", "reported")),
        ("Anna Orlova said trade grew.", ("Anna Orlova", "reported")),
        ("It will grow", ("Anna Orlova", "direct")),
        ("“It will grow,” she added.", ("Anna Orlova", "direct")),
        ("Anna Orlova said trade grew. “It will grow,” she added.", ("Anna Orlova", "reported")),
        ("Anna Orlova said", None),
        ("“It will grow,” she added. Rain", None),
        ("Rain fell.", None),
    ],
)
def test_a_stretch_has_a_speaker_only_where_all_its_words_are_theirs(
    words: str, expected: tuple[str, str] | None
) -> None:
    """The words that say who speaks are nobody's, and harm nothing."""
    start = TEXT.index(words)
    assert speaker_of(TEXT, Span(start, start + len(words)), (ONE, TWO)) == expected


def test_a_stretch_of_two_speakers_has_none() -> None:
    """Half of it would be put into the wrong mouth."""
    other = Attribution(TWO.start, TWO.end, "Ivan Petrov", "direct", TWO.cue)
    assert speaker_of(TEXT, Span(17, 43), (ONE, other)) is None


def test_naming_another_speaks_for_nobody() -> None:
    """A stretch that ends in "Ivan Petrov added" is not all Anna Orlova's."""
    other = Attribution(TWO.start, TWO.end, "Ivan Petrov", "direct", TWO.cue)
    assert speaker_of(TEXT, Span(45, 54), (ONE, other)) is None
    beside = Attribution(55, 60, "Ivan Petrov", "direct", TWO.cue)
    assert speaker_of(TEXT, Span(30, 54), (TWO, beside)) is None


def test_words_quoted_inside_are_nobodys() -> None:
    """The innermost attribution holds; the whole is still the speaker's with what it quotes in marks."""
    inner = Attribution(36, 43, None, "direct", TWO.cue)
    assert speaker_of(TEXT, Span(36, 43), (TWO, inner)) is None
    assert speaker_of(TEXT, Span(30, 35), (TWO, inner)) == ("Anna Orlova", "direct")


# What the citation says

HEAD = ArticleSummary("a.txt", None, "The Courier", None, "Anna Orlova", None, "txt", None, len(TEXT), 1, "")
PASSAGE = Passage(1, "a.txt", 0, 0, len(TEXT), TEXT)
STATEMENTS = (
    CitedStatement(17, 27, "Anna Orlova", "reported"),
    CitedStatement(30, 43, "Anna Orlova", "direct"),
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("“It will grow,” she added.", Credit("Anna Orlova", "interviewee", "said", None, STATEMENTS)),
        ("trade grew", Credit("Anna Orlova", "interviewee", "paraphrased", "The Courier", STATEMENTS)),
        ("Rain fell.", Credit(None, None, "reported", "The Courier", STATEMENTS)),
        (TEXT, Credit(None, None, "reported", "The Courier", STATEMENTS)),
    ],
)
def test_a_narrative_names_a_speaker_or_its_outlet(words: str, expected: Credit) -> None:
    """Own words, words put in the article's own, and words that the article answers for."""
    start = TEXT.index(words)
    assert credit(PASSAGE, HEAD, Span(start, start + len(words)), TEXT, (ONE, TWO)) == expected


def test_somebody_else_is_not_the_interviewee() -> None:
    """The role goes with the name that the article states."""
    head = replace(HEAD, interviewee="Vera Orlova")
    assert credit(PASSAGE, head, Span(17, 27), TEXT, (ONE, TWO)).role is None


def test_a_turn_says_who_speaks() -> None:
    """In a transcript the words are the speaker's, and those of nobody named are no outlet's report."""
    guest = replace(PASSAGE, speaker="Guest", role="interviewee")
    assert credit(guest, HEAD, Span(0, 5), TEXT, ()) == Credit("Guest", "interviewee", "said", None)
    asked = replace(PASSAGE, role="interviewer")
    assert credit(asked, HEAD, Span(0, 5), TEXT, ()) == Credit(None, "interviewer", "said", None)


def test_a_caption_is_nobodys() -> None:
    """The words under a picture are the outlet's, also in a transcript."""
    caption = replace(PASSAGE, kind="caption", role="interviewee")
    assert credit(caption, HEAD, Span(0, 5), TEXT, ()).attribution == "reported"


def test_statements_are_cut_to_the_quotation() -> None:
    """A quotation over several paragraphs may reach out of its passage."""
    part = replace(PASSAGE, start=20, end=35, text=TEXT[20:35])
    found = credit(part, HEAD, Span(20, 27), TEXT, (ONE, TWO)).statements
    assert [TEXT[one.start : one.end] for one in found] == ["de grew", "It wi"]


# In an answer

STRIKE = Article(
    id="strike.txt",
    text=(
        "Mayor Olga Berg said the strike would end in spring. “The harbour stays open,” she told reporters.\n\n"
        "Minister Ivan Petrov said that wages had fallen for years in every harbour of the coast, and that a law on "
        "overtime had been lying in a drawer of parliament since the winter before last. The ferry was late on Monday, "
        "as it had been on most days of the month, since its crew has to wait for the crane and the crane for its crew."
    ),
    outlet="Coast Courier",
)


def ask(tmp_path: Path, question: str, **filters: str) -> Answer:
    with Archive.open(tmp_path / "index", create=True) as archive:
        Indexer(archive, BagEncoder()).index([STRIKE], roots=[])
        answerer = Answerer(archive, open_derived(archive.folder, archive), BagEncoder(), depth=10)
        return answerer.ask(question, top_k=3, filters=Filters(**filters), min_confidence=0.0)


def test_an_answer_names_who_said_the_highlighted_words(tmp_path: Path) -> None:
    """One passage holds two speakers; the words that answer are one's, and the statements tell them all."""
    (hit,) = ask(tmp_path, "wages fallen years harbour coast overtime law").hits
    shown = hit.passage.text[slice(*hit.highlights[0])]
    assert shown.startswith("Minister Ivan Petrov said")
    assert (hit.citation.speaker, hit.citation.attribution) == ("Ivan Petrov", "paraphrased")
    assert hit.citation.reported_by == "Coast Courier"
    said = [(one.speaker, one.manner, STRIKE.text[one.start : one.end]) for one in hit.citation.statements]
    assert said == [
        ("Olga Berg", "reported", "the strike would end in spring"),
        ("Olga Berg", "direct", "The harbour stays open,"),
        ("Ivan Petrov", "reported", shown.removeprefix("Minister Ivan Petrov said that ").rstrip(".")),
    ]


def test_words_of_nobody_are_the_outlets(tmp_path: Path) -> None:
    """The ferry's delay is the paper's own report."""
    (hit,) = ask(tmp_path, "ferry late on Monday crew crane").hits
    assert hit.passage.text[slice(*hit.highlights[0])].startswith("The ferry was late on Monday")
    assert (hit.citation.speaker, hit.citation.attribution) == (None, "reported")


def test_an_unknown_speaker_gets_close_names_and_no_passage(tmp_path: Path) -> None:
    """A slip of the pen should not end in silence; a known name needs no hint."""
    missed = ask(tmp_path, "wages", speaker="Petrow")
    assert (missed.hits, missed.answerable, missed.close_speakers) == ((), False, ("Ivan Petrov",))
    assert ask(tmp_path, "wages", speaker="Xu").close_speakers == ()
    found = ask(tmp_path, "wages", speaker="petrov")
    assert (len(found.hits), found.close_speakers) == (1, ())
