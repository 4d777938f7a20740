import asyncio
from collections import defaultdict
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.models import OutboxRow, OutboxState, Priority
from storage.outbox import NewMessage, Outbox, Outgoing
from tests.clock import HandClock
from tests.next_due import next_due

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def outbox(database: Database, clock: HandClock) -> Outbox:
    return Outbox(database, clock)


class Desk:
    """Adds messages whose key is their text, and remembers the database to do it in."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    async def add(
        self, key: str, chat: int, priority: Priority = Priority.INTERACTIVE, not_before: datetime | None = None
    ) -> bool:
        async with self._database.transaction() as session:
            return await self._outbox.add(
                session, key, chat, "sendMessage", {"text": key}, priority=priority, not_before=not_before
            )

    async def row(self, key: str) -> OutboxRow:
        async with self._database.reading() as session:
            return (await session.scalars(select(OutboxRow).where(OutboxRow.key == key))).one()


@pytest.fixture
def desk(database: Database, outbox: Outbox) -> Desk:
    return Desk(database, outbox)


def keys(claimed: list[Outgoing]) -> list[str]:
    return [one.key for one in claimed]


async def test_a_message_is_added_once(desk: Desk, outbox: Outbox) -> None:
    assert await desk.add("a", 7)
    assert not await desk.add("a", 8)
    assert await outbox.depth() == 1
    [message] = await outbox.claim(10)
    assert (message.chat_id, message.method, message.params) == (7, "sendMessage", {"text": "a"})
    assert (message.priority, message.attempts) == (Priority.INTERACTIVE, 1)


async def test_a_sent_message_is_not_added_again(desk: Desk, outbox: Outbox) -> None:
    await desk.add("a", 7)
    [message] = await outbox.claim(10)
    await outbox.sent(message.id, 4711)
    assert not await desk.add("a", 7)
    assert await outbox.claim(10) == []


async def test_adding_stands_or_falls_with_its_transaction(database: Database, outbox: Outbox) -> None:
    async with database.reading() as session:
        await outbox.add(session, "a", 7, "sendMessage", {})
    assert await outbox.depth() == 0


async def test_a_chat_gets_its_messages_in_order_one_at_a_time(desk: Desk, outbox: Outbox) -> None:
    for key, chat in [("a1", 7), ("a2", 7), ("b1", 8)]:
        await desk.add(key, chat)
    first, beside = await outbox.claim(10)
    assert keys([first, beside]) == ["a1", "b1"]
    assert await outbox.claim(10) == []
    await outbox.sent(first.id, 1)
    assert keys(await outbox.claim(10)) == ["a2"]


async def test_what_waits_for_a_retry_holds_up_its_chat_only(desk: Desk, outbox: Outbox, clock: HandClock) -> None:
    for key, chat in [("a1", 7), ("a2", 7), ("b1", 8), ("b2", 8)]:
        await desk.add(key, chat)
    refused, taken = await outbox.claim(10)
    await outbox.retry(refused, clock.now() + 30 * SECOND, "429 Too Many Requests")
    await outbox.sent(taken.id, 1)
    assert keys(await outbox.claim(10)) == ["b2"]
    assert await next_due(outbox) == clock.now() + 30 * SECOND
    clock.forward(30 * SECOND)
    [again] = await outbox.claim(10)
    assert (again.key, again.attempts) == ("a1", 2)


async def test_a_message_given_up_lets_the_rest_of_its_chat_go_on(desk: Desk, outbox: Outbox, clock: HandClock) -> None:
    await desk.add("a1", 7)
    await desk.add("a2", 7)
    [message] = await outbox.claim(10)
    await outbox.fail(message, "403 Forbidden: bot was blocked by the user")
    assert keys(await outbox.claim(10)) == ["a2"]
    row = await desk.row("a1")
    assert (row.state, row.done_at) == (OutboxState.FAILED, clock.now())
    assert row.error == "403 Forbidden: bot was blocked by the user"


async def test_interactive_goes_before_bulk_across_chats(desk: Desk, outbox: Outbox) -> None:
    await desk.add("reminder 1", 1, Priority.BULK)
    await desk.add("reminder 2", 2, Priority.BULK)
    await desk.add("answer", 3)
    assert keys(await outbox.claim(2)) == ["answer", "reminder 1"]


async def test_an_answer_takes_what_waits_before_it_in_its_chat_along(desk: Desk, outbox: Outbox) -> None:
    await desk.add("reminder 1", 1, Priority.BULK)
    await desk.add("reminder 2", 2, Priority.BULK)
    await desk.add("answer 2", 2)
    [first] = await outbox.claim(1)
    assert first.key == "reminder 2"
    await outbox.sent(first.id, 1)
    assert keys(await outbox.claim(1)) == ["answer 2"]
    assert keys(await outbox.claim(1)) == ["reminder 1"]


async def test_a_planned_message_waits_for_its_time_and_holds_up_nothing(
    desk: Desk, outbox: Outbox, clock: HandClock
) -> None:
    await desk.add("tomorrow", 7, Priority.BULK, clock.now() + DAY)
    await desk.add("today", 7)
    [message] = await outbox.claim(10)
    assert message.key == "today"
    await outbox.sent(message.id, 1)
    assert await outbox.claim(10) == []
    assert await next_due(outbox) == clock.now() + DAY
    clock.forward(DAY)
    await desk.add("later", 7)
    assert keys(await outbox.claim(10)) == ["tomorrow"]


async def test_what_falls_due_while_its_chat_is_being_sent_to_waits(
    desk: Desk, outbox: Outbox, clock: HandClock
) -> None:
    await desk.add("planned", 7, not_before=clock.now() + SECOND)
    await desk.add("now", 7)
    [message] = await outbox.claim(10)
    clock.forward(SECOND)
    assert await outbox.claim(10) == []
    assert await next_due(outbox) is None
    await outbox.sent(message.id, 1)
    assert keys(await outbox.claim(10)) == ["planned"]


async def test_next_due_is_silent_while_nothing_can_be_claimed(desk: Desk, outbox: Outbox, clock: HandClock) -> None:
    assert await next_due(outbox) is None
    await desk.add("a1", 7)
    await desk.add("a2", 7)
    assert await next_due(outbox) == clock.now()
    [message] = await outbox.claim(10)
    assert await next_due(outbox) is None
    await outbox.sent(message.id, 1)
    assert await next_due(outbox) == clock.now()


async def test_after_a_crash_what_was_being_sent_is_sent_again_in_order(desk: Desk, outbox: Outbox) -> None:
    for key, chat in [("a1", 7), ("a2", 7), ("b1", 8)]:
        await desk.add(key, chat)
    on_the_wire, delivered = await outbox.claim(10)
    await outbox.sent(delivered.id, 1)
    assert await outbox.recover() == 1
    [again] = await outbox.claim(10)
    assert (again.id, again.attempts) == (on_the_wire.id, 2)
    assert await outbox.depth() == 2


async def test_sent_is_final(desk: Desk, outbox: Outbox, clock: HandClock) -> None:
    await desk.add("a", 7)
    [message] = await outbox.claim(10)
    await outbox.retry(message, clock.now(), "time-out")
    [message] = await outbox.claim(10)
    await outbox.sent(message.id, 4711)
    await outbox.retry(message, clock.now(), "too late")
    await outbox.fail(message, "too late")
    row = await desk.row("a")
    assert (row.state, row.message_id, row.error) == (OutboxState.SENT, 4711, None)
    assert await outbox.depth() == 0


async def test_claiming_nothing_when_no_room_is_left(desk: Desk, outbox: Outbox) -> None:
    await desk.add("a", 7)
    assert await outbox.claim(0) == []


async def test_hostile_text_comes_back_as_it_went_in(database: Database, outbox: Outbox) -> None:
    params = {"text": "\x00 \ud800 ﷺ <b>", "reply_markup": {"inline_keyboard": [[{"text": "Điều 4"}]]}}
    async with database.transaction() as session:
        await outbox.add(session, "a", 7, "sendMessage", params)
    [message] = await outbox.claim(1)
    assert message.params == params


async def test_many_writers_of_the_same_key_add_one_message(desk: Desk, outbox: Outbox) -> None:
    assert sum(await asyncio.gather(*(desk.add("same", 7) for _ in range(12)))) == 1
    assert await outbox.depth() == 1


async def test_many_senders_send_each_message_once_and_in_order(
    database: Database, desk: Desk, outbox: Outbox, clock: HandClock
) -> None:
    async with database.transaction() as session:
        for number in range(120):
            priority = Priority(number // 6 % 2)
            await outbox.add(session, str(number), number % 6, "sendMessage", {}, priority=priority)
    got: dict[int, list[int]] = defaultdict(list)

    async def send() -> None:
        mine = Outbox(database, clock)
        while await mine.depth():
            for message in await mine.claim(3):
                got[message.chat_id].append(int(message.key))
                await mine.sent(message.id, None)

    await asyncio.gather(*(send() for _ in range(5)))
    assert got == {chat: list(range(chat, 120, 6)) for chat in range(6)}


async def test_several_are_added_at_once_in_their_order_and_each_once(
    database: Database, outbox: Outbox, desk: Desk
) -> None:
    await desk.add("a1", 7)
    messages = [NewMessage(key, chat, "sendMessage", {"text": key}) for key, chat in (("a1", 7), ("a2", 7), ("b1", 8))]
    async with database.transaction() as session:
        assert await outbox.add_all(session, messages) == {"a2", "b1"}
    sent: list[str] = []
    while claimed := await outbox.claim(10):
        for message in claimed:
            sent.append(message.key)
            assert await outbox.sent(message.id, 1) == (message.key == "a1"), "whether more of its chat waits"
    assert sent == ["a1", "b1", "a2"]


async def test_one_claim_takes_what_is_most_urgent_of_all(outbox: Outbox, desk: Desk, clock: HandClock) -> None:
    for number in range(3):
        await desk.add(f"reminder {number}", number, Priority.BULK)
    clock.forward(SECOND)
    for number in range(3, 6):
        await desk.add(f"answer {number}", number)
    assert keys(await outbox.claim(4)) == ["answer 3", "answer 4", "answer 5", "reminder 0"]
    assert keys(await outbox.claim(4)) == ["reminder 1", "reminder 2"]
