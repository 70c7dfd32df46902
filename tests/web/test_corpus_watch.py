"""The folder that is followed: what changes in it, what is wrong in it, and what must not cost the archive."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.archive.writer_lock import WriterLock
from qa.article_writer import ArticleWriter
from qa.indexing.backup import restore_backup, write_backup
from qa.service import Service, open_service
from qa.settings import Settings
from qa.web.corpus_watch import SHARE, CorpusWatch
from tests.bag_encoder import BagEncoder


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with open_service(Settings(index_dir=tmp_path / "index"), create=True, encoder=BagEncoder()) as service:
        yield service


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus" / "sub").mkdir(parents=True)
    write(tmp_path / "corpus", "a.txt", "The keeper repairs the lighthouse.")
    write(tmp_path / "corpus", "sub/b.txt", "A zebra crossed the market square.")
    return tmp_path / "corpus"


@pytest.fixture
def watch(service: Service, corpus: Path) -> CorpusWatch:
    return CorpusWatch(ArticleWriter(service), corpus, seconds=0.05)


def write(corpus: Path, name: str, text: str) -> None:
    (corpus / name).write_text(text, encoding="utf-8")


def look_twice(watch: CorpusWatch) -> list[tuple[tuple[str, ...], ...]]:
    """Return added, changed and removed of the looks in which something was done."""
    reports = [watch.step(), watch.step()]
    return [(report.added, report.changed, report.removed) for report in reports if report]


def ids(service: Service) -> list[str]:
    return [article.id for article in service.list_articles()]


def wait_for_index(service: Service, *, until: float) -> None:
    """Return once the first run of a watch that was started has published an index; fail after `until`."""
    while not (service.settings.index_dir / "derived" / "manifest.json").exists():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_what_is_added_changed_and_removed_is_followed(service: Service, watch: CorpusWatch, corpus: Path) -> None:
    """Under the ids that `qa index` of the folder gives; then there is nothing more to do."""
    assert look_twice(watch) == [(("a.txt", "sub/b.txt"), (), ())]
    assert look_twice(watch) == []
    write(corpus, "a.txt", "The keeper paints the lighthouse.")
    write(corpus, "sub/c.md", "Boats leave the harbour at dawn.")
    (corpus / "sub" / "b.txt").unlink()
    assert look_twice(watch) == [(("sub/c.md",), ("a.txt",), ("sub/b.txt",))]
    assert ids(service) == ["a.txt", "sub/c.md"]
    assert service.article("a.txt").article.text == "The keeper paints the lighthouse."
    assert service.index([corpus]).unchanged == ("a.txt", "sub/c.md")


def test_a_file_is_read_once_it_has_stopped_changing(watch: CorpusWatch, corpus: Path) -> None:
    """Half of an article that is being copied must not be cited as the article."""
    look_twice(watch)
    for part in range(1, 4):
        write(corpus, "long.txt", "Words and more words. " * part)
        assert watch.step() is None
    report = watch.step()
    assert report is not None
    assert report.added == ("long.txt",)


def test_only_what_changed_is_read_again(service: Service, watch: CorpusWatch, corpus: Path) -> None:
    """A folder of thousands of articles is not parsed for one of them; other articles are not touched."""
    ArticleWriter(service).put([ArticleWriter(service).read_text("Sent by somebody.", article_id="sent")])
    look_twice(watch)
    write(corpus, "a.txt", "The keeper paints the lighthouse.")
    watch.step()
    report = watch.step()
    assert report is not None
    assert (report.changed, report.unchanged, report.removed) == (("a.txt",), (), ())
    assert "sent" in ids(service)


def test_a_bad_file_is_told_once_and_costs_nothing(
    service: Service, watch: CorpusWatch, corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Its last good version stays, the others are read, and the log is not filled with it."""
    look_twice(watch)
    (corpus / "a.txt").write_bytes(b"\xff\xfe\x00broken")
    (corpus / "new.pdf").write_bytes(b"no pdf")
    write(corpus, "good.txt", "Boats leave the harbour at dawn.")
    with caplog.at_level(logging.WARNING):
        assert look_twice(watch) == [(("good.txt",), (), ())]
        assert look_twice(watch) == []
    assert [record.getMessage().split(": ")[0] for record in caplog.records] == ["unreadable"] * 2
    assert ids(service) == ["a.txt", "good.txt", "sub/b.txt"]
    assert service.article("a.txt").article.text == "The keeper repairs the lighthouse."
    write(corpus, "a.txt", "The keeper paints the lighthouse.")
    assert look_twice(watch) == [((), ("a.txt",), ())]


