"""The index: vectors of all entries in Chroma, with the model that made them and what they were made of."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import NotFoundError
from numpy.typing import NDArray

from knowledge.entries import Entry, Role, digest, targets
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


class IndexUnreachable(IndexMissing):
    """The Chroma server that keeps the index does not answer."""


class IndexOfAnotherModel(Exception):
    """The index was made by another encoder; vectors of two models must not be mixed. Run `damlam index`."""


def connect(url: str, folder: Path) -> ClientAPI:
    """A Chroma client: of the server at `url`, or embedded under `folder` when the address is empty.

    Raises IndexUnreachable when there is no server at the address.
    """
    settings = ChromaSettings(anonymized_telemetry=False)
    if url:
        parts = urlsplit(url)
        host, port = parts.hostname or "localhost", parts.port or 8000
        try:
            return chromadb.HttpClient(host=host, port=port, ssl=parts.scheme == "https", settings=settings)
        except ValueError as error:
            message = f"Máy chủ Chroma {host}:{port} không trả lời. Hãy kiểm tra DAMLAM_CHROMA_URL hoặc chạy máy chủ."
            raise IndexUnreachable(message) from error
    folder.mkdir(parents=True, exist_ok=True)
    return chromadb.PersistentClient(str(folder), settings=settings)


def build(client: ClientAPI, entries: Sequence[Entry], encoder: Encoder, progress: Callable[[int, int], None]) -> bool:
    """Make the index hold exactly these entries by this encoder; False when it already did.

    `progress(done, total)` is called after each batch. A build that is cut off leaves no index, never half of one.
    """
    wanted = {"model": encoder.name, "digest": digest(entries)}
    if all(_state(client, role) == wanted for role in Role):
        return False
    done = 0
    for role in Role:
        _drop(client, role)
        collection = client.create_collection(
            f"{COLLECTION}-{role}", embedding_function=None, configuration={"hnsw": {"space": "ip"}}
        )
        of_role = sorted(_of(entries, role), key=lambda numbered: len(numbered[1].text))
        for batch in _batches(of_role):
            vectors = encoder.embed_documents([entry.text for _, entry in batch])
            collection.add(ids=[str(number) for number, _ in batch], embeddings=np.array(vectors, dtype=np.float32))
            done += len(batch)
            progress(done, len(entries))
    for role in Role:
        client.get_collection(f"{COLLECTION}-{role}", embedding_function=None).modify(metadata=wanted)
    return True


def _batches(numbered: Sequence[tuple[int, Entry]]) -> Iterator[Sequence[tuple[int, Entry]]]:
    return (numbered[start : start + _BATCH] for start in range(0, len(numbered), _BATCH))


def _of(entries: Sequence[Entry], role: Role) -> list[tuple[int, Entry]]:
    """The entries of a role with their places among all, which are their ids in the index."""
    return [(number, entry) for number, entry in enumerate(entries) if entry.role is role]


def _state(client: ClientAPI, role: Role) -> dict[str, Any]:
    try:
        return dict(client.get_collection(f"{COLLECTION}-{role}", embedding_function=None).metadata or {})
    except NotFoundError:
        return {}


def _drop(client: ClientAPI, role: Role) -> None:
    try:
        client.delete_collection(f"{COLLECTION}-{role}")
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
        wanted = digest(entries)
        for role in Role:
            state = _state(client, role)
            if state.get("digest") != wanted:
                raise IndexMissing("Chưa có chỉ mục, hoặc chỉ mục không khớp kho văn bản. Hãy chạy: damlam index")
            if state.get("model") != encoder.name:
                raise IndexOfAnotherModel(
                    f"Chỉ mục do mô hình {state.get('model')} tạo, không phải {encoder.name}. Hãy chạy: damlam index"
                )
        self.targets = targets(entries)
        place = {target: number for number, target in enumerate(self.targets)}
        self._owner = np.array([place[entry.target] for entry in entries])
        self._sizes = {role: len(_of(entries, role)) for role in Role}
        self._collections = {
            role: client.get_collection(f"{COLLECTION}-{role}", embedding_function=None) for role in Role
        }
        self._encoder = encoder

    def scores(self, text: str, nearest: int) -> dict[str, Scores]:
        """For each role, each target's best cosine among the `nearest` entries (0 when none is)."""
        vector = np.array([self._encoder.embed_query(text)], dtype=np.float32)
        return {role.value: self._role_scores(role, vector, nearest) for role in Role if self._sizes[role]}

    def _role_scores(self, role: Role, vector: NDArray[np.float32], nearest: int) -> Scores:
        count = min(nearest, self._sizes[role])
        # Distances alone: the metadata of the found entries would cost more than finding them.
        found = self._collections[role].query(query_embeddings=vector, n_results=count, include=["distances"])
        best = np.zeros(len(self.targets))
        cosines = 1.0 - np.array((found["distances"] or [[]])[0])
        np.maximum.at(best, self._owner[np.array(found["ids"][0], dtype=int)], cosines)
        return best
