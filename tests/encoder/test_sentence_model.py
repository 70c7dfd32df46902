"""Loading a model where its libraries are missing; what a loaded one gives is in test_exporter."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qa.encoder.onnx_encoder import open_encoder
from qa.encoder.sentence_model import check_harmless
from qa.errors import ModelUnavailable
from qa.settings import Settings


@pytest.mark.parametrize("library", ["torch", "sentence_transformers", "onnx"])
def test_a_model_that_cannot_be_prepared_here_says_what_is_missing(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The image answers without torch; another QA_MODEL in it needs a next step, not a traceback."""
    monkeypatch.setitem(sys.modules, library, None)  # as Python marks what is known not to be there
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text("{}")
    settings = Settings(model=str(tmp_path / "model"), cache=tmp_path / "cache")
    with pytest.raises(ModelUnavailable, match=f"^{library} is not installed") as caught:
        open_encoder(settings)
    assert "QA_CACHE" in (caught.value.next_step or "")


def model_of(folder: Path, *files: str, modules: str | None = None) -> Path:
    (folder / "2_Dense").mkdir(parents=True)
    for name in files:
        (folder / name).write_bytes(b"weights")
    if modules is not None:
        (folder / "modules.json").write_text(modules)
    return folder


@pytest.mark.parametrize(
    ("files", "named"),
    [
        (("pytorch_model.bin",), "pytorch_model.bin"),
        (("model.safetensors", "2_Dense/pytorch_model.bin"), "2_Dense/pytorch_model.bin"),
    ],
)
def test_weights_that_are_a_pickle_are_refused(files: tuple[str, ...], named: str, tmp_path: Path) -> None:
    """Reading a pickle runs whatever its maker put into it."""
    folder = model_of(tmp_path / "model", *files)
    (folder / "config.json").write_text("{}")
    with pytest.raises(ModelUnavailable, match=f"{named} holds weights as a pickle") as caught:
        open_encoder(Settings(model=str(folder), cache=tmp_path / "cache"))
    assert "safetensors" in caught.value.next_step


@pytest.mark.parametrize("kind", ["evil.Evil", "os.system", "sentence_transformersx.Evil"])
def test_code_that_comes_with_a_model_is_not_run(kind: str, tmp_path: Path) -> None:
    """A folder can name any class; only those of sentence-transformers are made."""
    folder = model_of(tmp_path / "model", "model.safetensors", modules=f'[{{"path": "", "type": "{kind}"}}]')
    (folder / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Evil: pass\n")
    with pytest.raises(ModelUnavailable, match="code of its own"):
        open_encoder(Settings(model=str(folder), cache=tmp_path / "cache"))
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("modules", ["{", "[1]", '[{"path": ""}]', "3"])
def test_a_broken_list_of_modules_is_named(modules: str, tmp_path: Path) -> None:
    """What cannot be read cannot be looked through."""
    with pytest.raises(ModelUnavailable, match=r"modules\.json cannot be read"):
        check_harmless(model_of(tmp_path / "model", "model.safetensors", modules=modules))


def test_pickles_beside_safetensors_are_passed_over(tmp_path: Path) -> None:
    """Many models carry both; the safe one is read."""
    modules = '[{"path": "", "type": "sentence_transformers.models.Transformer"}]'
    check_harmless(model_of(tmp_path / "model", "model.safetensors", "pytorch_model.bin", modules=modules))
