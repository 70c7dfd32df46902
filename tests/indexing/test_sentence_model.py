"""Loading a model where its libraries are missing; what a loaded one gives is in test_exporter."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qa.errors import ModelUnavailable
from qa.indexing.encoder import open_encoder
from qa.settings import Settings


@pytest.mark.parametrize("library", ["torch", "sentence_transformers", "onnx"])
def test_a_model_that_cannot_be_prepared_here_says_what_is_missing(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The image answers without torch; another QA_MODEL in it needs a next step, not a traceback."""
    monkeypatch.setitem(sys.modules, library, None)  # as Python marks what is known not to be there
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text("{}")
    settings = Settings(model=str(tmp_path / "model"), cache=tmp_path / "cache")
    with pytest.raises(ModelUnavailable, match=f"^{library} is not installed") as caught:
        open_encoder(settings)
    assert "QA_CACHE" in (caught.value.next_step or "")
