"""The forms in which interviews are printed, each a small article of our own: whose words are whose.

The one rule above all: an interviewer's words are never the guest's.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ingestion.dialogue.speakers import find_turns
from qa.records import Article, Role
from qa.text.blocks import find_blocks

ANSWER = "I was there for years, and the work was hard, but we went on with it."
OTHER = "We came back in the spring, when the river was low and I had time again."
WHY, WHEN = "Why did you go there?", "And when was that?"
GUEST, HOST = "Anna Lee", "Bob Ray"

Said = list[tuple[str | None, Role | None, str]]


def _article(text: str, *, stated: bool) -> Article:
    return Article(
        id="a", text=text, format="md", interviewee=GUEST if stated else None, interviewer=HOST if stated else None
    )


def _said(text: str, *, stated: bool = True) -> Said:
    """Return (speaker, role, words) of each turn; `stated` says whether metadata name guest and host."""
    article = _article(text, stated=stated)
    turns = find_turns(article, find_blocks(text, 0, len(text)))
    return [(turn.speaker, turn.role, text[turn.start : turn.end]) for turn in turns]


def _exchange(host: str | None, guest: str | None) -> Said:
    return [
        (host, "interviewer", WHY),
        (guest, "interviewee", ANSWER),
        (host, "interviewer", WHEN),
        (guest, "interviewee", OTHER),
    ]


LETTERS = {
    "Q: A:": ("Q: {}", "A: {}"),
    "numbered": ("Q1: {}", "A1: {}"),
    "full stops": ("Q. {}", "A. {}"),
    "numbered, full stops": ("Q1. {}", "A1. {}"),
    "brackets": ("Q) {}", "A) {}"),
    "dashes": ("Q – {}", "A – {}"),
    "bold letters": ("**Q:** {}", "**A:** {}"),
    "bold letters, colon outside": ("**Q**: {}", "**A**: {}"),
    "bold letters, full stops": ("**Q.** {}", "**A.** {}"),
    "bold questions with letters": ("**Q: {}**", "A: {}"),
    "underlined questions with letters": ("__Q: {}__", "A: {}"),
    "words": ("Question: {}", "Answer: {}"),
}


@pytest.mark.parametrize("form", LETTERS)
def test_questions_and_answers_with_letters(form: str) -> None:
    """The letter names nobody; the article's metadata do. Marks are no part of the words."""
    question, answer = LETTERS[form]
    text = "\n\n".join((question.format(WHY), answer.format(ANSWER), question.format(WHEN), answer.format(OTHER)))
    assert _said(text) == _exchange(HOST, GUEST)
    assert _said(text, stated=False) == _exchange(None, None)


SET_APART = {
    "bold": "**{}**\n\n{}\n\n",
    "bold with underscores": "__{}__\n\n{}\n\n",
    "italic": "*{}*\n\n{}\n\n",
    "italic with underscores": "_{}_\n\n{}\n\n",
    "bold italic": "***{}***\n\n{}\n\n",
    "bold, answer on the next line": "**{}**\n{}\n",
    "bold, answer on the same line": "**{}** {}\n\n",
    "headings": "### {}\n\n{}\n\n",
}


@pytest.mark.parametrize("form", SET_APART)
def test_questions_set_apart(form: str) -> None:
    """Who is interviewed is stated, the answers say "I": that is evidence enough for the guest, none for the host."""
    text = SET_APART[form].format(WHY, ANSWER) + SET_APART[form].format(WHEN, OTHER)
    assert _said(text) == _exchange(None, GUEST)


def test_questions_set_apart_name_nobody_whom_the_article_does_not_state() -> None:
    """No name is better than a guess."""
    for form in SET_APART.values():
        said = _said(form.format(WHY, ANSWER) + form.format(WHEN, OTHER), stated=False)
        assert {speaker for speaker, _, _ in said} == {None}


@pytest.mark.parametrize("words", ["Tell us about the sea.", "People say that you never came back.", "That was hard…"])
def test_what_the_interviewer_tells_in_bold_is_not_the_guests(words: str) -> None:
    """Not all that an interviewer says is a question; it is set like one."""
    said = _said(f"**{WHY}**\n\n{ANSWER}\n\n**{words}**\n\n{OTHER}\n\n**{WHEN}**\n\n{ANSWER}\n")
    assert said[2:4] == [(None, "interviewer", words), (GUEST, "interviewee", OTHER)]


