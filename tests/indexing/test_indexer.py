"""Indexing: only what is new is encoded, what vanished goes, and nothing is lost or taken over silently."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa.archive import writing as archive_writing
from qa.archive.archive import Archive
from qa.encoder.arrays import Encoding
from qa.errors import ModelMismatch, UnreadableArticle
from qa.indexing import article_encoding
from qa.indexing import indexer as index_run
from qa.indexing.indexer import Indexer
from qa.ingestion.passages import PASSAGE_RULES
from qa.records import Article
from qa.reports import IndexProgress, IndexReport
from qa.search.derived import open_derived
from tests.bag_encoder import BagEncoder, encode

ROOT = Path("/articles")


def article(name: str, text: str, **fields: Any) -> Article:
    return Article(name, text, **{"source": f"/articles/{name}", **fields})


PLANT = article("plant.md", "Both sides will sign the agreement early in 2026.", title="Ninh Thuan 1", outlet="Energy")
BOATS = article("boats.md", "The boats stay in port today. Nobody sails in a storm.")


class Desk:
    """An archive and an encoder that counts, to index with again and again."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.encoder = BagEncoder()

    def index(
        self, *articles: Article | UnreadableArticle, roots: Sequence[Path] = (ROOT,)
    ) -> tuple[IndexReport, list[IndexProgress]]:
        told: list[IndexProgress] = []
        report = Indexer(self.archive, self.encoder).index(
            articles, roots=roots, total=len(articles), progress=told.append
        )
        return report, told


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Archive.open(tmp_path / "index", create=True) as archive:
        yield Desk(archive)


def unreadable(source: str) -> UnreadableArticle:
    return UnreadableArticle(source, "is empty", next_step="put the interview's text into it")


def test_new_articles_are_committed_and_can_be_found_at_once(desk: Desk) -> None:
    """The whole way: cut, encoded, stored, published."""
    report, told = desk.index(PLANT, BOATS)
    assert report.added == ("plant.md", "boats.md")
    assert (report.changed, report.removed, report.unchanged, report.unreadable) == ((), (), (), ())
    assert report.passages == 2
    assert [(p.article_id, p.articles, p.total, p.passages) for p in told] == [
        ("plant.md", 1, 2, 1),
        ("boats.md", 2, 2, 2),
    ]
    derived = open_derived(desk.archive.folder, desk.archive)
    assert derived.generation == 1
    (best, _), *_ = derived.lexical.search("when will the agreement be signed?", 5)
    assert desk.archive.passages([best])[best].text == PLANT.text
    ids, scores = derived.vectors.search(encode(BOATS.text).pooled[None, :], 1)
    assert desk.archive.passages(ids[0])[int(ids[0][0])].text == BOATS.text
    assert scores[0][0] == pytest.approx(1.0, abs=1e-6)


def test_the_labels_hold_title_metadata_and_speakers(desk: Desk) -> None:
    """Late interaction reads a passage in the light of these."""
    talk = article(
        "talk.txt",
        "KEVIN SCOTT: Who built the first computer you used?\nANDREW NG: My father bought an old Atari.\n"
        "KEVIN SCOTT: And then what did you do with it?\nANDREW NG: I wrote a number guessing game.\n",
        title="Behind the Tech",
        outlet="Radio",
        published="2018-05-01",
        interviewee="Andrew Ng",
        byline="Andrew Ng",
    )
    desk.index(talk)
    labels = desk.archive.labels(["talk.txt"])["talk.txt"]
    assert labels["title"].token_ids.tolist() == encode("Behind the Tech. Radio. 2018. Andrew Ng").token_ids.tolist()
    speakers = {turn.speaker for turn in desk.archive.turns("talk.txt")} - {None}
    assert speakers
    assert set(labels) == {"title", *(f"speaker:{name}" for name in speakers)}


def test_unchanged_articles_are_not_encoded_again(desk: Desk) -> None:
    """Encoding is what takes the time; a second run over the same folder takes none."""
    desk.index(PLANT, BOATS)
    encoded, sequence = desk.encoder.encoded_passages, desk.archive.sequence
    report, told = desk.index(PLANT, BOATS)
    assert report.unchanged == ("plant.md", "boats.md")
    assert (report.added, report.changed, report.removed, report.passages) == ((), (), (), 0)
    assert (desk.encoder.encoded_passages, desk.archive.sequence) == (encoded, sequence)
    assert [p.articles for p in told] == [1, 2]


