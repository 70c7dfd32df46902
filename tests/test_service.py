"""The service over a real index with plain words for a model: its bounds, and an index that changes under it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import IndexMissing, InvalidInput, InvalidQuestion, ModelMismatch, NotFound, TooLarge
from qa.records import Filters
from qa.service import Service, open_service
from qa.settings import Settings
from tests.bag_encoder import BagEncoder

WORDS = "The bridge over the harbour opened in May. Its steel came from Norway."


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(f"{WORDS} This is report number {number}.", encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(index_dir=tmp_path / "index", top_k=3, max_top_k=4, max_question_chars=50)


@pytest.fixture
def service(settings: Settings, articles: Path) -> Iterator[Service]:
    with open_service(settings, create=True, encoder=BagEncoder()) as opened:
        opened.index([articles])
        yield opened


def test_a_question_gets_as_many_passages_as_the_settings_say(service: Service) -> None:
    """The default, and a number of one's own."""
    assert len(service.ask("report number").hits) == 3
    assert len(service.ask("report number", top_k=1).hits) == 1


def test_the_default_gives_way_to_the_largest_number_allowed(settings: Settings, service: Service) -> None:
    """A server that allows two passages must not refuse every question that names no number."""
    assert service.state().articles == 4
    with open_service(settings.with_values(max_top_k=2), encoder=BagEncoder()) as narrow:
        assert len(narrow.ask("report number").hits) == 2


def test_input_out_of_bounds_is_refused_with_its_value(service: Service) -> None:
    """Each bound has its error."""
    with pytest.raises(InvalidQuestion):
        service.ask("  \n")
    with pytest.raises(TooLarge, match="51 characters"):
        service.ask("x" * 51)
    with pytest.raises(InvalidInput, match="top_k cannot be 5"):
        service.ask("report", top_k=5)
    with pytest.raises(InvalidInput, match="context cannot be 21"):
        service.ask("report", context=21)
    with pytest.raises(InvalidInput, match="min_confidence cannot be nan"):
        service.ask("report", min_confidence=float("nan"))


def test_a_timeline_is_ordered_by_date_and_filtered(service: Service, articles: Path) -> None:
    """From files to entries: oldest first, undated last, copies of one text folded into one entry."""
    for name, year, text in (("late", 2025, "Zeppelins returned."), ("early", 2019, "Zeppelins left the hangar.")):
        (articles / f"{name}.md").write_text(f"---\npublished: {year}\n---\n\n{text}\n", encoding="utf-8")
    (articles / "undated.txt").write_text("Zeppelins are slow.", encoding="utf-8")
    service.index([articles])
    found = [(entry.date, entry.hit.citation.article_id) for entry in service.timeline("zeppelins").entries]
    assert found == [("2019", "early.md"), ("2025", "late.md"), (None, "undated.txt")]
    since = service.timeline("zeppelins", filters=Filters(since="2020")).entries
    assert [entry.hit.citation.article_id for entry in since] == ["late.md"]
    with pytest.raises(InvalidInput, match="limit cannot be 5"):
        service.timeline("zeppelins", limit=5)


def test_a_date_corrected_by_hand_moves_what_a_passage_speaks_of(service: Service, articles: Path) -> None:
    """From qa edit to the citation and the filter, without reading the file or encoding again."""
    (articles / "talk.txt").write_text("Zeppelins returned last year.", encoding="utf-8")
    service.index([articles])
    assert service.ask("zeppelins", top_k=1).hits[0].citation.speaks_of == ()
    service.edit("talk.txt", {"said": "2025-05"})
    [time] = service.ask("zeppelins", top_k=1).hits[0].citation.speaks_of
    assert (time.text, time.first_day, time.last_day) == ("last year", "2024-01-01", "2024-12-31")
    found = service.ask("zeppelins", filters=Filters(about="2024")).hits
    assert [hit.citation.article_id for hit in found] == ["talk.txt"]
    assert service.passage(found[0].passage.id).citation.speaks_of == (time,)
    assert service.ask("zeppelins", filters=Filters(about="2023")).hits == ()


