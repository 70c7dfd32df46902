"""Roles: interviewer and interviewee on the article's own evidence, otherwise none."""

from __future__ import annotations

from qa.ingestion.dialogue.speakers import find_turns
from qa.records import Article, Role
from qa.text.blocks import find_blocks


def _roles(article: Article) -> dict[str | None, Role | None]:
    turns = find_turns(article, find_blocks(article.text, 0, len(article.text)))
    return {turn.speaker: turn.role for turn in turns}


def test_metadata_says_who_is_what() -> None:
    """A title before the name does not matter."""
    text = "Dr. Lee: One.\nRay: Two.\nDr. Lee: Three.\nRay: Four.\nDr. Lee: Five.\nRay: Six."
    article = Article(id="a", text=text, interviewee="Anna Lee", interviewer="Bob Ray")
    assert _roles(article) == {"Dr. Lee": "interviewee", "Ray": "interviewer"}


def test_accents_do_not_tell_names_apart() -> None:
    """Metadata is often written without them, with letters that Unicode does not take apart too."""
    text = "ĐẶNG NGỌC: One.\nŁukasz Żółć: Two.\n" * 3
    article = Article(id="a", text=text, interviewee="Lukasz Zolc", interviewer="Dang Ngoc")
    assert _roles(article) == {"ĐẶNG NGỌC": "interviewer", "Łukasz Żółć": "interviewee"}


def test_a_host_who_says_so_interviews_whom_the_title_names() -> None:
    """A co-host has neither role: nothing says which."""
    text = (
        "BOB RAY: I'm your host, Bob Ray.\nCAT DOE: And I am Cat.\nBOB RAY: How did it begin?\n"
        "ANNA LEE: Early.\nBOB RAY: And then?\nANNA LEE: Later.\nCAT DOE: Nice.\nBOB RAY: Thanks."
    )
    article = Article(id="a", text=text, title="The Show with Anna-Lee")
    assert _roles(article) == {"BOB RAY": "interviewer", "CAT DOE": None, "ANNA LEE": "interviewee"}


def test_a_host_who_is_asked_has_no_role() -> None:
    """In some episodes the host is the guest."""
    text = "BOB RAY: I'm your host, Bob Ray.\n" + "CAT DOE: And why?\nBOB RAY: Because.\n" * 3
    assert _roles(Article(id="a", text=text)) == {"BOB RAY": "interviewee", "CAT DOE": "interviewer"}


def test_two_who_both_ask_have_no_roles() -> None:
    """A conversation is no interview."""
    text = "ANNA LEE: Why?\nBOB RAY: Why not?\nANNA LEE: So.\nBOB RAY: So.\n" * 3
    assert _roles(Article(id="a", text=text)) == {"ANNA LEE": None, "BOB RAY": None}


def test_a_title_alone_is_nobodys_short_name() -> None:
    """ "THE PRESIDENT" shares no name with the host."""
    text = "BOB RAY: I'm your host, Bob Ray.\nTHE PRESIDENT: One.\nBOB RAY: Why?\nTHE PRESIDENT: Two.\nBOB RAY: Thanks."
    assert _roles(Article(id="a", text=text)) == {"BOB RAY": "interviewer", "THE PRESIDENT": None}
