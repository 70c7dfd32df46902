"""Quotations checked against an archive: what stands there is exact, what nearly does is near, the rest is absent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.archive.archive import Archive
from qa.errors import InvalidInput, TooLarge
from qa.indexing.indexer import Indexer
from qa.records import Article
from qa.search.derived import open_derived
from qa.verdicts import Verdict
from qa.verifying.verification import LONGEST_QUOTATION, Verifier
from tests.answering.conftest import PODCAST
from tests.bag_encoder import BagEncoder

ROOT = Path(__file__).parents[2]
AMBASSADOR = Article(
    id="ambassador.md",
    format="md",
    text=(
        "---\ntitle: On the plant\n---\n\n# On the plant\n\nWill you sign before the year is over, Ambassador?\n\n"
        "It pays off by 2040 – or never. We are ready to sign – in May, if all goes well. Nobody is against it; the "
        "parliament isn’t either. He called it “a *good* deal” and said the [agreement](https://a.example/text) was "
        "read twice.\n\n"
        "“First we build.\n\n“Then we rest,” he added, and named 1,500 workers, non-violent protest and a cut of 5%."
        "\n\nAnd the costs?\n\nThey agreed... more or less [laughs] in the mid-2026 talks."
    ),
    title="On the plant",
    outlet="The Courier",
    published="2025-12-30",
    url="https://courier.example/plant",
)
COPY = Article(
    id="copy.txt",
    text="The ambassador spoke. It pays off by 2040 - or never. That is all.",
    outlet="The Echo",
)
ODD = Article(
    id="odd.txt",
    text="Ninh Thua\u0323\u0302n is \ufb01nally a re\u00adality, said Nguye\u0302\u0303n Va\u0306n An\u2009of "
    "EVN. 我们将在五月签署协议。",
)
REPORT = Article(
    id="report.txt",
    text="Mayor Olga Berg said the strike would end in spring. “The harbour stays open for every ship,” she said.",
    outlet="The Echo",
)
SEA = Article(id="sea.txt", text="The sea was calm. The boats came home late, the men sang and nobody was cold.")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("verified") / "index", create=True) as opened:
        Indexer(opened, BagEncoder()).index([AMBASSADOR, COPY, ODD, REPORT, SEA, PODCAST], roots=[])
        yield opened


@pytest.fixture(scope="module")
def verifier(archive: Archive) -> Verifier:
    return Verifier(archive, open_derived(archive.folder, archive))


def sources(verdict: Verdict) -> list[tuple[str, list[str]]]:
    """Return each place as its article and the words of its parts."""
    return [(place.citation.article_id, [part.text for part in place.parts]) for place in verdict.places]


def test_a_quotation_that_stands_somewhere_is_exact_with_every_place(verifier: Verifier) -> None:
    """Both outlets are named, each citation can be checked, and its link opens on the words."""
    verdict = verifier.verify("It pays off by 2040 -- or never.")
    assert (verdict.status, verdict.place_count, verdict.nearest) == ("exact", 2, None)
    first, second = (place.citation for place in verdict.places)
    assert (first.article_id, first.outlet, first.published) == ("ambassador.md", "The Courier", "2025-12-30")
    assert AMBASSADOR.text[first.start : first.end] == first.quote == "It pays off by 2040 – or never"
    assert first.sha256 == AMBASSADOR.sha256
    assert (
        first.deep_link == "https://courier.example/plant#:~:text=It%20pays%20off%20by%202040%20%E2%80%93%20or%20never"
    )
    assert (second.article_id, second.quote) == ("copy.txt", "It pays off by 2040 - or never")


def test_a_place_says_what_its_own_words_speak_of(verifier: Verifier) -> None:
    """The times of the quotation, not those of the passage it was cut from."""
    pays, laughs = (verifier.verify(words).places[0] for words in ("It pays off by 2040", "in the mid-2026 talks"))
    [by_2040] = pays.citation.speaks_of
    assert (by_2040.text, by_2040.first_day, by_2040.last_day) == ("by 2040", None, "2040-12-31")
    assert [time.text for time in laughs.citation.speaks_of] == ["mid-2026"]


def test_a_place_names_speaker_and_question(verifier: Verifier) -> None:
    """Those of the turn that the words stand in."""
    [place] = verifier.verify("A small boat made of oak").places
    assert (place.citation.speaker, place.speakers) == ("ADA BERG", ("ADA BERG",))
    assert place.citation.question is not None
    assert place.citation.question.text == "What did you build first, before you had a workshop of your own?"


@pytest.mark.parametrize(
    ("quotation", "attribution", "reported_by"),
    [
        ("The harbour stays open for every ship", "said", None),
        ("the strike would end in spring", "paraphrased", "The Echo"),
    ],
)
def test_a_place_in_a_narrative_names_who_said_it(
    verifier: Verifier, quotation: str, attribution: str, reported_by: str | None
) -> None:
    """Whose words they are is the first thing to check, and a paraphrase is no quotation of the mayor."""
    (place,) = verifier.verify(quotation).places
    cited = place.citation
    assert (cited.speaker, cited.attribution, cited.reported_by) == ("Olga Berg", attribution, reported_by)
    assert [REPORT.text[one.start : one.end].rstrip(",") for one in cited.statements] == [quotation]


@pytest.mark.parametrize(
    ("quotation", "words"),
    [
        ('"We are ready to sign -- in May"', ["We are ready to sign – in May"]),
        ("We are  ready\nto sign — in May", ["We are ready to sign – in May"]),
        ("the parliament isn't either.", ["the parliament isn’t either"]),
        ("He called it 'a good deal' and said", ["He called it “a *good* deal” and said"]),
        ("said the agreement was read twice", ["said the [agreement](https://a.example/text) was read twice"]),
        ("First we build. Then we rest,", ["First we build.\n\n“Then we rest"]),
        ("“First we build.\n\n“Then we rest,”", ["First we build.\n\n“Then we rest"]),
        ("Nobody is against it,", ["Nobody is against it"]),
        ("They agreed… more or less", ["They agreed... more or less"]),
        ("more or less [laughs] in", ["more or less [laughs] in"]),
        ("Will you sign before the year is over, Ambassador?", ["Will you sign before the year is over, Ambassador?"]),
    ],
)
def test_how_marks_are_written_makes_no_difference(verifier: Verifier, quotation: str, words: list[str]) -> None:
    """Quotation marks, dashes, white space, emphasis and links are the typesetter's, not the speaker's."""
    verdict = verifier.verify(quotation)
    assert verdict.status == "exact"
    assert sources(verdict)[0] == ("ambassador.md", words)


@pytest.mark.parametrize(
    ("quotation", "words"),
    [
        ("We are ready … if all goes well", ["We are ready", "if all goes well"]),
        ("We are ready [...] if all goes well", ["We are ready", "if all goes well"]),
        ("We are ready. . . . the parliament", ["We are ready", "the parliament"]),
        ("…ready to sign…", ["ready to sign"]),
        ("[N]obody is against it", ["Nobody is against it"]),
        ("[w]e are ready to sign", ["We are ready to sign"]),
        ("[Ambassador Bezdetko] called it “a good deal”", ["called it “a *good* deal"]),
        ("said [the minister] the agreement was", ["said", "the [agreement](https://a.example/text) was"]),
        ("Nobody [in parliament] against it", ["Nobody", "against it"]),
        ("[the parties] agreed[,] more or less", ["agreed... more or less"]),
        ("Nobody is against it [sic]; the parliament", ["Nobody is against it; the parliament"]),
        ("We [a]re ready to sign", ["We are ready to sign"]),
        ("the parliament isn[’t] either", ["the parliament isn’t either"]),
    ],
)
def test_what_editors_leave_out_and_put_in_is_understood(verifier: Verifier, quotation: str, words: list[str]) -> None:
    """Ellipses and brackets say openly what was changed."""
    verdict = verifier.verify(quotation)
    assert verdict.status == "exact", verdict
    assert sources(verdict)[0][0] == "ambassador.md"
    assert " ".join(sources(verdict)[0][1]) == " ".join(words)


@pytest.mark.parametrize(
    "quotation", ["Ninh Thuận is finally a reality", "Nguyễn Văn An of EVN", "Ninh Thua\u0323\u0302n is", "五月签署"]
)
def test_composition_and_what_nobody_sees_make_no_difference(verifier: Verifier, quotation: str) -> None:
    """Decomposed letters, ligatures and soft hyphens come from PDFs and Macs; offsets stay those of the article."""
    verdict = verifier.verify(quotation)
    assert (verdict.status, verdict.places[0].citation.article_id) == ("exact", "odd.txt")
    citation = verdict.places[0].citation
    assert ODD.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("quotation", "source", "kind"),
    [
        ("we are ready to sign", "We are ready to sign", "letter case"),
        ("Nobody is against it. the parliament", "Nobody is against it; the parliament", "punctuation"),
        ("He called it a good deal and said", "He called it “a *good* deal” and said", "punctuation"),
        ("We are ready to build – in May", "We are ready to sign – in May", "words"),
        ("Somebody is against it", "Nobody is against it", "words"),
        ("the parliament is either", "the parliament isn’t either", "words"),
        ("We are all ready to sign – in May", "We are ready to sign – in May", "words"),
        ("We are ready … if nothing goes well", "We are ready to sign – in May, if all goes well", "words"),
        ("Will you sign before the year is over.", None, None),
    ],
)
def test_what_differs_is_near_and_shown_beside_the_source(
    verifier: Verifier, quotation: str, source: str | None, kind: str | None
) -> None:
    """The source's words come verbatim, with their place, and only what differs is said to differ."""
    verdict = verifier.verify(quotation)
    if source is None:
        assert verdict.status == "exact"
        return
    assert verdict.status == "near"
    assert verdict.nearest is not None
    citation = verdict.nearest.citation
    assert citation.quote == source
    assert AMBASSADOR.text[citation.start : citation.end] == source
    assert verdict.nearest.differs_in == (kind,)


