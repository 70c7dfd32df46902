"""The service behind the app is opened when an index appears, and closed with the app."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from qa.errors import IndexMissing, QaError
from qa.settings import Settings
from qa.web.api import create_app
from qa.web.service_slot import ServiceSlot
from tests.web.fakes import FakeService


class Opener:
    """Stands in for qa.service.open_service: fails as it is told, and counts."""

    def __init__(self) -> None:
        self.failure: QaError | None = None
        self.opened: list[FakeService] = []
        self.tries = 0

    def __call__(self, settings: Settings) -> FakeService:
        self.tries += 1
        if self.failure is not None:
            raise self.failure
        self.opened.append(FakeService(settings))
        return self.opened[-1]


@pytest.fixture
def opener(monkeypatch: pytest.MonkeyPatch) -> Opener:
    opener = Opener()
    monkeypatch.setattr("qa.service.open_service", opener)
    return opener


def test_app_opens_its_service_at_the_start_and_closes_it_at_the_end(settings: Settings, opener: Opener) -> None:
    """The first question should not pay for opening."""
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        assert opener.tries == 1
        assert client.get("/v1/ask?question=boats").status_code == 200
        assert not opener.opened[0].closed
    assert (opener.tries, opener.opened[0].closed) == (1, True)


def test_app_without_an_index_lives_and_uses_it_when_it_appears(
    settings: Settings, opener: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    """Server first, index later is a usual order; no restart may be needed."""
    opener.failure = IndexMissing(settings.index_dir)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        assert "not ready: no index at" in caplog.text
        statuses = [client.get(path).status_code for path in ("/health", "/ready", "/v1/ask?question=boats")]
        assert statuses == [200, 503, 503]
        assert client.get("/ready").json()["code"] == "index-missing"
        opener.failure = None
        assert client.get("/v1/ask?question=boats").status_code == 200
        assert client.get("/ready").status_code == 200
    assert len(opener.opened) == 1


def test_first_questions_at_once_open_one_service(settings: Settings, opener: Opener) -> None:
    """Opening twice would leave one service without anyone to close it."""
    slot = ServiceSlot(settings)
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: slot.get(), range(20)))
    assert (len(found), opener.tries) == (1, 1)


def test_service_that_was_given_is_left_open(settings: Settings, opener: Opener) -> None:
    """Whoever opened it closes it."""
    given = FakeService(settings)
    with TestClient(create_app(settings, given), base_url="http://localhost") as client:  # type: ignore[arg-type]
        assert client.get("/ready").status_code == 200
    assert (given.closed, opener.tries) == (False, 0)
