"""Papers and consent through the worker on both databases: all of it stored or nothing, told to everybody, once."""

import pytest
from sqlalchemy import func, select, update

from bot.administering import Offer, invite
from conversations.access import Relation
from conversations.clock import day_of
from conversations.events import Profile
from conversations.membership import Role
from conversations.opening import every_part
from conversations.protection.papers import NAMINGS
from conversations.router import Router
from knowledge.library import Library
from storage.cases import Case, Viewer
from storage.database import Database
from storage.history import Happening
from storage.lifecycle import Who
from storage.models import CaseRow, DeadlineRow, DraftRow, HappeningRow, InboxRow
from tests.clock import HandClock
from tests.integration.bot.test_cases import AN, BA, CHI, Town, clock, library  # noqa: F401 - fixtures
from tests.integration.listed import own
from tests.unit.conversations.plan.desk import Printing, Silent

DUC = 11


@pytest.fixture
async def town(database: Database, clock: HandClock, library: Library) -> Town:  # noqa: F811
    built = Town(database, clock, library)
    parts = every_part(library, Printing(), today=lambda: day_of(clock.now()), now=clock.now)
    built.dialogues.router = Router(
        Silent(), library, kinds=parts.kinds, dialogues=parts.dialogues, today=lambda: day_of(clock.now())
    )
    await built.settle()
    return built


async def drafts(town: Town, chat: int) -> list[DraftRow]:
    async with town.database.reading() as session:
        return list(await session.scalars(select(DraftRow).where(DraftRow.chat_id == chat)))


async def counted(town: Town, table: type) -> int:
    async with town.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def skipped_through(town: Town, chat: int, *texts: str) -> str:
    """Answers what the texts answer and passes over the rest; the draft's id."""
    for text in texts:
        await town.type(chat, text)
        if "Xong" in await labels(town, chat):
            await town.tap(chat, "Xong")
    for _ in range(30):
        if "Đã gửi" in await labels(town, chat):
            (draft,) = [one for one in await drafts(town, chat) if one.form in NAMINGS]
            return draft.id
        await town.tap(chat, "Bỏ qua")
    raise AssertionError(await town.last(chat))


async def labels(town: Town, chat: int) -> list[str]:
    markup = (await town.heard(chat))[-1].params.get("reply_markup") or {"inline_keyboard": []}
    return [button["text"] for row in markup["inline_keyboard"] for button in row]  # type: ignore[index]


async def deadlines(town: Town) -> list[str]:
    async with town.database.reading() as session:
        rows = await session.scalars(select(DeadlineRow).order_by(DeadlineRow.key))
        return [row.key for row in rows if row.next_at is not None]


async def decided(town: Town) -> Case:
    """A case with the office that was allowed and is under way."""
    case = await town.submit()
    happenings = [
        Happening(0, "received", case.history[-1].happening.on, Who.OFFICE),
        Happening(
            0,
            "decided",
            case.history[-1].happening.on,
            Who.OFFICE,
            {"outcome": "pilot", "decided_by": "collective", "number": "5"},
        ),
    ]
    for happening in happenings:
        async with town.database.transaction() as session:
            (case,) = await own(town.database, town.stores.cases, Viewer(AN))
            calendar = await town.stores.calendar()
            await town.stores.cases.record(session, case, happening, actor=BA, calendar=calendar)
    return await town.case()


async def test_an_emergency_without_a_case_makes_one_and_its_reminders(town: Town) -> None:
    await town.type(AN, "/khancap")
    await skipped_through(
        town, AN, "Sơ tán dân", "24/11/2026", "Nước dâng", "Gọi Bí thư", "Mất sóng", "Đưa 9 hộ đi", "Xong việc"
    )
    await town.tap(AN, "Đã gửi")
    said = await town.tap(AN, "Lập hồ sơ mới")
    assert "văn bản cần có: Nơi nhận." in said
    await town.tap(AN, "Nơi nhận")
    await town.type(AN, "Đảng ủy xã")
    await town.tap(AN, "Đã gửi")
    await town.tap(AN, "Lập hồ sơ mới")
    await town.tap(AN, "Chưa được quy định")
    said = await town.tap(AN, "Hôm nay")
    case = await town.case()
    assert said.startswith(f"✅ Đã lập hồ sơ {case.code}.")
    assert [one.happening.kind for one in case.history] == ["emergency_acted", "emergency_reported"]
    assert case.people == (AN,)
    assert await deadlines(town) == ["conclude_emergency:1"]
    assert await town.notices() == {}


async def test_what_was_sent_is_told_to_the_office_once(town: Town) -> None:
    case = await decided(town)
    await town.press(AN, f"paper-begin|{case.code}|request")
    draft_id = await skipped_through(town, AN, "Bị kiểm tra")
    before = await town.notices()
    await town.press(AN, f"paper-sent|{draft_id}")
    await town.tap(AN, "Đề nghị cụ thể")
    await town.type(AN, "Cử người dự họp")
    await town.tap(AN, "Xong")
    await town.tap(AN, "Đã gửi")
    said = await town.tap(AN, "Hôm nay")
    assert "✅ Đã ghi: Yêu cầu được bảo vệ" in said
    after = await town.notices()
    assert sorted(after[key] for key in set(after) - set(before)) == [BA, CHI]
    assert "Yêu cầu được bảo vệ" in await town.last(BA)
    assert await deadlines(town) == ["protect:0"]
    await town.press(AN, f"paper-sent|{draft_id}")
    assert await town.notices() == after