def test_what_another_process_indexes_is_seen_by_the_next_question(
    service: Service, settings: Settings, articles: Path
) -> None:
    """A server is not restarted for a new article, nor for one that goes."""
    (articles / "new.txt").write_text("Zeppelins returned to Lakehurst in autumn.", encoding="utf-8")
    with open_service(settings, encoder=BagEncoder()) as other:
        other.index([articles])
    assert service.ask("zeppelins").hits[0].citation.article_id == "new.txt"
    service.remove("new.txt")
    assert "new.txt" not in {hit.citation.article_id for hit in service.ask("zeppelins").hits}
    with pytest.raises(NotFound, match=r"new\.txt"):
        service.remove("new.txt")


def test_an_index_built_anew_under_the_same_name_is_picked_up(
    service: Service, settings: Settings, articles: Path
) -> None:
    """Removed, the index is missing, not half remembered; built anew, it answers again."""
    assert service.ask("report").hits
    shutil.rmtree(settings.index_dir)
    with pytest.raises(IndexMissing):
        service.ask("report")
    (articles / "0.txt").write_text("Only the lighthouse is left.", encoding="utf-8")
    service.index([articles])
    assert service.ask("lighthouse").hits[0].citation.article_id == "0.txt"


def test_an_index_of_another_model_is_refused(service: Service, settings: Settings) -> None:
    """Vectors of two models cannot be compared; a wrong answer would look like a right one."""
    assert service.state().articles == 4
    with open_service(settings, encoder=BagEncoder("another")) as other, pytest.raises(ModelMismatch):
        other.ask("report")


def test_a_passage_is_shown_with_its_neighbours_and_citation(service: Service) -> None:
    """What stands around a quotation is one call away."""
    hit = service.ask("report number 2", top_k=1).hits[0]
    view = service.passage(hit.passage.id)
    assert view.citation.quote == hit.citation.quote
    assert (view.before, view.after) == ((), ())
    with pytest.raises(NotFound, match="no passage has the id 9999"):
        service.passage(9999)


def test_citations_are_formatted_from_the_articles_they_point_into(service: Service) -> None:
    """Those of one answer, in its order; another format is refused."""
    citations = [hit.citation for hit in service.ask("report number 2", top_k=2).hits]
    found = [json.loads(row)["target"] for row in service.format_citations(citations, "annotation").splitlines()]
    assert [one["selector"][0]["exact"] for one in found] == [one.quote for one in citations]
    assert [one["sha256"] for one in found] == [one.sha256 for one in citations]
    with pytest.raises(InvalidInput, match="mla"):
        service.format_citations(citations, "mla")


def test_quotations_are_checked_in_what_is_indexed_now(service: Service, articles: Path) -> None:
    """A new article counts at once, and one that is gone no more."""
    assert service.verify("zeppelins returned to Lakehurst").status == "absent"
    (articles / "new.txt").write_text("In autumn zeppelins returned to Lakehurst.", encoding="utf-8")
    service.index([articles])
    assert service.verify("zeppelins returned to Lakehurst").places[0].citation.article_id == "new.txt"
    assert service.verify_draft("They say “zeppelins returned to Lakehurst”.").all_exact
    service.remove("new.txt")
    assert service.verify("zeppelins returned to Lakehurst").status == "absent"


def test_sizes_are_what_the_disk_holds(service: Service, settings: Settings, articles: Path) -> None:
    """A generation links what it takes over from the one before: that lies on the disk once."""
    (articles / "4.txt").write_text("A short report.", encoding="utf-8")
    service.index([articles])
    derived = settings.index_dir / "derived"
    generations = [path for path in derived.iterdir() if path.is_dir()]
    assert len(generations) == 2
    held = {found.st_ino: found.st_size for path in derived.rglob("*") if path.is_file() for found in [path.stat()]}
    linked = [path for path in derived.rglob("*") if path.is_file() and path.stat().st_nlink > 1]
    assert linked
    assert service.info().bytes["derived"] == sum(held.values())
