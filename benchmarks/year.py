"""A year of an office in minutes: does everybody get each reminder exactly once and on the right day?

`python -m benchmarks.year [--cases 2000] [--people 300] [--kind sqlite] [--seed 1]`: the real ticker, outbox and sender
over a real database, with a clock moved by hand. Restarts, outages of hours and of days, and a day off announced in the
middle of the year are in it. What was sent is compared with an oracle that goes from day to day and counts on its
fingers. Prints a table; exit code 1 when one reminder is missing, doubled or on another day.
"""

import argparse
import asyncio
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.report import stamp, table
from bot.calendar_notices import CalendarNotices
from bot.rendering import Call
from conversations.case.reminding import ReminderScreens
from conversations.cases import SeenCase
from conversations.events import Profile, Reply
from knowledge.library import Library
from storage import calendar_seed
from storage.cases import Case
from storage.database import Database
from storage.deadlines import Reminder
from storage.lifecycle import Who
from storage.models import OutboxState
from storage.outbox import Outgoing
from storage.working_days import Calendar, DayKind, SpecialDay
from tests.clock import HandClock
from tests.integration.bot.office import ZONE, Office, at
from tests.postgres import running

FIRST, LAST = date(2026, 1, 5), date(2026, 12, 31)
ANNOUNCED, OFF = datetime(2026, 6, 10, 10, tzinfo=ZONE), date(2026, 6, 22)
OUTAGES = (
    (datetime(2026, 3, 10, 7, 0, tzinfo=ZONE), datetime(2026, 3, 10, 11, 0, tzinfo=ZONE)),
    (datetime(2026, 5, 12, 6, 0, tzinfo=ZONE), datetime(2026, 5, 19, 22, 30, tzinfo=ZONE)),
    (datetime(2026, 9, 9, 18, 0, tzinfo=ZONE), datetime(2026, 9, 14, 9, 0, tzinfo=ZONE)),
)
RESTARTS = 50
CLERKS = 2
"""Of each office."""
_DAY = timedelta(days=1)

Key = tuple[int, int, str]
"""A chat, a case, the key of a deadline."""


