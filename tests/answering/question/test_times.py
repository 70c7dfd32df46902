"""A question that names a year prefers passages about it, however they say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.answering.question.times import OTHER_TIMES_WEIGHT, TIME_WEIGHT
from qa.encoder.arrays import Encoder
from qa.service import Service, open_service
from qa.settings import Settings
from tests.bag_encoder import BagEncoder

YEARS = range(2020, 2026)
GREW = "Trade with Norway grew last year, and it was fish from the north that led it."
LOOK_ALIKES = (
    (GREW, "How did trade with Norway grow in {}?", 1),
    ("Trade with Norway will grow next year and fish will lead it.", "trade with Norway {}", -1),
    ("Trade with Norway grew two years ago and fish led it.", "When in {} did trade with Norway grow?", 2),
    ("Last year the museum had more visitors than ever, most of them from abroad.", "visitors of the museum in {}", 1),
    ("In the first nine months of last year rice brought a billion.", "rice in the first nine months of {}", 1),
)


def write_articles(folder: Path, text: str, *, date: str = "published") -> None:
    """Write an article a year, dated in its January, with `text` and a figure of its own; no text names a year."""
    folder.mkdir()
    for year in YEARS:
        front = f"---\n{date}: {year}-01-20\ntitle: Review of trade\n---\n\n"
        (folder / f"{year}.md").write_text(f"{front}{text} It was number {year % 100 + 10}.\n", encoding="utf-8")


def indexed(folder: Path, articles: Path, encoder: Encoder | None = None) -> Service:
    """Return a service over `articles`."""
    service = open_service(Settings(index_dir=folder / "index"), create=True, encoder=encoder)
    service.index([articles])
    return service


def first_for(service: Service, question: str) -> str:
    """Return the article of the first hit."""
    return service.ask(question, top_k=3).hits[0].citation.article_id


def parts(service: Service, question: str) -> dict[str, float]:
    """Return what times did to the score of each article's passage."""
    hits = service.ask(question, top_k=10, explain=True).hits
    return {hit.citation.article_id: hit.explanation.times_part for hit in hits if hit.explanation is not None}


@pytest.mark.parametrize(("text", "asked", "shift"), LOOK_ALIKES)
def test_the_year_asked_for_beats_its_look_alikes(tmp_path: Path, text: str, asked: str, shift: int) -> None:
    """The same words said each year mean six years; none hides the others as its copies."""
    write_articles(tmp_path / "articles", text, date="said")
    with indexed(tmp_path, tmp_path / "articles", BagEncoder()) as service:
        for year in YEARS:
            if year + shift in YEARS:
                assert first_for(service, asked.format(year)) == f"{year + shift}.md"
                assert len(parts(service, asked.format(year))) == len(YEARS)


@pytest.mark.slow
def test_the_year_of_print_does_not_make_it_about_that_year(tmp_path: Path) -> None:
    """An article of January 2024 on "last year" has 2024 in its date and 2023 in mind: with the real model."""
    right = total = 0
    for number, (text, asked, shift) in enumerate(LOOK_ALIKES):
        folder = tmp_path / str(number)
        folder.mkdir()
        write_articles(folder / "articles", text)
        with indexed(folder, folder / "articles") as service:
            found = [
                first_for(service, asked.format(year)) == f"{year + shift}.md"
                for year in YEARS
                if year + shift in YEARS
            ]
        right, total = right + sum(found), total + len(found)
    assert total == 24
    assert right >= 18  # none, without the calendar


def test_what_speaks_of_the_time_gains_and_what_speaks_of_others_loses(tmp_path: Path) -> None:
    """And what names no time is left as it is; a decade is not about each of its years, nor against one of them."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, when in {"year": "in May 2014", "decade": "in the 2010s", "other": "in 2015", "none": "then"}.items():
        (folder / f"{name}.txt").write_text(f"Trade with Norway grew {when}, led by fish: {name}.", encoding="utf-8")
    with indexed(tmp_path, folder, BagEncoder()) as service:
        found = parts(service, "How did trade with Norway grow in 2014?")
        assert first_for(service, "How did trade with Norway grow in 2014?") == "year.txt"
    expected = {"year.txt": TIME_WEIGHT, "decade.txt": 0.0, "other.txt": -OTHER_TIMES_WEIGHT, "none.txt": 0.0}
    assert found == pytest.approx(expected)


def test_of_two_times_asked_for_each_counts_half(tmp_path: Path) -> None:
    """A passage on one of two years says half of what was asked."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text("Trade with Norway grew in 2014.", encoding="utf-8")
    (folder / "both.txt").write_text("Oil from wells at sea led trade with Norway in 2014 and 2016.", encoding="utf-8")
    with indexed(tmp_path, folder, BagEncoder()) as service:
        found = parts(service, "Did trade with Norway grow in 2014 or in 2016?")
    assert found == pytest.approx({"one.txt": TIME_WEIGHT / 2, "both.txt": TIME_WEIGHT})


def test_what_counts_from_the_askers_own_day_is_left_alone(tmp_path: Path) -> None:
    """Nobody knows on which day a question is asked of an archive: "last year" prefers no year."""
    write_articles(tmp_path / "articles", GREW)
    with indexed(tmp_path, tmp_path / "articles", BagEncoder()) as service:
        assert set(parts(service, "How did trade with Norway grow last year?").values()) == {0.0}


def test_a_year_told_in_other_words_is_not_missing(tmp_path: Path) -> None:
    """What answers for 2023 by "last year" is as sure an answer as one with the digits."""
    write_articles(tmp_path / "articles", GREW, date="said")
    with indexed(tmp_path, tmp_path / "articles", BagEncoder()) as service:
        told = service.ask("How did trade with Norway grow in 2023?", explain=True)
        untold = service.ask("How did trade with Norway grow in 1999?", explain=True)
    for answer, missing in ((told, False), (untold, True)):
        assert answer.evidence is not None
        assert answer.evidence.missing_number is missing
        assert answer.hits[0].explanation is not None
        assert (answer.hits[0].explanation.numbers_part < 0.0) is missing
