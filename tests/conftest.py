"""What several test folders share; nothing heavy is imported before a test asks for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]

# Time is measured by tests made for it; on a busy machine any example may take a second, whatever it is an example of.
anywhere = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples each time: a change is judged by what it changes. CONTRIBUTING.md says how to look for others.
settings.register_profile("same examples", anywhere, derandomize=True)
settings.register_profile("search", anywhere, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same examples"))


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


# Nothing that a browser does by itself: no updates, no reports home; a container has neither a sandbox nor a GPU.
QUIET_CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless, with a profile of its own; skips where there is none. Mark such tests slow.

    For one module at a time: as long as it is open, the main thread has an event loop, and asyncio.run is refused.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium here; on Debian: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is in the extra test")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, headless=True, args=list(QUIET_CHROMIUM))
        yield browser
        browser.close()
