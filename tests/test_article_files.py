"""Articles, drafts and folders read without an index."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.article_files import look_into, read_draft, read_file, read_texts
from qa.errors import InvalidInput, UnreadableArticle

TEXT = "The keeper repairs the lighthouse.\n"


def test_a_file_gives_its_articles_or_says_why_not(tmp_path: Path) -> None:
    """A file with one bad line is not taken in by half."""
    (tmp_path / "two.jsonl").write_text('{"id": "a", "text": "One."}\n{"id": "b", "text": "Two."}\n')
    (tmp_path / "bad.jsonl").write_text('{"id": "a", "text": "One."}\n{"id": "b"}\n')
    assert [article.id for article in read_file(tmp_path / "two.jsonl", max_chars=100)] == ["a", "b"]
    with pytest.raises(UnreadableArticle, match=r"bad\.jsonl:2"):
        read_file(tmp_path / "bad.jsonl", max_chars=100)


def test_a_draft_is_one_text(tmp_path: Path) -> None:
    """From a pipe it is Markdown; many articles in one file are none."""
    (tmp_path / "draft.txt").write_text(TEXT)
    assert read_draft(tmp_path / "draft.txt", max_chars=100).format == "txt"
    piped = read_draft(TEXT.encode(), max_chars=100)
    assert (piped.format, piped.text) == ("md", TEXT)
    for wrong in (tmp_path, tmp_path / "many.jsonl"):
        with pytest.raises(InvalidInput, match="is not one draft"):
            read_draft(wrong, max_chars=100)


def test_texts_are_read_by_id_and_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    """Judgments about a missing article are told one by one."""
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.xyz").write_bytes(b"\xff")
    assert read_texts([tmp_path], max_chars=100) == {"a.txt": TEXT}


def test_a_look_tells_what_stands_there_and_what_cannot_be_seen(tmp_path: Path) -> None:
    """A file that changed has another stamp."""
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    (tmp_path / "lost.txt").symlink_to(tmp_path / "nowhere")
    seen = look_into(tmp_path)
    assert list(seen.inputs) == list(seen.stamps) == [str(file)]
    assert seen.hidden == (str(tmp_path / "lost.txt"),)
    file.write_text(TEXT * 2)
    assert look_into(tmp_path).stamps != seen.stamps
