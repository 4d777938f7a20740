"""The queues against a model in a few plain lists: any sequence of steps gives what the model says."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from storage.database import Database
from storage.given_up import GivenUp
from storage.inbox import MAX_ATTEMPTS, MAX_CRASHES, Inbox, Item, LeaseLostError, NewUpdate
from storage.outbox import Outbox, Outgoing, Priority
from tests.clock import HandClock
from tests.next_due import next_due
from tests.queues import newest_update

T = TypeVar("T")
LEASE = timedelta(seconds=3)
CHATS = st.integers(1, 3)
OWNERS = ("left", "right")
INDEX = st.integers(0, 1000)
STEPS = settings(max_examples=12, stateful_step_count=30, deadline=None)


@cache
def migrated() -> bytes:
    """A SQLite file with the present schema, made once."""

    async def make(url: str) -> None:
        database = Database.open(url)
        await database.migrate()
        await database.close()

    with TemporaryDirectory() as folder:
        file = Path(folder) / "damlam.db"
        asyncio.run(make(f"sqlite+aiosqlite:///{file}"))
        return file.read_bytes()


class Machine(RuleBasedStateMachine):
    """A database, a clock moved by hand and a loop to run single steps in."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        file = Path(self.folder.name) / "damlam.db"
        file.write_bytes(migrated())
        self.clock = HandClock()
        self.loop = asyncio.Runner()
        self.database = Database.open(f"sqlite+aiosqlite:///{file}")

    def run(self, step: Coroutine[object, object, T]) -> T:
        return self.loop.run(step)

    def teardown(self) -> None:
        self.run(self.database.close())
        self.loop.close()
        self.folder.cleanup()

    @rule(seconds=st.integers(1, 4))
    def time_passes(self, seconds: int) -> None:
        self.clock.forward(timedelta(seconds=seconds))


@dataclass(eq=False)
class Update:
    """What the model knows of an update."""

    number: int
    chat: int | None
    attempts: int = 0
    crashes: int = 0
    owner: str = ""
    until: datetime | None = None
    open: bool = True
    failed: bool = False


class InboxMachine(Machine):
    def __init__(self) -> None:
        super().__init__()
        self.inboxes = {owner: Inbox(self.database, self.clock, owner) for owner in OWNERS}
        self.given_up = GivenUp(self.database, self.clock)
        self.model: list[Update] = []
        self.claims: list[tuple[str, Item, Update]] = []

    def held(self, update: Update) -> bool:
        return update.open and update.until is not None and update.until > self.clock.now()

    def free(self, update: Update) -> bool:
        mates = [one for one in self.model if one.open and one.chat == update.chat] if update.chat else []
        first = not mates or mates[0] is update
        return update.open and not self.held(update) and first and not any(self.held(mate) for mate in mates)

    @rule(chats=st.lists(st.none() | CHATS, max_size=4), again=st.integers(0, 3))
    def store(self, chats: list[int | None], again: int) -> None:
        """New updates come together with some that came before."""
        start = len(self.model)
        known = [NewUpdate(one.number, one.chat, {}) for one in self.model[start - min(again, start) :]]
        new = [NewUpdate(start + place, chat, {}) for place, chat in enumerate(chats)]
        assert self.run(self.inboxes["left"].store(known + new)) == len(new)
        self.model += [Update(one.update_id, one.chat_id) for one in new]

    @rule(owner=st.sampled_from(OWNERS))
    def claim(self, owner: str) -> None:
        expected = next((one for one in self.model if self.free(one)), None)
        item = self.run(self.inboxes[owner].claim(LEASE))
        assert (item and item.update_id) == (expected and expected.number)
        if item is not None and expected is not None:
            expected.crashes += expected.until is not None
            assert (item.attempts, item.crashes) == (expected.attempts, expected.crashes)
            expected.owner, expected.until = owner, self.clock.now() + LEASE
            self.claims.append((owner, item, expected))

    @rule(owner=st.sampled_from(OWNERS))
    def renew(self, owner: str) -> None:
        """Everything that was ever in hand: what is lost or settled stays so."""
        mine = [one for one in self.model if one.open and one.until is not None and one.owner == owner]
        items = [item for _, item, _ in self.claims]
        assert self.run(self.inboxes[owner].renew(items, LEASE)) == len(mine)
        for update in mine:
            update.until = self.clock.now() + LEASE

    def settle(self, owner: str, item: Item, update: Update, error: str | None) -> bool | None:
        """Finish `item`, or release it with `error`; None when its lease turned out to be lost."""

        async def step() -> bool:
            async with self.database.transaction() as session:
                if error is not None:
                    return await self.inboxes[owner].release(session, item, error)
                await self.inboxes[owner].finish(session, item)
                return True

        if update.open and update.until is not None and update.owner == owner:
            update.owner, update.until = "", None
            return self.run(step())
        with pytest.raises(LeaseLostError):
            self.run(step())
        return None

    @precondition(lambda self: self.claims)
    @rule(which=INDEX)
    def finish(self, which: int) -> None:
        owner, item, update = self.claims[which % len(self.claims)]
        if self.settle(owner, item, update, None):
            update.open = False

    @precondition(lambda self: self.claims)
    @rule(which=INDEX)
    def release(self, which: int) -> None:
        owner, item, update = self.claims[which % len(self.claims)]
        set_aside = self.settle(owner, item, update, "broken")
        if set_aside is not None:
            update.attempts = item.attempts + 1
            update.open = update.attempts < MAX_ATTEMPTS and item.crashes < MAX_CRASHES
            assert set_aside == (not update.open)
            update.failed = set_aside

    @rule()
    def retry(self) -> None:
        failed = [one for one in self.model if not one.open and one.failed]
        assert self.run(self.given_up.retry()) == [one.number for one in failed]
        for update in failed:
            update.attempts, update.crashes, update.open, update.failed = 0, 0, True, False

    @rule(owner=st.sampled_from(OWNERS))
    def recover(self, owner: str) -> None:
        working = [one for one in self.model if one.open and one.until is not None]
        back = [one for one in working if one.owner == owner or not self.held(one)]
        assert self.run(self.inboxes[owner].recover()) == len(back)
        for update in back:
            update.owner, update.until, update.crashes = "", None, update.crashes + 1

    @invariant()
    def counts_agree(self) -> None:
        inbox = self.inboxes["right"]
        assert self.run(inbox.depth()) == sum(one.open for one in self.model)
        assert self.run(newest_update(self.database)) == (self.model[-1].number if self.model else None)


