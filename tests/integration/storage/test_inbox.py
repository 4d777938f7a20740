import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.inbox import MAX_ATTEMPTS, MAX_CRASHES, Inbox, Item, LeaseLostError, NewUpdate
from storage.models import InboxRow, InboxState
from tests.clock import HandClock

LEASE = timedelta(minutes=2)
HOSTILE = "\x00 \ud800 \u202e ﷺ <b>&amp; đồng chí \U0001f600"


@pytest.fixture
def inbox(database: Database, clock: HandClock) -> Inbox:
    return Inbox(database, clock, "here")


def updates(*chats: int | None, start: int = 1) -> list[NewUpdate]:
    """Updates numbered from `start`, one for each chat named."""
    return [NewUpdate(number, chat, {"number": number}) for number, chat in enumerate(chats, start)]


async def claim(inbox: Inbox) -> Item:
    item = await inbox.claim(LEASE)
    assert item is not None
    return item


async def finish(database: Database, inbox: Inbox, item: Item) -> None:
    async with database.transaction() as session:
        await inbox.finish(session, item)


async def release(database: Database, inbox: Inbox, item: Item, error: str = "broken") -> bool:
    async with database.transaction() as session:
        return await inbox.release(session, item, error)


async def rows(database: Database) -> Sequence[InboxRow]:
    async with database.reading() as session:
        return (await session.scalars(select(InboxRow).order_by(InboxRow.id))).all()


async def test_an_update_is_stored_once(inbox: Inbox) -> None:
    assert await inbox.store(updates(7, 7, 8)) == 3
    assert await inbox.store(updates(7, 7, 8, 9)) == 1
    assert await inbox.store([]) == 0
    assert await inbox.depth() == 4


async def test_what_comes_twice_stays_as_it_was_first(database: Database, inbox: Inbox) -> None:
    await inbox.store([NewUpdate(1, 7, {"text": "first"})])
    await finish(database, inbox, await claim(inbox))
    assert await inbox.store([NewUpdate(1, 7, {"text": "second"})]) == 0
    [row] = await rows(database)
    assert (row.payload, row.state) == ({"text": "first"}, InboxState.DONE)
    assert await inbox.claim(LEASE) is None


async def test_one_update_twice_in_one_delivery_is_stored_once(inbox: Inbox) -> None:
    assert await inbox.store(updates(7) + updates(7)) == 1


async def test_concurrent_deliveries_of_the_same_updates_store_each_once(inbox: Inbox) -> None:
    batch = updates(*range(50))
    assert sum(await asyncio.gather(*(inbox.store(batch) for _ in range(6)))) == 50


async def test_thousands_of_updates_go_in_one_delivery(inbox: Inbox) -> None:
    assert await inbox.store(updates(*range(5000))) == 5000


async def test_hostile_text_and_large_numbers_come_back_as_they_went_in(inbox: Inbox) -> None:
    payload = {"text": HOSTILE, HOSTILE: [2**63, -1.5, None, True]}
    await inbox.store([NewUpdate(2**40, -(2**52), payload)])
    item = await claim(inbox)
    assert (item.update_id, item.chat_id, item.payload) == (2**40, -(2**52), payload)


async def test_a_chat_is_worked_on_in_order_and_by_one_at_a_time(database: Database, inbox: Inbox) -> None:
    await inbox.store(updates(7, 7, 8))
    first, beside = await claim(inbox), await claim(inbox)
    assert (first.update_id, beside.update_id) == (1, 3)
    assert await inbox.claim(LEASE) is None
    await finish(database, inbox, first)
    assert (await claim(inbox)).update_id == 2


async def test_updates_of_no_chat_wait_for_nothing(inbox: Inbox) -> None:
    await inbox.store(updates(None, None, 7))
    assert [(await claim(inbox)).update_id for _ in range(3)] == [1, 2, 3]


async def test_finishing_stands_or_falls_with_its_transaction(database: Database, inbox: Inbox) -> None:
    await inbox.store(updates(7))
    item = await claim(inbox)
    async with database.reading() as session:
        await inbox.finish(session, item)
    assert await inbox.depth() == 1
    await finish(database, inbox, item)
    assert await inbox.depth() == 0


async def test_a_finished_update_cannot_be_finished_again(database: Database, inbox: Inbox) -> None:
    await inbox.store(updates(7))
    item = await claim(inbox)
    await finish(database, inbox, item)
    with pytest.raises(LeaseLostError, match="Update 1 is no longer held by here"):
        await finish(database, inbox, item)


async def test_who_lost_the_lease_can_neither_finish_nor_release(
    database: Database, inbox: Inbox, clock: HandClock
) -> None:
    other = Inbox(database, clock, "elsewhere")
    await inbox.store(updates(7, 7))
    slow = await claim(inbox)
    clock.forward(LEASE)
    again = await claim(other)
    assert (again.update_id, again.attempts) == (slow.update_id, 0)
    assert await inbox.renew([slow], LEASE) == 0
    with pytest.raises(LeaseLostError):
        await finish(database, inbox, slow)
    with pytest.raises(LeaseLostError):
        await release(database, inbox, slow)
    await finish(database, other, again)


async def test_who_claimed_the_same_update_twice_finishes_it_once(
    database: Database, inbox: Inbox, clock: HandClock
) -> None:
    await inbox.store(updates(7, 7))
    slow = await claim(inbox)
    clock.forward(LEASE)
    again = await claim(inbox)
    await finish(database, inbox, slow)
    with pytest.raises(LeaseLostError):
        await finish(database, inbox, again)


