from bot.flood import FloodControl, Verdict


def test_up_to_the_limit_is_handled_then_told_once_then_dropped() -> None:
    flood = FloodControl(limit=3, window=60)
    verdicts = [flood.judge(1, at) for at in range(6)]
    assert verdicts == [Verdict.HANDLE] * 3 + [Verdict.TELL] + [Verdict.DROP] * 2


def test_when_the_first_leaves_the_window_there_is_room_again() -> None:
    flood = FloodControl(limit=2, window=60)
    assert [flood.judge(1, at) for at in (0, 30, 59)] == [Verdict.HANDLE, Verdict.HANDLE, Verdict.TELL]
    assert flood.judge(1, 60) == Verdict.HANDLE
    assert flood.judge(1, 61) == Verdict.DROP
    assert flood.judge(1, 119.5) == Verdict.HANDLE
    assert flood.judge(1, 119.6) == Verdict.TELL


def test_others_are_not_concerned() -> None:
    flood = FloodControl(limit=1, window=60)
    for at in range(10):
        flood.judge(1, at)
    assert flood.judge(2, 10) == Verdict.HANDLE


def test_messages_that_piled_up_over_an_hour_are_no_flood() -> None:
    flood = FloodControl(limit=3, window=60)
    assert {flood.judge(1, at * 30) for at in range(120)} == {Verdict.HANDLE}


def test_chats_that_fell_silent_are_forgotten() -> None:
    flood = FloodControl(limit=3, window=60)
    for chat in range(100):
        flood.judge(chat, chat * 100)
    assert len(flood._chats) <= 2
