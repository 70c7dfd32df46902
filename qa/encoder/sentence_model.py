"""A model as sentence-transformers runs it; the one home of that library and of torch, transformers and the model hub.

Gives what the exporter writes down and what it compares with, and encodes on other devices than the CPU. Takes
seconds and hundreds of megabytes to load, so only the first run, and indexing on such a device, come here.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qa.encoder.arrays import Floats, Longs
from qa.encoder.model_source import ModelSource
from qa.encoder.telemetry import switch_off_telemetry
from qa.errors import ModelUnavailable

logger = logging.getLogger(__name__)

OPSET = 17
# Longest input accepted of models that state none, or one they were never trained on.
LONGEST_INPUT = 8192

_QUESTION_PROMPTS = ("query",)
_PASSAGE_PROMPTS = ("document", "passage", "corpus")  # where sentence-transformers' encode_document looks, in order


class SentenceModel:
    """A loaded model: its files' folder, its tokenizer, prompts and limits, and one forward pass in float32.

    Attributes:
        folder: where its files are, also when they came from the hub.
        dimension: of pooled vectors.
        max_length: tokens of an input, special tokens counted.
        prefix_ids, suffix_ids: special tokens around an input.
        pad_id: what shorter rows of a batch are filled with.
        question_prompt, passage_prompt: text put before a question or passage, often "".
    """

    def __init__(self, model: Any, folder: Path) -> None:
        self._model = model
        self._both = _pooled_and_tokens(model)
        self.folder = folder
        self.max_length = min(int(model.max_seq_length or LONGEST_INPUT), LONGEST_INPUT)
        self.prefix_ids, self.suffix_ids = _special_ids(model.tokenizer)
        self.pad_id = int(model.tokenizer.pad_token_id or 0)
        self.question_prompt = _prompt(model, _QUESTION_PROMPTS)
        self.passage_prompt = _prompt(model, _PASSAGE_PROMPTS)
        one = np.full((1, 1), self.pad_id, dtype=np.int64)
        self.dimension = self.forward(one, np.ones_like(one))[0].shape[1]

    @classmethod
    def load(cls, source: ModelSource, device: str = "cpu") -> SentenceModel:
        """Load from the model's folder, or by its hub name: from this machine first, then from the hub if that may be.

        Raises ModelUnavailable, naming what was tried.
        """
        _check_installed(source.name)
        if source.folder is not None:
            check_harmless(source.folder)
        with _quiet():
            import torch
            from sentence_transformers import SentenceTransformer

            _check_device(torch, device)
            place = str(source.folder or source.name)
            local_only = source.folder is not None or os.environ.get("HF_HUB_OFFLINE", "").lower() in {"1", "true"}
            failures = []
            for local in [True] if local_only else [True, False]:
                if not local:
                    logger.warning("Asking the model hub for %s: it is not on this machine.", source.name)
                try:
                    # Eager attention becomes plain operators, which ONNX Runtime runs 6 to 8 % faster in batches.
                    model = SentenceTransformer(
                        place,
                        device=device,
                        local_files_only=local,
                        trust_remote_code=False,
                        model_kwargs={"attn_implementation": "eager", "use_safetensors": True},
                    ).float()
                except (OSError, ValueError, RuntimeError, ImportError, LookupError, TypeError) as error:
                    failures.append(f"{'on this machine' if local else 'on the model hub'}: {_first_line(error)}")
                    continue
                _check_modules(model.eval(), source.name)
                return cls(model, source.folder or _hub_folder(source.name))
        raise ModelUnavailable(
            f"cannot load the model {source.name}; tried {'; '.join(failures)}",
            next_step="set QA_MODEL to a folder that sentence-transformers can load, or unset it for the default",
        )

    def forward(self, input_ids: Longs, attention_mask: Longs) -> tuple[Floats, Floats]:
        """Return pooled (rows, dimension) and tokens (rows, length, dimension), each vector of unit length."""
        import torch

        with torch.inference_mode():
            ids, mask = (torch.from_numpy(array).to(self._model.device) for array in (input_ids, attention_mask))
            pooled, tokens = self._both(ids, mask)
        return pooled.cpu().numpy(), tokens.cpu().numpy()

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return what sentence-transformers gives for passages, unit length: the measure of exactness."""
        encoded = self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(encoded, dtype=np.float32)

    def tokenizer_json(self) -> str:
        """Return the tokenizer as the tokenizers library reads it, with truncation and padding off."""
        backend = getattr(self._model.tokenizer, "backend_tokenizer", None)
        if backend is None:
            raise ModelUnavailable(
                f"{type(self._model.tokenizer).__name__} has no tokenizer.json, so its tokens have no offsets",
                next_step="choose a model with a fast tokenizer",
            )
        return json.dumps(json.loads(backend.to_str()) | {"truncation": None, "padding": None}, ensure_ascii=False)

    def write_graph(self, path: Path) -> None:
        """Write the forward pass as an ONNX graph, for any number of rows and any length."""
        import torch

        # Two rows, one of them padded: traced without padding, the mask could be taken for a constant.
        mask = (torch.arange(7) < torch.tensor([[7], [5]])).to(torch.int64)
        ids = torch.where(mask == 1, 5, self.pad_id)
        axes = {0: "rows", 1: "tokens"}
        with _quiet(), torch.inference_mode():
            torch.onnx.export(
                self._both,
                (ids, mask),
                str(path),
                input_names=["input_ids", "attention_mask"],
                output_names=["pooled", "tokens"],
                dynamic_axes={"input_ids": axes, "attention_mask": axes, "pooled": {0: "rows"}, "tokens": axes},
                opset_version=OPSET,
                # The newer exporter needs the further package onnxscript, and gains nothing here.
                dynamo=False,
            )


