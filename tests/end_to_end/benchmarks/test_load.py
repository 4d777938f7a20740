"""The benchmark of load in the smallest: both bots as processes of their own, a moment long."""

from benchmarks.load import ECHO, System, compare


async def test_every_chat_is_answered_and_timed() -> None:
    system = System("SQLite, webhook", webhook=True)
    [compared] = await compare(system, None, chats=(3,), seconds=0.2, rounds=1)
    assert (compared.ours.system, compared.echo.system) == (system.name, ECHO.name)
    assert compared.ratio == compared.ours.a_second / compared.echo.a_second
    for measured in (compared.ours, compared.echo):
        assert measured.chats == 3
        assert measured.a_second > 0
        assert 0 < measured.p50 <= measured.p95 <= measured.p99
        assert measured.cpu > 0
