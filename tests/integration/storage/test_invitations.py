"""Invitations in the database: digests only, counted in the transaction that gives the role."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from storage.database import Database
from storage.invitations import InvitationGoneError, Invitations, digest_of, new_code
from storage.models import InvitationRow, RoleRow
from storage.roles import Office, Offices, Roles
from tests.clock import HandClock


@pytest.fixture
def invitations(database: Database, clock: HandClock) -> Invitations:
    return Invitations(database, clock)


async def add(database: Database, invitations: Invitations, id: str = "i1", **changes: object) -> str:
    code = new_code()
    values: dict[str, object] = {
        **{"role": "official", "office": None, "jurisdiction": None, "max_uses": 1},
        **{"lasts": timedelta(days=7), "made_by": None},
    }
    async with database.transaction() as session:
        await invitations.add(session, id=id, digest=digest_of(code), **{**values, **changes})  # type: ignore[arg-type]
    return code


async def redeem(database: Database, invitations: Invitations, chat_id: int, id: str = "i1") -> None:
    async with database.transaction() as session:
        await invitations.redeem(session, id, chat_id)


async def test_a_code_is_found_by_its_digest_and_kept_nowhere(database: Database, invitations: Invitations) -> None:
    code = await add(database, invitations)
    assert len(code) >= 22
    found = await invitations.find(digest_of(code))
    assert found is not None
    assert (found.role, found.uses, found.max_uses) == ("official", 0, 1)
    assert await invitations.find(digest_of(new_code())) is None
    assert await invitations.find(code) is None
    async with database.reading() as session:
        rows = (await session.execute(text("SELECT * FROM invitations"))).all()
    assert code not in str(rows)


async def test_the_role_comes_with_the_use(database: Database, invitations: Invitations, clock: HandClock) -> None:
    await add(database, invitations, role="clerk", office="vp", jurisdiction="lai-chau", made_by=5)
    await redeem(database, invitations, 7)
    async with database.reading() as session:
        row = (await session.scalars(select(RoleRow))).one()
    assert (row.chat_id, row.role, row.office, row.jurisdiction) == (7, "clerk", "vp", "lai-chau")
    assert (row.invitation, row.invited_by, row.since) == ("i1", 5, clock.now())
    (kept,) = await invitations.all()
    assert (kept.uses, await invitations.open()) == (1, ())


async def test_of_two_at_once_one_wins(database: Database, invitations: Invitations) -> None:
    await add(database, invitations)
    results = await asyncio.gather(*(redeem(database, invitations, chat) for chat in (7, 8)), return_exceptions=True)
    assert [type(result) for result in results].count(InvitationGoneError) == 1
    assert len(await Roles(database).all()) == 1
    (kept,) = await invitations.all()
    assert kept.uses == 1


async def test_of_many_at_once_as_many_win_as_there_are_uses(database: Database, invitations: Invitations) -> None:
    await add(database, invitations, max_uses=3)
    results = await asyncio.gather(
        *(redeem(database, invitations, chat) for chat in range(1, 9)), return_exceptions=True
    )
    assert results.count(None) == 3
    assert len(await Roles(database).all()) == 3


async def test_the_use_falls_with_its_transaction(database: Database, invitations: Invitations) -> None:
    code = await add(database, invitations)
    async with database.transaction() as session:
        await invitations.redeem(session, "i1", 7)
        await session.rollback()
    assert await invitations.find(digest_of(code)) is not None
    assert await Roles(database).all() == ()


async def test_expired_used_and_revoked_ones_are_all_not_there(
    database: Database, invitations: Invitations, clock: HandClock
) -> None:
    codes = [await add(database, invitations, id) for id in ("used", "revoked", "expired")]
    await redeem(database, invitations, 7, "used")
    async with database.transaction() as session:
        assert await invitations.revoke(session, "revoked")
        assert not await invitations.revoke(session, "revoked")
        assert not await invitations.revoke(session, "unknown")
    clock.forward(timedelta(days=7))
    for id, code in zip(("used", "revoked", "expired"), codes, strict=True):
        assert await invitations.find(digest_of(code)) is None
        with pytest.raises(InvitationGoneError):
            await redeem(database, invitations, 9, id)
    assert [member.chat_id for member in await Roles(database).all()] == [7]


async def test_a_second_invitation_changes_the_role(database: Database, invitations: Invitations) -> None:
    await add(database, invitations)
    await add(database, invitations, "i2", role="administrator")
    await redeem(database, invitations, 7)
    await redeem(database, invitations, 7, "i2")
    (member,) = await Roles(database).all()
    assert (member.role, await Roles(database).count("administrator")) == ("administrator", 1)


async def test_a_role_is_taken_once(database: Database, invitations: Invitations) -> None:
    await add(database, invitations)
    await redeem(database, invitations, 7)
    async with database.transaction() as session:
        assert await Roles(database).remove(session, 7)
        assert not await Roles(database).remove(session, 7)
    assert await Roles(database).all() == ()


async def test_offices_are_added_and_renamed(database: Database, clock: HandClock) -> None:
    offices = Offices(database, clock)
    for name in ("Văn phòng", "Văn phòng Tỉnh ủy"):
        async with database.transaction() as session:
            await offices.save(session, Office("vp", name, "lai-chau"))
    assert await offices.all() == (Office("vp", "Văn phòng Tỉnh ủy", "lai-chau"),)
    assert await offices.get("vp") == Office("vp", "Văn phòng Tỉnh ủy", "lai-chau")
    assert await offices.get("xx") is None


async def test_digests_are_unique(database: Database, invitations: Invitations) -> None:
    await add(database, invitations)
    async with database.reading() as session:
        row = (await session.scalars(select(InvitationRow))).one()
    assert len(row.digest) == 64
