import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from storage.drafts import Drafts, FrozenVersionError, StaleDraftError, StoredDraft, StoredVersion
from storage.files import Files, KeptFile
from storage.models import DraftRow, DraftVersionRow, FileRow
from tests.clock import HandClock

HOUR = timedelta(hours=1)


def kept(id: str, content: bytes = b"PK") -> KeptFile:
    return KeptFile(id, f"{id}.docx", "application/x", "d" * 64, content, legible=True)


def naming(*files: str) -> dict[str, object]:
    """A state that names files where the engine does: in an answer."""
    return {"answers": {"attached": [{"id": id, "name": "x", "digest": "d"} for id in files], "note": "f9"}}


class Desk:
    """Each step in a transaction of its own, for chat 7 unless told otherwise."""

    def __init__(self, database: Database, clock: HandClock) -> None:
        self.database = database
        self.drafts = Drafts(database, clock)
        self.files = Files(database, clock)

    async def do(self, step: Callable[[AsyncSession], Awaitable[None]]) -> None:
        async with self.database.transaction() as session:
            await step(session)

    async def save(self, id: str, revision: int, state: Any = None, *, chat: int = 7, title: str = "Một cửa") -> None:  # noqa: ANN401
        state = {"revision": revision} if state is None else state
        await self.do(
            lambda session: self.drafts.save(
                session, chat, id, form="plan", title=title, state=state, revision=revision
            )
        )

    async def freeze(self, id: str, number: int, *, chat: int = 7, digest: str = "a", **given: Any) -> None:  # noqa: ANN401
        given = {"title": "Một cửa", "answers": {"x": 1}, "submitted_on": None} | given
        await self.do(lambda session: self.drafts.freeze(session, chat, id, number, digest=digest, **given))

    async def delete(self, id: str, *, chat: int = 7) -> None:
        await self.do(lambda session: self.drafts.delete(session, chat, id))

    async def activate(self, id: str | None, *, chat: int = 7) -> None:
        await self.do(lambda session: self.drafts.activate(session, chat, id))

    async def look(self, *, aside: bool, chat: int = 7) -> None:
        await self.do(lambda session: self.drafts.look(session, chat, aside=aside))

    async def add_files(self, *ids: str, chat: int = 7) -> None:
        async with self.database.transaction() as session:
            for id in ids:
                await self.files.add(session, chat, kept(id))

    async def files_of(self, chat: int = 7) -> list[str]:
        async with self.database.reading() as session:
            its = select(FileRow.id).where(FileRow.chat_id == chat).order_by(FileRow.created_at, FileRow.id)
            return list(await session.scalars(its))

    async def rows(self, table: Any) -> int:  # noqa: ANN401
        async with self.database.reading() as session:
            return (await session.execute(select(func.count()).select_from(table))).scalar_one()


@pytest.fixture
def desk(database: Database, clock: HandClock) -> Desk:
    return Desk(database, clock)


async def test_a_draft_is_created_and_changed(desk: Desk, clock: HandClock) -> None:
    start = clock.now()
    await desk.save("d1", 1)
    clock.forward(HOUR)
    await desk.save("d1", 2, {"at": "Điều 4 \x00 \ud800"}, title="Tên \x00 mới")
    expected = StoredDraft("d1", "plan", "Tên \ufffd mới", {"at": "Điều 4 \x00 \ud800"}, 2, start, clock.now())
    assert await desk.drafts.get(7, "d1") == expected


async def test_several_drafts_the_one_changed_last_first(desk: Desk, clock: HandClock) -> None:
    for id in ("d1", "d2", "d3"):
        await desk.save(id, 1)
        clock.forward(HOUR)
    await desk.save("d2", 2)
    assert [draft.id for draft in await desk.drafts.all(7)] == ["d2", "d3", "d1"]


@pytest.mark.parametrize("revision", [1, 2])
async def test_a_draft_that_is_not_newer_than_the_stored_one_changes_nothing(desk: Desk, revision: int) -> None:
    await desk.save("d1", 2, {"at": "b"})
    with pytest.raises(StaleDraftError, match="d1"):
        await desk.save("d1", revision, {"at": "c"})
    draft = await desk.drafts.get(7, "d1")
    assert draft is not None
    assert (draft.revision, draft.state) == (2, {"at": "b"})


async def test_of_two_devices_at_once_one_is_told_that_it_is_too_late(desk: Desk) -> None:
    await desk.save("d1", 1)
    outcomes = await asyncio.gather(
        *(desk.save("d1", 2, {"device": number}) for number in range(6)), return_exceptions=True
    )
    assert (
        sorted(map(repr, filter(None, outcomes)))
        == [repr(StaleDraftError("Draft d1 is stored at revision 2 or later."))] * 5
    )
    winner = outcomes.index(None)
    draft = await desk.drafts.get(7, "d1")
    assert draft is not None
    assert draft.state == {"device": winner}


async def test_saving_stands_or_falls_with_its_transaction(desk: Desk) -> None:
    async with desk.database.reading() as session:
        await desk.drafts.save(session, 7, "d1", form="plan", title="x", state={}, revision=1)
    assert await desk.drafts.get(7, "d1") is None


