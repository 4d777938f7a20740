import asyncio
from dataclasses import replace

from benchmarks.load import ECHO, Compared, Crowd, Measured, report
from bot.sandbox.world import World

OURS = "SQLite, long poll"


ROUND = Measured(ECHO.name, 1, a_second=100, p50=0.01, p95=0.02, p99=1.5, cpu=0.004)


def ours(a_second: float, chats: int = 1) -> Measured:
    return replace(ROUND, system=OURS, chats=chats, a_second=a_second, cpu=0.012)


def test_medians_are_those_of_the_rounds_and_the_ratio_that_of_pairs() -> None:
    rounds = [
        (replace(ROUND, a_second=100), ours(60)),
        (replace(ROUND, a_second=200), ours(80)),
        (replace(ROUND, a_second=300), ours(210)),
    ]
    compared = Compared.of(rounds)
    assert (compared.echo.a_second, compared.ours.a_second) == (200, 80)
    assert compared.ratio == 0.6
    assert (compared.ours.system, compared.ours.p99) == (OURS, 1.5)


def test_the_report_compares_each_system_with_the_echo_bot_beside_it() -> None:
    text = report([Compared.of([(ROUND, ours(60))]), Compared.of([(replace(ROUND, chats=1000), ours(30, 1000))])])
    assert "| answers a second (echo beside it) | 1 chats | 1,000 chats |" in text
    assert f"| {OURS} | 60.0 (100.0) | 30.0 (100.0) |" in text
    assert f"| {OURS} | 0.6 met | 0.3 **missed** |" in text
    assert f"| {OURS} | 10 / 20 / 1,500 | 10 / 20 / 1,500 |" in text
    assert f"| {OURS} | 12.0 (4.0) | 12.0 (4.0) |" in text


async def test_people_write_again_when_they_are_answered() -> None:
    world = World()
    chat = world.chats[world.add_user("An").id]
    crowd = Crowd(world)
    add = world.add_message
    with crowd.listening():
        crowd.write(chat.id, "/start")
        assert not await crowd.is_quiet()
        assert not await crowd.have_all_heard()
        assert len(crowd.unheard()) == 1
        world.add_message(chat, world.bot, text="chào", source="chào")
        assert len(crowd.waits) == 1
        assert await crowd.have_all_heard()
        world.add_message(chat, world.bot, text="nữa", source="nữa")
        assert len(crowd.waits) == 1, "only the first message after a command is its answer"
        await asyncio.sleep(0)
        assert not await crowd.is_quiet()
        assert crowd.unheard() == []
    assert [update.payload["text"] for update in world.updates.pending()] == ["/start", "/trogiup"]
    assert world.add_message == add
