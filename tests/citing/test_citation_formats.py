"""Citations to paste: what reference managers, printers and programs get, whatever stands in a title."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from hypothesis import given
from hypothesis import strategies as st

from qa.answers import Citation, CitedStatement
from qa.citing.citation_formats import write_citations
from qa.citing.csl import Source
from qa.errors import InvalidInput
from qa.records import Article, Role
from qa.views import CITATION_FORMATS, check_citation_format

TEXT = "HOST: When?\n\nANA LIMA: We sign in May, for 5% & more. Work has begun.\n"
QUOTE = "We sign in May, for 5% & more."
START = TEXT.index(QUOTE)
ARTICLE = Article(
    id="2025/talk.md",
    text=TEXT,
    title="A talk on signing",
    outlet="The Courier",
    published="2025-12-30",
    interviewee="Ana Lima",
    interviewer="Liam Hart",
    url="https://courier.example/talk",
    language="en",
)
CITATION = Citation(
    passage_id=7,
    article_id=ARTICLE.id,
    title=ARTICLE.title,
    outlet=ARTICLE.outlet,
    published=ARTICLE.published,
    speaker="Ana Lima",
    role="interviewee",
    url=ARTICLE.url,
    deep_link="https://courier.example/talk#:~:text=We%20sign",
    start=START,
    end=START + len(QUOTE),
    quote=QUOTE,
    sha256=ARTICLE.sha256,
)
INTERVIEW = Source(CITATION, ARTICLE)
NEWS = Source(
    replace(CITATION, speaker=None, role=None),
    replace(ARTICLE, interviewee=None, interviewer=None, byline="Jo Roe; Max Ott"),
)
BARE = Source(
    replace(CITATION, title=None, outlet=None, published=None, speaker=None, role=None, url=None, deep_link=None),
    Article(id="2025/talk.md", text=TEXT),
)


def written(name: str, *sources: Source) -> str:
    return write_citations(sources, name)


def test_an_interview_in_csl() -> None:
    """As reference managers read it; what is not known, such as a date of access, is not there."""
    assert json.loads(written("csl", INTERVIEW)) == [
        {
            "id": f"2025/talk.md#char={START},{START + len(QUOTE)}",
            "type": "interview",
            "title": "A talk on signing",
            "author": [{"literal": "Ana Lima"}],
            "interviewer": [{"literal": "Liam Hart"}],
            "container-title": "The Courier",
            "issued": {"date-parts": [[2025, 12, 30]]},
            "URL": "https://courier.example/talk",
            "language": "en",
            "annote": QUOTE,
        }
    ]


def test_an_article_without_anybody_interviewed_is_one_of_a_newspaper() -> None:
    """Its authors are those of the byline, and nobody is made an interviewer."""
    [item] = json.loads(written("csl", NEWS))
    assert item["type"] == "article-newspaper"
    assert item["author"] == [{"literal": "Jo Roe"}, {"literal": "Max Ott"}]
    assert "interviewer" not in item


def test_who_speaks_makes_it_an_interview_where_no_interviewee_is_stated() -> None:
    """But not the interviewer."""
    spoken = replace(NEWS.citation, speaker="Ana Lima", role="interviewee")
    assert json.loads(written("csl", Source(spoken, NEWS.article)))[0]["author"] == [{"literal": "Ana Lima"}]
    asked = replace(spoken, role="interviewer")
    assert json.loads(written("csl", Source(asked, NEWS.article)))[0]["type"] == "article-newspaper"


@pytest.mark.parametrize(
    ("speaker", "role", "begins"),
    [
        ("Ana Lima", "interviewee", ""),
        ("Lima", "interviewee", ""),
        ("Max Ott", None, "[Max Ott] "),
        ("Liam Hart", "interviewer", "[Liam Hart] "),
        (None, "interviewer", "[interviewer] "),
        (None, "interviewee", ""),
        (None, None, "[article] "),
    ],
)
def test_other_words_than_the_guests_say_whose_they_are(speaker: str | None, role: Role | None, begins: str) -> None:
    """The interview is listed under the guest, and a question or the reporter's prose would pass for the guest's."""
    source = replace(INTERVIEW, citation=replace(CITATION, speaker=speaker, role=role))
    assert json.loads(written("csl", source))[0]["annote"] == begins + QUOTE
    [entry] = parsed(written("bibtex", source)).entries
    assert printed(entry.fields_dict["annote"].value) == begins + QUOTE
    assert f"N1  - {begins}{QUOTE}" in written("ris", source).splitlines()


def test_a_speaker_of_some_of_the_words_is_not_named_for_all() -> None:
    """A citation names who says the highlighted words; the whole passage may be mostly the reporter's."""
    told = "Many ships came in that spring, and the port had to be made larger twice. “We sign in May,” Ana Lima said."
    begin = told.index("We sign")
    some = CitedStatement(begin, begin + 15, "Ana Lima", "direct")
    source = replace(INTERVIEW, citation=replace(CITATION, quote=told, start=0, end=len(told), statements=(some,)))
    assert json.loads(written("csl", source))[0]["annote"] == f"[article] {told}"
    assert "— [A talk" in written("markdown", source)
    short = told[begin - 1 :]
    whole = replace(source, citation=replace(source.citation, quote=short, start=begin - 1))
    assert json.loads(written("csl", whole))[0]["annote"] == short
    assert "— Ana Lima, [A talk" in written("markdown", whole)


