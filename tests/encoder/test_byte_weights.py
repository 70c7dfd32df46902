"""Weights as bytes: as near as a byte can be, and only where there is something to win."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from qa.encoder.byte_weights import BLOCK, LARGEST, ZERO, as_bytes, write_byte_graph
from qa.encoder.graph import Graph


def test_a_weight_is_off_by_half_a_step_at_most() -> None:
    """Each block has a scale of its own, so that a large weight costs only its neighbours precision."""
    weights = np.random.default_rng(3).standard_normal((64, 24)).astype(np.float32)
    weights[5, 7] = 90.0
    weights[:BLOCK, 0] = 0.0
    shortened, scales = as_bytes(weights)
    assert shortened.shape == (24, 64 // BLOCK, BLOCK)
    steps = scales.reshape(24, -1, 1)
    back = ((shortened.astype(np.float32) - ZERO) * steps).reshape(24, 64).T
    assert (np.abs(back - weights) <= np.repeat(steps[:, :, 0], BLOCK, axis=1).T * 0.5001).all()
    assert (back[:BLOCK, 0] == 0.0).all()
    assert np.abs(shortened.astype(int) - ZERO).max() == LARGEST


def _write_model(path: Path, size: int) -> None:
    """Write a graph of the form that the exporter writes: what it gives are rows of one matrix, times another."""
    rows = np.random.default_rng(1).standard_normal((8, size)).astype(np.float32)
    square = np.random.default_rng(2).standard_normal((size, size)).astype(np.float32)
    nodes = [
        helper.make_node("Gather", ["rows", "input_ids"], ["found"]),
        helper.make_node("MatMul", ["found", "square"], ["tokens"]),
        helper.make_node("ReduceMean", ["tokens"], ["pooled"], axes=[1], keepdims=0),
    ]
    ids, mask = (
        helper.make_tensor_value_info(name, TensorProto.INT64, [None, None]) for name in ("input_ids", "attention_mask")
    )
    outputs = [
        helper.make_tensor_value_info("pooled", TensorProto.FLOAT, [None, size]),
        helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [None, None, size]),
    ]
    stored = [numpy_helper.from_array(rows, "rows"), numpy_helper.from_array(square, "square")]
    graph = helper.make_graph(nodes, "g", [ids, mask], outputs, initializer=stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(path), save_as_external_data=True, location="graph.bin", size_threshold=0)


def test_large_matrices_become_bytes_and_the_rest_stays_where_it_was(tmp_path: Path) -> None:
    """The word table is read by rows: as floats it costs nothing, and bytes would cost exactness."""
    _write_model(tmp_path / "graph.onnx", 256)
    assert write_byte_graph(tmp_path / "graph.onnx", tmp_path / "questions.onnx", "questions.bin")
    assert (tmp_path / "questions.bin").stat().st_size < 256 * 256 * 1.5
    ids = np.array([[0, 3, 7]])
    exact, found = (Graph(tmp_path / name).forward(ids, np.ones_like(ids)) for name in ("graph.onnx", "questions.onnx"))
    for one, other in zip(exact, found, strict=True):
        assert not np.array_equal(one, other)
        cosine = (one * other).sum(-1) / np.linalg.norm(one, axis=-1) / np.linalg.norm(other, axis=-1)
        assert cosine.min() > 0.9998


def test_a_small_model_is_left_alone(tmp_path: Path) -> None:
    """It would win nothing; then questions share the graph of the passages."""
    _write_model(tmp_path / "graph.onnx", 64)
    assert not write_byte_graph(tmp_path / "graph.onnx", tmp_path / "questions.onnx", "questions.bin")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph.bin", "graph.onnx"]
