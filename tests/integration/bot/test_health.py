"""The endpoints over a real database: what is said while all is well, while something opens, and while it is away."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import opening
from bot.faults import EncoderNotReadyError, IndexNotReadyError
from bot.health import Health, Standing, State, application
from bot.metrics import Metrics
from bot.settings import load_settings
from knowledge.opening import Knowledge
from storage.database import Database
from storage.inbox import Inbox, NewUpdate
from storage.outbox import Outbox
from tests.clock import HandClock
from tests.waiting import until


@pytest.fixture
def standing() -> Standing:
    return Standing("index", "encoder")


@pytest.fixture
async def http(database: Database, clock: HandClock, standing: Standing) -> AsyncIterator[httpx.AsyncClient]:
    app = application(Health(database, clock, Metrics(clock), standing), webhook=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        yield client


@pytest.fixture
async def alone(clock: HandClock, standing: Standing) -> AsyncIterator[httpx.AsyncClient]:
    """The endpoints of a bot whose database is away."""
    away = Database.open("postgresql+asyncpg://x:secret@127.0.0.1:1/x")
    app = application(Health(away, clock, Metrics(clock), standing), webhook=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        yield client
    await away.close()


async def figures(http: httpx.AsyncClient) -> dict[tuple[str, ...], float]:
    """Every figure of the bot's own by its name and labels."""
    answer = await http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_ready_when_every_part_is(http: httpx.AsyncClient, standing: Standing) -> None:
    answer = await http.get("/readyz")
    parts = {"database": "ready", "index": "pending", "encoder": "pending"}
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "parts": parts})
    standing.set(State.READY, "encoder")
    standing.set(State.FAILED, "index")
    answer = await http.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]) == (503, parts | {"encoder": "ready", "index": "failed"})
    standing.set(State.READY, "index")
    answer = await http.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


async def test_without_a_database_it_lives_and_is_not_ready(alone: httpx.AsyncClient, standing: Standing) -> None:
    standing.set(State.READY, "index", "encoder")
    assert (await alone.get("/healthz")).status_code == 200
    answer = await alone.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["database"]) == (503, "failed")
    assert "secret" not in answer.text
    seen = await figures(alone)
    assert (seen["damlam_ready", "database"], seen["damlam_ready", "index"]) == (0, 1)
    assert str(seen["damlam_queue_depth", "inbox"]) == "nan"


async def test_the_queues_are_read_when_somebody_asks(
    http: httpx.AsyncClient, database: Database, clock: HandClock
) -> None:
    inbox, outbox = Inbox(database, clock, "test"), Outbox(database, clock)
    seen = await figures(http)
    assert [seen["damlam_queue_depth", queue] for queue in ("inbox", "outbox")] == [0, 0]
    assert [seen["damlam_queue_oldest_seconds", queue] for queue in ("inbox", "outbox")] == [0, 0]
    await inbox.store([NewUpdate(1, 1, {}), NewUpdate(2, 1, {})])
    clock.forward(timedelta(seconds=30))
    await inbox.store([NewUpdate(3, 2, {})])
    async with database.transaction() as session:
        await outbox.add(session, "now", 1, "sendMessage", {})
        await outbox.add(session, "later", 2, "sendMessage", {}, not_before=clock.now() + timedelta(hours=1))
    clock.forward(timedelta(seconds=10))
    seen = await figures(http)
    assert [seen["damlam_queue_depth", queue] for queue in ("inbox", "outbox")] == [3, 1]
    assert [seen["damlam_queue_oldest_seconds", queue] for queue in ("inbox", "outbox")] == [40, 10]
    assert (seen["damlam_ready", "database"], seen["damlam_ready", "index"]) == (1, 0)


@pytest.mark.parametrize("path", ["/", "/hook", "/metrics/", "/healthz/x", "/docs"])
async def test_nothing_else_is_there(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_only_asking_is_allowed(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.post(path)).status_code == 405
    assert (await http.head(path)).status_code in {200, 503}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (IndexNotReadyError("x"), {"index": State.FAILED, "encoder": State.PENDING}),
        (EncoderNotReadyError("x"), {"index": State.PENDING, "encoder": State.FAILED}),
    ],
)
async def test_what_could_not_be_opened_is_named(
    error: Exception, expected: dict[str, State], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(_knowledge: object, _settings: object) -> None:
        raise error

    monkeypatch.setattr(opening, "dense", broken)
    knowledge, standing = Knowledge(), Standing(*opening.PARTS)

    async def named() -> bool:
        return State.FAILED in standing.states.values()

    async with opening.completing(knowledge.answerer(), knowledge, load_settings(var_dir=tmp_path), standing):
        await until(named)
    assert standing.states == expected


async def test_an_encoder_that_was_never_built_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EncoderNotReadyError):
        opening.dense(Knowledge(), load_settings(var_dir=tmp_path))
