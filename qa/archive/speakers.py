"""Who speaks in which passage, as rows of the archive: written with an article, searched by the words of a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qa.archive.connections import Row
from qa.names.keys import is_named, name_words
from qa.records import Attribution, Passage, Span

if TYPE_CHECKING:
    from sqlite3 import Connection

    from qa.archive.rows import EncodedArticle

Rows = Callable[[str, Sequence[object]], list[Row]]

CLOSE_NAMES = 3
LEAST_LIKENESS = 0.75  # of difflib's ratio: "Bezdetka" is like "Bezdetko", "Petrova" is not

ATTRIBUTIONS = (
    'SELECT a.id, t."start", t."end", t.speaker, t.manner, t.cue_start, t.cue_end FROM attributions t '
    "JOIN articles a ON a.number = t.article WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.id, t.ordinal"
)
SPOKEN = (
    "SELECT DISTINCT passage FROM spoken_passages WHERE speaker IN (SELECT value FROM json_each(?)) ORDER BY passage"
)
_WITH_WORD = "SELECT s.number, s.key FROM speaker_words w JOIN speakers s ON s.number = w.speaker WHERE w.word = ?"


def insert_speakers(writer: Connection, encoded: EncodedArticle, number: int, ids: Sequence[int]) -> None:
    """Write the attributions of the article with this number, and who speaks in each of its passages."""
    writer.executemany(
        "INSERT INTO attributions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (number, ordinal, one.start, one.end, one.speaker, one.manner, *one.cue)
            for ordinal, one in enumerate(encoded.attributions)
        ],
    )
    known: dict[str, int] = {}
    for passage_id, names in zip(ids, speakers_in(encoded.passages, encoded.attributions), strict=True):
        for name in names:
            if name not in known:
                known[name] = _number_of(writer, name)
            writer.execute("INSERT OR IGNORE INTO spoken_passages VALUES (?, ?)", (known[name], passage_id))


def speakers_in(passages: Sequence[Passage], attributions: Sequence[Attribution]) -> Iterator[tuple[str, ...]]:
    """Yield for each passage who speaks in it; both stand in the order of the text."""
    near: list[Attribution] = []
    coming = 0
    for passage in passages:
        while coming < len(attributions) and attributions[coming].start < passage.end:
            near.append(attributions[coming])
            coming += 1
        near = [one for one in near if one.end > passage.start]
        names = (passage.speaker, *(one.speaker for one in near))
        yield tuple(dict.fromkeys(name for name in names if name is not None))


def _number_of(writer: Connection, name: str) -> int:
    """Return the number of the speaker with this name, a new one where nobody has it yet."""
    words = name_words(name) or (name.casefold(),)
    key = " ".join(words)
    writer.execute("INSERT OR IGNORE INTO speakers (key, name) VALUES (?, ?)", (key, name))
    number = int(writer.execute("SELECT number FROM speakers WHERE key = ?", (key,)).fetchone()[0])
    writer.executemany("INSERT OR IGNORE INTO speaker_words VALUES (?, ?)", [(word, number) for word in words])
    return number


def speakers_of(writer: Connection, article_id: str) -> list[int]:
    """Return the numbers of those who speak in an article now."""
    found = writer.execute(
        "SELECT DISTINCT s.speaker FROM articles a JOIN passages p ON p.article = a.number "
        "JOIN spoken_passages s ON s.passage = p.id WHERE a.id = ?",
        (article_id,),
    )
    return [row[0] for row in found]


def forget_silent(writer: Connection, numbers: Sequence[int]) -> None:
    """Remove those of the speakers who speak in no passage any more."""
    writer.executemany(
        "DELETE FROM speakers WHERE number = ?1 AND NOT EXISTS (SELECT 1 FROM spoken_passages WHERE speaker = ?1)",
        [(number,) for number in numbers],
    )


def speakers_named(rows: Rows, wanted: str) -> list[int]:
    """Return the numbers of the speakers whose name is `wanted`, or has its words in their order."""
    words = name_words(wanted)
    found = rows(_WITH_WORD, (words[-1],)) if words else []
    return [number for number, key in found if is_named(key, wanted)]


def names_like(rows: Rows, wanted: str) -> tuple[str, ...]:
    """Return a few names with a word that is spelt much like one of `wanted`, the most alike first.

    Reads all words of all names: for when nobody has the name.
    """
    from difflib import get_close_matches  # a question whose speaker is known does without

    known = [row[0] for row in rows("SELECT DISTINCT word FROM speaker_words ORDER BY word", ())]
    names: dict[str, None] = {}
    for word in name_words(wanted):
        for near in get_close_matches(word, known, n=CLOSE_NAMES, cutoff=LEAST_LIKENESS):
            found = rows(
                "SELECT s.name FROM speaker_words w JOIN speakers s ON s.number = w.speaker WHERE w.word = ?", (near,)
            )
            names |= dict.fromkeys(sorted(row[0] for row in found))
    return tuple(names)[:CLOSE_NAMES]


def attribution_from_row(row: Sequence[Any]) -> Attribution:
    """Read an attribution from a row of ATTRIBUTIONS."""
    _, start, end, speaker, manner, cue_start, cue_end = row
    return Attribution(start, end, speaker, manner, Span(cue_start, cue_end))
