"""The board of an office: where each case stands, page by page, and search."""

from dataclasses import replace
from datetime import date

import pytest

from conversations.actions import Action
from conversations.case.board import NAMES
from conversations.router import Router
from storage.cases import Case
from storage.listing import SOON, Section
from tests.unit.conversations.case import cases
from tests.unit.conversations.case.cases import CALENDAR, case, numbered
from tests.unit.conversations.case.lives import case_in
from tests.unit.conversations.case.people import OFFICE, clerk
from tests.unit.conversations.registry import Registry, section

DUE = date(2027, 1, 6)
"""The last day of `cases.waiting()`."""


@pytest.mark.parametrize(
    ("found", "today", "expected"),
    [
        (case(*numbered(cases.SUBMITTED)), date(2026, 11, 20), Section.NEW),
        (cases.waiting(), date(2026, 12, 1), Section.OURS),
        (cases.waiting(), CALENDAR.back(DUE, SOON + 1), Section.OURS),
        (cases.waiting(), CALENDAR.back(DUE, SOON), Section.SOON),
        (cases.waiting(), DUE, Section.SOON),
        (cases.waiting(), date(2027, 1, 7), Section.LATE),
        (cases.paused(), date(2027, 3, 1), Section.OTHERS),
        (cases.answered(), date(2027, 3, 1), Section.OTHERS),
        (cases.troubled(), date(2027, 3, 1), Section.AT_ONCE),
    ],
)
def test_where_a_case_stands(found: Case, today: date, expected: Section) -> None:
    assert section(found, CALENDAR, today) is expected


def test_every_section_has_a_name() -> None:
    assert set(NAMES) == set(Section)
    assert len(set(NAMES.values())) == len(Section)


async def test_the_most_pressing_section_comes_first_and_the_others_are_a_button_away(router: Router) -> None:
    registry = Registry()
    for number, state in enumerate(["submitted"] * 8 + ["received", "approved", "closed"], start=1):
        code = f"DL-{2000 + number}"
        registry.kept[code] = replace(case_in(state, OFFICE.id), id=number, code=code, first_title=f"Việc {number}")
    ba = clerk(router, registry)
    shown = await ba.type("/bangviec")
    assert "Quá hạn: 1 · Mới: 8 · Chờ người khác: 1\n\nQuá hạn\n⚠️ DL-2009 · Việc 9" in shown
    assert "(trang 1/2)" in await ba.tap("Mới (8)")
    assert len([label for label in ba.labels if label.startswith("DL-")]) == 6
    await ba.tap("Trang sau ›")
    assert [label for label in ba.labels if label.startswith("DL-")] == ["DL-2007", "DL-2008"]
    assert "DL-2011" not in shown
    await ba.tap("Chờ người khác (1)")
    assert "Việc 10" in ba.screen
    assert (await ba.type("/bangviec việc 9")).count("DL-2") == 1
    assert (await ba.type("/bangviec DL-2009")).startswith("DL-2009 · Việc 9")
    assert "Không có hồ sơ nào khớp với" in await ba.type("/bangviec không có")
    await ba.do(Action.CASE_BOARD, "no-such-section", "9")
    assert ba.last
    assert ba.last.template == "case_board"
