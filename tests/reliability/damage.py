"""Ways to damage a file, each a pure function of its bytes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Damage:
    """One damage to one file of an index: what it does, where."""

    file: str
    kind: str
    at: int

    def __str__(self) -> str:
        return f"{self.kind} {self.file} at {self.at}"

    def apply(self, folder: Path) -> None:
        """Damage the file below `folder`."""
        path = folder / self.file
        whole = path.read_bytes()
        path.write_bytes(damaged(whole, self.kind, self.at))


def damaged(whole: bytes, kind: str, at: int) -> bytes:
    """Return `whole` cut off at `at`, with 512 bytes zeroed from there, or with one bit of that byte turned."""
    if kind == "cut off":
        return whole[:at]
    if kind == "zero":
        return whole[:at] + bytes(len(whole[at : at + 512])) + whole[at + 512 :]
    assert kind == "turn a bit of"
    return whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :]


def damages(folder: Path, *, each: int, archive: int, seed: int) -> Iterator[Damage]:
    """Yield damages to every file below `folder`: `each` for a derived file, `archive` for the archive."""
    draw = random.Random(seed)
    for path in sorted(folder.rglob("*")):
        size = path.stat().st_size if path.is_file() else 0
        if not size or path.name.endswith(".lock"):
            continue
        name = path.relative_to(folder).as_posix()
        yield Damage(name, "cut off", 0)
        yield Damage(name, "cut off", size - 1)
        for number in range(archive if name.endswith(".sqlite3") else each):
            yield Damage(name, ("turn a bit of", "zero", "cut off")[number % 3], draw.randrange(size))
