"""The benchmark of load in the smallest: both bots as processes of their own, a moment long."""

import pytest

from benchmarks.load import ECHO, System, measure


@pytest.mark.parametrize("system", [ECHO, System("SQLite, webhook", webhook=True)], ids=lambda system: system.name)
async def test_every_chat_is_answered_and_timed(system: System) -> None:
    [measured] = await measure(system, None, chats=(3,), seconds=0.2)
    assert (measured.system, measured.chats) == (system.name, 3)
    assert measured.a_second > 0
    assert 0 < measured.p50 <= measured.p95 <= measured.p99
    assert measured.cpu > 0
