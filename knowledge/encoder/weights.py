"""Reads the ``E5S1`` container: a 4-bit BERT encoder together with its Unigram tokenizer.

The layout, little-endian, is

- header: magic ``E5S1``, u32 version, i32 hidden, layers, heads, feed-forward, vocabulary, positions, types,
  f32 epsilon, i32 block;
- tokenizer: i32 pieces, bos, eos, pad, unk; u64 length of the piece bytes; u32 offsets[pieces + 1];
  f32 scores[pieces]; the piece bytes; then i32 rules, u32 length of the rules and, for each, u32 code point, u8 n,
  u32 replacement[n];
- tensors: i32 count, then for each u16 length, name, u8 kind, u32 elements, u64 offset, u64 bytes; then the data.

A tensor of kind 1 holds blocks of 32 weights in 18 bytes: an f16 scale, then 16 bytes whose low nibbles are weights
0 to 15 and whose high nibbles are weights 16 to 31; a weight is ``(nibble - 8) * scale``. Kind 0 is plain f32.

The file comes from outside: nothing in it is believed before it is checked.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

MAGIC = b"E5S1"
VERSION = 1
BLOCK = 32
_BLOCK_RECORD = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
_BYTES_PER_KIND = {0: (4, 1), 1: (_BLOCK_RECORD.itemsize, BLOCK)}  # kind: (bytes, weights they hold)
_LARGEST_DIMENSION = 1 << 20


class EncoderFileError(ValueError):
    """The file is not a whole and well-formed ``E5S1`` container."""


@dataclass(frozen=True)
class Shape:
    """The dimensions of the encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float

    def tensors(self) -> dict[str, tuple[int, ...]]:
        """The name and the shape of every tensor that such an encoder has."""
        hidden, wide = (self.hidden,), (self.feed_forward,)
        square = (self.hidden, self.hidden)
        named: dict[str, tuple[int, ...]] = {
            "emb.word": (self.vocabulary, self.hidden),
            "emb.pos": (self.positions, self.hidden),
            "emb.type": (self.types, self.hidden),
            "emb.ln.w": hidden,
            "emb.ln.b": hidden,
        }
        layer: dict[str, tuple[int, ...]] = {
            **{f"{part}.w": square for part in ("q", "k", "v", "ao")},
            **{f"{part}.b": hidden for part in ("q", "k", "v", "ao", "fo", "aln", "oln")},
            **{f"{part}.w": hidden for part in ("aln", "oln")},
            "fi.w": (self.feed_forward, self.hidden),
            "fi.b": wide,
            "fo.w": (self.hidden, self.feed_forward),
        }
        return named | {f"l{i}.{name}": shape for i in range(self.layers) for name, shape in layer.items()}


