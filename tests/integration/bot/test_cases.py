"""Cases through the worker on both databases: recorded with their notices or not at all, two clerks, erasure."""

import json
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.administering import Offer, invite
from bot.door import admit
from bot.hours import Telling
from bot.memory import Memory
from bot.notices import Notices
from bot.posting import Post
from bot.records import ChatRecords
from bot.rendering import Renderer
from bot.stores import Stores
from bot.updates import sent_at
from bot.worker import Worker
from conversations.case.opening import case_parts
from conversations.events import CaseChanges, CaseEvent, Event, MadeCase, Outcome, Planned, Profile, Reply
from conversations.membership import Role
from conversations.router import Router
from knowledge.library import Library
from storage.cases import Case, Plan, Viewer
from storage.database import Database, Transaction
from storage.files import KeptFile
from storage.history import Happening
from storage.inbox import NewUpdate
from storage.lifecycle import Who
from storage.models import CasePersonRow, CaseRow, DeadlineRow, HappeningRow, InboxRow, InboxState, OutboxRow, Priority
from storage.roles import Office, Offices, Roles
from tests.clock import HandClock
from tests.integration.bot.test_worker import Office as Desk
from tests.integration.listed import board, own
from tests.unit.conversations.plan.desk import Printing, Silent
from tests.waiting import until

AN, BA, CHI, LAN, OTHER = 1, 2, 3, 4, 5
"""An proposes, Ba and Chi are clerks of the office, Lan is a clerk of another one, and somebody else."""
OFFICE, ELSEWHERE = "van-phong", "son-tinh"
TODAY = date(2026, 11, 25)
DECISIONS, TOMORROW = datetime(2026, 11, 25, 13, 0, tzinfo=UTC), datetime(2026, 11, 26, 0, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 11, 25, 3, 0, tzinfo=UTC))


