"""Backups: one moment's state in one file, refused when not in order, restored in one step under readers' eyes."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tarfile
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from qa.archive.archive import ARCHIVE_NAME, Archive
from qa.archive.writer_lock import WriterLock
from qa.errors import IndexBusy, IndexDamaged, IndexMissing, InvalidInput, QaError
from qa.indexing.backup import check_backup, restore_backup, write_backup
from qa.indexing.examination import examine
from qa.service import Service, open_service
from qa.settings import Settings
from tests.archive.sample import encoded, interview, new_archive
from tests.bag_encoder import BagEncoder

LIGHTHOUSE = interview("lighthouse", "The keeper repairs the lighthouse.", "Every spring.")
ZEBRA = interview("zebra", "A zebra crossed the market square.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_archive(tmp_path / "index", LIGHTHOUSE).close()
    return tmp_path / "index"


def service_of(folder: Path) -> Service:
    return open_service(Settings(index_dir=folder), create=True, encoder=BagEncoder())


def ids(folder: Path) -> list[str]:
    with Archive.open(folder, readonly=True) as archive:
        return sorted(archive.known_articles())


@pytest.mark.parametrize("name", ["b.tar", "b.tgz", "b.tar.gz"])
def test_a_backup_restores_what_was_there(folder: Path, tmp_path: Path, name: str) -> None:
    """Into an empty folder, plain and compressed; doctor finds nothing, and nobody else may read the file."""
    manifest = write_backup(folder, tmp_path / name)
    assert (manifest.articles, manifest.passages, manifest.sequence) == (1, 2, 1)
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert check_backup(tmp_path / name) == manifest
    assert restore_backup(tmp_path / name, tmp_path / "new" / "index") == manifest
    assert ids(tmp_path / "new" / "index") == ["lighthouse"]
    assert all(finding.ok or finding.check == "passages" for finding in examine(tmp_path / "new" / "index"))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "index", "new"])


def test_a_backup_is_taken_while_another_writes(folder: Path, tmp_path: Path) -> None:
    """It holds what was committed when it began, whole, and takes no lock."""
    with Archive.open(folder) as archive:
        archive.put_article(encoded(ZEBRA))
        assert write_backup(folder, tmp_path / "b.tar").articles == 2
        stop = threading.Event()

        def write() -> None:
            number = 0
            while not stop.is_set():
                archive.put_article(encoded(interview(f"more-{number % 9}", f"Train {number} is late.")))
                number += 1

        thread = threading.Thread(target=write)
        thread.start()
        try:
            for number in range(5):
                write_backup(folder, tmp_path / f"{number}.tar")
        finally:
            stop.set()
            thread.join()
    for number in range(5):
        assert check_backup(tmp_path / f"{number}.tar").articles >= 2


def test_a_running_service_answers_from_what_was_restored(folder: Path, tmp_path: Path) -> None:
    """No restart and no failed question; also back and forth, with passage ids given twice in two histories."""
    write_backup(folder, tmp_path / "one.tar")
    with Archive.open(folder) as archive:
        archive.remove_article("lighthouse")
        archive.put_article(encoded(ZEBRA))
    write_backup(folder, tmp_path / "two.tar")
    with service_of(folder) as service:
        found: list[str] = []
        failed: list[BaseException] = []
        stop = threading.Event()

        def ask() -> None:
            while not stop.is_set():
                try:
                    hits = service.ask("Who repairs the lighthouse? Which zebra?").hits
                    found.extend(hit.passage.article_id for hit in hits)
                except BaseException as error:  # noqa: BLE001 - whatever it is, the test fails with it
                    failed.append(error)
                    return

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            for backup, article_id in [("one", "lighthouse"), ("two", "zebra")] * 3:
                restore_backup(tmp_path / f"{backup}.tar", folder, replace=True)
                hits = service.ask("Who repairs the lighthouse? Which zebra?").hits
                assert {hit.passage.article_id for hit in hits} == {article_id}
                assert service.article(article_id).article.id == article_id
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    assert failed == []
    assert set(found) == {"lighthouse", "zebra"}


def test_articles_are_replaced_only_when_told(folder: Path, tmp_path: Path) -> None:
    """A slip in --index must not cost an archive; an empty index needs no word."""
    write_backup(folder, tmp_path / "b.tar")
    with Archive.open(folder) as archive:
        archive.put_article(encoded(ZEBRA))
    with pytest.raises(InvalidInput, match="holds 2 articles"):
        restore_backup(tmp_path / "b.tar", folder)
    assert ids(folder) == ["lighthouse", "zebra"]
    new_archive(tmp_path / "empty").close()
    restore_backup(tmp_path / "b.tar", tmp_path / "empty")
    assert ids(tmp_path / "empty") == ["lighthouse"]


def test_what_can_be_no_file_is_told_by_its_own_name(folder: Path, tmp_path: Path) -> None:
    """Nobody knows the name under which a backup is begun."""
    with pytest.raises(InvalidInput, match=f"there is no folder {tmp_path / 'none'}"):
        write_backup(folder, tmp_path / "none" / "backup.tar")
    with pytest.raises(InvalidInput, match=f"{tmp_path} is a folder"):
        write_backup(folder, tmp_path, replace=True)


def test_a_file_that_is_there_is_replaced_only_when_told(folder: Path, tmp_path: Path) -> None:
    """Yesterday's backup is not overwritten by a slip."""
    target = tmp_path / "b.tar"
    target.write_text("yesterday's")
    with pytest.raises(InvalidInput, match="is there already"):
        write_backup(folder, target)
    assert target.read_text() == "yesterday's"
    write_backup(folder, target, replace=True)
    assert check_backup(target).articles == 1


