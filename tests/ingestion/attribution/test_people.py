"""Whom the names and titles of an article mean."""

from __future__ import annotations

import pytest

from qa.ingestion.attribution.people import People
from qa.text.prose import words_of


def people_of(*paragraphs: str, stated: tuple[str, ...] = ()) -> People:
    """Return the people of an article with these paragraphs."""
    return People([words_of(text, 0, len(text)) for text in paragraphs], stated=stated)


def bearer(people: People, title: str) -> str | None:
    """Return whose name "the" and the title mean."""
    person = people.bearing(title.split())
    return person.name if person else None


def named(people: People, name: str) -> str | None:
    """Return the full name that a name means."""
    person = people.named(name.split())
    return person.name if person else None


@pytest.mark.parametrize(
    ("text", "title", "name"),
    [
        ("Russian Ambassador to Vietnam Gennady Bezdetko came.", "ambassador", "Gennady Bezdetko"),
        ("Deputy Minister of Health Tran Van Thuan came.", "deputy minister", "Tran Van Thuan"),
        ("General Secretary of the Communist Party of Vietnam To Lam came.", "secretary", "To Lam"),
        ("National Assembly Chairman Tran Thanh Man came.", "chairman", "Tran Thanh Man"),
        ("Nikolai Patrushev, who was Secretary of the Council, came.", "secretary", "Nikolai Patrushev"),
        ("Russia's ambassador, Gennady Bezdetko, came.", "ambassador", "Gennady Bezdetko"),
        ("The president of Norway, Ludwig van Berg, came.", "president", "Ludwig van Berg"),
    ],
)
def test_a_title_belongs_to_the_name_beside_it(text: str, title: str, name: str) -> None:
    """Before the name, with of what and to whom between, or beside it between commas."""
    assert bearer(people_of(text), title) == name


@pytest.mark.parametrize(
    "text",
    [
        "Special envoy of Vladimir Putin came.",
        "The Pushkin Institute and the Gagarin Memorial Fund opened.",
        "Ho Chi Minh City and Nizhny Novgorod region agreed.",
    ],
)
def test_names_of_institutions_and_places_bear_no_title(text: str) -> None:
    """An envoy of somebody is not that somebody, a street is not the poet."""
    people = people_of(text)
    assert bearer(people, "envoy") is None
    assert named(people, "Pushkin") is None
    assert named(people, "Novgorod") is None


def test_a_surname_means_the_one_full_name_that_ends_with_it() -> None:
    """With a middle name more, it is still one person; with another given name, nobody can tell."""
    one = people_of("Gennady Bezdetko came.", "Gennady Stepanovich Bezdetko left.")
    assert named(one, "Bezdetko") == "Gennady Stepanovich Bezdetko"
    two = people_of("Gennady Bezdetko came.", "Ivan Bezdetko left.")
    assert named(two, "Bezdetko") is None


def test_a_name_stated_outside_of_the_text_counts() -> None:
    """The metadata give the full name, the text the surname."""
    assert named(people_of("Ambassador Orlova came.", stated=("Anna Orlova",)), "Orlova") == "Anna Orlova"


def test_no_paragraph_names_nobody() -> None:
    """An empty article asks for no special case."""
    assert named(people_of(), "Orlova") is None
