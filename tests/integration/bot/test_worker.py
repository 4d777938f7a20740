"""The worker over real queues: what one update changes is stored once, together, or not at all."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from jinja2 import DictLoader
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import BadRequest

from bot import worker
from bot.courtesy import Courtesy
from bot.flood import FloodControl
from bot.memory import Memory
from bot.posting import Post
from bot.rendering import Renderer
from bot.stores import Stores
from bot.updates import sent_at
from bot.worker import LEASE, Worker
from conversations.drafts import Draft, DraftRecords, StoredFile, Version
from conversations.events import (
    Address,
    AnswerRecord,
    Attachment,
    DraftChanges,
    Event,
    Feedback,
    Outcome,
    Press,
    Profile,
    Reply,
    Text,
)
from conversations.ports import Records
from storage.answers import Answers
from storage.attachments import Attachments
from storage.database import Database
from storage.drafts import Drafts
from storage.files import Files
from storage.given_up import GivenUp
from storage.inbox import MAX_ATTEMPTS, MAX_CRASHES, Inbox, Item, NewUpdate
from storage.models import InboxRow, InboxState, OutboxRow
from storage.outbox import Outbox
from storage.profiles import Profiles
from tests.clock import HandClock
from tests.waiting import until

RENDERER = Renderer(DictLoader({"say.html.j2": "{{ text }}", "error.html.j2": "lỗi", "flood.html.j2": "nhanh quá"}))
RECORD = AnswerRecord("a1", "hạn?", "answered", {"citations": ["x/1"]})


class Quiet:
    """A Bot API that refuses every courtesy and remembers them."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def call(self, method: str, params: Mapping[str, Any]) -> object:
        self.asked.append(method)
        raise BadRequest("Query is too old and response timeout expired or query id is invalid")


class Office:
    """A worker and what it works on; `handle` is the dialogue of the test."""

    def __init__(self, database: Database, clock: HandClock) -> None:
        self.database = database
        self.clock = clock
        self.inbox = Inbox(database, clock, "test")
        self.outbox = Outbox(database, clock)
        self.profiles = Profiles(database, clock)
        self.answers = Answers(database, clock)
        self.drafts = Drafts(database, clock)
        self.files = Files(database, clock)
        self.attachments = Attachments(database, clock)
        self.client = Quiet()
        self.handle: Callable[[Event, Profile, Records], Outcome] = lambda event, profile, records: say("vâng")
        self.seen: list[tuple[Event, Profile]] = []
        self.queued = 0
        self.flood = FloodControl(limit=3)

    def worker(self, dialogues: Any = None) -> Worker:  # noqa: ANN401 - any object with `handle`
        def queued() -> None:
            self.queued += 1

        return Worker(
            self.database,
            self.inbox,
            Post(self.outbox, self.attachments),
            self.profiles,
            memory=Memory(Stores.of(self.database, self.clock)),
            dialogues=dialogues or self.Dialogues(self),
            renderer=RENDERER,
            courtesy=Courtesy(self.client),
            queued=queued,
            flood=self.flood,
            retry_after=0,
        )

    class Dialogues:
        def __init__(self, office: "Office") -> None:
            self.office = office

        async def handle(self, event: Event, profile: Profile, records: Records) -> Outcome:
            self.office.seen.append((event, profile))
            return self.office.handle(event, profile, records)

    async def put(self, *raws: dict[str, Any], chat: int | None = 1) -> None:
        await self.inbox.store([NewUpdate(raw["update_id"], chat, raw, sent_at(raw)) for raw in raws])

    async def work(self) -> None:
        """Works until the inbox is empty."""

        async def empty() -> bool:
            return await self.inbox.depth() == 0

        async with self.working(self.worker()):
            await until(empty)

    @asynccontextmanager
    async def working(self, worker: Worker) -> AsyncIterator[None]:
        stop = asyncio.Event()
        running = asyncio.create_task(worker.run(stop))
        try:
            yield
        finally:
            stop.set()
            await running

    async def sent(self) -> list[tuple[str, int, str]]:
        async with self.database.reading() as session:
            rows: Sequence[OutboxRow] = (await session.scalars(select(OutboxRow).order_by(OutboxRow.id))).all()
            return [(row.key, row.chat_id, str(row.params["text"])) for row in rows]

    async def states(self) -> list[tuple[InboxState, int]]:
        async with self.database.reading() as session:
            rows = (await session.scalars(select(InboxRow).order_by(InboxRow.id))).all()
            return [(row.state, row.attempts) for row in rows]


