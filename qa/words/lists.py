"""Lists of words by language, read from the text files beside this module: "titles", "function words", "months".

A file is a language, or names of any language; `cldr/` holds what is generated from Unicode's CLDR. A section is a
line "[name]" and the lines below it: words between blanks, or, where a line has bars, entries of several words between
these. "#" begins a comment. A language is added by adding a file with the sections that it has words for: every list is
the union over the files, unless one language is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


def words(section: str, *, language: str | None = None) -> frozenset[str]:
    """Return the words of a section, in every language or one; KeyError for a section that no file has.

    >>> sorted(words("interviewee labels", language="vi"))
    ['đáp']
    """
    return frozenset(entries(section, language=language))


def entries(section: str, *, language: str | None = None) -> tuple[str, ...]:
    """Return the entries of a section in the order of the file, each of one word or several.

    >>> entries("weekdays", language="en")[:2]
    ('monday', 'tuesday')
    """
    return tuple(entry for line in rows(section, language=language) for entry in line)


def rows(section: str, *, language: str | None = None) -> tuple[tuple[str, ...], ...]:
    """Return the lines of a section, each as its entries: of months each line is a month with all its spellings.

    >>> rows("months", language="de")[2]
    ('märz', 'mär', 'marz', 'mar')
    """
    found = [lists[section] for name, lists in _files().items() if section in lists and language in (None, name)]
    if not found:
        raise KeyError(f"no list {section!r} of {language or 'any language'} in {_FOLDER}")
    return tuple(line for lines in found for line in lines)


def months(*, language: str | None = None) -> dict[str, int]:
    """Return the names of the months, short and long, by number; with other spellings that texts have.

    >>> months(language="fr")["février"]
    2
    """
    found: dict[str, int] = {}
    for name in [language] if language else [name for name, lists in _files().items() if "months" in lists]:
        listed = rows("months", language=name)
        found |= {word: number for number, line in enumerate(listed, start=1) for word in line}
        for line in _files()[name].get("month spellings", ()):
            found |= {word: int(number) for word, number in (spelling.split("=") for spelling in line)}
    return found


@cache
def _files() -> Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]]:
    """Return the sections of each file by its name; those of cldr/ belong to the language of the same name."""
    found: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {}
    for path in sorted(_FOLDER.rglob("*.txt")):
        found.setdefault(path.stem, {}).update(_sections(path.read_text(encoding="utf-8")))
    return found


def _sections(text: str) -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
    name, lines = "", list[tuple[str, ...]]()
    for line in [*text.splitlines(), "[]"]:
        if line.startswith("["):
            if name:
                yield name, tuple(lines)
            name, lines = line.strip("[]"), []
        elif line and not line.startswith("#"):
            lines.append(tuple(line.split("|") if "|" in line else line.split()))
