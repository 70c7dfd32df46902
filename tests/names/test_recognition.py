"""Who is a person, what is an outlet: names are taken for what the tables and their form show, and no more."""

from __future__ import annotations

import pytest

from qa.names.recognition import is_agency, is_city, is_initials, is_known_person, is_masthead, is_outlet, is_person


@pytest.mark.parametrize(
    "name",
    [
        *("Tran Thuong", "Pham Vu Thieu Quang", "Nguyễn Văn An", "To Lam", "Gennady Bezdetko", "Ludwig van der Rohe"),
        *("J. K. Rowling", "Jean-Luc O'Brien", "Đỗ Thị Hà", "D.N. Chernyshenko"),
    ],
)
def test_names_of_people(name: str) -> None:
    """With accents, particles and initials."""
    assert is_person(name)


@pytest.mark.parametrize(
    "name",
    [
        *("Tran", "Read More", "Related Articles", "Photo Gallery", "Vietnam News Agency", "The Hanoi Times", "Hanoi"),
        *("Ho Guom Opera House", "Ha Long Bay", "the minister", "Ho Chi Minh City", "Popular Demand", "Saudi Arabia"),
        *("A. B.", "Anna 2", "Anna  ", "One Two Three Four Five Six", "New Delhi", "Anna lima", "anna Lima"),
    ],
)
def test_what_is_no_name_of_a_person(name: str) -> None:
    """Headings, outlets, cities and countries have capitals too."""
    assert not is_person(name)


def test_a_known_person_begins_as_names_do() -> None:
    """A family name of Vietnam, or a given name; others may be anything."""
    assert is_known_person("Tran Thuong")
    assert is_known_person("John Smith")
    assert not is_known_person("Golden Gate")


def test_outlets_and_agencies() -> None:
    """By name, or by such a word as Times with another before it."""
    assert all(
        map(is_outlet, ("VNA", "Reuters", "The Hanoi Times", "THE HANOI TIMES", "Vietnam News Agency", "RIA Novosti"))
    )
    assert not any(map(is_outlet, ("Times", "The Times and", "The Russian Ambassador", "Hanoi", "")))
    assert all(map(is_outlet, ("The Guardian", "Times of India", "Hanoi News Service", "The Daily Telegraph")))
    no_outlets = ("Breaking News", "Press Release", "News Analysis", "World News", "The Agency", "Blog Post")
    assert not any(map(is_outlet, no_outlets))
    assert all(map(is_masthead, ("THE HANOI TIMES", "The Straits Times", "VNA")))
    assert not any(map(is_masthead, ("THE GOLD STANDARD REVIEW", "GOOD NEWS", "HARD TIMES", "PRESS RELEASE")))
    assert is_agency("TASS")
    assert not is_agency("Hanoi Times")


def test_cities_and_initials() -> None:
    """Accents and case do not matter for a city; initials have full stops."""
    assert is_city("HANOI")
    assert is_city("São Paulo")
    assert not is_city("Breaking")
    assert is_initials("T.Q.")
    assert is_initials("T. Q. H.")
    assert not any(map(is_initials, ("TQ", "t.q.", "T.", "U.S. visit")))
