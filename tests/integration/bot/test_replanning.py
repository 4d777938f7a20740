"""New rules reach the cases that were recorded under older ones: after a restart, once, and nothing is told twice."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

import pytest
from sqlalchemy import delete, select, update

from bot.replanning import PLANNED, Replanner
from knowledge.library import Library
from storage import case_deadlines, lifecycle
from storage.database import Database
from storage.lifecycle import Procedure
from storage.models import CaseRow, ChoreRow, DeadlineRow, HappeningRow
from storage.replanning import Replanning
from storage.retention import Chores
from tests.clock import HandClock
from tests.integration.bot.office import ZONE, Office, at

NEW = ("tell_risk", "judge_risk")
"""Duties of a risk that the older rules did not know: one before and one after those they knew."""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture
def office(database: Database, library: Library) -> Office:
    return Office(database, HandClock(at("2026-11-25", "10:00")), library)


class Version:
    """Which version of the rules the program has."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self._present = lifecycle.procedures()
        self._name = lifecycle.digest()

    def older(self) -> None:
        known = self._present["quang-ngai"]
        duties = tuple(duty for duty in known.duties if duty.key not in NEW)
        self._have({**self._present, "quang-ngai": known.model_copy(update={"duties": duties})}, "older")

    def present(self) -> None:
        self._have(self._present, self._name)

    def _have(self, procedures: Mapping[str, Procedure], name: str) -> None:
        self._patch.setattr(lifecycle, "procedures", lambda: MappingProxyType(dict(procedures)))
        self._patch.setattr("bot.replanning.digest", lambda: name)
        case_deadlines._duties.cache_clear()


@pytest.fixture
def version(monkeypatch: pytest.MonkeyPatch) -> Iterator[Version]:
    yield Version(monkeypatch)
    case_deadlines._duties.cache_clear()


def replanner(office: Office) -> Replanner:
    replanning = Replanning(office.stores.cases, office.clock, ZONE)
    return Replanner(office.database, office.stores, replanning, Chores(office.database, office.clock))


async def start(office: Office) -> None:
    """The process comes up, and plans anew where it has to."""
    office.restart()
    await replanner(office).run(asyncio.Event())


async def at_risk(office: Office) -> str:
    case = await office.case(1)
    case = await office.record(case, "taken_up", "2026-11-20", who=lifecycle.Who.PROPOSER)
    return (await office.record(case, "risk_occurred", "2026-11-24", what="Mưa lớn")).code


async def planned(office: Office) -> dict[str, DeadlineRow]:
    async with office.database.reading() as session:
        return {row.key.partition(":")[0]: row for row in await session.scalars(select(DeadlineRow))}


async def chores(office: Office) -> list[str]:
    async with office.database.reading() as session:
        return [row.name for row in await session.scalars(select(ChoreRow)) if row.name.startswith(PLANNED)]


async def test_a_new_duty_of_an_older_case_is_reminded_of_after_a_restart(office: Office, version: Version) -> None:
    version.older()
    await start(office)
    await office.member(1)
    code = await at_risk(office)
    await office.live(at("2026-11-27"))
    assert set(await planned(office)) == {"report_risk"}
    known = [text for _, _, text, _ in office.telegram.sent]

    version.present()
    await start(office)
    rows = await planned(office)
    assert set(rows) == {"report_risk", *NEW}
    assert (rows["tell_risk"].told_on, rows["tell_risk"].since.isoformat()) == (None, "2026-11-24")
    await office.live(at("2026-12-01"))
    after = [text for _, _, text, _ in office.telegram.sent][len(known) :]
    assert [text for text in after if code in text and "đầy đủ, trung thực, kịp thời" in text]
    assert await chores(office) == [f"{PLANNED}{lifecycle.digest()}"]


async def test_what_the_rules_say_as_before_is_not_told_of_anew(office: Office, version: Version) -> None:
    version.older()
    await office.member(1)
    await at_risk(office)
    await office.live(at("2026-11-26", "12:00"))
    before = (await planned(office))["report_risk"]
    assert before.told_on

    version.present()
    await start(office)
    after = (await planned(office))["report_risk"]
    assert before.key != after.key, "one duty more has arisen before it"
    assert (after.told_on, after.next_at, after.since) == (before.told_on, before.next_at, before.since)


