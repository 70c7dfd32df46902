"""Files of articles: what is written in them, and which stand in a folder, before any index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.errors import InvalidInput, UnreadableArticle
from qa.ingestion.sources.inputs import Input, find_inputs
from qa.records import Article

Stamp = tuple[int, int, int]
"""Changes when the file does: time of change, size, number on its disk."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood in the folder at one look: its files by source, their stamps, and what could not be looked into."""

    inputs: Mapping[str, Input]
    stamps: Mapping[str, Stamp]
    hidden: tuple[str, ...]


def look_into(folder: Path) -> Seen:
    """Return what stands in `folder` and below it; opens no file."""
    inputs: dict[str, Input] = {}
    stamps: dict[str, Stamp] = {}
    hidden: list[str] = []
    for item in find_inputs([folder]):
        if isinstance(item, UnreadableArticle):
            hidden.append(item.source)
            continue
        try:
            found = item.path.stat()
        except OSError:
            hidden.append(item.source)
            continue
        inputs[item.source] = item
        stamps[item.source] = (found.st_mtime_ns, found.st_size, found.st_ino)
    return Seen(inputs, stamps, tuple(hidden))


def read_file(path: Path, *, max_chars: int) -> list[Article]:
    """Return the articles in one file; raises UnreadableArticle for the first that cannot be read, InvalidInput."""
    from qa.ingestion.sources.corpus import read_corpus  # loads the parsers

    found = list(read_corpus([path], max_chars=max_chars))
    for one in found:
        if isinstance(one, UnreadableArticle):
            raise one
    return [one for one in found if isinstance(one, Article)]


def read_draft(draft: Path | bytes, *, max_chars: int) -> Article:
    """Return a draft, a file or the bytes of one in Markdown, as the formats of articles read it.

    Raises InvalidInput for what is not one draft, UnreadableArticle.
    """
    from qa.ingestion.article_parser import parse_article  # loads the parsers

    if isinstance(draft, bytes):
        return parse_article(draft, article_id="-", source="stdin", suffix=".md", max_chars=max_chars)
    if draft.is_dir() or draft.suffix.lower() in {".jsonl", ".ndjson"}:
        raise InvalidInput(f"{draft} is not one draft", next_step="name a .txt, .md, .docx or .html")
    [article] = read_file(draft, max_chars=max_chars)
    return article


def read_texts(paths: Sequence[Path], *, max_chars: int) -> dict[str, str]:
    """Return the canonical texts of the articles below `paths` by id; what cannot be read is left out."""
    from qa.ingestion.sources.corpus import read_corpus  # as in read_file

    return {one.id: one.text for one in read_corpus(paths, max_chars=max_chars) if isinstance(one, Article)}
