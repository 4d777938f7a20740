"""Proposing together in the chat: the code, whom it lets in, what each is told, and leaving again."""

from dataclasses import replace

import pytest

from conversations.access import Relation, joins, reaches
from conversations.actions import Action
from conversations.case.fellows import MOST, MOST_OPEN
from conversations.events import Press, Profile
from conversations.membership import Audited, Role
from conversations.router import Router
from storage.invitations import digest_of
from tests.unit.conversations.case.people import ELSEWHERE, OFFICE, Person, clerk, official
from tests.unit.conversations.case.test_dialogue import TITLE, begun, submitted
from tests.unit.conversations.registry import Registry


@pytest.fixture
def an(router: Router, registry: Registry) -> Person:
    return official(router, registry, offices=(OFFICE,))


@pytest.fixture
def binh(router: Router, registry: Registry) -> Person:
    return official(router, registry, 2)


@pytest.fixture
def cuc(router: Router, registry: Registry) -> Person:
    return official(router, registry, 3)


async def invitation(person: Person) -> str:
    """Invites somebody to the only case; the digest of the code, as the door gives it to the dialogues."""
    await person.do(Action.CASE_OPEN, person.one.code)
    await person.tap("Người cùng đề xuất")
    await person.tap("Mời thêm người")
    assert person.last
    return digest_of(str(person.last.context["code"]))


async def joined(an: Person, other: Person) -> None:
    await other.type(f"/start {await invitation(an)}")
    await other.tap("Tham gia hồ sơ")


async def test_a_fellow_is_invited_joins_and_sees_the_case(an: Person, binh: Person, registry: Registry) -> None:
    await submitted(an)
    digest = await invitation(an)
    assert an.screen.startswith(f"✅ Lời mời cùng đề xuất {an.one.code} “{TITLE}”")
    assert "Dùng được 1 lần trong 3 ngày" in an.screen
    assert "Không có hồ sơ nào" in await binh.do(Action.CASE_OPEN, an.one.code)
    said = await binh.type(f"/start {digest}")
    assert said.startswith(f"👥 Lời mời cùng đề xuất hồ sơ {an.one.code}\n“{TITLE}”")
    assert "và cơ quan giải quyết được báo" in said
    assert "Không có hồ sơ nào" in await binh.do(Action.CASE_OPEN, an.one.code)
    await binh.type(f"/start {digest}")
    assert "Đồng chí là người cùng đề xuất" in await binh.tap("Tham gia hồ sơ")
    assert an.one.people == (1, 2)
    assert "2 người cùng đề xuất." in await binh.tap("Mở hồ sơ")
    assert await binh.tap("Người cùng đề xuất") == (
        f"{an.one.code} · {TITLE}\nNgười cùng đề xuất: 2\n\n"
        "1. Người thứ 1, từ thứ Tư 25/11/2026\n2. Đồng chí, từ thứ Tư 25/11/2026\n\n"
        "Người được mời thấy toàn bộ hồ sơ, được nhắc hạn và ghi được sự kiện như đồng chí."
    )
    [(case, actor, notice)] = registry.met
    assert (case.people, actor, notice.context["joined"]) == ((1, 2), 2, True)
    assert binh.labels == ["Mời thêm người", "Rời hồ sơ", "← Hồ sơ"]


async def test_what_was_done_is_audited_without_the_code(an: Person, binh: Person) -> None:
    await begun(an)
    await joined(an, binh)
    code = an.one.code
    assert an.done[-1] == "case-invitation-made"
    assert binh.done[-2:] == ["case-offered", "case-joined"]
    left = await binh.send(Press(Action.CASE_LEAVE_SURE, (code,)))
    assert left.audit == (Audited("case-left", code),)


async def test_a_code_lets_one_person_in(an: Person, binh: Person, cuc: Person) -> None:
    await begun(an)
    digest = await invitation(an)
    await binh.type(f"/start {digest}")
    await cuc.type(f"/start {digest}")
    assert "không dùng được" in await binh.tap("Tham gia hồ sơ")
    assert "người cùng đề xuất" in await cuc.tap("Tham gia hồ sơ")
    assert "không dùng được" in await binh.type(f"/start {digest}")
    assert an.one.people == (1, 3)


async def test_pressing_twice_and_ones_own_link_change_nothing(an: Person, binh: Person, registry: Registry) -> None:
    await begun(an)
    digest = await invitation(an)
    assert "Đồng chí là người đề xuất" in await an.type(f"/start {digest}")
    await binh.type(f"/start {digest}")
    (id,) = registry.invitations
    await binh.do(Action.CASE_JOIN, id)
    assert "Đồng chí là người cùng đề xuất" in await binh.do(Action.CASE_JOIN, id)
    assert "Đồng chí là người cùng đề xuất" in await binh.type(f"/start {digest}")
    assert (an.one.people, len(registry.met)) == ((1, 2), 1)


async def test_an_offer_that_was_made_to_somebody_else_is_of_no_use(
    an: Person, binh: Person, cuc: Person, registry: Registry
) -> None:
    await begun(an)
    await binh.type(f"/start {await invitation(an)}")
    (id,) = registry.invitations
    assert "không dùng được" in await cuc.do(Action.CASE_JOIN, id)
    assert "không dùng được" in await cuc.do(Action.CASE_JOIN)
    assert an.one.people == (1,)