def say(*texts: str, **changes: Any) -> Outcome:  # noqa: ANN401 - fields of Outcome
    return Outcome(tuple(Reply("say", {"text": text}) for text in texts), **changes)


def message(number: int, text: str = "x", chat: int = 1, date: int = 0) -> dict[str, Any]:
    body = {"message_id": number, "date": date, "chat": {"id": chat, "type": "private"}, "text": text}
    return {"update_id": number, "message": body}


def press(number: int, data: str) -> dict[str, Any]:
    under = {"message_id": 42, "date": 1, "chat": {"id": 1, "type": "private"}}
    return {"update_id": number, "callback_query": {"id": "q", "data": data, "message": under}}


def member(number: int, status: str) -> dict[str, Any]:
    chat = {"id": 1, "type": "private"}
    return {"update_id": number, "my_chat_member": {"chat": chat, "new_chat_member": {"status": status}}}


@pytest.fixture
def office(database: Database, clock: HandClock) -> Office:
    return Office(database, clock)


async def test_profile_answers_feedback_and_replies_are_stored_with_the_update(office: Office) -> None:
    profile = Profile("quang-ngai", Address.SIBLING, greeted=True)
    office.handle = lambda event, known, records: say("một", "hai", profile=profile, answers=(RECORD,))
    await office.put(message(7))
    await office.work()
    assert await office.sent() == [("7:0", 1, "một"), ("7:1", 1, "hai")]
    assert await office.states() == [(InboxState.DONE, 0)]
    stored = await office.answers.get(1, "a1")
    assert stored is not None
    assert (stored.question, stored.payload) == ("hạn?", {"citations": ["x/1"]})

    office.handle = lambda event, known, records: say("ba", feedback=(Feedback("a1", helpful=False),))
    await office.put(message(8))
    await office.work()
    assert office.seen[-1] == (Text("x"), profile)
    judged = await office.answers.get(1, "a1")
    assert judged is not None
    assert judged.helpful is False
    assert office.queued == 2


async def test_records_are_those_of_the_chat(office: Office) -> None:
    found: list[AnswerRecord | None] = []

    class Reads:
        async def handle(self, event: Event, profile: Profile, records: Records) -> Outcome:
            found.append(await records.get("a1"))
            return say("x", answers=(RECORD,) if event == Text("keep") else ())

    await office.put(message(1, "keep"), message(2))
    await office.put(message(3, chat=2), chat=2)

    async def empty() -> bool:
        return await office.inbox.depth() == 0

    async with office.working(office.worker(Reads())):
        await until(empty)
    assert sorted(found, key=bool) == [None, None, RECORD]


async def test_a_press_is_acknowledged_though_telegram_finds_it_too_old(office: Office) -> None:
    office.handle = lambda event, known, records: Outcome((Reply("say", {"text": "x"}, redraw=True),))
    await office.put(press(5, "open|a/b"))
    await office.work()
    assert office.seen[0][0] == Press("open", ("a/b",))
    assert office.client.asked == ["answerCallbackQuery"]
    async with office.database.reading() as session:
        row = (await session.scalars(select(OutboxRow))).one()
    assert (row.method, row.params["message_id"]) == ("editMessageText", 42)


async def test_blocking_and_writing_again_are_kept(office: Office) -> None:
    office.handle = lambda event, known, records: say(profile=Profile(greeted=True))
    await office.put(message(1), member(2, "kicked"))
    await office.work()
    blocked = await office.profiles.get(1)
    assert blocked is not None
    assert blocked.unreachable_since is not None
    await office.put(member(3, "member"))
    await office.work()
    back = await office.profiles.get(1)
    assert back is not None
    assert back.unreachable_since is None
    assert len(office.seen) == 1


async def test_what_is_no_event_is_done_without_a_word(office: Office) -> None:
    await office.put({"update_id": 1, "from_the_future": {}}, chat=None)
    await office.put({"update_id": 2, "message": {"message_id": 1, "chat": {"id": 1}, "pinned_message": {}}})
    await office.work()
    assert office.seen == []
    assert await office.sent() == []
    assert await office.states() == [(InboxState.DONE, 0)] * 2


