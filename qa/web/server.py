"""Runs the service on a socket, in one process or several: the one place that knows uvicorn."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from socket import IPPROTO_TCP, TCP_NODELAY, socket
from typing import TYPE_CHECKING

from qa.settings import Settings
from qa.web.log_format import logging_of

if TYPE_CHECKING:
    from fastapi import FastAPI

# Requests that are being answered when the process is told to end get this long.
SECONDS_TO_FINISH = 30
# A worker that is loading its model does not answer its parent for a while.
SECONDS_TO_START = 120


def check_server(settings: Settings) -> None:
    """Raise what speaks against starting: InvalidSetting where others could get in unasked, ExtraMissing."""
    from qa.web.access.rules import check_exposure  # as in run_server

    check_exposure(settings)
    if settings.tracing:
        from qa.web.middleware.tracing import check_installed

        check_installed()


def create_worker(settings: Settings) -> FastAPI:
    """Return the app of one process that answers."""
    share_one_heap()
    from qa.web.api import create_app
    from qa.web.middleware.tracing import open_provider

    return create_app(settings, tracer_provider=open_provider() if settings.tracing else None)


def run_server(settings: Settings, listening: socket | None = None) -> None:
    """Serve on `listening`, or at the host and port of `settings` (0: a free one, logged), until told to end.

    With several workers each is a process of its own that takes its share of the connections; one that dies is
    replaced. Told to end, by SIGTERM or Ctrl-C, all of them finish what they are answering.
    """
    # Loads asyncio, FastAPI and Pydantic: only for who serves.
    import uvicorn

    check_server(settings)
    config = uvicorn.Config(
        partial(create_worker, settings),
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        # Uvicorn by itself takes httptools where somebody has installed it, which sets no bound to header lines: 54 MB
        # of them stayed in memory. h11 refuses from 64 KiB on.
        http="h11",
        access_log=False,  # uvicorn's own line holds the query string, and with it the question
        log_config=logging_of(settings.log_format),
        server_header=False,
        # Uvicorn by itself believes every proxy on this machine.
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
        timeout_worker_healthcheck=SECONDS_TO_START,
    )
    if settings.workers == 1:
        with _following(settings):
            uvicorn.Server(config).run(sockets=None if listening is None else [listening])
        return
    from uvicorn.supervisors import Multiprocess

    with _following(settings), _shared_metrics(), listening or config.bind_socket() as shared:
        shared.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)  # as in cli.serve, where uvicorn made the socket
        shared.listen(config.backlog)
        Multiprocess(config, sockets=[shared]).run()


@contextmanager
def _following(settings: Settings) -> Iterator[None]:
    """Follow the corpus folder if the settings say so: in this process only, however many workers there are."""
    if not settings.watch:
        yield
        return
    from qa.article_writer import ArticleWriter
    from qa.service import open_service
    from qa.web.corpus_watch import CorpusWatch

    with open_service(settings, create=True) as service:
        watch = CorpusWatch(ArticleWriter(service), settings.corpus_dir)
        watch.start()
        try:
            yield
        finally:
            watch.stop()


@contextmanager
def _shared_metrics() -> Iterator[None]:
    """Give the workers a folder in which they add up what they count; read from the environment when they start."""
    with tempfile.TemporaryDirectory(prefix="qa-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        try:
            yield
        finally:
            del os.environ["PROMETHEUS_MULTIPROC_DIR"]


_M_ARENA_MAX = -8  # glibc's malloc.h


def share_one_heap() -> bool:
    """Let all threads take memory from one heap; return whether that was possible (glibc only).

    Otherwise each thread gets a heap of its own and what one frees no other uses: a server that had answered 900
    questions in three threads held 316 MB so, and 278 MB with one heap. To be called before threads start.
    """
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and mallopt(_M_ARENA_MAX, 1) == 1