class Meanwhile:
    """The dialogues; `then` is done between what one event changes and its commit, once."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self.then: Callable[[], Awaitable[None]] | None = None
        self.handled = 0

    async def handle(self, event: Event, profile: Profile, records: ChatRecords) -> Outcome:
        outcome = await self.router.handle(event, profile, records)
        self.handled += 1
        then, self.then = (self.then, None) if outcome.cases else (None, self.then)
        if then:
            await then()
        return outcome


class Town:
    """People who write to the bot, and read what it queued for them."""

    def __init__(self, database: Database, clock: HandClock, library: Library) -> None:
        self.database = database
        self.desk = Desk(database, clock)
        self.stores = Stores.of(database, clock)
        self.memory = Memory(self.stores)
        cases = case_parts(library, Printing(), clock.now)
        router = Router(Silent(), library, kinds=cases.kinds, dialogues=cases.dialogues, today=lambda: TODAY)
        self.dialogues = Meanwhile(router)
        self.numbers = iter(range(1, 10_000))
        self.hours: Evenings | None = None

    def worker(self) -> Worker:
        post, renderer = Post(self.desk.outbox, self.desk.attachments), Renderer()
        return Worker(
            self.database,
            self.desk.inbox,
            post,
            self.desk.profiles,
            memory=self.memory,
            dialogues=self.dialogues,
            renderer=renderer,
            courtesy=self.desk.worker()._courtesy,
            queued=lambda: None,
            notices=Notices(post, self.memory, Roles(self.database), renderer, self.hours),
            retry_after=0,
        )

    async def settle(self) -> None:
        """The offices, and everybody in their role."""
        for id, name in ((OFFICE, "Văn phòng Thị ủy"), (ELSEWHERE, "Văn phòng Sơn Tịnh")):
            async with self.database.transaction() as session:
                await Offices(self.database, self.desk.clock).save(session, Office(id, name, "quang-ngai"))
        await self.enter(AN, Offer(Role.OFFICIAL, jurisdiction="quang-ngai"))
        await self.enter(OTHER, Offer(Role.OFFICIAL, jurisdiction="quang-ngai"))
        for chat in (BA, CHI):
            await self.enter(chat, Offer(Role.CLERK, OFFICE))
        await self.enter(LAN, Offer(Role.CLERK, ELSEWHERE))

    async def enter(self, chat: int, offer: Offer) -> None:
        await self.type(chat, f"/start {await invite(self.database, offer)}", "/hoso")
        await self.tap(chat, "Đồng ý, tiếp tục")

    async def type(self, chat: int, *words: str) -> str:
        for text in words:
            number = next(self.numbers)
            body = {"message_id": number, "date": 1_700_000_000 + 60 * number, "chat": {"id": chat, "type": "private"}}
            await self._handle(
                chat, {"update_id": number, "message": {**body, "text": text, "from": {"id": chat, "first_name": "A"}}}
            )
        return await self.last(chat)

    async def tap(self, chat: int, label: str) -> str:
        rows = (await self.heard(chat))[-1].params["reply_markup"]["inline_keyboard"]  # type: ignore[index]
        data = {button["text"]: button["callback_data"] for row in rows for button in row}
        return await self.press(chat, data[label])

    async def press(self, chat: int, data: str) -> str:
        message = {"message_id": 9, "chat": {"id": chat, "type": "private"}, "text": "cũ"}
        update = {
            "update_id": next(self.numbers),
            "callback_query": {"id": "q", "message": message, "data": data, "from": {"id": chat, "first_name": "A"}},
        }
        await self._handle(chat, update)
        return await self.last(chat)

    async def _handle(self, chat: int, raw: dict[str, Any]) -> None:
        await self.desk.inbox.store([NewUpdate(raw["update_id"], chat, admit(raw), sent_at(raw))])

        async def done() -> bool:
            async with self.database.reading() as session:
                its = select(InboxRow.state).where(InboxRow.update_id == raw["update_id"])
                return await session.scalar(its) in {InboxState.DONE, InboxState.FAILED}

        async with self.desk.working(self.worker()):
            await until(done)

    async def heard(self, chat: int) -> list[OutboxRow]:
        async with self.database.reading() as session:
            its = select(OutboxRow).where(OutboxRow.chat_id == chat).order_by(OutboxRow.id)
            return list(await session.scalars(its))

    async def last(self, chat: int) -> str:
        """The last message as the user reads it."""
        params = (await self.heard(chat))[-1].params
        return re.sub(r"<[^>]+>", "", str(params.get("text", params.get("caption"))))

    async def notices(self) -> dict[str, int]:
        """The keys of the notices that were queued, with their chats."""
        async with self.database.reading() as session:
            rows = await session.scalars(select(OutboxRow).where(OutboxRow.key.like("case:%")).order_by(OutboxRow.id))
            return {row.key: row.chat_id for row in rows}

    async def case(self) -> Case:
        """The only case of An."""
        (case,) = await own(self.database, self.stores.cases, Viewer(AN))
        return case

    async def submit(self, office: str | None = "Văn phòng Thị ủy") -> Case:
        """An submits a case."""
        await self.type(AN, "/hosomoi", "Một cửa lưu động")
        await self.tap(AN, "Chưa được quy định")
        await self.tap(AN, "Đã nộp")
        if office:
            await self.tap(AN, office)
        else:
            await self.tap(AN, "Không có trong danh sách: tự theo dõi")
            await self.type(AN, "Văn phòng Thị ủy")
        await self.type(AN, "19/11/2026")
        return await self.case()

    async def ask_receipt(self, clerk: int) -> None:
        """A clerk fills in the receipt but for its day."""
        case = await self.case()
        await self.press(clerk, f"case-record|{case.code}|received")
        await self.type(clerk, "1342", "Văn phòng")


@pytest.fixture
async def town(database: Database, clock: HandClock, library: Library) -> Town:
    built = Town(database, clock, library)
    await built.settle()
    return built


async def test_what_is_recorded_is_told_to_everybody_else_concerned_once(town: Town) -> None:
    case = await town.submit()
    assert (case.office, case.standing.state) == (OFFICE, "submitted")
    assert await town.notices() == {f"case:{case.id}:1:{chat}": chat for chat in (BA, CHI)}
    assert "Nộp đề xuất, thứ Năm 19/11/2026." in await town.last(CHI)
    await town.ask_receipt(BA)
    assert "còn 29 ngày làm việc" in await town.type(BA, "23/11/2026")
    assert (await town.case()).standing.state == "received"
    told = await town.notices()
    assert {key: chat for key, chat in told.items() if ":2:" in key[6:]} == {
        f"case:{case.id}:2:{chat}": chat for chat in (AN, CHI)
    }
    assert "Tiếp nhận, thứ Hai 23/11/2026." in await town.last(AN)
    assert "Hạn (Trả lời bằng văn bản): thứ Tư 06/01/2027" in await town.last(AN)
    assert LAN not in told.values()


class Evenings:
    """Whoever is written to is written to later, sooner of a decision."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, bool]] = []

    async def telling(
        self, transaction: Transaction, chat_ids: Collection[int], *, decision: bool
    ) -> Mapping[int, Telling]:
        self.asked += [(chat_id, decision) for chat_id in chat_ids]
        return dict.fromkeys(chat_ids, Telling(DECISIONS if decision else TOMORROW))


