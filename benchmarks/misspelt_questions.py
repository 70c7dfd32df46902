"""Copies an evaluation set with one slip of the fingers in the rarest word of each question.

    python benchmarks/misspelt_questions.py SET_DIR NEW_DIR
    qa eval NEW_DIR

The slip is drawn with a fixed seed: two letters change places, or one is left out, doubled, put in or replaced. The
rarest word is that of the fewest paragraphs, so mostly a name: what hurts most when it is not found.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import sys
from collections import Counter
from pathlib import Path

SEED = 1
LETTERS = "aeioulnrst"


def misspell(word: str, draw: random.Random) -> str:
    """Return `word`, of three letters or more, with one slip behind its first letter."""
    at = draw.randrange(1, len(word) - 1)
    slip = draw.choice(("swap", "leave out", "double", "put in", "replace"))
    if slip == "swap":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    put = {"leave out": "", "double": word[at] * 2, "put in": draw.choice(LETTERS) + word[at]}
    return word[:at] + put.get(slip, draw.choice(LETTERS)) + word[at + 1 :]


def paragraphs_with(documents: Path) -> Counter[str]:
    """Return in how many paragraphs of the set each word stands, letter case left out."""
    counted: Counter[str] = Counter()
    with documents.open(encoding="utf-8") as lines:
        for line in lines:
            for paragraph in json.loads(line)["text"].split("\n"):
                counted.update(set(re.findall(r"\w+", paragraph.lower())))
    return counted


def main(source: Path, target: Path) -> None:
    """Write the misspelt copy of the set in `source` to `target`."""
    shutil.copytree(source, target)
    counted, draw = paragraphs_with(source / "docs.jsonl"), random.Random(SEED)
    questions = [json.loads(line) for line in (source / "queries.jsonl").read_text("utf-8").splitlines()]
    for question in questions:
        found = [m for m in re.finditer(r"[A-Za-z]{5,}", question["text"]) if counted[m.group().lower()]]
        if found:
            rarest = min(found, key=lambda match: counted[match.group().lower()])
            text = question["text"]
            question["text"] = text[: rarest.start()] + misspell(rarest.group(), draw) + text[rarest.end() :]
    path = target / "queries.jsonl"
    path.chmod(0o644)
    path.write_text("".join(json.dumps(question, ensure_ascii=False) + "\n" for question in questions), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