async def test_it_is_done_once_and_again_when_the_older_rules_come_back(office: Office, version: Version) -> None:
    await office.member(1)
    version.older()
    await at_risk(office)
    for rules, keys in ((version.present, {"report_risk", *NEW}), (version.older, {"report_risk"})) * 2:
        rules()
        await start(office)
        assert set(await planned(office)) == keys
        assert len(await chores(office)) == 1
    async with office.database.transaction() as session:
        await session.execute(update(DeadlineRow).values(next_at=None))
    await start(office)
    assert [row.next_at for row in (await planned(office)).values()] == [None], "the same rules change nothing"


async def test_one_of_many_replicas_does_it(office: Office, version: Version) -> None:
    version.older()
    await office.member(1)
    await at_risk(office)
    version.present()
    done = await asyncio.gather(*(replanner(office).look(asyncio.Event()) for _ in range(4)))
    assert True in done
    assert await replanner(office).look(asyncio.Event())
    assert set(await planned(office)) == {"report_risk", *NEW}


async def test_stopped_half_way_it_is_done_at_the_next_start(office: Office, version: Version) -> None:
    version.older()
    await office.member(1)
    await at_risk(office)
    version.present()
    stop = asyncio.Event()
    stop.set()
    assert not await replanner(office).look(stop)
    assert set(await planned(office)) == {"report_risk"}
    await start(office)
    assert set(await planned(office)) == {"report_risk", *NEW}


async def test_an_ended_case_of_which_nothing_is_planned_is_left_alone_and_every_open_one_is_reached(
    office: Office, version: Version
) -> None:
    version.older()
    await office.member(1)
    codes = [await at_risk(office) for _ in range(5)]
    async with office.database.transaction() as session:
        closed = update(CaseRow).where(CaseRow.code == codes[0])
        await session.execute(closed.values(closed_at=datetime(2026, 11, 25, tzinfo=UTC)))
        its = select(CaseRow.id).where(CaseRow.code == codes[0]).scalar_subquery()
        await session.execute(delete(DeadlineRow).where(DeadlineRow.case_id == its))
    version.present()
    replanning = Replanning(office.stores.cases, office.clock, ZONE)
    steps, last = 0, 0
    while last is not None:
        async with office.database.transaction() as session:
            last = await replanning.some(session, await office.stores.calendar_held(session), last, limit=2)
        steps += 1
    assert steps == 3
    async with office.database.reading() as session:
        keys = [row.key.partition(":")[0] for row in await session.scalars(select(DeadlineRow))]
    assert sorted(keys) == sorted(["report_risk", *NEW] * 4)


async def test_what_is_still_planned_for_an_ended_case_goes(office: Office) -> None:
    """An earlier release planned on the duties that were open at the end."""
    await office.member(1)
    case = await office.read(await at_risk(office), 1)
    case = await office.record(case, "closed", "2026-11-25", who=lifecycle.Who.PROPOSER)
    assert await planned(office) == {}
    async with office.database.transaction() as session:
        row = {"case_id": case.id, "key": "report_risk:0", "duty": True, "since": at("2026-11-24").date()}
        session.add(DeadlineRow(**row, due=None, told_on=None, next_at=at("2026-11-26")))
    await start(office)
    assert await planned(office) == {}


async def test_a_case_that_does_not_fit_is_named_and_holds_up_no_other(
    office: Office, version: Version, caplog: pytest.LogCaptureFixture
) -> None:
    version.older()
    await office.member(1)
    unfit, code = [await at_risk(office) for _ in range(2)]
    async with office.database.transaction() as session:
        its = select(CaseRow.id).where(CaseRow.code == unfit).scalar_subquery()
        await session.execute(update(HappeningRow).where(HappeningRow.case_id == its).values(kind="forgotten"))
    version.present()
    await start(office)
    assert [unfit in record.message for record in caplog.records if "does not fit" in record.message] == [True]
    assert code
    assert set(await planned(office)) == {"report_risk", *NEW}


def test_the_digest_tells_the_rules_and_fits_the_chores_name() -> None:
    assert len(f"{PLANNED}{lifecycle.digest()}") <= ChoreRow.__table__.c.name.type.length
