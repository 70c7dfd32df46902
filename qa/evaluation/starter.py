"""The set that ships with the package: our questions over the articles of corpus/, and the floors they must reach."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qa.errors import InvalidInput
from qa.evaluation.judgments import DIGESTS, JudgedSet, read_set
from qa.evaluation.measures import Value

FOLDER = Path(__file__).parent / "starter"
FLOORS = Path(__file__).parent / "floors.json"

_OTHERWISE = "or evaluate a set of your own: qa eval SET_DIR"


@dataclass(frozen=True, slots=True)
class Floor:
    """A value that a measure must reach: `reached` is what it came to, None when it could not be measured."""

    name: str
    least: float
    reached: float | None

    @property
    def met(self) -> bool:
        """Whether the measure is at its floor or above."""
        return self.reached is not None and self.reached >= self.least


def read_starter() -> JudgedSet:
    """Return the shipped set."""
    return read_set(FOLDER, name="starter")


def starter_articles(corpus: Path) -> list[Path]:
    """Return the files of `corpus` that the questions were judged on; its other files are left alone.

    Raises InvalidInput when one is missing or has changed.
    """
    paths = []
    for name, digest in json.loads((FOLDER / DIGESTS).read_text(encoding="utf-8")).items():
        path = corpus / name
        if not path.is_file():
            raise InvalidInput(
                f"the starter questions are about the articles of corpus/, and there is no {path}",
                next_step=f"run it where corpus/ is, or name the folder in QA_CORPUS_DIR, {_OTHERWISE}",
            )
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise InvalidInput(
                f"{path} is not the text that the starter questions were judged on",
                next_step=f"bring it back as it was shipped, {_OTHERWISE}",
            )
        paths.append(path)
    return paths


def check_floors(judged: JudgedSet, measures: Mapping[str, Value]) -> list[Floor]:
    """Return each floor with what was reached; raises InvalidInput when the floors were set on other data."""
    pinned = json.loads(FLOORS.read_text(encoding="utf-8"))
    if pinned["digest"] != judged.digest:
        raise InvalidInput(
            f"the floors were set on a starter set with the digest {pinned['digest']}, this one has {judged.digest}",
            next_step="install the package anew, or measure again and set the floors in floors.json",
        )
    least = pinned["history"][-1]["floors"]
    return [Floor(name, value, measures[name].value if name in measures else None) for name, value in least.items()]
