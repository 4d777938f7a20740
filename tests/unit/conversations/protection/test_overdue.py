"""The letter that reminds of an answer, begun from a case and exported: it counts as its case does."""

from datetime import date

import pytest

from conversations.router import Router
from knowledge.library import Library
from storage.history import Happening
from storage.periods import PAUSED
from tests.unit.conversations.case.cases import case, happened, numbered
from tests.unit.conversations.case.people import Person, official
from tests.unit.conversations.protection.test_papers import words_of
from tests.unit.conversations.protection.test_sending import CODE, alone, answer, begun, filled, finished
from tests.unit.conversations.registry import Registry

SENT = happened("submitted", date(2026, 9, 1), recipient="Văn phòng Đảng ủy")
CAME = happened("received", date(2026, 9, 3), number="12")
DIFFICULT = happened("declared_difficult", date(2026, 9, 10), reason="liên quan nhiều ngành")
STOPPED = happened("prepare_again", date(2026, 9, 14), what="bổ sung", clock="stops")
AGAIN = happened("prepared_again", date(2026, 11, 2))
ANEW = happened("transferred", date(2026, 9, 21), recipient="Tỉnh ủy", skips_level="no", clock="restarts")
CAME_ANEW = happened("received", date(2026, 10, 1), number="77")
ON = happened("transferred", date(2026, 9, 21), recipient="Tỉnh ủy", skips_level="no", clock="goes_on")
CAME_ON = happened("received", date(2026, 10, 26), number="90")
PAUSE = f"kể từ ngày nhận, không tính thời gian {PAUSED} (từ ngày 15/9/2026 đến ngày 02/11/2026)"


def seated(router: Router, *history: Happening) -> Person:
    """An official whose case was received and went on so."""
    registry = Registry()
    registry.kept[CODE] = case(*numbered(SENT, CAME, *history), code=CODE)
    return official(router, registry)


async def letter(person: Person, library: Library, **changes: object) -> tuple[str, str]:
    """The words of the exported letter that was begun from the case's card, and what is shown under it."""
    draft_id = await begun(person, "overdue")
    told = {key: value for key, value in filled("overdue", library).items() if key not in {"register", "difficult"}}
    answer(person, draft_id, told)
    if changes:
        kept = person.kept[draft_id]
        kept.state["answers"].update(changes)
    shown = await finished(person, draft_id)
    assert person.last
    assert person.last.attachment
    return words_of(person.last.attachment.content), shown


@pytest.mark.parametrize(
    ("history", "register", "ends"),
    [
        ((), "12", "thời hạn 30 ngày làm việc hết ngày 15/10/2026."),
        ((DIFFICULT,), "12", "thời hạn 60 ngày làm việc hết ngày 27/11/2026."),
        ((STOPPED, AGAIN), "12", "thời hạn 30 ngày làm việc hết ngày 04/12/2026."),
        ((ON, CAME_ON), "12", "thời hạn 30 ngày làm việc hết ngày 15/10/2026."),
        ((ANEW, CAME_ANEW), "77", "thời hạn 30 ngày làm việc hết ngày 12/11/2026."),
    ],
)
async def test_the_exported_letter_has_the_count_and_the_register_number_of_its_case(
    router: Router, library: Library, history: tuple[Happening, ...], register: str, ends: str
) -> None:
    text, _ = await letter(seated(router, *history), library)
    assert ends in text
    assert f"Số đến: {register}." in text
    assert ("không tính thời gian" in text) is (STOPPED in history)


async def test_a_pause_is_named_with_its_days(router: Router, library: Library) -> None:
    text, _ = await letter(seated(router, STOPPED, AGAIN), library)
    assert PAUSE in text


async def test_while_nothing_runs_the_letter_counts_nothing(router: Router, library: Library) -> None:
    for history in ((STOPPED,), (ANEW,)):
        text, shown = await letter(seated(router, *history), library)
        assert "thời hạn 30 ngày" not in text
        assert "Chưa quá hạn" not in shown


@pytest.mark.parametrize(
    ("history", "early"),
    [((), False), ((DIFFICULT,), True), ((STOPPED, AGAIN), True), ((ANEW, CAME_ANEW), False)],
)
async def test_on_the_screen_it_is_said_when_the_case_is_not_late_yet(
    router: Router, library: Library, history: tuple[Happening, ...], early: bool
) -> None:
    text, shown = await letter(seated(router, *history), library)
    assert ("⚠️ Chưa quá hạn: còn " in shown) is early
    assert "Chưa quá hạn" not in text


async def test_it_is_said_of_a_letter_without_a_case(router: Router, library: Library) -> None:
    person = official(router, Registry())
    await alone(person, "overdue", library, difficult="no")
    assert "⚠️ Chưa quá hạn: còn 29 ngày làm việc, đến hết ngày 06/01/2027." in person.screen


async def test_another_day_of_receipt_than_the_cases_names_no_last_day(router: Router, library: Library) -> None:
    text, shown = await letter(seated(router, DIFFICULT), library, received="2026-09-07")
    assert "ngày làm việc kể từ ngày nhận" in text
    assert "hết ngày" not in text
    assert "Chưa quá hạn" not in shown
