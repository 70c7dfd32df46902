"""A disk that is full, or may not be written to: every write says so, nothing is lost, and questions are answered."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.archive.archive import Archive
from qa.article_writer import ArticleWriter
from qa.errors import NotWritten, QaError
from qa.indexing.backup import check_backup, restore_backup, write_backup
from qa.indexing.examination import examine
from qa.service import Service
from qa.settings import Settings
from tests.bag_encoder import BagEncoder
from tests.reliability.test_killed_server import request, start, words

ROOT = Path(__file__).parents[2]
BLOCK = 4096
QUESTION = "who finished the bridge?"
# Kilobytes left: from nothing, over what one file of several takes, to enough for all.
LEFT = (0, 4, 8, 24, 40, 48, 64, 80, 100, 120, 140, 160, 200, 240, 300, 400, 600, 1500)


class Disk:
    """A small disk of its own, mounted at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, *, left: int = 0) -> None:
        """Fill the disk until `left` kilobytes are free."""
        with self._ballast.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(BLOCK))
            except OSError:
                pass
        size = self._ballast.stat().st_size
        os.truncate(self._ballast, max(0, size // BLOCK * BLOCK - left * 1024))

    def free(self) -> None:
        self._ballast.unlink(missing_ok=True)

    def forbid(self) -> None:
        self._mount_again("ro")

    def allow(self) -> None:
        self._mount_again("rw")

    def _mount_again(self, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", self.folder], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    program = shutil.which("mount")
    done = program and subprocess.run([program, "-t", "tmpfs", "-o", "size=8m", "none", folder], capture_output=True)
    if not done or done.returncode:
        pytest.skip("no right to mount a small disk here (as root it is there)")
    yield Disk(folder)
    subprocess.run(["umount", "-l", folder], check=True)


def service(folder: Path) -> Service:
    return Service(replace(Settings(), index_dir=folder), BagEncoder())


def put(folder: Path, article_id: str, text: str) -> None:
    writer = ArticleWriter(service(folder))
    writer.put([writer.read_text(text, article_id=article_id)])


def texts(folder: Path) -> dict[str, str]:
    with Archive.open(folder, readonly=True) as archive:
        assert archive.problems() == []
        found = [archive.article(one.id) for one in archive.summaries()]
    return {article.id: article.text for article in found if article is not None}


def ask_rightly(folder: Path, known: dict[str, str]) -> None:
    """Ask anew; at least one passage must come, and every one must stand in its article."""
    cited = [hit.citation for hit in service(folder).ask(QUESTION).hits]
    assert cited
    for one in cited:
        assert known[one.article_id][one.start : one.end] == one.quote


@pytest.mark.slow
@pytest.mark.parametrize("task", ["add", "replace", "remove", "index"])
def test_writing_on_a_full_disk_is_refused_and_loses_nothing(disk: Disk, tmp_path: Path, task: str) -> None:
    """Wherever the room ends, in the archive, its log or what is derived: the old state, or the new one, never less."""
    folder, told = disk.folder / "index", Counter[str]()
    for number in range(6):
        put(folder, f"a{number}", words(number, number))
    for turn, left in enumerate(LEFT):
        text = words(turn, 1000 + turn)
        new = tmp_path / str(turn) / f"{turn}.txt"
        new.parent.mkdir()
        new.write_text(text, encoding="utf-8")
        if task == "remove":
            put(folder, "gone", text)
        before = texts(folder)
        after = before | {"add": {f"n{turn}": text}, "replace": {"a3": text}, "index": {f"{turn}.txt": text}}.get(
            task, {}
        )
        if task == "remove":
            del after["gone"]
        disk.fill(left=left)
        try:
            if task == "index":
                service(folder).index([new.parent])
            elif task == "remove":
                ArticleWriter(service(folder)).remove("gone")
            else:
                put(folder, "a3" if task == "replace" else f"n{turn}", text)
            told["done"] += 1
            assert texts(folder) == after
        except NotWritten as error:
            told["refused"] += "disk space" in error.next_step
        there = texts(folder)
        assert there in (before, after)
        ask_rightly(folder, there)
        disk.free()
        assert texts(folder) == there
        ask_rightly(folder, there)
        assert [finding for finding in examine(folder) if not finding.ok] == []
    assert told["done"] >= 1
    assert told["refused"] >= 8


@pytest.mark.slow
def test_backups_on_a_full_disk_come_whole_or_not_at_all(disk: Disk, tmp_path: Path) -> None:
    """A half backup is found out when it is needed; a half restore would be worse. An old backup stays as it was."""
    folder, safe = disk.folder / "index", tmp_path / "safe.tar"
    for number in range(6):
        put(folder, f"a{number}", words(number, number))
    write_backup(folder, safe)
    known = texts(folder)
    put(folder, "later", words(9, 9))
    newer = texts(folder)
    told: Counter[str] = Counter()
    for left in LEFT:
        target = disk.folder / "backup.tar"
        target.write_bytes(b"the one before")
        disk.fill(left=left)
        try:
            write_backup(folder, target, replace=True)
            told["backed up"] += 1
        except (QaError, OSError):
            told["not backed up"] += 1
            assert target.read_bytes() == b"the one before"
        assert [path.name for path in disk.folder.glob(".backup*")] == []
        if target.stat().st_size > 100:
            disk.free()
            assert check_backup(target).articles == 7
        disk.free()
        target.unlink()
        disk.fill(left=left)
        try:
            restore_backup(safe, folder, replace=True)
            told["restored"] += 1
        except (QaError, OSError):
            told["not restored"] += 1
        there = texts(folder)
        assert there in (known, newer)
        ask_rightly(folder, there)
        disk.free()
        assert texts(folder) == there
        assert list(folder.glob("*damaged*")) == []
        put(folder, "later", words(9, 9))
    assert min(told.values()) >= 1, told
    assert len(told) == 4, told


def test_a_full_disk_keeps_nobody_from_asking(disk: Disk) -> None:
    """A process that starts when nothing at all is free, and SQLite can make none of its own files, still answers."""
    folder = disk.folder / "index"
    command = "from tests.reliability.test_full_disk import *; put(Path(sys.argv[1]), 'a1', words(1, 1))"
    subprocess.run([sys.executable, "-c", command, folder], cwd=ROOT, check=True)
    assert not list(folder.glob("*-shm"))
    disk.fill()
    ask_rightly(folder, {"a1": words(1, 1)})
    with pytest.raises(NotWritten):
        put(folder, "a2", words(2, 2))


@pytest.mark.slow
def test_a_server_on_a_full_or_read_only_disk_says_so_and_answers(disk: Disk, tmp_path: Path) -> None:
    """503 with what to do, questions as before, and writing again as soon as there is room; no restart."""
    folder = disk.folder / "index"
    put(folder, "one", words(1, 1))
    for damage, mend in ((disk.fill, disk.free), (disk.forbid, disk.allow)):
        damage()
        process, port = start(folder, log=tmp_path)
        try:
            for method, path, body in (
                ("PUT", "/v1/articles/two", {"text": words(2, 2)}),
                ("DELETE", "/v1/articles/one", None),
            ):
                status, problem = request(port, method, path, body)
                assert (status, problem["code"]) == (503, "not-written"), problem
                assert "disk space" in problem["next_step"] or "a folder you may write to" in problem["next_step"]
            status, answer = request(port, "GET", "/v1/ask?question=who+finished+the+bridge")
            assert (status, answer["passages"][0]["citation"]["article_id"]) == (200, "one")
            mend()
            status, told = request(port, "PUT", "/v1/articles/two", {"text": words(2, 2)})
            assert status == 201, told
            assert request(port, "DELETE", "/v1/articles/two")[0] == 204
        finally:
            process.terminate()
            process.wait()
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def test_commands_on_a_read_only_disk_say_why_they_cannot_write(disk: Disk, tmp_path: Path) -> None:
    """Reading works where writing does not; each command that writes names the folder and the reason."""
    folder = disk.folder / "index"
    put(folder, "a1", words(1, 1))
    disk.forbid()
    try:
        ask_rightly(folder, {"a1": words(1, 1)})
        (tmp_path / "b.txt").write_text(words(2, 2), encoding="utf-8")
        backup = tmp_path / "backup.tar"
        write_backup(folder, backup)
        assert check_backup(backup).articles == 1
        commands: list[list[str | Path]] = [
            ["index", tmp_path / "b.txt", "--index", folder],
            ["index", tmp_path / "b.txt", "--index", disk.folder / "another"],
            ["remove", "a1", "--index", folder],
            ["restore", backup, "--force", "--index", folder],
            ["backup", disk.folder / "b.tar", "--index", folder],
        ]
        for arguments in commands:
            done = subprocess.run([sys.executable, "-m", "qa", *arguments], cwd=ROOT, capture_output=True, text=True)
            assert done.returncode == 3, (arguments, done.stderr)
            assert "Read-only file system" in done.stderr, (arguments, done.stderr)
            assert "next: " in done.stderr
            assert "Traceback" not in done.stderr
    finally:
        disk.allow()
    assert set(texts(folder)) == {"a1"}
