"""The index: vectors of all entries in Chroma, with the model that made them and what they were made of."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import NotFoundError

from knowledge.entries import Entry, digest, targets
from knowledge.lexical import Scores

COLLECTION = "damlam"
_BATCH = 32


class Encoder(Protocol):
    """What the index needs of an encoder: unit vectors, and a name that tells models apart."""

    @property
    def name(self) -> str: ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...

    def embed_query(self, text: str) -> list[float]: ...


class IndexMissing(Exception):
    """The index has not been built, or was built from other documents. Run `damlam index`."""


class IndexOfAnotherModel(Exception):
    """The index was made by another encoder; vectors of two models must not be mixed. Run `damlam index`."""


def connect(url: str, folder: Path) -> ClientAPI:
    """A Chroma client: of the server at `url`, or embedded under `folder` when the address is empty."""
    settings = ChromaSettings(anonymized_telemetry=False)
    if url:
        parts = urlsplit(url)
        return chromadb.HttpClient(
            host=parts.hostname or "localhost", port=parts.port or 8000, ssl=parts.scheme == "https", settings=settings
        )
    folder.mkdir(parents=True, exist_ok=True)
    return chromadb.PersistentClient(str(folder), settings=settings)


def build(client: ClientAPI, entries: Sequence[Entry], encoder: Encoder, progress: Callable[[int, int], None]) -> bool:
    """Make the index hold exactly these entries by this encoder; False when it already did.

    `progress(done, total)` is called after each batch. A build that is cut off leaves no index, never half of one.
    """
    wanted = {"model": encoder.name, "digest": digest(entries)}
    if _state(client) == wanted:
        return False
    _drop(client)
    collection = client.create_collection(COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "ip"}})
    for start in range(0, len(entries), _BATCH):
        batch = entries[start : start + _BATCH]
        collection.add(
            ids=[str(start + offset) for offset in range(len(batch))],
            embeddings=np.array(encoder.embed_documents([entry.text for entry in batch]), dtype=np.float32),
            metadatas=[{"target": entry.target, "role": entry.role.value} for entry in batch],
        )
        progress(start + len(batch), len(entries))
    collection.modify(metadata=wanted)
    return True


def _state(client: ClientAPI) -> dict[str, Any]:
    try:
        return dict(client.get_collection(COLLECTION, embedding_function=None).metadata or {})
    except NotFoundError:
        return {}


def _drop(client: ClientAPI) -> None:
    try:
        client.delete_collection(COLLECTION)
    except NotFoundError:
        return


class DenseLeg:
    """Nearest entries by cosine; several entries of one target count by the best of them."""

    def __init__(self, client: ClientAPI, entries: Sequence[Entry], encoder: Encoder) -> None:
        """Open the index for these entries.

        Raises:
            IndexMissing: it was never built, or from other entries.
            IndexOfAnotherModel: another encoder made it.
        """
        state = _state(client)
        if state.get("digest") != digest(entries):
            raise IndexMissing("Chưa có chỉ mục, hoặc chỉ mục không khớp kho văn bản. Hãy chạy: damlam index")
        if state.get("model") != encoder.name:
            raise IndexOfAnotherModel(
                f"Chỉ mục do mô hình {state.get('model')} tạo, không phải {encoder.name}. Hãy chạy: damlam index"
            )
        self.targets = targets(entries)
        self._place = {target: number for number, target in enumerate(self.targets)}
        self._collection = client.get_collection(COLLECTION, embedding_function=None)
        self._encoder = encoder
        self._size = len(entries)

    def scores(self, text: str, nearest: int) -> dict[str, Scores]:
        """For each role, each target's best cosine among the `nearest` entries (0 when none is)."""
        found = self._collection.query(
            query_embeddings=np.array([self._encoder.embed_query(text)], dtype=np.float32),
            n_results=min(nearest, self._size),
            include=["metadatas", "distances"],
        )
        best: dict[str, Scores] = {}
        nearest_entries = zip((found["metadatas"] or [[]])[0], (found["distances"] or [[]])[0], strict=True)
        for about, distance in nearest_entries:
            scores = best.setdefault(str(about["role"]), np.zeros(len(self.targets)))
            place = self._place[str(about["target"])]
            scores[place] = max(scores[place], 1.0 - distance)
        return best
