"""Texts in, pooled and token vectors out, from an exported model: tokenize, window, batch, run, join.

The one home of tokenizers. Nothing of torch is loaded here but to export a model first, or to use another device.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from qa.encoder.arrays import Encoding, Floats, Ints, Longs, ModelIdentity
from qa.encoder.exported_model import ExportedModel, find_export, unavailable
from qa.encoder.graph import Graph, multiplies_bytes_fast
from qa.encoder.model_source import ModelSource, find_model, weights_digest
from qa.encoder.windows import Window, batch_windows, cut_into_windows
from qa.errors import ModelUnavailable
from qa.process.cores import cores_allowed
from qa.process.recently_used import RecentlyUsed
from qa.settings import Settings

# What is remembered of texts that come up again: token places of words looked up, and of passages that an older version
# stored without them, 3 KB each; vectors of questions, 1.5 KB a token.
KEPT_PLACES_BYTES = 4_000_000
KEPT_QUESTIONS_BYTES = 2_000_000

# Padded tokens in one forward pass: on a CPU what fits its caches, on other devices what keeps them busy
# (docs/encoder.md).
BATCH_TOKENS = 512
DEVICE_BATCH_TOKENS = 16_384

Forward = Callable[[Longs, Longs], tuple[Floats, Floats]]

_SURROGATES = re.compile("[\ud800-\udfff]")


def open_encoder(settings: Settings) -> OnnxEncoder:
    """Return the encoder that `settings` name, exporting its model first if that was never done (about 10 s, logged).

    Raises ModelUnavailable when the weights are missing, are not the known ones, or cannot be exported.
    """
    source = find_model(settings.model)
    encoder = _load(source, settings)
    return encoder if settings.device == "cpu" else encoder.with_device(lambda: _forward_on(source, settings.device))


def _forward_on(source: ModelSource, device: str) -> Forward:
    from qa.encoder.sentence_model import SentenceModel

    return SentenceModel.load(source, device).forward


def _load(source: ModelSource, settings: Settings) -> OnnxEncoder:
    export = find_export(settings.cache, source)
    if export is None or export.faults():
        export = _export(source, settings)
    try:
        return OnnxEncoder(export, threads=settings.threads)
    except ModelUnavailable:
        if not export.faults(thorough=True):
            raise
    # Damaged without a change of length; the exporter sees it too, and makes the files anew.
    return OnnxEncoder(_export(source, settings), threads=settings.threads)


def _export(source: ModelSource, settings: Settings) -> ExportedModel:
    if source.is_default and source.folder is None:
        raise unavailable(source)
    # Loads torch: only on the first run, or when a file was lost.
    from qa.encoder.exporter import export_model

    return export_model(source, settings.cache, OnnxEncoder)


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

    Attributes:
        identity: which model.
    """

    def __init__(self, export: ExportedModel, *, threads: int = 0, device: Callable[[], Forward] | None = None) -> None:
        """Load `export`. Passages run on `threads` threads (0: one per core), or through what `device` returns."""
        self.identity = export.identity
        self._export = export
        self._threads = threads
        self._manifest = export.manifest
        self._tokenizer = _read_tokenizer(export.tokenizer)
        # Loaded with the first passage where questions have a graph of their own: a server that only answers does
        # without it.
        self._graph = cache(lambda: Graph(export.graph))
        apart = export.question_graph if multiplies_bytes_fast() else None
        self._question_graph = self._graph() if apart is None else Graph(apart)
        # Asked for with the first passage: a question that the same settings serve does without torch.
        self._device = None if device is None else cache(device)
        self._places: RecentlyUsed[str, tuple[Ints, Ints]] = RecentlyUsed(KEPT_PLACES_BYTES, name="places")
        self._questions: RecentlyUsed[str, Encoding] = RecentlyUsed(KEPT_QUESTIONS_BYTES, name="questions")

    def with_device(self, device: Callable[[], Forward]) -> OnnxEncoder:
        """Return an encoder whose passages run through what `device` returns, while questions stay with the graph.

        It is called once, with the first passages.
        """
        return OnnxEncoder(self._export, threads=self._threads, device=device)

    def encode_questions(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode each question, cut to the model's window, by itself: its vectors do not depend on its neighbours."""
        return [self._questions.get(text) or self._encode_question(text) for text in texts]

    def _encode_question(self, text: str) -> Encoding:
        row = self._rows([text], self._manifest.question_prompt, limit=self._manifest.window)[0]
        found = self._encode([row], self._question_graph.forward)[0]
        # Others will be given the same arrays.
        for array in (found.pooled, found.token_ids, found.tokens, found.spans):
            array.flags.writeable = False
        self._questions.put(text, found, size=len(text) + found.pooled.nbytes + found.tokens.nbytes + 1000)
        return found

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode passages in batches; what lies beyond the model's window is read in further, overlapping windows.

        `pooled` is of the first window alone, as sentence-transformers has it.
        """
        rows = self._rows(texts, self._manifest.passage_prompt)
        if self._device is not None and rows:
            return self._encode(rows, self._device(), batch_tokens=DEVICE_BATCH_TOKENS)
        return self._encode(rows, self._graph().forward, threads=self._threads or cores_allowed())

    def tokenize(self, text: str) -> tuple[Ints, Ints]:
        """Return the token ids and spans that encode_passages gives for `text`, without running the model."""
        found = self._places.get(text)
        if found is None:
            row = self._rows([text], self._manifest.passage_prompt)[0]
            found = row.own_ids, row.own_spans
            for array in found:
                array.flags.writeable = False
            self._places.put(text, found, size=len(text) + found[0].nbytes + found[1].nbytes + 500)
        return found

    def _rows(self, texts: Sequence[str], prompt: str, *, limit: int | None = None) -> list[_Row]:
        # Half a surrogate pair has no UTF-8 form; what replaces it is as long, so offsets stay true.
        readable = [prompt + _SURROGATES.sub("\ufffd", text) for text in texts]
        # A single text on the caller's thread: handing it to another takes longer than cutting it.
        found = (
            [self._tokenizer.encode(readable[0], add_special_tokens=False)]
            if len(readable) == 1
            else self._tokenizer.encode_batch(readable, add_special_tokens=False)
        )
        return [_Row.from_ids(each.ids[:limit], each.offsets[:limit], len(prompt)) for each in found]

    def _encode(
        self, rows: Sequence[_Row], forward: Forward, *, batch_tokens: int = BATCH_TOKENS, threads: int = 1
    ) -> list[Encoding]:
        size = self._manifest.window
        windows = [window for number, row in enumerate(rows) for window in cut_into_windows(number, len(row.ids), size)]
        batches = batch_windows(windows, batch_tokens)
        pooled = np.zeros((len(rows), self.identity.dimension), dtype=np.float32)
        tokens = [np.zeros((len(row.ids), self.identity.dimension), dtype=np.float32) for row in rows]

        def run(batch: Sequence[Window]) -> None:
            batch_pooled, batch_tokens = forward(*self._pad(batch, rows))
            for line, window in enumerate(batch):
                if window.start == 0:
                    pooled[window.row] = batch_pooled[line]
                kept = slice(window.keep_start, window.keep_end)
                shift = len(self._manifest.prefix_ids) - window.start
                tokens[window.row][kept] = batch_tokens[line, kept.start + shift : kept.stop + shift]

        _for_each(run, batches, threads=threads)
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


def _for_each(run: Callable[[Sequence[Window]], None], batches: Sequence[Sequence[Window]], *, threads: int) -> None:
    # The batches write to different rows, or different parts of one.
    if min(threads, len(batches)) <= 1:
        for batch in batches:
            run(batch)
        return
    # 7 ms that a single question need not spend.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(threads, len(batches))) as pool:
        list(pool.map(run, batches))


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