async def test_notices_wait_for_their_hours_and_decisions_less(town: Town) -> None:
    case = await town.submit()
    town.hours = Evenings()
    await town.ask_receipt(BA)
    await town.type(BA, "23/11/2026")
    await town.press(BA, f"case-record|{case.code}|decided")
    await town.tap(BA, "Cho chủ trương thực hiện")
    await town.tap(BA, "1")
    await town.type(BA, "215-TB/TU")
    await town.tap(BA, "Bỏ qua")
    await town.tap(BA, "Hôm nay")
    await town.tap(BA, "Ghi vào hồ sơ")
    assert town.hours.asked == [(AN, False), (CHI, False), (AN, True), (CHI, True)]
    received, decided = (await town.heard(AN))[-2:]
    assert (received.not_before, decided.not_before) == (TOMORROW, DECISIONS)
    assert received.priority == Priority.BULK


async def test_a_case_of_ones_own_is_told_to_nobody(town: Town) -> None:
    case = await town.submit(office=None)
    assert case.office is None
    assert await town.notices() == {}
    assert "Chưa có hồ sơ nào đang mở" in await town.type(BA, "/bangviec")


async def test_of_two_clerks_one_wins_and_the_other_sees_the_new_state(town: Town) -> None:
    """Ba's receipt is judged and its commit still to come when Chi's is committed."""
    case = await town.submit()
    await town.ask_receipt(BA)
    handled, told = town.dialogues.handled, await town.notices()

    async def chi_is_quicker() -> None:
        happening = Happening(0, "received", date(2026, 11, 24), Who.OFFICE, {"number": "1342"})
        calendar = await town.stores.calendar()
        async with town.database.transaction() as session:
            await town.stores.cases.record(session, case, happening, actor=CHI, calendar=calendar)

    town.dialogues.then = chi_is_quicker
    said = await town.type(BA, "23/11/2026")
    assert said.startswith("⚠️ Hồ sơ đang ở bước “chờ trả lời” nên không ghi được “Tiếp nhận”.")
    assert "Ghi được: “Chuyển cấp có thẩm quyền”" in said
    assert town.dialogues.handled - handled == 2
    after = await town.case()
    assert [(one.happening.on, one.actor) for one in after.history[1:]] == [(date(2026, 11, 24), CHI)]
    assert await town.notices() == told
    async with town.database.reading() as session:
        assert set(await session.scalars(select(InboxRow.attempts))) == {0}


async def test_what_is_still_possible_is_kept_and_asked_again(town: Town) -> None:
    case = await town.submit()
    await town.ask_receipt(BA)
    await town.type(BA, "23/11/2026")
    await town.press(BA, f"case-record|{case.code}|declared_difficult")
    await town.type(BA, "Liên quan nhiều ngành")
    await town.tap(BA, "Xong")
    await town.press(CHI, f"case-record|{case.code}|assigned")
    await town.type(CHI, "Ban Tổ chức", "24/11/2026")
    said = await town.type(BA, "25/11/2026")
    assert "Hồ sơ vừa có thêm: Giao thẩm định, thứ Ba 24/11/2026." in said
    assert [one.happening.kind for one in (await town.case()).history] == ["submitted", "received", "assigned"]
    assert "Đã ghi: Xác định là việc khó, phức tạp" in await town.tap(BA, "Hôm nay")
    assert (await town.case()).standing.clocks[0].days == 60


async def test_a_case_is_made_submitted_and_brought_to_its_office_in_one_transaction(town: Town) -> None:
    made = MadeCase("DL-2345", "Một cửa lưu động", "quang-ngai", "unregulated", Plan("p", 1, "d"))
    new = Case(0, made.code, made.title, made.jurisdiction, made.issue, None, made.plan, (), town.desk.clock.now())
    happening = Happening(0, "submitted", TODAY, Who.PROPOSER, {"recipient": "Văn phòng"})
    event = CaseEvent(new, happening, Reply("noise"), await town.stores.calendar(), office=OFFICE)
    changes = CaseChanges(made=(made,), recorded=(event,))
    async with town.database.transaction() as session:
        (told,) = await town.memory.keep(session, {AN: Outcome(cases=changes)})
    case = await town.case()
    assert told.case == case
    assert (case.code, case.office, case.plan, case.people) == ("DL-2345", OFFICE, Plan("p", 1, "d"), (AN,))
    assert [one.happening.kind for one in case.history] == ["submitted"]
    async with town.database.transaction() as session:
        later = CaseChanges(planned=(Planned(case.id, Plan("p", 2, "e")),))
        await town.memory.keep(session, {AN: Outcome(cases=later)})
    assert (await town.case()).plan == Plan("p", 2, "e")