def _check_installed(name: str) -> None:
    # An installation that only answers, such as the image's, has the exported model and none of these.
    for library in ("torch", "sentence_transformers", "onnx"):
        if importlib.util.find_spec(library) is None:
            raise ModelUnavailable(
                f"{library} is not installed, and loading the model {name} takes it",
                next_step="prepare it where interview-qa is installed whole, and set QA_CACHE to a copy of that cache",
            )


def check_harmless(folder: Path) -> None:
    """Raise ModelUnavailable for a model that is read by running something: pickled weights, or code of its own."""
    pickled = [path for path in folder.rglob("*.bin") if not any(path.parent.glob("*.safetensors"))]
    if pickled:
        raise ModelUnavailable(
            f"{pickled[0]} holds weights as a pickle, which can run any code when it is read",
            next_step="choose a model with model.safetensors, or save it anew with sentence-transformers",
        )
    try:
        modules = json.loads((folder / "modules.json").read_bytes())
        types = [str(module["type"]) for module in modules]
    except FileNotFoundError:
        return
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelUnavailable(
            f"{folder / 'modules.json'} cannot be read: {error}", next_step="set QA_MODEL to another folder"
        ) from error
    # Releases of sentence-transformers before 6 import what a folder names, trust_remote_code or not.
    foreign = [name for name in types if not name.startswith("sentence_transformers.")]
    if foreign:
        raise ModelUnavailable(
            f"the model in {folder} wants code of its own to be run: {foreign[0]}",
            next_step="choose a model whose modules are those of sentence-transformers",
        )


def _pooled_and_tokens(model: Any) -> Any:
    import torch

    dense = [module for module in model if type(module).__name__ == "Dense"]
    typed = "token_type_ids" in model.tokenizer.model_input_names
    unit = torch.nn.functional.normalize

    class PooledAndTokens(torch.nn.Module):
        """What the whole model gives, and each token through the same Dense layers, so that both have one dimension."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> tuple[Any, Any]:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            if typed:
                features["token_type_ids"] = torch.zeros_like(input_ids)
            features = self.model(features)
            tokens = features["token_embeddings"]
            for layer in dense:
                tokens = layer({"sentence_embedding": tokens})["sentence_embedding"]
            return unit(features["sentence_embedding"].float(), dim=-1), unit(tokens.float(), dim=-1)

    return PooledAndTokens().eval()


def _special_ids(tokenizer: Any) -> tuple[list[int], list[int]]:
    bare = tokenizer("a", add_special_tokens=False)["input_ids"]
    full = tokenizer("a")["input_ids"]
    at = next(start for start in range(len(full)) if full[start : start + len(bare)] == bare)
    return full[:at], full[at + len(bare) :]


def _prompt(model: Any, names: Sequence[str]) -> str:
    for name in (*names, model.default_prompt_name):
        if name in model.prompts:
            return str(model.prompts[name] or "")
    return ""


def _check_device(torch: Any, device: str) -> None:
    kind = device.partition(":")[0]
    present = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not present.get(kind, False):
        raise ModelUnavailable(
            f"torch {torch.__version__} finds no device {device!r} on this machine",
            next_step=f"set QA_DEVICE to one it finds: {', '.join(name for name, here in present.items() if here)}",
        )


def _check_modules(model: Any, name: str) -> None:
    kinds = [type(module).__name__ for module in model]
    if kinds[0] != "Transformer" or "Pooling" not in kinds:
        raise ModelUnavailable(
            f"the model {name} is made of {', '.join(kinds)}; a Transformer and a Pooling are needed",
            next_step="choose a text model whose tokens have vectors of their own",
        )
    if not model[kinds.index("Pooling")].include_prompt and any(model.prompts.values()):
        raise ModelUnavailable(
            f"the model {name} leaves its prompt out of the pooling, which the exported graph cannot do",
            next_step="choose another model",
        )


def _hub_folder(name: str) -> Path:
    from huggingface_hub import hf_hub_download

    full_name = name if "/" in name else f"sentence-transformers/{name}"
    return Path(hf_hub_download(full_name, "config.json", local_files_only=True)).parent


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:300]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' progress bars and tracing notes off a user's terminal, and what they report to themselves."""
    switch_off_telemetry("huggingface_hub", "transformers")
    with _no_folder_of_torch(), _no_progress_bars(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _no_folder_of_torch() -> Iterator[None]:
    """Let torch make the folder for its compiler's results, which nobody uses here, where it goes again."""
    name = "TORCHINDUCTOR_CACHE_DIR"
    if name in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="qa-torch-") as folder:
        os.environ[name] = folder
        try:
            yield
        finally:
            del os.environ[name]


@contextlib.contextmanager
def _no_progress_bars() -> Iterator[None]:
    from transformers.utils import logging as transformers_logging

    bars: Any = transformers_logging
    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            bars.enable_progress_bar()
