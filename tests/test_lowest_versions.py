"""constraints-lowest.txt holds what pyproject.toml allows at least: what .ci/run tries is what is promised."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
STATED = [*PROJECT["dependencies"], *(line for extra in PROJECT["optional-dependencies"].values() for line in extra)]
ALLOWED = [one for one in map(Requirement, STATED) if one.name != "interview-qa" and one.specifier]


def pins(name: str) -> dict[str, Version]:
    """Return the exact versions in a file of constraints."""
    lines = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text("utf-8"), flags=re.M)
    return {canonicalize_name(package): Version(version) for package, version in lines}


@pytest.mark.parametrize("allowed", ALLOWED, ids=lambda one: one.name)
def test_the_lowest_version_is_the_one_that_is_tried(allowed: Requirement) -> None:
    """A bound that nobody tries is a guess; torch is tried as one version, since each takes hundreds of megabytes."""
    [least] = [Version(one.version) for one in allowed.specifier if one.operator == ">="]
    tried = pins("constraints-lowest.txt")[canonicalize_name(allowed.name)]
    assert tried == (pins("constraints.txt")["torch"] if allowed.name == "torch" else least)
