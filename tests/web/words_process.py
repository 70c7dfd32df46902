"""A process with the real service around an encoder of plain words: `serve`, or `index PATH`; no weights are loaded.

The index folder and the address are those of the QA_ variables.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, cast

import qa.indexing.encoder
from qa.service import open_service
from qa.settings import Settings
from qa.web.server import run_server
from tests.bag_encoder import BagEncoder


def main(task: str, *paths: str) -> None:
    cast("Any", qa.indexing.encoder).open_encoder = lambda _: BagEncoder()
    settings = Settings.from_env()
    if task == "serve":
        run_server(settings)
    else:
        with open_service(settings, create=True) as service:
            report = service.index([Path(path) for path in paths])
        print(",".join(report.added))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
