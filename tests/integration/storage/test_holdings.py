"""What is held about a user: every table has its place, nobody sees or erases another's, and erased is erased."""

import asyncio
import json
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from storage.answers import Answers
from storage.attachments import Attachments
from storage.audit import Audit
from storage.calendar import Calendars
from storage.case_files import CaseFiles
from storage.cases import Case, Cases, NewCase, Viewer
from storage.clock import Clock
from storage.database import Database
from storage.drafts import Drafts
from storage.fellows import Fellows
from storage.files import Files, KeptFile
from storage.history import Happening
from storage.holdings import HOLDINGS, NOBODYS, Holdings
from storage.inbox import Inbox, NewUpdate
from storage.invitations import Invitations, digest_of
from storage.lifecycle import Who
from storage.models import (
    Base,
    CaseFileRow,
    CaseInvitationRow,
    CaseMoveRow,
    CasePersonRow,
    CaseRow,
    HappeningRow,
    InboxRow,
    InboxState,
    OutboxRow,
    OutboxState,
)
from storage.outbox import Outbox
from storage.preferences import ChosenPreferences
from storage.profiles import Profiles
from storage.quiet_hours import Preferences
from storage.working_days import DayKind
from tests.clock import HandClock
from tests.integration.listed import own

MINE, OTHERS, CLERK = 7, 8, 9
NAMING = {
    (table.name, column.name)
    for table in Base.metadata.tables.values()
    for column in table.columns
    if column.name in {"chat_id", "actor", "made_by", "offered_to", "used_by", "invited_by"}
    # The audit stays, and of the queues the rows without what they said, by which nothing comes twice.
    and table.name not in {"audit", "inbox", "outbox"}
}
"""The columns that hold the id of some user."""
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def test_every_table_is_decided_on() -> None:
    held = [one.name for one in HOLDINGS]
    assert len(held) == len(set(held))
    assert set(held).isdisjoint(NOBODYS)
    assert {*held, *NOBODYS} == set(Base.metadata.tables)


def test_no_table_that_names_a_chat_or_a_user_counts_as_nobodys() -> None:
    naming = {"chat_id", "user_id", "actor", "owner", "made_by", "invited_by", "draft_id", "case_id"}
    assert [name for name in NOBODYS if naming & set(Base.metadata.tables[name].columns.keys())] == []


async def fill(database: Database, clock: Clock, chat: int) -> None:
    """A row of every kind for the chat; its words carry the chat's number."""
    inbox, outbox = Inbox(database, clock, "test"), Outbox(database, clock)
    profiles, answers = Profiles(database, clock), Answers(database, clock)
    invitations, holdings = Invitations(database, clock), Holdings(database, clock)
    drafts, files = Drafts(database, clock), Files(database, clock)
    cases, calendar = Cases(database, clock, ZONE), await Calendars(database, clock).load(2026, 2028)
    await inbox.store([NewUpdate(chat * 100, chat, {"text": f"words-{chat}"})])
    item = await inbox.claim(timedelta(minutes=1))
    assert item is not None
    async with database.transaction() as session:
        await profiles.save(session, chat, jurisdiction=f"place-{chat}", address="dong-chi", greeted=True)
        await profiles.agree(session, chat, "2026-11")
        await answers.add(
            session, chat, "a", question=f"words-{chat}?", status="answered", payload={"x": f"words-{chat}"}
        )
        await outbox.add(session, f"{chat}:sent", chat, "sendMessage", {"text": f"words-{chat}"})
        await inbox.finish(session, item)
        await invitations.add(
            session,
            **{"id": f"i{chat}", "digest": digest_of(str(chat)), "role": "official", "office": None},
            **{"jurisdiction": None, "max_uses": 5, "lasts": timedelta(days=1), "made_by": chat},
        )
        await invitations.redeem(session, f"i{chat}", chat)
        await ChosenPreferences(database).choose(session, chat, Preferences(daily=True))
        await holdings.ask(session, chat, f"token-{chat}")
        await drafts.save(
            session, chat, f"d{chat}", form="plan", title=f"words-{chat}", state={"x": f"words-{chat}"}, revision=1
        )
        await drafts.freeze(
            session, chat, f"d{chat}", 1, digest="a", title="x", answers={"x": f"words-{chat}"}, submitted_on=None
        )
        await drafts.activate(session, chat, f"d{chat}")
        await files.add(session, chat, KeptFile(f"f{chat}", f"words-{chat}.txt", "text/plain", "d", b"x", legible=True))
        await Attachments(database, clock).add(session, f"{chat}:sent", chat, f"words-{chat}.docx", b"x")
        code = await cases.create(session, NewCase(f"words-{chat}", "quang-ngai", "unregulated", (chat,)))
        await Audit(database, clock).add(session, chat, "consent", "2026-11")
    case = await cases.get(Viewer(chat), code)
    assert case is not None
    async with database.transaction() as session:
        for happening in _received(cases.today, f"words-{chat}"):
            case = await cases.record(session, case, happening, actor=chat, calendar=calendar)
        answer = KeptFile(f"answer{chat}", f"words-{chat}.pdf", "application/pdf", "d", b"words", legible=True)
        await files.add(session, chat, answer)
        await CaseFiles(database).take(session, case.id, 2, chat, [answer.id])
        await Fellows(database, cases, clock).invite(
            session, case.id, id=f"c{chat}", digest=digest_of(f"c{chat}"), made_by=chat, most=5
        )
        session.add(
            CaseMoveRow(
                **{"case_id": case.id, "key": "answer:0", "was_due": case.created_at.date(), "kind": DayKind.OFF},
                **{"is_due": case.created_at.date(), "day": case.created_at.date(), "moved_at": clock.now()},
                **{"reason": f"words-{chat}", "document": "Thông báo"},
            )
        )