@pytest.mark.parametrize("name", ["b.tar", "b.tgz"])
def test_a_damaged_backup_changes_nothing(folder: Path, tmp_path: Path, name: str) -> None:
    """Cut short or with a byte flipped anywhere: refused before the index is touched."""
    write_backup(folder, tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    bad = tmp_path / f"bad-{name}"
    size = len(whole)
    flips = [bytes([*whole[:at], whole[at] ^ 0x10, *whole[at + 1 :]]) for at in range(700, size - 1100, size // 23)]
    cuts = [whole[: size * share // 10] for share in range(10)]
    for content in [*cuts, *flips, b"", b"x" * 5000]:
        bad.write_bytes(content)
        try:
            manifest = check_backup(bad)
        except IndexDamaged:
            with pytest.raises(IndexDamaged):
                restore_backup(bad, folder, replace=True)
        else:  # the byte stands in the padding of the tar file
            assert (manifest.articles, manifest.passages) == (1, 2)
    assert ids(folder) == ["lighthouse"]
    assert [path.name for path in folder.iterdir() if path.name.startswith("restoring")] == []


def pack(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> None:
    import io

    with tarfile.open(path, "w") as tar:
        for info, content in members:
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def link(name: str, target: str) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = tarfile.SYMTYPE, target
    return info, b""


def test_names_in_the_file_lead_nowhere(folder: Path, tmp_path: Path) -> None:
    """A tar file can name any path, be a link, or claim any size."""
    described: dict[str, Any] = {"format": 1, "version": "1", "created": "now", "sequence": 1, "model": "m"}
    described |= {"articles": 1, "passages": 1, "bytes": 4, "sha256": "0" * 64}
    manifest = (tarfile.TarInfo("manifest.json"), json.dumps(described).encode())
    bad = tmp_path / "bad.tar"
    for members in (
        [(tarfile.TarInfo("../evil"), b"x")],
        [link("manifest.json", "/etc/passwd")],
        [manifest, (tarfile.TarInfo("/tmp/evil"), b"evil")],  # noqa: S108 - a name that must not be written
        [manifest, link(ARCHIVE_NAME, "/etc/passwd")],
        [manifest, (tarfile.TarInfo(ARCHIVE_NAME), b"evil")],
        [manifest, (tarfile.TarInfo(ARCHIVE_NAME), b"evil" * 1000)],
        [(tarfile.TarInfo("manifest.json"), b"{}")],
        [(tarfile.TarInfo("manifest.json"), b"[" * 100_000)],
    ):
        pack(bad, *members)
        with pytest.raises(IndexDamaged):
            restore_backup(bad, folder, replace=True)
    assert ids(folder) == ["lighthouse"]
    assert not (tmp_path / "evil").exists()


def test_a_later_format_is_not_guessed_at(tmp_path: Path, folder: Path) -> None:
    """An older program must not restore half of what a newer one wrote."""
    described = dict.fromkeys(("version", "created", "model", "sha256"), "x") | {"format": 2}
    described |= dict.fromkeys(("sequence", "articles", "passages", "bytes"), 1)
    pack(tmp_path / "b.tar", (tarfile.TarInfo("manifest.json"), json.dumps(described).encode()))
    with pytest.raises(QaError, match="backup of format 2"):
        restore_backup(tmp_path / "b.tar", folder, replace=True)


def test_a_damaged_archive_is_set_aside(folder: Path, tmp_path: Path) -> None:
    """That is when a backup is wanted most; what is left of the old one is kept for whoever wants to look."""
    write_backup(folder, tmp_path / "b.tar")
    (folder / ARCHIVE_NAME).write_bytes(b"this is no database, and was never one" * 200)
    restore_backup(tmp_path / "b.tar", folder)
    assert ids(folder) == ["lighthouse"]
    [kept] = folder.glob(f"{ARCHIVE_NAME}.damaged-*")
    assert kept.read_bytes().startswith(b"this is no database")


def test_a_log_without_its_archive_is_not_read_into_the_restored_one(folder: Path, tmp_path: Path) -> None:
    """Somebody removed archive.sqlite3 alone; its leftover log belongs to no archive any more."""
    write_backup(folder, tmp_path / "b.tar")
    with Archive.open(folder) as archive:
        archive.put_article(encoded(ZEBRA))
        log = (folder / f"{ARCHIVE_NAME}-wal").read_bytes()
    assert log
    (folder / ARCHIVE_NAME).unlink()
    (folder / f"{ARCHIVE_NAME}-wal").write_bytes(log)
    restore_backup(tmp_path / "b.tar", folder)
    assert ids(folder) == ["lighthouse"]
    assert all(finding.ok or finding.check == "passages" for finding in examine(folder))


def test_restoring_waits_for_no_writer_and_needs_an_index(folder: Path, tmp_path: Path) -> None:
    """Another writer is named; a folder without an index has nothing to back up."""
    write_backup(folder, tmp_path / "b.tar")
    lock = WriterLock(folder)
    try:
        with pytest.raises(IndexBusy):
            restore_backup(tmp_path / "b.tar", folder, replace=True)
    finally:
        lock.release()
    with pytest.raises(IndexMissing):
        write_backup(tmp_path / "none", tmp_path / "c.tar")
    assert not (tmp_path / "c.tar").exists()


RESTORING = """
import sys
from pathlib import Path
from qa.indexing.backup import restore_backup
folder, *backups = map(Path, sys.argv[1:])
print("begun", flush=True)
while True:
    for backup in backups:
        restore_backup(backup, folder, replace=True)
"""


@pytest.mark.slow
def test_killed_at_any_moment_a_restore_leaves_one_archive_or_the_other(folder: Path, tmp_path: Path) -> None:
    """Twenty processes that restore without end, each killed somewhere: what is left is whole, and one of the two.

    On a busy machine none may have come to the second within its time: then more get longer, until both were seen.
    """
    write_backup(folder, tmp_path / "one.tar")
    with Archive.open(folder) as archive:
        for number in range(30):
            archive.put_article(encoded(interview(f"train-{number}", f"Train {number} is late.", "Snow lies.")))
        archive.remove_article("lighthouse")
    write_backup(folder, tmp_path / "two.tgz")
    wanted = {1: ["lighthouse"], 30: sorted(f"train-{number}" for number in range(30))}
    seen: set[int] = set()
    chance = random.Random(7)
    for killed in range(200):
        if killed >= 20 and len(seen) == 2:
            break
        command = [sys.executable, "-c", RESTORING, str(folder), str(tmp_path / "one.tar"), str(tmp_path / "two.tgz")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            time.sleep(chance.uniform(0.0, 0.4) * (1 + killed // 20))
            process.kill()
        found = ids(folder)
        assert found == wanted[len(found)]
        seen.add(len(found))
        assert all(finding.ok or finding.check in {"passages", "derived"} for finding in examine(folder))
        with service_of(folder) as service:
            assert service.ask("Who repairs the lighthouse? Which train is late?").hits
    assert seen == {1, 30}
