"""Exporting a model: once, whole, and true to sentence-transformers whatever the model is made of."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.encoder import exporter
from qa.encoder.exported_model import GRAPH_FILE, TOKENIZER_FILE, WEIGHTS_FILE
from qa.encoder.exporter import export_model
from qa.encoder.model_source import find_model
from qa.encoder.onnx_encoder import OnnxEncoder, check_model, model_identity, open_encoder
from qa.encoder.sentence_model import SentenceModel
from qa.errors import ModelUnavailable
from qa.settings import Settings
from tests.encoder.conftest import TinyModel
from tests.privacy.watching import AuditHook

TEXTS = [
    "When is Ninh Thuận 1 expected to be signed?",
    "Она сказала, что договор подпишут в начале года.",
    "",
    "We talked about the old Atari, the winters and the songs that nobody else wanted to sing. " * 3,
]


@pytest.fixture(scope="module")
def plain_folder(tiny_model: TinyModel) -> Path:
    return tiny_model()


@pytest.fixture
def tiny_settings(plain_folder: Path, tmp_path: Path) -> Settings:
    return Settings(model=str(plain_folder), cache=tmp_path / "cache")


@pytest.mark.parametrize(
    "shape",
    [
        {"pooling": "mean"},
        {"pooling": "cls", "normalize": True},
        {"pooling": "max"},
        {"pooling": "mean", "dense": True},
        {"prompts": {"query": "query: ", "document": "passage: "}},
    ],
    ids=["mean", "cls", "max", "dense", "prompts"],
)
def test_any_pooling_is_exported_as_sentence_transformers_has_it(
    tiny_model: TinyModel, tmp_path: Path, shape: dict[str, Any]
) -> None:
    """QA_MODEL names any model; the graph must hold its own pooling, layers and prompts, not the default's."""
    from sentence_transformers import SentenceTransformer

    folder = tiny_model(**shape)
    encoder = open_encoder(Settings(model=str(folder), cache=tmp_path))
    theirs = SentenceTransformer(str(folder), device="cpu")
    for ours, expected in (
        (encoder.encode_passages(TEXTS), theirs.encode_document(TEXTS, normalize_embeddings=True)),
        (encoder.encode_questions(TEXTS), theirs.encode_query(TEXTS, normalize_embeddings=True)),
    ):
        np.testing.assert_allclose(np.stack([one.pooled for one in ours]), expected, atol=1e-5)


def test_a_prompt_is_read_but_its_tokens_are_nobodys(tiny_model: TinyModel, tmp_path: Path) -> None:
    """Highlights point into the passage; the prompt is not part of it."""
    folder = tiny_model(prompts={"query": "query: ", "document": "passage: "})
    encoding = open_encoder(Settings(model=str(folder), cache=tmp_path)).encode_passages(["an old Atari"])[0]
    assert [tuple(span) for span in encoding.spans.tolist()] == [(0, 2), (3, 6), (7, 12)]
    assert encoding.tokens.shape == (3, 32)


def test_dense_layers_give_tokens_the_pooled_dimension(tiny_model: TinyModel, tmp_path: Path) -> None:
    """An index has one dimension; token vectors pass through the layers that pooled ones pass through."""
    encoder = open_encoder(Settings(model=str(tiny_model(dense=True)), cache=tmp_path))
    encoding = encoder.encode_passages(["an old Atari"])[0]
    assert encoder.identity.dimension == 16
    assert encoding.tokens.shape == (3, 16)
    np.testing.assert_allclose(np.linalg.norm(encoding.tokens, axis=1), 1.0, atol=1e-6)


def test_folder_names_model_digest_and_runtime(tiny_settings: Settings) -> None:
    """Several models, and versions of one, live side by side in the cache."""
    export = export_model(find_model(tiny_settings.model), tiny_settings.cache, OnnxEncoder)
    assert export.folder == tiny_settings.cache / f"model-{export.identity.digest[:12]}-onnx-v2"
    assert set(export.manifest.files) == {GRAPH_FILE, WEIGHTS_FILE, TOKENIZER_FILE}
    assert export.manifest.window == 30
    assert sorted(path.name for path in tiny_settings.cache.iterdir()) == ["export.lock", export.folder.name]


