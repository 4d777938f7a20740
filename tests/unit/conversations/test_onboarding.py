"""First contact: shown once, before whatever the user came with, and a place to choose."""

import pytest

from conversations.consent import NOTICE
from conversations.events import Command, Event, Press, Profile, Text, Unsupported
from conversations.examples import EXAMPLES, GENERAL
from conversations.membership import Audited
from tests.unit.conversations.chat import BuiltAnswers, Chat, buttons


@pytest.mark.parametrize("name", ["start", "batdau"])
async def test_start_welcomes_and_asks_for_the_place(new_chat: Chat, name: str) -> None:
    outcome = await new_chat.send(Command(name))
    (welcome,) = outcome.replies
    assert welcome.template == "welcome"
    places = ["Quảng Ngãi", "Hải Phòng", "Lai Châu", "Lâm Đồng", "Nơi khác"]
    assert list(buttons(welcome)) == [*places, "Đồng ý", "Dữ liệu được lưu"]
    assert outcome.profile == Profile(greeted=True)


async def test_a_question_before_any_choice_is_welcomed_and_answered(new_chat: Chat, answers: BuiltAnswers) -> None:
    outcome = await new_chat.send(Text("bao nhiêu ngày phải trả lời?"))
    assert [reply.template for reply in outcome.replies] == ["welcome", "answer"]
    assert answers.asked == [("bao nhiêu ngày phải trả lời?", None)]
    assert len(outcome.answers) == 1
    assert outcome.profile == Profile(greeted=True)


@pytest.mark.parametrize(
    ("event", "template"),
    [(Command("caidat"), "settings"), (Unsupported("voice"), "unsupported"), (Command("hoi", "x"), "answer")],
)
async def test_first_contact_comes_before_anything(new_chat: Chat, event: Event, template: str) -> None:
    outcome = await new_chat.send(event)
    assert [reply.template for reply in outcome.replies] == ["welcome", template]


async def test_first_contact_is_shown_once(new_chat: Chat) -> None:
    await new_chat.send(Text("một"))
    assert [reply.template for reply in (await new_chat.send(Text("hai"))).replies] == ["answer"]


async def test_a_first_greeting_is_met_with_the_welcome_alone(new_chat: Chat) -> None:
    assert [reply.template for reply in (await new_chat.send(Text("greeting"))).replies] == ["welcome"]


@pytest.mark.parametrize(
    ("label", "place", "suggested"),
    [
        ("Quảng Ngãi", "quang-ngai", EXAMPLES["quang-ngai"]),
        ("Hải Phòng", "hai-phong", EXAMPLES["hai-phong"]),
        ("Lai Châu", "lai-chau", EXAMPLES["lai-chau"]),
        ("Lâm Đồng", "lam-dong", EXAMPLES["lam-dong"]),
        ("Nơi khác", "other", GENERAL),
    ],
)
async def test_choosing_confirms_in_place_and_suggests(
    new_chat: Chat, label: str, place: str, suggested: tuple[str, ...]
) -> None:
    welcome = await new_chat.say(Command("start"))
    outcome = await new_chat.press(welcome, label)
    (reply,) = outcome.replies
    assert reply.template == "province_set"
    assert reply.redraw
    assert outcome.profile == Profile(jurisdiction=place, greeted=True, agreed=True)
    assert outcome.audit == (Audited("consent", NOTICE),)
    assert tuple(buttons(reply)) == suggested
    assert reply.context["place"] == label
    assert reply.context["elsewhere"] == (place == "other")
    assert reply.context["draft"] == (place == "lam-dong")


async def test_pressing_a_suggestion_asks_it(new_chat: Chat, answers: BuiltAnswers) -> None:
    welcome = await new_chat.say(Command("start"))
    (chosen,) = (await new_chat.press(welcome, "Hải Phòng")).replies
    (reply,) = (await new_chat.press(chosen, EXAMPLES["hai-phong"][1])).replies
    assert answers.asked == [(EXAMPLES["hai-phong"][1], "hai-phong")]
    assert reply.template == "answer"
    assert reply.context["asked"] == EXAMPLES["hai-phong"][1]
    assert not reply.redraw


async def test_a_place_that_is_gone_redraws_the_choice(chat: Chat) -> None:
    reply = await chat.say(Press("place", ("atlantis",)))
    assert (reply.template, reply.redraw) == ("welcome", True)
    assert reply.context["place"] == "Quảng Ngãi"
    assert chat.profile.jurisdiction == "quang-ngai"


async def test_choosing_twice_is_harmless(new_chat: Chat) -> None:
    welcome = await new_chat.say(Command("start"))
    first, second = await new_chat.press(welcome, "Lai Châu"), await new_chat.press(welcome, "Lai Châu")
    assert (first.replies, first.profile) == (second.replies, second.profile)
    assert (len(first.audit), second.audit) == (1, ())


async def test_start_again_shows_what_is_chosen(chat: Chat) -> None:
    reply = await chat.say(Command("start"))
    assert reply.context["place"] == "Quảng Ngãi"
    assert chat.profile.jurisdiction == "quang-ngai"
