"""Invitations in the chat: made, listed and ended by administrators, taken up by whoever has the code."""

from datetime import UTC, datetime

import pytest

from conversations.actions import Action
from conversations.events import Command, Press, Profile
from conversations.inviting import DAYS, SHOWN
from conversations.membership import AccessChanges, Audited, Invitation, Leaving, Office, Role
from conversations.router import Router
from tests.unit.conversations.chat import Chat, buttons

OFFICES = (Office("vp-tinh-uy", "Văn phòng Tỉnh ủy"), Office("vp-ubnd", "Văn phòng UBND tỉnh"))


def invitation(role: Role, id: str = "0a1b2c3d", office: str | None = None, place: str | None = None) -> Invitation:
    return Invitation(id, role, office, place, 0, 1, datetime(2026, 12, 1, tzinfo=UTC))


@pytest.fixture
def administrator(router: Router) -> Chat:
    profile = Profile("quang-ngai", greeted=True, role=Role.ADMINISTRATOR)
    return Chat(router, profile, known_offices=OFFICES)


async def test_an_official_is_invited_in_three_steps(administrator: Chat) -> None:
    menu = await administrator.say(Command("moi"))
    assert list(buttons(menu)) == ["Cán bộ", "Cán bộ tiếp nhận", "Quản trị", "Lời mời đang mở"]
    (whom,) = (await administrator.press(menu, "Cán bộ")).replies
    assert list(buttons(whom)) == ["Mời một người", "Mời nhiều người (50)", "← Quay lại"]
    outcome = await administrator.press(whom, "Mời nhiều người (50)")
    assert outcome.access is not None
    (made,) = outcome.access.invited
    assert (made.role, made.office, made.max_uses, made.days) == (Role.OFFICIAL, None, 50, DAYS)
    assert len(made.code) >= 22
    (shown,) = outcome.replies
    assert shown.context["code"] == made.code
    assert outcome.audit == (Audited("invitation-made", f"{made.id} official"),)
    assert made.code not in str(outcome.audit) + str(buttons(shown))


async def test_two_invitations_have_different_codes(administrator: Chat) -> None:
    codes = set()
    for _ in range(20):
        outcome = await administrator.send(Press(Action.INVITE_MAKE, ("official", "1")))
        assert outcome.access is not None
        codes.add(outcome.access.invited[0].code)
    assert len(codes) == 20


async def test_a_clerk_is_invited_for_an_office(administrator: Chat) -> None:
    (whom,) = (await administrator.send(Press(Action.INVITE, ("clerk",)))).replies
    assert list(buttons(whom)) == ["Văn phòng Tỉnh ủy", "Văn phòng UBND tỉnh", "← Quay lại"]
    outcome = await administrator.press(whom, "Văn phòng UBND tỉnh")
    assert outcome.access is not None
    assert (outcome.access.invited[0].role, outcome.access.invited[0].office) == (Role.CLERK, "vp-ubnd")
    assert outcome.replies[0].context["office"] == "Văn phòng UBND tỉnh"


async def test_without_offices_no_clerk_is_invited(administrator: Chat) -> None:
    administrator.known_offices = ()
    whom = await administrator.say(Press(Action.INVITE, ("clerk",)))
    assert whom.context["lacking"] is True
    assert list(buttons(whom)) == ["← Quay lại"]


@pytest.mark.parametrize(
    "args",
    [
        ("official", "2"),
        ("official", "-1"),
        ("official", "1", "vp-ubnd"),
        ("clerk", "1"),
        ("clerk", "1", "unknown"),
        ("stranger", "1"),
        ("owner", "1"),
        ("official",),
        (),
    ],
)
async def test_no_button_makes_what_is_not_offered(administrator: Chat, args: tuple[str, ...]) -> None:
    outcome = await administrator.send(Press(Action.INVITE_MAKE, args))
    assert outcome.access is None
    assert outcome.replies[0].template == "inviting"


async def test_open_invitations_are_listed_and_ended(administrator: Chat) -> None:
    administrator.open_invitations = {str(n): invitation(Role.OFFICIAL, f"id{n}") for n in range(SHOWN + 2)}
    listed = await administrator.say(Press(Action.INVITE_LIST))
    assert listed.context["more"] == 2
    outcome = await administrator.press(listed, "Thu hồi id3")
    assert outcome.access == AccessChanges(revoked=("id3",))
    assert outcome.audit == (Audited("invitation-revoked", "id3"),)
    assert "Thu hồi id3" not in buttons(outcome.replies[0])


