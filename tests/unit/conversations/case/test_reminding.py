"""The one message of a day, however much there is to say."""

from dataclasses import replace
from datetime import date

import pytest

from bot.rendering import Renderer
from conversations.access import Relation
from conversations.case.reminding import MOST_OF_EACH, ReminderScreens
from conversations.cases import SeenCase
from knowledge.library import Library
from storage.case_deadlines import deadlines
from storage.deadlines import Reminder
from storage.held import Happened, Held, Moved
from storage.history import CORRECTED, Happening
from storage.lifecycle import Who
from tests.unit.conversations.case import cases
from tests.unit.conversations.case.cases import CALENDAR, numbered
from tests.unit.conversations.case.cases import case as case_of
from tests.unit.conversations.chat import MEMBER

TODAY = date(2027, 3, 1)
MANY = 20


@pytest.fixture(scope="module")
def seen() -> dict[int, SeenCase]:
    """Many cases with all that may be due, and long words."""
    troubled = cases.troubled()
    return {
        number: SeenCase(replace(troubled, id=number, code=f"DL-{2000 + number}", title="Dài " * 30), Relation.OFFICE)
        for number in range(1, MANY + 1)
    }


def everything(seen: dict[int, SeenCase]) -> Held:
    due = [Reminder(id, one.key, one.due) for id, it in seen.items() for one in deadlines(it.case.standing, CALENDAR)]
    happened = [Happened(id, number) for id, it in seen.items() for number in range(1, len(it.case.history) + 1)]
    moved = [Moved(id, "answer:0", TODAY, TODAY, "nghỉ bù " * 20) for id in seen]
    return Held(tuple(due), tuple(happened), tuple(moved))


def test_it_fits_one_message_and_says_how_much_is_left_out(seen: dict[int, SeenCase], library: Library) -> None:
    held = everything(seen)
    reply = ReminderScreens(library).reply(held, seen, CALENDAR, TODAY, MEMBER)
    assert reply
    [message] = Renderer().messages(reply)
    assert len(message.call().params["text"]) < 4096
    text = Renderer().html(reply)
    assert text.count("📄 <b>DL-") == MOST_OF_EACH
    assert f"Còn {len(held.happened) - MOST_OF_EACH} tin khác" in text
    assert f"Đến hạn, làm ngay: {len(held.reminders)}</b>" in text
    assert f"Còn {len(held.reminders) - MOST_OF_EACH} việc khác" in text
    assert len({button.label for row in reply.keyboard for button in row}) <= 2 * MOST_OF_EACH + 1


def test_an_entry_that_was_put_right_says_so(library: Library) -> None:
    put_right = Happening(0, CORRECTED, TODAY, Who.OFFICE, {}, corrects=2)
    case = case_of(*numbered(cases.SUBMITTED, cases.RECEIVED, put_right))
    seen = {case.id: SeenCase(case, Relation.OWN)}
    held = Held(happened=(Happened(case.id, 2), Happened(case.id, 3)))
    reply = ReminderScreens(library).reply(held, seen, CALENDAR, TODAY, MEMBER)
    assert reply
    text = Renderer().html(reply)
    assert "Tiếp nhận, thứ Hai 23/11/2026" in text
    assert "<i>(đã đính chính tại số 3)</i>" in text
    assert "Đính chính số 2 (Tiếp nhận)" in text


def test_nothing_is_said_of_nothing(library: Library) -> None:
    assert ReminderScreens(library).reply(Held(), {}, CALENDAR, TODAY, MEMBER) is None
    gone = Held((Reminder(9, "answer:0", TODAY),), (Happened(9, 1),), (Moved(9, "answer:0", TODAY, TODAY, "x"),))
    assert ReminderScreens(library).reply(gone, {}, CALENDAR, TODAY, MEMBER) is None
