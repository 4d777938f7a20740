"""The router's tables: every command, every action and every kind of message has its reply."""

from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources

import pytest

from bot.callbacks import pack
from bot.rendering import Renderer
from conversations.actions import Action
from conversations.events import Button, Command, File, Press, Profile, Text, Unsupported
from conversations.membership import Invitation, Office, Role
from conversations.router import Router
from tests.unit.conversations.chat import BuiltAnswers, Chat, buttons

FILE = File("id", "ke-hoach.docx", "application/octet-stream", 12, "bao nhiêu ngày?")


def invitation(role: Role) -> Invitation:
    return Invitation(f"id-{role}", role, None, None, 0, 1, datetime(2026, 12, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("start", "welcome"),
        ("batdau", "welcome"),
        ("START", "welcome"),
        ("hoi", "invite"),
        ("trogiup", "help"),
        ("help", "help"),
        ("caidat", "settings"),
        ("xoahet", "unknown_command"),
    ],
)
async def test_commands(chat: Chat, name: str, template: str) -> None:
    assert (await chat.say(Command(name))).template == template


async def test_every_action_is_handled(router: Router) -> None:
    assert set(router.presses) == set(Action)


async def test_unknown_command_names_it_and_keeps_the_profile(chat: Chat) -> None:
    outcome = await chat.send(Command("xoahet", "tất cả"))
    assert outcome.replies[0].context["command"] == "xoahet"
    assert outcome.profile is None


@pytest.mark.parametrize("event", [Press("stale"), Press("an-old-action", ("1",)), Press("")])
async def test_a_press_of_no_known_action_is_stale(chat: Chat, event: Press) -> None:
    reply = await chat.say(event)
    assert reply.template == "stale"
    assert not reply.redraw


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("args", [(), ("",), ("x",), ("x", "y"), ("x", "-1"), ("x", "²"), ("x", "1", "2")])
async def test_no_press_breaks_the_bot(chat: Chat, action: Action, args: tuple[str, ...]) -> None:
    outcome = await chat.send(Press(action, args))
    assert len(outcome.replies) == 1
    assert not outcome.feedback
    assert not outcome.answers
    assert outcome.access is None
    assert chat.profile == Profile(jurisdiction="quang-ngai", greeted=True, agreed=action is Action.AGREE)


@pytest.mark.parametrize(
    ("kind", "words"), [("voice", "tin nhắn thoại"), ("photo", "ảnh"), ("sticker", "nhãn dán"), ("new", "nội dung này")]
)
async def test_kinds_that_are_not_read(chat: Chat, kind: str, words: str) -> None:
    reply = await chat.say(Unsupported(kind))
    assert reply.template == "unsupported"
    assert reply.context["kind"] == words


async def test_a_file_that_nothing_asked_for_is_declined_and_not_fetched(chat: Chat) -> None:
    chat.profile = replace(chat.profile, role=Role.OFFICIAL, agreed=True)
    outcome = await chat.send(FILE)
    assert [reply.template for reply in outcome.replies] == ["file_unasked"]
    assert outcome.replies[0].context["kinds"] == "PDF, DOCX, XLSX, PPTX, JPG, PNG, TXT"
    assert outcome.drafts is None


async def test_too_long_says_how_long(chat: Chat) -> None:
    reply = await chat.say(Unsupported("too-long"))
    assert reply.template == "too_long"
    assert reply.context["limit"] == "2.000"


async def test_in_a_group_it_says_where_to_ask(chat: Chat) -> None:
    assert (await chat.say(Unsupported("group"))).template == "group"


async def test_in_a_group_nobody_is_welcomed(new_chat: Chat) -> None:
    outcome = await new_chat.send(Unsupported("group"))
    assert [reply.template for reply in outcome.replies] == ["group"]
    assert outcome.profile is None


async def test_text_is_a_question(chat: Chat, answers: BuiltAnswers) -> None:
    assert (await chat.say(Text("bao nhiêu ngày?"))).template == "answer"
    assert answers.asked == [("bao nhiêu ngày?", "quang-ngai")]


async def test_whatever_is_replied_can_be_rendered_and_packed(new_chat: Chat, answers: BuiltAnswers) -> None:
    """A walk over every screen that an administrator can reach, by pressing every button that is shown.

    Of the drafts of one form, of which copying makes ever more, each button is pressed once.
    """
    new_chat.profile = replace(new_chat.profile, role=Role.ADMINISTRATOR)
    new_chat.known_offices = (Office("van-phong-tu", "Văn phòng Tỉnh ủy"),)
    new_chat.open_invitations = {role: invitation(role) for role in (Role.OFFICIAL, Role.ADMINISTRATOR)}
    renderer = Renderer()
    events = [
        Text("?"),
        *(Text(key) for key in answers.answers),
        *(Unsupported(k) for k in ("too-long", "group", "secret", "x")),
    ]
    events += [Command("start", "0"), Command("start", Role.ADMINISTRATOR), FILE, Press(Action.ERASE, ("x",))]
    events += [Command(name) for name in (*new_chat.router.commands, "xoahet")]
    seen: set[str] = set()
    pressed: set[tuple[str, ...]] = set()
    while events:
        for reply in (await new_chat.send(events.pop(0))).replies:
            assert renderer.messages(reply, pressed=1)
            seen.add(reply.template)
            for button in (button for row in reply.keyboard for button in row):
                assert 0 < len(button.label) <= 48
                assert pack(button)
                drafts = new_chat.kept
                key = (button.action, *(drafts[one].form if one in drafts else one for one in button.args[-1:]))
                if key not in pressed:
                    pressed.add(key)
                    events.append(Press(button.action, button.args))
    names = {file.name.split(".")[0] for file in resources.files("bot").joinpath("templates").iterdir()}
    walked = ("_", "case_", "due_", "form_", "paper_", "plan_", "protection_", "remind")
    unseen = {name for name in names - seen if not name.startswith(walked)}
    assert unseen == {"conflict", "error", "flood", "stale", "export_limit", "role_given", "shut", "due"} | {
        "role_taken",
        "role_leaving",
    }
    assert {"form_step", "plan_none_exported"} <= seen


async def test_buttons_of_one_screen_differ(new_chat: Chat) -> None:
    for event in [Text("?"), Command("caidat"), Command("start"), Command("hoi")]:
        for reply in (await new_chat.send(event)).replies:
            flat = [button for row in reply.keyboard for button in row]
            assert len(flat) == len(buttons(reply)) == len(set(flat))
            assert all(isinstance(button, Button) for button in flat)
