"""Reads one bomb with limited memory, and says what came of it, in how many seconds, with how much memory."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from qa.errors import UnreadableArticle
from qa.ingestion.passages import cut_into_passages
from qa.ingestion.sources.corpus import read_corpus
from qa.settings import Settings
from tests.reliability.bombs import BOMBS

MEMORY = 3 << 30


def main(name: str) -> None:
    suffix, make = BOMBS[name]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"bomb{suffix}").write_bytes(make())
        (Path(folder) / "fine.txt").write_text("HOST: Who?\n\nADA: I am here.\n", encoding="utf-8")
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        began = time.perf_counter()
        came: list[dict[str, object]] = []
        for one in read_corpus([Path(folder)], max_chars=Settings().max_article_chars):
            if isinstance(one, UnreadableArticle):
                came.append({"source": Path(one.source).name, "reason": one.reason[:300], "next": one.next_step})
            else:
                came.append({"source": one.id, "passages": len(cut_into_passages(one)[1])})
        told = {"came": came, "seconds": time.perf_counter() - began}
    told["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(json.dumps(told))  # noqa: T201 (the parent reads it)


if __name__ == "__main__":
    main(sys.argv[1])
