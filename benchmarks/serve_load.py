"""A warm server on this machine: latency of one client, throughput of many, what is refused, and memory over time.

    python benchmarks/serve_load.py INDEX --questions FILE.jsonl [--questions MORE.jsonl] [--requests 10000] [--json]

Starts `qa serve` on a free port and asks over HTTP from this process, each client a thread with one kept connection.
Questions are the field "text" of each line; the measured ones are asked once each as far as they last, so what the
server remembers of questions does not help. The reference (what a tutorial does: sentence-transformers' encode and a
flat FAISS search over the same pooled vectors) takes turns with the single client, in a process of its own, so that
whatever else the machine does falls on both. Memory is resident memory as Linux counts it, pages of mapped files
included.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from typing import Any

HERE = Path(__file__).parent
ROUNDS = 6
FLOOD = 400
"""Clients at once that no queue has room for."""


@dataclass(slots=True)
class Load:
    """What a number of clients saw: milliseconds and status of each request."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    without_retry_after: int = 0

    def figures(self) -> dict[str, Any]:
        """Return percentiles, requests a second, and how often each status came."""
        return {
            **percentiles(self.milliseconds),
            "a_second": round(len(self.milliseconds) / self.seconds, 1),
            "statuses": dict(sorted(self.statuses.items())),
        }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--questions", type=Path, action="append", required=True)
    parser.add_argument("--requests", type=int, default=10_000, help="Questions asked while memory is watched.")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--workers", type=int, default=1, help="Processes of qa serve.")
    parser.add_argument("--single", type=int, default=300, help="Questions of the single client.")
    parser.add_argument("--many", type=int, default=1500, help="Questions of the many clients.")
    parser.add_argument("--no-reference", action="store_true")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    questions = [
        json.loads(line)["text"]
        for path in args.questions
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]
    found = measure(args, list(dict.fromkeys(questions)))
    print(json.dumps(found, indent=1) if args.json else table(found))


