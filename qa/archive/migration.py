"""Bringing an archive of an older format up to the current one, where it stands, in one transaction.

Formats so far only add tables, indexes and columns, so an older archive gets whatever it lacks. What the new columns
hold comes with the next `qa index`: every article is then read again, and those whose passages are the same keep
their vectors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.archive.schema import FORMAT, SCHEMA
from qa.records import METADATA_FIELDS

if TYPE_CHECKING:
    from sqlite3 import Connection

# The fields that an archive of format 1 knows, as they were read: nobody could change them there.
_AS_READ = ", ".join(f"'{name}', {name}" for name in METADATA_FIELDS)
_FILL_AS_READ = (
    f"UPDATE articles SET as_read = json_object('metadata', json_object({_AS_READ}), 'inferred', json('{{}}'))"  # noqa: S608 (own column names)
)
# An empty fingerprint equals none: the next run of indexing takes the article for a changed one.
_READ_AGAIN = "UPDATE articles SET fingerprint = ''"


def bring_up_to_date(writer: Connection, blank: Connection) -> int | None:
    """Give the archive behind `writer` what it lacks of the current format; return the older one it had, if any.

    All of it or nothing is committed. `blank` is an empty database to draw the current tables in.
    """
    before = _format(writer)
    if before >= FORMAT:
        return None
    blank.executescript(SCHEMA)
    writer.execute("BEGIN IMMEDIATE")
    try:
        if _format(writer) < FORMAT:
            _add_what_lacks(writer, blank)
            if before < 2:
                writer.execute(_FILL_AS_READ)
            writer.execute(_READ_AGAIN)
            writer.execute(f"PRAGMA user_version = {FORMAT}")
        writer.execute("COMMIT")
    except BaseException:
        if writer.in_transaction:
            writer.execute("ROLLBACK")
        raise
    return before


def _format(connection: Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _add_what_lacks(writer: Connection, blank: Connection) -> None:
    there = _objects(writer)
    for (kind, name), statement in _objects(blank).items():
        if (kind, name) not in there:
            writer.execute(statement)
        elif kind == "table":
            for definition in _columns_lacking(writer, blank, name):
                writer.execute(f"ALTER TABLE {name} ADD COLUMN {definition}")


def _objects(connection: Connection) -> dict[tuple[str, str], str]:
    """Return the statement that makes each table and index, by kind and name, tables first."""
    statement = (
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    )
    found = connection.execute(statement).fetchall()
    found.sort(key=lambda row: row[0] != "table")
    return {(kind, name): sql for kind, name, sql in found}


def _columns_lacking(writer: Connection, blank: Connection, table: str) -> list[str]:
    there = {row[1] for row in writer.execute(f"PRAGMA table_info({table})")}
    return [
        f'"{name}" {kind}{" NOT NULL" if required else ""}{"" if default is None else f" DEFAULT {default}"}'
        for _, name, kind, required, default, _ in blank.execute(f"PRAGMA table_info({table})")
        if name not in there
    ]
