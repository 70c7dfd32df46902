"""The outcome of one evaluation, whole: what was asked of what, the measures, the observations; as JSON and back."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import qa
from qa.answers import IndexState
from qa.errors import InvalidInput
from qa.evaluation.bootstrap import RESAMPLES, SEED
from qa.evaluation.judgments import JudgedSet
from qa.evaluation.measures import Value, measure, measure_kinds
from qa.evaluation.observations import Observation, observation_from_json, observation_to_json
from qa.settings import Settings

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One run over one set.

    Attributes:
        name, digest: which set, and the sha256 of its files.
        made: what it was made with: version, commit, model, index, settings, machine, time.
        measures: by name.
        kinds: by kind of question, then by name.
    """

    name: str
    digest: str
    made: dict[str, Any]
    measures: dict[str, Value]
    kinds: dict[str, dict[str, Value]]
    observations: tuple[Observation, ...]


def evaluate(
    judged: JudgedSet,
    observations: Sequence[Observation],
    *,
    state: IndexState,
    settings: Settings,
    min_confidence: float,
) -> Evaluation:
    """Return the evaluation of `observations`, made on an index in `state`."""
    made = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": qa.__version__,
        "commit": _commit(),
        "index": asdict(state),
        "candidates": settings.candidates,
        "min_confidence": min_confidence,
        "resamples": RESAMPLES,
        "seed": SEED,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
    }
    return Evaluation(
        name=judged.name,
        digest=judged.digest,
        made=made,
        measures=measure(observations),
        kinds=measure_kinds(observations),
        observations=tuple(observations),
    )


def _commit() -> str | None:
    """Return the commit of the checkout we run from, marked when it was changed since; None when installed."""
    root = Path(qa.__file__).resolve().parents[1]
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return None

    def ask(*words: str) -> str:
        # Only looks: `git describe --dirty` writes the checkout's index anew, with or without this option.
        command = [git, "-C", str(root), "--no-optional-locks", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603

    commit = ask("rev-parse", "--short=12", "HEAD")
    changed = ask("status", "--porcelain", "--untracked-files=no")
    return f"{commit}-dirty" if commit and changed else commit or None


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return the evaluation as plain dicts and lists; `from_json` reads it back."""
    return {
        "format": FORMAT,
        "set": {"name": evaluation.name, "digest": evaluation.digest, **_counts(evaluation)},
        "made": evaluation.made,
        "measures": _values(evaluation.measures),
        "kinds": {kind: _values(values) for kind, values in evaluation.kinds.items()},
        "questions": [observation_to_json(one) for one in evaluation.observations],
    }


def _counts(evaluation: Evaluation) -> dict[str, int]:
    answerable = sum(one.answerable for one in evaluation.observations)
    return {"answerable": answerable, "unanswerable": len(evaluation.observations) - answerable}


def _values(values: dict[str, Value]) -> dict[str, dict[str, Any]]:
    return {name: asdict(value) for name, value in values.items()}


def read_evaluation(path: Path) -> Evaluation:
    """Return the evaluation that `qa eval --json` wrote to `path`; raises InvalidInput when it is none."""
    next_step = "name a file that qa eval --json has written"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Evaluation(
            name=found["set"]["name"],
            digest=found["set"]["digest"],
            made=found["made"],
            measures={name: Value(**value) for name, value in found["measures"].items()},
            kinds={
                kind: {name: Value(**value) for name, value in values.items()}
                for kind, values in found["kinds"].items()
            },
            observations=tuple(map(observation_from_json, found["questions"])),
        )
    except OSError as error:
        raise InvalidInput(f"cannot read {path}: {error.strerror}", next_step=next_step) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInput(f"{path} is no evaluation: {type(error).__name__} {error}", next_step=next_step) from error