def test_words_of_the_article_do_not_pass_for_a_quotation() -> None:
    """What somebody is reported to have said is not what they said."""
    source = replace(INTERVIEW, citation=replace(CITATION, attribution="paraphrased"))
    assert json.loads(written("csl", source))[0]["annote"] == f"[Ana Lima, paraphrased] {QUOTE}"
    assert "— Ana Lima (paraphrased), [A talk" in written("markdown", source)


@pytest.mark.parametrize(("date", "parts"), [("2025", [2025]), ("2025-03", [2025, 3]), ("2025-03-01", [2025, 3, 1])])
def test_a_date_is_as_exact_as_it_is_known(date: str, parts: list[int]) -> None:
    """A year is not the first of January."""
    [item] = json.loads(written("csl", replace(INTERVIEW, citation=replace(CITATION, published=date, said=date))))
    assert item["issued"] == item["event-date"] == {"date-parts": [parts]}


def test_what_is_not_known_is_left_out() -> None:
    """In every format: no "None", no empty field, nothing made up."""
    assert set(json.loads(written("csl", BARE))[0]) == {"id", "type", "annote"}
    assert written("apa", BARE) == "(n.d.)."
    for name in CITATION_FORMATS:
        assert "None" not in written(name, BARE)
        assert "null" not in written(name, BARE)
    assert written("bibtex", BARE) == f"@misc{{cited.7.{START},\n\tannote = {{We sign in May, for 5\\% \\& more.}}\n}}"
    assert written("ris", BARE).splitlines() == ["TY  - GEN", f"N1  - {QUOTE}", "ER  -"]


def parsed(text: str) -> Library:
    """Return what bibtexparser reads, all of it."""
    library = parse_string(text)
    assert library.failed_blocks == []
    return library


def printed(value: str) -> str:
    """Return what TeX prints of a value."""
    for sign in "&%$#_":
        value = value.replace(f"\\{sign}", sign)
    named = {"braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^", "backslash": "\\"}
    for name, sign in named.items():
        value = value.replace(f"\\text{name}{{}}", sign)
    return value


def test_bibtex_is_read_back_by_its_library() -> None:
    """The outlet is the journal; the whole name stays whole."""
    [entry] = parsed(written("bibtex", INTERVIEW)).entries
    assert (entry.entry_type, entry.key) == ("article", f"lima2025.7.{START}")
    fields = {field.key: field.value for field in entry.fields}
    assert (fields["journal"], fields["year"], fields["month"], fields["date"]) == (
        "The Courier",
        "2025",
        "12",
        "2025-12-30",
    )
    assert printed(fields["annote"]) == QUOTE
    assert fields["note"] == "Interview by Liam Hart"
    assert "author = {{Ana Lima}}" in written("bibtex", INTERVIEW)
    assert "author = {{Jo Roe} and {Max Ott}}" in written("bibtex", NEWS)
    family_first = replace(INTERVIEW, article=replace(ARTICLE, interviewee="Lima, Ana"))
    assert "author = {Lima, Ana}" in written("bibtex", family_first)


def references(text: str) -> list[dict[str, Any]]:
    return list(rispy.loads(text))


def test_ris_is_read_back_by_its_library() -> None:
    """From TY to ER, with nothing before it."""
    text = written("ris", INTERVIEW)
    assert text.startswith("TY  - NEWS\n")
    [found] = references(text)
    assert found["authors"] == ["Ana Lima"]
    assert found["secondary_authors"] == ["Liam Hart"]
    assert (found["title"], found["secondary_title"]) == ("A talk on signing", "The Courier")
    assert (found["year"], found["date"], found["type_of_work"]) == ("2025", "2025/12/30", "Interview")
    assert found["urls"] == ["https://courier.example/talk"]
    assert found["notes"] == [QUOTE]


NASTY = 'A {b} & c % d $ e # f _ g ~ h ^ i \\ j "k" @article{x, y = {z}} <b>*l* `m` [n](o) |\r\nER  - \r\nTY  - BOOK'


