"""Ten thousand bad articles: each becomes an article with right offsets, or a fault with its reason and next step."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from qa.ingestion.article_parser import FORMATS

ROOT = Path(__file__).parents[2]
COUNT = 10_000
SEED = 7


@pytest.mark.slow
def test_ten_thousand_bad_articles_are_read_or_refused() -> None:
    """One bad file in a folder of thousands must cost its own line in the report and nothing else.

    The worker has 3 GiB: an input that asks for more, or comes to no end, is as bad as one that ends the run.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.bad_inputs_worker", str(COUNT), str(SEED)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, f"died after input {lines[-1] if lines else None}: {done.stderr[-2000:]}"
    outcomes = Counter((line["suffix"], line["outcome"]) for line in lines)
    assert {outcome for _, outcome in outcomes} == {"read", "refused"}, outcomes
    # Both happen in every format, or the changes were too small, or too large, to try anything.
    for suffix in {line["suffix"] for line in lines}:
        assert outcomes[suffix, "refused"] >= 20, outcomes
        assert outcomes[suffix, "read"] >= 20, outcomes
    assert {".txt", ".md", ".html", ".jsonl", ".pdf", ".docx"} <= {line["suffix"] for line in lines} <= set(FORMATS)