async def test_poison_is_set_aside_after_three_attempts_and_the_chat_goes_on(office: Office) -> None:
    def handle(event: Event, profile: Profile, records: Records) -> Outcome:
        if event == Text("poison"):
            raise RuntimeError("broken <b>")
        return say("sau")

    office.handle = handle
    await office.put(message(1, "poison"), message(2, "tiếp"))
    await office.work()
    assert await office.states() == [(InboxState.FAILED, 3), (InboxState.DONE, 0)]
    assert await office.sent() == [("1:error:0", 1, "lỗi"), ("2:0", 1, "sau")]
    assert [event for event, _ in office.seen] == [Text("poison")] * 3 + [Text("tiếp")]


async def test_a_fault_that_passes_costs_one_attempt_and_leaves_no_trace(office: Office) -> None:
    faults = [ValueError("for once")]

    def handle(event: Event, profile: Profile, records: Records) -> Outcome:
        if faults:
            raise faults.pop()
        return say("vâng", answers=(RECORD,))

    office.handle = handle
    await office.put(message(1))
    await office.work()
    assert await office.sent() == [("1:0", 1, "vâng")]
    assert await office.states() == [(InboxState.DONE, 1)]


@pytest.mark.parametrize(
    "fault",
    [OperationalError("INSERT", {}, Exception("disk full")), ConnectionRefusedError(111, "connect call failed")],
    ids=["disk full", "refused"],
)
async def test_no_update_is_blamed_for_a_database_that_is_away(office: Office, fault: Exception) -> None:
    faults = [fault] * (MAX_ATTEMPTS + 1)

    def handle(event: Event, profile: Profile, records: Records) -> Outcome:
        if faults:
            raise faults.pop()
        return say("vâng")

    office.handle = handle
    await office.put(message(1), message(2))
    await office.work()
    assert await office.sent() == [("1:0", 1, "vâng"), ("2:0", 1, "vâng")]
    assert await office.states() == [(InboxState.DONE, 0)] * 2


async def test_what_was_set_aside_is_answered_after_a_retry(office: Office) -> None:
    """The notice that it failed is in the outbox already, and must not stand in the way of the answer."""
    faults = [ValueError("broken")] * MAX_ATTEMPTS

    def handle(event: Event, profile: Profile, records: Records) -> Outcome:
        if faults:
            raise faults.pop()
        return say("vâng", "đây")

    office.handle = handle
    await office.put(message(1))
    await office.work()
    assert await GivenUp(office.database, office.clock).retry() == [1]
    await office.work()
    assert await office.sent() == [("1:error:0", 1, "lỗi"), ("1:0", 1, "vâng"), ("1:1", 1, "đây")]


async def test_an_update_that_kills_the_process_is_not_touched_again(office: Office) -> None:
    await office.put(message(1), message(2))
    for _ in range(MAX_CRASHES):
        assert await office.inbox.claim(LEASE)
        await office.inbox.recover()
    await office.work()
    assert [event for event, _ in office.seen] == [Text("x")]
    assert await office.states() == [(InboxState.FAILED, 1), (InboxState.DONE, 0)]
    assert [key for key, *_ in await office.sent()] == ["1:error:0", "2:0"]


async def test_what_takes_long_is_renewed_until_it_is_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "RENEW_EVERY", 0.01)
    beside = Inbox(office.database, office.clock, "beside")
    stolen: list[Item | None] = []

    class Slow:
        async def handle(self, event: Event, profile: Profile, records: Records) -> Outcome:
            for _ in range(3):
                office.clock.forward(LEASE * 0.9)
                await until(renewed)
                stolen.append(await beside.claim(LEASE))
            return say("xong")

    async def renewed() -> bool:
        async with office.database.reading() as session:
            return await session.scalar(select(InboxRow.lease_until)) == office.clock.now() + LEASE

    async def empty() -> bool:
        return await office.inbox.depth() == 0

    await office.put(message(1))
    async with office.working(office.worker(Slow())):
        await until(empty)
    assert stolen == [None] * 3
    assert await office.states() == [(InboxState.DONE, 0)]


async def test_a_reply_that_cannot_be_rendered_changes_nothing_else(office: Office) -> None:
    office.handle = lambda event, known, records: Outcome((Reply("absent"),), profile=Profile("x"), answers=(RECORD,))
    await office.put(message(1))
    await office.work()
    assert await office.sent() == [("1:error:0", 1, "lỗi")]
    assert await office.profiles.get(1) is None
    assert await office.answers.get(1, "a1") is None


