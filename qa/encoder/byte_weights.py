"""The graph that questions run on: as the exported one, but its large matrices hold one byte a weight.

The one home of onnx, which only the exporter loads. A question of a dozen tokens spends its time on fetching weights
and multiplying floats; bytes are a quarter to fetch and, with the right instructions, a quarter of the work.
docs/encoder.md has what it gains and what it changes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.encoder.arrays import Bytes, Floats

# Weights that share one scale. Of 32, vectors strayed half as far again (cosine 0.99952 against 0.99969).
BLOCK = 16
# Smaller matrices gain nothing.
LEAST_WEIGHTS = 2**16
# In units of a block's scale: bytes 1 to 255 stand for -127 to 127.
ZERO = 128
LARGEST = 127
# onnxruntime's name for arithmetic that turns the other factor into bytes, too, block by block.
BYTE_ARITHMETIC = 4


def write_byte_graph(graph: Path, target: Path, weights_name: str) -> bool:
    """Write `graph` with bytes for weights to `target`, and those into the file `weights_name` beside it.

    What stays as it is stays in the weights file of `graph`, which must lie in the same folder. Return whether there
    was anything to shorten; nothing is written otherwise.
    """
    import onnx

    model = onnx.load(str(graph), load_external_data=False)
    stored = {tensor.name: tensor for tensor in model.graph.initializer}
    with (target.parent / weights_name).open("wb") as weights:
        replaced = {
            node.input[1]
            for node in model.graph.node
            if node.op_type == "MatMul"
            and node.input[1] in stored
            and _is_large(stored[node.input[1]])
            and _replace(onnx, model, node, stored[node.input[1]], weights, graph.parent)
        }
    if not replaced:
        (target.parent / weights_name).unlink()
        return False
    used = {name for node in model.graph.node for name in node.input}
    for name in replaced - used:
        model.graph.initializer.remove(stored[name])
    if all(domain.domain != "com.microsoft" for domain in model.opset_import):
        model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    target.write_bytes(model.SerializeToString())
    return True


def _is_large(tensor: Any) -> bool:
    dimensions = list(tensor.dims)
    return len(dimensions) == 2 and dimensions[0] % BLOCK == 0 and dimensions[0] * dimensions[1] >= LEAST_WEIGHTS


def _replace(onnx: Any, model: Any, node: Any, tensor: Any, weights: Any, folder: Path) -> bool:
    """Let `node` multiply by bytes, written to the open file `weights`, instead of by `tensor`."""
    values = onnx.numpy_helper.to_array(tensor, base_dir=str(folder))
    if values.dtype != np.float32:
        return False
    rows, columns = values.shape
    shortened, scales = as_bytes(values)
    names = [f"{tensor.name}_bytes", f"{tensor.name}_scales"]
    if names[0] not in {other.name for other in model.graph.initializer}:
        model.graph.initializer.append(_external(onnx, names[0], shortened, weights))
        model.graph.initializer.append(_external(onnx, names[1], scales, weights))
    attributes = {"K": rows, "N": columns, "bits": 8, "block_size": BLOCK, "accuracy_level": BYTE_ARITHMETIC}
    node.op_type, node.domain = "MatMulNBits", "com.microsoft"
    node.input[1:] = names
    node.attribute.extend(onnx.helper.make_attribute(name, value) for name, value in attributes.items())
    return True


def as_bytes(weights: Floats) -> tuple[Bytes, Floats]:
    """Return float32 (K, N) as bytes (N, K / BLOCK, BLOCK) and a scale for each block, (N x K / BLOCK,).

    A weight is about (byte - ZERO) x scale. This is the layout that MatMulNBits of onnxruntime reads.
    """
    blocks = np.ascontiguousarray(weights.T).reshape(weights.shape[1], -1, BLOCK)
    largest = np.abs(blocks).max(axis=2, keepdims=True)
    scales = np.where(largest > 0, largest, 1.0) / LARGEST
    shortened: NDArray[np.uint8] = (np.rint(blocks / scales) + ZERO).astype(np.uint8)
    return shortened, scales.reshape(-1).astype(np.float32)


def _external(onnx: Any, name: str, array: NDArray[Any], weights: Any) -> Any:
    content = array.tobytes()
    # Mapped into memory, where a page begins.
    weights.write(b"\0" * (-weights.tell() % 4096))
    tensor = onnx.TensorProto(
        name=name,
        data_type=onnx.helper.np_dtype_to_tensor_dtype(array.dtype),
        dims=array.shape,
        data_location=onnx.TensorProto.EXTERNAL,
    )
    place = {"location": Path(weights.name).name, "offset": weights.tell(), "length": len(content)}
    tensor.external_data.extend(onnx.StringStringEntryProto(key=key, value=str(value)) for key, value in place.items())
    weights.write(content)
    return tensor
