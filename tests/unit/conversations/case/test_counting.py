"""A day and a number of days, typed with the command or without it, on Wednesday 25/11/2026."""

import pytest

from conversations.actions import Action
from conversations.events import Text
from conversations.router import Router
from tests.unit.conversations.case.people import Person, official
from tests.unit.conversations.case.test_dialogue import recorded, submitted
from tests.unit.conversations.registry import Registry


@pytest.fixture
def an(router: Router) -> Person:
    return official(router, Registry())


COUNTED = [
    ("23/11/2026 30", "Hạn: hết ngày thứ Tư, 06/01/2027"),
    ("23/11 30", "Hạn: hết ngày thứ Tư, 06/01/2027"),
    ("23/11/2026, 30 ngày làm việc", "Hạn: hết ngày thứ Tư, 06/01/2027"),
    ("thu hai tuan nay 30", "Hạn: hết ngày thứ Tư, 06/01/2027"),
    ("nhận ngày 23/11/2026, 30 ngày", "Hạn: hết ngày thứ Tư, 06/01/2027"),
    ("tinh han 23/11/2026 30 ngay lam viec", "Hạn: hết ngày thứ Tư, 06/01/2027"),
    ("30 ngày làm việc kể từ ngày 23/11/2026", "Hạn: hết ngày thứ Tư, 06/01/2027"),
    ("30 ngay tu 23/11/2026", "Hạn: hết ngày thứ Tư, 06/01/2027"),
    ("tính hạn: 30 ngày lịch, từ 23/11/2026", "Hạn: hết ngày thứ Tư, 23/12/2026"),
    ("hôm qua 1", "Hạn: hết ngày thứ Tư, 25/11/2026"),
    ("hom qua 1 ngay lich", "Hạn: hết ngày thứ Tư, 25/11/2026"),
    ("thu hai tuan truoc 30", "Hạn: hết ngày"),
    ("26/11 30", "Hạn: hết ngày thứ Sáu, 08/01/2027"),
    ("26/12 30", "Hạn: hết ngày thứ Hai, 09/02/2026"),
    ("31/2/2026 30", "⚠️ Không có ngày 31/2/2026"),
    ("23/11/2026 0", "⚠️ Số ngày phải từ 1 đến 1.000."),
    ("thứ hai 30", "⚠️ “thứ hai” chưa rõ thuộc tuần nào."),
]


@pytest.mark.parametrize(("typed", "says"), COUNTED)
@pytest.mark.parametrize("before", ["", "/tinhhan "])
async def test_a_day_and_a_number_are_counted_with_and_without_the_command(
    an: Person, before: str, typed: str, says: str
) -> None:
    assert (await an.type(f"{before}{typed}")).startswith(says)


@pytest.mark.parametrize(
    "typed",
    [
        "Điều 4 khoản 3",
        "Nghị định 73/2023",
        "2027 30",
        "30",
        "23/11/2026",
        "quý 1 30",
        "30 ngày từ khi nhận",
        "tháng 3/2027 30",
    ],
)
async def test_other_texts_are_questions(an: Person, typed: str) -> None:
    await an.type("/tinhhan", typed)
    assert an.last
    assert an.last.template == "answer"


async def test_in_a_form_it_is_the_answer_where_it_can_be_one_and_counted_where_not(an: Person) -> None:
    await submitted(an)
    await recorded(an, "received", "23/11/2026 30")
    (draft,) = an.kept.values()
    assert draft.state["answers"]["number"] == "23/11/2026 30"
    await an.type("Văn phòng")
    counted, step = (await an.router.handle(Text("23/11/2026 30"), an.profile, an)).replies
    assert (counted.template, step.template) == ("due", "form_step")
    await an.type("/hoso", "23/11/2026 30")
    assert an.screen.startswith("Hạn: hết ngày")
    assert an.last
    assert Action.FORM_TYPED not in {button.action for row in an.last.keyboard for button in row}
