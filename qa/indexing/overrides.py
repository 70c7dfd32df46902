"""What people say about an article's metadata, above what was read from it: `qa edit`, `qa index --set`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from qa.records import METADATA_FIELDS, Article


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
        """Yield field, origin and value of each."""
        for origin, values in (("edit", self.edited), ("set", self.given)):
            for name, value in values.items():
                yield name, origin, value

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
