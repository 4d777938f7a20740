"""Proposing together through the worker on both databases: a code in the chat, notices, reminders, races, erasure."""

import re
from datetime import timedelta

import pytest

from conversations.case.fellows import MOST
from conversations.consent import NOTICE
from conversations.membership import Role
from knowledge.library import Library
from storage.cases import Viewer
from storage.database import Database
from storage.fellows import LASTS
from storage.followers import followers
from storage.invitations import digest_of
from storage.models import OutboxRow, RoleRow
from storage.roles import Office, Offices
from tests.clock import HandClock
from tests.integration.bot.office import at
from tests.integration.bot.test_cases import AN, BA, CHI, OFFICE, OTHER, Town
from tests.integration.listed import own

BINH, CUC = OTHER, 6


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(at("2026-11-25", "10:00"))


@pytest.fixture
async def town(database: Database, clock: HandClock, library: Library) -> Town:
    built = Town(database, clock, library)
    async with database.transaction() as session:
        await Offices(database, clock).save(session, Office(OFFICE, "Văn phòng Thị ủy", "quang-ngai"))
        for chat in (AN, BINH, CUC, BA, CHI):
            await built.stores.profiles.save(session, chat, jurisdiction="quang-ngai", address="dong-chi", greeted=True)
            await built.stores.profiles.agree(session, chat, NOTICE)
            clerk = chat in {BA, CHI}
            role = {"role": Role.CLERK if clerk else Role.OFFICIAL, "office": OFFICE if clerk else None}
            session.add(RoleRow(chat_id=chat, invitation="x", since=clock.now(), **role))
    return built


async def invitation(town: Town, chat: int = AN) -> str:
    """The code that somebody of the case is shown."""
    code = (await own(town.database, town.stores.cases, Viewer(chat)))[0].code
    shown = await town.press(chat, f"case-invite|{code}")
    found = re.search(r"/start (\S+)", shown)
    assert found
    return found[1]


async def join(town: Town, chat: int) -> str:
    await town.type(chat, f"/start {await invitation(town)}")
    return await town.tap(chat, "Tham gia hồ sơ")


async def join_elsewhere(town: Town, code: str, chat: int) -> None:
    """Somebody joins in another process."""
    fellows = town.stores.fellows
    offer = await fellows.found(digest_of(code), chat)
    assert offer
    async with town.database.transaction() as session:
        await fellows.offer(session, offer.id, chat)
        await fellows.join(session, offer, chat, most=MOST)


def told_of_people(rows: list[OutboxRow]) -> list[str]:
    """The notices about the people of a case."""
    said = [re.sub(r"<[^>]+>", "", str(row.params["text"])) for row in rows if re.match(r"case:\d+:[jl]", row.key)]
    return [text.split(": ", 1)[1] for text in said]


async def test_everybody_else_and_the_office_are_told_and_both_are_reminded(town: Town) -> None:
    case = await town.submit()
    code = await invitation(town)
    await town.type(BINH, f"/start {code}")
    assert "người cùng đề xuất" in await town.tap(BINH, "Tham gia hồ sơ")
    for chat in (AN, BA, CHI):
        assert told_of_people(await town.heard(chat)) == ["thêm một người cùng đề xuất."]
    assert told_of_people(await town.heard(BINH)) == []
    assert f"{case.code} · Một cửa lưu động" in await town.tap(BINH, "Mở hồ sơ")
    await town.ask_receipt(BA)
    await town.type(BA, "23/11/2026")
    for chat in (AN, BINH, CHI):
        assert "Tiếp nhận, thứ Hai 23/11/2026." in await town.last(chat)
    async with town.database.reading() as session:
        concerned = (await followers(session, [case.id], Role.CLERK))[case.id]
    assert concerned.of("answer:0") == (AN, BA, CHI, BINH)


async def test_a_fellow_records_what_happens_and_the_other_is_told(town: Town) -> None:
    await town.submit(office=None)
    await join(town, BINH)
    case = await town.case()
    await town.press(BINH, f"case-record|{case.code}|received")
    await town.type(BINH, "1342", "Văn phòng", "23/11/2026")
    assert "Tiếp nhận, thứ Hai 23/11/2026." in await town.last(AN)
    assert [one.actor for one in (await town.case()).history] == [AN, BINH]


async def test_who_is_quicker_by_a_moment_joins_and_the_other_is_told_that_the_code_is_used(town: Town) -> None:
    await town.submit()
    code = await invitation(town)
    await town.type(BINH, f"/start {code}")

    async def meanwhile() -> None:
        await join_elsewhere(town, code, CUC)

    town.dialogues.then = meanwhile
    assert "không dùng được" in await town.tap(BINH, "Tham gia hồ sơ")
    assert (await town.case()).people == (AN, CUC)


async def test_a_code_ends_after_three_days(town: Town, clock: HandClock) -> None:
    await town.submit()
    code = await invitation(town)
    await town.type(BINH, f"/start {code}")
    clock.forward(LASTS - timedelta(seconds=1))
    await town.type(CUC, f"/start {code}")
    clock.forward(timedelta(seconds=1))
    assert "không dùng được" in await town.tap(CUC, "Tham gia hồ sơ")
    assert "không dùng được" in await town.type(BINH, f"/start {code}")
    assert (await town.case()).people == (AN,)


