"""The reader of the container: exact on good files, and a clear refusal of every other."""

import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.encoder.weights import BLOCK, EncoderFile, EncoderFileError, dequantise

if TYPE_CHECKING:
    from tests.unit.knowledge.encoder.conftest import Container

RECORD = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])


def test_reads_the_shape(container: "Container") -> None:
    shape = EncoderFile(container.to_bytes()).shape
    assert (shape.hidden, shape.layers, shape.heads, shape.feed_forward) == (32, 1, 2, 64)
    assert (shape.vocabulary, shape.positions, shape.types) == (17, 16, 2)
    assert shape.epsilon == pytest.approx(1e-12)


def test_reads_the_vocabulary(container: "Container") -> None:
    vocabulary = EncoderFile(container.to_bytes()).vocabulary
    assert vocabulary.pieces == tuple(piece.decode() for piece in container.pieces)
    assert vocabulary.scores == container.scores
    assert (vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unk) == (0, 2, 1, 3)
    assert vocabulary.rules == {"\t": " ", "\x01": "", "ﬁ": "fi"}


def test_reads_plain_tensors(container: "Container") -> None:
    file = EncoderFile(container.to_bytes())
    stored = next(tensor for tensor in container.tensors if tensor.name == "emb.pos")
    assert file.tensor("emb.pos").shape == (16, 32)
    assert file.tensor("emb.pos").tobytes() == stored.data


def test_reads_packed_tensors(container: "Container") -> None:
    file = EncoderFile(container.to_bytes())
    stored = next(tensor for tensor in container.tensors if tensor.name == "l0.fo.w")
    weights = file.tensor("l0.fo.w")
    assert weights.shape == (32, 64)
    assert weights.dtype == np.float32
    (scale,) = struct.unpack_from("<e", stored.data, 18)
    assert weights[0, 32] == pytest.approx(((stored.data[20] & 15) - 8) * scale)
    assert weights[0, 63] == pytest.approx(((stored.data[35] >> 4) - 8) * scale)


@pytest.mark.parametrize("name", ["emb.word", "emb.pos"])
def test_reads_chosen_rows(container: "Container", name: str) -> None:
    file = EncoderFile(container.to_bytes())
    assert np.array_equal(file.rows(name, [7, 0, 3]), file.tensor(name)[[7, 0, 3]])


def test_a_gap_before_the_data_is_allowed(container: "Container") -> None:
    file = EncoderFile(container.to_bytes())
    moved = tuple(type(t)(t.name, t.kind, t.elements, t.offset + 40, t.data) for t in container.tensors)
    first, *others = moved
    padded = type(first)(first.name, first.kind, first.elements, first.offset, bytes(40) + first.data, len(first.data))
    with_gap = EncoderFile(container.changed(tensors=(padded, *others)).to_bytes())
    assert np.array_equal(with_gap.tensor("l0.oln.b"), file.tensor("l0.oln.b"))
    assert np.array_equal(with_gap.tensor("emb.word"), file.tensor("emb.word"))


@pytest.mark.parametrize(
    ("scale", "byte", "low", "high"),
    [
        (1.0, 0x00, -8.0, -8.0),
        (1.0, 0x88, 0.0, 0.0),
        (1.0, 0xFF, 7.0, 7.0),
        (0.5, 0x9A, 1.0, 0.5),
        (-2.0, 0x1F, -14.0, 14.0),
        (0.0, 0x37, 0.0, 0.0),
        (2.0**-24, 0xF0, -8 * 2.0**-24, 7 * 2.0**-24),
    ],
)
def test_dequantises(scale: float, byte: int, low: float, high: float) -> None:
    block = np.frombuffer(struct.pack("<e", scale) + bytes([byte] * 16), dtype=RECORD)
    weights = dequantise(block)
    assert weights.shape == (BLOCK,)
    assert weights[:16].tolist() == [low] * 16
    assert weights[16:].tolist() == [high] * 16


def test_dequantises_in_order() -> None:
    nibbles = bytes(i | (15 - i) << 4 for i in range(16))
    block = np.frombuffer(struct.pack("<e", 1.0) + nibbles, dtype=RECORD)
    assert dequantise(block).tolist() == [float(i - 8) for i in (*range(16), *range(15, -1, -1))]


