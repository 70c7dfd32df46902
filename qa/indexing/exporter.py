"""Loads a model with sentence-transformers and writes it as one ONNX graph; the one home of torch and its company.

Runs once for each model. What it writes is described in `exported_model`; running it is the encoder's work.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import ModelUnavailable
from qa.indexing.encoding import Floats
from qa.indexing.exported_model import (
    GRAPH_FILE,
    TOKENIZER_FILE,
    WEIGHTS_FILE,
    ExportedModel,
    Manifest,
    export_folder,
    find_export,
    write_manifest,
)
from qa.indexing.model_source import ModelSource, file_digest, fingerprint, weights_digest

logger = logging.getLogger(__name__)

OPSET = 17
# Longest input accepted of models that state none, or one they were never trained on.
LONGEST_INPUT = 8192
# An export that strays further from sentence-transformers than this is refused (float32 reaches 0.9999999).
LEAST_COSINE = 0.9999

Forward = Callable[[np.ndarray[Any, Any], np.ndarray[Any, Any]], tuple[Floats, Floats]]

_SAMPLES = (
    "When is Ninh Thuận 1 expected to be signed?",
    "Она сказала, что договор подпишут в начале 2026 года. 我们正在谈判。",
    "",
    "A reply keeps its question as context, and a quotation keeps its words. " * 12,
)


def export_model(source: ModelSource, cache: Path) -> ExportedModel:
    """Return the export of `source` in `cache`, making it unless another process just did.

    Takes about 15 s; a second process that wants the same waits for the first.
    """
    cache.mkdir(parents=True, exist_ok=True)
    with _only_one(cache):
        ready = find_export(cache, source)
        if ready is not None and not ready.faults(thorough=True):
            return ready
        logger.warning("preparing the encoder %s, once (about 15 s)", source.name)
        return _export(source, cache)


@contextlib.contextmanager
def _only_one(cache: Path) -> Iterator[None]:
    with (cache / "export.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _export(source: ModelSource, cache: Path) -> ExportedModel:
    model, folder = _load(source, "cpu")
    digest = weights_digest(source, folder)
    target = export_folder(cache, source.name, digest)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=cache))
    try:
        _write_graph(model, draft)
        _write_tokenizer(model, draft)
        manifest = _describe(model, source, digest, folder, draft)
        _compare(model, draft, manifest)
        write_manifest(draft, manifest)
        draft.chmod(0o755)
        if target.exists():
            # Readers keep what they have mapped; the folder's name is what changes hands.
            target.rename(draft / "replaced")
        draft.rename(target)
        shutil.rmtree(target / "replaced", ignore_errors=True)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return ExportedModel(target, manifest)


def load_forward(source: ModelSource, device: str) -> Forward:
    """Return the function (input_ids, attention_mask) -> (pooled, tokens) as sentence-transformers computes it on `device`."""
    import torch

    if not _device_present(device):
        raise ModelUnavailable(
            f"this machine has no device {device!r} that torch {torch.__version__} can use",
            next_step="unset QA_DEVICE, or choose one it has: cpu, cuda, mps",
        )
    model, _ = _load(source, device)
    both = _pooled_and_tokens(model)

    def forward(input_ids: np.ndarray[Any, Any], attention_mask: np.ndarray[Any, Any]) -> tuple[Floats, Floats]:
        with torch.inference_mode():
            pooled, tokens = both(
                torch.from_numpy(input_ids).to(model.device), torch.from_numpy(attention_mask).to(model.device)
            )
        return pooled.cpu().numpy(), tokens.cpu().numpy()

    return forward


def _device_present(device: str) -> bool:
    import torch

    kind = device.partition(":")[0]
    if kind == "cuda":
        return bool(torch.cuda.is_available())
    return kind == "cpu" or (kind == "mps" and bool(torch.backends.mps.is_available()))


def _load(source: ModelSource, device: str) -> tuple[Any, Path]:
    with _quiet():
        # Seconds and hundreds of megabytes: never paid by a question on an exported model.
        from sentence_transformers import SentenceTransformer

        place = str(source.folder or source.name)
        tries = [True] if source.folder or os.environ.get("HF_HUB_OFFLINE") == "1" else [True, False]
        failures = []
        for local_only in tries:
            try:
                model = SentenceTransformer(place, device=device, local_files_only=local_only, trust_remote_code=False)
            except (OSError, ValueError, RuntimeError, ImportError, KeyError) as error:
                failures.append(f"{'on this machine' if local_only else 'from the model hub'}: {_first_line(error)}")
                continue
            model.eval().float()
            _check_kind(model, source)
            return model, source.folder or _snapshot(source.name)
    raise ModelUnavailable(
        f"cannot load the model {source.name}; tried {'; '.join(failures)}",
        next_step="set QA_MODEL to a folder that sentence-transformers can load, or unset it for the default",
    )


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:300]


def _snapshot(name: str) -> Path:
    from huggingface_hub import hf_hub_download

    full = name if "/" in name else f"sentence-transformers/{name}"
    return Path(hf_hub_download(full, "config.json", local_files_only=True)).parent


def _check_kind(model: Any, source: ModelSource) -> None:
    kinds = [type(module).__name__ for module in model]
    if kinds[0] != "Transformer" or "Pooling" not in kinds or "Router" in kinds:
        raise ModelUnavailable(
            f"the model {source.name} has the modules {', '.join(kinds)}; a Transformer and a Pooling are needed",
            next_step="choose a text model whose tokens have vectors of their own",
        )
    pooling = model[kinds.index("Pooling")]
    if not pooling.include_prompt and any(_prompt(model, *names) for names in (_QUESTION, _PASSAGE)):
        raise ModelUnavailable(
            f"the model {source.name} leaves its prompt out of the pooling, which the exported graph cannot",
            next_step="choose another model",
        )


_QUESTION = ("query",)
_PASSAGE = ("document", "passage", "corpus")  # the order in which sentence-transformers' encode_document looks


def _prompt(model: Any, *names: str) -> str:
    for name in (*names, model.default_prompt_name):
        if name in model.prompts:
            return str(model.prompts[name] or "")
    return ""


def _pooled_and_tokens(model: Any) -> Any:
    import torch

    dense = [module for module in model if type(module).__name__ == "Dense"]

    class PooledAndTokens(torch.nn.Module):
        """One forward pass: what the whole model gives, and each token through the same Dense layers."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> tuple[Any, Any]:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            if "token_type_ids" in model.tokenizer.model_input_names:
                features["token_type_ids"] = torch.zeros_like(input_ids)
            features = self.model(features)
            tokens = features["token_embeddings"]
            for layer in dense:
                tokens = layer({"sentence_embedding": tokens})["sentence_embedding"]
            unit = torch.nn.functional.normalize
            return unit(features["sentence_embedding"].float(), dim=-1), unit(tokens.float(), dim=-1)

    return PooledAndTokens().eval()