def test_nothing_in_a_title_breaks_out_of_its_field() -> None:
    """Titles come from files and pages of others."""
    source = Source(
        replace(CITATION, title=NASTY, outlet=NASTY, speaker=NASTY, quote=NASTY),
        replace(ARTICLE, interviewee=NASTY, interviewer=NASTY),
    )
    one_line = " ".join(NASTY.split())
    [entry] = parsed(written("bibtex", source)).entries
    assert printed(entry.fields_dict["journal"].value) == one_line
    [reference] = references(written("ris", source))
    assert (reference["title"], reference["secondary_title"], reference["notes"]) == (one_line, one_line, [one_line])
    [item] = json.loads(written("csl", source))
    assert item["title"] == one_line
    assert "\n" not in written("apa", source) + written("chicago", source)


@given(st.text(max_size=60))
def test_any_title_comes_back_from_both_libraries(title: str) -> None:
    """Braces balance, backslashes are printed, control characters are gone."""
    title = title.encode("utf-8", "replace").decode()
    source = replace(INTERVIEW, citation=replace(CITATION, title=title))
    library = parsed(written("bibtex", source))
    assert [entry.fields_dict["journal"].value for entry in library.entries] == ["The Courier"]
    [reference] = references(written("ris", source))
    assert reference["secondary_title"] == "The Courier"
    assert len(json.loads(written("csl", source))) == 1


@pytest.mark.parametrize(
    ("source", "apa", "chicago"),
    [
        (
            INTERVIEW,
            "Ana Lima. (2025, December 30). A talk on signing [Interview by Liam Hart]. The Courier. "
            "https://courier.example/talk",
            "Ana Lima. “A talk on signing.” Interview by Liam Hart. The Courier, December 30, 2025. "
            "https://courier.example/talk",
        ),
        (
            NEWS,
            "Jo Roe, & Max Ott. (2025, December 30). A talk on signing. The Courier. https://courier.example/talk",
            "Jo Roe, and Max Ott. “A talk on signing.” The Courier, December 30, 2025. https://courier.example/talk",
        ),
        (
            Source(replace(NEWS.citation, published="2025-12", url=None), replace(NEWS.article, byline=None)),
            "A talk on signing. (2025, December). The Courier.",
            "The Courier. “A talk on signing.” December 2025.",
        ),
        (
            Source(replace(CITATION, title="Who said “yes”?", url=None), replace(ARTICLE, interviewee="Lima, Ana Eva")),
            "Lima, A. E. (2025, December 30). Who said “yes”? [Interview by Liam Hart]. The Courier.",
            "Lima, Ana Eva. “Who said ‘yes’?” Interview by Liam Hart. The Courier, December 30, 2025.",
        ),
    ],
    ids=["interview", "newspaper", "nobody named", "family name first"],
)
def test_references_in_print(source: Source, apa: str, chicago: str) -> None:
    """APA 7 and Chicago 17; names are turned around only where the article says which one is the family's."""
    assert written("apa", source) == apa
    assert written("chicago", source) == chicago


def test_markdown_is_a_block_quotation_with_a_link_to_the_words() -> None:
    """Shown, it is the quotation and nothing else: its own signs are no Markdown."""
    quote = "# We *sign*\n\n1. in [May](x)\n- <b>"
    source = replace(INTERVIEW, citation=replace(CITATION, quote=quote, deep_link="https://c.example/a(b) c"))
    assert written("markdown", source) == (
        "> \\# We \\*sign\\*\n>\n> 1\\. in \\[May\\](x)\n> \\- \\<b\\>\n>\n"
        "> — Ana Lima, [A talk on signing](https://c.example/a%28b%29%20c), *The Courier*, 2025-12-30"
    )


def test_an_annotation_selects_the_words_in_both_ways() -> None:
    """By what stands around them and by offsets, with the digest that tells whether these hold."""
    found = json.loads(written("annotation", INTERVIEW))
    target = found["target"]
    assert (found["type"], target["source"]) == ("Annotation", "https://courier.example/talk")
    assert found["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert target["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    quote, position = target["selector"]
    assert quote == {
        "type": "TextQuoteSelector",
        "exact": QUOTE,
        "prefix": TEXT[:START],
        "suffix": TEXT[START + len(QUOTE) :],
    }
    assert position == {"type": "TextPositionSelector", "start": START, "end": START + len(QUOTE)}
    assert json.loads(written("annotation", BARE))["target"]["source"].startswith("ni:///sha-256;")
    assert len(written("annotation", INTERVIEW, NEWS).splitlines()) == 2


def test_a_format_that_is_none_is_refused() -> None:
    """With those that are."""
    with pytest.raises(InvalidInput, match="no citation format is named 'mla'") as caught:
        check_citation_format("mla")
    assert "bibtex" in caught.value.next_step
