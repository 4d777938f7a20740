import asyncio
from datetime import timedelta

import pytest

from storage.database import Database
from storage.leases import Lease
from storage.outbox import Outbox
from tests.clock import HandClock

LENGTH = timedelta(seconds=5)
TICK = timedelta(microseconds=1)


class Two:
    """The same task as two processes see it."""

    def __init__(self, database: Database, clock: HandClock) -> None:
        self.left, self.right = (Lease(database, clock, "sender", owner, LENGTH) for owner in ("left", "right"))


@pytest.fixture
def two(database: Database, clock: HandClock) -> Two:
    return Two(database, clock)


async def confirmed(database: Database, lease: Lease) -> bool:
    async with database.transaction() as session:
        return await lease.confirm(session)


async def test_one_has_it_and_keeps_it_by_renewing(database: Database, two: Two, clock: HandClock) -> None:
    assert await two.left.take()
    for _ in range(3):
        clock.forward(LENGTH - TICK)
        assert (await two.left.take(), await two.right.take()) == (True, False)
    assert (two.left.is_held, two.right.is_held) == (True, False)
    assert (await confirmed(database, two.left), await confirmed(database, two.right)) == (True, False)


async def test_a_dead_holder_is_followed_when_its_lease_is_over(database: Database, two: Two, clock: HandClock) -> None:
    assert await two.left.take()
    clock.forward(LENGTH - TICK)
    assert not await two.right.take()
    assert two.left.is_held
    clock.forward(TICK)
    assert not two.left.is_held
    assert not await confirmed(database, two.left)
    assert await two.right.take()
    assert not await two.left.take()
    assert not two.left.is_held


async def test_who_comes_up_again_under_its_name_has_it_at_once(database: Database, two: Two, clock: HandClock) -> None:
    assert await two.left.take()
    again = Lease(database, clock, "sender", "left", LENGTH)
    assert not again.is_held
    assert await again.take()
    assert not await two.right.take()


async def test_what_is_given_up_is_free_at_once(database: Database, two: Two) -> None:
    assert await two.left.take()
    await two.right.give_up()
    assert await confirmed(database, two.left)
    await two.left.give_up()
    assert not two.left.is_held
    assert not await confirmed(database, two.left)
    assert await two.right.take()


async def test_tasks_do_not_touch_each_other(database: Database, two: Two, clock: HandClock) -> None:
    assert await two.left.take()
    assert await Lease(database, clock, "poller", "right", LENGTH).take()
    assert await confirmed(database, two.left)


async def test_of_many_who_want_it_one_gets_it(database: Database, clock: HandClock) -> None:
    leases = [Lease(database, clock, "sender", f"owner {number}", LENGTH) for number in range(8)]
    assert sum(await asyncio.gather(*(lease.take() for lease in leases))) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_nobody_takes_over_before_a_transaction_that_rests_on_the_lease_has_ended(
    database: Database, two: Two, clock: HandClock
) -> None:
    """The old sender's claim is seen by the new one, which then recovers it; never the other way round.

    Writers of SQLite take turns anyway.
    """
    outbox = Outbox(database, clock)
    assert await two.left.take()
    async with database.transaction() as session:
        await outbox.add(session, "a", 7, "sendMessage", {})
    async with database.transaction() as session:
        assert await two.left.confirm(session)
        clock.forward(LENGTH)
        taking = asyncio.create_task(two.right.take())
        done, _ = await asyncio.wait({taking}, timeout=0.3)
        assert not done
    assert await taking
