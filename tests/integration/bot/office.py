"""An office with its cases, the ticker and the sender, over a real database; time is moved by hand."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select

from bot.holding import Holding
from bot.hours import QuietHours
from bot.memory import Memory, Occurrence
from bot.notices import Notices
from bot.pacing import Limit, Pace
from bot.posting import Post
from bot.reminders import Reminders
from bot.rendering import Renderer
from bot.sender import Sender
from bot.splitting import plain
from bot.stores import Stores
from bot.ticker import Ticker
from bot.unhurried import unhurried
from conversations.case.presenting import CaseScreens
from conversations.case.reminding import ReminderScreens
from conversations.events import Profile
from conversations.membership import Role
from knowledge.library import Library
from storage.cases import Case, NewCase, Viewer
from storage.database import Database
from storage.deadlines import Deadlines
from storage.followers import mute
from storage.history import Happening
from storage.leases import Lease
from storage.lifecycle import Who
from storage.models import OutboxRow, OutboxState, RoleRow
from storage.outbox import Outbox
from storage.quiet_hours import Preferences
from storage.roles import Roles
from tests.clock import HandClock
from tests.next_due import next_due

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FREE = Limit(1_000_000, 1_000_000)
NOBODY = 0
"""Records what everybody is told of."""


def at(day: date | str, time: str = "08:00") -> datetime:
    """A moment by the office's clock: "2026-11-25", "08:00"."""
    return datetime.fromisoformat(f"{day}T{time}:00").replace(tzinfo=ZONE).astimezone(UTC)


@dataclass
class Telegram:
    """Takes every message; remembers to whom it went, when and what it said."""

    clock: HandClock
    sent: list[tuple[int, datetime, str, list[str]]] = field(default_factory=list)

    async def call(self, method: str, params: Mapping[str, Any]) -> object:
        assert method == "sendMessage"
        keyboard = params.get("reply_markup", {"inline_keyboard": []})["inline_keyboard"]
        labels = [button["text"] for row in keyboard for button in row]
        self.sent.append((params["chat_id"], self.clock.now().astimezone(ZONE), plain(params["text"]), labels))
        return {"message_id": len(self.sent)}