async def test_a_stranger_is_invited_to_the_bot_first(an: Person, binh: Person, router: Router) -> None:
    await begun(an)
    digest = await invitation(an)
    binh.profile = Profile("quang-ngai", greeted=True)
    said = await binh.type(f"/start {digest}")
    assert "xin người quản trị một lời mời trước" in said
    assert "Lời mời chưa bị tính là đã dùng" in said
    assert TITLE not in said
    assert an.one.code not in said
    binh.profile = replace(an.profile)
    assert "Lời mời cùng đề xuất" in await binh.type(f"/start {digest}")


async def test_a_clerk_of_the_office_that_answers_does_not_propose_and_another_clerk_may(
    an: Person, router: Router, registry: Registry
) -> None:
    await submitted(an)
    assert an.one.office == OFFICE.id
    digest = await invitation(an)
    ba, lan = clerk(router, registry), clerk(router, registry, 8, ELSEWHERE)
    assert "cán bộ tiếp nhận của cơ quan giải quyết" in await ba.type(f"/start {digest}")
    assert "Lời mời cùng đề xuất" in await lan.type(f"/start {digest}")
    await lan.tap("Tham gia hồ sơ")
    assert an.one.people == (1, 8)


async def test_an_office_neither_invites_nor_sees_who_proposes(an: Person, router: Router, registry: Registry) -> None:
    await submitted(an)
    ba = clerk(router, registry)
    await ba.do(Action.CASE_OPEN, an.one.code)
    assert {"Người cùng đề xuất", "Mời người đề xuất"}.isdisjoint(ba.labels)
    for action in (Action.CASE_PEOPLE, Action.CASE_LEAVE_SURE):
        assert "Không có hồ sơ nào" in await ba.do(action, an.one.code)
    for action in (Action.CASE_INVITE, Action.CASE_INVITE_END):
        assert "Hồ sơ đã có người đề xuất trong trợ lý" in await ba.do(action, an.one.code)
    assert (registry.invitations, an.one.people) == ({}, (1,))


async def test_to_a_case_that_has_ended_nobody_is_invited(an: Person, binh: Person) -> None:
    await begun(an)
    digest = await invitation(an)
    await binh.type(f"/start {digest}")
    await an.do(Action.CASE_RECORD, an.one.code, "withdrawn")
    await an.tap("Bỏ qua")
    await an.tap("Hôm nay")
    assert "không dùng được" in await binh.tap("Tham gia hồ sơ")
    assert "không dùng được" in await binh.type(f"/start {digest}")
    await an.do(Action.CASE_PEOPLE, an.one.code)
    assert "Hồ sơ đã kết thúc nên không mời thêm" in an.screen
    assert an.labels == ["Thu hồi lời mời", "← Hồ sơ"]
    assert "đã kết thúc" in await an.do(Action.CASE_INVITE, an.one.code)


async def test_invitations_are_few_and_can_be_ended(an: Person, binh: Person, registry: Registry) -> None:
    await begun(an)
    digests = [await invitation(an) for _ in range(MOST_OPEN)]
    await an.do(Action.CASE_INVITE, an.one.code)
    assert f"Lời mời chưa dùng: {MOST_OPEN}." in an.screen
    assert an.labels == ["Thu hồi lời mời", "← Hồ sơ"]
    assert "Đã thu hồi" in await an.tap("Thu hồi lời mời")
    assert an.labels == ["Mời thêm người", "← Hồ sơ"]
    for digest in digests:
        assert "không dùng được" in await binh.type(f"/start {digest}")
    assert len(registry.invitations) == MOST_OPEN


async def test_a_case_has_no_more_than_so_many_people(an: Person, binh: Person, registry: Registry) -> None:
    await begun(an)
    digest = await invitation(an)
    code = an.one.code
    registry.kept[code] = replace(an.one, people=(1, *range(100, 100 + MOST - 1)))
    assert "đã đủ người" in await binh.type(f"/start {digest}")
    await an.do(Action.CASE_INVITE, code)
    assert "đủ người" in an.screen
    assert "Mời thêm người" not in an.labels


async def test_who_leaves_is_asked_once_and_sees_the_case_no_more(an: Person, binh: Person, registry: Registry) -> None:
    await begun(an)
    await joined(an, binh)
    await an.do(Action.CASE_PEOPLE, an.one.code)
    assert f"Rời hồ sơ {an.one.code}" in await an.tap("Rời hồ sơ")
    assert "Người cùng đề xuất: 2" in await an.tap("Ở lại")
    await an.tap("Rời hồ sơ")
    assert "đã rời hồ sơ" in await an.tap("Rời hồ sơ")
    assert an.one.people == (2,)
    assert "Không có hồ sơ nào" in await an.do(Action.CASE_OPEN, an.one.code)
    (_, actor, notice) = registry.met[-1]
    assert (actor, notice.context["joined"]) == (1, False)


async def test_the_last_one_stays(an: Person) -> None:
    await begun(an)
    for action in (Action.CASE_LEAVE, Action.CASE_LEAVE_SURE):
        assert "người đề xuất duy nhất nên không rời hồ sơ được" in await an.do(action, an.one.code)
        assert "Rời hồ sơ" not in an.labels
    assert an.one.people == (1,)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("whose", Relation)
def test_who_may_join(role: Role, whose: Relation) -> None:
    assert joins(role, whose) is (role is not Role.STRANGER and whose is Relation.OTHER)


def test_the_people_of_a_case_are_reached_by_its_people_alone() -> None:
    for action in (Action.CASE_PEOPLE, Action.CASE_LEAVE_SURE, Action.CASE_MUTE):
        assert reaches(f"press:{action}", Role.CLERK, Relation.OWN)
        assert not reaches(f"press:{action}", Role.CLERK, Relation.OFFICE)
    assert reaches(f"press:{Action.CASE_OPEN}", Role.CLERK, Relation.OFFICE)