def test_the_difference_is_told_word_by_word(verifier: Verifier) -> None:
    """With offsets into both, so that a page can show it."""
    quotation = "We are really ready to build – in May"
    nearest = verifier.verify(quotation).nearest
    assert nearest is not None
    steps = [(one.kind, one.quoted.text, one.source.text) for one in nearest.differences]
    assert steps == [
        ("equal", "We are", "We are"),
        ("delete", "really", ""),
        ("equal", "ready to", "ready to"),
        ("replace", "build", "sign"),
        ("equal", "– in May", "– in May"),
    ]
    for one in nearest.differences:
        assert quotation[one.quoted.start : one.quoted.end] == one.quoted.text
        assert AMBASSADOR.text[one.source.start : one.source.end] == one.source.text
    assert nearest.similarity == pytest.approx(2 * 6 / 15)  # six words in common, of eight and seven


@pytest.mark.parametrize("quotation", ["violent protest and", "500 workers", "a cut of 5"])
def test_a_piece_of_a_word_or_number_is_not_exact(verifier: Verifier, quotation: str) -> None:
    """ "non-violent" says the opposite of "violent", and 1,500 is not 500."""
    verdict = verifier.verify(quotation)
    assert verdict.status == "near"
    assert verdict.notes == ("the words stand there only as part of other words, or apart",)


