"""Proposing together: a code for one person, used once, by whom it was offered to; people who join and leave."""

import asyncio
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage.calendar import Calendars
from storage.cases import Case, CaseConflictError, Cases, NewCase, Viewer
from storage.database import Database
from storage.fellows import LASTS, Fellows, Offer
from storage.history import Happening
from storage.lifecycle import Who
from tests.clock import HandClock

AN, BINH, CUC, BA = 1, 2, 3, 4
OFFICE = "van-phong"
MOST = 20


@pytest.fixture
def cases(database: Database, clock: HandClock) -> Cases:
    return Cases(database, clock, ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def fellows(database: Database, cases: Cases, clock: HandClock) -> Fellows:
    return Fellows(database, cases, clock)


@pytest.fixture
async def case(database: Database, cases: Cases) -> Case:
    async with database.transaction() as session:
        code = await cases.create(session, NewCase("Một cửa lưu động", "quang-ngai", "unregulated", (AN,)))
    found = await cases.get(Viewer(AN), code)
    assert found
    return found


async def invited(database: Database, fellows: Fellows, case: Case, id: str = "i1", by: int = AN) -> None:
    async with database.transaction() as session:
        await fellows.invite(session, case.id, id=id, digest=f"digest-{id}", made_by=by, most=5)


async def offered(database: Database, fellows: Fellows, chat: int, id: str = "i1") -> Offer:
    offer = await fellows.found(f"digest-{id}", chat)
    assert offer
    async with database.transaction() as session:
        await fellows.offer(session, id, chat)
    return offer


async def join(database: Database, fellows: Fellows, offer: Offer, chat: int, most: int = MOST) -> Case:
    async with database.transaction() as session:
        return await fellows.join(session, offer, chat, most=most)


async def test_whoever_joins_sees_the_case_and_nobody_else(
    database: Database, fellows: Fellows, cases: Cases, case: Case, clock: HandClock
) -> None:
    await invited(database, fellows, case)
    offer = await offered(database, fellows, BINH)
    assert (offer.code, offer.people, offer.own, offer.usable) == (case.code, 1, False, True)
    assert await cases.get(Viewer(BINH), case.code) is None
    clock.forward(timedelta(hours=1))
    assert (await join(database, fellows, offer, BINH)).people == (AN, BINH)
    seen = await cases.get(Viewer(BINH), case.code)
    assert seen
    assert (seen.people, seen.muted) == ((AN, BINH), ())
    assert await cases.get(Viewer(CUC), case.code) is None
    assert [(one.own, one.since) for one in await fellows.people(case.id, BINH)] == [
        (False, clock.now() - timedelta(hours=1)),
        (True, clock.now()),
    ]
    assert await fellows.open_invitations(case.id) == 0


@pytest.fixture
async def on_paper(database: Database, cases: Cases) -> Case:
    """A case of an office that nobody proposes in the bot."""
    async with database.transaction() as session:
        code = await cases.create(session, NewCase("Một cửa lưu động", "quang-ngai", "unregulated", (), office=OFFICE))
    found = await cases.get(Viewer(BA, OFFICE), code)
    assert found
    return found


async def test_a_clerk_invites_to_a_case_of_their_office_while_nobody_proposes_it(
    database: Database, fellows: Fellows, cases: Cases, on_paper: Case
) -> None:
    async def invite(id: str, office: str | None) -> None:
        async with database.transaction() as session:
            its = {"id": id, "digest": f"digest-{id}"}
            await fellows.invite(session, on_paper.id, **its, made_by=BA, most=1, office=office)

    for office in (None, "elsewhere"):
        with pytest.raises(CaseConflictError):
            await invite("no", office)
    await invite("i1", OFFICE)
    with pytest.raises(CaseConflictError):
        await invite("i2", OFFICE)
    offer = await offered(database, fellows, BINH)
    assert (offer.people, offer.office, offer.usable) == (0, OFFICE, True)
    assert (await join(database, fellows, offer, BINH)).people == (BINH,)
    assert await cases.get(Viewer(BINH), on_paper.code)
    with pytest.raises(CaseConflictError):
        await invite("i3", OFFICE)
    await invited(database, fellows, on_paper, "i4", by=BINH)


async def test_a_code_is_used_once(database: Database, fellows: Fellows, case: Case) -> None:
    await invited(database, fellows, case)
    offer = await offered(database, fellows, BINH)
    await join(database, fellows, offer, BINH)
    again = await fellows.found("digest-i1", CUC)
    assert again
    assert not again.usable
    await offered(database, fellows, CUC)
    with pytest.raises(CaseConflictError):
        await join(database, fellows, offer, CUC)
    assert [one.own for one in await fellows.people(case.id, CUC)] == [False, False]


async def test_of_many_at_once_one_joins(database: Database, fellows: Fellows, cases: Cases, case: Case) -> None:
    """Each came with the code and presses while the others do: the last it was offered to, or nobody."""
    await invited(database, fellows, case)
    offer = await offered(database, fellows, BINH)

    async def race(chat: int) -> bool:
        try:
            async with database.transaction() as session:
                await fellows.offer(session, "i1", chat)
                await fellows.join(session, offer, chat, most=MOST)
        except CaseConflictError:
            return False
        return True

    won = await asyncio.gather(*(race(chat) for chat in range(10, 18)))
    assert sum(won) == 1
    seen = await cases.get(Viewer(AN), case.code)
    assert seen
    assert len(seen.people) == 2


async def test_an_offer_is_of_who_came_with_the_code_last(database: Database, fellows: Fellows, case: Case) -> None:
    await invited(database, fellows, case)
    offer = await offered(database, fellows, BINH)
    await offered(database, fellows, CUC)
    assert await fellows.offered("i1", BINH) is None
    with pytest.raises(CaseConflictError):
        await join(database, fellows, offer, BINH)
    assert (await join(database, fellows, offer, CUC)).people == (AN, CUC)


async def test_a_code_ends_with_its_time_by_revocation_and_with_the_case(
    database: Database, fellows: Fellows, cases: Cases, case: Case, clock: HandClock
) -> None:
    await invited(database, fellows, case)
    expired = await offered(database, fellows, BINH)
    clock.forward(LASTS)
    with pytest.raises(CaseConflictError):
        await join(database, fellows, expired, BINH)
    await invited(database, fellows, case, "i2")
    revoked = await offered(database, fellows, BINH, "i2")
    async with database.transaction() as session:
        await fellows.revoke(session, case.id)
    with pytest.raises(CaseConflictError):
        await join(database, fellows, revoked, BINH)
    await invited(database, fellows, case, "i3")
    late = await offered(database, fellows, BINH, "i3")
    calendar = await Calendars(database, clock).load(2024, 2028)
    async with database.transaction() as session:
        withdrawn = Happening(0, "withdrawn", date(2026, 3, 2), Who.PROPOSER, {})
        await cases.record(session, case, withdrawn, actor=AN, calendar=calendar)
    with pytest.raises(CaseConflictError):
        await join(database, fellows, late, BINH)
    for id in ("i1", "i2", "i3"):
        found = await fellows.found(f"digest-{id}", BINH)
        assert found
        assert not found.usable
    assert len(await fellows.people(case.id, AN)) == 1


async def test_only_its_people_invite_and_only_so_many(database: Database, fellows: Fellows, case: Case) -> None:
    with pytest.raises(CaseConflictError):
        await invited(database, fellows, case, by=BINH)
    for number in range(5):
        await invited(database, fellows, case, f"i{number}")
    with pytest.raises(CaseConflictError):
        await invited(database, fellows, case, "i5")
    offer = await offered(database, fellows, BINH, "i0")
    with pytest.raises(CaseConflictError):
        await join(database, fellows, offer, BINH, most=1)
    await join(database, fellows, offer, BINH, most=2)


async def test_the_last_one_stays_and_of_two_who_leave_at_once_one_does(
    database: Database, fellows: Fellows, cases: Cases, case: Case
) -> None:
    await invited(database, fellows, case)
    await join(database, fellows, await offered(database, fellows, BINH), BINH)
    await invited(database, fellows, case, "i2", by=BINH)

    async def leave(chat: int) -> bool:
        try:
            async with database.transaction() as session:
                await fellows.leave(session, case.id, chat)
        except CaseConflictError:
            return False
        return True

    assert sorted(await asyncio.gather(leave(AN), leave(BINH))) == [False, True]
    left = [chat for chat in (AN, BINH) if await cases.get(Viewer(chat), case.code)]
    assert len(left) == 1
    assert not await leave(left[0])
    assert not await leave(CUC)


async def test_who_leaves_takes_their_invitations_along(database: Database, fellows: Fellows, case: Case) -> None:
    await invited(database, fellows, case)
    await join(database, fellows, await offered(database, fellows, BINH), BINH)
    await invited(database, fellows, case, "i2", by=BINH)
    await invited(database, fellows, case, "i3")
    async with database.transaction() as session:
        assert (await fellows.leave(session, case.id, BINH)).people == (AN,)
    usable = {id: await fellows.found(f"digest-{id}", CUC) for id in ("i2", "i3")}
    assert {id: offer.usable for id, offer in usable.items() if offer} == {"i2": False, "i3": True}
