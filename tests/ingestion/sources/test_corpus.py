"""Folders, files and lines: which are read, in what order, under which ids, and what is reported instead."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import InvalidInput, UnreadableArticle
from qa.ingestion.sources.corpus import count_inputs, read_corpus
from qa.records import METADATA_FIELDS, Article
from tests.ingestion.zoo import make_docx, make_pdf

LIMIT = 20_000_000
SHARED = Path(__file__).parents[3].parent / "shared"
BENCH_SETS = ["chroma-chunking", "clapnq-dev", "interviews", "podcast", "squad2-dev-half", "xquad-en"]

ODD_INPUTS: dict[str, bytes] = {
    "a-plain.txt": b"Words.",
    "b-broken-front-matter.md": b"---\ntitle: a: b\n---\nWords.",
    "c-empty.txt": b"",
    "d-lines.jsonl": b'{"id": "l1", "text": "One."}\n\n{"text": "Two."}\n{"id": "l3"}\n',
    "e-binary.txt": b"\x00\x01",
    "f-latin-1.txt": "café".encode("latin-1"),
    "g-page.html": b"<html><body><p>Words of a page.</p><p>More.</p></body></html>",
    "h-script-only.html": b"<html><body><script>1</script></body></html>",
    "i-text-layer.pdf": make_pdf(["Words."]),
    "j-scan.pdf": make_pdf([""]),
    "k-word.docx": make_docx(["Words."]),
    "l-not-a-zip.docx": b"Words.",
    "m-table.csv": b"a,b",
    "n-no-suffix": b"Words.",
    "o-no-line.jsonl": b"\n \n",
    "p-utf-16.jsonl": '{"text": "Words."}\n'.encode("utf-16"),
    "q-truncated.pdf": make_pdf(["Words."])[:200],
}


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def read(*paths: Path, max_chars: int = LIMIT) -> list[Article | UnreadableArticle]:
    return list(read_corpus(paths, max_chars=max_chars))


def ids(*paths: Path) -> list[str]:
    return [item.id for item in read(*paths) if isinstance(item, Article)]


def faults(*paths: Path, max_chars: int = LIMIT) -> list[tuple[str, str]]:
    """The last name of each source left out, and the reason."""
    items = read(*paths, max_chars=max_chars)
    return [(Path(item.source).name, item.reason) for item in items if isinstance(item, UnreadableArticle)]


def test_a_folder_of_odd_inputs_gives_articles_and_reasons_in_order(tmp_path: Path) -> None:
    """One bad file never hides another, and the count for the progress bar agrees."""
    items = read(write(tmp_path, ODD_INPUTS))
    shown = [item.id if isinstance(item, Article) else f"{Path(item.source).name}: {item.reason}" for item in items]
    assert shown[:-1] == [
        "a-plain.txt",
        "b-broken-front-matter.md: front matter, line 2: not YAML: mapping values are not allowed here",
        "c-empty.txt: empty: not one letter or digit",
        "l1",
        "d-lines.jsonl#3",
        "d-lines.jsonl:4: no text",
        "e-binary.txt: binary data, not text",
        "f-latin-1.txt: not UTF-8: byte 3 is 0xe9 (unexpected end of data)",
        "g-page.html",
        "h-script-only.html: no article text found in the page",
        "i-text-layer.pdf",
        "j-scan.pdf: no text layer on any of 1 pages",
        "k-word.docx",
        "l-not-a-zip.docx: damaged, or not docx: BadZipFile: File is not a zip file",
        "m-table.csv: files ending in .csv are not read",
        "n-no-suffix: a file without a suffix is not read",
        "o-no-line.jsonl: empty: no line",
        "p-utf-16.jsonl: UTF-16, not UTF-8",
    ]
    assert shown[-1].startswith("q-truncated.pdf: damaged, or not pdf: ")
    assert count_inputs([tmp_path]) == len(items)
    assert all(item.next_step for item in items if isinstance(item, UnreadableArticle))


def test_ids_are_posix_paths_in_nfc_and_sorted(tmp_path: Path) -> None:
    """The same folder gives the same ids on Linux and macOS, run after run."""
    name = unicodedata.normalize("NFD", "Thuận.txt")
    write(tmp_path, {"b/2.txt": b"w", "b/1.md": b"w", "a.txt": b"w", name: b"w", "b.txt": b"w", "B/x.txt": b"w"})
    expected = ["B/x.txt", unicodedata.normalize("NFC", name), "a.txt", "b.txt", "b/1.md", "b/2.txt"]
    assert ids(tmp_path) == expected


def test_a_file_named_itself_is_known_by_its_name(tmp_path: Path) -> None:
    """Also one whose kind would be passed over in a folder: it was asked for."""
    write(tmp_path, {"x/a.txt": b"Words", "x/.hidden.txt": b"Words", "x/photo.jpg": b"\xff\xd8"})
    assert ids(tmp_path / "x/a.txt", tmp_path / "x/.hidden.txt") == ["a.txt", ".hidden.txt"]
    assert faults(tmp_path / "x/photo.jpg") == [("photo.jpg", "files ending in .jpg are not read")]


def test_sources_are_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A citation must lead to the file from anywhere; for lines it is the file that holds them."""
    write(tmp_path, {"in/a.txt": b"w", "in/b.jsonl": b'{"id": "l", "text": "w"}'})
    monkeypatch.chdir(tmp_path / "in")
    items = read(Path("../in"))
    assert [item.source for item in items] == [str(tmp_path / "in/a.txt"), str(tmp_path / "in/b.jsonl")]


