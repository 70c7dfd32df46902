"""What several test folders share; nothing heavy is imported before a test asks for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# Time is measured by tests made for it; on a busy machine any example may take a second, whatever it is an example of.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def bundled_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index folder of corpus/, built with the real model by the command; read it, do not change it."""
    folder = tmp_path_factory.mktemp("bundled") / "index"
    done = subprocess.run(
        [sys.executable, "-m", "qa", "index", "corpus", "--index", str(folder)],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder
