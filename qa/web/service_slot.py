"""The service behind the HTTP routes, opened as soon as there is an index to open."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from qa.settings import Settings

if TYPE_CHECKING:
    from qa.article_writer import ArticleWriter
    from qa.service import Service


class ServiceSlot:
    """Holds the service; without one, each `get` looks whether an index has appeared. Thread-safe."""

    def __init__(self, settings: Settings, service: Service | None = None) -> None:
        self._settings = settings
        self._service = service
        self._is_own = service is None
        self._lock = threading.Lock()

    def get(self) -> Service:
        """Return the service, opening it when needed; raises IndexMissing as long as there is no index."""
        with self._lock:
            if self._service is None:
                # Loads faiss and tantivy, which an app around a given service need not wait for.
                from qa.service import open_service

                self._service = open_service(self._settings)
            return self._service

    def writer(self) -> ArticleWriter:
        """Return what changes the index, which is made by the first article where there is none."""
        from qa.article_writer import ArticleWriter  # as in get

        with self._lock:
            if self._service is None:
                from qa.service import open_service

                self._service = open_service(self._settings, create=True)
            return ArticleWriter(self._service)

    def close(self) -> None:
        """Close the service if this slot has opened it."""
        with self._lock:
            if self._is_own and self._service is not None:
                self._service.close()
                self._service = None
