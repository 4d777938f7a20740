"""A container of an encoder small enough to read at a glance, written from the layout and not by the reader's code."""

import struct
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

HIDDEN, WIDE, POSITIONS, TYPES, LAYERS = 32, 64, 16, 2, 1
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "a", "▁a", "b", "▁ấ", "ấ", "中", "▁中a", ":", "▁query", "▁passage")
NAMES_AND_SHAPES: dict[str, tuple[int, ...]] = {
    "emb.word": (len(PIECES) + 2, HIDDEN),
    "emb.pos": (POSITIONS, HIDDEN),
    "emb.type": (TYPES, HIDDEN),
    "emb.ln.w": (HIDDEN,),
    "emb.ln.b": (HIDDEN,),
    "l0.q.w": (HIDDEN, HIDDEN),
    "l0.q.b": (HIDDEN,),
    "l0.k.w": (HIDDEN, HIDDEN),
    "l0.k.b": (HIDDEN,),
    "l0.v.w": (HIDDEN, HIDDEN),
    "l0.v.b": (HIDDEN,),
    "l0.ao.w": (HIDDEN, HIDDEN),
    "l0.ao.b": (HIDDEN,),
    "l0.aln.w": (HIDDEN,),
    "l0.aln.b": (HIDDEN,),
    "l0.fi.w": (WIDE, HIDDEN),
    "l0.fi.b": (WIDE,),
    "l0.fo.w": (HIDDEN, WIDE),
    "l0.fo.b": (HIDDEN,),
    "l0.oln.w": (HIDDEN,),
    "l0.oln.b": (HIDDEN,),
}
RULES = {"\t": " ", "\x01": "", "ﬁ": "fi"}


@dataclass(frozen=True)
class Tensor:
    """A tensor as the file describes it; ``offset`` counts from the end of the directory."""

    name: str
    kind: int
    elements: int
    offset: int
    data: bytes = field(repr=False)
    claimed_length: int | None = None


def standard_tensors() -> tuple[Tensor, ...]:
    """All tensors of the encoder: matrices of the layers and the word table in 4 bits, the others in f32."""
    random = np.random.default_rng(7)
    tensors, offset = [], 0
    for name, shape in NAMES_AND_SHAPES.items():
        elements = int(np.prod(shape))
        if packed := len(shape) == 2 and name not in ("emb.pos", "emb.type"):
            blocks = (struct.pack("<e", 0.02) + random.bytes(16) for _ in range(elements // 32))
            data = b"".join(blocks)
        else:
            data = random.normal(size=elements).astype("<f4").tobytes()
        tensors.append(Tensor(name, int(packed), elements, offset, data))
        offset += len(data)
    return tuple(tensors)


@dataclass(frozen=True)
class Container:
    """Every field of the file, each open to being made wrong."""

    magic: bytes = b"E5S1"
    version: int = 1
    dimensions: tuple[int, ...] = (HIDDEN, LAYERS, 2, WIDE, len(PIECES) + 2, POSITIONS, TYPES)
    epsilon: float = 1e-12
    block: int = 32
    pieces: tuple[bytes, ...] = tuple(piece.encode() for piece in PIECES)
    offsets: tuple[int, ...] | None = None
    scores: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0, *(-float(i) for i in range(1, len(PIECES) - 3)))
    specials: tuple[int, int, int, int] = (0, 2, 1, 3)
    rules: tuple[tuple[int, tuple[int, ...]], ...] = tuple((ord(k), tuple(map(ord, v))) for k, v in RULES.items())
    rule_padding: bytes = b""
    tensors: tuple[Tensor, ...] = field(default_factory=standard_tensors)

    def changed(self, **changes: object) -> "Container":
        return replace(self, **changes)

    def with_tensor(self, which: str, /, **changes: object) -> "Container":
        tensors = tuple(replace(t, **changes) if t.name == which else t for t in self.tensors)
        return replace(self, tensors=tensors)

    def to_bytes(self) -> bytes:
        blob = b"".join(self.pieces)
        offsets = self.offsets or tuple(len(b"".join(self.pieces[:i])) for i in range(len(self.pieces) + 1))
        rules = b"".join(struct.pack(f"<IB{len(out)}I", char, len(out), *out) for char, out in self.rules)
        rules += self.rule_padding
        head = self.magic + struct.pack("<I7ifi", self.version, *self.dimensions, self.epsilon, self.block)
        head += struct.pack("<5iQ", len(self.pieces), *self.specials, len(blob))
        head += struct.pack(f"<{len(offsets)}I{len(self.scores)}f", *offsets, *self.scores) + blob
        head += struct.pack("<iI", len(self.rules), len(rules)) + rules
        head += struct.pack("<i", len(self.tensors))
        first = len(head) + sum(2 + len(t.name) + 21 for t in self.tensors)
        for t in self.tensors:
            length = len(t.data) if t.claimed_length is None else t.claimed_length
            head += struct.pack("<H", len(t.name)) + t.name.encode()
            head += struct.pack("<BIQQ", t.kind, t.elements, first + t.offset, length)
        return head + b"".join(t.data for t in self.tensors)


@pytest.fixture(scope="session")
def container() -> Container:
    return Container()