async def test_of_two_who_leave_at_once_the_last_one_stays(town: Town) -> None:
    case = await town.submit()
    await join(town, BINH)

    async def meanwhile() -> None:
        async with town.database.transaction() as session:
            await town.stores.fellows.leave(session, case.id, BINH)

    town.dialogues.then = meanwhile
    assert "duy nhất nên không rời hồ sơ được" in await town.press(AN, f"case-leave-sure|{case.code}")
    assert (await town.case()).people == (AN,)
    assert "Không có hồ sơ nào" in await town.press(BINH, f"case-open|{case.code}")


async def test_everybody_else_is_told_who_leaves_under_keys_that_name_the_told_alone(town: Town) -> None:
    case = await town.submit()
    await join(town, BINH)
    assert "đã rời hồ sơ" in await town.press(BINH, f"case-leave-sure|{case.code}")
    for chat in (AN, BA, CHI):
        rows = await town.heard(chat)
        assert told_of_people(rows)[-1] == "một người cùng đề xuất đã rời hồ sơ."
        (key,) = [row.key for row in rows if ":left:" in row.key]
        assert re.fullmatch(rf"case:{case.id}:left:[0-9.]+:{chat}", key)
    assert [row for row in await town.heard(BINH) if ":left:" in row.key] == []


async def test_an_event_recorded_while_somebody_joins_is_told_to_them(town: Town) -> None:
    case = await town.submit()
    code = await invitation(town)
    await town.ask_receipt(BA)

    async def meanwhile() -> None:
        await join_elsewhere(town, code, BINH)

    town.dialogues.then = meanwhile
    await town.type(BA, "23/11/2026")
    assert "Tiếp nhận, thứ Hai 23/11/2026." in await town.last(BINH)
    assert len((await town.case()).history) == 2
    assert case.people == (AN,)


async def test_an_erasure_says_what_stays_and_everybody_else_and_the_office_are_told(
    town: Town, clock: HandClock
) -> None:
    case = await town.submit()
    await join(town, BINH)
    asked = await town.type(AN, "/xoadulieu")
    assert f"• {case.code} “Một cửa lưu động”: cơ quan giải quyết (Văn phòng Thị ủy) và 1 người cùng đề xuất" in asked
    assert "theo dõi, cả" not in asked
    erased = await town.tap(AN, "Xóa tất cả dữ liệu của tôi")
    kept_by = "cơ quan giải quyết (Văn phòng Thị ủy) và 1 người cùng đề xuất"
    assert f"Đã báo rằng một người đề xuất đã rời:\n• {case.code}: {kept_by}\n" in erased
    for chat in (BINH, BA, CHI):
        (said,) = [one for one in told_of_people(await town.heard(chat)) if "xóa dữ liệu" in one]
        assert said == (
            "một người đề xuất đã rời hồ sơ và xóa dữ liệu của mình.\n\nHồ sơ, diễn biến và các tệp kèm theo vẫn còn, "
            "ở lại với cơ quan giải quyết (Văn phòng Thị ủy) và 1 người cùng đề xuất."
        )
    assert [row for row in await town.heard(AN) if ":left:" in row.key] == []
    assert [row for row in await town.heard(CUC) if ":left:" in row.key] == []
    clock.forward(timedelta(minutes=1))
    await town.type(BINH, "/xoadulieu")
    await town.tap(BINH, "Xóa tất cả dữ liệu của tôi")
    said = told_of_people(await town.heard(BA))[-1]
    assert "không còn ai là người đề xuất" in said
    assert said.endswith("ở lại với cơ quan giải quyết (Văn phòng Thị ủy).")


async def test_a_case_of_ones_own_goes_by_name_and_nobody_is_told(town: Town) -> None:
    case = await town.submit(office=None)
    asked = await town.type(AN, "/xoadulieu")
    assert f"hồ sơ chỉ đồng chí theo dõi, cả diễn biến, tệp: {case.code}." in asked
    assert "Ở lại" not in asked
    assert "Đã báo" not in await town.tap(AN, "Xóa tất cả dữ liệu của tôi")


async def test_who_joins_while_the_other_erases_keeps_the_case_and_is_told(town: Town) -> None:
    case = await town.submit(office=None)
    code = await invitation(town)
    await town.type(AN, "/xoadulieu")

    async def meanwhile() -> None:
        await join_elsewhere(town, code, CUC)

    town.dialogues.then = meanwhile
    assert f"• {case.code}: 1 người cùng đề xuất\n" in await town.tap(AN, "Xóa tất cả dữ liệu của tôi")
    assert told_of_people(await town.heard(CUC))[-1].endswith("ở lại với 1 người cùng đề xuất.")
    (kept,) = await own(town.database, town.stores.cases, Viewer(CUC))
    assert (kept.code, kept.people) == (case.code, (CUC,))


async def test_one_has_their_data_erased_and_the_other_keeps_the_case(town: Town) -> None:
    await town.submit(office=None)
    await join(town, BINH)
    await town.type(AN, "/xoadulieu")
    await town.tap(AN, "Xóa tất cả dữ liệu của tôi")
    (kept,) = await own(town.database, town.stores.cases, Viewer(BINH))
    assert (kept.people, [one.actor for one in kept.history]) == ((BINH,), [None])
    assert "Nộp đề xuất" in await town.press(BINH, f"case-open|{kept.code}")