def test_what_is_never_an_article_is_passed_over(tmp_path: Path) -> None:
    """Pictures, hidden files, lock files and the folder a browser saves beside a page."""
    names = ["p.JPG", "s.mp3", ".DS_Store", ".git/x.txt", "~$open.docx", "old.txt~", "__MACOSX/y.txt", "Thumbs.db"]
    page = b"<html><body><p>Words.</p><p>More.</p></body></html>"
    write(tmp_path, {**dict.fromkeys(names, b"w"), "page.html": page, "page_files/frame.html": page})
    write(tmp_path, {"other_files/kept.txt": b"w"})
    assert ids(tmp_path) == ["other_files/kept.txt", "page.html"]
    assert faults(tmp_path) == []
    assert count_inputs([tmp_path]) == 2


def test_links_are_followed_once_and_never_round_in_circles(tmp_path: Path) -> None:
    """What stands in the folder keeps its own path as id; a link adds only what is not there already."""
    write(tmp_path, {"in/z/a.txt": b"A", "out/b.txt": b"B", "store/c": b"C"})
    (tmp_path / "in/a-loop").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in/alias.txt").symlink_to(tmp_path / "in/z/a.txt")
    (tmp_path / "in/more").symlink_to(tmp_path / "out", target_is_directory=True)
    (tmp_path / "out/back").symlink_to(tmp_path / "in/z", target_is_directory=True)
    (tmp_path / "in/c.txt").symlink_to(tmp_path / "store/c")
    (tmp_path / "in/gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "in/self.txt").symlink_to(tmp_path / "in/self.txt")
    assert ids(tmp_path / "in") == ["c.txt", "more/b.txt", "z/a.txt"]
    assert faults(tmp_path / "in") == [
        ("gone.txt", "a link that leads nowhere"),
        ("self.txt", "a link that leads nowhere"),
    ]


def test_a_pipe_is_reported_and_not_waited_for(tmp_path: Path) -> None:
    """Opening one would block the run for ever."""
    os.mkfifo(tmp_path / "pipe.txt")
    assert faults(tmp_path) == [("pipe.txt", "not a regular file")]
    with pytest.raises(InvalidInput, match="neither a file nor a folder"):
        count_inputs([tmp_path / "pipe.txt"])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_opened_is_reported(tmp_path: Path) -> None:
    """Permissions are the user's to mend."""
    write(tmp_path, {"a/x.txt": b"w", "b.txt": b"w", "c.jsonl": b"w", "d/x.txt": b"w"})
    (tmp_path / "d/link.txt").symlink_to("x.txt")
    for name, mode in {"a": 0, "b.txt": 0, "c.jsonl": 0, "d": 0o400}.items():
        (tmp_path / name).chmod(mode)
    found = faults(tmp_path)
    for name in ("a", "d"):
        (tmp_path / name).chmod(0o700)
    assert found == [
        ("a", "cannot be opened: Permission denied"),
        ("b.txt", "cannot be read: Permission denied"),
        ("c.jsonl", "cannot be read: Permission denied"),
        ("link.txt", "cannot be read: Permission denied"),
        ("x.txt", "cannot be read: Permission denied"),
    ]


def test_a_file_that_vanishes_during_the_run_is_reported(tmp_path: Path) -> None:
    """Folders change while they are read."""
    write(tmp_path, {"a.txt": b"w", "b.txt": b"w", "c.jsonl": b'{"text": "w"}'})
    items = read_corpus([tmp_path], max_chars=LIMIT)
    assert isinstance(next(items), Article)
    (tmp_path / "b.txt").unlink()
    (tmp_path / "c.jsonl").unlink()
    reasons = [item.reason for item in items if isinstance(item, UnreadableArticle)]
    assert reasons == ["cannot be read: No such file or directory"] * 2


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no file names that are not UTF-8")
def test_a_file_name_that_is_not_utf8_is_reported_printably(tmp_path: Path) -> None:
    """Such a name cannot be stored or sent as JSON."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_bytes(b"Words")
    assert faults(tmp_path) == [("caf\\xe9.txt", r"its name 'caf\udce9.txt' is not UTF-8")]


def test_a_missing_path_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    """A typing mistake must not look like an empty folder, nor remove what was indexed."""
    write(tmp_path, {"a.txt": b"w"})
    for call in (lambda paths: read_corpus(paths, max_chars=LIMIT), count_inputs):
        with pytest.raises(InvalidInput, match="nowhere: No such file or directory"):
            call([tmp_path, tmp_path / "nowhere"])


def test_a_second_article_with_an_id_is_reported_with_the_first(tmp_path: Path) -> None:
    """Two articles under one id would be cited as one."""
    lines = b'{"id": "a.txt", "text": "w"}\n{"id": 7, "text": "w"}\n{"id": "7", "text": "x"}\n'
    write(tmp_path, {"one/a.txt": b"First", "two/a.txt": b"Second", "two/b.jsonl": lines})
    items = read(tmp_path / "one", tmp_path / "two")
    assert [item.text for item in items if isinstance(item, Article)] == ["First", "w"]
    assert [(item.source, item.reason) for item in items if isinstance(item, UnreadableArticle)] == [
        (f"{tmp_path}/two/a.txt", f"id 'a.txt' already used by {tmp_path}/one/a.txt"),
        (f"{tmp_path}/two/b.jsonl:1", f"id 'a.txt' already used by {tmp_path}/one/a.txt"),
        (f"{tmp_path}/two/b.jsonl:3", f"id '7' already used by {tmp_path}/two/b.jsonl:2"),
    ]
    steps = [item.next_step for item in items if isinstance(item, UnreadableArticle)]
    assert steps == [*["give it another id, or index the folder above both"] * 2, "give each line an id of its own"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    """A folder and a file in it, or one folder within another: the first path named gives the id."""
    write(tmp_path, {"in/a.txt": b"w", "in/sub/b.txt": b"w"})
    assert ids(tmp_path / "in/sub", tmp_path / "in", tmp_path / "in/a.txt") == ["b.txt", "a.txt"]
    assert count_inputs([tmp_path / "in/sub", tmp_path / "in", tmp_path / "in/a.txt"]) == 2


def test_giants_are_refused_without_being_read(tmp_path: Path) -> None:
    """The size is known before the file is opened; a line over the limit does not end the file."""
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(10**12)  # a hole: takes no room on disk
    long_line = json.dumps({"text": "w" * 1_200_000}).encode()
    write(tmp_path, {"b.jsonl": long_line + b'\n{"id": "short", "text": "w"}'})
    assert ids(tmp_path / "b.jsonl") == ["b.jsonl#1", "short"]
    assert faults(tmp_path, max_chars=100) == [
        ("a.txt", "too large: 1,000,000,000,000 bytes, the limit is 100 characters"),
        ("b.jsonl:1", "too large: the line is over 1,049,176 bytes, the limit is 100 characters"),
    ]


def test_reports_do_not_hold_what_they_report_on(tmp_path: Path) -> None:
    """A caller collects them: with a traceback each would keep its file's bytes in memory."""
    for item in read(write(tmp_path, {**ODD_INPUTS, "z.jsonl": b"{}"})):
        if isinstance(item, UnreadableArticle):
            assert (item.__traceback__, item.__cause__, item.__context__) == (None, None, None)


def test_articles_come_one_at_a_time(tmp_path: Path) -> None:
    """The first article is there before the second file is looked into."""
    write(tmp_path, {"a.txt": b"Old", "b.txt": b"Old"})
    items = read_corpus([tmp_path], max_chars=LIMIT)
    next(items)
    (tmp_path / "b.txt").write_bytes(b"New")
    second = next(items)
    assert isinstance(second, Article)
    assert second.text == "New"


@given(
    st.lists(st.one_of(st.none(), st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)), max_size=9)
)
def test_every_line_of_jsonl_comes_back_in_its_place(texts: list[str | None]) -> None:
    """Blank lines keep their numbers, so the ids of lines without one stay the same."""
    lines = [json.dumps({"text": "w" + text}) if text is not None else "" for text in texts]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.jsonl"
        path.write_bytes("\n".join(lines).encode())
        found = [(item.id, item.text) for item in read(path) if isinstance(item, Article)]
    assert found == [(f"x.jsonl#{n}", "w" + text) for n, text in enumerate(texts, start=1) if text is not None]


