"""Settings: one screen that changes in place, and words that follow it everywhere."""

import pytest

from conversations.events import Address, Command, Press, Profile, Text
from tests.unit.conversations.chat import BuiltAnswers, Chat, buttons


async def test_shows_the_profile(chat: Chat) -> None:
    reply = await chat.say(Command("caidat"))
    assert reply.context["place"] == "Quảng Ngãi"
    assert reply.context["xung_ho"] == "đồng chí"
    assert [label for label in buttons(reply) if label.startswith("✅")] == ["✅ Quảng Ngãi", "✅ đồng chí"]
    assert "Giờ nhắc việc" not in buttons(reply)
    assert not reply.redraw


async def test_shows_that_nothing_is_chosen(chat: Chat) -> None:
    chat.profile = Profile(greeted=True)
    reply = await chat.say(Command("caidat"))
    assert reply.context["place"] is None
    assert [label for label in buttons(reply) if label.startswith("✅")] == ["✅ đồng chí"]


async def test_changes_the_place(chat: Chat) -> None:
    settings = await chat.say(Command("caidat"))
    (reply,) = (await chat.press(settings, "Nơi khác")).replies
    assert reply.redraw
    assert chat.profile == Profile(jurisdiction="other", greeted=True)
    assert "✅ Nơi khác" in buttons(reply)
    assert "Quảng Ngãi" in buttons(reply)


async def test_changes_the_form_of_address_everywhere(chat: Chat) -> None:
    settings = await chat.say(Command("caidat"))
    (reply,) = (await chat.press(settings, "anh/chị")).replies
    assert reply.redraw
    assert chat.profile.address is Address.SIBLING
    assert (reply.context["xung_ho"], reply.context["Xung_ho"]) == ("anh/chị", "Anh/chị")
    assert (await chat.say(Text("thanks"))).context["xung_ho"] == "anh/chị"


@pytest.mark.parametrize(
    "press",
    [Press("set-place", ("atlantis",)), Press("set-place"), Press("set-address", ("ngài",)), Press("set-address")],
)
async def test_a_stale_button_redraws_the_screen_as_it_is(chat: Chat, press: Press) -> None:
    before = chat.profile
    reply = await chat.say(press)
    assert (reply.template, reply.redraw) == ("settings", True)
    assert reply.context["place"] == "Quảng Ngãi"
    assert chat.profile == before


async def test_an_old_settings_message_still_works(chat: Chat) -> None:
    old = await chat.say(Command("caidat"))
    await chat.press(old, "Hải Phòng")
    await chat.press(old, "anh/chị")
    assert chat.profile == Profile(jurisdiction="hai-phong", address=Address.SIBLING, greeted=True)


async def test_elsewhere_asks_without_a_jurisdiction(chat: Chat, answers: BuiltAnswers) -> None:
    chat.profile = Profile(jurisdiction="other", greeted=True)
    await chat.send(Text("?"))
    assert answers.asked == [("?", None)]
