"""Exact, citable answers from interview archives."""

__version__ = "0.1.0"
