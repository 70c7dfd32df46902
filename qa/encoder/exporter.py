"""Writes a model once as files that questions are encoded from; what they are is described in `exported_model`."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from qa.encoder.arrays import Encoder
from qa.encoder.byte_weights import write_byte_graph
from qa.encoder.exported_model import (
    GRAPH_FILE,
    QUESTION_GRAPH_FILE,
    QUESTION_WEIGHTS_FILE,
    TOKENIZER_FILE,
    WEIGHTS_FILE,
    ExportedModel,
    Manifest,
    export_folder,
    find_export,
    write_manifest,
)
from qa.encoder.graph import optimise_graph
from qa.encoder.model_source import ModelSource, file_digest, fingerprint, weights_digest
from qa.encoder.sentence_model import SentenceModel
from qa.errors import ModelUnavailable

logger = logging.getLogger(__name__)

SCRATCH_PREFIX = ".export-"
# An export that strays further from sentence-transformers than this is refused (float32 reaches 0.9999999).
LEAST_COSINE = 0.9999
# The same for questions on the graph with bytes for weights.
LEAST_QUESTION_COSINE = 0.999
# Short, not Latin, empty, and longer than most windows: together they make one padded batch.
SAMPLES = (
    "When is Ninh Thuận 1 expected to be signed?",
    "Она сказала, что договор подпишут в начале 2026 года. 我们正在谈判。",
    "",
    "A reply keeps its question as context, and a quotation keeps its words. " * 24,
)


OpenExport = Callable[[ExportedModel], Encoder]


def export_model(source: ModelSource, cache: Path, open_export: OpenExport) -> ExportedModel:
    """Return the export of `source` in `cache`, making it unless another process just did.

    `open_export` loads what was written, so that it can be compared with sentence-transformers before it is kept.
    Takes about 10 s and says so at level WARNING, which reaches stderr; a second process waits for the first.
    """
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(cache):
            ready = find_export(cache, source)
            if ready is not None and not ready.faults(thorough=True):
                return ready
            logger.warning("Preparing the model %s: once, about 10 seconds.", source.name)
            return _export(source, cache, open_export)
    except OSError as error:
        raise ModelUnavailable(
            f"cannot write the exported model to {cache}: {error}", next_step="set QA_CACHE to a folder with room"
        ) from error


@contextlib.contextmanager
def _one_at_a_time(cache: Path) -> Iterator[None]:
    # The lock goes with the process that holds it, however that ends.
    with (cache / "export.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _export(source: ModelSource, cache: Path, open_export: OpenExport) -> ExportedModel:
    model = SentenceModel.load(source)
    digest = weights_digest(source, model.folder)
    target = export_folder(cache, source.name, digest)
    for abandoned in cache.glob(f"{SCRATCH_PREFIX}*"):
        # Left by a process that was killed; nobody else writes while this one holds the lock.
        shutil.rmtree(abandoned, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=SCRATCH_PREFIX, dir=cache) as scratch:
        raw, draft, old = (Path(scratch) / name for name in ("raw", "draft", "old"))
        raw.mkdir()
        draft.mkdir()
        model.write_graph(raw / GRAPH_FILE)
        optimise_graph(raw / GRAPH_FILE, draft / GRAPH_FILE, WEIGHTS_FILE)
        (draft / TOKENIZER_FILE).write_text(model.tokenizer_json(), encoding="utf-8")
        manifest = _describe(model, source, digest, draft)
        _compare(model, manifest, open_export(ExportedModel(draft, manifest)))
        manifest = _with_question_graph(draft, manifest, open_export)
        write_manifest(draft, manifest)
        if target.exists():
            # Another process may still have the old files mapped; they last until it ends.
            target.rename(old)
        draft.rename(target)
    return ExportedModel(target, manifest)


def _describe(model: SentenceModel, source: ModelSource, digest: str, folder: Path) -> Manifest:
    return Manifest(
        model=source.name,
        digest=digest,
        fingerprint=fingerprint(model.folder),
        dimension=model.dimension,
        window=model.max_length - len(model.prefix_ids) - len(model.suffix_ids),
        prefix_ids=model.prefix_ids,
        suffix_ids=model.suffix_ids,
        pad_id=model.pad_id,
        question_prompt=model.question_prompt,
        passage_prompt=model.passage_prompt,
        versions={name: version(name) for name in ("onnxruntime", "sentence-transformers", "tokenizers", "torch")},
        files=_files(folder, GRAPH_FILE, WEIGHTS_FILE, TOKENIZER_FILE),
    )


def _files(folder: Path, *names: str) -> dict[str, dict[str, Any]]:
    return {name: {"size": (folder / name).stat().st_size, "sha256": file_digest(folder / name)} for name in names}


def _with_question_graph(folder: Path, manifest: Manifest, open_export: OpenExport) -> Manifest:
    """Write the graph for questions and return the manifest that names it; as it was where there is none to be had."""
    if not write_byte_graph(folder / GRAPH_FILE, folder / QUESTION_GRAPH_FILE, QUESTION_WEIGHTS_FILE):
        return manifest
    files = manifest.files | _files(folder, QUESTION_GRAPH_FILE, QUESTION_WEIGHTS_FILE)
    found = replace(manifest, files=files)
    asked = [text for text in SAMPLES if text]  # nobody asks nothing
    exact, shortened = (open_export(ExportedModel(folder, each)).encode_questions(asked) for each in (manifest, found))
    cosine = min(float(one.pooled @ other.pooled) for one, other in zip(exact, shortened, strict=True))
    if cosine >= LEAST_QUESTION_COSINE:
        return found
    logger.info("Questions run in full precision: with bytes for weights they stray too far (cosine %.6f).", cosine)
    for name in (QUESTION_GRAPH_FILE, QUESTION_WEIGHTS_FILE):
        (folder / name).unlink()
    return manifest


def _compare(model: SentenceModel, manifest: Manifest, encoder: Encoder) -> None:
    ours = encoder.encode_passages(SAMPLES)
    theirs = model.encode(SAMPLES)
    cosine = min(float(one.pooled @ other) for one, other in zip(ours, theirs, strict=True))
    if cosine < LEAST_COSINE:
        raise ModelUnavailable(
            f"the exported graph of {manifest.model} strays from sentence-transformers (cosine {cosine:.6f})",
            next_step="choose another model, and report this one",
        )
