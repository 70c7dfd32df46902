"""Versions of this repository answer the same questions in turns: how much faster one is, whatever else the host does.

    python benchmarks/in_turns.py INDEX --questions FILE.jsonl CHECKOUT CHECKOUT… [--count 500]

Each CHECKOUT is a folder with a package qa/, such as a git worktree, and may set variables of its environment:
"../before" "../after" "../after:QA_CANDIDATES=40". Each answers in a process of its own, one question after the other,
and the next question is asked when all have answered this one. Questions (the field "text" of each line) are drawn by
a fixed seed, the first 30 only warm up. Printed are milliseconds and the median of the ratios to the first CHECKOUT:
on a machine that is shared, medians of the same code sway by a third within an hour, this ratio by a hundredth or two.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import TextIO

SEED = 5
WARMING_UP = 30


@dataclass
class Version:
    """A checkout at work: its name as given, the ends of its pipes, and the milliseconds of each question."""

    name: str
    questions: TextIO
    answers: TextIO
    milliseconds: list[float] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Ask, wait, and note how long it took."""
        print(json.dumps(question), file=self.questions, flush=True)
        self.milliseconds.append(float(self.read()))

    def read(self) -> str:
        """Return the next line that the process writes; raises RuntimeError when it has ended instead."""
        line = self.answers.readline().strip()
        if not line:
            raise RuntimeError(f"{self.name} has ended; what it wrote on stderr says why")
        return line


def main() -> None:
    """Ask in turns and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("index", type=Path)
    parser.add_argument("checkouts", nargs="+")
    parser.add_argument("--questions", type=Path, action="append", required=True)
    parser.add_argument("--count", type=int, default=500)
    options = parser.parse_args()
    lines = [line for path in options.questions for line in path.read_text("utf-8").splitlines()]
    questions = [json.loads(line)["text"] for line in lines]
    random.Random(SEED).shuffle(questions)
    if len(questions[: options.count]) <= WARMING_UP:
        parser.error(f"{len(questions[: options.count])} questions: the first {WARMING_UP} only warm up")
    versions = [start(name, options.index.resolve()) for name in options.checkouts]
    for number, question in enumerate(questions[: options.count]):
        # Who comes first finds other things in the processor's memory than who comes last.
        for version in versions if number % 2 else reversed(versions):
            version.ask(question)
    for version in versions:
        version.questions.close()  # it ends
    print(table(versions))


def start(name: str, index: Path) -> Version:
    """Start the checkout `name`, "FOLDER" or "FOLDER:VARIABLE=VALUE,…", and wait until it can be asked."""
    folder, _, variables = name.partition(":")
    given = dict(pair.split("=", 1) for pair in variables.split(",") if pair)
    environment = os.environ | {"PYTHONPATH": str(Path(folder).resolve()), "OPENBLAS_NUM_THREADS": "1"} | given
    process = subprocess.Popen(
        [sys.executable, __file__, "--answer", str(index)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("no pipes")
    version = Version(name, process.stdin, process.stdout)
    used = json.loads(version.read())
    if not Path(used).is_relative_to(Path(folder).resolve()):
        raise RuntimeError(f"{name} answers with {used}")
    return version


def answer(index: Path) -> None:
    """Answer the questions on stdin, a line of JSON each, with how many milliseconds it took."""
    import qa
    from qa.service import open_service
    from qa.settings import Settings

    with open_service(Settings.from_env().with_values(index_dir=index)) as service:
        print(json.dumps(qa.__file__), flush=True)
        for line in sys.stdin:
            began = time.perf_counter()
            service.ask(json.loads(line))
            print((time.perf_counter() - began) * 1000.0, flush=True)


def table(versions: Sequence[Version]) -> str:
    """Return what was seen as a table of Markdown."""
    first = versions[0].milliseconds[WARMING_UP:]
    rows = ["| | p50 ms | p95 ms | ratio to the first |", "|---|---|---|---|"]
    for version in versions:
        own = version.milliseconds[WARMING_UP:]
        ratio = median(mine / other for mine, other in zip(own, first, strict=True))
        rows.append(f"| {version.name} | {median(own):.2f} | {quantiles(own, n=20)[-1]:.2f} | {ratio:.3f} |")
    return "\n".join(rows)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--answer"]:
        answer(Path(sys.argv[2]))
    else:
        main()
