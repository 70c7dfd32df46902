"""The examples in docstrings are true: each says what a small function is for better than a sentence does."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

MODULES = (
    "qa.answering.repeats.same_fact",
    "qa.archive.times",
    "qa.ingestion.dialogue.roles",
    "qa.ingestion.metadata.bylines",
    "qa.ingestion.metadata.date_lines",
    "qa.ingestion.metadata.datelines",
    "qa.ingestion.metadata.interviewees",
    "qa.ingestion.metadata.title_lines",
    "qa.times.days",
    "qa.citing.credit",
    "qa.citing.csl",
    "qa.text.blocks",
    "qa.text.folding",
    "qa.text.page_furniture",
    "qa.verifying.exact",
    "qa.verifying.exact_parts",
    "qa.verifying.near",
)


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_in_docstrings_hold(module: str) -> None:
    """An example that is no longer true misleads more than none."""
    found = doctest.testmod(import_module(module))
    assert found.attempted
    assert not found.failed
