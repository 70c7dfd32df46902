"""The web: HTTP, the page, and the tools of agents.

What other packages import, and the question each module answers:

    server:            How is the service put on a socket?
    agents.mcp_server: How does an agent reach it over standard input?
"""