@pytest.mark.parametrize("chat", [OTHER, LAN])
async def test_a_strangers_code_is_answered_like_one_that_does_not_exist(town: Town, chat: int) -> None:
    case = await town.submit()
    for data in (f"case-open|{case.code}", f"case-history|{case.code}|0", f"case-record|{case.code}|received"):
        assert await town.press(chat, data) == await town.press(chat, data.replace(case.code, "DL-ZZZZ"))
    said = await town.type(chat, f"/hoso {case.code}")
    assert said == (await town.type(chat, "/hoso DL-ZZZZ")).replace("DL-ZZZZ", case.code)
    assert len((await town.case()).history) == 1


async def test_the_file_of_an_answer_is_kept_and_others_who_see_the_case_get_it(town: Town) -> None:
    case = await town.submit()
    await town.ask_receipt(BA)
    await town.type(BA, "23/11/2026")
    async with town.database.transaction() as session:
        content = b"%PDF van ban"
        await town.stores.files.add(
            session, BA, KeptFile("f1", "tb-215.pdf", "application/pdf", "0" * 64, content, True)
        )
    await town.press(BA, f"case-record|{case.code}|returned")
    await town.type(BA, "215-TB/TU")
    await town.tap(BA, "Bỏ qua")
    (draft,) = await town.stores.drafts.all(BA)
    state = json.loads(json.dumps(draft.state))
    file = {"id": "f1", "name": "tb-215.pdf", "mime": "application/pdf", "size": "12", "digest": "0" * 64}
    state["answers"]["file"], state["revision"] = [file], draft.revision + 1
    async with town.database.transaction() as session:
        await town.stores.drafts.save(
            session, BA, draft.id, form=draft.form, title=draft.title, state=state, revision=draft.revision + 1
        )
    await town.press(BA, f"form-open|{draft.id}")
    await town.tap(BA, "Xong")
    await town.tap(BA, "Hôm nay")
    assert (await town.case()).standing.state == "returned"
    assert await town.stores.drafts.all(BA) == ()
    await town.press(AN, f"case-entry|{case.code}|3")
    await town.tap(AN, "Xem văn bản")
    sent = (await town.heard(AN))[-1]
    assert sent.method == "sendDocument"
    kept = await town.desk.attachments.get(sent.key)
    assert kept is not None
    assert (kept.name, kept.content) == ("tb-215.pdf", content)
    await town.press(OTHER, f"case-files|{case.code}|3")
    assert "Không có hồ sơ nào" in await town.last(OTHER)
    await town.type(BA, "/xoadulieu")
    await town.tap(BA, "Xóa tất cả dữ liệu của tôi")
    (before, _) = await town.heard(AN), await town.press(AN, f"case-files|{case.code}|3")
    again = (await town.heard(AN))[-1]
    assert (again.key != before[-1].key, again.method) == (True, "sendDocument")
    kept = await town.desk.attachments.get(again.key)
    assert kept is not None
    assert kept.content == content


async def test_what_is_held_is_told_and_erased_with_the_case_but_not_from_the_office(town: Town) -> None:
    await town.submit()
    held = await town.memory.records(AN).held()
    assert [row["kind"] for row in held["case_happenings"]] == ["submitted"]  # type: ignore[attr-defined]
    await town.type(AN, "/xoadulieu")
    await town.tap(AN, "Xóa tất cả dữ liệu của tôi")
    assert await own(town.database, town.stores.cases, Viewer(AN)) == []
    (left,) = await board(town.database, town.stores.cases, OFFICE)
    assert (left.people, len(left.history)) == ((), 1)


async def test_a_case_of_ones_own_is_erased_whole(town: Town) -> None:
    case = await town.submit(office=None)
    await town.type(AN, "/xoadulieu")
    await town.tap(AN, "Xóa tất cả dữ liệu của tôi")
    assert await town.stores.cases.get(Viewer(AN), case.code) is None
    async with town.database.reading() as session:
        for table in (CaseRow, HappeningRow, CasePersonRow, DeadlineRow):
            assert (await session.scalars(select(table))).all() == []
