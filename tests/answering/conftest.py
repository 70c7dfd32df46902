"""A small archive of our own, encoded with plain words: what is asked and what must come first is known by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.archive.archive import Archive
from qa.indexing.indexer import Indexer
from qa.records import Article
from qa.search.derived import Derived, open_derived
from tests.bag_encoder import BagEncoder

BRIDGE = Article(
    id="news/bridge.txt",
    text=(
        "The harbour bridge opened in May. Engineer Rosa Lind said the steel came from Norway.\n\n"
        "Traffic on the old road fell by half."
    ),
    title="A bridge for the harbour",
    outlet="Coast Courier",
    published="2024-05-03",
    url="https://courier.example/bridge",
)
PODCAST = Article(
    id="podcast.txt",
    text=(
        "HOST: Where did you grow up, and which school did you go to there?\n"
        "ADA BERG: I grew up in Bergen and I loved the sea.\n"
        "HOST: What did you build first, before you had a workshop of your own?\n"
        "ADA BERG: A small boat made of oak, with a sail that my mother had sewn in the long winter before."
    ),
    title="Talk with Ada Berg",
    outlet="Radio Fjord",
    published="2023",
)


@pytest.fixture
def encoder() -> BagEncoder:
    return BagEncoder()


@pytest.fixture
def archive(tmp_path: Path, encoder: BagEncoder) -> Iterator[Archive]:
    with Archive.open(tmp_path / "index", create=True) as opened:
        Indexer(opened, encoder).index([BRIDGE, PODCAST], roots=[])
        yield opened


@pytest.fixture
def derived(archive: Archive) -> Derived:
    return open_derived(archive.folder, archive)
