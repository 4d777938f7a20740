import pytest

from storage.attachments import Attachments, StoredAttachment
from storage.database import Database
from storage.outbox import Outbox
from tests.clock import HandClock

CONTENT = bytes(range(256)) * 1000


class Desk:
    def __init__(self, database: Database, clock: HandClock) -> None:
        self.database = database
        self.outbox = Outbox(database, clock)
        self.attachments = Attachments(database, clock)

    async def put(self, key: str, chat: int = 7) -> None:
        async with self.database.transaction() as session:
            await self.outbox.add(session, key, chat, "sendDocument", {"document": {"stored": key}})
            await self.attachments.add(session, key, chat, "Kế hoạch.docx", CONTENT)


@pytest.fixture
def desk(database: Database, clock: HandClock) -> Desk:
    return Desk(database, clock)


async def test_a_file_waits_with_its_message_and_comes_back_byte_for_byte(desk: Desk) -> None:
    await desk.put("1:0")
    assert await desk.attachments.get("1:0") == StoredAttachment("Kế hoạch.docx", CONTENT)
    await desk.attachments.drop("1:0")
    assert await desk.attachments.get("1:0") is None


async def test_a_sweep_takes_what_no_open_message_needs(desk: Desk, clock: HandClock) -> None:
    for key, chat in [("sent", 1), ("failed", 2), ("waiting", 3), ("sending", 4)]:
        await desk.put(key, chat)
    for message in await desk.outbox.claim(10):
        if message.key == "sent":
            await desk.outbox.sent(message.id, 1)
        if message.key == "failed":
            await desk.outbox.fail(message, "403")
        if message.key == "waiting":
            await desk.outbox.retry(message, clock.now(), "429")
    async with desk.database.transaction() as session:
        await desk.attachments.add(session, "without a row", 5, "x", b"x")
    assert await desk.attachments.sweep() == 3
    assert await desk.attachments.sweep() == 0
    assert [bool(await desk.attachments.get(key)) for key in ("sent", "failed", "waiting", "sending")] == [
        False,
        False,
        True,
        True,
    ]