@dataclass
class Life:
    """What is planned for a case: when it comes in, and each later event with what was recorded."""

    people: tuple[int, ...]
    office: str | None
    events: list[tuple[datetime, str, dict[str, str]]]
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a year. `wrong` are the reminders that are missing, doubled or on another day."""

    told: int
    messages: int
    dropped: int
    moved: int
    wrong: tuple[tuple[Key, date, int, int], ...]
    """Key, day, how often expected, how often told."""


@dataclass
class Ledger:
    """What was really said to whom on which day."""

    chat: int = 0
    told: Counter[tuple[Key, date]] = field(default_factory=Counter)


class Noting(ReminderScreens):
    """Writes down what every reminder tells of."""

    def __init__(self, library: Library, ledger: Ledger) -> None:
        super().__init__(library)
        self._ledger = ledger

    def reply(
        self,
        reminders: Sequence[Reminder],
        seen: Mapping[int, SeenCase],
        calendar: Calendar,
        today: date,
        profile: Profile,
    ) -> Reply | None:
        for one in reminders:
            self._ledger.told[(self._ledger.chat, one.case_id, one.key), today] += 1
        return super().reply(reminders, seen, calendar, today, profile)


class Year(Office):
    """An office that sends one message after the other and keeps a ledger of them."""

    def __init__(self, database: Database, clock: HandClock, library: Library) -> None:
        self.ledger = Ledger()
        super().__init__(database, clock, library, Noting(library, self.ledger))
        compose = self.reminders.call

        async def call(message: Outgoing) -> Call | None:
            self.ledger.chat = message.chat_id
            return await compose(message)

        self.reminders.call = call  # type: ignore[method-assign]

    async def send(self) -> None:
        assert await self.lease.take()
        while messages := await self.outbox.claim(100, self.lease.confirm):
            for message in messages:
                await self.sender._deliver(message)

    async def crash(self) -> None:
        """Dies with messages in hand that were not sent yet; the next process takes them up."""
        await self.outbox.claim(5, self.lease.confirm)
        self.restart()
        await self.outbox.recover(self.lease.confirm)


def awake(moment: datetime) -> datetime:
    """The moment, or an hour after the outage that it falls into."""
    return next((end + timedelta(hours=1) for begin, end in OUTAGES if begin <= moment < end), moment)


def lives(count: int, people: int, chance: random.Random) -> list[Life]:
    """The plans of so many cases: some late, some never answered, some difficult, some decided by the head alone."""
    offices = [f"office-{number}" for number in range(max(1, people // 30))]
    made = []
    for _ in range(count):
        day = FIRST + timedelta(days=chance.randrange(280))
        moment = awake(datetime.combine(day, time(chance.choice([6, 9, 14, 21]), chance.randrange(60)), ZONE))
        its = tuple(sorted(chance.sample(range(1, people + 1), chance.choice([1, 1, 1, 2]))))
        life = Life(its, chance.choice([*offices, None]), [(moment, "received", {})])
        if chance.random() < 0.2:
            life.events.append((_later(life, chance.randrange(1, 30), chance), "declared_difficult", {"reason": "khó"}))
        if chance.random() < 0.8:
            head = chance.random() < 0.3
            by = {"outcome": "pilot", "decided_by": "head" if head else "collective", "number": "1-TB"}
            life.events.append((_later(life, chance.randrange(20, 90), chance), "decided", by))
            if head and chance.random() < 0.9:
                done = _later(life, chance.randrange(1, 8), chance)
                life.events.append((done, "head_reported", {"number": "2-BC"}))
        made.append(life)
    return made


def _later(life: Life, days: int, chance: random.Random) -> datetime:
    moment = life.events[-1][0] + timedelta(days=days)
    return awake(moment.replace(hour=chance.choice([9, 11, 15, 20]), minute=chance.randrange(60)))


class Oracle:
    """Which day everybody should be told of what: day by day, with a calendar that is known on that day."""

    def __init__(self) -> None:
        years = (2025, 2026, 2027, 2028)
        special = {day: one.kind for year in years for day, one in calendar_seed.special_days(year).items()}
        self._special = special

    def works(self, day: date, known: datetime) -> bool:
        """Whether the day is worked, as far as is known at a moment."""
        if day == OFF and known >= ANNOUNCED:
            return False
        kind = self._special.get(day)
        return kind is DayKind.WORKING if kind else day.weekday() < 5

    def last_day(self, received: date, days: int, known: datetime) -> date:
        """Counted on one's fingers."""
        day = received
        while days:
            day += _DAY
            days -= self.works(day, known)
        return day

    def expected(self, life: Life, until: datetime) -> Iterator[tuple[str, date]]:
        """The key and the days of everything that there is to be told of a case."""
        at_ = {kind: moment for moment, kind, _ in life.events}
        yield from {("answer:0", day) for day in self._clock(life, at_, until)}
        head = any(told.get("decided_by") == "head" for _, _, told in life.events)
        if head and at_["decided"] < until:
            begun, done = at_["decided"], min(at_.get("head_reported", until), until)
            yield from {("head_reports:0", day) for day in self._duty(begun, done)}

    def _clock(self, life: Life, at_: Mapping[str, datetime], until: datetime) -> Iterator[date]:
        begun, over = at_["received"], min(at_.get("decided", until), until)
        for day in _days(begun.date(), over.date()):
            morning = datetime.combine(day, time(8), ZONE)
            if not begun < morning:
                continue
            due = self._due(begun, at_, morning)
            if self._is_step(day, due, morning):
                yield from self._told(morning, over, partial(self._is_due, due, begun, at_))

    def _is_due(self, due: date, begun: datetime, at_: Mapping[str, datetime], known: datetime) -> bool:
        return due == self._due(begun, at_, known)

    def _due(self, begun: datetime, at_: Mapping[str, datetime], known: datetime) -> date:
        days = 60 if "declared_difficult" in at_ and at_["declared_difficult"] <= known else 30
        return self.last_day(begun.date(), days, known)

    def _is_step(self, day: date, due: date, known: datetime) -> bool:
        if not self.works(day, known):
            return False
        if day <= due:
            left = sum(self.works(one, known) for one in _days(day + _DAY, due))
            return left in (10, 5, 3, 1, 0)
        after = next(one for one in _days(due + _DAY, day) if self.works(one, known))
        if day == after:
            return True
        weeks = (due + timedelta(days=7 * week) for week in range(1, 60))
        return any(self._worked(week, known) == day for week in weeks)

    def _worked(self, day: date, known: datetime) -> date:
        while not self.works(day, known):
            day += _DAY
        return day

    def _duty(self, begun: datetime, done: datetime) -> Iterator[date]:
        yield from self._told(begun, done, lambda _: True)
        for day in _days(begun.date() + _DAY, done.date()):
            morning = datetime.combine(day, time(8), ZONE)
            if self.works(day, morning):
                yield from self._told(morning, done, lambda _: True)

    def _told(self, found: datetime, over: datetime, holds: Callable[[datetime], bool]) -> Iterator[date]:
        """The day on which something goes out that is found at a moment, if it is still open and true then."""
        found = next((end for begin, end in OUTAGES if begin <= found < end), found)
        day, clock = found.date(), found.time()
        if self.works(day, found) and time(7, 30) <= clock < time(20):
            sent = found + timedelta(minutes=1)
        else:
            sent = datetime.combine(day if clock < time(7, 30) else day + _DAY, time(8, 1), ZONE)
            while not self.works(sent.date(), found):
                sent += _DAY
        if sent < over and holds(sent):
            yield sent.date()


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += _DAY