async def test_a_worker_that_lost_its_lease_stores_nothing(office: Office) -> None:
    async def finished_by_another() -> None:
        office.clock.forward(LEASE + timedelta(seconds=1))
        item = await office.inbox.claim(LEASE)
        assert item is not None
        async with office.database.transaction() as session:
            await office.inbox.finish(session, item)

    class Slow:
        async def handle(self, event: Event, profile: Profile, records: Records) -> Outcome:
            await finished_by_another()
            return say("quá muộn", profile=Profile("x"))

    async def empty() -> bool:
        return await office.inbox.depth() == 0

    await office.put(message(1))
    async with office.working(office.worker(Slow())):
        await until(empty)
    assert await office.sent() == []
    assert await office.profiles.get(1) is None


async def test_a_flood_is_told_once_and_others_are_heard(office: Office) -> None:
    await office.put(*(message(number, date=1_700_000_000) for number in range(1, 9)))
    await office.put(message(9, chat=2, date=1_700_000_000), chat=2)
    await office.work()
    sent = await office.sent()
    assert [text for _, chat, text in sent if chat == 1] == ["vâng"] * 3 + ["nhanh quá"]
    assert [text for _, chat, text in sent if chat == 2] == ["vâng"]
    assert {state for state, _ in await office.states()} == {InboxState.DONE}


async def test_messages_written_over_an_hour_while_the_bot_was_away_are_no_flood(office: Office) -> None:
    await office.put(*(message(number, date=1_700_000_000 + 300 * number) for number in range(1, 9)))
    await office.work()
    assert [text for *_, text in await office.sent()] == ["vâng"] * 8


DRAFT = Draft("d1", "plan", "Một cửa", {"at": "x", "files": [{"id": "f1", "digest": "d"}]}, revision=1)
VERSION = Version("d1", 1, "d" * 64, "Một cửa", {"x": 1})
FILE = StoredFile("f1", "a.pdf", "application/pdf", "d", b"%PDF", legible=False)


class Drafting:
    """Gives each event's changes in turn, and keeps what it then found in the chat's records."""

    def __init__(self, *changes: DraftChanges) -> None:
        self.changes = list(changes)
        self.records: DraftRecords | None = None

    async def handle(self, event: Event, profile: Profile, records: Records) -> Outcome:
        self.records = records  # type: ignore[assignment]
        return say("vâng", drafts=self.changes.pop(0))


async def draft(office: Office, *changes: DraftChanges, chat: int = 1) -> DraftRecords:
    """Handles a message for each of the changes; the records of the chat after them."""
    drafting = Drafting(*changes)

    async def empty() -> bool:
        return await office.inbox.depth() == 0

    handled = len(await office.states())
    for number in range(len(changes)):
        await office.put(message(handled + number + 1, chat=chat), chat=chat)
    async with office.working(office.worker(drafting)):
        await until(empty)
    assert drafting.records is not None
    return drafting.records


async def test_what_a_dialogue_changes_of_drafts_is_stored_with_the_update(office: Office) -> None:
    records = await draft(office, DraftChanges(saved=(DRAFT,), frozen=(VERSION,), files=(FILE,), active="d1"))
    stored = Draft("d1", "plan", "Một cửa", DRAFT.state, 1, office.clock.now())
    assert await records.draft("d1") == stored
    assert await records.drafts() == (stored,)
    assert await records.active() == stored
    assert await records.file("f1") == FILE
    [version] = await records.versions("d1")
    assert (version.number, version.answers, version.created_at) == (1, {"x": 1}, office.clock.now())


async def test_a_draft_is_left_and_deleted_with_all_that_is_its_own(office: Office) -> None:
    first = DraftChanges(saved=(DRAFT,), frozen=(VERSION,), files=(FILE,), active="d1")
    records = await draft(office, first, DraftChanges(active=""))
    assert await records.active() is None
    records = await draft(office, DraftChanges(deleted=("d1",)))
    assert await records.drafts() == ()
    assert await records.active() is None
    assert await records.versions("d1") == ()
    assert await records.file("f1") is None


