"""One Chroma server for several replicas: of one version and of two, built side by side, gone and back again."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from chromadb.api import ClientAPI

from knowledge import index
from knowledge.entries import Entry, Role
from knowledge.index import DenseLeg, IndexMissing, IndexUnreachable, build, connect
from knowledge.retrieval import DenseUnavailable
from tests.chroma import ChromaServer
from tests.integration.knowledge.fakes import HashingEncoder

OLD = [Entry(f"t{number}", Role.TEXT, f"văn bản thứ {number}") for number in range(60)]
OLD += [Entry(f"t{number}", Role.WORDING, f"hỏi về thứ {number}") for number in range(60)]
NEW = [Entry(one.target, one.role, one.text.replace("văn bản", "quy định")) for one in reversed(OLD)]
"""The same targets at other places, so that an id of one index means another entry in the other."""


def quiet(done: int, total: int) -> None:
    """No progress."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with ChromaServer.running(tmp_path_factory.mktemp("chroma")) as started:
        yield started


@pytest.fixture
def client(server: ChromaServer) -> Iterator[ClientAPI]:
    found = connect(server.url, Path())
    yield found
    for collection in found.list_collections():
        found.delete_collection(collection.name)


def finds(leg: DenseLeg, entries: list[Entry]) -> bool:
    """Whether each entry is found by its own words, in its role."""
    return all(
        leg.scores(entry.text, 5)[entry.role][leg.targets.index(entry.target)] == pytest.approx(1, abs=1e-5)
        for entry in entries
    )


def test_replicas_of_one_version_build_once(client: ClientAPI, server: ChromaServer) -> None:
    encoder = HashingEncoder()
    assert build(client, OLD, encoder, quiet)
    second = connect(server.url, Path())
    assert not build(second, OLD, encoder, quiet)
    assert finds(DenseLeg(second, OLD, encoder), OLD)


def test_replicas_of_two_versions_keep_out_of_each_others_way(client: ClientAPI, server: ChromaServer) -> None:
    encoder = HashingEncoder()
    build(client, OLD, encoder, quiet)
    old = DenseLeg(client, OLD, encoder)
    second = connect(server.url, Path())
    while_building: list[bool] = []
    build(second, NEW, encoder, lambda done, total: while_building.append(finds(old, OLD[:2])))
    assert all(while_building)
    assert finds(old, OLD)
    assert finds(DenseLeg(second, NEW, encoder), NEW)
    assert not build(client, OLD, encoder, quiet)
    assert not build(second, NEW, encoder, quiet)


def test_replicas_that_build_at_once_end_with_one_index(server: ChromaServer, client: ClientAPI) -> None:
    together = Barrier(3)

    def replica(number: int) -> bool:
        own = connect(server.url, Path())
        together.wait()
        return build(own, OLD, HashingEncoder(), quiet)

    with ThreadPoolExecutor(3) as pool:
        assert any(pool.map(replica, range(3)))
    assert finds(DenseLeg(client, OLD, HashingEncoder()), OLD)
    counts = {one.name.rpartition("-")[2]: one.count() for one in client.list_collections()}
    assert counts == {"text": 60, "wording": 60}


def test_the_newest_indexes_stay_and_builds_under_way_are_left_alone(
    client: ClientAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = datetime(2026, 11, 1, tzinfo=UTC)
    versions = [[Entry("t", Role.TEXT, f"bản {number}"), Entry("t", Role.WORDING, "hỏi")] for number in range(5)]

    def at(days: float) -> None:
        monkeypatch.setattr(index, "_now", lambda: begun + timedelta(days=days))

    at(0)
    with pytest.raises(InterruptedError):
        build(client, OLD, HashingEncoder(fails_after=40), quiet)
    at(0.5)
    legs = []
    for number, version in enumerate(versions[:4]):
        at(0.5 + number / 100)
        build(client, version, HashingEncoder(), quiet)
        legs.append(DenseLeg(client, version, HashingEncoder()))
    with pytest.raises(IndexMissing):
        DenseLeg(client, versions[0], HashingEncoder())
    with pytest.raises(DenseUnavailable):
        legs[0].scores("bản 0", 5)
    for number in (1, 2, 3):
        assert legs[number].scores(f"bản {number}", 5)["text"].max() == pytest.approx(1, abs=1e-5)
    assert len(client.list_collections()) == 2 * (3 + 1)
    at(1.5)
    build(client, versions[4], HashingEncoder(), quiet)
    assert len(client.list_collections()) == 2 * 3


def test_a_server_that_goes_and_comes_back_is_used_again(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    with ChromaServer.running(tmp_path) as server:
        build(connect(server.url, Path()), OLD, encoder, quiet)
        leg = DenseLeg(connect(server.url, Path()), OLD, encoder)
        server.stop()
        with pytest.raises(DenseUnavailable):
            leg.scores("văn bản thứ 1", 5)
        with pytest.raises(IndexUnreachable):
            connect(server.url, Path())
        assert server.start()
        assert finds(leg, OLD[:3])


def test_a_server_that_hangs_is_not_waited_for(
    client: ClientAPI, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "SERVER_SECONDS", 0.5)
    build(client, OLD, HashingEncoder(), quiet)
    leg = DenseLeg(connect(server.url, Path()), OLD, HashingEncoder())
    with (
        server.hanging(),
        pytest.raises(DenseUnavailable),
    ):  # it hangs until the block is left
        leg.scores("văn bản thứ 1", 5)
    assert finds(leg, OLD[:2])


def test_a_port_that_takes_connections_and_never_answers_is_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "SERVER_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(IndexUnreachable, match="DAMLAM_CHROMA_URL"):
        connect(f"http://127.0.0.1:{silent.getsockname()[1]}", Path())