BROKEN = {
    "wrong magic": ({"magic": b"GGUF"}, "does not begin with E5S1"),
    "unknown version": ({"version": 2}, "version 2"),
    "no layers": ({"dimensions": (32, 0, 2, 64, 17, 16, 2)}, "impossible dimensions"),
    "negative width": ({"dimensions": (-32, 1, 2, 64, 17, 16, 2)}, "impossible dimensions"),
    "absurd width": ({"dimensions": (1 << 30, 1, 2, 64, 17, 16, 2)}, "impossible dimensions"),
    "heads do not divide": ({"dimensions": (32, 1, 3, 64, 17, 16, 2)}, "do not divide"),
    "blocks do not divide": ({"dimensions": (32, 1, 2, 65, 17, 16, 2)}, "do not divide"),
    "epsilon not a number": ({"epsilon": float("nan")}, "epsilon"),
    "other blocks": ({"block": 64}, "blocks of 64"),
    "more pieces than rows": ({"dimensions": (32, 1, 2, 64, 14, 16, 2)}, "15 pieces for a word table of 14 rows"),
    "special piece out of range": ({"specials": (0, 2, 1, 99)}, "special pieces"),
    "special pieces shared": ({"specials": (0, 0, 1, 3)}, "special pieces"),
    "offsets fall": ({"offsets": (0, 3, 2, *range(12, 25))}, "offsets of the pieces"),
    "offsets start late": ({"offsets": (1, *range(2, 17))}, "offsets of the pieces"),
    "score not a number": ({"scores": (float("nan"), *[0.0] * 14)}, "score"),
    "a piece twice": ({"pieces": (b"<s>", b"<pad>", b"</s>", b"<unk>", *[b"a"] * 11)}, "twice"),
    "a piece not UTF-8": (
        {"pieces": (b"<s>", b"<pad>", b"</s>", b"<unk>", b"\xff", *(bytes([c]) for c in b"abcdefghij"))},
        "not UTF-8",
    ),
    "a rule twice": ({"rules": ((9, (32,)), (9, ()))}, r"two rules of normalisation for U\+0009"),
    "a rule for a surrogate": ({"rules": ((0xD800, (32,)),)}, "names no character"),
    "a rule beyond Unicode": ({"rules": ((9, (0x110000,)),)}, "names no character"),
    "bytes after the rules": ({"rule_padding": b"\0\0"}, "2 bytes too many"),
}
BROKEN_TENSORS = {
    "unknown tensor": ("l0.q.b", {"name": "l9.q.b"}, "tensors missing: l0.q.b"),
    "a tensor twice": ("l0.q.b", {"name": "l0.k.b"}, "tensors missing: l0.q.b"),
    "name not ASCII": ("l0.q.b", {"name": "l0.q.é"}, "tensors missing|ends inside"),
    "unknown kind": ("l0.q.w", {"kind": 7}, "kind 7"),
    "kind against length": ("l0.q.w", {"kind": 0}, "has 576 bytes for 1024 elements of kind 0"),
    "other elements": ("l0.q.w", {"elements": 1056}, "1056 elements"),
    "length claimed": ("l0.q.w", {"claimed_length": 594}, "594 bytes"),
    "tensor over another": ("l0.q.b", {"offset": 0}, "overlaps"),
    "tensor over the directory": ("emb.word", {"offset": -4}, "overlaps the directory"),
    "tensor past the end": ("l0.oln.b", {"offset": 1 << 40}, "the file at"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_refuses(container: "Container", case: str) -> None:
    changes, message = BROKEN[case]
    with pytest.raises(EncoderFileError, match=message):
        EncoderFile(container.changed(**changes).to_bytes())


@pytest.mark.parametrize("case", BROKEN_TENSORS)
def test_refuses_the_tensor(container: "Container", case: str) -> None:
    name, changes, message = BROKEN_TENSORS[case]
    with pytest.raises(EncoderFileError, match=message):
        EncoderFile(container.with_tensor(name, **changes).to_bytes())


def test_refuses_a_tensor_too_few(container: "Container") -> None:
    with pytest.raises(EncoderFileError, match="20 tensors where the encoder has 21"):
        EncoderFile(container.changed(tensors=container.tensors[:-1]).to_bytes())


def test_refuses_every_truncation_of_the_head(container: "Container") -> None:
    data = container.to_bytes()
    head = len(data) - sum(len(tensor.data) for tensor in container.tensors)
    for length in range(head):
        with pytest.raises(EncoderFileError):
            EncoderFile(data[:length])


@pytest.mark.parametrize("lost", [1, 18, 128, 1000])
def test_refuses_truncated_data(container: "Container", lost: int) -> None:
    with pytest.raises(EncoderFileError, match="the file at"):
        EncoderFile(container.to_bytes()[:-lost])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("l0.q.b", struct.pack("<f", float("inf")) + bytes(124)),
        ("l0.q.w", struct.pack("<e", float("nan")) + bytes(574)),
    ],
)
def test_refuses_values_that_are_not_finite(container: "Container", name: str, data: bytes) -> None:
    file = EncoderFile(container.with_tensor(name, data=data).to_bytes())
    with pytest.raises(EncoderFileError, match=f"{name} holds values that are not finite"):
        file.tensor(name)


@given(position=st.integers(min_value=0), damage=st.binary(min_size=1, max_size=8))
@settings(deadline=None)
def test_damage_is_refused_or_harmless(container: "Container", position: int, damage: bytes) -> None:
    """Whatever is overwritten, the reader raises its own error or gives tensors of the promised shapes."""
    data = bytearray(container.to_bytes())
    start = position % (len(data) - len(damage))
    data[start : start + len(damage)] = damage
    try:
        file = EncoderFile(bytes(data))
        shapes = {name: file.tensor(name).shape for name in file.shape.tensors()}
    except EncoderFileError:
        return
    assert shapes == file.shape.tensors()
