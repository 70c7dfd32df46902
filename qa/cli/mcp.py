"""`qa mcp`: the archive as tools of an agent, over standard input and output."""

from __future__ import annotations

from qa.cli import exits
from qa.cli.options import IndexDir, settings_for


def mcp(index: IndexDir = None) -> int:
    """Answer an agent over standard input and output (Model Context Protocol) until the input ends.

    An agent starts this command by itself: enter it in its list of MCP servers. Needs the extra mcp.
    """
    settings = settings_for(index)
    from qa.web.mcp_server import run_stdio  # its SDK takes a second to load

    try:
        run_stdio(settings)
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    return exits.OK