@pytest.mark.parametrize("change", [{"text": "It was signed."}, {"title": "Another"}, {"published": "2026-01"}])
def test_a_change_of_text_or_metadata_replaces_the_article(desk: Desk, change: dict[str, Any]) -> None:
    """Titles are searched and dates filtered on, so they count like the text."""
    desk.index(PLANT, BOATS)
    changed = replace(PLANT, **change)
    report, _ = desk.index(changed, BOATS)
    assert (report.changed, report.unchanged) == (("plant.md",), ("boats.md",))
    assert desk.archive.article("plant.md") == changed
    assert desk.archive.counts()[0] == 2


def test_what_vanished_below_the_roots_is_removed_and_said_so(desk: Desk) -> None:
    """An article that was taken down must no longer be cited."""
    desk.index(PLANT, BOATS)
    report, _ = desk.index(BOATS)
    assert report.removed == ("plant.md",)
    assert desk.archive.article("plant.md") is None
    derived = open_derived(desk.archive.folder, desk.archive)
    assert derived.lexical.search("agreement", 5) == []


def test_articles_from_elsewhere_stay_when_another_folder_is_indexed(desk: Desk) -> None:
    """`qa index more/` adds to what is there; "/articles-2" is not below "/articles"."""
    desk.index(PLANT, article("other.md", "Elsewhere.", source="/articles-2/other.md"), roots=[Path("/")])
    report, _ = desk.index(roots=[ROOT])
    assert report.removed == ("plant.md",)
    report, _ = desk.index(BOATS, roots=[Path("/articles/boats.md")])
    assert report.removed == ()
    assert [s.id for s in desk.archive.summaries()] == ["boats.md", "other.md"]


@pytest.mark.parametrize("source", ["/articles/plant.md", "/articles/plant.md:17", "/articles"])
def test_an_article_whose_source_cannot_be_read_this_time_is_kept(desk: Desk, source: str) -> None:
    """A file half saved, a line of a JSONL file broken, a folder not mounted: no reason to forget the interview."""
    desk.index(PLANT, BOATS)
    report, told = desk.index(BOATS, unreadable(source))
    assert report.removed == ()
    assert report.unreadable == ((source, "is empty", "put the interview's text into it"),)
    assert desk.archive.article("plant.md") == PLANT
    assert [p.articles for p in told] == [1, 2]


def test_an_id_that_belongs_to_another_file_is_not_taken_over(desk: Desk) -> None:
    """Two folders may both have an "interview.md"; the second must not silently replace the first."""
    desk.index(PLANT)
    other = article("plant.md", "Quite another interview.", source="/elsewhere/plant.md")
    report, _ = desk.index(other, roots=[Path("/elsewhere")])
    assert report.unreadable[0][0] == "/elsewhere/plant.md"
    assert "'plant.md' belongs to /articles/plant.md" in report.unreadable[0][1]
    assert "qa remove" in report.unreadable[0][2]
    assert (report.added, report.changed, report.removed) == ((), (), ())
    assert desk.archive.article("plant.md") == PLANT


def test_the_same_article_in_another_place_has_moved(desk: Desk) -> None:
    """A corpus folder that was renamed is not encoded again, and later removals look at the new place."""
    desk.index(PLANT, BOATS)
    moved = replace(PLANT, source="/moved/plant.md")
    report, _ = desk.index(moved, roots=[Path("/moved")])
    assert (report.unchanged, report.unreadable) == (("plant.md",), ())
    assert desk.archive.article("plant.md") == moved
    report, _ = desk.index(roots=[Path("/moved")])
    assert report.removed == ("plant.md",)


def test_an_id_twice_in_one_run_is_refused_the_second_time(desk: Desk) -> None:
    """Two lines of a JSONL file with one id: which is meant, nobody can know."""
    report, _ = desk.index(PLANT, replace(PLANT, text="Another.", source="/articles/b.jsonl"))
    assert report.added == ("plant.md",)
    assert report.unreadable[0][0] == "/articles/b.jsonl"
    assert "already taken by /articles/plant.md" in report.unreadable[0][1]


def test_half_characters_are_refused_and_the_rest_is_indexed(desk: Desk) -> None:
    """JSON can spell a lone surrogate, which no UTF-8 file and no digest can hold."""
    report, _ = desk.index(article("bad", "half \ud83d of it"), BOATS)
    assert [(source, reason) for source, reason, _ in report.unreadable] == [
        ("/articles/bad", "holds half a character (a lone surrogate)")
    ]
    assert report.added == ("boats.md",)


