"""All articles of the paths a user names, one at a time, with what could not be read in its place.

Which files those are is `inputs`'s; what is in one is `article_parser`'s.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from qa.errors import UnreadableArticle
from qa.ingestion.article_parser import FORMATS, check_size, find_format, parse_article
from qa.ingestion.formats import jsonl
from qa.ingestion.sources.inputs import Input, check_paths, find_inputs
from qa.records import Article


def read_corpus(paths: Sequence[Path], *, max_chars: int) -> Iterator[Article | UnreadableArticle]:
    """Return an iterator over the articles below `paths`, in a stable order, reading one file or line at a time.

    An input that cannot be read comes as the UnreadableArticle that says why, as does one whose id was used before.
    Raises InvalidInput at once, before anything is read, when a path does not exist.
    """
    check_paths(paths)
    return read_inputs(find_inputs(paths), max_chars=max_chars)


def count_inputs(paths: Sequence[Path]) -> int:
    """Return how many items `read_corpus` will give, counting files, and lines that are not blank in JSONL.

    Cheap: opens only JSONL files, and parses none. Raises InvalidInput when a path does not exist.
    """
    check_paths(paths)
    return sum(_count(item) for item in find_inputs(paths))


def _count(item: Input | UnreadableArticle) -> int:
    if isinstance(item, UnreadableArticle) or not _is_jsonl(item):
        return 1
    try:
        with item.path.open("rb") as file:
            if _is_utf16(file):
                return 1
            return sum(1 for _ in jsonl.split_lines(file, limit=0)) or 1
    except OSError:
        return 1  # reported with its reason when it is read


def _is_utf16(file: IO[bytes]) -> bool:
    signature = file.read(2)
    file.seek(0)
    return signature in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}


def _is_jsonl(item: Input) -> bool:
    found = FORMATS.get(item.path.suffix.lower())
    return found is not None and found.name == jsonl.FORMAT


def read_inputs(
    inputs: Iterable[Input | UnreadableArticle], *, max_chars: int
) -> Iterator[Article | UnreadableArticle]:
    """Return the articles of `inputs`, found before, under the ids they were found with, as `read_corpus` does."""
    taken: dict[str, str] = {}  # id: where the article with it was read
    for item in inputs:
        for where, article in _read_input(item, max_chars):
            if isinstance(article, Article) and article.id in taken:
                first = taken[article.id]
                in_one_file = isinstance(item, Input) and first.startswith(f"{item.source}:")
                step = "each line an id of its own" if in_one_file else "it another id, or index the folder above both"
                yield UnreadableArticle(where, f"id {article.id!r} already used by {first}", next_step=f"give {step}")
                continue
            if isinstance(article, Article):
                taken[article.id] = where
            yield article


def _read_input(item: Input | UnreadableArticle, max_chars: int) -> Iterator[tuple[str, Article | UnreadableArticle]]:
    """Yield (where, article) of each article in one input; `where` is the path, with the line in JSONL."""
    if isinstance(item, UnreadableArticle):
        yield item.source, item
        return
    try:
        if _is_jsonl(item):
            yield from _read_lines(item, max_chars)
        else:
            yield item.source, _read_file(item, max_chars)
    except UnreadableArticle as error:
        yield error.source, _without_traceback(error)
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        yield (
            item.source,
            UnreadableArticle(item.source, reason, next_step="check that it is there and its permissions"),
        )


def _read_file(item: Input, max_chars: int) -> Article:
    kind = find_format(item.path.suffix, source=item.source)
    check_size(item.path.stat().st_size, kind, source=item.source, max_chars=max_chars)
    return parse_article(
        item.path.read_bytes(),
        article_id=item.id,
        source=item.source,
        suffix=item.path.suffix,
        max_chars=max_chars,
    )


def _read_lines(item: Input, max_chars: int) -> Iterator[tuple[str, Article | UnreadableArticle]]:
    with item.path.open("rb") as file:
        if _is_utf16(file):  # one report instead of one for every line
            raise UnreadableArticle(
                item.source, "UTF-16, not UTF-8", next_step="convert it, such as: iconv -f utf-16 -t utf-8"
            )
        number = 0
        for number, line in jsonl.split_lines(file, limit=jsonl.max_bytes(max_chars)):
            where = f"{item.source}:{number}"
            yield where, _read_line(line, item, number, where, max_chars)
    if not number:
        raise UnreadableArticle(item.source, "empty: no line", next_step="add an article a line, or leave it out")


def _read_line(line: bytes | None, item: Input, number: int, where: str, max_chars: int) -> Article | UnreadableArticle:
    if line is None:
        return UnreadableArticle(
            where,
            f"too large: the line is over {jsonl.max_bytes(max_chars):,} bytes, the limit is {max_chars:,} characters",
            next_step="split the article, or raise QA_MAX_ARTICLE_CHARS",
        )
    try:
        article = parse_article(
            line, article_id=f"{item.id}#{number}", source=where, suffix=item.path.suffix, max_chars=max_chars
        )
    except UnreadableArticle as error:
        return _without_traceback(error)
    return replace(article, source=item.source)


def _without_traceback(error: UnreadableArticle) -> UnreadableArticle:
    """Return the same report anew: a caught error keeps the frames it passed, and with them the whole file."""
    return UnreadableArticle(error.source, error.reason, next_step=error.next_step)
