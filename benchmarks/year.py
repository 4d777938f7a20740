"""A year of an office in minutes: does everybody get each reminder exactly once and on the right day?

`python -m benchmarks.year [--cases 2000] [--people 300] [--kind sqlite] [--seed 1]`: the real ticker, outbox and sender
over a real database, with a clock moved by hand. Restarts, outages of hours and of days, a day off announced in the
middle of the year and a swap of days are in it. What was sent is compared with an oracle that goes from day to day and
counts on its fingers. People wish to be reminded at different times, some on every day, some late, some in one message
a day; nobody is to be written to in their quiet hours. Prints a table; the exit code is 1 when one reminder or notice
is missing, doubled, on another day or in quiet hours.
"""

import argparse
import asyncio
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.report import stamp, table
from bot.calendar_notices import CalendarNotices
from bot.rendering import Call
from conversations.case.reminding import ReminderScreens
from conversations.cases import SeenCase
from conversations.events import Profile, Reply
from knowledge.library import Library
from storage import calendar_seed
from storage.calendar_changes import CalendarChange
from storage.cases import Case
from storage.database import Database
from storage.held import Held
from storage.lifecycle import Who
from storage.models import OutboxRow, OutboxState
from storage.outbox import Outgoing
from storage.quiet_hours import Preferences
from storage.working_days import Calendar, DayKind, SpecialDay
from tests.clock import HandClock
from tests.integration.bot.office import ZONE, Office, at
from tests.postgres import running

FIRST, LAST = date(2026, 1, 5), date(2026, 12, 31)
SWAPPED = datetime(2026, 7, 29, 10, tzinfo=ZONE)
SWAP = {date(2026, 8, 15): DayKind.WORKING, date(2026, 8, 24): DayKind.OFF}
"""A Saturday worked and a later Monday off: reminders between them come a day earlier, last days after them stay."""
ANNOUNCED, OFF = datetime(2026, 6, 10, 10, tzinfo=ZONE), date(2026, 6, 22)
OUTAGES = (
    (datetime(2026, 3, 10, 7, 0, tzinfo=ZONE), datetime(2026, 3, 10, 11, 0, tzinfo=ZONE)),
    (datetime(2026, 5, 12, 6, 30, tzinfo=ZONE), datetime(2026, 5, 19, 22, 30, tzinfo=ZONE)),
    (datetime(2026, 9, 9, 18, 0, tzinfo=ZONE), datetime(2026, 9, 14, 9, 0, tzinfo=ZONE)),
)
RESTARTS = 50
CLERKS = 2
"""Of each office."""
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)

Key = tuple[int, int, str]
"""A chat, a case, the key of a deadline or the number of an entry."""


@dataclass(frozen=True, slots=True)
class Taste:
    """How a person wishes to be told, as the oracle knows it: hours of the day."""

    hour: int = 8
    until: int = 20
    every_day: bool = False
    daily: bool = False

    @property
    def begins(self) -> time:
        """Nothing comes before."""
        return time(7) if self.hour == 7 else time(7, 30)


USUAL = Taste()


