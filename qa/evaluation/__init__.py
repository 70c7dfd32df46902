"""Judgments over the bundled corpus, and what measures answers against them."""
