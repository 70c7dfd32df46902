"""What keeps libraries from reporting on their users."""

from __future__ import annotations

import os

import pytest

from qa.encoder.telemetry import switch_off_telemetry


@pytest.mark.parametrize(
    ("library", "variable"),
    [
        ("onnxruntime", "ORT_DISABLE_TELEMETRY"),
        ("huggingface_hub", "HF_HUB_DISABLE_TELEMETRY"),
        ("transformers", "DISABLE_SAFETENSORS_CONVERSION"),
    ],
)
def test_a_library_is_told_to_keep_quiet_unless_the_user_decided(
    library: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody asked for reports; who wants to send them can."""
    monkeypatch.delenv(variable, raising=False)
    switch_off_telemetry(library)
    assert os.environ[variable] == "1"
    monkeypatch.setenv(variable, "0")
    switch_off_telemetry(library)
    assert os.environ[variable] == "0"
