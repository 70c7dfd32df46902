"""Who was interviewed by whom, as first sentences, captions and titles say it."""

from __future__ import annotations

import pytest

from qa.ingestion.metadata.interviewees import day_said, find_in_title, find_interviewed, person_in

ANA, COURIER = "Ana Lima", "The Courier"


@pytest.mark.parametrize(
    "sentence",
    [
        "In an interview with The Courier, Portuguese Ambassador to Vietnam Ana Lima said trade grows.",
        "In an exclusive interview granted to The Courier, Minister Ana Lima stressed that trade grows.",
        "Speaking with The Courier, Dr. Ana Lima has said that trade grows.",
        "Speaking exclusively to The Courier, Ana Lima, the country's minister of trade, explained why.",
        "Trade grows, said Portuguese Ambassador to Vietnam Ana Lima in an interview with The Courier on Monday.",
        "Minister of Health Ana Lima highlighted the vaccines in an interview recently granted to The Courier.",
        "Ambassador Ana Lima has granted an interview to The Courier on the occasion of the new year.",
        "Ana Lima, Portugal's ambassador, gave The Courier an exclusive interview about trade.",
        "This is a digest of the interview that Ana Lima, an ambassador, gave to The Courier.",
        "The Courier recently interviewed Ambassador Ana Lima about trade.",
    ],
)
def test_a_sentence_names_who_was_interviewed_and_by_whom(sentence: str) -> None:
    """The name without its title, the outlet as it is written."""
    found = next(find_interviewed(f"{sentence} The Courier asked.", 0))
    assert (found.interviewee, found.interviewer) == (ANA, COURIER)


@pytest.mark.parametrize(
    "sentence",
    [
        "In an interview with Ana Lima, The Courier asked about trade.",
        "Ana Lima told The Courier that trade grows.",
        "He said in an interview with The Courier that trade grows.",
        "In an interview with The Courier, she said that trade grows.",
        "Ana Lima said that trade grows.",
        "In an interview with The Courier, Director of Golden Gate Bridge Authority Works said no.",
        "After an interview Ana Lima left for The Courier.",
    ],
)
def test_a_sentence_that_leaves_it_open_names_nobody(sentence: str) -> None:
    """A pronoun, or whoever happens to be quoted, is no interviewee."""
    assert list(find_interviewed(sentence, 0)) == []


def test_a_person_may_have_asked() -> None:
    """Outlets are not the only ones who interview."""
    found = next(find_interviewed("In an interview with Vera Kolm, President Ana Lima said no.", 0))
    assert (found.interviewee, found.interviewer) == (ANA, "Vera Kolm")


def test_a_dateline_is_no_part_of_the_first_sentence() -> None:
    """The name behind it begins the sentence."""
    text = "Hanoi (VNA) – Ambassador Ana Lima shared her views in an interview with The Courier."
    assert next(find_interviewed(text, 0, dateline="Hanoi (VNA) –")).interviewee == ANA


def test_the_speaker_of_a_press_briefing_is_the_one_in_the_picture() -> None:
    """Both the first sentence and a caption that names nobody else must say so, in a report on a briefing."""
    text = (
        "Portuguese Ambassador to Vietnam Ana Lima has announced that the two leaders will visit each other.\n\n"
        "Portuguese Ambassador to Vietnam Ana Lima.\n\nShe said so at a press briefing."
    )
    assert [found.interviewee for found in find_interviewed(text, 0)] == [ANA]
    credited = text.replace("Lima.\n", "Lima (Photo: The Courier)\n")
    assert [found.interviewee for found in find_interviewed(credited, 0)] == [ANA]
    assert list(find_interviewed(text.replace("press briefing", "dinner"), 0)) == []
    assert list(find_interviewed(text.replace("Lima.\n", "Lima and her dog.\n"), 0)) == []


def test_what_stands_above_the_body_speaks_of_no_briefing() -> None:
    """Front matter is no part of the text, and takes none of the room in which a briefing is looked for."""
    told = (
        "Portuguese Ambassador to Vietnam Ana Lima has announced that the two leaders will visit each other.\n\n"
        "Portuguese Ambassador to Vietnam Ana Lima.\n\nShe said so at a"
    )
    front = f"---\nnote: {'a press briefing ' * 200}\n---\n"
    assert list(find_interviewed(f"{front}{told} dinner.", len(front))) == []
    front = front.replace("briefing", "dinner")
    assert [found.interviewee for found in find_interviewed(f"{front}{told} press briefing.", len(front))] == [ANA]


def test_far_below_the_beginning_nothing_is_looked_for() -> None:
    """There it is another interview that is spoken of."""
    text = "It rained. " * 1000 + "In an interview with The Courier, Ambassador Ana Lima said no."
    assert list(find_interviewed(text, 0)) == []


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Russian Ambassador to Vietnam Gennady Bezdetko", "Gennady Bezdetko"),
        ("Ambassador to the Republic of Korea Ana Lima", "Ana Lima"),
        ("Minister of Health Tran Van Thuan", "Tran Van Thuan"),
        ("Prime Minister Pham Minh Chinh", "Pham Minh Chinh"),
        ("General Director of Vietnam News Agency Vu Viet Trang", "Vu Viet Trang"),
        ("Dr. Ana Lima", "Ana Lima"),
        ("Ana Lima", "Ana Lima"),
        ("Minister of Golden Gate Works", None),
        ("The Golden Gate Bridge Works", None),
        ("Ambassador", None),
        ("Bezdetko", None),
    ],
)
def test_a_name_is_told_from_the_office_before_it(phrase: str, name: str | None) -> None:
    """Where it cannot be told, there is none."""
    assert person_in(phrase) == name


def test_a_title_names_who_was_interviewed() -> None:
    """In the words "interview with", and no others."""
    found = find_in_title("Interview with Ana Lima: trade grows")
    assert found is not None
    assert found.interviewee == ANA
    assert find_in_title("Ana Lima: trade grows") is None
    assert find_in_title("Interview with the ambassador") is None


@pytest.mark.parametrize(
    ("when", "day"),
    [
        (" on December 29", "December 29"),
        (" on December 29, 2025", "December 29, 2025"),
        (" on Monday, 29 December", "29 December"),
        (" in Hanoi on December 29 about trade", "December 29"),
        (" on Monday", None),
        (" ahead of the summit on December 29", None),
        (" about the visit of the president on December 29", None),
        ("", None),
    ],
)
def test_the_day_is_the_one_that_follows_at_once(when: str, day: str | None) -> None:
    """A weekday alone is no day, and one further on is that of something else."""
    assert day_said(when) == day


def test_interviews_with_two_people_are_an_interview_with_neither() -> None:
    """A survey of what others said elsewhere has no interviewee of its own."""
    text = "In an interview with Reuters, Ana Lima said no. In an interview with VNA, Vera Kolm said yes."
    assert list(find_interviewed(text, 0)) == []
