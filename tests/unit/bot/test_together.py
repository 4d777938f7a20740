"""Steps that share a write: who is in which, and what each of them is told."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.together import Together


class Writes:
    """Remembers what was written together, and holds a write back until it is let go."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.go = asyncio.Event()
        self.go.set()
        self.error: Exception | None = None

    async def write(self, steps: Sequence[int]) -> int:
        self.batches.append(list(steps))
        await self.go.wait()
        if self.error:
            raise self.error
        return len(steps)


async def added(together: Together[int, int], *steps: int) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(together.add(step)) for step in steps]
    await asyncio.sleep(0)
    return tasks


async def test_one_alone_is_written_at_once() -> None:
    writes = Writes()
    together = Together(writes.write)
    assert [await together.add(1), await together.add(2)] == [1, 1]
    assert writes.batches == [[1], [2]]


async def test_those_that_are_ready_together_are_written_together_and_so_are_those_that_come_meanwhile() -> None:
    writes = Writes()
    writes.go.clear()
    together = Together(writes.write)
    first = await added(together, 1, 2)
    await asyncio.sleep(0)
    later = await added(together, 3, 4, 5)
    assert writes.batches == [[1, 2]]
    writes.go.set()
    assert await asyncio.gather(*first, *later) == [2, 2, 3, 3, 3]
    assert writes.batches == [[1, 2], [3, 4, 5]]


async def test_what_a_write_raises_is_raised_to_each_of_its_steps_and_to_no_other() -> None:
    writes = Writes()
    together = Together(writes.write)
    writes.error = ValueError("broken")
    results = await asyncio.gather(*await added(together, 1, 2), return_exceptions=True)
    assert results == [writes.error, writes.error]
    writes.error = None
    assert await together.add(3) == 1


async def test_a_batch_grows_until_it_is_gathered() -> None:
    writes, enough = Writes(), asyncio.Event()

    async def gather() -> None:
        await enough.wait()

    together = Together(writes.write, gather)
    first = await added(together, 1)
    second = await added(together, 2)
    assert writes.batches == []
    enough.set()
    assert await asyncio.gather(*first, *second) == [2, 2]


async def test_one_that_gives_up_waiting_leaves_the_others_their_write() -> None:
    writes = Writes()
    together = Together(writes.write)
    impatient, patient = await added(together, 1, 2)
    impatient.cancel()
    assert await patient == 2
    with pytest.raises(asyncio.CancelledError):
        await impatient
