import asyncio
from collections import deque

import pytest

from bot.crew import Crew


class Queue:
    """Jobs by number; an exception in it is raised when its turn comes."""

    def __init__(self, *jobs: int | Exception) -> None:
        self.jobs = deque(jobs)
        self.rooms: list[int] = []

    async def claim(self, room: int) -> list[int]:
        self.rooms.append(room)
        taken: list[int] = []
        while self.jobs and len(taken) < room:
            job = self.jobs.popleft()
            if isinstance(job, Exception):
                raise job
            taken.append(job)
        return taken


async def test_jobs_are_done_side_by_side_up_to_the_size() -> None:
    queue, stop = Queue(1, 2, 3), asyncio.Event()
    running: set[int] = set()
    most: list[int] = []

    async def handle(job: int) -> None:
        running.add(job)
        most.append(len(running))
        await asyncio.sleep(0)
        running.discard(job)
        if job == 3:
            stop.set()

    await asyncio.wait_for(Crew(2, queue.claim, handle).run(stop), 20)
    assert max(most) == 2
    assert all(1 <= room <= 2 for room in queue.rooms)


async def test_being_woken_is_enough_to_look_again() -> None:
    queue, stop, done = Queue(), asyncio.Event(), asyncio.Event()

    async def handle(job: int) -> None:
        done.set()

    crew = Crew(1, queue.claim, handle)
    running = asyncio.create_task(crew.run(stop))
    while not queue.rooms:  # noqa: ASYNC110 - until the crew has looked once
        await asyncio.sleep(0)
    queue.jobs.append(1)
    crew.wake()
    await asyncio.wait_for(done.wait(), 20)
    stop.set()
    await asyncio.wait_for(running, 20)


async def test_a_database_that_is_away_is_waited_for() -> None:
    queue, stop = Queue(OSError("connection refused"), 1), asyncio.Event()

    async def handle(job: int) -> None:
        stop.set()

    await asyncio.wait_for(Crew(1, queue.claim, handle).run(stop), 20)
    assert len(queue.rooms) == 2


async def test_what_is_in_hand_is_finished_before_the_end() -> None:
    queue, stop, go = Queue(1), asyncio.Event(), asyncio.Event()
    finished: list[int] = []

    async def handle(job: int) -> None:
        stop.set()
        await go.wait()
        finished.append(job)

    running = asyncio.create_task(Crew(1, queue.claim, handle).run(stop))
    await asyncio.wait_for(stop.wait(), 20)
    assert not running.done()
    go.set()
    await asyncio.wait_for(running, 20)
    assert finished == [1]


async def test_what_a_job_raises_ends_the_crew() -> None:
    async def handle(job: int) -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await asyncio.wait_for(Crew(1, Queue(1).claim, handle).run(asyncio.Event()), 20)


async def test_a_queue_found_empty_is_left_alone_until_there_may_be_more() -> None:
    queue, stop, done = Queue(1, 2, 3), asyncio.Event(), asyncio.Event()

    async def handle(job: int) -> None:
        if job == 3:
            done.set()

    crew = Crew(2, queue.claim, handle, idle=1000)
    running = asyncio.create_task(crew.run(stop))
    await asyncio.wait_for(done.wait(), 20)
    for _ in range(20):
        await asyncio.sleep(0)
    assert len(queue.rooms) == 2, "full at first, then one job with room for another: no third look"
    queue.jobs.append(4)
    crew.wake()
    while len(queue.rooms) < 3:  # noqa: ASYNC110 - until the crew has looked again
        await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(running, 20)
    assert not queue.jobs


async def test_an_idle_crew_looks_from_time_to_time() -> None:
    queue, stop = Queue(), asyncio.Event()

    async def handle(job: int) -> None:
        stop.set()

    running = asyncio.create_task(Crew(1, queue.claim, handle, idle=0.001).run(stop))
    while len(queue.rooms) < 3:  # noqa: ASYNC110 - nobody tells of a look
        await asyncio.sleep(0.001)
    queue.jobs.append(1)
    await asyncio.wait_for(running, 20)


async def test_thinning_out_ends_with_few_in_hand_or_with_the_time() -> None:
    queue, stop, go = Queue(1, 2, 3), asyncio.Event(), asyncio.Event()
    begun = asyncio.Semaphore(0)

    async def handle(job: int) -> None:
        begun.release()
        if job > 1:
            await go.wait()

    crew = Crew(8, queue.claim, handle)
    running = asyncio.create_task(crew.run(stop))
    for _ in range(3):
        await asyncio.wait_for(begun.acquire(), 20)
    await asyncio.wait_for(crew.thin_out(2, 1000), 20)
    await asyncio.wait_for(crew.thin_out(1, 1000, lambda job: job == 3), 20)
    crowded = asyncio.create_task(crew.thin_out(1, 1000))
    await crew.thin_out(1, 0.01)
    assert not crowded.done()
    go.set()
    await asyncio.wait_for(crowded, 20)
    stop.set()
    await asyncio.wait_for(running, 20)
