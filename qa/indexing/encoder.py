"""Runs an exported model: texts in, pooled and token vectors out. onnxruntime and tokenizers live here, torch does not."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from qa.errors import ModelUnavailable, QaError
from qa.indexing.encoding import Encoding, Floats, Ints, ModelIdentity
from qa.indexing.exported_model import ExportedModel, find_export, unavailable
from qa.indexing.model_source import find_model
from qa.indexing.windows import Window, batch_windows, cut_into_windows
from qa.settings import Settings

logger = logging.getLogger(__name__)

# Padded tokens in one forward pass; measured in docs/encoder.md.
BATCH_TOKENS = 4096


def open_encoder(settings: Settings) -> OnnxEncoder:
    """Return the encoder of `settings.model`, exporting it first when this machine has not done so (about 15 s, logged).

    Raises ModelUnavailable when the weights are missing, are not the known ones, or cannot be exported.
    """
    source = find_model(settings.model)
    export = find_export(settings.cache, source)
    if export is None or export.faults():
        if source.is_default and source.folder is None:
            raise unavailable(source)
        # Brings in torch: only on the first run, or after a file was lost.
        from qa.indexing.exporter import export_model

        export = export_model(source, settings.cache)
    encoder = OnnxEncoder.from_export(export, threads=settings.threads)
    if settings.device != "cpu":
        from qa.indexing.exporter import load_forward

        encoder.passage_forward = load_forward(source, settings.device)
    return encoder


class OnnxEncoder:
    """An Encoder over an exported graph. Safe to call from many threads at once."""

    def __init__(self, export: ExportedModel, session: Any, tokenizer: Any) -> None:
        self._manifest = export.manifest
        self._session = session
        self._tokenizer = tokenizer
        self.identity = export.identity
        self.passage_forward: Any = self._forward

    @classmethod
    def from_export(cls, export: ExportedModel, *, threads: int = 0) -> OnnxEncoder:
        """Load an export; `threads` 0 takes one per core."""
        import onnxruntime
        import tokenizers

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = threads
        # The graph was optimised when it was exported; doing it again costs 0.1 s a start.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        try:
            session = onnxruntime.InferenceSession(str(export.graph), options, providers=["CPUExecutionProvider"])
            tokenizer = tokenizers.Tokenizer.from_file(str(export.tokenizer))
        except Exception as error:
            raise ModelUnavailable(
                f"cannot load the exported model in {export.folder}: {error}", next_step="remove that folder"
            ) from error
        return cls(export, session, tokenizer)

    def encode_questions(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode each question by itself, cut to the model's window."""
        prompt = self._manifest.question_prompt
        return [self._encode([text], prompt, self._forward, whole=False)[0] for text in texts]

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode passages in batches; what lies beyond the model's window is read in further windows."""
        return self._encode(texts, self._manifest.passage_prompt, self.passage_forward, whole=True)

    def tokenize(self, text: str) -> tuple[Ints, Ints]:
        """Return the token ids and spans that encode_passages gives for `text`, without running the model."""
        ids, spans, skipped = self._rows([text], self._manifest.passage_prompt)[0]
        return ids[skipped:], spans[skipped:]

    def _rows(self, texts: Sequence[str], prompt: str) -> list[tuple[Ints, Ints, int]]:
        rows = []
        for encoding in self._tokenizer.encode_batch([prompt + text for text in texts], add_special_tokens=False):
            ids = np.array(encoding.ids, dtype=np.int32)
            spans = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)
            # Tokens of the prompt are read but belong to no text.
            skipped = int(np.searchsorted(spans[:, 1], len(prompt), side="right")) if prompt else 0
            rows.append((ids, np.maximum(spans - len(prompt), 0), skipped))
        return rows

    def _encode(self, texts: Sequence[str], prompt: str, forward: Any, *, whole: bool) -> list[Encoding]:
        rows = self._rows(texts, prompt)
        size = self._manifest.window
        if not whole:
            rows = [(ids[:size], spans[:size], skipped) for ids, spans, skipped in rows]
        windows = [window for row, (ids, _, _) in enumerate(rows) for window in cut_into_windows(row, len(ids), size)]
        pooled = np.empty((len(rows), self.identity.dimension), dtype=np.float32)
        tokens: list[Floats] = [np.empty((len(ids), self.identity.dimension), dtype=np.float32) for ids, _, _ in rows]
        for batch in batch_windows(windows, BATCH_TOKENS):
            self._run(batch, rows, forward, pooled, tokens)
        return [
            Encoding(pooled[row], ids[skipped:], tokens[row][skipped:], spans[skipped:])
            for row, (ids, spans, skipped) in enumerate(rows)
        ]

    def _run(self, batch: list[Window], rows: Any, forward: Any, pooled: Floats, tokens: list[Floats]) -> None:
        prefix, suffix = self._manifest.prefix_ids, self._manifest.suffix_ids
        width = batch[0].size + len(prefix) + len(suffix)
        input_ids = np.full((len(batch), width), self._manifest.pad_id, dtype=np.int64)
        mask = np.zeros((len(batch), width), dtype=np.int64)
        for line, window in enumerate(batch):
            ids = [*prefix, *rows[window.row][0][window.start : window.end], *suffix]
            input_ids[line, : len(ids)] = ids
            mask[line, : len(ids)] = 1
        batch_pooled, batch_tokens = forward(input_ids, mask)
        for line, window in enumerate(batch):
            if window.start == 0:
                pooled[window.row] = batch_pooled[line]
            shift = len(prefix) - window.start
            tokens[window.row][window.keep_start : window.keep_end] = batch_tokens[
                line, window.keep_start + shift : window.keep_end + shift
            ]

    def _forward(self, input_ids: Any, attention_mask: Any) -> tuple[Floats, Floats]:
        pooled, tokens = self._session.run(
            ["pooled", "tokens"], {"input_ids": input_ids, "attention_mask": attention_mask}
        )
        return pooled, tokens


def model_identity(settings: Settings) -> ModelIdentity:
    """Return which encoder `settings` ask for, without loading it; exports it when that was not done yet."""
    source = find_model(settings.model)
    export = find_export(settings.cache, source)
    if export is None:
        return open_encoder(settings).identity
    return export.identity