@pytest.mark.parametrize("how", ["gone", "empty"])
def test_a_lost_mount_removes_nothing(
    how: str, service: Service, watch: CorpusWatch, corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Also when the server is started without it; once it is back, all is followed as before."""
    look_twice(watch)
    kept = corpus.rename(corpus.with_name("kept"))
    if how == "empty":
        corpus.mkdir()
    again = CorpusWatch(ArticleWriter(service), corpus)
    for one in (watch, again):
        assert look_twice(one) == []
        assert look_twice(one) == []
    assert ids(service) == ["a.txt", "sub/b.txt"]
    assert len([record for record in caplog.records if record.levelno == logging.WARNING]) == 2
    if how == "empty":
        write(corpus, "new.txt", "Boats leave the harbour at dawn.")
        assert look_twice(watch) == [(("new.txt",), (), ())]
        assert look_twice(watch) == []
        assert ids(service) == ["a.txt", "new.txt", "sub/b.txt"]
        shutil.rmtree(corpus)
        look_twice(watch)
    kept.rename(corpus)
    if how == "gone":
        (corpus / "a.txt").unlink()
    assert look_twice(watch)[-1][2] == (("a.txt",) if how == "gone" else ("new.txt",))


def test_most_of_many_files_do_not_vanish_at_once(service: Service, watch: CorpusWatch, corpus: Path) -> None:
    """A mount inside the folder was lost; what is new elsewhere is followed meanwhile, and single removals are."""
    (corpus / "mount").mkdir()
    for number in range(20):
        write(corpus, f"mount/{number:02}.txt", f"Train {number} is late.")
    look_twice(watch)
    shutil.rmtree(corpus / "mount")
    write(corpus, "new.txt", "Boats leave the harbour at dawn.")
    assert look_twice(watch) == [(("new.txt",), (), ())]
    assert look_twice(watch) == []
    assert len(ids(service)) == 23
    assert "mount/19.txt" in ids(service)


def test_what_stands_in_a_folder_that_cannot_be_opened_stays(
    service: Service, watch: CorpusWatch, corpus: Path
) -> None:
    """A link to a folder on a disk that is away leads nowhere for now."""
    elsewhere = corpus.with_name("elsewhere")
    elsewhere.mkdir()
    write(elsewhere, "far.txt", "Boats leave the harbour at dawn.")
    (corpus / "linked").symlink_to(elsewhere)
    look_twice(watch)
    assert "linked/far.txt" in ids(service)
    shutil.rmtree(elsewhere)
    assert look_twice(watch) == []
    assert "linked/far.txt" in ids(service)


def test_while_another_writes_it_tries_again(service: Service, watch: CorpusWatch, corpus: Path) -> None:
    """In its own thread, as the server runs it: the lock is waited for, an unexpected failure survived."""
    service.settings.index_dir.mkdir()
    lock = WriterLock(service.settings.index_dir)
    watch.start()
    try:
        time.sleep(0.3)
        lock.release()
        until = time.monotonic() + 20
        wait_for_index(service, until=until)
        write(corpus, "new.txt", "Boats leave the harbour at dawn.")
        while ids(service) != ["a.txt", "new.txt", "sub/b.txt"]:
            assert time.monotonic() < until
            time.sleep(0.05)
    finally:
        watch.stop()


def test_another_archive_in_its_place_is_brought_in_line(
    service: Service, watch: CorpusWatch, corpus: Path, tmp_path: Path
) -> None:
    """A backup of yesterday was restored: what has changed in the folder since is read again, without a restart."""
    look_twice(watch)
    write_backup(service.settings.index_dir, tmp_path / "yesterday.tar")
    write(corpus, "new.txt", "Boats leave the harbour at dawn.")
    look_twice(watch)
    restore_backup(tmp_path / "yesterday.tar", service.settings.index_dir, replace=True)
    assert ids(service) == ["a.txt", "sub/b.txt"]
    assert look_twice(watch) == [(("new.txt",), (), ())]
    assert ids(service) == ["a.txt", "new.txt", "sub/b.txt"]


def test_time_spent_on_writing_delays_no_look(
    service: Service, watch: CorpusWatch, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first run over a large folder takes minutes; the next change must not wait in proportion."""
    real = ArticleWriter.follow

    def slowly(*arguments: object) -> object:
        time.sleep(1.5)
        return real(*arguments)  # type: ignore[arg-type]

    pauses: list[float] = []
    wait = watch._ending.wait

    def noted(seconds: float) -> bool:
        pauses.append(seconds)
        return wait(seconds)

    monkeypatch.setattr(ArticleWriter, "follow", slowly)
    monkeypatch.setattr(watch._ending, "wait", noted)
    watch.start()
    try:
        wait_for_index(service, until=time.monotonic() + 20)
        until = time.monotonic() + 60
        write(corpus, "new.txt", "Boats leave the harbour at dawn.")
        while "new.txt" not in ids(service):
            assert time.monotonic() < until
            time.sleep(0.05)
    finally:
        watch.stop()
    assert max(pauses) < 1.5 / SHARE


def test_an_unexpected_failure_is_logged_and_survived(
    service: Service,
    watch: CorpusWatch,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A disk that fails for a moment must not end the following until the next restart."""
    real = ArticleWriter.follow
    failures = iter([OSError(28, "No space left on device")])

    def follow(*arguments: object) -> object:
        for failure in failures:
            raise failure
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(ArticleWriter, "follow", follow)
    watch.start()
    try:
        wait_for_index(service, until=time.monotonic() + 20)
    finally:
        watch.stop()
    assert "No space left on device" in caplog.text
    assert ids(service) == ["a.txt", "sub/b.txt"]