@pytest.mark.parametrize("words", ["**“We never gave up.”**", "**The early years**"])
def test_what_else_is_bold_is_nobodys(words: str) -> None:
    """A quotation pulled out of an answer, a heading: neither the host's words nor part of an answer."""
    said = _said(f"**{WHY}**\n\n{ANSWER}\n\n{words}\n\n{OTHER}\n\n**{WHEN}**\n\n{ANSWER}\n")
    assert said[1:4] == [(GUEST, "interviewee", ANSWER), (None, None, words), (GUEST, "interviewee", OTHER)]


def test_a_bold_introduction_is_nobodys() -> None:
    """Above the first question the editor speaks."""
    assert _said(f"**She came back in spring.**\n\n**{WHY}**\n\n{ANSWER}\n\n**{WHEN}**\n\n{ANSWER}\n")[0] == (
        None,
        None,
        "**She came back in spring.**",
    )


def test_a_phrase_in_italics_inside_bold_questions_stays_the_guests() -> None:
    """Only what is set as the questions are is the interviewer's."""
    said = _said(f"**{WHY}**\n\n{ANSWER}\n\n*I mean it.*\n\n**{WHEN}**\n\n{OTHER}\n")
    assert said[1] == (GUEST, "interviewee", f"{ANSWER}\n\n*I mean it.*")


def test_headings_that_ask_without_a_stated_interviewee_are_headings() -> None:
    """A list of frequent questions is no interview."""
    text = f"### {WHY}\n\n{ANSWER}\n\n### {WHEN}\n\n{OTHER}\n"
    assert [said[:2] for said in _said(text, stated=False)] == [(None, None)]


@pytest.mark.parametrize(
    ("guest", "host"),
    [
        ("Anna Lee, chief scientist", "Bob Ray, host"),
        ("__Anna Lee__ (chief scientist)", "**Bob Ray** (host)"),
        ("Anna Lee (chief scientist)", "Bob Ray (host)"),
        ("Anna Lee, deputy chief scientist of the sea institute", "Bob Ray, the interviewer"),
        ("**Anna Lee**, chief scientist", "**Bob Ray**, presenter"),
    ],
)
def test_a_label_that_introduces_whom_later_labels_shorten(guest: str, host: str) -> None:
    """Transcripts say once who somebody is; the name is the name alone, and "host" is a role for "Ray:" too."""
    text = f"{host}: {WHY}\n\n{guest}: {ANSWER}\n\nRay: {WHEN}\n\nLee: {OTHER}\n"
    said = _said(text, stated=False)
    assert [speaker for speaker, _, _ in said] == [HOST, GUEST, "Ray", "Lee"]
    assert [role for _, role, _ in said] == ["interviewer", None, "interviewer", None]
    assert [words for _, _, words in said] == [WHY, ANSWER, WHEN, OTHER]


def test_interviewee_beside_a_name_is_a_role() -> None:
    """The transcript itself says who is who."""
    text = f"Bob Ray (interviewer): {WHY}\n\nAnna Lee (interviewee): {ANSWER}\n\n"
    text += f"Bob Ray: {WHEN}\n\nAnna Lee: {OTHER}\n"
    assert _said(text, stated=False) == _exchange(HOST, GUEST)


def test_interviewer_and_a_name() -> None:
    """Beside "Interviewer:" the only one with a name is interviewed."""
    text = f"Interviewer: {WHY}\n\nAnna Lee: {ANSWER}\n\nInterviewer: {WHEN}\n\nAnna Lee: {OTHER}\n"
    assert _said(text, stated=False) == _exchange(None, GUEST)