class Office:
    """What reminders need, as `bot.assembly` puts it together."""

    def __init__(
        self,
        database: Database,
        clock: HandClock,
        library: Library,
        screens: ReminderScreens | None = None,
        least: Role = Role.STRANGER,
    ) -> None:
        """`least` is the role of whoever was not invited."""
        self.database = database
        self.clock = clock
        self.telegram = Telegram(clock)
        self.stores = Stores.of(database, clock, ZONE)
        self.outbox = Outbox(database, clock)
        self.deadlines = Deadlines(database, clock, ZONE)
        self.memory = Memory(self.stores, least)
        self.renderer = Renderer()
        self.hours = QuietHours(clock, ZONE, self.stores.calendar, self.stores.preferences)
        self.holding = Holding(self.outbox)
        self.notices = Notices(
            Post(self.outbox, self.attachments()),
            self.memory,
            Roles(database),
            self.renderer,
            self.hours,
            self.holding,
        )
        self.cases = CaseScreens(library)
        self.dropped: list[int] = []
        self.reminders = Reminders(
            database,
            self.holding,
            self.memory,
            self.deadlines,
            screens or ReminderScreens(library),
            self.renderer,
            self.hours,
            self.dropped.append,
        )
        self.lease = Lease(database, clock, "sender", "test", timedelta(days=1000))
        self.restart()

    def restart(self) -> None:
        """The process ends and comes up again; what was in memory is gone."""
        self.ticker = Ticker(self.database, self.deadlines, self.reminders, self.stores.calendar_held, self.clock)
        self.sender = Sender(
            self.telegram,
            self.outbox,
            self.stores.profiles,
            attachments=self.attachments(),
            clock=self.clock,
            pace=Pace(FREE, FREE, clock=lambda: self.clock.now().timestamp()),
            permit=self.lease,
            current=(self.reminders, *unhurried(self.database, self.outbox, self.hours, self.memory)),
        )

    def attachments(self) -> Any:  # noqa: ANN401 - never asked
        return None

    async def member(self, chat_id: int, role: str = "official", office: str | None = None) -> None:
        """Somebody who was invited."""
        async with self.database.transaction() as session:
            await self.stores.profiles.save(
                session, chat_id, jurisdiction="quang-ngai", address="dong-chi", greeted=True
            )
            row = {"chat_id": chat_id, "role": role, "office": office, "invitation": "x", "since": self.clock.now()}
            await session.execute(insert(RoleRow).values(row))

    async def case(self, *people: int, office: str | None = None, title: str = "Một cửa lưu động") -> Case:
        """A case that was not submitted yet."""
        async with self.database.transaction() as session:
            new = NewCase(title, "quang-ngai", "unregulated", people, office=office)
            code = await self.stores.cases.create(session, new)
        return await self.read(code, people[0])

    async def read(self, code: str, chat_id: int) -> Case:
        found = await self.stores.cases.get(Viewer(chat_id), code)
        assert found
        return found

    async def record(self, case: Case, kind: str, on: date | str, who: Who = Who.OFFICE, **told: str) -> Case:
        """Something happens to a case."""
        day = on if isinstance(on, date) else date.fromisoformat(on)
        calendar = await self.stores.calendar()
        async with self.database.transaction() as session:
            return await self.stores.cases.record(
                session, case, Happening(0, kind, day, who, told), actor=None, calendar=calendar
            )

    async def told(self, case: Case, kind: str, on: date | str, who: Who = Who.OFFICE, **told: str) -> Case:
        """Something happens to a case that everybody concerned is told of."""
        after = await self.record(case, kind, on, who, **told)
        notice = self.cases.notice(case, after, await self.stores.calendar(), self.memory.today, Profile())
        decision, number = case.rules.lifecycle.events[kind].decision, len(after.history)
        async with self.database.transaction() as session:
            await self.notices.tell(session, Occurrence(after, NOBODY, str(number), notice, decision, number))
        return after

    async def choose(self, chat_id: int, chosen: Preferences) -> None:
        """Somebody chooses when they are reminded."""
        await self.stores.calendar()
        async with self.database.transaction() as session:
            await self.stores.preferences.choose(session, chat_id, chosen)
            await self.reminders.plan_anew(session, chat_id, chosen)

    async def mute(self, case: Case, chat_id: int) -> None:
        """Somebody wishes no reminders of a case."""
        async with self.database.transaction() as session:
            await mute(session, case.id, chat_id, muted=True)

    async def put_out(self, chat_id: int) -> None:
        """Somebody is no member any more."""
        async with self.database.transaction() as session:
            await session.execute(delete(RoleRow).where(RoleRow.chat_id == chat_id))

    async def received(self, *people: int, on: str = "2026-11-20", office: str | None = None) -> Case:
        """A case whose answer is due 30 working days after it was received."""
        case = await self.case(*people, office=office)
        case = await self.record(case, "submitted", on, Who.PROPOSER, recipient="Văn phòng")
        return await self.record(case, "received", on)

    def go_to(self, moment: datetime) -> None:
        self.clock.forward(moment - self.clock.now())

    async def tick(self) -> None:
        """Everything that is due is queued."""
        while True:
            moment = await self.deadlines.next_moment()
            if moment is None or moment > self.clock.now():
                return
            await self.ticker.look()

    async def send(self) -> None:
        """Everything whose time has come is sent, as the sender does it."""
        assert await self.lease.take()
        while messages := await self.outbox.claim(100, self.lease.confirm):
            await asyncio.gather(*(self.sender._deliver(message) for message in messages))

    async def live(self, until: datetime) -> None:
        """Lives from one moment at which something is due to the next."""
        while True:
            await self.tick()
            await self.send()
            moments = [one for one in (await self.deadlines.next_moment(), await next_due(self.outbox)) if one]
            nearest = min(moments, default=until)
            if nearest >= until:
                break
            self.go_to(max(nearest, self.clock.now()))
        self.go_to(until)

    async def rows(self, state: OutboxState | None = None) -> list[OutboxRow]:
        wanted = select(OutboxRow).order_by(OutboxRow.id)
        async with self.database.reading() as session:
            rows = list(await session.scalars(wanted))
        return [row for row in rows if state is None or row.state is state]
