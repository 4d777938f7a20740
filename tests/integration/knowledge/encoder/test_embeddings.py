"""The adapter over a real model: what LangChain, the index and several threads may count on."""

import json
import shutil
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from knowledge.encoder.build import EncoderBuildError
from knowledge.encoder.embeddings import EncoderUnavailableError, SentenceEncoder, open_encoder

HOSTILE = {
    "empty": "",
    "blank": " \t\n ",
    "ligature that grows 18-fold": "ﷺ" * 100,
    "lone surrogates": "\ud800 cán bộ \udfff",
    "NUL": "a\0b\0",
    "ten thousand marks": "a" + "\u0301\u0323" * 5_000,
    "one long word": "x" * 300_000,
    "a novel": "cán bộ đề xuất đổi mới " * 20_000,
    "special tokens": "<s></s><pad><unk><mask>" * 10,
    "another script": "政府は職員を保護する",
    "unassigned and private": "\U000e0fff\uf8ff\uffff",
    "right to left and joiners": "\u202eabc\u200d\u2066\u2069",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 50,
}
PARAPHRASES = [
    ("Thời hạn trả lời đề xuất là bao nhiêu ngày?", "Bao lâu thì cơ quan phải phản hồi kiến nghị?"),
    (
        "Ai được miễn trách nhiệm khi thí điểm thất bại?",
        "Trường hợp nào cán bộ không bị xử lý nếu làm thử không thành?",
    ),
    ("Hồ sơ đề xuất gửi về đâu?", "Nộp bản đề xuất đổi mới cho cơ quan nào?"),
    ("How many days to answer a proposal?", "Phải trả lời đề xuất trong mấy ngày?"),
]
UNRELATED = [
    "Món phở bò Hà Nội nấu thế nào cho ngon?",
    "Đội tuyển bóng đá thắng hai không tối qua.",
    "Trời hôm nay nhiều mây, có mưa rào.",
]


@pytest.fixture(scope="module")
def encoder(packaged_encoder_dir: Path) -> SentenceEncoder:
    encoder = open_encoder("", packaged_encoder_dir.parent)
    encoder.warm_up()
    return encoder


def test_importing_is_cheap() -> None:
    heavy = "{'torch', 'transformers', 'sentence_transformers'}"
    code = f"import sys, knowledge.encoder.embeddings; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_opening_loads_nothing(packaged_encoder_dir: Path) -> None:
    encoder = open_encoder("", packaged_encoder_dir.parent)
    assert not encoder.ready
    assert encoder.name.startswith("multilingual-e5-small@")


def test_warming_up_makes_it_ready(encoder: SentenceEncoder) -> None:
    assert encoder.ready


def test_vectors_are_of_one_length_and_norm(encoder: SentenceEncoder) -> None:
    vectors = np.array([encoder.embed_query("cán bộ"), *encoder.embed_documents(["cán bộ", "official"])])
    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_questions_and_passages_have_their_own_prompts(encoder: SentenceEncoder) -> None:
    """The prompts are part of the text, so a passage is what the other way round is not."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - slow: not while tests are collected

    plain = SentenceTransformer(encoder._source, device="cpu")
    expected = plain.encode(["query: ai quyết định", "passage: ai quyết định"])
    assert np.allclose(encoder.embed_query("ai quyết định"), expected[0], atol=1e-5)
    assert np.allclose(encoder.embed_documents(["ai quyết định"])[0], expected[1], atol=1e-5)
    assert np.allclose(plain.encode_document("ai quyết định"), expected[1], atol=1e-5)
    assert not np.allclose(expected[0], expected[1], atol=1e-3)


def test_a_batch_gives_what_single_texts_give(encoder: SentenceEncoder) -> None:
    texts = [f"Điều {i}. " + "Nội dung của điều này. " * (i % 7) for i in range(40)]
    together = encoder.embed_documents(texts)
    assert len(together) == len(texts)
    for i in (0, 6, 7, 8, 39):
        assert np.allclose(together[i], encoder.embed_documents([texts[i]])[0], atol=1e-5)


def test_no_texts_give_no_vectors(encoder: SentenceEncoder) -> None:
    assert encoder.embed_documents([]) == []


def test_decomposed_text_is_the_same_text(encoder: SentenceEncoder) -> None:
    text = "Được xem xét miễn trách nhiệm"
    assert encoder.embed_query(unicodedata.normalize("NFD", text)) == pytest.approx(encoder.embed_query(text), abs=1e-6)


@pytest.mark.parametrize("kind", HOSTILE)
def test_any_text_has_a_vector(encoder: SentenceEncoder, kind: str) -> None:
    for vector in (encoder.embed_query(HOSTILE[kind]), encoder.embed_documents([HOSTILE[kind], "cán bộ"])[0]):
        assert np.isfinite(vector).all()
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_what_is_beyond_the_limit_does_not_count(encoder: SentenceEncoder) -> None:
    start = "cán bộ đề xuất đổi mới vì lợi ích chung " * 200
    assert encoder.embed_query(start + "hết") == pytest.approx(encoder.embed_query(start + "xong"), abs=1e-6)


@pytest.mark.parametrize(("one", "other"), PARAPHRASES)
def test_paraphrases_are_nearer_than_the_unrelated(encoder: SentenceEncoder, one: str, other: str) -> None:
    question = np.array(encoder.embed_query(one))
    related, *unrelated = np.array(encoder.embed_documents([other, *UNRELATED])) @ question
    assert related > max(unrelated) + 0.02


def test_threads_may_share_it(packaged_encoder_dir: Path) -> None:
    """Eight threads meet an encoder that is not loaded: it loads once, and every vector is right."""
    encoder = open_encoder("", packaged_encoder_dir.parent)
    texts = [f"câu hỏi số {i} " + "rất dài " * i for i in range(8)]
    found: dict[int, list[float]] = {}
    models: set[int] = set()

    def ask(i: int) -> None:
        found[i] = encoder.embed_query(texts[i])
        models.add(id(encoder._model))

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(models) == 1
    for i, text in enumerate(texts):
        assert found[i] == pytest.approx(encoder.embed_query(text), abs=1e-5)


def test_a_model_without_prompts_gets_none(packaged_encoder_dir: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(packaged_encoder_dir, other)
    (other / "config_sentence_transformers.json").write_text(json.dumps({"model_type": "SentenceTransformer"}))
    encoder = open_encoder(str(other), tmp_path / "unused")
    assert encoder.name == str(other)
    assert encoder.embed_query("ai quyết định") == encoder.embed_documents(["ai quyết định"])[0]


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    encoder = open_encoder(str(tmp_path), tmp_path)
    with pytest.raises(EncoderUnavailableError, match="cannot be loaded"):
        encoder.warm_up()
    assert not encoder.ready


def test_a_model_that_is_damaged(packaged_encoder_dir: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(packaged_encoder_dir, damaged)
    (damaged / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(EncoderUnavailableError, match="cannot be loaded"):
        open_encoder(str(damaged), tmp_path).warm_up()


def test_the_packaged_encoder_must_have_been_built(tmp_path: Path) -> None:
    with pytest.raises(EncoderBuildError, match="damlam index"):
        open_encoder("", tmp_path)
