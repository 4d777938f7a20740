"""The index: vectors of all entries in Chroma, with the model that made them and what they were made of.

Each build has collections of its own, so that it disturbs nobody who uses a former one: replicas of two versions, or
with two models, share one Chroma server and each finds its own index there. Replicas that build the same index at once
build it once each, and the first to finish is used; writing into one collection together would leave some vectors
unfound by Chroma's searches.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import uuid4

import chromadb
import httpx
import numpy as np
from chromadb import Collection
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError
from numpy.typing import NDArray

from knowledge.entries import Entry, Role, digest, targets
from knowledge.lexical import Scores
from knowledge.retrieval import DenseUnavailable

COLLECTION = "damlam"
KEPT = 3
"""Finished indexes that stay, the newest ones: replicas of a former version go on while they are replaced."""
ABANDONED = timedelta(days=1)
"""A build that was begun so long ago is no longer under way."""
SERVER_SECONDS = 5.0
"""How long a Chroma server may take for one answer."""
_BATCH = 32
_MARKED = Role.WORDING
"""The role whose collection says what a build is made of and that it is finished."""


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


GRAPH: CreateHNSWConfiguration = {"space": "ip", "max_neighbors": 64, "ef_construction": 400, "ef_search": 1000}
"""Dense enough that no entry is cut off from the others among many that hardly differ, as provisions may: with Chroma's
own 16 neighbours one in 60 searches for an entry's own text did not find it. The collections are small."""


class IndexOfAnotherModel(Exception):
    """The index was made by another encoder; vectors of two models must not be mixed. Run `damlam index`."""


def connect(url: str, folder: Path) -> ClientAPI:
    """A Chroma client: of the server at `url`, or embedded under `folder` when the address is empty.

    Raises IndexUnreachable when there is no server at the address.
    """
    settings = ChromaSettings(anonymized_telemetry=False)
    if url:
        return _server(url, settings)
    folder.mkdir(parents=True, exist_ok=True)
    return chromadb.PersistentClient(str(folder), settings=settings)


def _server(url: str, settings: ChromaSettings) -> ClientAPI:
    parts = urlsplit(url)
    host, port = parts.hostname or "localhost", parts.port or 8000
    try:
        httpx.get(f"{parts.scheme}://{parts.netloc}/api/v2/heartbeat", timeout=SERVER_SECONDS).raise_for_status()
        client = chromadb.HttpClient(host=host, port=port, ssl=parts.scheme == "https", settings=settings)
    except (ValueError, httpx.HTTPError) as error:
        message = f"Máy chủ Chroma {host}:{port} không trả lời. Hãy kiểm tra DAMLAM_CHROMA_URL hoặc chạy máy chủ."
        raise IndexUnreachable(message) from error
    # Chroma's client waits for ever and has no setting for it: a server that hangs would take the questions with it.
    client._server._session.timeout = SERVER_SECONDS  # type: ignore[attr-defined]
    return client


def build(client: ClientAPI, entries: Sequence[Entry], encoder: Encoder, progress: Callable[[int, int], None]) -> bool:
    """Make an index that holds exactly these entries by this encoder; False when there already was one.

    `progress(done, total)` is called after each batch. A build that is cut off is no index, and goes unnoticed by those
    who use another one. Older indexes are removed but for the newest.
    """
    made_of = _made_of(encoder, entries)
    if _finished(client, made_of):
        return False
    mine = _Build(f"{COLLECTION}-{uuid4().hex}", {"begun": _now().isoformat()})
    collections = mine.create(client)
    done = 0
    for role in Role:
        of_role = sorted(_of(entries, role), key=lambda numbered: len(numbered[1].text))
        for batch in _batches(of_role):
            vectors = encoder.embed_documents([entry.text for _, entry in batch])
            ids = [str(number) for number, _ in batch]
            collections[role].add(ids=ids, embeddings=np.array(vectors, dtype=np.float32))
            done += len(batch)
            progress(done, len(entries))
    collections[_MARKED].modify(metadata={**mine.state, **made_of, "finished": _now().isoformat()})
    _prune(client)
    return True


def _made_of(encoder: Encoder, entries: Sequence[Entry]) -> dict[str, Any]:
    return {"model": encoder.name, "digest": digest(entries), "graph": json.dumps(GRAPH)}


def _batches(numbered: Sequence[tuple[int, Entry]]) -> Iterator[Sequence[tuple[int, Entry]]]:
    return (numbered[start : start + _BATCH] for start in range(0, len(numbered), _BATCH))


