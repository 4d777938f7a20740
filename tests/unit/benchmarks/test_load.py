import asyncio
from dataclasses import replace

from benchmarks.load import ECHO, Crowd, Measured, report
from bot.sandbox.world import World

OURS = "SQLite, long poll"


def test_the_report_compares_each_system_with_the_echo_bot() -> None:
    echo = Measured(ECHO.name, 1, a_second=100, p50=0.01, p95=0.02, p99=1.5, cpu=0.004)
    ours = replace(echo, system=OURS, a_second=60, cpu=0.012)
    busy = [replace(one, chats=1000, a_second=one.a_second / rate) for one, rate in ((echo, 1), (ours, 2))]
    text = report([echo, busy[0], ours, busy[1]])
    assert "| answers a second | 1 chats | 1,000 chats |" in text
    assert f"| {ECHO.name} | 100 | 100 |" in text
    assert f"| {OURS} | 60 | 30 |" in text
    assert f"| {OURS} | 0.6 met | 0.3 **missed** |" in text
    assert f"| {ECHO.name} | 10 / 20 / 1,500 |" in text
    assert f"| {OURS} | 12 | 12 |" in text


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
