"""How one index bears its size: build time, latency, memory, disk, recall, and how soon an added article is found.

    python benchmarks/scale.py measure INDEX --questions FILE.jsonl [--out FILE.jsonl]
    python benchmarks/scale.py plot FILE.jsonl docs/growth.svg

`measure` removes the derived indexes of INDEX, builds them from the stored vectors, asks every question (the field
"text" of each line) once to warm up and once measured, compares the candidates by vector with an exact search over
all vectors, and adds one article and removes it again while a reader keeps asking. Each step runs in a process of its
own, so that memory is that step's. One JSON line comes out, appended to --out. Indexes of any size are made by
benchmarks/synthetic_corpus.py.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from typing import Any

# As the command line does: numpy's matrices are small here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

WANTED = 100


def main() -> None:
    """Measure an index, or plot what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    measuring = commands.add_parser("measure")
    measuring.add_argument("index", type=Path)
    measuring.add_argument("--questions", type=Path, required=True)
    measuring.add_argument("--out", type=Path)
    measuring.add_argument("--keep-derived", action="store_true", help="Measure no building.")
    measuring.set_defaults(run=measure)
    plotting = commands.add_parser("plot")
    plotting.add_argument("measured", type=Path)
    plotting.add_argument("picture", type=Path)
    plotting.set_defaults(run=plot)
    args = parser.parse_args()
    args.run(args)


def measure(args: argparse.Namespace) -> None:
    """Run the steps and print their figures as one JSON line."""
    questions = [json.loads(line)["text"] for line in args.questions.read_text("utf-8").splitlines() if line.strip()]
    found: dict[str, Any] = {}
    if not args.keep_derived:
        shutil.rmtree(args.index / "derived", ignore_errors=True)
        found |= _in_process(build, args.index)
    found |= _in_process(ask, args.index, questions)
    found |= _in_process(compare_with_exact, args.index, questions)
    found |= _in_process(add_one_article, args.index)
    line = json.dumps(found)
    print(line)
    if args.out:
        with args.out.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def _in_process(step: Callable[..., dict[str, Any]], *values: Any) -> dict[str, Any]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found = pool.apply(step, values)
    print(f"{step.__name__}: {found}", file=sys.stderr, flush=True)
    return found


def build(index: Path) -> dict[str, Any]:
    """Build the derived indexes from what the archive holds."""
    from qa.archive.archive import Archive
    from qa.search.derived import open_derived

    begun, processor = time.perf_counter(), time.process_time()
    with Archive.open(index) as archive:
        open_derived(index, archive)
    return {
        "build_s": round(time.perf_counter() - begun, 1),
        "build_processor_s": round(time.process_time() - processor, 1),
        "build_peak_mb": _peak_mb(),
    }


def ask(index: Path, questions: list[str]) -> dict[str, Any]:
    """Ask each question twice and time the second time, as a warm server answers it."""
    from qa.service import open_service

    with open_service(_settings(index)) as service:
        begun = time.perf_counter()
        service.ask(questions[0])
        first = time.perf_counter() - begun
        wall, processor = [], []
        # Asked in turn, all of them and then all again, so that no question finds its own passages still in memory
        # because it has just been asked.
        for question in questions:
            service.ask(question)
        for question in questions:
            start, start_processor = time.perf_counter(), time.process_time()
            service.ask(question)
            wall.append((time.perf_counter() - start) * 1e3)
            processor.append((time.process_time() - start_processor) * 1e3)
        info = service.info()
        passages = info.state.passages
        return {
            "passages": passages,
            "articles": info.state.articles,
            "vector_index": info.vector_index,
            "first_ask_s": round(first, 2),
            **_percentiles("ask_ms", wall),
            **_percentiles("ask_processor_ms", processor),
            "resident_mb": round(_resident_mb()),
            "peak_mb": _peak_mb(),
            "disk_bytes_per_passage": {part: round(size / passages) for part, size in info.bytes.items()},
        }


def compare_with_exact(index: Path, questions: list[str]) -> dict[str, Any]:
    """Compare the 100 nearest that are found with the 100 truly nearest, over all questions."""
    import numpy as np

    from qa.archive.archive import Archive
    from qa.encoder.onnx_encoder import open_encoder
    from qa.search.derived import open_derived

    asked = np.stack([found.pooled for found in open_encoder(_settings(index)).encode_questions(questions)])
    best = np.full((len(asked), WANTED), -2.0, dtype=np.float32)
    best_ids = np.full((len(asked), WANTED), -1, dtype=np.int64)
    with Archive.open(index, readonly=True) as archive:
        for ids, rows in archive.pooled_after(0):
            scores = np.concatenate([best, asked @ rows.T], axis=1)
            known = np.concatenate([best_ids, np.broadcast_to(ids, (len(asked), len(ids)))], axis=1)
            order = np.argpartition(-scores, WANTED - 1, axis=1)[:, :WANTED]
            best, best_ids = np.take_along_axis(scores, order, 1), np.take_along_axis(known, order, 1)
        derived = open_derived(index, archive)
        shares, milliseconds = [], []
        for vector, true in zip(asked, best_ids, strict=True):
            start = time.perf_counter()
            found = derived.vectors.search(vector[None, :], WANTED)[0][0]
            milliseconds.append((time.perf_counter() - start) * 1e3)
            shares.append(float(np.isin(true, found).mean()))
    return {"recall_at_100": round(float(np.mean(shares)), 4), **_percentiles("vector_search_ms", milliseconds)}