@dataclass(eq=False)
class Message:
    """What the model knows of a message."""

    key: str
    chat: int
    priority: Priority
    not_before: datetime
    attempts: int = 0
    sending: bool = False
    open: bool = True


class OutboxMachine(Machine):
    def __init__(self) -> None:
        super().__init__()
        self.outbox = Outbox(self.database, self.clock)
        self.model: list[Message] = []
        self.claims: list[tuple[Outgoing, Message]] = []

    def free(self, message: Message) -> bool:
        mates = [one for one in self.model if one.open and one.chat == message.chat]
        before = mates[: mates.index(message)] if message.open else []
        in_line = any(one.attempts > 0 or one.not_before <= self.clock.now() for one in before)
        return message.open and not in_line and not any(one.sending for one in mates)

    @rule(chat=CHATS, priority=st.sampled_from(Priority), delay=st.none() | st.integers(0, 5))
    def add(self, chat: int, priority: Priority, delay: int | None) -> None:
        moment = None if delay is None else self.clock.now() + timedelta(seconds=delay)
        key = f"message {len(self.model)}"
        assert self.run(self.put(key, chat, priority, moment))
        for mate in self.model:
            if mate.open and mate.chat == chat:
                mate.priority = min(mate.priority, priority)
        self.model.append(Message(key, chat, priority, moment or self.clock.now()))

    @precondition(lambda self: self.model)
    @rule(which=INDEX, chat=CHATS)
    def add_again(self, which: int, chat: int) -> None:
        key = self.model[which % len(self.model)].key
        assert not self.run(self.put(key, chat, Priority.INTERACTIVE, None))

    async def put(self, key: str, chat: int, priority: Priority, moment: datetime | None) -> bool:
        async with self.database.transaction() as session:
            return await self.outbox.add(session, key, chat, "sendMessage", {}, priority=priority, not_before=moment)

    @rule(limit=st.integers(0, 3))
    def claim(self, limit: int) -> None:
        due = [one for one in self.model if self.free(one) and one.not_before <= self.clock.now()]
        expected = sorted(due, key=lambda one: (one.priority, one.not_before))[:limit]
        claimed = self.run(self.outbox.claim(limit))
        assert [one.key for one in claimed] == [one.key for one in expected]
        for outgoing, message in zip(claimed, expected, strict=True):
            message.sending = True
            message.attempts += 1
            assert outgoing.attempts == message.attempts
            self.claims.append((outgoing, message))

    @precondition(lambda self: self.claims)
    @rule(which=INDEX, outcome=st.sampled_from(["sent", "fail"]))
    def settle(self, which: int, outcome: str) -> None:
        outgoing, message = self.claims[which % len(self.claims)]
        step = self.outbox.sent(outgoing.id, 5) if outcome == "sent" else self.outbox.fail(outgoing, "403")
        self.run(step)
        if outcome == "sent" or (message.sending and message.attempts == outgoing.attempts):
            message.open = message.sending = False

    @precondition(lambda self: any(message.sending for _, message in self.claims))
    @rule(which=INDEX, delay=st.integers(0, 5))
    def retry(self, which: int, delay: int) -> None:
        sending = [(outgoing, message) for outgoing, message in self.claims if message.sending]
        outgoing, message = sending[which % len(sending)]
        later = self.clock.now() + timedelta(seconds=delay)
        self.run(self.outbox.retry(outgoing, later, "429"))
        if message.attempts == outgoing.attempts:
            message.not_before, message.sending = later, False

    @rule()
    def recover(self) -> None:
        left = [message for message in self.model if message.sending]
        assert self.run(self.outbox.recover()) == len(left)
        for message in left:
            message.sending = False

    @invariant()
    def the_next_moment_and_depth_agree(self) -> None:
        moments = [message.not_before for message in self.model if self.free(message)]
        assert self.run(next_due(self.outbox)) == min(moments, default=None)
        assert self.run(self.outbox.depth()) == sum(message.open for message in self.model)


TestInbox = InboxMachine.TestCase
TestInbox.settings = STEPS
TestOutbox = OutboxMachine.TestCase
TestOutbox.settings = STEPS
