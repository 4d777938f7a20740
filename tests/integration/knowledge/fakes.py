"""A small deterministic encoder: texts that share syllables come near each other."""

import math
from zlib import crc32

from knowledge.text import clean, fold, syllables

_DIMENSIONS = 64


class HashingEncoder:
    """Unit vectors of hashed syllables; counts what it has embedded. `fails_after` texts it raises, as when cut off."""

    def __init__(self, name: str = "hashing", fails_after: int | None = None) -> None:
        self.name = name
        self.embedded: list[str] = []
        self._fails_after = fails_after

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self._fails_after is not None and len(self.embedded) + len(texts) > self._fails_after:
            raise InterruptedError("cut off")
        self.embedded += texts
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = [0.0] * _DIMENSIONS
        for word in syllables(fold(clean(text))) or ["?"]:
            vector[crc32(word.encode()) % _DIMENSIONS] += 1.0
        length = math.sqrt(sum(value * value for value in vector))
        return [value / length for value in vector]
