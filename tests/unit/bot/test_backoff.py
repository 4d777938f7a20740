import asyncio

from bot.backoff import LONGEST, Backoff, delay, sleep_unless


def test_waits_grow_and_stop_growing_and_are_never_in_step() -> None:
    for failures in range(1, 200):
        whole = min(LONGEST, 0.5 * 2.0 ** min(failures - 1, 32))
        assert whole / 2 <= delay(failures) <= whole
    assert len({delay(5) for _ in range(20)}) > 1


def test_a_success_starts_over() -> None:
    backoff = Backoff()
    for _ in range(10):
        backoff.failed()
    backoff.worked()
    assert backoff.failed() <= 0.5


async def test_a_sleep_ends_when_the_bot_is_to_stop() -> None:
    stop = asyncio.Event()
    stop.set()
    async with asyncio.timeout(5):
        await sleep_unless(stop, 3600)


async def test_otherwise_it_lasts_its_time() -> None:
    await sleep_unless(asyncio.Event(), 0.001)