async def test_work_that_takes_long_is_kept_by_renewing_it(database: Database, inbox: Inbox, clock: HandClock) -> None:
    other = Inbox(database, clock, "elsewhere")
    await inbox.store(updates(7, 7))
    item = await claim(inbox)
    for _ in range(3):
        clock.forward(LEASE * 0.9)
        assert await inbox.renew([item], LEASE) == 1
        assert await other.claim(LEASE) is None
    await finish(database, inbox, item)
    assert await inbox.renew([item], LEASE) == 0


async def test_several_are_claimed_at_once_each_of_another_chat(inbox: Inbox) -> None:
    await inbox.store(updates(7, 7, 8, None, None, 9))
    assert [item.update_id for item in await inbox.claim_up_to(4, LEASE)] == [1, 3, 4, 5]
    assert [item.update_id for item in await inbox.claim_up_to(4, LEASE)] == [6]
    assert await inbox.claim_up_to(4, LEASE) == []


async def test_what_is_put_back_costs_no_attempt(database: Database, inbox: Inbox) -> None:
    await inbox.store(updates(7))
    for _ in range(MAX_ATTEMPTS + 1):
        item = await claim(inbox)
        assert (item.attempts, item.crashes) == (0, 0)
        async with database.transaction() as session:
            await inbox.put_back(session, item, "OperationalError()")


async def test_an_update_that_kills_the_process_is_set_aside(
    database: Database, inbox: Inbox, clock: HandClock
) -> None:
    await inbox.store(updates(7, 7))
    for number in range(MAX_CRASHES):
        item = await claim(inbox)
        assert (item.crashes, item.kills) == (number, False)
        if number % 2:
            assert await inbox.recover() == 1
        else:
            clock.forward(LEASE)
    item = await claim(inbox)
    assert (item.attempts, item.kills) == (0, True)
    assert await release(database, inbox, item, "KillsError()")
    assert (await claim(inbox)).update_id == 2


async def test_several_are_finished_together_or_none(database: Database, inbox: Inbox, clock: HandClock) -> None:
    await inbox.store(updates(7, 8, 9, 9))
    one, two, three = await inbox.claim_up_to(3, LEASE)
    async with database.transaction() as session:
        assert not await inbox.finish(session, one)
    with pytest.raises(LeaseLostError, match="Update 1 is no longer held by here"):
        await finish_all(database, inbox, one, two)
    assert await inbox.depth() == 3
    assert await finish_all(database, inbox, two, three), "another of the last one's chat waits"


async def finish_all(database: Database, inbox: Inbox, *items: Item) -> bool:
    async with database.transaction() as session:
        return await inbox.finish(session, *items)


async def test_a_failed_update_is_tried_again_before_the_rest_of_its_chat(database: Database, inbox: Inbox) -> None:
    await inbox.store(updates(7, 7))
    assert not await release(database, inbox, await claim(inbox))
    again = await claim(inbox)
    assert (again.update_id, again.attempts) == (1, 1)


async def test_a_poison_update_is_set_aside_and_its_chat_goes_on(
    database: Database, inbox: Inbox, clock: HandClock
) -> None:
    await inbox.store(updates(7, 7))
    error = f"ValueError: {HOSTILE}"
    set_aside = [await release(database, inbox, await claim(inbox), error) for _ in range(MAX_ATTEMPTS)]
    assert set_aside == [False] * (MAX_ATTEMPTS - 1) + [True]
    poison = (await rows(database))[0]
    assert (poison.state, poison.attempts, poison.done_at) == (InboxState.FAILED, MAX_ATTEMPTS, clock.now())
    assert poison.error == error.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert (await claim(inbox)).update_id == 2


async def test_after_a_crash_its_own_updates_are_free_at_once(
    database: Database, inbox: Inbox, clock: HandClock
) -> None:
    await inbox.store(updates(7, 8))
    await Inbox(database, clock, "elsewhere").claim(LEASE)
    await claim(inbox)
    assert await inbox.recover() == 1
    assert (await claim(inbox)).update_id == 2
    assert await inbox.claim(LEASE) is None


async def test_a_dead_replicas_updates_are_free_when_their_lease_is_over(
    database: Database, inbox: Inbox, clock: HandClock
) -> None:
    await inbox.store(updates(7))
    await Inbox(database, clock, "elsewhere").claim(LEASE)
    clock.forward(LEASE - timedelta(microseconds=1))
    assert await inbox.recover() == 0
    clock.forward(timedelta(microseconds=1))
    assert await inbox.recover() == 1
    assert (await claim(inbox)).update_id == 1


async def test_depth_counts_what_is_open_and_pending_what_waits(database: Database, inbox: Inbox) -> None:
    await inbox.store(updates(7, 8, 9))
    await finish(database, inbox, await claim(inbox))
    await claim(inbox)
    assert (await inbox.depth(), await inbox.pending()) == (2, 1)


async def test_many_workers_handle_each_update_once_and_in_order(
    database: Database, inbox: Inbox, clock: HandClock
) -> None:
    chats = [number % 9 for number in range(180)]
    handled: dict[int, list[int]] = defaultdict(list)
    inside: set[int] = set()

    async def work(owner: str) -> None:
        mine = Inbox(database, clock, owner)
        while await mine.depth():
            item = await mine.claim(LEASE)
            if item is None:
                await asyncio.sleep(0)
                continue
            assert item.chat_id is not None
            assert item.chat_id not in inside
            inside.add(item.chat_id)
            await asyncio.sleep(0)
            handled[item.chat_id].append(item.update_id)
            inside.remove(item.chat_id)
            await finish(database, mine, item)

    async def arrive() -> None:
        for at in range(0, len(chats), 20):
            await inbox.store(updates(*chats[at : at + 20], start=at))

    await inbox.store(updates(*chats[:20], start=0))
    await asyncio.gather(arrive(), *(work(f"worker {number}") for number in range(8)))
    assert handled == {chat: list(range(chat, len(chats), 9)) for chat in range(9)}