def _received(day: date, words: str) -> tuple[Happening, ...]:
    return (
        Happening(0, "submitted", day, Who.PROPOSER, {"recipient": words}),
        Happening(0, "received", day, Who.PROPOSER, {"number": words}),
    )


@pytest.fixture
async def holdings(database: Database, clock: HandClock) -> Holdings:
    for chat in (MINE, OTHERS):
        await fill(database, clock, chat)
    return Holdings(database, clock)


async def test_everything_is_told_and_nothing_of_anybody_else(holdings: Holdings) -> None:
    told = await holdings.told(MINE)
    assert {name: len(rows) for name, rows in told.items()} == {one.name: 1 for one in HOLDINGS} | {
        "case_happenings": 2
    }
    words = json.dumps(told)
    assert "words-7" in words
    assert "place-7" in words
    assert not [other for other in ("words-8", "place-8", "i8", "token-") if other in words]
    assert digest_of("7") not in words
    assert told["users"][0]["agreed_notice"] == "2026-11"
    assert told["reminder_preferences"] == [
        {"chat_id": MINE, "at": "08:00:00", "until": "20:00:00", "every_day": False, "daily": True}
    ]


async def test_nothing_is_told_of_who_never_wrote(holdings: Holdings) -> None:
    assert set(map(len, (await holdings.told(10)).values())) == {0}


async def test_erased_is_erased_and_others_keep_theirs(
    holdings: Holdings, database: Database, clock: HandClock
) -> None:
    before = await holdings.told(OTHERS)
    async with database.transaction() as session:
        await holdings.erase(session, MINE)
    told = await holdings.told(MINE)
    assert "words-7" not in json.dumps(told)
    left = {name: len(rows) for name, rows in told.items() if rows}
    assert left == {"inbox": 1, "outbox": 1, "audit": 1}
    assert (told["inbox"][0]["payload"], told["outbox"][0]["params"]) == ({}, {})
    assert await holdings.told(OTHERS) == before
    assert await Profiles(database, clock).get(MINE) is None
    (kept, theirs) = sorted(await Invitations(database, clock).all(), key=lambda one: one.id)
    assert (kept.made_by, theirs.made_by) == (None, OTHERS)


@pytest.fixture
async def shared(holdings: Holdings, database: Database, clock: HandClock) -> Case:
    """The case of the one, in which both are now, each having recorded something."""
    cases, calendar = Cases(database, clock, ZONE), await Calendars(database, clock).load(2026, 2028)
    fellows = Fellows(database, cases, clock)
    (mine,) = await own(database, cases, Viewer(MINE))
    offer = await fellows.found(digest_of(f"c{MINE}"), OTHERS)
    assert offer
    async with database.transaction() as session:
        await fellows.offer(session, offer.id, OTHERS)
        both = await fellows.join(session, offer, OTHERS, most=5)
        by_other = Happening(0, "assigned", cases.today, Who.PROPOSER, {"body": "words-8"})
        both = await cases.record(session, both, by_other, actor=OTHERS, calendar=calendar)
        await fellows.invite(session, mine.id, id="open", digest="open", made_by=MINE, most=5)
    assert both.people == (MINE, OTHERS)
    return both