def test_importing_the_reader_loads_no_parser_library() -> None:
    """`qa ask` reads no articles and must not wait for lxml and the like."""
    heavy = "{'trafilatura', 'lxml', 'pypdf', 'docx', 'yaml'}"
    code = f"import sys, qa.ingestion.sources.corpus; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.shared
@pytest.mark.parametrize("name", BENCH_SETS)
def test_the_evaluation_sets_are_read_as_they_are(name: str) -> None:
    """Their gold offsets point into the field, so the text must equal it."""
    path = SHARED / "bench" / name / "docs.jsonl"
    if not path.exists():
        pytest.skip(f"no evaluation data at {path}")
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    articles = read(path)
    assert [(item.id, item.text, _stated(item)["title"]) for item in articles if isinstance(item, Article)] == [
        (record["id"], record["text"], record["title"] or None) for record in records
    ]
    assert len(articles) == len(records) == count_inputs([path])


@pytest.mark.shared
def test_raw_interviews_are_read_as_they_are() -> None:
    """Texts as people save them: no metadata but what the text shows, and the file itself is the canonical text."""
    folder = SHARED / "interviews"
    if not folder.exists():
        pytest.skip(f"no interviews at {folder}")
    for item in read(folder):
        assert isinstance(item, Article)
        with (folder / item.id).open(encoding="utf-8", newline="") as file:
            assert item.text == file.read()
        assert _stated(item) == dict.fromkeys(METADATA_FIELDS)


def _stated(article: Article) -> dict[str, str | None]:
    return {name: None if name in article.inferred else value for name, value in article.metadata.items()}
