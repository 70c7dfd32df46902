"""Correcting metadata through the service: what it costs, what it changes, and how long it lasts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.archive.writer_lock import WriterLock
from qa.errors import IndexBusy, InvalidInput, ModelMismatch, NotFound
from qa.indexing.examination import examine
from qa.records import Filters
from qa.service import Service, open_service
from qa.settings import Settings
from tests.bag_encoder import BagEncoder

BRIDGE = """\
---
title: The bridge
outlet: Courier
published: 2025-05
interviewee: Ana Lima
---
The bridge over the harbour opened in May.

Interviewer: Where does the steel come from, and who paid for it?

Ana Lima: The steel came from Norway, and the city paid for all of it.

Interviewer: Will it carry trams one day, as the old one did?

Ana Lima: It will carry trams from next year on, every ten minutes.
"""
FERRY = "The ferry leaves at dawn and returns at dusk."


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bridge.md").write_text(BRIDGE, encoding="utf-8")
    (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")
    return folder


@pytest.fixture
def encoder() -> BagEncoder:
    return BagEncoder()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(index_dir=tmp_path / "index")


@pytest.fixture
def service(settings: Settings, articles: Path, encoder: BagEncoder) -> Iterator[Service]:
    with open_service(settings, create=True, encoder=encoder) as opened:
        opened.index([articles])
        encoder.encoded_passages = 0
        yield opened


def test_an_edit_encodes_the_new_title_and_nothing_else(service: Service, encoder: BagEncoder) -> None:
    """Correcting a thousand titles must not take an hour."""
    service.edit("bridge.md", {"title": "A bridge of Norwegian steel"})
    assert encoder.encoded_passages == 1
    service.edit("bridge.md", {"url": "https://courier.example/bridge", "place": "Lisbon", "language": "en"})
    assert encoder.encoded_passages == 1


def test_passages_keep_their_ids_so_that_citations_stay_good(service: Service) -> None:
    """Words that did not change are the same passages."""
    before = service.article("bridge.md").passages
    service.edit("bridge.md", {"title": "Steel", "outlet": "The Harbour"})
    assert service.article("bridge.md").passages == before
    assert service.passage(before[1].id).citation.outlet == "The Harbour"


def test_an_edit_is_seen_in_answers_filters_and_the_search_by_words(service: Service, settings: Settings) -> None:
    """By the next question of whoever has the index open, in this process or another."""
    with open_service(settings, encoder=BagEncoder()) as reader:
        assert reader.ask("zeppelin").hits == () or reader.ask("zeppelin").hits[0].scores.lexical == 0.0
        sequence = reader.state().sequence
        service.edit("bridge.md", {"title": "Zeppelin", "outlet": "The Harbour", "published": "2024-02"})
        hit = reader.ask("zeppelin").hits[0]
        assert hit.scores.lexical > 0.0
        assert (hit.citation.title, hit.citation.outlet, hit.citation.published) == (
            "Zeppelin",
            "The Harbour",
            "2024-02",
        )
        assert reader.ask("steel", filters=Filters(outlet="the harbour", until="2024-03")).hits
        assert not reader.ask("steel", filters=Filters(outlet="Courier")).hits
        assert reader.state().sequence == sequence + 1


def test_a_large_index_changes_the_words_of_the_edited_article_only(
    service: Service, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where indexing all words anew would take long, the old words are forgotten and the new ones found."""
    monkeypatch.setattr("qa.search.derived.REINDEX_WORDS_BELOW", -1)
    service.edit("bridge.md", {"title": "Zeppelin"})
    service.edit("bridge.md", {"title": "Balloon"})
    lexical = {question: service.ask(question).hits for question in ("zeppelin", "balloon")}
    assert [hit.scores.lexical > 0.0 for hit in lexical["zeppelin"]] == [False] * len(lexical["zeppelin"])
    assert {hit.passage.article_id for hit in lexical["balloon"] if hit.scores.lexical > 0.0} == {"bridge.md"}
    assert all(finding.ok for finding in examine(settings.index_dir, identity=BagEncoder().identity))


def test_speakers_and_roles_follow_the_interviewee(service: Service) -> None:
    """Who is interviewed decides what a label's name is in the interview."""
    roles = {turn.speaker: turn.role for turn in service.article("bridge.md").turns}
    assert roles["Ana Lima"] == "interviewee"
    service.edit("bridge.md", {"interviewee": None, "interviewer": "Ana Lima"})
    roles = {turn.speaker: turn.role for turn in service.article("bridge.md").turns}
    assert roles["Ana Lima"] == "interviewer"


def test_subtitles_keep_their_times_and_speakers(service: Service, articles: Path) -> None:
    """What only the file says of its text must not be lost by what is said of the article."""
    asked = "00:01.000 --> 00:03.000\n<v Anna Lima>When will it be signed?\n\n"
    replied = "00:04.000 --> 00:06.000\n<v Ben Ode>In May, I hope.\n"
    (articles / "talk.vtt").write_text(f"WEBVTT\n\n{asked}{replied}", encoding="utf-8")
    service.index([articles])
    before = service.article("talk.vtt")
    assert before.article.subtitles
    service.edit("talk.vtt", {"title": "A talk"})
    after = service.article("talk.vtt")
    assert (after.turns, after.passages) == (before.turns, before.passages)
    assert (after.article.subtitles, after.article.speakers) == (before.article.subtitles, before.article.speakers)