async def test_of_the_day_and_somebody_quicker_nothing_is_half_recorded(town: Town) -> None:
    """Somebody records in the case while the day is told: nothing is stored, and it is asked again as things are."""
    case = await decided(town)
    await town.press(AN, f"paper-begin|{case.code}|risk")
    await skipped_through(town, AN, "24/11/2026", "Chậm 14 hồ sơ")
    await town.tap(AN, "Đã gửi")

    async def quicker() -> None:
        async with town.database.transaction() as session:
            happening = Happening(0, "started", case.history[-1].happening.on, Who.OFFICE)
            calendar = await town.stores.calendar()
            await town.stores.cases.record(session, await town.case(), happening, actor=BA, calendar=calendar)

    town.dialogues.then = quicker
    said = await town.tap(AN, "Hôm nay")
    assert "Hồ sơ vừa có thêm: Bắt đầu thực hiện" in said
    assert [one.happening.kind for one in (await town.case()).history][-1] == "started"
    await town.tap(AN, "Hôm nay")
    kinds = [one.happening.kind for one in (await town.case()).history]
    assert kinds[-3:] == ["started", "risk_occurred", "risk_told"]
    assert await deadlines(town) == ["judge_risk:2", "report_risk:1"]


async def test_a_sentence_goes_on_after_the_consent_once_and_nothing_was_kept_before(town: Town) -> None:
    await town.type(DUC, f"/start {await invite(town.database, Offer(Role.OFFICIAL, jurisdiction='quang-ngai'))}")
    await town.type(DUC, "/baove tôi là chuyên viên, sếp đồng ý miệng")
    assert await drafts(town, DUC) == []
    button = next(
        button["callback_data"]
        for row in (await town.heard(DUC))[-1].params["reply_markup"]["inline_keyboard"]  # type: ignore[index]
        for button in row
    )
    assert button.startswith("agree|m|")
    said = await town.press(DUC, button)
    assert "Câu vừa viết có vẻ cho biết:\n\n• Chức vụ: Không giữ chức vụ" in said
    assert await drafts(town, DUC) == []
    said = await town.tap(DUC, "Đúng, điền giúp")
    assert "Đã điền từ thông tin có sẵn: Chức vụ" in said
    (draft,) = await drafts(town, DUC)
    assert draft.state["answers"]["approval"] == "oral"
    said = await town.press(DUC, button)
    assert said.startswith("✅ Đã ghi nhận")
    assert [one.id for one in await drafts(town, DUC)] == [draft.id]


async def test_the_sentence_of_another_chat_and_one_that_is_past_its_time_are_not_there(town: Town) -> None:
    await town.type(DUC, f"/start {await invite(town.database, Offer(Role.OFFICIAL, jurisdiction='quang-ngai'))}")
    await town.type(BA, "/baove tôi là chuyên viên")
    async with town.database.reading() as session:
        theirs = await session.scalar(select(func.max(InboxRow.update_id)))
    said = await town.press(DUC, f"agree|m|{theirs}")
    assert "không còn trong hàng đợi" in said
    await town.type(DUC, "/baove tôi là chuyên viên")
    async with town.database.transaction() as session:
        own = await session.scalar(select(func.max(InboxRow.update_id)))
        await session.execute(update(InboxRow).where(InboxRow.update_id == own).values(payload={}))
    records = town.memory.records(DUC, Profile(), own)
    assert await records.message(str(own)) is None
    assert await records.message("x") is None
    assert await records.pressed_before() is False


async def test_a_new_case_and_what_happened_in_it_are_stored_together(town: Town) -> None:
    cases, happenings = await counted(town, CaseRow), await counted(town, HappeningRow)
    await town.type(AN, "/bicantro")
    await skipped_through(town, AN, "Một cửa", "Bị điều chuyển")
    await town.tap(AN, "Đã gửi")
    await town.tap(AN, "Lập hồ sơ mới")
    await town.tap(AN, "Nơi nhận")
    await town.type(AN, "Đảng ủy xã")
    await town.tap(AN, "Đã gửi")
    await town.tap(AN, "Lập hồ sơ mới")
    await town.tap(AN, "Chưa được quy định")
    await town.tap(AN, "Hôm nay")
    assert (await counted(town, CaseRow), await counted(town, HappeningRow)) == (cases + 1, happenings + 1)
    seen = (await town.memory.records(AN, Profile(role=Role.OFFICIAL)).own(0, 10)).cases
    assert [(one.whose, one.case.standing.state) for one in seen] == [(Relation.OWN, "drafted")]
