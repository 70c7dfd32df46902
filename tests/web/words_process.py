"""A process with the real service around an encoder of plain words: `serve`, or `index PATH`; no weights are loaded.

The index folder and the address are those of the QA_ variables. A text with the word "slowly" takes two seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import qa.encoder.onnx_encoder
from qa.encoder.arrays import Encoding
from qa.service import open_service
from qa.settings import Settings
from qa.web.server import run_server
from tests.bag_encoder import BagEncoder


class SlowEncoder(BagEncoder):
    def encode_questions(self, texts: Sequence[str]) -> list[Encoding]:
        _take_time(texts)
        return super().encode_questions(texts)

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        _take_time(texts)
        return super().encode_passages(texts)


def _take_time(texts: Sequence[str]) -> None:
    if any("slowly" in text for text in texts):
        time.sleep(2)


# Here, and not in `main`: worker processes import this module without running it.
cast("Any", qa.encoder.onnx_encoder).open_encoder = lambda _: SlowEncoder()


def main(task: str, *paths: str) -> None:
    settings = Settings.from_env()
    if task == "serve":
        run_server(settings)
    else:
        with open_service(settings, create=True) as service:
            report = service.index([Path(path) for path in paths])
        print(",".join(report.added))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
