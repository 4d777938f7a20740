"""What was set aside: told of without a word of its user, and handled after all."""

import pytest

from storage.audit import Audit, AuditEntry
from storage.database import Database
from storage.given_up import GivenUp, SetAside
from storage.inbox import MAX_ATTEMPTS, Inbox
from tests.clock import HandClock
from tests.integration.storage.test_inbox import LEASE, claim, finish, release, updates


@pytest.fixture
def inbox(database: Database, clock: HandClock) -> Inbox:
    return Inbox(database, clock, "here")


@pytest.fixture
def given_up(database: Database, clock: HandClock) -> GivenUp:
    return GivenUp(database, clock)


async def set_aside(database: Database, inbox: Inbox, error: str) -> None:
    for _ in range(MAX_ATTEMPTS):
        await release(database, inbox, await claim(inbox), error)


async def test_what_is_set_aside_is_told_by_kind_and_never_by_text(
    database: Database, inbox: Inbox, given_up: GivenUp, clock: HandClock
) -> None:
    received = clock.now()
    await inbox.store(updates(7, 8))
    await set_aside(database, inbox, "ValueError('số căn cước 0123')")
    clock.forward(LEASE)
    await set_aside(database, inbox, "KeyError('x')")
    newest, older = await given_up.latest(5)
    assert newest == SetAside(2, received, clock.now(), "KeyError")
    assert older == SetAside(1, received, clock.now() - LEASE, "ValueError")
    assert await given_up.latest(1) == [newest]
    assert await given_up.count() == 2


async def test_what_was_set_aside_is_handled_as_new_before_the_rest_of_its_chat(
    database: Database, inbox: Inbox, given_up: GivenUp
) -> None:
    await inbox.store(updates(7, 7, 8))
    await set_aside(database, inbox, "ValueError()")
    assert await given_up.retry(99) == []
    assert await given_up.retry(2) == []
    assert await given_up.retry(1) == [1]
    assert await given_up.count() == 0
    item = await claim(inbox)
    assert (item.update_id, item.attempts, item.crashes) == (1, 0, 0)
    await finish(database, inbox, item)
    assert await given_up.retry() == []


async def test_all_that_was_set_aside_waits_again(database: Database, inbox: Inbox, given_up: GivenUp) -> None:
    await inbox.store(updates(7, 8))
    for _ in range(2):
        await set_aside(database, inbox, "ValueError()")
    assert await given_up.retry() == [1, 2]
    assert await inbox.pending() == 2


async def test_the_audit_tells_that_updates_wait_again_and_of_none_that_did_not(
    database: Database, inbox: Inbox, given_up: GivenUp, clock: HandClock
) -> None:
    await inbox.store(updates(7, 8, 9))
    for _ in range(3):
        await set_aside(database, inbox, "ValueError('số căn cước 0123')")
    for which in (99, 2, 2, None, None):
        await given_up.retry(which)
    told = [AuditEntry(clock.now(), None, "updates-retried", target, "done") for target in ("all", "2")]
    assert list(await Audit(database, clock).latest(5)) == told