@pytest.mark.parametrize(
    "quotation", ["Zebras never laugh in Ohio", "They sail to the moon on Friday", "goes well … never … sail … Friday"]
)
def test_what_nobody_said_is_absent(verifier: Verifier, quotation: str) -> None:
    """A few common words in common are no source."""
    assert verifier.verify(quotation) == Verdict(quotation, "absent")


def test_parts_in_another_order_are_not_exact(verifier: Verifier) -> None:
    """An ellipsis leaves words out; it does not turn a statement around."""
    verdict = verifier.verify("if all goes well … We are ready to sign")
    assert verdict.status == "near"
    assert verdict.notes == ("the parts stand in another order in the article",)


def test_parts_of_two_speakers_are_named(verifier: Verifier) -> None:
    """Stitched together, question and answer are nobody's words."""
    verdict = verifier.verify("Where did you grow up … in Bergen")
    assert verdict.status == "exact"
    [place] = verdict.places
    assert (place.speakers, place.citation.speaker) == ((None, "ADA BERG"), None)
    assert verdict.notes == ("the words are not all of one speaker's turn",)


def test_a_quotation_without_words_or_without_end_is_refused(verifier: Verifier) -> None:
    """With what is wrong."""
    for nothing in ("", "“…”", "  \n"):
        with pytest.raises(InvalidInput, match="there is no word in the quotation"):
            verifier.verify(nothing)
    with pytest.raises(TooLarge, match="21 parts between its omissions"):
        verifier.verify("we … " * 21)
    with pytest.raises(TooLarge, match="20,001 characters"):
        verifier.verify("x" * (LONGEST_QUOTATION + 1))


