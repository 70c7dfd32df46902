"""Finding and hashing a model's files."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

from qa.encoder.model_source import (
    DEFAULT_DIGEST,
    DEFAULT_PACKAGE,
    ModelSource,
    file_digest,
    find_model,
    fingerprint,
    weights_digest,
)
from qa.errors import ModelUnavailable
from qa.settings import DEFAULT_MODEL


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "some-model"
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode": "mean"}')
    (folder / "README.md").write_text("notes")
    return folder


def test_default_weights_are_found_in_their_package_without_importing_it() -> None:
    """Importing the package would load sentence-transformers and torch at every question."""
    source = find_model(DEFAULT_MODEL)
    assert source.folder is not None
    assert source.folder.parts[-2:] == (DEFAULT_PACKAGE, "model")
    assert DEFAULT_PACKAGE not in sys.modules


def test_default_weights_have_the_known_digest() -> None:
    """The package must carry the official weights, byte for byte."""
    source = find_model(DEFAULT_MODEL)
    assert source.folder is not None
    assert weights_digest(source, source.folder) == DEFAULT_DIGEST


def test_other_weights_under_the_default_name_are_refused(model_folder: Path) -> None:
    """A package index may serve something else under the same name; the message gives both digests."""
    with pytest.raises(ModelUnavailable) as caught:
        weights_digest(ModelSource(DEFAULT_MODEL, model_folder), model_folder)
    assert file_digest(model_folder / "model.safetensors") in caught.value.message
    assert DEFAULT_DIGEST in caught.value.message


def test_default_without_its_package_has_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """An image may carry the exported model alone, 90 MB smaller."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert find_model(DEFAULT_MODEL) == ModelSource(DEFAULT_MODEL, None)


def test_a_folder_is_taken_as_it_is_named(model_folder: Path) -> None:
    """QA_MODEL may be a folder, absolute here."""
    assert find_model(str(model_folder)) == ModelSource(str(model_folder), model_folder.resolve())


def test_a_hub_name_has_no_folder() -> None:
    """Its files are looked for only when the model must be exported."""
    assert find_model("intfloat/e5-small-v2") == ModelSource("intfloat/e5-small-v2", None)


@pytest.mark.parametrize("name", ["/no/such/folder", "./no-such-folder", "~/no-such-folder", "a/b/c"])
def test_a_path_that_is_no_folder_is_named(name: str) -> None:
    """A typing error in a path must not turn into a search on the hub."""
    with pytest.raises(ModelUnavailable, match=name):
        find_model(name)


def test_fingerprint_follows_what_is_read_and_nothing_else(model_folder: Path) -> None:
    """Equal fingerprints spare hashing 90 MB; a changed note must not cost that."""
    before = fingerprint(model_folder)
    (model_folder / "README.md").write_text("longer notes")
    assert fingerprint(model_folder) == before
    os.utime(model_folder / "model.safetensors", (1, 1))
    assert fingerprint(model_folder) != before


def test_digest_of_another_model_covers_its_configuration(model_folder: Path) -> None:
    """The same weights under another pooling give other vectors."""
    source = find_model(str(model_folder))
    before = weights_digest(source, model_folder)
    (model_folder / "1_Pooling" / "config.json").write_text('{"pooling_mode": "cls"}')
    assert weights_digest(source, model_folder) != before


def test_a_folder_without_model_files_is_refused(tmp_path: Path) -> None:
    """Naming the wrong folder must not give an empty digest."""
    with pytest.raises(ModelUnavailable, match="holds no model files"):
        weights_digest(find_model(str(tmp_path)), tmp_path)
