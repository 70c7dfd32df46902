"""One question as a whole process, `qa ask` and the reference script in turn: wall time and peak memory.

    python benchmarks/cold_start.py [--folder corpus] [--runs 5] [--json]

Both have their vectors on disk before the first measured run; what is measured is start, loading, and one question.
The runs alternate, so that whatever else the machine does falls on both.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

QUESTION = "when is Ninh Thuan 1 expected to be signed?"
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Run:
    """One process from its start to its end: wall seconds, processor seconds, peak resident megabytes."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def main() -> None:
    """Prepare both, measure in turn, print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("corpus"), help="Articles, .txt or .md.")
    parser.add_argument("--question", default=QUESTION)
    parser.add_argument("--runs", type=int, default=5, help="Measured runs of each.")
    parser.add_argument("--json", action="store_true", help="Every run, as JSON.")
    args = parser.parse_args()

    with tempfile.TemporaryDirectory() as scratch:
        index = ["--index", f"{scratch}/index"]
        qa = [sys.executable, "-m", "qa"]
        commands = {
            "qa ask": [*qa, "ask", args.question, *index],
            "reference": [
                *[sys.executable, str(HERE / "reference.py"), str(args.folder), args.question],
                *["--store", f"{scratch}/reference.faiss"],
            ],
        }
        subprocess.run([*qa, "index", str(args.folder), *index], check=True, stdout=subprocess.DEVNULL)
        runs: dict[str, list[Run]] = {name: [] for name in commands}
        for turn in range(args.runs + 1):
            for name, command in commands.items():
                run = measure(command)
                # The first turn fills the stores, the byte code and the file cache of both.
                if turn:
                    runs[name].append(run)
    print(
        json.dumps({name: [asdict(run) for run in found] for name, found in runs.items()}) if args.json else table(runs)
    )


def measure(command: list[str]) -> Run:
    """Run `command` to its end; exit codes 0 and 1 (not in the corpus) are answers, others stop the benchmark."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    # Byte code is written as on a user's machine, whatever the surrounding shell says.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryFile() as messages:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=messages, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            messages.seek(0)
            sys.exit(
                f"{' '.join(command)} ended with {process.returncode}:\n{messages.read().decode(errors='replace')}"
            )
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6)


def table(runs: dict[str, list[Run]]) -> str:
    """Return medians, the spread of the wall time, and how many times more the second takes than the first."""
    lines = [
        "| | wall s (median) | least | most | processor s | peak MB |",
        "|---|---|---|---|---|---|",
    ]
    middle = {}
    for name, found in runs.items():
        walls = [run.wall_s for run in found]
        middle[name] = Run(median(walls), median(run.cpu_s for run in found), median(run.peak_mb for run in found))
        m = middle[name]
        lines.append(
            f"| {name} | {m.wall_s:.2f} | {min(walls):.2f} | {max(walls):.2f} | {m.cpu_s:.2f} | {m.peak_mb:.0f} |"
        )
    ours, theirs = middle.values()
    ratios = [theirs.wall_s / ours.wall_s, theirs.cpu_s / ours.cpu_s, theirs.peak_mb / ours.peak_mb]
    lines.append(f"| times | {ratios[0]:.1f} | | | {ratios[1]:.1f} | {ratios[2]:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