def test_question_paragraphs_above_labelled_answers_of_several_paragraphs() -> None:
    """Only the answer's first paragraph is labelled, and it may be long."""
    text = f"{WHY}\n\nAmbassador Bezdetko: {ANSWER}\n\n{OTHER}\n\n{WHEN}\n\nAmbassador Bezdetko: {OTHER}\n"
    assert _said(text, stated=False) == [
        (None, "interviewer", WHY),
        ("Ambassador Bezdetko", "interviewee", f"{ANSWER}\n\n{OTHER}"),
        (None, "interviewer", WHEN),
        ("Ambassador Bezdetko", "interviewee", OTHER),
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"A. Smith wrote it.\n\n{ANSWER}\n\nA. Smith read it.\n\n{OTHER}",
        f"A. {ANSWER}\n\nB. {OTHER}\n\nC. {ANSWER}",
        f"Anna Lee, who came late, said: {ANSWER}\n\n{OTHER}\n\nAnna Lee, who left early, added: {OTHER}",
        f"Smith Inc, up two percent: {ANSWER}\n\nJones Ltd, down: {OTHER}",
        f"**Why it matters?** {ANSWER}\n\n{OTHER}",
        f"*{WHY}* she asked.\n\n{ANSWER}",
        f"| Q | A |\n|---|---|\n| {WHY} | {ANSWER} |",
        f"> {WHY}\n\n{ANSWER}\n\n> {WHEN}\n\n{OTHER}",
        f"ACT ONE\n\n    ANNA\n    {WHY}\n\n    BOB\n    {ANSWER}",
        f"<anna> {WHY}\n<bob> {ANSWER}\n<anna> {WHEN}\n<bob> {OTHER}",
        f"[10:02] anna >> {WHY}\n[10:03] bob >> {ANSWER}",
    ],
)
def test_forms_that_nobody_has_seen_are_paragraphs_without_a_speaker(text: str) -> None:
    """Words of two people as those of one would be a false quotation; a missing name is only a gap."""
    assert {(speaker, role) for speaker, role, _ in _said(text, stated=False)} == {(None, None)}


_LINE = st.one_of(
    st.tuples(st.sampled_from([*LETTERS.values(), ("**{}**", "{}"), ("_{}_", "{}"), ("Bob Ray, host: {}", "Lee: {}")]))
    .map(lambda forms: forms[0])
    .flatmap(st.sampled_from)
    .map(lambda form: form.format("Is it so?")),
    st.sampled_from([ANSWER, "", "**", "__ __", "**bold", "*a* *b*", "Q.", "A. ", "**Q: **", "Lee, so: x"]),
    st.text(max_size=20),
)


@given(st.lists(_LINE, max_size=14).map("\n\n".join), st.booleans())
def test_any_mixture_of_forms_gives_turns_in_order(text: str, stated: bool) -> None:
    """No mixture raises; turns do not overlap, hold no white space at their ends, and name only whom the text names."""
    article = _article(text, stated=stated)
    turns = find_turns(article, find_blocks(text, 0, len(text)))
    position = 0
    for turn in turns:
        assert position <= turn.start < turn.end <= len(text)
        assert text[turn.start : turn.end].strip() == text[turn.start : turn.end]
        assert (
            turn.speaker is None or turn.speaker in text or turn.speaker in (article.interviewee, article.interviewer)
        )
        position = turn.end


LABELLED = f"{WHY}\n\nMs Lee: {ANSWER}\n\n{WHEN}\n\nMs Lee: {OTHER}\n\nWe rested there.\n\n"
BOLD = f"**{WHY}**\n\n{ANSWER}\n\n**{WHEN}**\n\n{OTHER}\n\nWe rested there.\n\n"
LETTERED = f"Q: {WHY}\n\nA: {ANSWER}\n\nQ: {WHEN}\n\nA: {OTHER}\n\nWe rested there.\n\n"


@pytest.mark.parametrize("interview", [LABELLED, BOLD], ids=["labelled answers", "bold questions"])
@pytest.mark.parametrize(
    "closing",
    [
        "Thank you very much, Ms Lee!",
        "Thank you for your time.\n\nMinh Anh (VNA)",
        "Thank you for talking to us.\n\nBob Ray reports from Graz.",
        "(This interview has been edited for length and clarity.)",
        "Interview by Bob Ray.",
    ],
)
def test_what_closes_an_interview_is_not_the_guests(interview: str, closing: str) -> None:
    """The interviewer thanks without a label too, and says how the interview was made."""
    *_, (_, _, last), (speaker, role, words) = _said(interview + closing)
    assert last.endswith("We rested there.")
    assert (speaker, role) == (None, None)
    assert words.startswith(closing[:20])


def test_a_note_below_letters_is_nobodys_and_thanks_there_go_on_with_the_answer() -> None:
    """Where each of the interviewer's words has a label, thanks without one are the guest's."""
    assert _said(LETTERED + "This conversation was condensed.")[-1] == (None, None, "This conversation was condensed.")
    speaker, _, words = _said(LETTERED + "Thank you.")[-1]
    assert speaker == GUEST
    assert words.endswith("Thank you.")


def test_an_answer_that_thanks_is_an_answer() -> None:
    """Directly below a question somebody replies to it."""
    thanks = "Thank you all, I say to those who came with us."
    assert _said(f"{BOLD}**And now?**\n\n{thanks}")[-1] == (GUEST, "interviewee", thanks)
