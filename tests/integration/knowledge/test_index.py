"""The index over real Chroma, embedded and as a server: built once, rebuilt on change, never half, never mixed."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from chromadb.api import ClientAPI

from knowledge.encoder.embeddings import SentenceEncoder
from knowledge.entries import Entry, Role
from knowledge.index import DenseLeg, IndexMissing, IndexOfAnotherModel, IndexUnreachable, build, connect
from tests.chroma import ChromaServer
from tests.integration.knowledge.fakes import HashingEncoder
from tests.ports import free_port

ENTRIES = [
    Entry("a", Role.TEXT, "thời hạn trả lời là ba mươi ngày làm việc"),
    Entry("b", Role.TEXT, "khen thưởng tập thể, cá nhân"),
    Entry("c", Role.TEXT, "bảo vệ cán bộ"),
    Entry("a", Role.WORDING, "bao lâu thì sếp phải trả lời"),
    Entry("a", Role.WORDING, "chờ mấy ngày"),
    Entry("c", Role.WORDING, "tôi có bị kỷ luật không"),
    Entry("silence:x", Role.WORDING, "thời tiết hôm nay"),
]


def _quiet(_done: int, _total: int) -> None:
    """No progress."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with ChromaServer.running(tmp_path_factory.mktemp("chroma")) as started:
        yield started


@pytest.fixture(params=["embedded", "server"])
def client(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ClientAPI]:
    if request.param == "embedded":
        yield connect("", tmp_path / "chroma")
        return
    server: ChromaServer = request.getfixturevalue("server")
    client = connect(server.url, tmp_path)
    yield client
    for collection in client.list_collections():
        client.delete_collection(collection.name)


def test_built_once_then_kept(client: ClientAPI) -> None:
    encoder = HashingEncoder()
    told: list[tuple[int, int]] = []
    assert build(client, ENTRIES, encoder, lambda done, total: told.append((done, total)))
    assert sorted(encoder.embedded) == sorted(entry.text for entry in ENTRIES)
    assert told[-1] == (len(ENTRIES), len(ENTRIES))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert not build(client, ENTRIES, encoder, _quiet)
    assert len(encoder.embedded) == len(ENTRIES)


def test_each_target_has_its_best_cosine_by_role(client: ClientAPI) -> None:
    encoder = HashingEncoder()
    build(client, ENTRIES, encoder, _quiet)
    leg = DenseLeg(client, ENTRIES, encoder)
    assert leg.targets == ["a", "b", "c", "silence:x"]
    question = "chờ mấy ngày thì được trả lời"
    found = leg.scores(question, 100)
    assert set(found) == {"text", "wording"}
    vector = np.array(encoder.embed_query(question))
    for role, scores in found.items():
        for target, score in zip(leg.targets, scores, strict=True):
            texts = [entry.text for entry in ENTRIES if (entry.target, entry.role) == (target, role)]
            cosines = [float(vector @ np.array(encoder.embed_query(text))) for text in texts]
            assert score == pytest.approx(max(cosines, default=0.0), abs=1e-5)


def test_only_the_nearest_count(client: ClientAPI) -> None:
    encoder = HashingEncoder()
    build(client, ENTRIES, encoder, _quiet)
    found = DenseLeg(client, ENTRIES, encoder).scores("bảo vệ cán bộ", 1)
    assert list(np.flatnonzero(found["text"])) == [2]
    assert found["text"][2] == pytest.approx(1.0, abs=1e-5)


def test_other_entries_make_another_index(client: ClientAPI) -> None:
    encoder = HashingEncoder()
    build(client, ENTRIES, encoder, _quiet)
    changed = [*ENTRIES[:-1], Entry("silence:x", Role.WORDING, "giá vàng hôm nay")]
    with pytest.raises(IndexMissing, match="damlam index"):
        DenseLeg(client, changed, encoder)
    assert build(client, changed, encoder, _quiet)
    DenseLeg(client, changed, encoder)


def test_fewer_entries_leave_no_old_ones_behind(client: ClientAPI) -> None:
    encoder = HashingEncoder()
    build(client, ENTRIES, encoder, _quiet)
    fewer = [ENTRIES[0], ENTRIES[3]]
    assert build(client, fewer, encoder, _quiet)
    leg = DenseLeg(client, fewer, encoder)
    assert leg.targets == ["a"]
    assert all(len(scores) == 1 for scores in leg.scores("bảo vệ cán bộ", 100).values())


