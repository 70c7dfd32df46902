"""Agents: the archive as tools, over MCP and in the shapes of others' interfaces.

What other packages import, and the question each module answers:

    mcp_server:       How are the tools offered over MCP?
    mcp_endpoint:     How do they stand at /mcp?
    anthropic_search: How does an answer look to Anthropic's clients?
    openai_search:    How does a search look to OpenAI's clients?
"""