async def test_of_a_shared_case_nobody_is_told_who_the_other_is(holdings: Holdings, shared: Case) -> None:
    told = await holdings.told(OTHERS)
    actors = [row["actor"] for row in told["case_happenings"] if row["case_id"] == shared.id]
    assert actors == [None, None, OTHERS]
    (invitation,) = [row for row in told["case_invitations"] if row["case_id"] == shared.id]
    assert (invitation["made_by"], invitation["used_by"]) == (None, OTHERS)
    assert [row["chat_id"] for row in told["case_people"]] == [OTHERS, OTHERS]


async def test_what_another_recorded_in_private_is_told_to_nobody_else(
    holdings: Holdings, shared: Case, database: Database, clock: HandClock
) -> None:
    cases, calendar = Cases(database, clock, ZONE), await Calendars(database, clock).load(2026, 2028)
    told = {"recipient": "Tỉnh ủy", "what": "việc riêng"}
    complaint = Happening(0, "obstruction_reported", cases.today, Who.PROPOSER, told)
    righted = Happening(0, "corrected", cases.today, Who.PROPOSER, told | {"recipient": "Ban Nội chính"}, corrects=4)
    async with database.transaction() as session:
        after = await cases.record(session, shared, complaint, actor=MINE, calendar=calendar)
        await cases.record(session, after, righted, actor=MINE, calendar=calendar)
    recipients = ["Tỉnh ủy", "Ban Nội chính"]
    for whose, private in ((MINE, {"what": "việc riêng"}), (OTHERS, {})):
        rows = [row for row in (await holdings.told(whose))["case_happenings"] if row["case_id"] == shared.id][3:]
        assert [row["details"] for row in rows] == [{"recipient": one} | private for one in recipients]


@pytest.mark.parametrize(("erased", "left"), [(MINE, OTHERS), (OTHERS, MINE)])
async def test_a_shared_case_stays_with_the_other_and_names_the_erased_one_nowhere(
    holdings: Holdings, shared: Case, database: Database, clock: HandClock, erased: int, left: int
) -> None:
    async with database.transaction() as session:
        await holdings.erase(session, erased)
    cases = Cases(database, clock, ZONE)
    kept = await cases.get(Viewer(left), shared.code)
    assert kept
    assert (kept.people, kept.standing) == ((left,), shared.standing)
    assert [one.actor for one in kept.history] == [None if one.actor == erased else left for one in shared.history]
    assert await cases.get(Viewer(erased), shared.code) is None
    async with database.reading() as session:
        for table, column in sorted(NAMING):
            its = text(f'SELECT count(*) FROM "{table}" WHERE "{column}" = {erased}')  # noqa: S608 - our own names
            assert (table, column, await session.scalar(its)) == (table, column, 0)
        invitations = list(await session.scalars(select(CaseInvitationRow.id).order_by(CaseInvitationRow.id)))
    assert invitations == (["c7", "c8"] if erased == MINE else ["c7", "open"])


async def test_the_files_of_a_case_are_told_to_its_people_and_to_who_brought_them_alone(
    holdings: Holdings, shared: Case, database: Database, clock: HandClock
) -> None:
    files = CaseFiles(database)
    async with database.transaction() as session:
        await Files(database, clock).add(session, CLERK, KeptFile("by-clerk", "tb.pdf", "x", "d", b"x", legible=True))
        calendar = await Calendars(database, clock).load(2026, 2028)
        decided = Happening(0, "returned", shared.created_at.date(), Who.OFFICE, {"number": "215-TB/TU"})
        after = await Cases(database, clock, ZONE).record(session, shared, decided, actor=CLERK, calendar=calendar)
        await files.take(session, shared.id, len(after.history), CLERK, ["by-clerk"])

    async def told(chat: int) -> list[object]:
        return sorted(str(row["id"]) for row in (await holdings.told(chat))["case_files"])

    assert [await told(chat) for chat in (MINE, OTHERS, CLERK, 11)] == [
        ["answer7", "by-clerk"],
        ["answer7", "answer8", "by-clerk"],
        ["by-clerk"],
        [],
    ]
    async with database.transaction() as session:
        await holdings.erase(session, CLERK)
    assert await told(CLERK) == []
    (kept,) = await files.get(shared.id, ["by-clerk"])
    assert kept.content == b"x"
    async with database.transaction() as session:
        await holdings.erase(session, MINE)
    assert [one.id for one in await files.get(shared.id, ["answer7", "by-clerk"])] == ["answer7", "by-clerk"]