def _of(entries: Sequence[Entry], role: Role) -> list[tuple[int, Entry]]:
    """The entries of a role with their places among all, which are their ids in the index."""
    return [(number, entry) for number, entry in enumerate(entries) if entry.role is role]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Build:
    """One index: a collection for each role. `state` is written on one of them, so that it changes at one stroke."""

    name: str
    state: Mapping[str, Any]

    def create(self, client: ClientAPI) -> dict[Role, Collection]:
        """Make its collections, the one with the state first: a build that dies here is found and removed later."""
        return {
            role: client.create_collection(
                f"{self.name}-{role}",
                metadata=dict(self.state),
                embedding_function=None,
                configuration={"hnsw": GRAPH},
            )
            for role in (_MARKED, *(role for role in Role if role is not _MARKED))
        }

    def open(self, client: ClientAPI) -> dict[Role, Collection]:
        return {role: client.get_collection(f"{self.name}-{role}", embedding_function=None) for role in Role}

    def drop(self, client: ClientAPI) -> None:
        for role in Role:
            with suppress(NotFoundError):
                client.delete_collection(f"{self.name}-{role}")

    @property
    def made_of(self) -> dict[str, Any]:
        return {part: self.state.get(part) for part in ("model", "digest", "graph")}


def _builds(client: ClientAPI) -> Iterator[_Build]:
    for collection in client.list_collections():
        if collection.name.startswith(COLLECTION) and collection.name.endswith(f"-{_MARKED}"):
            yield _Build(collection.name.removesuffix(f"-{_MARKED}"), collection.metadata or {})


def _finished(client: ClientAPI, wanted: Mapping[str, Any]) -> list[_Build]:
    """The finished builds that are made of what is wanted, those that finished first first."""
    return _in_order(one for one in _builds(client) if wanted.items() <= one.made_of.items())


def _in_order(builds: Iterable[_Build]) -> list[_Build]:
    finished = (one for one in builds if "finished" in one.state)
    return sorted(finished, key=lambda one: (one.state["finished"], one.name))


def _prune(client: ClientAPI) -> None:
    """Remove all but the newest indexes, each once, and the builds that may be under way.

    All is decided on one look: of two replicas that finish at once, one that looked twice could remove the other's
    index, which removes its own in turn.
    """
    builds = list(_builds(client))
    firsts: dict[tuple[object, ...], str] = {}
    for one in _in_order(builds):
        firsts.setdefault(tuple(one.made_of.values()), one.name)
    kept = list(firsts.values())[-KEPT:]
    abandoned = (_now() - ABANDONED).isoformat()
    for one in builds:
        if one.name not in kept and ("finished" in one.state or one.state.get("begun", "") < abandoned):
            one.drop(client)


class DenseLeg:
    """Nearest entries by cosine; several entries of one target count by the best of them."""

    def __init__(self, client: ClientAPI, entries: Sequence[Entry], encoder: Encoder) -> None:
        """Open the index for these entries.

        Raises:
            IndexMissing: it was never built, or from other entries.
            IndexOfAnotherModel: another encoder made it.
        """
        made_of = _made_of(encoder, entries)
        found = _finished(client, made_of)
        if not found:
            raise _missing(client, made_of)
        self.targets = targets(entries)
        place = {target: number for number, target in enumerate(self.targets)}
        self._owner = np.array([place[entry.target] for entry in entries])
        self._sizes = {role: len(_of(entries, role)) for role in Role}
        self._collections = found[0].open(client)
        self._encoder = encoder

    def scores(self, text: str, nearest: int) -> dict[str, Scores]:
        """For each role, each target's best cosine among the `nearest` entries (0 when none is).

        Raises DenseUnavailable when Chroma does not answer, or no longer has the index.
        """
        vector = np.array([self._encoder.embed_query(text)], dtype=np.float32)
        return {role.value: self._role_scores(role, vector, nearest) for role in Role if self._sizes[role]}

    def _role_scores(self, role: Role, vector: NDArray[np.float32], nearest: int) -> Scores:
        count = min(nearest, self._sizes[role])
        # Distances alone: the metadata of the found entries would cost more than finding them.
        try:
            found = self._collections[role].query(query_embeddings=vector, n_results=count, include=["distances"])
        except (ChromaError, httpx.HTTPError) as error:
            raise DenseUnavailable(f"Chroma: {error!r}") from error
        best = np.zeros(len(self.targets))
        cosines = 1.0 - np.array((found["distances"] or [[]])[0])
        np.maximum.at(best, self._owner[np.array(found["ids"][0], dtype=int)], cosines)
        return best


def _missing(client: ClientAPI, wanted: Mapping[str, Any]) -> IndexMissing | IndexOfAnotherModel:
    """Why there is no index made of what is wanted."""
    others = _finished(client, {"digest": wanted["digest"]})
    if others:
        model = others[-1].state["model"]
        return IndexOfAnotherModel(
            f"Chỉ mục do mô hình {model} tạo, không phải {wanted['model']}. Hãy chạy: damlam index"
        )
    return IndexMissing("Chưa có chỉ mục, hoặc chỉ mục không khớp kho văn bản. Hãy chạy: damlam index")
