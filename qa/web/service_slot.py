"""The service behind the HTTP routes, opened as soon as there is an index to open."""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING

from qa.errors import IndexMissing, QaError
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.service import Service

# Opening loads the model; where that fails, requests in a row should not each try again.
RETRY_SECONDS = 2.0


class ServiceSlot:
    """Holds the service; without one, each `get` looks whether an index has appeared. Thread-safe."""

    def __init__(self, settings: Settings, service: Service | None = None) -> None:
        self._settings = settings
        self._service = service
        self._is_own = service is None
        self._lock = threading.Lock()
        self._failure: QaError | None = None
        self._retry_at = 0.0

    def get(self) -> Service:
        """Return the service, opening it when needed; raise the QaError that says why it cannot be opened."""
        with self._lock:
            if self._service is None:
                self._service = self._open()
            return self._service

    def _open(self) -> Service:
        # Reads faiss, tantivy and onnxruntime, which an app around a given service need not wait for.
        from qa.service import open_service

        if self._failure is not None and monotonic() < self._retry_at:
            raise self._failure.with_traceback(None)
        try:
            return open_service(self._settings)
        except IndexMissing:
            raise  # cheap to look again, and an index should be seen at once
        except QaError as error:
            self._failure, self._retry_at = error, monotonic() + RETRY_SECONDS
            raise

    def close(self) -> None:
        """Close the service if this slot has opened it."""
        with self._lock:
            if self._is_own and self._service is not None:
                self._service.close()
                self._service = None
