"""Encoding passages: how many a second, ours and sentence-transformers' own `encode` in turn, and how alike they are.

    python benchmarks/encoding.py [--folder corpus | --index INDEX] [--passages 192] [--rounds 4] [--threads 0] [--json]

Both get the same texts on the same cores, sentence-transformers with its defaults (batches of 32, sorted by length,
threads as torch chooses). Ours gives the token vectors in the same pass, reduced to what is stored; theirs gives pooled
vectors alone. The turns alternate within the same minutes, so that whatever else the machine does falls on both: the
ratio is what counts, and processor time sways least.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from qa.archive.archive import Archive
from qa.archive.rows import packed
from qa.encoder.model_source import find_model
from qa.encoder.onnx_encoder import open_encoder
from qa.settings import DEFAULT_MODEL, Settings


def main() -> None:
    """Measure and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("corpus"), help="Texts: its paragraphs.")
    parser.add_argument("--index", type=Path, help="Texts: the passages of this index, instead of --folder.")
    parser.add_argument("--passages", type=int, default=192)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--threads", type=int, default=0, help="Threads of ours; 0: one a core.")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    texts = list(islice(cycle(read_index(args.index) if args.index else read_folder(args.folder)), args.passages))
    found = measure(texts, rounds=args.rounds, threads=args.threads)
    print(json.dumps(found, indent=1) if args.json else table(found))


def read_folder(folder: Path) -> list[str]:
    """Return the paragraphs of all texts below `folder`."""
    files = sorted([*folder.rglob("*.txt"), *folder.rglob("*.md")])
    return [part.strip() for file in files for part in file.read_text("utf-8").split("\n\n") if part.strip()]


def read_index(index: Path) -> list[str]:
    """Return the passages of an index, mixed as a folder of articles would mix them."""
    with Archive.open(index, readonly=True) as archive:
        texts = [row[1] for row in archive.words_after(0)]
    return [texts[at] for at in np.random.default_rng(0).permutation(len(texts)).tolist()]


def measure(texts: list[str], *, rounds: int, threads: int) -> dict[str, Any]:
    """Let both encode `texts` in turn, once to warm up and `rounds` times measured."""
    from sentence_transformers import SentenceTransformer

    ours = open_encoder(Settings.from_env().with_values(threads=threads))
    theirs = SentenceTransformer(str(find_model(DEFAULT_MODEL).folder), device="cpu")

    def encode_ours() -> Any:
        encodings = ours.encode_passages(texts)
        for encoding in encodings:
            packed(encoding)
        return np.stack([encoding.pooled for encoding in encodings])

    def encode_theirs() -> Any:
        return theirs.encode(texts, show_progress_bar=False)

    alike = np.sum(encode_ours() * encode_theirs(), axis=1)
    runs: dict[str, list[tuple[float, float]]] = {"ours": [], "sentence-transformers": []}
    for _ in range(rounds):
        runs["ours"].append(timed(encode_ours, len(texts)))
        runs["sentence-transformers"].append(timed(encode_theirs, len(texts)))
    found: dict[str, Any] = {
        name: {
            "a_second": round(median(wall for wall, _ in each), 1),
            "a_processor_second": round(median(processor for _, processor in each), 1),
            "a_second_each_round": [round(wall, 1) for wall, _ in each],
        }
        for name, each in runs.items()
    }
    mine, other = found["ours"], found["sentence-transformers"]
    return found | {
        "passages": len(texts),
        "characters_mean": round(sum(map(len, texts)) / len(texts)),
        "ratio": round(mine["a_second"] / other["a_second"], 2),
        "ratio_of_processor_time": round(mine["a_processor_second"] / other["a_processor_second"], 2),
        "least_cosine": float(alike.min()),
    }


def timed(encode: Callable[[], Any], count: int) -> tuple[float, float]:
    """Return texts a second of wall time and of processor time."""
    wall, processor = time.perf_counter(), time.process_time()
    encode()
    return count / (time.perf_counter() - wall), count / (time.process_time() - processor)


def table(found: dict[str, Any]) -> str:
    """Return the figures as a table."""
    lines = [
        f"{found['passages']} passages of {found['characters_mean']} characters",
        "",
        "| | a second (median) | each round | a processor second |",
        "|---|---|---|---|",
    ]
    for name in ("ours", "sentence-transformers"):
        each = found[name]
        rounds = ", ".join(map(str, each["a_second_each_round"]))
        lines.append(f"| {name} | {each['a_second']} | {rounds} | {each['a_processor_second']} |")
    lines.append(f"| times | {found['ratio']} | | {found['ratio_of_processor_time']} |")
    return "\n".join([*lines, "", f"least cosine between both: {found['least_cosine']:.7f}"])


if __name__ == "__main__":
    main()