async def test_the_records_of_a_chat_show_nothing_of_another(office: Office) -> None:
    await draft(office, DraftChanges(saved=(DRAFT,), frozen=(VERSION,), files=(FILE,), active="d1"))
    other = await draft(office, DraftChanges(), chat=2)
    assert (await other.draft("d1"), await other.drafts(), await other.active()) == (None, (), None)
    assert (await other.versions("d1"), await other.file("f1")) == ((), None)


async def test_an_event_that_meets_a_draft_changed_meanwhile_is_handled_again_against_the_new_one(
    office: Office,
) -> None:
    await draft(office, DraftChanges(saved=(DRAFT,)))

    class Late:
        """Another device saves while the first event is handled."""

        def __init__(self) -> None:
            self.found: list[int] = []

        async def handle(self, event: Event, profile: Profile, records: Records) -> Outcome:
            found = await records.draft("d1")  # type: ignore[attr-defined]
            self.found.append(found.revision)
            if len(self.found) == 1:
                async with office.database.transaction() as session:
                    await office.drafts.save(session, 1, "d1", form="plan", title="x", state={}, revision=2)
            changed = Draft("d1", "plan", "Một cửa", {"at": "mới"}, found.revision + 1)
            return say(f"bước {found.revision}", drafts=DraftChanges(saved=(changed,)))

    async def empty() -> bool:
        return await office.inbox.depth() == 0

    late = Late()
    await office.put(message(5000))
    async with office.working(office.worker(late)):
        await until(empty)
    assert late.found == [1, 2]
    assert [text for key, _, text in await office.sent() if key.startswith("5000")] == ["bước 2"]
    stored = await office.drafts.get(1, "d1")
    assert stored is not None
    assert (stored.revision, stored.state) == (3, {"at": "mới"})


async def test_a_file_to_send_is_stored_beside_the_row_that_names_it(office: Office) -> None:
    file = Attachment("Kế hoạch.docx", "application/x", b"PK\x00\xff")
    office.handle = lambda event, known, records: Outcome((Reply("say", {"text": "đây"}, attachment=file),))
    await office.put(message(7))
    await office.work()
    async with office.database.reading() as session:
        row = (await session.scalars(select(OutboxRow))).one()
    assert (row.key, row.method) == ("7:0", "sendDocument")
    assert row.params == {"caption": "đây", "parse_mode": "HTML", "document": {"stored": "7:0"}}
    stored = await office.attachments.get("7:0")
    assert stored is not None
    assert (stored.name, stored.content) == (file.name, file.content)


async def test_a_file_to_send_stands_or_falls_with_its_update(office: Office) -> None:
    file = Attachment("x.docx", "application/x", b"PK")
    reply = Reply("say", {"text": "đây"}, attachment=file)
    office.handle = lambda event, known, records: Outcome((reply, Reply("absent")))
    await office.put(message(7))
    await office.work()
    assert await office.sent() == [("7:error:0", 1, "lỗi")]
    assert await office.attachments.get("7:0") is None


async def test_several_chats_share_a_commit_and_what_fails_in_one_concerns_that_one_alone(office: Office) -> None:
    draft = Draft("d9", "plan", "Cũ", {}, revision=7)
    stale = DraftChanges(saved=(draft, draft))

    def handle(event: Event, profile: Profile, records: Records) -> Outcome:
        return say("cũ", drafts=stale) if event == Text("hỏng") else say("vâng")

    office.handle = handle
    for chat in (1, 2, 3, 4):
        await office.put(message(chat, "hỏng" if chat == 3 else "x", chat=chat), chat=chat)
    await office.work()
    assert sorted(await office.sent()) == [
        *((f"{chat}:0", chat, "vâng") for chat in (1, 2)),
        ("3:error:0", 3, "lỗi"),
        ("4:0", 4, "vâng"),
    ]
    assert sorted(await office.states()) == [(InboxState.DONE, 0)] * 3 + [(InboxState.FAILED, MAX_ATTEMPTS)]


async def test_those_claimed_together_are_committed_together(office: Office) -> None:
    committed: list[int] = []
    finish = office.inbox.finish

    async def counted(session: AsyncSession, *items: Item) -> bool:
        committed.append(len(items))
        return await finish(session, *items)

    office.inbox.finish = counted  # type: ignore[method-assign]
    for chat in range(5):
        await office.put(message(chat + 1, chat=chat), chat=chat)
    await office.work()
    assert committed == [5]
    assert [text for *_, text in await office.sent()] == ["vâng"] * 5