async def test_a_case_that_both_leave_by_erasure_goes_whole(
    holdings: Holdings, shared: Case, database: Database
) -> None:
    for chat in (MINE, OTHERS):
        async with database.transaction() as session:
            await holdings.erase(session, chat)
    async with database.reading() as session:
        for table in (CaseRow, CasePersonRow, HappeningRow, CaseInvitationRow, CaseMoveRow, CaseFileRow):
            assert (await session.scalars(select(table))).all() == []


async def test_a_case_that_both_leave_at_one_moment_goes_whole(
    holdings: Holdings, shared: Case, database: Database
) -> None:
    async def erase(chat: int) -> int:
        """How many others the user was told to leave the shared case to."""
        async with database.transaction() as session:
            parted = await holdings.erase(session, chat)
            await asyncio.sleep(0.05)
        return next(one.fellows for one in parted if one.case_id == shared.id)

    assert sorted(await asyncio.gather(erase(MINE), erase(OTHERS))) == [0, 1]
    async with database.reading() as session:
        for table in (CaseRow, CasePersonRow, HappeningRow, CaseFileRow):
            assert (await session.scalars(select(table))).all() == []


async def test_the_rows_left_still_keep_updates_and_messages_from_coming_twice(
    holdings: Holdings, database: Database, clock: HandClock
) -> None:
    async with database.transaction() as session:
        await holdings.erase(session, MINE)
    assert await Inbox(database, clock, "test").store([NewUpdate(MINE * 100, MINE, {"text": "again"})]) == 0
    async with database.transaction() as session:
        assert not await Outbox(database, clock).add(session, f"{MINE}:sent", MINE, "sendMessage", {"text": "again"})


async def test_what_waits_for_the_user_is_not_sent_and_what_they_wrote_meanwhile_is_handled(
    holdings: Holdings, database: Database, clock: HandClock
) -> None:
    inbox = Inbox(database, clock, "test")
    await inbox.store([NewUpdate(1, MINE, {"text": "confirm"}), NewUpdate(2, MINE, {"text": "next"})])
    item = await inbox.claim(timedelta(minutes=1))
    assert item is not None
    async with database.transaction() as session:
        await holdings.erase(session, MINE)
        await inbox.finish(session, item)
    async with database.reading() as session:
        sent = (await session.scalars(select(OutboxRow).where(OutboxRow.chat_id == MINE))).one()
        rows = (await session.scalars(select(InboxRow).where(InboxRow.chat_id == MINE).order_by(InboxRow.id))).all()
    assert (sent.state, sent.params) == (OutboxState.FAILED, {})
    assert [(row.state, row.payload) for row in rows] == [
        (InboxState.DONE, {}),
        (InboxState.DONE, {}),
        (InboxState.NEW, {"text": "next"}),
    ]


async def test_a_request_is_confirmed_by_its_own_token_in_time(holdings: Holdings, clock: HandClock) -> None:
    assert await holdings.asked(MINE, "token-7")
    assert not await holdings.asked(MINE, "token-8")
    assert not await holdings.asked(OTHERS, "token-7")
    assert not await holdings.asked(10, "token-7")
    clock.forward(timedelta(minutes=15))
    assert not await holdings.asked(MINE, "token-7")


async def test_a_new_request_ends_the_one_before(holdings: Holdings, database: Database) -> None:
    async with database.transaction() as session:
        await holdings.ask(session, MINE, "newer")
    assert not await holdings.asked(MINE, "token-7")
    assert await holdings.asked(MINE, "newer")


async def test_no_column_holds_the_words_after_an_erasure(holdings: Holdings, database: Database) -> None:
    """The tables read whole, past everything that the module says of itself."""
    async with database.transaction() as session:
        await holdings.erase(session, MINE)
        tables = {
            name: str((await session.execute(text(f'SELECT * FROM "{name}"'))).all())  # noqa: S608 - our own names
            for name in Base.metadata.tables
        }
    assert [name for name, rows in tables.items() if "words-7" in rows or "place-7" in rows] == []
    assert [name for name, rows in tables.items() if "words-8" in rows] != []
