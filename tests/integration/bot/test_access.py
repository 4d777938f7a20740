"""Access end to end through the worker: real dialogues, real templates, both databases, several users."""

import asyncio
import json
import re
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.administering import Offer, invite
from bot.door import admit
from bot.flood import LIMIT
from bot.memory import Memory
from bot.posting import Post
from bot.rendering import Renderer
from bot.stores import Stores
from bot.updates import sent_at
from bot.worker import Worker
from conversations.consent import NOTICE
from conversations.events import Address, AnswerRecord, Outcome, Profile
from conversations.membership import AccessChanges, Role
from conversations.policy import Policy
from conversations.router import Router
from knowledge.library import Library
from storage.audit import Audit
from storage.database import Database
from storage.inbox import NewUpdate
from storage.invitations import InvitationGoneError, digest_of
from storage.models import Base, InboxRow, OutboxRow
from storage.roles import Office, Offices, Roles
from tests.clock import HandClock
from tests.integration.bot.test_worker import Office as Desk
from tests.unit.conversations.plan.desk import Silent
from tests.waiting import until

ADMINISTRATOR, AN, BINH = 1, 2, 3


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


class House:
    """Users who write to the bot and read what it queued for them."""

    def __init__(self, database: Database, clock: HandClock, library: Library, policy: Policy | None = None) -> None:
        self.database = database
        self.clock = clock
        self.desk = Desk(database, clock)
        self.router = Router(Silent(), library, policy)
        self.numbers = iter(range(1, 10_000))

    def worker(self) -> Worker:
        desk = self.desk
        return Worker(
            self.database,
            desk.inbox,
            Post(desk.outbox, desk.attachments),
            desk.profiles,
            memory=Memory(Stores.of(self.database, self.clock)),
            dialogues=self.router,
            renderer=Renderer(username="damlam_bot"),
            courtesy=desk.worker()._courtesy,
            queued=lambda: None,
            retry_after=0,
        )

    def says(self, chat: int, words: str) -> dict[str, Any]:
        number = next(self.numbers)
        body = {"message_id": number, "date": 1_700_000_000 + 60 * number, "chat": {"id": chat, "type": "private"}}
        return {"update_id": number, "message": {**body, "text": words, "from": {"id": chat, "first_name": "Mật"}}}

    def presses(self, chat: int, data: str) -> dict[str, Any]:
        message = {"message_id": 9, "chat": {"id": chat, "type": "private"}, "text": "cũ"}
        return {"update_id": next(self.numbers), "callback_query": {"id": "q", "message": message, "data": data}}

    async def handle(self, *raws: dict[str, Any]) -> None:
        await self.desk.inbox.store(
            [
                NewUpdate(
                    raw["update_id"],
                    (raw.get("message") or raw["callback_query"]["message"])["chat"]["id"],
                    admit(raw),
                    sent_at(raw),
                )
                for raw in raws
            ]
        )

        async def empty() -> bool:
            return await self.desk.inbox.depth() == 0

        async with self.desk.working(self.worker()):
            await until(empty)

    async def heard(self, chat: int) -> list[OutboxRow]:
        async with self.database.reading() as session:
            its = select(OutboxRow).where(OutboxRow.chat_id == chat).order_by(OutboxRow.id)
            return list(await session.scalars(its))

    async def last(self, chat: int) -> str:
        return str((await self.heard(chat))[-1].params["text"])

    async def button(self, chat: int, label: str) -> str:
        """The data of a button under the last message."""
        rows = (await self.heard(chat))[-1].params["reply_markup"]["inline_keyboard"]  # type: ignore[index]
        return str(next(one["callback_data"] for row in rows for one in row if label in one["text"]))

    async def enter(self, chat: int, role: Role, office: str | None = None) -> None:
        code = await invite(self.database, Offer(role, office))
        await self.handle(self.says(chat, f"/start {code}"))

    async def profile(self, chat: int) -> Profile:
        return await Memory(Stores.of(self.database, self.clock)).profile(chat)

    async def everything(self) -> str:
        async with self.database.reading() as session:
            rows = [
                (await session.execute(text(f'SELECT * FROM "{name}"'))).all()  # noqa: S608 - our own names
                for name in Base.metadata.tables
            ]
        return str(rows)


@pytest.fixture
def house(database: Database, clock: HandClock, library: Library) -> House:
    return House(database, clock, library)