def add_one_article(index: Path) -> dict[str, Any]:
    """Index one article, ask for it in a reader opened before, and remove it again."""
    import tempfile

    from qa.service import open_service

    with open_service(_settings(index)) as reader, tempfile.TemporaryDirectory() as folder:
        reader.ask("Who keeps the lighthouse of Grimsby Skerry?")
        path = Path(folder) / "benchmark-lighthouse.txt"
        path.write_text(
            "The lighthouse of Grimsby Skerry is kept by Orla Quist, she told the harbour paper.\n", "utf-8"
        )
        with open_service(_settings(index)) as writer:
            begun = time.perf_counter()
            report = writer.index([path])
            written = time.perf_counter() - begun
            answer = reader.ask("Who keeps the lighthouse of Grimsby Skerry?")
            visible = time.perf_counter() - begun
            assert report.added, report  # noqa: S101 - a benchmark that measures nothing must not look like one
            assert "Orla Quist" in answer.hits[0].passage.text, answer  # noqa: S101
            begun = time.perf_counter()
            writer.remove(report.added[0])
            removed = time.perf_counter() - begun
    return {
        "add_one_article_s": round(written, 2),
        "added_article_found_s": round(visible, 2),
        "remove_one_article_s": round(removed, 2),
    }


def _settings(index: Path) -> Any:
    from qa.settings import Settings

    return Settings.from_env().with_values(index_dir=index)


def _percentiles(name: str, values: list[float]) -> dict[str, float]:
    cuts = quantiles(values, n=100, method="inclusive")
    return {f"{name}_p50": round(cuts[49], 2), f"{name}_p95": round(cuts[94], 2)}


def _resident_mb() -> float:
    """Return what the process holds in memory now, pages of mapped files included (Linux; elsewhere the peak)."""
    status = Path("/proc/self/statm")
    if not status.exists():
        return _peak_mb()
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _peak_mb() -> int:
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)


CURVES = (
    ("ask_ms_p50", "ask, p50", "ms"),
    ("resident_mb", "resident memory", "MB"),
    ("disk_mb", "disk", "MB"),
    ("build_s", "building derived indexes", "s"),
)
WIDTH, HEIGHT, MARGIN = 300, 190, 46


def plot(args: argparse.Namespace) -> None:
    """Draw the four curves over the number of passages, both axes logarithmic, as SVG."""
    rows = [json.loads(line) for line in args.measured.read_text("utf-8").splitlines()]
    rows = sorted({row["passages"]: row for row in rows}.values(), key=lambda row: row["passages"])
    for row in rows:
        row["disk_mb"] = sum(row["disk_bytes_per_passage"].values()) * row["passages"] / 1e6
    panels = [
        f'<g transform="translate({(WIDTH + MARGIN) * (number % 2)},{(HEIGHT + MARGIN) * (number // 2)})">'
        f"{_panel(title, unit, [(row['passages'], row[name]) for row in rows])}</g>"
        for number, (name, title, unit) in enumerate(CURVES)
    ]
    size = (2 * (WIDTH + MARGIN), 2 * (HEIGHT + MARGIN))
    args.picture.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" font-family="sans-serif" '
        f'font-size="11"><rect width="100%" height="100%" fill="white"/>{"".join(panels)}</svg>\n',
        encoding="utf-8",
    )


def _panel(title: str, unit: str, points: list[tuple[float, float]]) -> str:
    from math import ceil, floor, log10

    across = (3, max(4, ceil(max(log10(x) for x, _ in points) - 0.05)))
    up = (floor(min(log10(y) for _, y in points)), ceil(max(log10(y) for _, y in points)))
    up = (up[0], max(up[1], up[0] + 1))

    def at(x: float, y: float) -> tuple[float, float]:
        right = MARGIN + (log10(x) - across[0]) / (across[1] - across[0]) * (WIDTH - MARGIN)
        return right, HEIGHT - MARGIN / 2 - (log10(y) - up[0]) / (up[1] - up[0]) * (HEIGHT - MARGIN - 10)

    left, bottom = at(10 ** across[0], 10 ** up[0])
    parts = [f'<text x="{MARGIN}" y="14" font-weight="bold">{title} ({unit})</text>']
    for power in range(up[0], up[1] + 1):
        y = at(10 ** across[0], 10**power)[1]
        parts.append(f'<path d="M{left} {y:.1f}H{WIDTH}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{10**power:,g}</text>')
    for power in range(across[0], across[1] + 1):
        x = at(10**power, 10 ** up[0])[0]
        parts.append(f'<text x="{x:.1f}" y="{bottom + 16:.1f}" text-anchor="middle">{10**power:,}</text>')
    places = [at(x, y) for x, y in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    parts.append(f'<polyline points="{line}" fill="none" stroke="#1f6feb" stroke-width="2"/>')
    for (x, y), (_, value) in zip(places, points, strict=True):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#1f6feb"/>')
        parts.append(f'<text x="{x:.1f}" y="{y - 7:.1f}" text-anchor="middle">{float(f"{value:.3g}"):,g}</text>')
    return "".join(parts)


if __name__ == "__main__":
    main()