def _write_graph(model: Any, folder: Path) -> None:
    import torch

    raw = folder / "raw"
    raw.mkdir()
    # Two rows, one of them padded: traced with no padding, a mask could be taken for a constant.
    ids = torch.full((2, 7), int(model.tokenizer.pad_token_id or 0), dtype=torch.int64)
    ids[0] = ids[1, :5] = 1
    mask = (torch.arange(7) < torch.tensor([[7], [5]])).to(torch.int64)
    axes = {0: "rows", 1: "tokens"}
    with _quiet(), torch.inference_mode():
        # dynamo=False: the newer exporter needs the further package onnxscript and gains nothing here.
        torch.onnx.export(
            _pooled_and_tokens(model),
            (ids, mask),
            str(raw / GRAPH_FILE),
            input_names=["input_ids", "attention_mask"],
            output_names=["pooled", "tokens"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "pooled": {0: "rows"}, "tokens": axes},
            opset_version=OPSET,
            dynamo=False,
        )
    _optimise(raw / GRAPH_FILE, folder)
    shutil.rmtree(raw)


def _optimise(raw: Path, folder: Path) -> None:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # EXTENDED fuses operators for any CPU; ALL would add layouts that fit only the CPU it runs on.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(folder / GRAPH_FILE)
    # Weights in a file of their own are mapped into memory: only the rows of the word table in use are read.
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", WEIGHTS_FILE)
    options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", "1024")
    onnxruntime.InferenceSession(str(raw), options, providers=["CPUExecutionProvider"])


def _write_tokenizer(model: Any, folder: Path) -> None:
    import tokenizers

    backend = getattr(model.tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelUnavailable(
            f"{type(model.tokenizer).__name__} has no tokenizer.json, so its tokens have no offsets",
            next_step="choose a model with a fast tokenizer",
        )
    copy = tokenizers.Tokenizer.from_str(backend.to_str())
    copy.no_truncation()
    copy.no_padding()
    copy.save(str(folder / TOKENIZER_FILE), pretty=False)


def _describe(model: Any, source: ModelSource, digest: str, origin: Path, folder: Path) -> Manifest:
    import tokenizers

    tokenizer = tokenizers.Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    bare = tokenizer.encode("a", add_special_tokens=False).ids
    full = tokenizer.encode("a").ids
    at = next(i for i in range(len(full)) if full[i : i + len(bare)] == bare)
    prefix, suffix = full[:at], full[at + len(bare) :]
    longest = min(int(model.max_seq_length or LONGEST_INPUT), LONGEST_INPUT)
    names = (GRAPH_FILE, WEIGHTS_FILE, TOKENIZER_FILE)
    return Manifest(
        model=source.name,
        digest=digest,
        fingerprint=fingerprint(origin),
        dimension=int(model.get_embedding_dimension()),
        window=longest - len(prefix) - len(suffix),
        prefix_ids=prefix,
        suffix_ids=suffix,
        pad_id=int(model.tokenizer.pad_token_id or 0),
        question_prompt=_prompt(model, *_QUESTION),
        passage_prompt=_prompt(model, *_PASSAGE),
        versions={name: version(name) for name in ("onnxruntime", "sentence-transformers", "torch", "tokenizers")},
        files={name: {"size": (folder / name).stat().st_size, "sha256": file_digest(folder / name)} for name in names},
    )


def _compare(model: Any, folder: Path, manifest: Manifest) -> None:
    from qa.indexing.encoder import OnnxEncoder

    ours = OnnxEncoder.from_export(ExportedModel(folder, manifest), threads=0).encode_passages(_SAMPLES)
    theirs = model.encode_document(list(_SAMPLES), normalize_embeddings=True, show_progress_bar=False)
    cosine = min(float(one.pooled @ other) for one, other in zip(ours, theirs, strict=True))
    widths = {one.tokens.shape[1] for one in ours}
    if cosine < LEAST_COSINE or widths != {manifest.dimension}:
        raise ModelUnavailable(
            f"the exported graph of {manifest.model} gives other vectors than sentence-transformers: cosine {cosine:.6f}, "
            f"token vectors of {widths} dimensions, pooled of {manifest.dimension}",
            next_step="choose another model, and report this one",
        )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' progress bars and tracing notes off a user's terminal, and leave no setting changed."""
    from transformers.utils import logging as transformers_logging

    bars = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if bars:
            transformers_logging.enable_progress_bar()
