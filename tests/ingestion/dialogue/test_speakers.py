"""Turns: who speaks where, and never a guess."""

from __future__ import annotations

from qa.ingestion.dialogue.speakers import blocks_by_turn, find_turns
from qa.records import Article, Role, Turn
from qa.text.blocks import find_blocks

PROSE = "The ambassador spoke at length about trade, energy and the years to come in both countries."


def _article(text: str, *, interviewee: str | None = None, title: str | None = None) -> Article:
    return Article(id="a", text=text, interviewee=interviewee, title=title)


def _turns(article: Article) -> tuple[Turn, ...]:
    return find_turns(article, find_blocks(article.text, article.body_start, len(article.text)))


def _said(article: Article) -> list[tuple[str | None, Role | None, str]]:
    return [(turn.speaker, turn.role, article.text[turn.start : turn.end]) for turn in _turns(article)]


def test_narrative_is_one_turn_without_a_speaker() -> None:
    """Most articles report; nobody is labelled."""
    article = _article(f"{PROSE}\n\n“We agree,” he said: it was so.\n\n{PROSE}")
    assert _said(article) == [(None, None, article.text)]


def test_an_empty_body_has_no_turns() -> None:
    """White space and debris are nobody's words."""
    assert _turns(_article(" \n\n")) == ()
    assert _turns(_article("[MUSIC]\n")) == ()


def test_paragraphs_without_a_label_go_on_with_the_turn() -> None:
    """Only the first paragraph of a long answer is labelled."""
    article = _article("ANNA LEE: One.\n\nTwo.\n\n[MUSIC]\n\nThree.\n\nBOB RAY: Four.\nANNA LEE: Five.\nBOB RAY: Six.")
    assert _said(article) == [
        ("ANNA LEE", None, "One.\n\nTwo.\n\n[MUSIC]\n\nThree."),
        ("BOB RAY", None, "Four."),
        ("ANNA LEE", None, "Five."),
        ("BOB RAY", None, "Six."),
    ]


def test_words_before_the_first_label_have_no_speaker() -> None:
    """A transcript that begins in the middle does not say whose words these are."""
    article = _article("to the show.\n\nANNA LEE: One.\n\nBOB RAY: Two.\n\nANNA LEE: Three.\n\nBOB RAY: Four.")
    assert _said(article)[:2] == [(None, None, "to the show."), ("ANNA LEE", None, "One.")]


def test_a_label_inside_hard_wrapped_lines_opens_a_turn() -> None:
    """Wrapped transcripts have no blank line between speakers."""
    line = "so we talked about all of that for a very long time and then we came back and"
    article = _article(f"ANNA LEE: {line}\n{line}\nwent.\nBOB RAY: {line}\nleft.\nANNA LEE: {line}\nBOB RAY: {line}\n")
    assert [turn.speaker for turn in _turns(article)] == ["ANNA LEE", "BOB RAY", "ANNA LEE", "BOB RAY"]


def test_unlabelled_questions_above_labelled_answers_are_the_interviewers() -> None:
    """Many papers print questions as plain paragraphs and label only the answers."""
    article = _article(
        "What was achieved?\n\nAmbassador Bezdetko: Much.\nTrade grew.\nWhat comes next?\n\n"
        "Ambassador Bezdetko: More.\nTell us about Tet.\nAmbassador Bezdetko: It is spring.\n"
    )
    assert _said(article) == [
        (None, "interviewer", "What was achieved?"),
        ("Ambassador Bezdetko", "interviewee", "Much.\nTrade grew."),
        (None, "interviewer", "What comes next?"),
        ("Ambassador Bezdetko", "interviewee", "More."),
        (None, "interviewer", "Tell us about Tet."),
        ("Ambassador Bezdetko", "interviewee", "It is spring."),
    ]


def test_a_labelled_speakers_own_question_stays_theirs() -> None:
    """A host's second paragraph ends in a question mark, and the guest's label follows: it is the host's question."""
    article = _article(
        "ANNA LEE: One.\n\nWhy?\n\nBOB RAY: Two.\n\nANNA LEE: Three.\n\nBOB RAY: Four.\n\nANNA LEE: Five."
    )
    assert _said(article)[0] == ("ANNA LEE", None, "One.\n\nWhy?")


def test_bold_questions_with_answers_in_the_first_person_name_the_stated_interviewee() -> None:
    """The article says who is interviewed, and the answers speak as I: that is evidence enough."""
    text = "**Why?**\n\nI wanted it.\n\n**When?**\n\nIt was my first year.\n"
    assert _said(_article(text, interviewee="Anna Lee")) == [
        (None, "interviewer", "Why?"),
        ("Anna Lee", "interviewee", "I wanted it."),
        (None, "interviewer", "When?"),
        ("Anna Lee", "interviewee", "It was my first year."),
    ]


def test_a_digest_in_questions_and_answers_names_nobody() -> None:
    """Third-person answers are not the interviewee's words."""
    text = "**Why?**\n\nShe wanted it.\n\n**When?**\n\nIt was her first year.\n"
    assert [said[:2] for said in _said(_article(text, interviewee="Anna Lee"))] == [
        (None, "interviewer"),
        (None, None),
    ] * 2


def test_q_and_a_name_nobody_but_whom_the_article_states() -> None:
    """ "A" is not a name."""
    text = "Q: Why?\nA: Because.\nQ: When?\nA: Soon."
    assert [said[:2] for said in _said(_article(text))][:2] == [(None, "interviewer"), (None, "interviewee")]
    assert _said(_article(text, interviewee="Anna Lee"))[1][:2] == ("Anna Lee", "interviewee")
    assert _said(_article(text, interviewee="Anna Lee and Bob Ray"))[1][:2] == (None, "interviewee")


def test_a_caption_inside_an_answer_is_nobodys_words() -> None:
    """Quoting a caption as the speaker's words would be a false quotation."""
    article = _article(
        "ANNA LEE: One.\n\nA man. Photo: VNA\n\nTwo.\n\nBOB RAY: Three.\nANNA LEE: Four.\nBOB RAY: Five."
    )
    assert _said(article)[:3] == [
        ("ANNA LEE", None, "One."),
        (None, None, "A man. Photo: VNA"),
        ("ANNA LEE", None, "Two."),
    ]


def test_a_heading_above_a_label_belongs_to_neither_speaker() -> None:
    """Section titles are the editor's."""
    article = _article("ANNA LEE: One.\n\nThe early years\n\nBOB RAY: Two.\n\nANNA LEE: Three.\n\nBOB RAY: Four.")
    assert _said(article)[1] == (None, None, "The early years")


def test_one_recurring_word_alone_is_no_dialogue() -> None:
    """ "Academic Editor: …" in every article of a collection is not a speaker."""
    text = "".join(f"{PROSE}\n\nAcademic Editor: Gary Ward, University {n}.\n\n" for n in range(4))
    assert [turn.speaker for turn in _turns(_article(text))] == [None]


def test_blocks_are_cut_where_turns_begin_and_end() -> None:
    """The label lies outside, the words inside."""
    article = _article("ANNA LEE: One.\nBOB RAY: Two.\nANNA LEE: Three.\nBOB RAY: Four.")
    blocks = find_blocks(article.text, 0, len(article.text))
    inside = blocks_by_turn(_turns(article), blocks)
    assert [[article.text[b.start : b.end] for b in own] for own in inside] == [
        ["One."],
        ["Two."],
        ["Three."],
        ["Four."],
    ]
