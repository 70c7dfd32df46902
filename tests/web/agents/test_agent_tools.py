"""What agents get: ids that lead on, addresses that are never empty, and words that can be checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import NotFound, TooLarge
from qa.records import Filters
from qa.service import open_service
from qa.settings import Settings
from qa.web.agents.agent_tools import AgentTools
from tests.bag_encoder import BagEncoder
from tests.web.fakes import BOATS, SIGNING, FakeService

PAGE = "http://127.0.0.1:8000"


@pytest.fixture
def tools(settings: Settings) -> AgentTools:
    service = FakeService(settings)
    return AgentTools(lambda: service)  # type: ignore[arg-type, return-value]  # has what the tools call


def test_search_names_passages_with_an_address_each(tools: AgentTools) -> None:
    """A deep link where the article is on the web, otherwise where our page shows the words."""
    found = tools.search("the boats leave at dawn", Filters(), page=PAGE).results
    assert [one.id for one in found] == ["passage:3", "passage:1", "passage:2"]
    assert found[0].url == f"{PAGE}/?article=boats.txt&at=0-2"
    assert found[0].title == "boats.txt"
    assert found[2].url.startswith("https://courier.example/talk#:~:text=")
    assert found[2].title == "Ana Lima: A talk on signing, The Courier (2025-12-30)"


def test_fetch_gives_a_passage_with_what_stands_around_it(tools: AgentTools) -> None:
    """`text` is a slice of the article, by the offsets beside it."""
    fetched = tools.fetch("passage:2", page=PAGE)
    assert fetched.id == "passage:2"
    assert fetched.text == SIGNING.text[3:76]
    assert fetched.metadata == {
        "article": "article:2025/signing talk.md",
        "start": 3,
        "end": 76,
        "sha256": SIGNING.sha256,
        **{name: value for name, value in SIGNING.metadata.items() if value},
        "speaker": "Ana Lima",
        "role": "interviewee",
        "question": "When will it be signed?",
        "passage_start": 38,
        "passage_end": 76,
    }


def test_fetch_gives_an_article_whole(tools: AgentTools) -> None:
    """By the id that a passage's metadata names."""
    fetched = tools.fetch("article:boats.txt", page=PAGE)
    assert (fetched.text, fetched.title) == (BOATS.text, "boats.txt")
    assert fetched.url == f"{PAGE}/?article=boats.txt"
    assert tools.fetch(f"article:{SIGNING.id}", page=PAGE).url == SIGNING.url


@pytest.mark.parametrize("name", ["", "17", "passage:", "passage:x", "passage:-1", "passage:²", "passage:" + "9" * 30])
def test_an_id_that_is_none_says_where_ids_come_from(tools: AgentTools, name: str) -> None:
    """Agents make ids up; the error tells how to get a real one."""
    with pytest.raises(NotFound, match="take an id from search"):
        tools.fetch(name, page=PAGE)


def test_quotations_are_all_exact_only_where_each_is(tmp_path: Path) -> None:
    """An agent prints what it quotes on this one word; and a batch has its bound."""
    (tmp_path / "bridge.txt").write_text("The bridge over the harbour opened in May.")
    settings = Settings(index_dir=tmp_path / "index", max_batch=2)
    with open_service(settings, create=True, encoder=BagEncoder()) as service:
        service.index([tmp_path / "bridge.txt"])
        tools = AgentTools(lambda: service)
        exact, near = "The bridge over the harbour", "The bridge over the river opened in May"
        assert [tools.verify(each)["all_exact"] for each in ([exact], [exact, exact], [exact, near], [near])] == [
            True,
            True,
            False,
            False,
        ]
        with pytest.raises(TooLarge, match="there are 3 quotations, the limit is 2"):
            tools.verify([exact] * 3)