BUNDLED = [
    Article(path.name, path.read_text(encoding="utf-8"), format="md") for path in sorted((ROOT / "corpus").glob("*.md"))
]


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verifier]:
    """A verifier of the articles of corpus/, and of those above."""
    with Archive.open(tmp_path_factory.mktemp("bundled") / "index", create=True) as opened:
        Indexer(opened, BagEncoder()).index([*BUNDLED, AMBASSADOR, ODD], roots=[])
        yield Verifier(opened, open_derived(opened.folder, opened))


def draw_slice(data: st.DataObject, article: Article, *, least: int, most: int) -> tuple[int, int]:
    words = list(re.finditer(r"\S+", article.text))
    count = data.draw(st.integers(least, min(most, len(words))))
    first = data.draw(st.integers(0, len(words) - count))
    return words[first].start(), words[first + count - 1].end()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([*BUNDLED, AMBASSADOR, ODD]), st.booleans(), st.data())
def test_any_slice_of_any_article_is_exact(
    bundled: Verifier, article: Article, reflowed: bool, data: st.DataObject
) -> None:
    """Across passages, turns and paragraphs, labels and front matter included: what stands there is never missed."""
    start, end = draw_slice(data, article, least=4, most=80)
    quotation = article.text[start:end]
    if not re.search(r"\w", quotation):
        return
    verdict = bundled.verify(" ".join(quotation.split()) if reflowed else quotation)
    assert verdict.status == "exact", quotation
    # Outer marks are no part of it, so the place may be a little shorter.
    places = [place.citation for place in verdict.places if place.citation.article_id == article.id]
    assert any(start <= one.start and one.end <= end for one in places) or "…" in quotation or ".." in quotation


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(BUNDLED), st.data())
def test_a_slice_with_one_word_changed_is_near(bundled: Verifier, article: Article, data: st.DataObject) -> None:
    """Never exact, and never lost: that is what a misquotation looks like."""
    start, end = draw_slice(data, article, least=4, most=40)
    words = article.text[start:end].split()
    plain = [place for place, word in enumerate(words) if re.fullmatch(r"[^\W\d_]+", word)]
    if len(plain) < 4 or 2 * len(plain) < len(words):
        return
    place = data.draw(st.sampled_from(plain))
    changed = " ".join([*words[:place], "zebra", *words[place + 1 :]])
    verdict = bundled.verify(changed)
    assert verdict.status == "near", changed
    assert verdict.nearest is not None
    assert verdict.nearest.differs_in[0] == "words"
    assert "zebra" in {one.quoted.text for one in verdict.nearest.differences if one.kind != "equal"}
