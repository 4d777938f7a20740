"""How updates are gathered into commits; the inbox is a list."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.intake import Intake
from bot.metrics import Metrics, Transport
from storage.inbox import NewUpdate
from tests.clock import HandClock


class Commits:
    """An inbox that remembers each commit, and holds one back or fails it when it is told to."""

    def __init__(self) -> None:
        self.numbers: list[list[int]] = []
        self.begun = asyncio.Event()
        self.hold = asyncio.Event()
        self.hold.set()
        self.error: Exception | None = None

    async def store(self, updates: Sequence[NewUpdate]) -> int:
        self.begun.set()
        await self.hold.wait()
        if self.error:
            raise self.error
        known = {number for commit in self.numbers for number in commit}
        self.numbers.append([update.update_id for update in updates])
        return len({update.update_id for update in updates} - known)


@pytest.fixture
def inbox() -> Commits:
    return Commits()


@pytest.fixture
def intake(inbox: Commits) -> Intake:
    return Intake(inbox, Metrics(HandClock()))  # type: ignore[arg-type]


def taking(intake: Intake, *numbers: int) -> asyncio.Task[int]:
    return asyncio.create_task(intake.take([{"update_id": number} for number in numbers], Transport.WEBHOOK))


async def held(intake: Intake, inbox: Commits, *numbers: int) -> asyncio.Task[int]:
    """A commit that is under way until `inbox.hold` is set."""
    inbox.hold.clear()
    first = taking(intake, *numbers)
    await inbox.begun.wait()
    return first


async def test_one_that_comes_alone_is_stored_at_once(intake: Intake, inbox: Commits) -> None:
    assert [await taking(intake, number) for number in (1, 2, 2)] == [1, 1, 0]
    assert inbox.numbers == [[1], [2], [2]]


async def test_those_that_come_meanwhile_share_a_commit(intake: Intake, inbox: Commits) -> None:
    first = await held(intake, inbox, 1)
    others = [taking(intake, number) for number in (2, 3, 3)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in (first, *others))
    inbox.hold.set()
    assert await asyncio.gather(first, *others) == [1, 2, 2, 2]
    assert inbox.numbers == [[1], [2, 3, 3]]


async def test_a_commit_that_fails_fails_all_of_it_and_nothing_after_it(intake: Intake, inbox: Commits) -> None:
    first = await held(intake, inbox, 1)
    others = [taking(intake, 2), taking(intake, 3)]
    await asyncio.sleep(0)
    inbox.error = ConnectionRefusedError()
    inbox.hold.set()
    results = await asyncio.gather(first, *others, return_exceptions=True)
    assert [type(result) for result in results] == [ConnectionRefusedError] * 3
    inbox.error = None
    assert await taking(intake, 2, 3) == 2


async def test_one_that_gives_up_waiting_leaves_the_others_their_commit(intake: Intake, inbox: Commits) -> None:
    first = await held(intake, inbox, 1)
    impatient, patient = taking(intake, 2), taking(intake, 3)
    await asyncio.sleep(0)
    first.cancel()
    impatient.cancel()
    await asyncio.sleep(0)
    inbox.hold.set()
    assert await patient == 2
    assert first.cancelled()
    assert impatient.cancelled()
    assert inbox.numbers == [[1], [2, 3]]


async def test_the_worker_is_woken_only_by_what_is_new(intake: Intake) -> None:
    woken: list[None] = []
    intake.stored = lambda: woken.append(None)
    await intake.take([{"update_id": 1}], Transport.POLL)
    await intake.take([{"update_id": 1}], Transport.POLL)
    assert len(woken) == 1
