"""`qa serve`: answer over HTTP."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer

from qa.cli import exits
from qa.cli.options import IndexDir, settings_for
from qa.cli.output import say
from qa.errors import AddressUnavailable, InvalidInput, InvalidSetting
from qa.settings import Settings

Host = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Address to listen on; stands above QA_HOST.")]
Port = Annotated[int | None, typer.Option(metavar="N", help="Port; 0 takes a free one; stands above QA_PORT.")]
Public = Annotated[
    bool, typer.Option("--public", help="Anybody who reaches the server may read, unless QA_READ_KEYS are set.")
]
Workers = Annotated[
    int | None, typer.Option(metavar="N", help="Processes that answer, over the same index; stands above QA_WORKERS.")
]
Watch = Annotated[
    bool, typer.Option("--watch", help="Follow FOLDER, or the corpus folder: index what changes there (QA_WATCH).")
]
Folder = Annotated[Path | None, typer.Argument(metavar="FOLDER", help="With --watch: the folder to follow.")]


def serve(
    folder: Folder = None,
    watch: Watch = False,
    host: Host = None,
    port: Port = None,
    public: Public = False,
    workers: Workers = None,
    index: IndexDir = None,
) -> int:
    """Answer over HTTP until interrupted.

    The address stands on stderr; /docs under it describes the interface. An address that other machines reach wants
    keys (QA_READ_KEYS, QA_WRITE_KEYS) or --public.
    """
    if folder is not None and not watch:
        raise InvalidInput(
            f"{folder} is named, and not what for", next_step=f"follow it with: qa serve --watch {folder}"
        )
    flags = {"host": host, "port": port, "public": public or None, "workers": workers}
    settings = settings_for(index, **flags, watch=watch or None, corpus_dir=folder)
    from qa.web.server import check_server, run_server  # takes FastAPI, which no other command needs

    check_server(settings)
    listening = bind(settings)  # before anything heavy: a taken port is said at once
    from qa.service import index_exists

    if not index_exists(settings):
        say(f"No index at {settings.index_dir} yet: questions fail until there is one: qa index PATH")
    say(f"Listening on {address(settings.host, listening)} (Ctrl-C ends it)")
    with listening:
        try:
            run_server(settings, listening)
        except KeyboardInterrupt:
            say("stopped")
    return exits.OK


def bind(settings: Settings) -> socket.socket:
    """Return a socket that listens on the settings' host and port; raise AddressUnavailable where it cannot."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise InvalidSetting(
            f"host cannot be {settings.host!r}: {error.strerror}", next_step="give an address of this machine"
        ) from error
    # Named, because asyncio sends small packets at once only on sockets that say they are TCP. Without it the body of
    # an answer waits for the client to acknowledge its head: 40 ms for every request on an open connection.
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a restart need not wait for old connections
    try:
        listening.bind(place)
        listening.listen()
    except OSError as error:
        listening.close()
        raise AddressUnavailable(
            f"cannot listen on {settings.host} port {settings.port}: {error.strerror}",
            next_step="choose another with --port, or --port 0 for a free one",
        ) from error
    return listening


def address(host: str, listening: socket.socket) -> str:
    """Return the URL to open for a socket bound to `host`."""
    port = listening.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def mcp(index: IndexDir = None) -> int:
    """Answer an agent over standard input and output (Model Context Protocol) until the input ends.

    An agent starts this command by itself: enter it in its list of MCP servers. Needs the extra mcp.
    """
    settings = settings_for(index)
    from qa.web.agents.mcp_server import run_stdio  # its SDK takes a second to load

    try:
        run_stdio(settings)
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    return exits.OK
