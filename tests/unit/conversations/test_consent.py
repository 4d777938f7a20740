"""Consent: nothing that is kept beyond an answer comes before it, and agreeing goes on with what was asked for."""

from collections.abc import Iterator

import pytest

from conversations.access import RULES, Rule
from conversations.actions import Action
from conversations.consent import NOTICE
from conversations.events import Command, Event, File, Outcome, Press, Profile, Reply, Text
from conversations.membership import Audited, Role
from conversations.ports import Records
from conversations.router import Router
from tests.unit.conversations.chat import Chat, buttons

FILE = File("f1", "ke-hoach.docx", "application/msword", 1)
CONSENT = Audited("consent", NOTICE)


@pytest.fixture
def official(router: Router, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    """An official who has not agreed, with a bot whose settings keep more than an answer."""
    keeping = Rule(dict.fromkeys(Role, RULES["text"].reach[Role.OFFICIAL]), keeps=True)
    for entry in ("command:caidat", f"press:{Action.SET_ADDRESS}"):
        monkeypatch.setitem(RULES, entry, keeping)  # type: ignore[arg-type] - a dict behind the read-only name
    return Chat(router, Profile("quang-ngai", greeted=True, role=Role.OFFICIAL))


async def test_a_command_is_carried_over_the_consent(official: Chat) -> None:
    notice = await official.say(Command("caidat"))
    assert notice.template == "kept"
    assert notice.context["asks"] is True
    outcome = await official.press(notice, "Đồng ý, tiếp tục")
    assert [reply.template for reply in outcome.replies] == ["agreed", "settings"]
    assert [reply.redraw for reply in outcome.replies] == [True, False]
    assert official.profile.agreed
    assert outcome.audit == (CONSENT,)
    assert (await official.say(Command("caidat"))).template == "settings"


async def test_a_press_is_carried_over_the_consent_and_its_change_is_kept_with_it(official: Chat) -> None:
    notice = await official.say(Press(Action.SET_ADDRESS, ("anh-chi",)))
    outcome = await official.press(notice, "Đồng ý, tiếp tục")
    assert outcome.profile == Profile("quang-ngai", "anh-chi", greeted=True, role=Role.OFFICIAL, agreed=True)


@pytest.mark.parametrize("event", [FILE, Command("caidat", "x")])
async def test_what_a_button_cannot_carry_it_names(official: Chat, event: Event) -> None:
    notice = await official.say(event)
    assert buttons(notice) == {"Đồng ý, tiếp tục": Press(Action.AGREE, ("m", "1"))}
    outcome = await official.press(notice, "Đồng ý, tiếp tục")
    assert [reply.template for reply in outcome.replies] == ["agreed", "file_unasked" if event == FILE else "settings"]
    assert outcome.replies[0].context["lost"] is False


async def test_a_sentence_goes_on_after_the_consent_and_once(router: Router) -> None:
    chat = Chat(router, Profile("quang-ngai", greeted=True, role=Role.OFFICIAL))
    notice = await chat.say(Command("baove", "tôi là chuyên viên, sếp đồng ý miệng"))
    assert chat.kept == {}
    outcome = await chat.press(notice, "Đồng ý, tiếp tục")
    assert [reply.template for reply in outcome.replies] == ["agreed", "protection_understood"]
    (step,) = (await chat.press(outcome.replies[1], "Đúng, điền giúp")).replies
    assert step.template == "form_step"
    (draft,) = chat.kept.values()
    assert draft.state["answers"] == {"jurisdiction": "quang-ngai", "post": "staff", "approval": "oral"}
    again = await chat.press(notice, "Đồng ý, tiếp tục")
    assert [reply.template for reply in again.replies] == ["agreed"]
    assert again.audit == ()
    assert again.replies[0].context["lost"] is False
    assert list(chat.kept.values()) == [draft]


async def test_of_two_sentences_each_goes_on_by_its_own_button(router: Router) -> None:
    chat = Chat(router, Profile("quang-ngai", greeted=True, role=Role.OFFICIAL))
    first = await chat.say(Command("baove", "tôi là chuyên viên"))
    second = await chat.say(Command("baove", "sếp đồng ý miệng"))
    for notice in (second, first):
        (_, asked) = (await chat.press(notice, "Đồng ý, tiếp tục")).replies
        await chat.press(asked, "Đúng, điền giúp")
    assert [draft.state["answers"].get("post") for draft in chat.kept.values()] == [None, "staff"]


async def test_a_message_that_is_gone_has_to_be_sent_again(official: Chat) -> None:
    notice = await official.say(Command("caidat", "x"))
    official.said[0] = Press("stale")
    outcome = await official.press(notice, "Đồng ý, tiếp tục")
    assert [(reply.template, reply.context["lost"]) for reply in outcome.replies] == [("agreed", True)]


async def test_a_press_that_is_too_long_is_made_again_after_the_consent(official: Chat) -> None:
    notice = await official.say(Press(Action.SET_ADDRESS, ("x" * 60,)))
    assert notice.template == "kept"
    assert buttons(notice) == {"Đồng ý, tiếp tục": Press(Action.AGREE)}
    assert [reply.template for reply in (await official.press(notice, "Đồng ý, tiếp tục")).replies] == ["agreed"]


async def test_agreeing_opens_nothing_that_the_role_may_not(chat: Chat) -> None:
    outcome = await chat.send(Press(Action.AGREE, ("c", "moi")))
    assert [reply.template for reply in outcome.replies] == ["agreed", "unknown_command"]
    assert Audited("denied", "command:moi", "denied") in outcome.audit


async def test_agreeing_twice_is_told_once_to_the_audit(chat: Chat) -> None:
    assert (await chat.send(Press(Action.AGREE))).audit == (CONSENT,)
    assert (await chat.send(Press(Action.AGREE))).audit == ()


async def test_questions_are_answered_before(chat: Chat) -> None:
    assert not chat.profile.agreed
    assert (await chat.say(Text("bao nhiêu ngày?"))).template == "answer"


async def test_the_details_are_behind_a_button_of_the_first_contact(new_chat: Chat) -> None:
    welcome = await new_chat.say(Command("start"))
    (details,) = (await new_chat.press(welcome, "Dữ liệu được lưu")).replies
    assert (details.template, details.context["asks"]) == ("kept", False)
    assert list(buttons(details)) == ["Đồng ý"]
    await new_chat.press(details, "Đồng ý")
    assert new_chat.profile.agreed
    assert buttons(await new_chat.say(Press(Action.KEPT))) == {}


async def test_what_the_dialogue_changes_keeps_the_consent(router: Router, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialogue that gives back a profile of its own making does not lose what the press agreed to."""

    async def forgetful(_argument: str, profile: Profile, _records: Records) -> Outcome:
        return Outcome((Reply("help"),), profile=Profile("lai-chau", greeted=True))

    monkeypatch.setitem(router.commands, "trogiup", forgetful)  # type: ignore[arg-type] - a dict behind the name
    chat = Chat(router, Profile(greeted=True))
    await chat.send(Press(Action.AGREE, ("c", "trogiup")))
    assert chat.profile == Profile("lai-chau", greeted=True, agreed=True)
