"""Thousands of requests made up from the OpenAPI description: no answer that it does not describe, and no failure."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability.test_killed_server import KEY, request, start

EXAMPLES = 30
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)


@pytest.mark.slow
def test_every_operation_answers_as_described(tmp_path: Path) -> None:
    """Whatever a program sends, well-formed or not, it gets what the description promises."""
    program = shutil.which("st", path=str(Path(sys.executable).parent))
    assert program is not None, "schemathesis is in the extra test"
    process, port = start(tmp_path / "index")
    try:
        article = {"text": "HOST: When?\n\nADA BERG: The bridge opens in May 2025.", "title": "Talk"}
        assert request(port, "PUT", "/v1/articles/talk", article)[0] == 201
        done = subprocess.run(
            [
                *(program, "run", f"http://127.0.0.1:{port}/openapi.json", "--seed", "1", "--no-color"),
                *("--max-examples", str(EXAMPLES), "--header", f"Authorization: Bearer {KEY}"),
                *("--checks", ",".join(CHECKS), "--generation-database", "none"),
                *("--suppress-health-check", "filter_too_much,too_slow"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=280,
        )
        assert done.returncode == 0, done.stdout[-6000:]
        assert " generated, " in done.stdout or " generated" in done.stdout, done.stdout[-2000:]
        assert request(port, "GET", "/ready")[0] == 200
    finally:
        process.kill()
        process.wait()
