"""An app around a service of known records, and a client that talks to it without a socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa.settings import Settings
from qa.web.api import create_app
from tests.web.fakes import FakeService

if TYPE_CHECKING:
    from qa.service import Service


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        index_dir=tmp_path / "index",
        top_k=2,
        max_top_k=3,
        max_question_chars=60,
        max_batch=4,
        max_body_bytes=2048,
    )


@pytest.fixture
def service(settings: Settings) -> FakeService:
    return FakeService(settings)


@pytest.fixture
def app(settings: Settings, service: FakeService) -> FastAPI:
    return create_app(settings, cast("Service", service))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://localhost") as client:
        yield client