def test_times_spoken_of_follow_the_date_of_publication(service: Service) -> None:
    """ "Next year" is another year once the article's date is corrected."""
    service.edit("bridge.md", {"published": "2030-05"})
    trams = next(p for p in service.article("bridge.md").passages if "next year" in p.text)
    times = service.passage(trams.id).citation.speaks_of
    assert [(time.text, time.first_day) for time in times] == [("from next year on", "2031-01-01")]


def test_an_edit_survives_the_article_being_indexed_again(service: Service, articles: Path) -> None:
    """Unchanged files stay unchanged; a changed one keeps what was said about it."""
    service.edit("bridge.md", {"outlet": "The Harbour"})
    report = service.index([articles])
    assert report.unchanged == ("bridge.md", "ferry.txt")
    (articles / "bridge.md").write_text(BRIDGE.replace("every ten", "every five"), encoding="utf-8")
    assert service.index([articles]).changed == ("bridge.md",)
    view = service.metadata("bridge.md")
    assert (view.values["outlet"], view.read["outlet"], view.edited) == (
        "The Harbour",
        "Courier",
        {"outlet": "The Harbour"},
    )


def test_taking_an_edit_back_restores_what_was_read(service: Service) -> None:
    """The file need not be there any more."""
    before = service.metadata("bridge.md")
    service.edit("bridge.md", {"outlet": "The Harbour", "title": None})
    assert service.article("bridge.md").article.title is None
    assert service.edit("bridge.md", {}, unset=["outlet", "title"]) == before
    assert service.article("bridge.md").edited == ()


def test_an_edit_goes_with_its_article(service: Service, articles: Path) -> None:
    """Another article may come under the same id, and what was said of the first is not true of it."""
    service.edit("ferry.txt", {"outlet": "The Harbour"})
    service.remove("ferry.txt")
    service.index([articles])
    assert service.metadata("ferry.txt").values["outlet"] is None


def test_what_a_run_sets_stands_above_the_file_and_below_an_edit(
    service: Service, articles: Path, encoder: BagEncoder
) -> None:
    """And stays without being repeated, also for files that change."""
    report = service.index([articles], given={"outlet": "VNA", "language": "en"})
    assert report.changed == ("bridge.md", "ferry.txt")
    assert encoder.encoded_passages == 2  # the two labels of title and outlet
    assert [summary.outlet for summary in service.list_articles()] == ["VNA", "VNA"]
    assert service.list_articles()[0].edited == ("outlet", "language")
    service.edit("bridge.md", {"outlet": "The Harbour"})
    assert service.index([articles]).unchanged == ("bridge.md", "ferry.txt")
    assert [summary.outlet for summary in service.list_articles()] == ["The Harbour", "VNA"]
    service.edit("bridge.md", {}, unset=["outlet"])
    assert service.metadata("bridge.md").values["outlet"] == "Courier"


def test_an_edit_that_changes_nothing_writes_nothing(service: Service) -> None:
    """Readers need not look again."""
    service.edit("bridge.md", {"outlet": "The Harbour"})
    sequence = service.state().sequence
    service.edit("bridge.md", {"outlet": "The Harbour"})
    assert service.state().sequence == sequence


def test_an_index_with_edits_is_sound(service: Service, settings: Settings) -> None:
    """Archive and derived indexes hold the same passages, and what they say of them is what was written."""
    service.edit("bridge.md", {"outlet": "The Harbour", "title": "Steel"})
    identity = BagEncoder().identity
    assert [finding for finding in examine(settings.index_dir, identity=identity) if not finding.ok] == []


def test_what_cannot_be_edited_is_refused(service: Service) -> None:
    """Each with what to do instead; nothing is written."""
    before = service.state().sequence
    with pytest.raises(NotFound, match=r"'nowhere\.txt'"):
        service.edit("nowhere.txt", {"title": "x"})
    with pytest.raises(InvalidInput, match="there is no field 'colour'"):
        service.edit("bridge.md", {"colour": "red"})
    with pytest.raises(InvalidInput, match=r"outlet of 'bridge\.md' has no edit to take back") as caught:
        service.edit("bridge.md", {}, unset=["outlet"])
    assert caught.value.next_step == "to make it unknown: qa edit bridge.md --set outlet="
    with pytest.raises(InvalidInput, match="both set and unset"):
        service.edit("bridge.md", {"outlet": "x"}, unset=["outlet"])
    with pytest.raises(InvalidInput, match="has the digest"):
        service.edit("bridge.md", {"outlet": "x"}, expected_sha="ab" * 32)
    assert service.state().sequence == before


def test_an_edit_waits_for_no_other_writer(service: Service, settings: Settings) -> None:
    """One process writes at a time."""
    lock = WriterLock(settings.index_dir)
    with pytest.raises(IndexBusy):
        service.edit("bridge.md", {"outlet": "The Harbour"})
    lock.release()


def test_an_edit_with_another_model_is_refused_where_words_must_be_encoded(
    service: Service, settings: Settings
) -> None:
    """Vectors of two models cannot be compared; what needs none is edited all the same."""
    with open_service(settings, encoder=BagEncoder("another")) as other:
        other.edit("bridge.md", {"url": "https://courier.example/bridge"})
        with pytest.raises(ModelMismatch):
            other.edit("bridge.md", {"title": "Steel"})
    assert service.metadata("bridge.md").values["title"] == "The bridge"
