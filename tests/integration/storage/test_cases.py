"""Cases on both databases: whose they are, what is recorded, what is planned."""

import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from storage import cases as module
from storage.calendar import Calendars
from storage.cases import Case, CaseConflictError, Cases, CodesExhaustedError, NewCase, Plan, Viewer, canonical
from storage.database import Database
from storage.history import CORRECTED, Happening, Refusal, RefusedError
from storage.lifecycle import Who
from storage.models import CaseRow, DeadlineRow, HappeningRow
from storage.working_days import Calendar
from tests.clock import HandClock
from tests.integration.listed import board, own

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OWNER, COLLEAGUE, STRANGER, CLERK = 1, 2, 3, 4
MINE, THEIRS, NOBODYS = Viewer(OWNER), Viewer(CLERK, "duc-pho"), Viewer(STRANGER)
NEW = NewCase("Một cửa lưu động", "quang-ngai", "unregulated", (OWNER, COLLEAGUE), office="duc-pho")


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 11, 25, 3, 0, tzinfo=UTC))


@pytest.fixture
def cases(database: Database, clock: HandClock) -> Cases:
    return Cases(database, clock, ZONE)


@pytest.fixture
async def calendar(database: Database, clock: HandClock) -> Calendar:
    return await Calendars(database, clock).load(2026, 2028)


async def made(cases: Cases, database: Database, new: NewCase = NEW) -> Case:
    async with database.transaction() as session:
        code = await cases.create(session, new)
    case = await cases.get(Viewer(new.people[0]), code)
    assert case is not None
    return case


def happened(kind: str, day: date, who: Who = Who.OFFICE, **details: str) -> Happening:
    return Happening(0, kind, day, who, details)


SUBMITTED = happened("submitted", date(2026, 11, 19), Who.PROPOSER, recipient="Văn phòng Thị ủy")
RECEIVED = happened("received", date(2026, 11, 20), number="1342")
DECIDED = happened("decided", date(2026, 11, 24), outcome="pilot", decided_by="head", number="215-TB/TU")


async def recorded(cases: Cases, database: Database, case: Case, calendar: Calendar, *happenings: Happening) -> Case:
    for happening in happenings:
        async with database.transaction() as session:
            case = await cases.record(session, case, happening, actor=CLERK, calendar=calendar)
    return case


async def planned(database: Database) -> dict[str, tuple[date | None, datetime | None]]:
    async with database.reading() as session:
        rows = await session.scalars(select(DeadlineRow))
        return {row.key: (row.due, row.next_at) for row in rows}


async def test_a_case_is_seen_by_its_people_and_its_office_alone(cases: Cases, database: Database) -> None:
    case = await made(cases, database)
    for viewer in (MINE, Viewer(COLLEAGUE), THEIRS):
        assert await cases.get(viewer, case.code) == case
    for viewer in (NOBODYS, Viewer(CLERK, "son-tinh"), Viewer(CLERK)):
        assert await cases.get(viewer, case.code) is None
        assert await own(database, cases, viewer) == []
    assert await board(database, cases, "son-tinh") == []
    assert [found.code for found in await board(database, cases, "duc-pho")] == [case.code]


async def test_a_code_is_found_the_way_people_type_it(cases: Cases, database: Database) -> None:
    case = await made(cases, database)
    assert re.fullmatch(r"DL-[2-9A-HJKMNP-TV-Z]{4}", case.code)
    for typed in (case.code.lower(), case.code.replace("-", " "), case.code.removeprefix("DL-")):
        assert canonical(typed) == case.code
        assert await cases.get(MINE, typed) == case