@dataclass(frozen=True)
class Vocabulary:
    """The Unigram pieces with their scores (natural logarithms), in the order of their ids, and the normalisation."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unk: int
    rules: Mapping[str, str]
    """One character to what stands for it."""


@dataclass(frozen=True)
class _Entry:
    kind: int
    elements: int
    offset: int
    length: int


class EncoderFile:
    """A checked container. Tensors are expanded to f32 only when asked for.

    Raises:
        EncoderFileError: if anything in the file is off; the message says what and where.
    """

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        cursor = _Cursor(self._data)
        self.shape = _read_shape(cursor)
        self.vocabulary = _read_vocabulary(cursor, self.shape.vocabulary)
        self._shapes = self.shape.tensors()
        self._entries = _read_directory(cursor, self._shapes)

    def tensor(self, name: str) -> FloatArray:
        """The whole tensor, in its own shape."""
        return self.rows(name, None)

    def rows(self, name: str, rows: Sequence[int] | None) -> FloatArray:
        """The rows (of the first axis) asked for, in that order; all of them for ``None``."""
        entry, shape = self._entries[name], self._shapes[name]
        record = np.dtype("<f4") if entry.kind == 0 else _BLOCK_RECORD
        data = self._data[entry.offset : entry.offset + entry.length]
        stored: NDArray[Any] = np.frombuffer(data, dtype=record)
        if rows is not None:
            stored = stored.reshape(shape[0], -1)[np.asarray(rows)]
        values = stored.astype(np.float32) if entry.kind == 0 else dequantise(stored)
        if not np.isfinite(values).all():
            raise EncoderFileError(f"tensor {name} holds values that are not finite")
        return values.reshape(-1, *shape[1:])


def dequantise(blocks: NDArray[Any]) -> FloatArray:
    """The weights of 4-bit blocks, 32 f32 values a block, along one axis."""
    packed = blocks.reshape(-1)
    nibbles = packed["nibbles"]
    weights = np.concatenate((nibbles & 0x0F, nibbles >> 4), axis=1).astype(np.float32)
    weights -= 8
    with np.errstate(invalid="ignore"):  # an infinite scale gives values that are not finite, which `rows` refuses
        weights *= packed["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


class _Cursor:
    """Reads forward; every read is checked against the end of the data."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self.position = 0

    @property
    def size(self) -> int:
        return len(self._data)

    def take(self, length: int, what: str) -> memoryview:
        end = self.position + length
        if end > self.size:
            raise EncoderFileError(f"the file ends inside {what} (byte {self.size}, needs {end})")
        taken = self._data[self.position : end]
        self.position = end
        return taken

    def unpack(self, layout: str, what: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{layout}", self.take(struct.calcsize(f"<{layout}"), what))

    def array(self, kind: str, count: int, what: str) -> NDArray[Any]:
        dtype = np.dtype(kind)
        return np.frombuffer(self.take(count * dtype.itemsize, what), dtype=dtype)


def _read_shape(cursor: _Cursor) -> Shape:
    if bytes(cursor.take(4, "the magic")) != MAGIC:
        raise EncoderFileError(f"the file does not begin with {MAGIC.decode()}")
    (version,) = cursor.unpack("I", "the header")
    if version != VERSION:
        raise EncoderFileError(f"version {version} of the layout is not known (only {VERSION})")
    shape = Shape(*cursor.unpack("7if", "the header"))
    (block,) = cursor.unpack("i", "the header")
    *dimensions, epsilon = astuple(shape)
    if not all(0 < dimension <= _LARGEST_DIMENSION for dimension in dimensions):
        raise EncoderFileError(f"impossible dimensions: {shape}")
    if shape.hidden % shape.heads or shape.hidden % BLOCK or shape.feed_forward % BLOCK:
        raise EncoderFileError(f"dimensions that do not divide into heads and blocks: {shape}")
    if not 0 < epsilon < 1:
        raise EncoderFileError(f"impossible epsilon of the normalisation: {epsilon}")
    if block != BLOCK:
        raise EncoderFileError(f"blocks of {block} weights (only {BLOCK})")
    return shape


def _read_vocabulary(cursor: _Cursor, rows: int) -> Vocabulary:
    count, bos, eos, pad, unk = cursor.unpack("5i", "the tokenizer's header")
    if not 0 < count <= rows:
        raise EncoderFileError(f"{count} pieces for a word table of {rows} rows")
    specials = (bos, eos, pad, unk)
    if len(set(specials)) != len(specials) or not all(0 <= special < count for special in specials):
        raise EncoderFileError(f"special pieces {specials} are not four of the {count} pieces")
    (length,) = cursor.unpack("Q", "the tokenizer's header")
    offsets = cursor.array("<u4", count + 1, "the offsets of the pieces").astype(np.int64).tolist()
    scores = cursor.array("<f4", count, "the scores of the pieces").astype(np.float32)
    blob = bytes(cursor.take(length, "the pieces"))
    if offsets[0] != 0 or offsets[-1] != length or any(start >= end for start, end in pairwise(offsets)):
        raise EncoderFileError("the offsets of the pieces do not rise from the first byte to the last")
    if not np.isfinite(scores).all():
        raise EncoderFileError("a piece has a score that is not finite")
    try:
        pieces = tuple(blob[start:end].decode() for start, end in pairwise(offsets))
    except UnicodeDecodeError as error:
        raise EncoderFileError(f"a piece is not UTF-8: {error}") from error
    if len(set(pieces)) != count:
        raise EncoderFileError("a piece stands twice in the tokenizer")
    return Vocabulary(pieces, tuple(scores.tolist()), bos, eos, pad, unk, _read_rules(cursor))


def _read_rules(cursor: _Cursor) -> dict[str, str]:
    count, length = cursor.unpack("iI", "the header of the normalisation")
    if count < 0:
        raise EncoderFileError(f"{count} rules of normalisation")
    section = _Cursor(cursor.take(length, "the rules of normalisation"))
    rules: dict[str, str] = {}
    for _ in range(count):
        code_point, outputs = section.unpack("IB", "a rule of normalisation")
        character = _characters([code_point])
        if character in rules:
            raise EncoderFileError(f"two rules of normalisation for U+{code_point:04X}")
        rules[character] = _characters(section.unpack(f"{outputs}I", "a rule of normalisation"))
    if section.position != section.size:
        raise EncoderFileError(f"{section.size - section.position} bytes too many in the rules of normalisation")
    return rules


def _characters(code_points: Sequence[int]) -> str:
    if not all(0 <= code_point < 0xD800 or 0xDFFF < code_point <= 0x10FFFF for code_point in code_points):
        raise EncoderFileError(f"a rule of normalisation names no character: {list(code_points)}")
    return "".join(map(chr, code_points))


def _read_directory(cursor: _Cursor, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, _Entry]:
    (count,) = cursor.unpack("i", "the directory of tensors")
    if count != len(shapes):
        raise EncoderFileError(f"{count} tensors where the encoder has {len(shapes)}")
    entries = dict(_read_entry(cursor) for _ in range(count))
    if missing := shapes.keys() - entries.keys():
        raise EncoderFileError(f"tensors missing: {', '.join(sorted(missing))}")
    for name, entry in entries.items():
        _check_size(name, entry, shapes[name])
    _check_places(entries, first=cursor.position, end=cursor.size)
    return entries


def _read_entry(cursor: _Cursor) -> tuple[str, _Entry]:
    (length,) = cursor.unpack("H", "the name of a tensor")
    name = bytes(cursor.take(length, "the name of a tensor")).decode("ascii", errors="replace")
    return name, _Entry(*cursor.unpack("BIQQ", f"the entry of tensor {name}"))


def _check_size(name: str, entry: _Entry, shape: tuple[int, ...]) -> None:
    if entry.kind not in _BYTES_PER_KIND:
        raise EncoderFileError(f"tensor {name} is of kind {entry.kind}, which is not known")
    size, weights = _BYTES_PER_KIND[entry.kind]
    elements = int(np.prod(shape))
    if entry.elements != elements or shape[-1] % weights:
        raise EncoderFileError(f"tensor {name} has {entry.elements} elements, not those of {shape}")
    if entry.length != elements // weights * size:
        raise EncoderFileError(f"tensor {name} has {entry.length} bytes for {elements} elements of kind {entry.kind}")


def _check_places(entries: Mapping[str, _Entry], first: int, end: int) -> None:
    previous, limit = "the directory", first
    for name, entry in sorted(entries.items(), key=lambda item: item[1].offset):
        if entry.offset < limit:
            raise EncoderFileError(f"tensor {name} at byte {entry.offset} overlaps {previous}, which ends at {limit}")
        previous, limit = f"tensor {name}", entry.offset + entry.length
    if limit > end:
        raise EncoderFileError(f"{previous} ends at byte {limit}, the file at {end}")
