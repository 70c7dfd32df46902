"""The real model, exported once a session, and sentence-transformers itself as the measure of exactness."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa.encoder.model_source import find_model
from qa.encoder.onnx_encoder import OnnxEncoder, open_encoder
from qa.settings import DEFAULT_MODEL, Settings

TinyModel = Callable[..., Path]


@pytest.fixture(scope="session")
def model_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(cache=tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def real_encoder(model_settings: Settings) -> OnnxEncoder:
    return open_encoder(model_settings)


@pytest.fixture(scope="session")
def sentence_transformer() -> Any:
    """The default model, loaded with the library's own defaults."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(find_model(DEFAULT_MODEL).folder), device="cpu", local_files_only=True)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> TinyModel:
    """Make a folder with a small random BERT that reads 32 tokens and has the default's word list."""

    def make(
        *, pooling: str = "mean", dense: bool = False, normalize: bool = False, prompts: dict[str, str] | None = None
    ) -> Path:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers import AutoTokenizer, BertConfig, BertModel

        folder = tmp_path_factory.mktemp("tiny")
        torch.manual_seed(7)
        config = BertConfig(
            hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, max_position_embeddings=32
        )
        BertModel(config).save_pretrained(folder / "bert")
        AutoTokenizer.from_pretrained(find_model(DEFAULT_MODEL).folder, model_max_length=32).save_pretrained(
            folder / "bert"
        )
        with warnings.catch_warnings():
            # The library moved its modules; the older place serves all versions allowed.
            warnings.simplefilter("ignore")
            from sentence_transformers import models

            modules: list[Any] = [models.Transformer(str(folder / "bert")), models.Pooling(32, pooling_mode=pooling)]
            modules += [models.Dense(32, 16)] if dense else []
            modules += [models.Normalize()] if normalize else []
            SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder / "model"))
        return folder / "model"

    return make