def test_vectors_of_two_models_are_never_mixed(client: ClientAPI) -> None:
    build(client, ENTRIES, HashingEncoder("one"), _quiet)
    with pytest.raises(IndexOfAnotherModel, match="mô hình one tạo, không phải two"):
        DenseLeg(client, ENTRIES, HashingEncoder("two"))
    assert build(client, ENTRIES, HashingEncoder("two"), _quiet)
    for name in ("one", "two"):
        assert DenseLeg(client, ENTRIES, HashingEncoder(name)).scores("bảo vệ cán bộ", 9)["text"].argmax() == 2
    with pytest.raises(IndexOfAnotherModel, match="mô hình two tạo, không phải three"):
        DenseLeg(client, ENTRIES, HashingEncoder("three"))


def test_nothing_built_is_missing(client: ClientAPI) -> None:
    with pytest.raises(IndexMissing, match="damlam index"):
        DenseLeg(client, ENTRIES, HashingEncoder())


@pytest.mark.parametrize("before", [None, "same entries", "other entries"])
@pytest.mark.parametrize("fails_after", [0, 3, 6])
def test_a_build_cut_off_is_no_index_and_harms_none(client: ClientAPI, before: str | None, fails_after: int) -> None:
    former = ENTRIES if before == "same entries" else ENTRIES[:4]
    if before:
        build(client, former, HashingEncoder("old"), _quiet)
    with pytest.raises(InterruptedError):
        build(client, ENTRIES, HashingEncoder("new", fails_after), _quiet)
    with pytest.raises((IndexMissing, IndexOfAnotherModel)):
        DenseLeg(client, ENTRIES, HashingEncoder("new"))
    if before:
        assert DenseLeg(client, former, HashingEncoder("old")).scores("bảo vệ cán bộ", 9)["text"].argmax() == 2
    encoder = HashingEncoder("new")
    assert build(client, ENTRIES, encoder, _quiet)
    leg = DenseLeg(client, ENTRIES, encoder)
    for entry in ENTRIES:
        assert leg.scores(entry.text, 9)[entry.role].max() == pytest.approx(1, abs=1e-5)


def test_more_entries_than_one_batch(client: ClientAPI) -> None:
    entries = [Entry(f"t{number}", Role.TEXT, f"văn bản thứ {number}") for number in range(100)]
    entries += [Entry(f"t{number}", Role.WORDING, f"hỏi về thứ {number}") for number in range(100)]
    told: list[int] = []
    encoder = HashingEncoder()
    build(client, entries, encoder, lambda done, _total: told.append(done))
    assert told[-1] == 200
    assert len(told) > 2
    scores = DenseLeg(client, entries, encoder).scores("văn bản thứ 42", 50)
    assert scores["text"][42] == pytest.approx(scores["text"].max())


def test_an_index_outlives_its_process(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "chroma"
    encoder = HashingEncoder()
    build(connect("", folder), ENTRIES, encoder, _quiet)
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from tests.integration.knowledge.fakes import HashingEncoder\n"
        "from tests.integration.knowledge.test_index import ENTRIES, DenseLeg, connect\n"
        "leg = DenseLeg(connect('', Path(sys.argv[1])), ENTRIES, HashingEncoder())\n"
        "print(leg.scores('bảo vệ cán bộ', 9)['text'].argmax())"
    )
    checkout = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), checkout], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "2"


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    port = free_port()
    with pytest.raises(IndexUnreachable, match=f"127.0.0.1:{port}.*DAMLAM_CHROMA_URL"):
        connect(f"http://127.0.0.1:{port}", tmp_path)


@pytest.fixture(scope="module")
def encoder(packaged_encoder_dir: Path) -> SentenceEncoder:
    return SentenceEncoder(str(packaged_encoder_dir), "packaged")


@pytest.mark.parametrize(
    ("question", "role", "target"),
    [
        ("sếp phải phản hồi trong bao lâu", "wording", "a"),
        ("How many days until they must reply?", "text", "a"),
        ("tôi sợ bị phạt", "wording", "c"),
        ("trời có mưa không", "wording", "silence:x"),
    ],
)
def test_the_real_encoder_finds_by_meaning(
    tmp_path: Path, encoder: SentenceEncoder, question: str, role: str, target: str
) -> None:
    client = connect("", tmp_path / "chroma")
    build(client, ENTRIES, encoder, _quiet)
    leg = DenseLeg(client, ENTRIES, encoder)
    scores = leg.scores(question, 100)[role]
    assert leg.targets[int(scores.argmax())] == target
    assert 0.0 <= float(scores.max()) <= 1.0 + 1e-6
