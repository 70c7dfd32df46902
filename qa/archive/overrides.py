"""What people say about an article's metadata, above what was read from it: `qa edit`, `qa index --set`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from qa.errors import InvalidInput
from qa.records import METADATA_FIELDS, Article
from qa.stated_metadata import field_name, read_value


@dataclass(frozen=True, slots=True)
class Overrides:
    """Values by field; None says that the field is unknown, whatever was read.

    Attributes:
        edited: by `qa edit`; stands above `given`.
        given: by `qa index --set`; stands above what the source states and what its text shows.
    """

    edited: Mapping[str, str | None] = field(default_factory=dict, hash=False)
    given: Mapping[str, str | None] = field(default_factory=dict, hash=False)

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, str | None]]) -> Overrides:
        """Read what `rows` gave: field, origin ("edit" or "set"), value."""
        found: dict[str, dict[str, str | None]] = {"edit": {}, "set": {}}
        for name, origin, value in rows:
            found[origin][name] = value
        return cls(found["edit"], found["set"])

    def rows(self) -> Iterator[tuple[str, str, str | None]]:
        """Yield field, origin and value of each, in an order that depends on nothing else."""
        for origin, values in (("edit", self.edited), ("set", self.given)):
            for name in sorted(values):
                yield name, origin, values[name]

    @property
    def values(self) -> dict[str, str | None]:
        """What holds, field by field."""
        return {**self.given, **self.edited}

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that have an override, in the order of METADATA_FIELDS."""
        values = self.values
        return tuple(name for name in METADATA_FIELDS if name in values)

    def settle(self, article: Article) -> Article:
        """Return `article` with these values in place of what was read; they are not inferred any more."""
        values: dict[str, Any] = {name: value for name, value in self.values.items() if name in METADATA_FIELDS}
        if not values:
            return article
        inferred = {name: reason for name, reason in article.inferred.items() if name not in values}
        return replace(article, inferred=inferred, **values)


NO_OVERRIDES = Overrides()


def checked_values(pairs: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return values by field from what a person wrote, synonyms such as "date" understood; "" and None mean unknown.

    Raises InvalidInput for a field that does not exist, a field named twice, or a value that cannot be used.
    """
    values: dict[str, str | None] = {}
    for key, value in pairs.items():
        name = field_named(key)
        if name in values:
            raise InvalidInput(f"{name} is given twice", next_step="give it once")
        try:
            values[name] = read_value(name, value) or None
            (value or "").encode("utf-8")
        except UnicodeEncodeError as error:
            raise InvalidInput(
                f"{name} is not valid Unicode at character {error.start}", next_step="write it in UTF-8"
            ) from error
        except ValueError as error:
            raise InvalidInput(f"{name}: {error}", next_step=_HINTS.get(name, "give it as text")) from error
    return values


_HINTS = {
    "published": "give a date as 2025, 2025-12 or 2025-12-30",
    "said": "give a date as 2025, 2025-12 or 2025-12-30",
    "url": "give a web address that begins with http:// or https://",
}


def field_named(key: str) -> str:
    """Return the field that `key` names, itself or by a synonym; raises InvalidInput where it names none."""
    name = field_name(key)
    if name is None:
        raise InvalidInput(f"there is no field {key!r}", next_step=f"the fields are: {', '.join(METADATA_FIELDS)}")
    return name