def measure(args: argparse.Namespace, questions: list[str]) -> dict[str, Any]:
    """Run all steps against one server, in an order that gives each its own questions."""
    stream = cycle(questions)
    found: dict[str, Any] = {"distinct_questions": len(questions), "workers": args.workers}
    with serving(args.index, args.workers) as (port, pid), reference(args.index, args.no_reference) as ask_reference:
        run(port, 1, list(islice(stream, 100)))
        single, theirs = Load(), []
        begun = cpu_seconds(pid)
        for _ in range(ROUNDS):
            some = list(islice(stream, args.single // ROUNDS))
            add(single, run(port, 1, some))
            theirs += ask_reference(some)
        found["one client"] = single.figures()
        found["one client"]["processor_ms"] = round((cpu_seconds(pid) - begun) * 1e3 / len(single.milliseconds), 2)
        if theirs:
            found["reference, encode and search"] = percentiles(theirs)
        # Each half before and after the single client's second turn, so that the ratio is of the same minutes.
        many, again = Load(), Load()
        for _ in range(3):
            add(many, run(port, args.clients, list(islice(stream, args.many // 3))))
            add(again, run(port, 1, list(islice(stream, args.single // 3))))
        found[f"{args.clients} clients"] = many.figures()
        found["one client, in between"] = again.figures()
        found["throughput of many over one"] = round(
            found[f"{args.clients} clients"]["a_second"] / found["one client, in between"]["a_second"], 2
        )
        flood = run(port, FLOOD, list(islice(stream, 2 * FLOOD)))
        found[f"{FLOOD} clients"] = flood.figures() | {"refused_without_retry_after": flood.without_retry_after}
        memory = [resident_mb(pid)]
        for _ in range(10):
            run(port, 4, list(islice(stream, args.requests // 10)))
            memory.append(resident_mb(pid))
        found["resident_mb"] = {"questions_between": args.requests // 10, "seen": memory}
    return found


@contextmanager
def serving(index: Path, workers: int) -> Iterator[tuple[int, int]]:
    """Give port and process id of a server that is ready."""
    command = [sys.executable, "-m", "qa", "serve", "--index", str(index), "--port", "0", "--workers", str(workers)]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stderr is not None  # noqa: S101 - it was asked for
    seen = []
    for line in process.stderr:
        seen.append(line)
        if address := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            break
    else:
        sys.exit(f"the server did not start:\n{''.join(seen)}")
    threading.Thread(target=process.stderr.read, daemon=True).start()
    port = int(address[1])
    try:
        deadline = time.monotonic() + 120
        while status_of(port, "/ready") != 200:
            if time.monotonic() > deadline or process.poll() is not None:
                sys.exit("the server was not ready within two minutes")
            time.sleep(0.2)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(60)


def status_of(port: int, path: str) -> int:
    """Return the status of one GET; 0 when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def run(port: int, clients: int, questions: Sequence[str]) -> Load:
    """Ask all questions with `clients` at once and return what they saw."""
    load, guard, left = Load(), threading.Lock(), iter(questions)

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        while True:
            with guard:
                question = next(left, None)
            if question is None:
                connection.close()
                return
            begun = time.perf_counter()
            connection.request(
                "POST", "/v1/ask", json.dumps({"question": question}), {"Content-Type": "application/json"}
            )
            answer = connection.getresponse()
            answer.read()
            took = (time.perf_counter() - begun) * 1e3
            with guard:
                load.milliseconds.append(took)
                load.statuses[answer.status] += 1
                load.without_retry_after += answer.status == 503 and not answer.headers.get("Retry-After")

    threads = [threading.Thread(target=client) for _ in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - begun
    return load


def add(load: Load, more: Load) -> None:
    """Count `more` in."""
    load.milliseconds += more.milliseconds
    load.statuses += more.statuses
    load.seconds += more.seconds


@contextmanager
def reference(index: Path, left_out: bool) -> Iterator[Any]:
    """Give a function that answers questions the reference's way and returns milliseconds."""
    if left_out:
        yield lambda _: []
        return
    with multiprocessing.get_context("spawn").Pool(1, _load_reference, (index,)) as pool:
        pool.apply(_ask_reference, (["warm", "up", "first"],))
        yield lambda questions: pool.apply(_ask_reference, (questions,))


_REFERENCE: dict[str, Any] = {}


def _load_reference(index: Path) -> None:
    import faiss
    import numpy as np
    from sentence_transformers import SentenceTransformer

    from qa.archive.archive import Archive
    from qa.encoder.model_source import find_model
    from qa.settings import DEFAULT_MODEL

    with Archive.open(index, readonly=True) as archive:
        rows = np.concatenate([rows for _, rows in archive.pooled_after(0)])
    flat = faiss.IndexFlatIP(rows.shape[1])
    flat.add(rows)
    _REFERENCE["index"] = flat
    _REFERENCE["model"] = SentenceTransformer(str(find_model(DEFAULT_MODEL).folder), device="cpu")


def _ask_reference(questions: list[str]) -> list[float]:
    took = []
    for question in questions:
        begun = time.perf_counter()
        vectors = _REFERENCE["model"].encode([question], normalize_embeddings=True, show_progress_bar=False)
        _REFERENCE["index"].search(vectors, 5)
        took.append((time.perf_counter() - begun) * 1e3)
    return took


def percentiles(milliseconds: list[float]) -> dict[str, float]:
    """Return p50, p95 and p99."""
    cuts = quantiles(milliseconds, n=100, method="inclusive")
    return {"p50_ms": round(cuts[49], 2), "p95_ms": round(cuts[94], 2), "p99_ms": round(cuts[98], 2)}


def family(pid: int) -> list[int]:
    """Return the process and those it started (Linux)."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found += family(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """Return the processor time of the server so far; 0 where there is no /proc."""
    total = 0.0
    for each in family(pid):
        status = Path(f"/proc/{each}/stat")
        if status.exists():
            user, system = status.read_text().rpartition(")")[2].split()[11:13]
            total += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return total


def resident_mb(pid: int) -> int:
    """Return the resident memory of the server, all its processes together; 0 where there is no /proc."""
    pages = [Path(f"/proc/{each}/statm") for each in family(pid)]
    size = os.sysconf("SC_PAGE_SIZE")
    return round(sum(int(path.read_text().split()[1]) * size for path in pages if path.exists()) / 1e6)


def table(found: dict[str, Any]) -> str:
    """Return the figures as a table."""
    lines = ["| | p50 ms | p95 ms | p99 ms | a second | statuses |", "|---|---|---|---|---|---|"]
    for name, figures in found.items():
        if isinstance(figures, dict) and "p50_ms" in figures:
            statuses = ", ".join(f"{count} x {status}" for status, count in figures.get("statuses", {}).items())
            cells = [figures["p50_ms"], figures["p95_ms"], figures["p99_ms"], figures.get("a_second", ""), statuses]
            lines.append(f"| {name} | " + " | ".join(map(str, cells)) + " |")
    one = found["one client"]
    memory = found["resident_mb"]
    lines += [
        "",
        f"processor time of one client's question: {one['processor_ms']} ms",
        f"throughput of many over one: {found['throughput of many over one']}",
        f"refused without Retry-After: {found[f'{FLOOD} clients']['refused_without_retry_after']}",
        f"resident MB, every {memory['questions_between']} questions: {', '.join(map(str, memory['seen']))}",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
