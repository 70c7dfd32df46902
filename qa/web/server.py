"""Runs the service on a socket: the one place that knows uvicorn."""

from __future__ import annotations

from socket import socket
from typing import Any

from qa.settings import Settings

# Requests that are being answered when the process is told to end get this long.
SECONDS_TO_FINISH = 30

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}},
    "loggers": {
        "uvicorn": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "qa": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}


def check_server(settings: Settings) -> None:
    """Raise InvalidSetting where the server would be open to more than the settings say, or a key is none."""
    from qa.web.access_rules import check_exposure  # as in run_server

    check_exposure(settings)


def run_server(settings: Settings, listening: socket | None = None) -> None:
    """Serve on `listening`, or at the host and port of `settings` (0: a free one, logged), until told to end."""
    # Loads asyncio, FastAPI and Pydantic: only for who serves.
    import uvicorn

    from qa.web.api import create_app

    check_server(settings)
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,  # uvicorn's own line holds the query string, and with it the question
        log_config=LOGGING,
        server_header=False,
        # Uvicorn by itself believes every proxy on this machine.
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    uvicorn.Server(config).run(sockets=None if listening is None else [listening])
