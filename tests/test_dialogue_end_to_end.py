"""From a subtitle file to a citation: a short reply is found by its question, and cited with its second."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.cli.lines.citation import source_of
from qa.service import Service
from qa.settings import Settings
from qa.to_json import answer_to_json
from tests.bag_encoder import BagEncoder

TALK = """WEBVTT - The harbour treaty

00:00:01.000 --> 00:00:06.000
<v Bob Ray>Did the council agree to the harbour treaty last spring?

01:02:03.500 --> 01:02:04.000
<v Anna Lee>Absolutely. 100 percent.

01:02:05.000 --> 01:02:09.000
<v Bob Ray>We speak of the weather over the northern sea for a good while now, and of the fish.

01:02:10.000 --> 01:02:11.000
<v Anna Lee>Absolutely.
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "treaty.vtt").write_text(TALK, encoding="utf-8")
    with Service(Settings().with_values(index_dir=tmp_path / "index"), BagEncoder()) as opened:
        opened.index([tmp_path / "talks"])
        yield opened


def test_who_asks_whether_she_agreed_gets_her_answer_and_its_place_in_the_recording(service: Service) -> None:
    """The quotation is the reply alone; its question is shown beside it; the bare "Absolutely." is not it."""
    first, *others = service.ask("did the council agree to the harbour treaty?").hits
    assert (first.passage.text, first.citation.speaker) == ("Absolutely. 100 percent.", "Anna Lee")
    assert first.question == "Did the council agree to the harbour treaty last spring?"
    assert first.question not in [other.passage.text for other in others]
    assert first.citation.start_seconds == 3723.5
    assert source_of(first.citation).endswith("at 1:02:03")


def test_the_time_is_in_the_json_answer(service: Service) -> None:
    """A page that plays the recording needs seconds, not words."""
    answer = answer_to_json(service.ask("harbour treaty"))
    passages = answer["passages"]
    assert isinstance(passages, list)
    assert passages[0]["citation"]["start_seconds"] == 3723.5


def test_correcting_metadata_keeps_the_times(service: Service) -> None:
    """The article is then cut again from the archive."""
    service.edit("treaty.vtt", {"outlet": "The Harbour Hour"})
    view = service.article("treaty.vtt")
    assert view.article.outlet == "The Harbour Hour"
    assert [passage.start_seconds for passage in view.passages] == [1.0, 3723.5, 3725.0, 3730.0]