async def test_a_taken_code_is_not_given_twice(
    cases: Cases, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter(["DL-AAAA", "DL-AAAA", "DL-BBBB"])
    monkeypatch.setattr(module, "new_code", lambda: next(codes))
    assert (await made(cases, database)).code == "DL-AAAA"
    assert (await made(cases, database)).code == "DL-BBBB"
    monkeypatch.setattr(module, "new_code", lambda: "DL-AAAA")
    with pytest.raises(CodesExhaustedError):
        await made(cases, database)


async def test_what_is_recorded_is_read_again_as_it_was(cases: Cases, database: Database, calendar: Calendar) -> None:
    new = NewCase("Mua sắm", "quang-ngai", "unsuitable", (OWNER,), plan=Plan("d1", 2, "ab" * 32))
    case = await recorded(cases, database, await made(cases, database, new), calendar, SUBMITTED, RECEIVED, DECIDED)
    assert await cases.get(MINE, case.code) == case
    assert case.plan == Plan("d1", 2, "ab" * 32)
    assert case.standing.state == "approved"
    assert [duty.rule.key for duty in case.standing.open_duties] == ["head_reports", "write_issuer"]
    assert [one.actor for one in case.history] == [CLERK] * 3


async def test_a_happening_that_is_not_allowed_changes_nothing(
    cases: Cases, database: Database, calendar: Calendar
) -> None:
    case = await made(cases, database)
    with pytest.raises(RefusedError) as refused:
        await recorded(cases, database, case, calendar, RECEIVED)
    assert refused.value.refusal is Refusal.NOT_NOW
    with pytest.raises(RefusedError):
        await recorded(cases, database, case, calendar, happened("submitted", date(2026, 11, 26), recipient="x"))
    assert await cases.get(MINE, case.code) == case
    assert await planned(database) == {}


async def test_of_two_who_record_at_once_one_wins(cases: Cases, database: Database, calendar: Calendar) -> None:
    case = await recorded(cases, database, await made(cases, database), calendar, SUBMITTED)
    tries = [recorded(cases, database, case, calendar, RECEIVED) for _ in range(3)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["Case", "CaseConflictError", "CaseConflictError"]
    with pytest.raises(CaseConflictError):
        await recorded(cases, database, case, calendar, RECEIVED)
    async with database.reading() as session:
        assert (await session.execute(select(func.count()).select_from(HappeningRow))).scalar_one() == 2


async def test_a_receipt_plans_its_reminders_and_an_answer_takes_them_away(
    cases: Cases, database: Database, calendar: Calendar
) -> None:
    case = await recorded(cases, database, await made(cases, database), calendar, SUBMITTED)
    assert await planned(database) == {}
    case = await recorded(cases, database, case, calendar, RECEIVED)
    assert await planned(database) == {"answer:0": (date(2027, 1, 5), datetime(2026, 12, 20, 23, 0, tzinfo=UTC))}
    await recorded(cases, database, case, calendar, happened("returned", date(2026, 11, 25), number="9-TB"))
    assert await planned(database) == {}


async def test_an_immediate_duty_is_told_of_at_once(
    cases: Cases, database: Database, calendar: Calendar, clock: HandClock
) -> None:
    await recorded(cases, database, await made(cases, database), calendar, SUBMITTED, RECEIVED, DECIDED)
    assert await planned(database) == {"head_reports:0": (None, clock.now())}


async def test_a_clock_that_stands_still_is_not_told_of(cases: Cases, database: Database, calendar: Calendar) -> None:
    again = happened("prepare_again", date(2026, 11, 24), what="rủi ro", clock="stops")
    case = await recorded(cases, database, await made(cases, database), calendar, SUBMITTED, RECEIVED, again)
    assert await planned(database) == {"answer:0": (None, None)}
    await recorded(cases, database, case, calendar, happened("prepared_again", date(2026, 11, 25)))
    assert (await planned(database))["answer:0"][0] == date(2027, 1, 6)


async def test_a_correction_moves_what_is_planned(cases: Cases, database: Database, calendar: Calendar) -> None:
    case = await recorded(cases, database, await made(cases, database), calendar, SUBMITTED, RECEIVED)
    correction = Happening(0, CORRECTED, date(2026, 11, 23), Who.OFFICE, {"number": "1343"}, corrects=2)
    case = await recorded(cases, database, case, calendar, correction)
    assert (await planned(database))["answer:0"][0] == date(2027, 1, 6)
    assert len(case.history) == 3


async def test_an_ended_case_leaves_the_board_and_stays_with_its_people(
    cases: Cases, database: Database, calendar: Calendar
) -> None:
    withdrawn = happened("withdrawn", date(2026, 11, 25), Who.PROPOSER)
    case = await recorded(cases, database, await made(cases, database), calendar, SUBMITTED, withdrawn)
    assert await board(database, cases, "duc-pho") == []
    assert await own(database, cases, MINE) == [case]
    async with database.reading() as session:
        assert await session.scalar(select(CaseRow.closed_at)) is not None


async def test_the_stored_state_agrees_with_the_history(cases: Cases, database: Database, calendar: Calendar) -> None:
    case = await recorded(cases, database, await made(cases, database), calendar, SUBMITTED, RECEIVED)
    async with database.transaction() as session:
        await session.execute(update(CaseRow).values(state="approved"))
    found = await cases.get(MINE, case.code)
    assert found is not None
    assert found.standing.state == "received"


async def test_the_day_is_the_offices_own(cases: Cases, clock: HandClock) -> None:
    assert cases.today == date(2026, 11, 25)
    clock.forward(timedelta(hours=14, minutes=1))
    assert cases.today == date(2026, 11, 26)


async def test_a_code_that_was_free_is_taken_by_one_alone(cases: Cases, database: Database) -> None:
    code = await cases.free_code()
    async with database.transaction() as session:
        assert await cases.create(session, NEW, code) == code
    with pytest.raises(CaseConflictError):
        async with database.transaction() as session:
            await cases.create(session, NEW, code)
    assert await cases.free_code() != code


async def test_a_case_comes_to_one_office_and_its_clerks_see_it_from_then_on(cases: Cases, database: Database) -> None:
    case = await made(cases, database, NewCase("Mua sắm", "quang-ngai", "unsuitable", (OWNER,)))
    assert await cases.get(THEIRS, case.code) is None
    async with database.transaction() as session:
        assert (await cases.send_to(session, case, "duc-pho")).office == "duc-pho"
    assert await cases.get(THEIRS, case.code) is not None
    with pytest.raises(CaseConflictError):
        async with database.transaction() as session:
            await cases.send_to(session, case, "son-tinh")
    assert await board(database, cases, "son-tinh") == []


async def test_the_cases_of_a_year_are_those_open_then_and_since(
    cases: Cases, database: Database, calendar: Calendar, clock: HandClock
) -> None:
    begin = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    old, closed, new = [await made(cases, database) for _ in range(3)]
    await recorded(cases, database, old, calendar, SUBMITTED, happened("withdrawn", date(2026, 11, 24), Who.PROPOSER))
    await recorded(cases, database, new, calendar, SUBMITTED)
    clock.forward(datetime(2027, 1, 5, 3, 0, tzinfo=UTC) - clock.now())
    await recorded(cases, database, closed, calendar, SUBMITTED, happened("withdrawn", date(2027, 1, 4), Who.PROPOSER))
    assert [case.code for case in await cases.of_year("duc-pho", begin)] == [closed.code, new.code]
    assert [case.code for case in await board(database, cases, "duc-pho")] == [new.code]
    assert await cases.of_year("son-tinh", begin) == []


async def test_many_cases_are_read_with_a_few_statements(
    cases: Cases, database: Database, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TOGETHER", 2)
    made_ones = [await made(cases, database) for _ in range(5)]
    for case in made_ones:
        await recorded(cases, database, case, calendar, SUBMITTED)
    found = await board(database, cases, "duc-pho")
    assert [case.code for case in found] == [case.code for case in made_ones]
    assert found == [await cases.get(MINE, case.code) for case in made_ones]
    assert {len(case.history) for case in found} == {1}


async def test_an_entry_without_its_ground_is_refused_and_one_from_before_is_read(
    cases: Cases, database: Database, calendar: Calendar
) -> None:
    collective = happened("decided", DECIDED.on, **{**DECIDED.details, "decided_by": "collective"})
    case = await recorded(cases, database, await made(cases, database), calendar, SUBMITTED, RECEIVED, collective)
    report = happened("head_reported", DECIDED.on, number="7-BC/TU")
    with pytest.raises(RefusedError) as refused:
        await recorded(cases, database, case, calendar, report)
    assert refused.value.refusal is Refusal.UNGROUNDED
    assert await cases.get(MINE, case.code) == case
    async with database.transaction() as session:
        row = HappeningRow(case_id=case.id, number=4, kind=report.kind, on=report.on, who=report.who, actor=CLERK)
        row.details, row.corrects, row.void = dict(report.details), None, False
        row.recorded_at = datetime(2026, 11, 24, 9, tzinfo=UTC)
        session.add(row)
        await session.execute(update(CaseRow).where(CaseRow.id == case.id).values(happenings=4))
    older = await cases.get(MINE, case.code)
    assert older
    assert older.standing.last("head_reported")
    started = happened("started", DECIDED.on, Who.PROPOSER)
    assert (await recorded(cases, database, older, calendar, started)).standing.state == "carrying_out"
