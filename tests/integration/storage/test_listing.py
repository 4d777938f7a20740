"""Lists of cases: every section as the histories say it, every page, exact counts, far beyond any one screen."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update

from storage.calendar import Calendars
from storage.cases import Case, Cases, NewCase, Plan, Viewer
from storage.database import Database
from storage.history import Happening
from storage.lifecycle import Who, lifecycle
from storage.listing import Listings, Section, Sought
from storage.models import CasePersonRow, CaseRow, HappeningRow
from storage.working_days import Calendar
from tests.clock import HandClock
from tests.integration.listed import board
from tests.unit.conversations.case.lives import BEGUN, reaching
from tests.unit.conversations.registry import section

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE, ME = "van-phong", Viewer(1)
MANY, MINE, SIZE = 230, 70, 6
DAYS = (0, 20, 28, 29, 30, 40)
"""Working days that have passed when a list is looked at: the same cases stand in one section, then in another."""


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 11, 25, 3, 0, tzinfo=UTC))


@pytest.fixture
def cases(database: Database, clock: HandClock) -> Cases:
    return Cases(database, clock, ZONE)


@pytest.fixture
async def calendar(database: Database, clock: HandClock) -> Calendar:
    return await Calendars(database, clock).load(2026, 2028)


async def made(database: Database, cases: Cases, calendar: Calendar, history: Sequence[Happening], **new: str) -> str:
    """A case with a history."""
    async with database.transaction() as session:
        where = new.get("where", "quang-ngai")
        code = await cases.create(session, NewCase(new.get("title", "Việc"), where, "unregulated", (1,), office=OFFICE))
    case = await cases.get(ME, code)
    assert case
    async with database.transaction() as session:
        for happening in history:
            case = await cases.record(session, case, happening, actor=1, calendar=calendar)
    return code


async def submitted(database: Database, count: int, chat_id: int, office: str | None, at: datetime) -> None:
    """So many cases that were submitted, stored at one stroke."""
    numbers = range(1000, 1000 + count)
    given = {"jurisdiction": "quang-ngai", "issue": "unregulated", "office": office, "state": "submitted"}
    since = {"happenings": 1, "created_at": at}
    async with database.transaction() as session:
        rows = [
            {"id": n, "code": f"DL-{n}", "title": f"Sáng kiến số {n}", **given, **since}
            | {"updated_at": at + timedelta(seconds=n)}
            for n in numbers
        ]
        await session.execute(insert(CaseRow), rows)
        await session.execute(
            insert(CasePersonRow), [{"case_id": n, "chat_id": chat_id, "muted": False} for n in numbers]
        )
        happening = {"number": 1, "kind": "submitted", "on": BEGUN, "who": Who.PROPOSER, "void": False}
        told = {"details": {"recipient": "Văn phòng"}, "recorded_at": at}
        await session.execute(insert(HappeningRow), [{"case_id": n, **happening, **told} for n in numbers])


def duty(kind: str, day: date, **told: str) -> Happening:
    return Happening(0, kind, day, Who.OFFICE, told)


async def test_every_section_is_what_the_histories_say_on_every_day(
    database: Database, cases: Cases, calendar: Calendar, clock: HandClock
) -> None:
    for state in lifecycle().states:
        await made(database, cases, calendar, reaching(state))
    await made(database, cases, calendar, reaching("received"), where="hai-phong")
    transferred = duty("transferred", BEGUN, recipient="Tỉnh ủy", skips_level="yes", clock="restarts")
    await made(database, cases, calendar, (*reaching("received"), transferred))
    stands = duty("prepare_again", BEGUN, what="rủi ro", clock="stops")
    await made(database, cases, calendar, (*reaching("received"), stands))
    listings = Listings(database, cases)
    seen: set[Section] = set()
    for passed in DAYS:
        day = calendar.due(BEGUN, passed).day if passed else BEGUN
        clock.forward(datetime(day.year, day.month, day.day, 3, tzinfo=UTC) - clock.now())
        expected = Counter(section(case, calendar, day) for case in await board(database, cases, OFFICE))
        assert await listings.sections(OFFICE, calendar) == expected
        for one in Section:
            found = await listings.board(OFFICE, one, calendar, 0, 100)
            assert found.count == len(found.cases) == expected[one]
            assert {section(case, calendar, day) for case in found.cases} <= {one}
        seen |= set(expected)
    assert seen == set(Section)


async def test_a_board_of_more_cases_than_any_screen_is_complete(
    database: Database, cases: Cases, calendar: Calendar, clock: HandClock
) -> None:
    await submitted(database, MANY, 9, OFFICE, clock.now())
    await submitted_elsewhere(database, cases)
    listings = Listings(database, cases)
    assert await listings.sections(OFFICE, calendar) == {Section.NEW: MANY}
    pages = [await listings.board(OFFICE, Section.NEW, calendar, page, SIZE) for page in range(MANY // SIZE + 1)]
    assert [case.id for page in pages for case in page.cases] == [*range(1000, 1000 + MANY)]
    assert {page.count for page in pages} == {MANY}
    beyond = await listings.board(OFFICE, Section.NEW, calendar, 999, SIZE)
    assert (beyond.page, len(beyond.cases)) == (MANY // SIZE, MANY % SIZE)
    assert (await listings.board(OFFICE, Section.LATE, calendar, 5, SIZE)).page == 0
    found = await listings.board_fitting(OFFICE, ends_with_9, SIZE)
    assert (found.count, len(found.cases)) == (MANY // 10, SIZE)
    assert all(case.title.endswith("9") for case in found.cases)
    async with database.transaction() as session:
        await session.execute(update(CaseRow).where(CaseRow.id == 1009).values(closed_at=clock.now()))
    many = MANY // 10
    found = await listings.board_fitting(OFFICE, ends_with_9, many)
    assert (found.count, len(found.cases)) == (many - 1, many - 1)
    found = await listings.board_fitting(OFFICE, ends_with_9, many, ended=True)
    assert (found.count, found.cases[0].id, found.cases[-1].id) == (many, 1019, 1009)


ends_with_9 = Sought(lambda _code, title, _numbers: title.endswith("9"))


async def test_a_case_is_found_by_the_numbers_of_documents_that_were_recorded_in_it(
    database: Database, cases: Cases, calendar: Calendar
) -> None:
    submitted = Happening(0, "submitted", BEGUN, Who.PROPOSER, {"recipient": "Văn phòng"})
    received = Happening(0, "received", BEGUN, Who.OFFICE, {"number": "1342"})
    asked = Happening(0, "answer_asked", BEGUN, Who.PROPOSER, {"recipient": "Văn phòng", "number": ""})
    code = await made(database, cases, calendar, [submitted, received, asked])
    await made(database, cases, calendar, [submitted], title="Việc khác")
    seen: dict[str, list[str]] = {}

    def fits(code: str, _title: str, numbers: Collection[str]) -> bool:
        seen[code] = [*numbers]
        return "1342" in numbers

    listings, sought = Listings(database, cases), Sought(fits, "134")
    found = await listings.board_fitting(OFFICE, sought, SIZE)
    assert (found.count, [case.code for case in found.cases]) == (1, [code])
    assert sorted(seen.values()) == [[], ["1342"]]
    assert (await listings.own_fitting(ME, sought, SIZE)).count == 1
    for other in (Sought(fits), Sought(fits, "99")):
        assert (await listings.board_fitting(OFFICE, other, SIZE)).count == 0
        assert [*seen.values()] == [[], []]


def named(name: str) -> Sought:
    return Sought(lambda _code, titles, _numbers: name in titles)


async def test_a_case_is_found_by_what_it_was_called_first_too(
    database: Database, cases: Cases, calendar: Calendar
) -> None:
    """What stands on paper is the name that it had when it was handed in."""
    told = [Happening(0, "described", BEGUN, Who.PROPOSER, {"title": name}) for name in ("Tên hai", "Tên ba")]
    code = await made(database, cases, calendar, told, title="Tên đầu")
    listings = Listings(database, cases)
    for name, count in (("Tên đầu", 1), ("Tên ba", 1), ("Tên hai", 0)):
        found = await listings.own_fitting(ME, named(name), SIZE)
        assert [case.code for case in found.cases] == [code] * count


async def submitted_elsewhere(database: Database, cases: Cases) -> None:
    async with database.transaction() as session:
        await cases.create(session, NewCase("Nơi khác 9", "quang-ngai", "unregulated", (9,), office="noi-khac"))
        await cases.create(session, NewCase("Của riêng 9", "quang-ngai", "unregulated", (9,)))


async def test_ones_own_cases_are_all_there_page_by_page_the_latest_first(
    database: Database, cases: Cases, clock: HandClock
) -> None:
    await submitted(database, MINE, 1, None, clock.now())
    listings = Listings(database, cases)
    pages = [await listings.own(ME, page, SIZE) for page in range(MINE // SIZE + 1)]
    assert [case.id for page in pages for case in page.cases] == [*reversed(range(1000, 1000 + MINE))]
    found = await listings.own_fitting(ME, Sought(lambda code, *_: code == "DL-1000"), SIZE)
    assert (found.count, [case.code for case in found.cases]) == (1, ["DL-1000"])
    assert await listings.own(Viewer(2), 3, SIZE) == await listings.own_fitting(
        Viewer(2), Sought(lambda *_: True), SIZE
    )
    assert (await listings.own(Viewer(2), 3, SIZE)).count == 0


async def test_the_open_case_about_a_plan(database: Database, cases: Cases, calendar: Calendar) -> None:
    listings = Listings(database, cases)

    async def about(people: tuple[int, ...], draft_id: str) -> Case:
        async with database.transaction() as session:
            plan = Plan(draft_id, 1, "digest")
            code = await cases.create(session, NewCase("Việc", "quang-ngai", "unregulated", people, plan=plan))
        found = await cases.get(Viewer(people[0]), code)
        assert found
        return found

    mine, _ = await about((1,), "d1"), await about((2,), "d2")
    assert await listings.about(ME, "d1") == (mine,)
    assert await listings.about(ME, "d2") == ()
    for happening in reaching("submitted"):
        async with database.transaction() as session:
            mine = await cases.record(session, mine, happening, actor=1, calendar=calendar)
    withdrawn = Happening(0, "withdrawn", BEGUN, Who.PROPOSER, {})
    async with database.transaction() as session:
        await cases.record(session, mine, withdrawn, actor=1, calendar=calendar)
    assert await listings.about(ME, "d1") == ()