def test_an_exported_model_is_opened_without_its_source_being_loaded(
    tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten seconds once, not at every start."""
    identity = open_encoder(tiny_settings).identity
    monkeypatch.setattr(SentenceModel, "load", lambda *_: pytest.fail("the model was loaded again"))
    assert open_encoder(tiny_settings).identity == identity
    assert model_identity(tiny_settings) == identity


@pytest.mark.parametrize("name", [GRAPH_FILE, WEIGHTS_FILE, TOKENIZER_FILE])
def test_a_truncated_file_is_noticed_and_made_anew(tiny_settings: Settings, name: str) -> None:
    """A full disk or a killed copy leaves files short; the next start must neither crash nor answer from them."""
    before = open_encoder(tiny_settings)
    path = export_model(find_model(tiny_settings.model), tiny_settings.cache, OnnxEncoder).folder / name
    path.write_bytes(path.read_bytes()[:-100])
    assert check_model(tiny_settings)
    after = open_encoder(tiny_settings)
    assert check_model(tiny_settings) == []
    assert np.array_equal(after.encode_questions(TEXTS)[0].pooled, before.encode_questions(TEXTS)[0].pooled)


def test_a_flipped_bit_is_named_by_the_check(tiny_settings: Settings) -> None:
    """Sizes are checked at each start, every byte only by `qa doctor`; it says which file and what to do."""
    open_encoder(tiny_settings)
    assert check_model(tiny_settings) == []
    path = export_model(find_model(tiny_settings.model), tiny_settings.cache, OnnxEncoder).folder / WEIGHTS_FILE
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    (fault,) = check_model(tiny_settings)
    assert str(path) in fault
    assert f"remove the folder {path.parent}" in fault


def test_a_graph_that_cannot_be_loaded_is_made_anew(tiny_settings: Settings) -> None:
    """Damage of the same length shows when the graph is loaded; the source is at hand, so nobody need be asked."""
    open_encoder(tiny_settings)
    path = export_model(find_model(tiny_settings.model), tiny_settings.cache, OnnxEncoder).folder / GRAPH_FILE
    path.write_bytes(b"\xff" * path.stat().st_size)
    assert open_encoder(tiny_settings).encode_questions(["Atari"])[0].tokens.shape == (1, 32)
    assert check_model(tiny_settings) == []


def test_a_changed_source_is_exported_again(tiny_model: TinyModel, tmp_path: Path) -> None:
    """Someone trains their model further in the same folder: old vectors must not be mixed with new ones."""
    folder = tiny_model()
    settings = Settings(model=str(folder), cache=tmp_path / "cache")
    before = open_encoder(settings).identity
    weights = next(folder.rglob("model.safetensors"))
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    # The change is seen by size and time, in whole seconds.
    os.utime(weights, (1, 1))
    assert open_encoder(settings).identity.digest != before.digest


def test_leavings_of_a_killed_export_are_cleared(tiny_settings: Settings) -> None:
    """Each would hold up to three copies of the weights."""
    abandoned = tiny_settings.cache / f"{exporter.SCRATCH_PREFIX}killed" / "draft"
    abandoned.mkdir(parents=True)
    open_encoder(tiny_settings)
    assert not abandoned.parent.exists()


def test_a_strayed_graph_is_refused(tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model the tracing gets wrong must fail at once, not answer badly."""
    monkeypatch.setattr(SentenceModel, "encode", lambda _, texts: np.full((len(texts), 32), 32**-0.5, np.float32))
    with pytest.raises(ModelUnavailable, match="strays from sentence-transformers"):
        open_encoder(tiny_settings)
    assert not list(tiny_settings.cache.glob("*-onnx-*"))


def test_a_cache_that_cannot_be_written_is_named(plain_folder: Path, tmp_path: Path) -> None:
    """The next step is a setting, so the message must name it."""
    (tmp_path / "file").touch()
    with pytest.raises(ModelUnavailable, match="QA_CACHE"):
        open_encoder(Settings(model=str(plain_folder), cache=tmp_path / "file"))


def test_a_hub_name_that_is_not_here_says_what_was_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Offline, the error must not be a stack of connection attempts."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelUnavailable, match="nobody/nothing; tried on this machine: ") as caught:
        open_encoder(Settings(model="nobody/nothing", cache=tmp_path))
    assert "QA_MODEL" in caught.value.next_step


def test_a_model_without_token_vectors_is_refused(tmp_path: Path) -> None:
    """Static word vectors have no forward pass to take tokens from."""
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library moved its modules; see conftest
        from sentence_transformers.models import StaticEmbedding

        static = StaticEmbedding(Tokenizer(WordLevel({"word": 0})), embedding_dim=8)
        SentenceTransformer(modules=[static], device="cpu").save(str(tmp_path / "static"))
    with pytest.raises(ModelUnavailable, match="made of StaticEmbedding"):
        open_encoder(Settings(model=str(tmp_path / "static"), cache=tmp_path / "cache"))


def test_another_device_gives_the_same_vectors(tiny_settings: Settings) -> None:
    """Passages may be encoded by torch elsewhere; they are searched together with the graph's questions."""
    encoder = open_encoder(tiny_settings)
    elsewhere = encoder.with_device(lambda: SentenceModel.load(find_model(tiny_settings.model), "cpu").forward)
    for one, other in zip(encoder.encode_passages(TEXTS), elsewhere.encode_passages(TEXTS), strict=True):
        np.testing.assert_allclose(one.pooled, other.pooled, atol=1e-5)
        np.testing.assert_allclose(one.tokens, other.tokens, atol=1e-5)
        assert np.array_equal(one.token_ids, other.token_ids)
        assert np.array_equal(one.spans, other.spans)


def test_a_device_that_is_not_there_is_named_with_those_that_are(tiny_settings: Settings) -> None:
    """QA_DEVICE is a wish of this machine's owner; what torch finds is what can be granted, once it is needed."""
    encoder = open_encoder(tiny_settings.with_values(device="abacus"))
    assert encoder.encode_passages([]) == []
    assert len(encoder.encode_questions(["Who?"])) == 1
    with pytest.raises(ModelUnavailable, match=r"no device 'abacus'.*cpu"):
        encoder.encode_passages(TEXTS)


@pytest.mark.slow
def test_two_processes_that_start_together_export_once(tiny_settings: Settings) -> None:
    """A server with several workers, or an impatient user: the second waits and uses the first one's export."""
    code = (
        "import sys; from pathlib import Path; from qa.settings import Settings; "
        "from qa.encoder.onnx_encoder import open_encoder; "
        "print(open_encoder(Settings(model=sys.argv[1], cache=Path(sys.argv[2]))).identity.digest)"
    )
    command = [sys.executable, "-c", code, tiny_settings.model, str(tiny_settings.cache)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ended = [process.communicate(timeout=120) for process in both]
    assert ended[0][0] == ended[1][0] != ""
    assert sum(stderr.count("Preparing the model") for _, stderr in ended) == 1


@pytest.mark.slow
@pytest.mark.parametrize("offline", ["0", "1"])
def test_a_hub_name_is_loaded_from_what_was_downloaded_before(plain_folder: Path, tmp_path: Path, offline: str) -> None:
    """A model that another program fetched serves here too, its export outlives the download, and nobody is asked.

    The hub's client by itself asks the hub for something else even where it is told to use local files only.
    """
    repository = tmp_path / "hub" / "models--some--mini"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("0123abc")
    shutil.copytree(plain_folder, repository / "snapshots" / "0123abc")
    code = (
        "import sys; from pathlib import Path; from qa.settings import Settings; "
        "from qa.encoder.onnx_encoder import open_encoder; "
        "print(open_encoder(Settings(model='some/mini', cache=Path(sys.argv[1]))).identity.label)"
    )
    watcher = AuditHook(tmp_path)
    command = [sys.executable, "-c", code, str(tmp_path / "cache")]
    environment = {**os.environ, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": offline}
    watched, environment = watcher.wrap(command, environment, cwd=tmp_path)
    first = subprocess.run(watched, env=environment, capture_output=True, text=True, check=True)
    assert watcher.seen().reached == ()
    shutil.rmtree(repository)
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert first.stdout.startswith("some/mini@")
    assert (again.stdout, again.stderr) == (first.stdout, "")
