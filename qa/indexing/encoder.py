"""Texts in, pooled and token vectors out, from an exported model: tokenize, window, batch, run, join.

The one home of tokenizers. Nothing of torch is loaded here but to export a model first, or to use another device.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import ModelUnavailable
from qa.indexing.encoding import Encoding, Floats, Ints, Longs, ModelIdentity
from qa.indexing.exported_model import ExportedModel, find_export, unavailable
from qa.indexing.graph import Graph
from qa.indexing.model_source import ModelSource, find_model, weights_digest
from qa.indexing.windows import Window, batch_windows, cut_into_windows
from qa.settings import Settings

logger = logging.getLogger(__name__)

# Padded tokens in one forward pass; more is no faster and takes more memory (docs/encoder.md).
BATCH_TOKENS = 2048

Forward = Callable[[Longs, Longs], tuple[Floats, Floats]]

_SURROGATES = re.compile("[\ud800-\udfff]")


def open_encoder(settings: Settings) -> OnnxEncoder:
    """Return the encoder that `settings` name, exporting its model first if that was never done (about 10 s, logged).

    Raises ModelUnavailable when the weights are missing, are not the known ones, or cannot be exported.
    """
    source = find_model(settings.model)
    encoder = _load(source, settings)
    if settings.device != "cpu":
        from qa.indexing.sentence_model import SentenceModel

        encoder.passage_forward = SentenceModel.load(source, settings.device).forward
    return encoder


def _load(source: ModelSource, settings: Settings) -> OnnxEncoder:
    export = find_export(settings.cache, source)
    if export is None or export.faults():
        export = _export(source, settings)
    try:
        return OnnxEncoder(export, threads=settings.threads)
    except ModelUnavailable as error:
        if not export.faults(thorough=True):
            raise
        logger.warning("The exported model is damaged and made anew: %s", error.message)
    return OnnxEncoder(_export(source, settings), threads=settings.threads)


def _export(source: ModelSource, settings: Settings) -> ExportedModel:
    if source.is_default and source.folder is None:
        raise unavailable(source)
    # Loads torch: only on the first run, or when a file was lost.
    from qa.indexing.exporter import export_model

    return export_model(source, settings.cache)


def model_identity(settings: Settings) -> ModelIdentity:
    """Return which encoder `settings` name without loading it; only a model never used before is exported first."""
    source = find_model(settings.model)
    return (find_export(settings.cache, source) or _export(source, settings)).identity


def check_model(settings: Settings) -> list[str]:
    """Hash the weights and the exported files, and say what is wrong, each with its remedy; empty when all is well.

    A model that is here but was not exported yet is no fault: the first question does it.
    """
    try:
        source = find_model(settings.model)
        if source.folder is not None:
            weights_digest(source, source.folder)
        export = find_export(settings.cache, source)
        if export is None:
            return [] if source.folder is not None else [str(unavailable(source))]
        return [
            f"{fault} (remove the folder {export.folder}; it is made anew)" for fault in export.faults(thorough=True)
        ]
    except ModelUnavailable as error:
        return [str(error)]


class OnnxEncoder:
    """The Encoder over an exported model. Safe to use from many threads at once.

    A question runs on one thread: a dozen tokens gain little from a second, and questions asked at once then share the
    cores without waiting for each other. Batches of passages take them all.

    Attributes:
        identity: which model.
        passage_forward: what runs passages; the graph, unless another device was asked for.
    """

    def __init__(self, export: ExportedModel, *, threads: int = 0) -> None:
        """Load `export`; `threads` bounds those of passages, 0 takes one per core."""
        self.identity = export.identity
        self.passage_forward: Forward = self._run_passages
        self._manifest = export.manifest
        self._tokenizer = _read_tokenizer(export.tokenizer)
        self._question_graph = Graph(export.graph, threads=1)
        self._passage_graph = self._question_graph if threads == 1 else None
        self._open_passage_graph = partial(Graph, export.graph, threads=threads)
        self._guard = threading.Lock()

    def encode_questions(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode each question, cut to the model's window, by itself: its vectors do not depend on its neighbours."""
        rows = self._rows(texts, self._manifest.question_prompt, limit=self._manifest.window)
        return [self._encode([row], self._question_graph.forward)[0] for row in rows]

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode passages in batches; what lies beyond the model's window is read in further, overlapping windows.

        `pooled` is of the first window alone, as sentence-transformers has it.
        """
        return self._encode(self._rows(texts, self._manifest.passage_prompt), self.passage_forward)

    def _run_passages(self, input_ids: Longs, attention_mask: Longs) -> tuple[Floats, Floats]:
        # A process that only answers never pays for this second graph: 40 MB of weights laid out for multiplication.
        with self._guard:
            graph = self._passage_graph = self._passage_graph or self._open_passage_graph()
        return graph.forward(input_ids, attention_mask)

    def tokenize(self, text: str) -> tuple[Ints, Ints]:
        """Return the token ids and spans that encode_passages gives for `text`, without running the model."""
        row = self._rows([text], self._manifest.passage_prompt)[0]
        return row.own_ids, row.own_spans

    def _rows(self, texts: Sequence[str], prompt: str, *, limit: int | None = None) -> list[_Row]:
        # Half a surrogate pair has no UTF-8 form; what replaces it is as long, so offsets stay true.
        readable = [prompt + _SURROGATES.sub("\ufffd", text) for text in texts]
        return [
            _Row.from_ids(found.ids[:limit], found.offsets[:limit], len(prompt))
            for found in self._tokenizer.encode_batch(readable, add_special_tokens=False)
        ]

    def _encode(self, rows: Sequence[_Row], forward: Forward) -> list[Encoding]:
        size = self._manifest.window
        windows = [window for number, row in enumerate(rows) for window in cut_into_windows(number, len(row.ids), size)]
        pooled = np.zeros((len(rows), self.identity.dimension), dtype=np.float32)
        tokens = [np.zeros((len(row.ids), self.identity.dimension), dtype=np.float32) for row in rows]
        for batch in batch_windows(windows, BATCH_TOKENS):
            batch_pooled, batch_tokens = forward(*self._pad(batch, rows))
            for line, window in enumerate(batch):
                if window.start == 0:
                    pooled[window.row] = batch_pooled[line]
                kept = slice(window.keep_start, window.keep_end)
                shift = len(self._manifest.prefix_ids) - window.start
                tokens[window.row][kept] = batch_tokens[line, kept.start + shift : kept.stop + shift]
        return [
            Encoding(pooled[number], row.own_ids, tokens[number][row.foreign :], row.own_spans)
            for number, row in enumerate(rows)
        ]

    def _pad(self, batch: Sequence[Window], rows: Sequence[_Row]) -> tuple[Longs, Longs]:
        prefix, suffix = self._manifest.prefix_ids, self._manifest.suffix_ids
        shape = (len(batch), batch[0].size + len(prefix) + len(suffix))
        input_ids = np.full(shape, self._manifest.pad_id, dtype=np.int64)
        mask = np.zeros(shape, dtype=np.int64)
        for line, window in enumerate(batch):
            ids = [*prefix, *rows[window.row].ids[window.start : window.end], *suffix]
            input_ids[line, : len(ids)] = ids
            mask[line, : len(ids)] = 1
        return input_ids, mask


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """The tokens of a prompt and a text; the first `foreign` ones are the prompt's."""

    ids: Ints
    spans: Ints
    foreign: int

    @classmethod
    def from_ids(cls, ids: Sequence[int], offsets: Sequence[tuple[int, int]], prompt_length: int) -> _Row:
        """Count `offsets`, which stand in prompt and text together, from the beginning of the text."""
        spans = np.array(offsets, dtype=np.int32).reshape(-1, 2) - np.int32(prompt_length)
        foreign = int(np.count_nonzero(spans[:, 1] <= 0)) if prompt_length else 0
        return cls(np.array(ids, dtype=np.int32), np.maximum(spans, 0), foreign)

    @property
    def own_ids(self) -> Ints:
        return self.ids[self.foreign :]

    @property
    def own_spans(self) -> Ints:
        return self.spans[self.foreign :]


def _read_tokenizer(path: Path) -> Any:
    import tokenizers

    try:
        return tokenizers.Tokenizer.from_file(str(path))
    # The library raises nothing more exact.
    except Exception as error:
        raise ModelUnavailable(
            f"tokenizers {tokenizers.__version__} cannot read {path}: {error}",
            next_step=f"remove the folder {path.parent}; it is made anew",
        ) from error
