"""Pages that hold a dialogue: what their markup says of speakers and questions is not lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.ingestion.article_parser import parse_article
from qa.ingestion.passages import cut_into_passages
from qa.records import Article, Role

LEAD = "The talk took place by the river, where the boats are built and where the work of the yard can be seen."
ANSWER = "I was there for years, and the work was hard, but we went on with it until the river was low again."
OTHER = "We came back in the spring, and I had time again to build the boats that had been asked for so long."
WHY, WHEN = "Why did you go there?", "And when was that?"
GUEST = "Anna Lee"

Said = list[tuple[str | None, Role | None, str]]


def _read(body: str) -> Article:
    page = f"<html><head><title>A talk</title></head><body><article><p>{LEAD}</p>{body}</article></body></html>"
    return parse_article(page.encode(), article_id="a", source="a.html", suffix=".html", max_chars=100_000)


def _said(body: str, *, guest: str | None = GUEST) -> Said:
    """Return (speaker, role, words) of the passages behind the lead; each is a slice of the text."""
    article = replace(_read(body), interviewee=guest)
    _, passages = cut_into_passages(article)
    assert all(article.text[passage.start : passage.end] == passage.text for passage in passages)
    assert passages[0].text.startswith(LEAD)
    return [(passage.speaker, passage.role, passage.text) for passage in passages[1:]]


EXCHANGE = [
    (None, "interviewer", WHY),
    (GUEST, "interviewee", ANSWER),
    (None, "interviewer", WHEN),
    (GUEST, "interviewee", OTHER),
]
QUESTIONS = {
    "strong": "<p><strong>{}</strong></p><p>{}</p>",
    "b": "<p><b>{}</b></p><p>{}</p>",
    "em": "<p><em>{}</em></p><p>{}</p>",
    "i": "<p><i>{}</i></p><p>{}</p>",
    "strong, line break": "<p><strong>{}</strong><br>{}</p>",
    "strong, same line": "<p><strong>{}</strong> {}</p>",
    "class": "<p class='question'>{}</p><p class='answer'>{}</p>",
    "one of several classes": "<p class='lg interview-question'>{}</p><p>{}</p>",
}


@pytest.mark.parametrize("form", QUESTIONS)
def test_questions_set_apart_are_the_interviewers(form: str) -> None:
    """As in Markdown; no mark of ours is part of anybody's words."""
    assert _said(QUESTIONS[form].format(WHY, ANSWER) + QUESTIONS[form].format(WHEN, OTHER)) == EXCHANGE


def test_what_is_told_in_bold_among_questions_is_the_interviewers() -> None:
    """Never the guest's."""
    form = QUESTIONS["strong"]
    said = _said(form.format(WHY, ANSWER) + form.format("They say it was hard.", OTHER) + form.format(WHEN, OTHER))
    assert said[2] == (None, "interviewer", "They say it was hard.")


def test_emphasis_inside_an_answer_is_part_of_it() -> None:
    """Bold words, and one question in italics, are how the guest speaks; nothing is written around them."""
    form = QUESTIONS["strong"]
    loud = f"<b>Never</b> again, I said. {ANSWER}</p><p><em>Who would?</em>"
    said = _said(form.format(WHY, loud) + form.format(WHEN, OTHER))
    assert said[1] == (GUEST, "interviewee", f"Never again, I said. {ANSWER}\n\nWho would?")


@pytest.mark.parametrize("colon", ["", ":"])
def test_a_list_of_speakers_and_their_words(colon: str) -> None:
    """<dt> says who, <dd> what; one name twice tells it from a glossary. Several paragraphs are one turn."""
    body = (
        f"<dl><dt>Bob Ray{colon}</dt><dd>{WHY}</dd><dt>Anna Lee{colon}</dt><dd><p>{ANSWER}</p><p>{OTHER}</p></dd>"
        f"<dt>Bob Ray{colon}</dt><dd>{WHEN}</dd></dl>"
    )
    assert [(speaker, words) for speaker, _, words in _said(body)] == [
        ("Bob Ray", WHY),
        (GUEST, f"{ANSWER}\n\n{OTHER}"),
        ("Bob Ray", WHEN),
    ]
    assert _read(body).speakers == ("Bob Ray", GUEST)


