"""The audit is only added to: the database itself refuses the rest."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.audit import Audit, AuditEntry
from storage.database import Database
from storage.models import AuditRow
from storage.retention import Retention
from tests.clock import HandClock


async def add_from(database: Database, at: datetime, action: str = "export") -> None:
    async with database.transaction() as session:
        session.add(AuditRow(at=at, actor=7, action=action, target="", outcome="done"))


async def run(database: Database, statement: str) -> None:
    async with database.transaction() as session:
        await session.execute(text(statement))


async def test_lines_are_read_the_newest_first(database: Database, clock: HandClock) -> None:
    audit = Audit(database, clock)
    async with database.transaction() as session:
        await audit.add(session, 7, "export")
        await audit.add(session, None, "invitation-made", "i1 clerk", "failed")
    assert await audit.latest(10) == (
        AuditEntry(clock.now(), None, "invitation-made", "i1 clerk", "failed"),
        AuditEntry(clock.now(), 7, "export", "", "done"),
    )
    assert len(await audit.latest(1)) == 1


async def test_what_somebody_did_lately_is_counted(database: Database, clock: HandClock) -> None:
    audit = Audit(database, clock)
    for actor, action in ((7, "export"), (7, "export"), (7, "consent"), (8, "export")):
        async with database.transaction() as session:
            await audit.add(session, actor, action)
    since = clock.now() - timedelta(hours=1)
    assert await audit.count(7, "export", since) == 2
    clock.forward(timedelta(hours=2))
    assert await audit.count(7, "export", clock.now() - timedelta(hours=1)) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET outcome = 'denied'",
        "UPDATE audit SET at = '2001-01-01 00:00:00'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE actor = 7",
    ],
)
async def test_no_line_is_changed_or_erased(database: Database, statement: str) -> None:
    await add_from(database, datetime.now(UTC) - timedelta(days=364))
    with pytest.raises(DBAPIError, match="audit is"):
        await run(database, statement)
    assert len(await Audit(database, HandClock()).latest(10)) == 1


async def test_not_even_an_old_line_is_changed(database: Database) -> None:
    await add_from(database, datetime(2001, 1, 1, tzinfo=UTC))
    with pytest.raises(DBAPIError, match="audit is"):
        await run(database, "UPDATE audit SET actor = NULL")


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_audit_is_not_emptied(database: Database) -> None:
    """SQLite has no TRUNCATE."""
    await add_from(database, datetime(2001, 1, 1, tzinfo=UTC))
    with pytest.raises(DBAPIError, match="audit is"):
        await run(database, "TRUNCATE audit")


async def test_what_is_older_than_a_year_is_erased_by_the_retention(database: Database) -> None:
    now = datetime.now(UTC)
    for days in (1, 364, 366, 4000):
        await add_from(database, now - timedelta(days=days), f"d{days}")
    retention = Retention(database)
    assert await retention.erase("audit", now - timedelta(days=365)) == 2
    assert {line.action for line in await Audit(database, HandClock()).latest(10)} == {"d1", "d364"}


async def test_a_retention_that_asks_for_more_is_refused(database: Database) -> None:
    now = datetime.now(UTC)
    await add_from(database, now - timedelta(days=30))
    with pytest.raises(DBAPIError, match="kept for a year"):
        await Retention(database).erase("audit", now - timedelta(days=10))


async def test_what_somebody_did_last_to_a_thing_is_found(database: Database, clock: HandClock) -> None:
    audit = Audit(database, clock)
    async with database.transaction() as session:
        for actor, action, target in (
            (7, "form-recorded", "a_b DL-7K3Q"),
            (7, "form-recorded", "axb DL-ZZZZ"),
            (7, "case-made", "a_b DL-YYYY"),
            (8, "form-recorded", "a_b DL-XXXX"),
        ):
            await audit.add(session, actor, action, target)
    assert await audit.target(7, "form-recorded", "a_b ") == "a_b DL-7K3Q"
    assert await audit.target(9, "form-recorded", "a_b ") is None
    assert await audit.target(7, "form-recorded", "a_") == "a_b DL-7K3Q"
