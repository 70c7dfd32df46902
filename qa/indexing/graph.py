"""An ONNX graph, optimised once and run many times; the one home of onnxruntime."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qa.errors import ModelUnavailable
from qa.indexing.encoding import Floats, Longs

_CGROUP_QUOTA = Path("/sys/fs/cgroup/cpu.max")


class Graph:
    """Runs input_ids and attention_mask to pooled and token vectors, on the caller's thread; many may run it at once.

    One thread a run: a question of a dozen tokens gains little from a second, batches side by side gain more from a
    core each than one batch does from all of them, and vectors do not depend on how many cores a machine has.
    """

    def __init__(self, path: Path) -> None:
        """Load the graph at `path`, its weights mapped from the file beside it."""
        import onnxruntime

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
    import onnxruntime

    options = _options(onnxruntime)
    # EXTENDED fuses operators; ALL would also choose memory layouts that fit only the CPU it runs on.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    # Weights in a file of their own are mapped, not read: of the word table only the rows in use reach memory.
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", weights_name)
    options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", "1024")
    _open(onnxruntime, raw, options)


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


def cores_allowed() -> int:
    """Return how many cores this process may use: those it is bound to, or fewer when a container's quota says so."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = _CGROUP_QUOTA.read_text().split()
        return max(1, min(bound, -(-int(quota) // int(period))))
    except (OSError, ValueError):
        # Not Linux, no such file, or "max".
        return bound
