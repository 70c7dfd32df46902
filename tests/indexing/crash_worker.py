"""The process that test_crash kills: it indexes one version of a small made-up corpus."""

from __future__ import annotations

import sys
from pathlib import Path

from qa.archive.archive import Archive
from qa.indexing import indexer as index_run
from qa.indexing.indexer import Indexer
from qa.records import Article
from tests.bag_encoder import BagEncoder

ROOT = Path("/articles")
ARTICLES = 30
READY, DONE = "ready", "done"


def articles(version: int) -> list[Article]:
    """Return small interviews that differ from version to version; each version lacks one of the others'."""
    return [_article(version, number) for number in range(ARTICLES) if number != version % ARTICLES]


def _article(version: int, number: int) -> Article:
    topics = ["reactor", "boats", "delta", "agreement", "storm"]
    lines = [
        f"ANNA BERG: What happened to the {topics[(number + line) % 5]} in year {2000 + line} of version {version}?\n"
        f"MINH TRAN: The {topics[(number * line) % 5]} was finished by crew {number}, and we were glad of it."
        for line in range(1 + number % 4)
    ]
    source, title = f"{ROOT}/a{number:02d}", f"Talk {number} of version {version}"
    return Article(f"a{number:02d}", "\n\n".join(lines), source=source, title=title)


def main() -> None:
    """Say that everything is imported, read folder and version, index."""
    # Commit each article on its own and publish in between, so that kills hit every step.
    index_run.BATCH_CHARACTERS, index_run.PUBLISH_SECONDS, index_run.PUBLISH_SHARE = 1, 0.15, 1e9
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    folder, version = sys.stdin.readline().split()
    with Archive.open(Path(folder), create=True) as archive:
        Indexer(archive, BagEncoder()).index(articles(int(version)), roots=[ROOT])
    sys.stdout.write(f"{DONE}\n")


if __name__ == "__main__":
    main()
