"""An ONNX graph, optimised once and run many times, and a product of whole numbers; the one home of onnxruntime."""

from __future__ import annotations

import platform
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.encoder.arrays import Bytes, Floats, Longs
from qa.encoder.telemetry import switch_off_telemetry
from qa.errors import ModelUnavailable

_PROCESSOR = Path("/proc/cpuinfo")


class Graph:
    """Runs input_ids and attention_mask to pooled and token vectors, on the caller's thread; many may run it at once.

    One thread a run: a question of a dozen tokens gains little from a second, batches side by side gain more from a
    core each than one batch does from all of them, and vectors do not depend on how many cores a machine has.
    """

    def __init__(self, path: Path) -> None:
        """Load the graph at `path`, its weights mapped from the file beside it."""
        onnxruntime = _import_quietly()
        options = _options(onnxruntime)
        # It was optimised when it was written; doing so again costs 0.1 s and 80 MB a start.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.intra_op_num_threads = 1
        self._session = _open(onnxruntime, path, options)

    def forward(self, input_ids: Longs, attention_mask: Longs) -> tuple[Floats, Floats]:
        """Return pooled (rows, dimension) and tokens (rows, length, dimension), each vector of unit length."""
        pooled, tokens = self._session.run(
            ["pooled", "tokens"], {"input_ids": input_ids, "attention_mask": attention_mask}
        )
        return pooled, tokens


def optimise_graph(raw: Path, target: Path, weights_name: str) -> None:
    """Write `raw`, simplified for any CPU, to `target`, with the weights in the file `weights_name` beside it."""
    onnxruntime = _import_quietly()
    options = _options(onnxruntime)
    # EXTENDED fuses operators; ALL would also choose memory layouts that fit only the CPU it runs on.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    # Weights in a file of their own are mapped, not read: of the word table only the rows in use reach memory.
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", weights_name)
    options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", "1024")
    _open(onnxruntime, raw, options)


def multiply_integers(rows: Bytes, columns: NDArray[np.int8]) -> NDArray[np.int32]:
    """Return the matrix product of uint8 (n, k) and int8 (k, m), int32, exact; on the caller's thread.

    numpy has no fast product of whole numbers; onnxruntime uses the processor's own instructions for it.
    """
    found: NDArray[np.int32] = _integer_product().run(None, {"rows": rows, "columns": columns})[0]
    return found


@cache
def _integer_product() -> Any:
    onnxruntime = _import_quietly()
    options = _options(onnxruntime)
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(integer_product_model(), options, providers=["CPUExecutionProvider"])


def integer_product_model() -> bytes:
    """Return the ONNX model of one MatMulInteger, product = rows x columns, as protocol-buffer bytes of onnx.proto.

    Written by hand, because the package onnx would be needed for these hundred bytes only.
    """
    uint8, int8, int32 = 2, 3, 6
    node = _text(1, "rows") + _text(1, "columns") + _text(2, "product") + _text(4, "MatMulInteger")
    inputs = _bytes(11, _value("rows", uint8)) + _bytes(11, _value("columns", int8))
    graph = _bytes(1, node) + _text(2, "product") + inputs + _bytes(12, _value("product", int32))
    ir_version, opset = bytes([1 << 3, 8]), bytes([2 << 3, 13])
    return ir_version + _bytes(7, graph) + _bytes(8, opset)


def _value(name: str, element: int) -> bytes:
    return _text(1, name) + _bytes(2, _bytes(1, bytes([1 << 3, element])))


def _text(field: int, text: str) -> bytes:
    return _bytes(field, text.encode())


def _bytes(field: int, content: bytes) -> bytes:
    # Tag with wire type 2, then the length; every content here is shorter than the 128 that one byte of length allows.
    return bytes([field << 3 | 2, len(content)]) + content


def _import_quietly() -> Any:
    # Not at the head of the module: much that loads this one never opens a graph.
    switch_off_telemetry("onnxruntime")
    import onnxruntime

    return onnxruntime


def _options(onnxruntime: Any) -> Any:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors only; its warnings speak of its own inner choices
    return options


def _open(onnxruntime: Any, path: Path, options: Any) -> Any:
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    # The library's errors share no base class but Exception.
    except Exception as error:
        raise ModelUnavailable(
            f"onnxruntime {onnxruntime.__version__} cannot load {path}: {error}",
            next_step=f"remove the folder {path.parent}; it is made anew",
        ) from error


@cache
def multiplies_bytes_fast() -> bool:
    """Tell whether this processor multiplies bytes faster than floats, as far as is known; False where it is not.

    Without such instructions onnxruntime turns bytes back into floats, which takes three times as long.
    """
    if platform.machine().lower() in {"arm64", "aarch64"}:
        return sys.platform == "darwin" or "asimddp" in _processor_features()
    return "avx2" in _processor_features()


def _processor_features() -> frozenset[str]:
    try:
        lines = _PROCESSOR.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()  # not Linux
    named = (line.partition(":") for line in lines)
    return frozenset(next((words for name, _, words in named if name.strip() in {"flags", "Features"}), "").split())
