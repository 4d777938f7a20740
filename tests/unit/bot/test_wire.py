"""Who has the wire next."""

import asyncio

import pytest

from bot.wire import Wire

ANSWER, REMINDER = 0, 1


class Waiting:
    """Some who want the wire, in the order in which they have had it."""

    def __init__(self) -> None:
        self.wire = Wire()
        self.had: list[str] = []
        self.beside = 0

    async def send(self, name: str, urgency: int) -> None:
        async with self.wire.taken(urgency):
            self.beside += 1
            assert self.beside == 1
            await asyncio.sleep(0)
            self.had.append(name)
            self.beside -= 1


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


async def test_the_most_urgent_goes_next_and_equals_in_their_order(waiting: Waiting) -> None:
    wanted = [("r1", REMINDER), ("r2", REMINDER), ("a1", ANSWER), ("r3", REMINDER), ("a2", ANSWER)]
    await asyncio.gather(*(waiting.send(*one) for one in wanted))
    assert waiting.had == ["r1", "a1", "a2", "r2", "r3"]
    await waiting.send("later", REMINDER)
    assert waiting.had[-1] == "later"


async def test_whoever_gives_up_waiting_holds_up_nobody(waiting: Waiting) -> None:
    tasks = {name: asyncio.create_task(waiting.send(name, REMINDER)) for name in ("r1", "r2", "r3")}
    await asyncio.sleep(0)
    tasks["r2"].cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    assert waiting.had == ["r1", "r3"]


async def test_a_wire_that_is_handed_to_whoever_is_gone_goes_to_the_next(waiting: Waiting) -> None:
    async with waiting.wire.taken(ANSWER):
        gone, stays = (asyncio.create_task(waiting.send(name, REMINDER)) for name in ("gone", "stays"))
        await asyncio.sleep(0)
    gone.cancel()  # after it was handed the wire, before it could take it
    await asyncio.gather(gone, stays, return_exceptions=True)
    assert waiting.had == ["stays"]
    await asyncio.wait_for(waiting.send("later", ANSWER), 5)


async def test_what_fails_on_the_wire_gives_it_back(waiting: Waiting) -> None:
    with pytest.raises(ValueError, match="no"):
        async with waiting.wire.taken(ANSWER):
            raise ValueError("no")
    await asyncio.wait_for(waiting.send("next", ANSWER), 5)