@dataclass
class Life:
    """What is planned for a case: when it comes in, and each later event with what was recorded."""

    people: tuple[int, ...]
    office: str | None
    events: list[tuple[datetime, str, dict[str, str]]]
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a year. `wrong` are the reminders and notices that are missing, doubled or on another day."""

    told: int
    news: int
    messages: int
    dropped: int
    moved: int
    wrong: tuple[tuple[Key, date, int, int], ...]
    """Key, day, how often expected, how often told."""
    quiet: tuple[tuple[int, datetime, str], ...] = ()
    """What came in quiet hours: chat, moment, key of the message."""


@dataclass
class Ledger:
    """What was really said to whom on which day."""

    chat: int = 0
    told: Counter[tuple[Key, date]] = field(default_factory=Counter)
    moved: int = 0


class Noting(ReminderScreens):
    """Writes down what every reminder tells of."""

    def __init__(self, library: Library, ledger: Ledger) -> None:
        super().__init__(library)
        self._ledger = ledger

    def reply(
        self, held: Held, seen: Mapping[int, SeenCase], calendar: Calendar, today: date, profile: Profile
    ) -> Reply | None:
        ledger = self._ledger
        for case_id, key in {(one.case_id, one.key) for one in held.reminders}:
            ledger.told[(ledger.chat, case_id, key), today] += 1
        for one in held.happened:
            ledger.told[(ledger.chat, one.case_id, f"entry:{one.number}"), today] += 1
        ledger.moved += len(held.moved)
        return super().reply(held, seen, calendar, today, profile)


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
        kind = SWAP.get(day) if known >= SWAPPED else None
        kind = kind or self._special.get(day)
        return kind is DayKind.WORKING if kind else day.weekday() < 5

    def last_day(self, received: date, days: int, known: datetime) -> date:
        """Counted on one's fingers."""
        day = received
        while days:
            day += _DAY
            days -= self.works(day, known)
        return day

    def expected(self, life: Life, taste: Taste, until: datetime) -> Iterator[tuple[str, date]]:
        """The key and the days of everything that there is to be told somebody of a case."""
        at_ = {kind: moment for moment, kind, _ in life.events}
        yield from {("answer:0", day) for day in self._clock(life, at_, taste, until)}
        head = any(told.get("decided_by") == "head" for _, _, told in life.events)
        if head and at_["decided"] < until:
            begun, done = at_["decided"], min(at_.get("head_reported", until), until)
            yield from {("head_reports:0", day) for day in self._duty(begun, done, taste)}
        for number, (moment, kind, _) in enumerate(life.events, start=2):
            sent = self.news(moment, taste, decision=kind == "decided")
            if moment < until and sent < until:
                yield f"entry:{number}", sent.date()

    def _clock(self, life: Life, at_: Mapping[str, datetime], taste: Taste, until: datetime) -> Iterator[date]:
        begun, over = at_["received"], min(at_.get("decided", until), until)
        for day in _days(begun.date(), over.date()):
            eight = datetime.combine(day, time(8), ZONE)
            if not begun < eight:
                continue
            due = self._due(begun, at_, eight)
            if self._is_step(day, due, eight):
                sent = self._sent(datetime.combine(day, time(6), ZONE), taste)
                now = self._due(begun, at_, sent)
                if sent < over and (now == due or self._is_step(sent.date(), now, sent)):
                    yield sent.date()

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

    def _duty(self, begun: datetime, done: datetime, taste: Taste) -> Iterator[date]:
        moments = [self._sent(begun, taste, arisen=True)]
        for day in _days(begun.date() + _DAY, done.date()):
            six = datetime.combine(day, time(6), ZONE)
            if self.works(day, six):
                moments.append(self._sent(six, taste))
        yield from (moment.date() for moment in moments if moment < done)

    def _sent(self, found: datetime, taste: Taste, *, arisen: bool = False) -> datetime:
        """When something goes out that is found at a moment: a minute later or at the person's hour, no outage then."""
        soon = _up_again(found) + _MINUTE
        at_once = arisen and not taste.daily and self.may_come(soon, taste)
        waits = arisen and taste.daily
        in_turn = self._next(soon, time(taste.hour), taste) if waits else self._in_turn(soon, taste)
        return self._delayed(soon if at_once else in_turn, taste)

    def _delayed(self, sent: datetime, taste: Taste) -> datetime:
        """When a message goes out after all that was to go out in an outage."""
        up = _up_again(sent)
        if up == sent:
            return sent
        may = self.may_come(up, taste)
        if may and up.date() == sent.date():
            return up
        return self._delayed(self._in_turn(up + _MINUTE * may, taste), taste)

    def _in_turn(self, moment: datetime, taste: Taste) -> datetime:
        """The moment, if it is after the person's hour and they may be written to, else that hour."""
        hour = time(taste.hour)
        after = moment.time() >= hour and self.may_come(moment, taste)
        return moment if after else self._next(moment, hour, taste)

    def _next(self, moment: datetime, hour: time, taste: Taste) -> datetime:
        """The hour on the moment's day, or on the next that suits: what is there on the stroke of it goes with it."""
        day = moment.date() + _DAY * (moment.time() > hour)
        while not (taste.every_day or self.works(day, moment)):
            day += _DAY
        return datetime.combine(day, hour, ZONE)

    def may_come(self, moment: datetime, taste: Taste) -> bool:
        """Whether the person may be written to."""
        day = taste.every_day or self.works(moment.date(), moment)
        return day and taste.begins <= moment.time() and moment.hour < taste.until

    def news(self, moment: datetime, taste: Taste, *, decision: bool) -> datetime:
        """When somebody is told of what is recorded at a moment."""
        if taste.daily and not decision:
            return self._delayed(self._next(moment, time(taste.hour), taste), taste)
        sent = self._alone(moment, taste, decision=decision)
        while (up := _up_again(sent)) != sent:
            sent = self._alone(up, taste, decision=decision)
        return sent

    def _alone(self, moment: datetime, taste: Taste, *, decision: bool) -> datetime:
        if self.may_come(moment, taste) or (decision and taste.begins <= moment.time() and moment.hour < 21):
            return moment
        if decision:
            return datetime.combine(moment.date() + _DAY * (moment.time() >= taste.begins), taste.begins, ZONE)
        return self._next(moment, taste.begins, taste)