async def test_ending_what_is_over_only_shows_the_list(administrator: Chat) -> None:
    outcome = await administrator.send(Press(Action.INVITE_REVOKE, ("gone",)))
    assert outcome.access is None
    assert outcome.replies[0].template == "invitations"


async def test_whoever_has_the_code_gets_role_office_and_place(new_chat: Chat) -> None:
    new_chat.open_invitations = {"digest": invitation(Role.CLERK, office="vp-ubnd", place="lai-chau")}
    new_chat.known_offices = OFFICES
    outcome = await new_chat.send(Command("start", "digest"))
    assert [reply.template for reply in outcome.replies] == ["welcome", "role_given"]
    assert outcome.replies[1].context["office"] == "Văn phòng UBND tỉnh"
    assert outcome.access == AccessChanges(redeemed="0a1b2c3d")
    assert outcome.profile == Profile("lai-chau", greeted=True, role=Role.CLERK, office="vp-ubnd")
    assert outcome.audit == (Audited("invitation-used", "0a1b2c3d"), Audited("role-changed", "stranger clerk"))


async def test_an_invitation_without_a_place_keeps_the_users(chat: Chat) -> None:
    chat.open_invitations = {"digest": invitation(Role.OFFICIAL)}
    outcome = await chat.send(Command("start", "digest"))
    assert outcome.profile == Profile("quang-ngai", greeted=True, role=Role.OFFICIAL)


async def test_why_a_code_cannot_be_used_is_not_told(chat: Chat) -> None:
    """Wrong, expired, used up and revoked ones all come as None from the records; the words are constant."""
    first, second = await chat.send(Command("start", "a")), await chat.send(Command("start", "b"))
    assert first.replies == second.replies
    assert first.replies[0].template == "invitation_void"
    assert first.access is None
    assert first.audit == (Audited("invitation-used", "", "failed"),)


@pytest.mark.parametrize(
    ("has", "office", "offered", "to", "changes"),
    [
        (Role.OFFICIAL, None, Role.ADMINISTRATOR, None, True),
        (Role.OFFICIAL, None, Role.CLERK, "a", True),
        (Role.CLERK, "a", Role.CLERK, "b", True),
        (Role.CLERK, "a", Role.CLERK, "a", False),
        (Role.OFFICIAL, None, Role.OFFICIAL, None, False),
        (Role.ADMINISTRATOR, None, Role.OFFICIAL, None, False),
        (Role.ADMINISTRATOR, None, Role.CLERK, "a", False),
        (Role.CLERK, "a", Role.OFFICIAL, None, False),
    ],
)
async def test_a_role_is_never_lowered_nor_given_twice(
    router: Router, has: Role, office: str | None, offered: Role, to: str | None, changes: bool
) -> None:
    chat = Chat(router, Profile(greeted=True, role=has, office=office))
    chat.open_invitations = {"digest": invitation(offered, office=to)}
    outcome = await chat.send(Command("start", "digest"))
    assert (outcome.access is not None) is changes
    assert outcome.replies[0].template == ("role_given" if changes else "role_kept")
    assert (chat.profile.role, chat.profile.office) == ((offered, to) if changes else (has, office))


async def test_the_last_clerk_of_an_office_is_asked_before_they_take_another_role(router: Router) -> None:
    chat = Chat(router, Profile(greeted=True, role=Role.CLERK, office="a"), leaves=Leaving("Văn phòng", 3))
    chat.open_invitations = {"digest": invitation(Role.ADMINISTRATOR)}
    asked = await chat.send(Command("start", "digest"))
    assert [reply.template for reply in asked.replies] == ["role_leaving"]
    assert (asked.access, chat.profile.role) == (None, Role.CLERK)
    given = await chat.press(asked.replies[0], "Vẫn nhận vai trò mới")
    assert [reply.template for reply in given.replies] == ["role_given"]
    assert given.access == AccessChanges(redeemed="0a1b2c3d")
    assert chat.profile.role is Role.ADMINISTRATOR


@pytest.mark.parametrize("args", [(), ("1",), ("99",), ("x",)])
async def test_a_button_without_its_message_takes_nothing_up(router: Router, args: tuple[str, ...]) -> None:
    chat = Chat(router, Profile(greeted=True, role=Role.CLERK, office="a"))
    chat.open_invitations = {"digest": invitation(Role.ADMINISTRATOR), "": invitation(Role.ADMINISTRATOR)}
    await chat.send(Command("batdau"))
    outcome = await chat.send(Press(Action.TAKE_ROLE, args))
    assert (outcome.access, outcome.replies[0].template) == (None, "invitation_void")
