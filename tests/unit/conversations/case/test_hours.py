"""When the user is reminded: a screen that changes in place, and what it says in the settings."""

from datetime import time

import pytest

from conversations.actions import Action
from conversations.case.hours import SWITCHES, TIMES
from conversations.router import Router
from storage.quiet_hours import Preferences
from storage.reminding import GATHERED
from tests.unit.conversations.case.people import Person, official
from tests.unit.conversations.registry import Registry


@pytest.fixture
def an(router: Router) -> Person:
    return official(router, Registry())


async def test_it_is_reached_from_the_settings_and_changes_in_place(an: Person) -> None:
    assert "Giờ nhắc việc: 08:00\n" in await an.type("/caidat")
    shown = await an.tap("Giờ nhắc việc")
    assert "Tin nhắc hạn: 08:00\nNhận tin: 07:30-20:00, ngày làm việc\n" in shown
    assert "✅ 08:00" in an.labels
    shown = await an.tap("14:00")
    assert an.last
    assert an.last.redraw
    assert "Tin nhắc hạn: 14:00" in shown
    await an.tap("Gộp thành một tin mỗi ngày")
    await an.tap("Nhắc cả ngày nghỉ")
    shown = await an.tap("Nhận đến 22:00")
    assert "Nhận tin: 07:30-22:00, cả ngày nghỉ\nSự kiện của hồ sơ: gộp vào một tin mỗi ngày" in shown
    assert [label for label in an.labels if label.startswith("✅")] == [
        "✅ 14:00",
        "✅ Gộp thành một tin mỗi ngày",
        "✅ Nhắc cả ngày nghỉ",
        "✅ Nhận đến 22:00",
    ]
    assert an.chosen == Preferences(time(14), time(22), every_day=True, daily=True)
    assert "Giờ nhắc việc: 14:00, một tin mỗi ngày, cả ngày nghỉ\n" in await an.type("/caidat")


async def test_every_choice_can_be_taken_back(an: Person) -> None:
    await an.type("/caidat")
    await an.tap("Giờ nhắc việc")
    for switch in SWITCHES.values():
        await an.tap(switch.label)
        assert switch.is_on(an.chosen)
        await an.tap(f"✅ {switch.label}")
        assert an.chosen == Preferences()


async def test_a_button_pressed_twice_is_pressed_once(an: Person) -> None:
    for _ in range(2):
        await an.do(Action.REMIND_CHOOSE, "daily", "1")
        assert an.chosen == Preferences(daily=True)


@pytest.mark.parametrize("args", [(), ("0300",), ("daily",), ("daily", "2"), ("noisy", "1"), ("0800", "1"), ("", "")])
async def test_a_button_of_another_age_redraws_the_screen_as_it_is(an: Person, args: tuple[str, ...]) -> None:
    await an.do(Action.REMIND_CHOOSE, "1600")
    assert "Tin nhắc hạn: 16:00" in await an.do(Action.REMIND_CHOOSE, *args)
    assert an.chosen == Preferences(at=time(16))


def test_every_time_comes_after_the_gathering_and_within_everybodys_hours() -> None:
    assert all(GATHERED < at < Preferences().until for at in TIMES)
    assert Preferences().at in TIMES
