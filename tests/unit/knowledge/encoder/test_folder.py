"""Which pieces stay, and what the folder says of the model."""

import json
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from knowledge.encoder.folder import is_kept, kept_pieces, tokenizer_settings, write_folder
from knowledge.encoder.weights import EncoderFile

if TYPE_CHECKING:
    from tests.unit.knowledge.encoder.conftest import Container

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"


@pytest.fixture
def file(container: "Container") -> EncoderFile:
    return EncoderFile(container.to_bytes())


def tokenizer(file: EncoderFile, kept: list[int]) -> Tokenizer:
    return Tokenizer.from_str(json.dumps(tokenizer_settings(file.vocabulary, kept)))


@pytest.mark.parametrize(
    "text", [VIETNAMESE, VIETNAMESE.upper(), "fjwzFJWZ", "0123456789", "▁ .,;:!?…–—“”‘’«»()[]%§°+=<>/\\@#&*₫€$🙂"]
)
def test_keeps_what_vietnamese_and_english_text_holds(text: str) -> None:
    assert all(map(is_kept, text))
    assert all(map(is_kept, unicodedata.normalize("NFD", text)))


@pytest.mark.parametrize("character", "中あ한дωאبกं")
def test_drops_other_scripts(character: str) -> None:
    assert not is_kept(character)


def test_keeps_specials_and_whole_pieces(file: EncoderFile) -> None:
    kept = [file.vocabulary.pieces[i] for i in kept_pieces(file.vocabulary)]
    dropped = set(file.vocabulary.pieces) - set(kept)
    assert dropped == {"中", "▁中a"}
    assert kept == [piece for piece in file.vocabulary.pieces if piece not in dropped]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a", ["<s>", "▁a", "</s>"]),
        ("  a \t  b ", ["<s>", "▁a", "▁", "b", "</s>"]),
        ("a\x01b", ["<s>", "▁a", "b", "</s>"]),
        ("a\u0302\u0301", ["<s>", "▁ấ", "</s>"]),
        ("aấ", ["<s>", "▁a", "ấ", "</s>"]),
        ("", ["<s>", "</s>"]),
        ("a中", ["<s>", "▁a", "中", "</s>"]),
    ],
)
def test_tokenises(file: EncoderFile, text: str, pieces: list[str]) -> None:
    whole = tokenizer(file, list(range(len(file.vocabulary.pieces))))
    assert whole.encode(text).tokens == pieces


def test_a_dropped_piece_is_unknown(file: EncoderFile) -> None:
    pruned = tokenizer(file, kept_pieces(file.vocabulary))
    unknown = pruned.token_to_id("<unk>")
    assert pruned.encode("a中").ids == [0, pruned.token_to_id("▁a"), unknown, 2]


def test_ids_point_at_the_rows_of_their_pieces(file: EncoderFile, tmp_path: Path) -> None:
    kept = kept_pieces(file.vocabulary)
    write_folder(file, tmp_path, kept)
    rows = load_file(tmp_path / "model.safetensors")["embeddings.word_embeddings.weight"]
    pruned = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert rows.shape == (len(kept), 32)
    assert json.loads((tmp_path / "config.json").read_text())["vocab_size"] == len(kept)
    for old, piece in enumerate(file.vocabulary.pieces):
        if (new := pruned.token_to_id(piece)) is not None:
            assert rows[new].tolist() == file.rows("emb.word", [old])[0].tolist()


def test_writes_every_tensor_once(file: EncoderFile, tmp_path: Path) -> None:
    write_folder(file, tmp_path, kept_pieces(file.vocabulary))
    tensors = load_file(tmp_path / "model.safetensors")
    assert len(tensors) == len(file.shape.tensors())
    assert tensors["encoder.layer.0.intermediate.dense.weight"].tolist() == file.tensor("l0.fi.w").tolist()
    assert tensors["encoder.layer.0.output.LayerNorm.bias"].tolist() == file.tensor("l0.oln.b").tolist()
    assert tensors["embeddings.LayerNorm.weight"].tolist() == file.tensor("emb.ln.w").tolist()


def test_the_same_file_gives_the_same_bytes(container: "Container", tmp_path: Path) -> None:
    for name in ("first", "second"):
        file = EncoderFile(container.to_bytes())
        (tmp_path / name).mkdir()
        write_folder(file, tmp_path / name, kept_pieces(file.vocabulary))
    for path in (tmp_path / "first").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "second" / path.relative_to(tmp_path / "first")).read_bytes()