@pytest.mark.parametrize("where", ["cut_into_passages", "find_attributions", "insert_spoken_times"])
def test_an_article_that_our_code_falls_over_ends_no_run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Of ten thousand articles one must not keep the others out, nor lose what was indexed of it before."""
    desk.index(PLANT)
    module = archive_writing if where == "insert_spoken_times" else article_encoding
    real = getattr(module, where)

    def falls(*arguments: Any) -> Any:
        if any(isinstance(one, Article) and one.id == "plant.md" for one in arguments):
            raise LookupError("no such month: APRİL")
        return real(*arguments)

    monkeypatch.setattr(module, where, falls)
    changed = replace(PLANT, text="It was signed on 1 APRİL 2026.")
    report, told = desk.index(article("a.md", "The first one of three."), changed, BOATS)
    assert report.added == ("a.md", "boats.md")
    ((source, reason, next_step),) = report.unreadable
    assert source == "/articles/plant.md"
    assert re.fullmatch(
        r"a fault of this program: LookupError: no such month: APRİL \(test_indexer\.py, line \d+\)", reason
    )
    assert "report it" in next_step
    assert len(told) == 3
    assert desk.archive.article("plant.md") == PLANT
    assert desk.archive.problems() == []


def test_another_encoder_is_refused_before_anything_is_written(desk: Desk) -> None:
    """Half an index in another model's space would answer nonsense."""
    desk.index(PLANT)
    desk.encoder = BagEncoder("another")
    with pytest.raises(ModelMismatch, match="another"):
        desk.index(BOATS)
    assert [s.id for s in desk.archive.summaries()] == ["plant.md"]


def test_interrupted_it_keeps_what_was_committed_and_goes_on_from_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the middle of a thousand articles costs only the one in hand."""
    monkeypatch.setattr(index_run, "BATCH_CHARACTERS", 1)

    def articles() -> Iterator[Article]:
        yield PLANT
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Indexer(desk.archive, desk.encoder).index(articles(), roots=[ROOT])
    assert desk.archive.article("plant.md") == PLANT
    report, _ = desk.index(PLANT, BOATS)
    assert (report.unchanged, report.added) == (("plant.md",), ("boats.md",))


def test_one_new_article_does_not_make_the_others_pass_for_cut_by_current_rules(desk: Desk) -> None:
    """After an upgrade `qa doctor` tells to index again; an article sent over HTTP must not silence it."""
    desk.index(PLANT)
    desk.archive.bind(desk.encoder.identity, passage_rules="0")
    desk.index(article("sent", "The delta is flat.", source=None), roots=[])
    assert desk.archive.passage_rules() == "0"
    desk.index(PLANT)
    assert desk.archive.passage_rules() == PASSAGE_RULES


def test_an_interrupted_run_removes_nothing(desk: Desk) -> None:
    """What was not seen yet has not vanished."""
    desk.index(PLANT, BOATS)

    def articles() -> Iterator[Article]:
        yield BOATS
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Indexer(desk.archive, desk.encoder).index(articles(), roots=[ROOT])
    assert desk.archive.counts()[0] == 2


def test_long_runs_publish_now_and_then(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server beside a run of hours shows what is there so far."""
    monkeypatch.setattr(index_run, "PUBLISH_SECONDS", 0.0)
    monkeypatch.setattr(index_run, "PUBLISH_SHARE", 1e9)
    monkeypatch.setattr(index_run, "BATCH_CHARACTERS", 1)
    seen: list[int] = []
    with Archive.open(desk.archive.folder, readonly=True) as reader:

        def articles() -> Iterator[Article]:
            yield PLANT
            seen.append(open_derived(reader.folder, reader).sequence)
            yield BOATS

        Indexer(desk.archive, desk.encoder).index(articles(), roots=[ROOT])
    assert seen == [1]


def test_the_encoder_gets_passages_in_batches_of_bounded_size(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Token vectors in full precision take 230 KB a passage; an article of 5,000 must not need a gigabyte."""
    monkeypatch.setattr(index_run, "BATCH", 8)
    sizes: list[int] = []
    real = desk.encoder.encode_passages

    def counted(texts: Sequence[str]) -> list[Encoding]:
        sizes.append(len(texts))
        return real(texts)

    monkeypatch.setattr(desk.encoder, "encode_passages", counted)
    long = "\n\n".join(f"This is sentence number {n}, and it is long enough to be one. " * 12 for n in range(20))
    report, _ = desk.index(article("long.txt", long), PLANT)
    assert report.passages >= 20
    assert max(sizes) == 8
    assert sum(sizes) == report.passages + 1