async def test_an_invitation_made_in_the_chat_lets_one_other_in(house: House) -> None:
    await house.enter(ADMINISTRATOR, Role.ADMINISTRATOR)
    await house.handle(house.says(ADMINISTRATOR, "/moi"))
    await house.handle(house.presses(ADMINISTRATOR, await house.button(ADMINISTRATOR, "Cán bộ")))
    await house.handle(house.presses(ADMINISTRATOR, await house.button(ADMINISTRATOR, "Mời một người")))
    link = await house.last(ADMINISTRATOR)
    found = re.search(r"https://t\.me/damlam_bot\?start=([\w-]{22})\n", link)
    assert found is not None
    await house.handle(house.says(AN, f"/start {found[1]}"))
    assert "từ nay: <b>Cán bộ</b>" in await house.last(AN)
    await house.handle(house.says(BINH, f"/start {found[1]}"))
    assert "không dùng được" in await house.last(BINH)
    assert [(await house.profile(chat)).role for chat in (AN, BINH)] == [Role.OFFICIAL, Role.STRANGER]
    (member,) = [one for one in await Roles(house.database).all() if one.chat_id == AN]
    assert member.invited_by == ADMINISTRATOR
    done = [(line.actor, line.action, line.outcome) for line in await Audit(house.database, house.clock).latest(50)]
    assert (ADMINISTRATOR, "invitation-made", "done") in done
    assert (AN, "role-changed", "done") in done
    assert (BINH, "invitation-used", "failed") in done


async def test_the_code_is_nowhere_once_its_message_is_sent(house: House) -> None:
    await house.enter(ADMINISTRATOR, Role.ADMINISTRATOR)
    await house.handle(house.presses(ADMINISTRATOR, "invite-make|official|50"))
    code = re.findall(r"start=([\w-]{22})", await house.last(ADMINISTRATOR))[0]
    await house.handle(house.says(AN, f"/start {code}"))
    for _ in range(10):
        for message in await house.desk.outbox.claim(50):
            await house.desk.outbox.sent(message.id, 1)
    assert (await house.profile(AN)).role is Role.OFFICIAL
    everything = await house.everything()
    assert code not in everything
    assert digest_of(code) in everything


async def test_of_two_who_start_at_once_one_gets_the_role_and_the_other_the_constant_words(house: House) -> None:
    code = await invite(house.database, Offer(Role.OFFICIAL))
    await house.handle(*(house.says(chat, f"/start {code}") for chat in (AN, BINH)))
    roles = [(await house.profile(chat)).role for chat in (AN, BINH)]
    assert sorted(roles) == [Role.OFFICIAL, Role.STRANGER]
    loser = (AN, BINH)[roles.index(Role.STRANGER)]
    assert "không dùng được" in await house.last(loser)


async def test_a_use_that_came_between_reading_and_storing_is_refused_and_seen_at_the_next_try(
    house: House, database: Database
) -> None:
    code = await invite(database, Offer(Role.OFFICIAL))
    memory = Memory(Stores.of(database, house.clock))
    found = await memory.records(AN).invitation(digest_of(code))
    assert found is not None
    outcome = Outcome(profile=Profile(greeted=True), access=AccessChanges(redeemed=found.id))
    async with database.transaction() as session:
        await memory.keep(session, {AN: outcome})
    with pytest.raises(InvitationGoneError):
        await _keep(database, memory, BINH, outcome)
    assert await memory.records(BINH).invitation(digest_of(code)) is None
    assert await house.desk.profiles.get(BINH) is None


async def _keep(database: Database, memory: Memory, chat: int, outcome: Outcome) -> None:
    async with database.transaction() as session:
        await memory.keep(session, {chat: outcome})


async def test_a_clerk_belongs_to_the_office_and_its_place(house: House) -> None:
    async with house.database.transaction() as session:
        await Offices(house.database, house.clock).save(session, Office("vp", "Văn phòng", "lai-chau"))
    await house.enter(AN, Role.CLERK, "vp")
    profile = await house.profile(AN)
    assert (profile.role, profile.office, profile.jurisdiction) == (Role.CLERK, "vp", "lai-chau")
    assert "của <b>Văn phòng</b>" in await house.last(AN)


async def test_nobody_reaches_anothers_answers(house: House) -> None:
    memory = Memory(Stores.of(house.database, house.clock))
    record = AnswerRecord("a1", "hạn?", "answered", {})
    await _keep(house.database, memory, AN, Outcome(profile=Profile(greeted=True), answers=(record,)))
    assert await memory.records(AN).get("a1") == record
    assert await memory.records(BINH).get("a1") is None
    assert "hạn?" in json.dumps(await memory.records(AN).held(), ensure_ascii=False)
    assert "hạn?" not in json.dumps(await memory.records(BINH).held(), ensure_ascii=False)


async def test_consent_is_kept_with_its_time_and_version(house: House) -> None:
    await house.handle(house.says(AN, "/start"))
    assert not (await house.profile(AN)).agreed
    moment = house.clock.now()
    await house.handle(house.presses(AN, await house.button(AN, "Lai Châu")))
    stored = await house.desk.profiles.get(AN)
    assert stored is not None
    assert (stored.agreed_notice, stored.agreed_at, stored.jurisdiction) == (NOTICE, moment, "lai-chau")
    assert (await house.profile(AN)) == Profile("lai-chau", Address.COMRADE, True, agreed=True)