async def simulate(database: Database, library: Library, cases: int, people: int, seed: int) -> Verdict:
    """Lives through the year and compares."""
    chance = random.Random(seed)
    year = Year(database, HandClock(at(FIRST, "00:30")), library)
    planned = lives(cases, people, chance)
    clerks = await _populate(year, planned, people)
    await _live(year, planned, chance)
    until = datetime.combine(LAST, time(23), ZONE)
    oracle, expected = Oracle(), Counter[tuple[Key, date]]()
    for life in planned:
        followers = {*life.people, *(clerks[life.office] if life.office else ())}
        for key, day in oracle.expected(life, until):
            for chat_id in followers:
                assert life.case
                expected[(chat_id, life.case.id, key), day] += 1
    told = year.ledger.told
    differ = sorted({*expected, *told}, key=str)
    wrong = tuple((*one, expected[one], told[one]) for one in differ if expected[one] != told[one])
    rows = await year.rows(OutboxState.SENT)
    reminders = sum(row.key.startswith("remind:") for row in rows)
    return Verdict(told.total(), reminders, sum(year.dropped), len(rows) - reminders, wrong)


async def _populate(year: Year, planned: Sequence[Life], people: int) -> Mapping[str, tuple[int, ...]]:
    for chat_id in range(1, people + 1):
        await year.member(chat_id)
    clerks: dict[str, tuple[int, ...]] = {}
    for number, office in enumerate(sorted({life.office for life in planned if life.office})):
        clerks[office] = tuple(10_000 + number * CLERKS + one for one in range(CLERKS))
        for chat_id in clerks[office]:
            await year.member(chat_id, "clerk", office)
    return clerks


async def _live(year: Year, planned: Sequence[Life], chance: random.Random) -> None:
    """Everything that happens, in the order of time."""
    until = datetime.combine(LAST, time(23), ZONE)
    events = [(moment, number, kind, told) for number, life in enumerate(planned) for moment, kind, told in life.events]
    happens = [(moment, 0, (number, kind, told)) for moment, number, kind, told in events if moment < until]
    crashes = (datetime.combine(FIRST, time(8), ZONE) + chance.randrange(360) * _DAY for _ in range(RESTARTS))
    happens += [(awake(moment + timedelta(minutes=1)), 1, None) for moment in crashes]
    happens += [(begin, 2, end) for begin, end in OUTAGES] + [(ANNOUNCED, 3, None)]
    for moment, what, about in sorted(happens, key=lambda one: (one[0], one[1])):
        await year.live(moment)
        if what == 0:
            await _happen(year, planned, *about)
        elif what == 1:
            await year.crash()
        elif what == 2:
            year.go_to(about)
        else:
            off = SpecialDay(OFF, DayKind.OFF, "nghỉ theo thông báo", "Thông báo")
            await CalendarNotices(year.database, year.clock, ZONE).enter(off, "year")
    await year.live(until)


async def _happen(year: Year, planned: Sequence[Life], number: int, kind: str, told: dict[str, str]) -> None:
    life = planned[number]
    today = year.clock.now().astimezone(ZONE).date()
    if life.case is None:
        life.case = await year.case(*life.people, office=life.office, title=f"Sáng kiến {number}")
        life.case = await year.record(life.case, "submitted", today, Who.PROPOSER, recipient="Văn phòng")
    life.case = await year.record(life.case, kind, today, **told)


async def measure(kind: str, cases: int, people: int, seed: int) -> Verdict:
    """The year on a database of a kind."""
    postgres = running() if kind == "postgresql" else nullcontext()
    with TemporaryDirectory(prefix="damlam-year-") as folder, postgres as server:
        url = await server.create() if server else f"sqlite+aiosqlite:///{Path(folder)}/year.db"
        database = Database.open(url)
        try:
            await database.migrate()
            return await simulate(database, Library.load(), cases, people, seed)
        finally:
            await database.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Lives through the year and prints what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year", description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--kind", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    began = perf_counter()
    found = asyncio.run(measure(given.kind, given.cases, given.people, given.seed))
    header = [
        "cases",
        "people",
        "reminders",
        "in messages",
        "not sent: not true any more",
        "told that it moved",
        "wrong",
    ]
    row = [given.cases, given.people, found.told, found.messages, found.dropped, found.moved, len(found.wrong)]
    print(f"{stamp()}, {given.kind}, {perf_counter() - began:.0f} s", table(header, [row]), sep="\n\n")
    for (chat_id, case_id, key), day, expected, told in found.wrong[:20]:
        print(f"chat {chat_id}, case {case_id}, {key}, {day}: expected {expected}, told {told}")
    sys.exit(bool(found.wrong))


if __name__ == "__main__":
    main()