def test_a_list_of_letters() -> None:
    """ "Q" and "A" name nobody but whom metadata state."""
    pairs = "".join(f"<dt>Q</dt><dd>{q}</dd><dt>A</dt><dd>{a}</dd>" for q, a in ((WHY, ANSWER), (WHEN, OTHER)))
    assert _said(f"<dl>{pairs}</dl>") == EXCHANGE


@pytest.mark.parametrize("item", ["<li><b>{}:</b> {}</li>", "<li><strong>{}</strong>: {}</li>", "<p><b>{}:</b> {}</p>"])
def test_names_in_bold_before_a_colon(item: str) -> None:
    """Two names, one of them twice, are speakers without further evidence."""
    items = item.format("Bob Ray", WHY) + item.format("Anna Lee", ANSWER) + item.format("Bob Ray", WHEN)
    body = f"<ul>{items}</ul>" if "<li>" in item else items
    assert [(speaker, words) for speaker, _, words in _said(body)] == [
        ("Bob Ray", WHY),
        (GUEST, ANSWER),
        ("Bob Ray", WHEN),
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"<dl><dt>Keel</dt><dd>{ANSWER}</dd><dt>Buoy</dt><dd>{OTHER}</dd></dl>",
        f"<ul><li><b>Summary:</b> {ANSWER}</li><li><b>Results:</b> {OTHER}</li><li><b>Summary:</b> {OTHER}</li></ul>",
        f"<p><b>Where it began</b></p><p>{ANSWER}</p><p><b>Where it ended</b></p><p>{OTHER}</p>",
        f"<p><em>{WHY}</em> she asked.</p><p>{ANSWER}</p><p><em>{WHEN}</em> he asked.</p><p>{OTHER}</p>",
        f"<p><b>{WHY}</b></p><p>{ANSWER}</p><p>{OTHER}</p>",
        f"<ul>{f'<li><b>Screen Size:</b> {ANSWER}</li><li><b>Release Date:</b> {OTHER}</li>' * 2}</ul>",
        f"<dl><dt>Sea Bed</dt><dd>{ANSWER}</dd><dt>Sea Bed</dt><dd>{OTHER}</dd><dt>Sea Gull</dt><dd>{OTHER}</dd></dl>",
        f"<h3>{WHY}</h3><p>{ANSWER}</p><h3>{WHEN}</h3><p>{OTHER}</p>",
        f"<div class='x'><span>{WHY}</span></div><div>{ANSWER}</div>",
    ],
    ids=[
        "glossary",
        "summary in points",
        "headings in bold",
        "thoughts in italics",
        "one question",
        "points of products",
        "a term twice",
        "headings that ask",
        "anything else",
    ],
)
def test_other_markup_names_nobody(body: str) -> None:
    """A wrong speaker is worse than none, and no asterisk of ours stays in the text."""
    article = _read(body)
    _, passages = cut_into_passages(article)
    assert {(passage.speaker, passage.role) for passage in passages} == {(None, None)}
    assert "*" not in article.text
    assert article.speakers == ()


_BLOCK = st.tuples(
    st.sampled_from(
        [
            *QUESTIONS.values(),
            "<h3>{}</h3><p>{}</p>",
            "<dl><dt>{}</dt><dd>{}</dd></dl>",
            "<ul><li><b>{}:</b> {}</li></ul>",
        ]
    ),
    st.sampled_from([WHY, WHEN, "Anna", "So it was.", "“No?”", ""]),
    st.sampled_from([ANSWER, OTHER, "Yes.", "<i>No?</i>", ""]),
).map(lambda parts: parts[0].format(*parts[1:]))


@settings(max_examples=60, deadline=None)
@given(st.lists(_BLOCK, max_size=8).map("".join))
def test_no_mark_of_ours_is_quoted(body: str) -> None:
    """Asterisks and number signs are written for the parser; the page's reader has not seen them."""
    _, passages = cut_into_passages(_read(body))
    assert not any("**" in passage.text or "#" in passage.text for passage in passages)