async def test_another_users_draft_cannot_be_reached(desk: Desk) -> None:
    await desk.save("d1", 1, {"secret": "mine"})
    await desk.freeze("d1", 1)
    assert await desk.drafts.get(8, "d1") is None
    assert await desk.drafts.all(8) == ()
    assert await desk.drafts.versions(8, "d1") == ()
    assert await desk.drafts.active(8) is None
    await desk.delete("d1", chat=8)
    assert await desk.drafts.get(7, "d1") is not None
    with pytest.raises(IntegrityError):
        await desk.activate("d1", chat=8)
    with pytest.raises(IntegrityError):
        await desk.freeze("d1", 1, chat=8)
    await desk.save("d1", 1, {"secret": "theirs"}, chat=8)
    mine = await desk.drafts.get(7, "d1")
    assert mine is not None
    assert mine.state == {"secret": "mine"}


async def test_a_chat_is_in_the_middle_of_one_draft_or_none(desk: Desk) -> None:
    await desk.save("d1", 1)
    await desk.save("d2", 1)
    assert await desk.drafts.active(7) is None
    for id in ("d1", "d2"):
        await desk.activate(id)
        active = await desk.drafts.active(7)
        assert active is not None
        assert active.id == id
    await desk.activate(None)
    assert await desk.drafts.active(7) is None


async def test_a_deleted_draft_is_not_active_any_more_and_takes_its_versions_along(desk: Desk) -> None:
    await desk.save("d1", 1)
    await desk.save("d2", 1)
    await desk.freeze("d1", 1)
    await desk.freeze("d2", 1)
    await desk.activate("d1")
    await desk.delete("d1")
    await desk.delete("never")
    assert await desk.drafts.active(7) is None
    assert await desk.drafts.versions(7, "d1") == ()
    assert (await desk.rows(DraftRow), await desk.rows(DraftVersionRow)) == (1, 1)


async def test_versions_are_frozen_and_the_day_of_submission_can_be_told_later(desk: Desk, clock: HandClock) -> None:
    await desk.save("d1", 1)
    await desk.freeze("d1", 1, digest="a" * 64)
    first = clock.now()
    clock.forward(HOUR)
    await desk.freeze("d1", 2, digest="b" * 64, answers={"x": 2}, title="Mới")
    await desk.freeze("d1", 1, digest="a" * 64, submitted_on="2026-11-23")
    assert await desk.drafts.versions(7, "d1") == (
        StoredVersion("d1", 1, "a" * 64, "Một cửa", {"x": 1}, first, "2026-11-23"),
        StoredVersion("d1", 2, "b" * 64, "Mới", {"x": 2}, clock.now(), None),
    )


async def test_a_frozen_version_is_never_changed(desk: Desk) -> None:
    await desk.save("d1", 1)
    await desk.freeze("d1", 1)
    with pytest.raises(FrozenVersionError, match="Version 1"):
        await desk.freeze("d1", 1, digest="b", answers={"x": 2})
    [version] = await desk.drafts.versions(7, "d1")
    assert (version.digest, version.answers) == ("a", {"x": 1})


async def test_a_file_goes_when_its_draft_no_longer_names_it(desk: Desk) -> None:
    await desk.add_files("f1", "f2", "f9")
    await desk.save("d1", 1, naming("f1", "f2"))
    await desk.save("d1", 2, naming("f2"))
    assert await desk.files_of() == ["f2", "f9"]


async def test_a_file_stays_while_another_draft_or_a_version_names_it(desk: Desk) -> None:
    await desk.add_files("f1", "f2", "f3")
    await desk.save("d1", 1, naming("f1", "f2", "f3"))
    await desk.save("copy", 1, naming("f1"))
    await desk.freeze("d1", 1, answers=naming("f2"))
    await desk.save("d1", 2, naming())
    assert await desk.files_of() == ["f1", "f2"]
    await desk.delete("d1")
    assert await desk.files_of() == ["f1"]
    await desk.delete("copy")
    assert await desk.files_of() == []


async def test_nobody_can_name_another_users_file_away(desk: Desk) -> None:
    await desk.add_files("f1")
    await desk.save("d1", 1, naming("f1"), chat=8)
    await desk.delete("d1", chat=8)
    assert await desk.files_of() == ["f1"]


async def test_a_draft_is_looked_at_until_something_else_is_and_again_once_it_is_taken_in_hand(desk: Desk) -> None:
    await desk.look(aside=True)
    assert await desk.drafts.aside(7) is False
    await desk.save("p1", 1)
    await desk.save("p2", 1)
    await desk.save("p1", 1, chat=8)
    await desk.activate("p1")
    await desk.activate("p1", chat=8)
    assert await desk.drafts.aside(7) is False
    await desk.look(aside=True)
    await desk.look(aside=True)
    assert (await desk.drafts.aside(7), await desk.drafts.aside(8)) == (True, False)
    await desk.look(aside=False)
    assert await desk.drafts.aside(7) is False
    await desk.look(aside=True)
    await desk.activate("p2")
    assert await desk.drafts.aside(7) is False
    await desk.look(aside=True)
    await desk.activate(None)
    assert await desk.drafts.aside(7) is False
