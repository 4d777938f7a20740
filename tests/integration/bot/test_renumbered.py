"""What waits for the morning is told of then, also where it has been numbered anew in its case meanwhile."""

import pytest

from knowledge.library import Library
from storage.cases import Case
from storage.database import Database
from storage.history import CORRECTED, Happening
from storage.lifecycle import Who
from storage.models import OutboxState
from tests.clock import HandClock
from tests.integration.bot.office import Office, at

AN = 1
RISK = ("Cán bộ báo cáo rủi ro, sai sót", "Báo cáo rủi ro, sai sót với cấp trên", "Đánh giá động cơ")
LETTER = "Gửi văn bản tới cơ quan đã ban hành"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


async def at_risk(office: Office) -> Case:
    """A pilot with a letter to write and an obstacle to remove, of which a risk is recorded at night."""
    await office.member(AN)
    case = await office.case(AN)
    case = await office.record(case, "submitted", "2026-11-20", Who.PROPOSER, recipient="Văn phòng Thị ủy")
    case = await office.record(case, "received", "2026-11-20")
    case = await office.record(case, "described", "2026-11-20", issue="unsuitable")
    case = await office.record(case, "decided", "2026-11-24", outcome="pilot", decided_by="collective", number="215")
    case = await office.record(case, "obstruction_reported", "2026-11-24", Who.PROPOSER, recipient="Tỉnh ủy")
    await office.live(at("2026-11-26", "06:00"))
    office.go_to(at("2026-11-26", "22:00"))
    case = await office.record(case, "risk_occurred", "2026-11-26", Who.PROPOSER, what="mất điện")
    await office.tick()
    assert len(await office.rows(OutboxState.PENDING)) == 1
    return case


async def void(office: Office, case: Case, number: int) -> None:
    happening = Happening(0, CORRECTED, case.history[number - 1].happening.on, Who.PROPOSER, corrects=number, void=True)
    async with office.database.transaction() as session:
        calendar = await office.stores.calendar()
        await office.stores.cases.record(session, case, happening, actor=AN, calendar=calendar)


@pytest.mark.parametrize("renumbered", ["not", "by the kind of the issue", "by a void entry"])
async def test_what_arose_at_night_is_told_once_in_the_morning(
    database: Database, library: Library, renumbered: str
) -> None:
    office = Office(database, HandClock(at("2026-11-25", "10:00")), library)
    case = await at_risk(office)
    before = len(office.telegram.sent)
    if renumbered == "by the kind of the issue":
        await office.record(case, "described", "2026-11-26", issue="unregulated")
    elif renumbered == "by a void entry":
        await void(office, case, 5)
    await office.live(at("2026-11-27", "20:00"))
    [(_, _, told, _), *later] = office.telegram.sent[before:]
    assert [told.count(label) for label in RISK] == [1, 1, 1]
    assert later == []
    assert (LETTER in told) is (renumbered != "by the kind of the issue")