def _up_again(moment: datetime) -> datetime:
    """The moment, or the end of the outage that it falls into."""
    return next((end for begin, end in OUTAGES if begin <= moment < end), moment)


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
    tastes = await _choose(year, [*range(1, people + 1), *(one for some in clerks.values() for one in some)], chance)
    await _live(year, planned, chance)
    until = datetime.combine(LAST, time(23), ZONE)
    oracle, expected = Oracle(), Counter[tuple[Key, date]]()
    for life in planned:
        for chat_id in {*life.people, *(clerks[life.office] if life.office else ())}:
            for key, day in oracle.expected(life, tastes[chat_id], until):
                assert life.case
                expected[(chat_id, life.case.id, key), day] += 1
    rows = await year.rows(OutboxState.SENT)
    told = year.ledger.told + _noticed(rows)
    differ = sorted({*expected, *told}, key=str)
    wrong = tuple((*one, expected[one], told[one]) for one in differ if expected[one] != told[one])
    news = sum(count for ((_, _, key), _), count in told.items() if key.startswith("entry:"))
    moved = sum(row.key.startswith("moved:") for row in rows) + year.ledger.moved
    quiet = tuple(_in_quiet_hours(rows, tastes, oracle))
    return Verdict(told.total() - news, news, len(rows), sum(year.dropped), moved, wrong, quiet)


def _noticed(rows: Sequence[OutboxRow]) -> Counter[tuple[Key, date]]:
    """The entries that were told of in messages of their own."""
    found = Counter[tuple[Key, date]]()
    for row in rows:
        kind, _, rest = row.key.partition("@")[0].partition(":")
        if kind in {"case", "decision"} and rest.count(":") == 2:
            case_id, number, chat_id = map(int, rest.split(":"))
            found[(chat_id, case_id, f"entry:{number}"), _moment(row).date()] += 1
    return found


def _in_quiet_hours(
    rows: Sequence[OutboxRow], tastes: Mapping[int, Taste], oracle: Oracle
) -> Iterator[tuple[int, datetime, str]]:
    for row in rows:
        moment, taste = _moment(row), tastes[row.chat_id]
        late = row.key.startswith("decision:") and taste.begins <= moment.time() and moment.hour < 21
        if not (late or oracle.may_come(moment, taste)):
            yield row.chat_id, moment, row.key


def _moment(row: OutboxRow) -> datetime:
    assert row.done_at
    return row.done_at.astimezone(ZONE)


async def _choose(year: Year, chats: Sequence[int], chance: random.Random) -> Mapping[int, Taste]:
    """Half of the people choose something."""
    tastes: dict[int, Taste] = {}
    for chat_id in chats:
        tastes[chat_id] = chance.choice([USUAL, _chosen(chance)])
        one = tastes[chat_id]
        await year.choose(chat_id, Preferences(time(one.hour), time(one.until), one.every_day, one.daily))
    return tastes


def _chosen(chance: random.Random) -> Taste:
    return Taste(
        chance.choice([7, 8, 9, 11, 14, 16]), chance.choice([20, 22]), chance.random() < 0.3, chance.random() < 0.4
    )


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
    happens: list[tuple[datetime, int, Any]] = [
        (moment, 0, (number, kind, told)) for moment, number, kind, told in events if moment < until
    ]
    crashes = (datetime.combine(FIRST, time(8), ZONE) + chance.randrange(360) * _DAY for _ in range(RESTARTS))
    happens += [(awake(moment + timedelta(minutes=1)), 1, None) for moment in crashes]
    happens += [(begin, 2, end) for begin, end in OUTAGES]
    off = CalendarChange.entering(SpecialDay(OFF, DayKind.OFF, "nghỉ theo thông báo", "Thông báo"))
    swap = CalendarChange.entering(*(SpecialDay(day, kind, "hoán đổi", "Thông báo") for day, kind in SWAP.items()))
    happens += [(ANNOUNCED, 3, off), (SWAPPED, 3, swap)]
    for moment, what, about in sorted(happens, key=lambda one: (one[0], one[1])):
        await year.live(moment)
        if what == 0:
            await _happen(year, planned, *about)
        elif what == 1:
            await year.crash()
        elif what == 2:
            year.go_to(about)
        else:
            await CalendarNotices(year.database, year.clock, ZONE).make(about, "year")
    await year.live(until)


async def _happen(year: Year, planned: Sequence[Life], number: int, kind: str, told: dict[str, str]) -> None:
    life = planned[number]
    today = year.clock.now().astimezone(ZONE).date()
    if life.case is None:
        life.case = await year.case(*life.people, office=life.office, title=f"Sáng kiến {number}")
        life.case = await year.record(life.case, "submitted", today, Who.PROPOSER, recipient="Văn phòng")
    life.case = await year.told(life.case, kind, today, Who.OFFICE, **told)


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
        "news",
        "messages",
        "not sent: not true any more",
        "told that it moved",
        "wrong",
        "in quiet hours",
    ]
    counts = [found.told, found.news, found.messages, found.dropped, found.moved]
    row = [given.cases, given.people, *counts, len(found.wrong), len(found.quiet)]
    print(f"{stamp()}, {given.kind}, {perf_counter() - began:.0f} s", table(header, [row]), sep="\n\n")
    for (chat_id, case_id, key), day, expected, told in found.wrong[:20]:
        print(f"chat {chat_id}, case {case_id}, {key}, {day}: expected {expected}, told {told}")
    for chat_id, moment, key in found.quiet[:20]:
        print(f"chat {chat_id} was written to at {moment:%d/%m %H:%M}: {key}")
    sys.exit(bool(found.wrong or found.quiet))


if __name__ == "__main__":
    main()
