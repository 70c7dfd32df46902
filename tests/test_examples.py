"""The examples in docstrings, run."""

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
)


@pytest.mark.parametrize("module", MODULES)
def test_examples_say_what_comes_out(module: str) -> None:
    """An example that is wrong misleads more than none."""
    tried = doctest.testmod(import_module(module))
    assert tried.attempted
    assert not tried.failed