async def test_a_notice_of_an_earlier_version_is_agreed_to_anew(house: House) -> None:
    await house.handle(house.says(AN, "/start"))
    async with house.database.transaction() as session:
        await house.desk.profiles.agree(session, AN, "2020-01")
    assert not (await house.profile(AN)).agreed


async def test_erasure_leaves_nothing_that_the_user_said(house: House) -> None:
    await house.enter(AN, Role.OFFICIAL)
    await house.handle(house.says(AN, "câu hỏi riêng của An"), house.says(BINH, "câu hỏi riêng của Bình"))
    await house.handle(house.says(AN, "/xoadulieu"))
    await house.handle(house.presses(AN, await house.button(AN, "Xóa tất cả")))
    assert "Đã <b>xóa dữ liệu</b>" in await house.last(AN)
    everything = await house.everything()
    assert "riêng của An" not in everything
    assert "riêng của Bình" in everything
    assert await house.profile(AN) == Profile()
    assert [member.chat_id for member in await Roles(house.database).all()] == []


async def test_an_old_button_of_erasure_erases_nothing(house: House) -> None:
    await house.handle(house.says(AN, "/xoadulieu"))
    old = await house.button(AN, "Xóa tất cả")
    await house.handle(house.says(AN, "/xoadulieu"))
    await house.handle(house.presses(AN, old), house.presses(BINH, old))
    assert "lần bấm này không xóa gì" in await house.last(AN)
    assert "lần bấm này không xóa gì" in await house.last(BINH)
    assert (await house.desk.profiles.get(AN)) is not None


async def test_a_secret_is_stored_nowhere_and_its_sender_is_told(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.handle(house.says(AN, "/start"))
    await house.handle(house.says(AN, "TUYỆT MẬT\nPhương án bảo vệ cầu Trà Khúc"))
    assert "không đọc, không lưu" in await house.last(AN)
    assert "Luật Bảo vệ bí mật nhà nước" in await house.last(AN)
    everything = await house.everything()
    assert "Trà Khúc" not in everything
    assert "Trà Khúc" not in caplog.text
    async with house.database.reading() as session:
        rows = (await session.scalars(select(InboxRow).order_by(InboxRow.id))).all()
    assert rows[-1].payload["message"].keys() == {"message_id", "date", "chat", "damlam_marking"}  # type: ignore[attr-defined]


async def test_a_denied_attempt_is_in_the_audit_without_the_users_words(house: House) -> None:
    await house.handle(house.says(AN, "/moi lời riêng tư"))
    assert "Tôi không có lệnh <b>/moi</b>" in await house.last(AN)
    (line,) = [line for line in await Audit(house.database, house.clock).latest(9) if line.action == "denied"]
    assert (line.actor, line.target, line.outcome) == (AN, "command:moi", "denied")


async def test_where_registration_is_closed_a_stranger_meets_one_screen_until_invited(
    database: Database, clock: HandClock, library: Library
) -> None:
    house = House(database, clock, library, Policy(open_registration=False))
    await house.handle(house.says(AN, "thời hạn trả lời?"), house.says(AN, "/start"), house.says(AN, "/start xyz"))
    heard = [str(row.params["text"]) for row in await house.heard(AN)]
    assert ["người được mời" in words for words in heard] == [True, True, False]
    assert "không dùng được" in heard[2]
    await house.enter(AN, Role.OFFICIAL)
    assert "Cán bộ" in await house.last(AN)
    await house.handle(house.says(AN, "thời hạn trả lời?"))
    assert "người được mời" not in await house.last(AN)


async def test_in_the_demonstration_everybody_is_an_official(database: Database, clock: HandClock) -> None:
    memory = Memory(Stores.of(database, clock), least=Role.OFFICIAL)
    assert (await memory.profile(AN)).role is Role.OFFICIAL
    await _keep(database, memory, AN, Outcome(profile=Profile(greeted=True)))
    assert (await memory.profile(AN)).role is Role.OFFICIAL


async def test_replicas_count_a_users_messages_together(house: House) -> None:
    """Many messages within a minute, handled by two workers: as many answers as allowed, and that it is too much."""
    raws = [house.says(AN, f"câu {number}") for number in range(LIMIT + 20)]
    for raw in raws:
        raw["message"]["date"] = 1_700_000_000
    await house.desk.inbox.store([NewUpdate(raw["update_id"], AN, raw, sent_at(raw)) for raw in raws])

    async def empty() -> bool:
        return await house.desk.inbox.depth() == 0

    stop = asyncio.Event()
    workers = [asyncio.create_task(house.worker().run(stop)) for _ in range(2)]
    await until(empty)
    stop.set()
    await asyncio.gather(*workers)
    heard = [str(row.params["text"]) for row in await house.heard(AN)]
    assert len(heard) == 1 + LIMIT + 1  # the first contact, the answers, the one reply
    assert [words for words in heard if "quá nhiều tin nhắn" in words] == heard[-1:]
