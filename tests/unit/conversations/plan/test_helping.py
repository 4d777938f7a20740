"""Help with a plan by a chat model: a proposal is only one until it is taken."""

import pytest

from conversations.actions import Action
from conversations.events import Press, Reply
from conversations.plan.coaching import Coaching, Withheld
from knowledge.library import Library
from tests.unit.conversations.plan.desk import Desk, buttons
from tests.unit.conversations.plan.plans import SHOP, changed, read
from tests.unit.conversations.plan.test_coaching import Told, marking

DRAFT = "plan-1"
TEXT = "phường có 4 tổ ở xa, ông Võ Minh Quân phụ trách"
POLISHED = "Phường có 4 tổ dân cư ở xa; ông Võ Minh Quân phụ trách."


def desk_with(library: Library, coach: Told, text: str = TEXT) -> Desk:
    desk = Desk(library, coaching=Coaching(coach, marking, {}))
    desk.lay(changed(read(SHOP), {"need": text}))
    return desk


async def step_of(desk: Desk, key: str) -> Reply:
    revision = str(desk.kept[DRAFT].revision)
    (step,) = await desk.replies(Press(Action.FORM, (DRAFT, revision, "e", key)))
    return step


async def suggested(desk: Desk) -> Reply:
    (reply,) = await desk.press(await step_of(desk, "need"), "Gợi ý viết")
    return reply


def need(desk: Desk) -> str:
    return str(desk.kept[DRAFT].state["answers"]["need"])


async def test_is_offered_for_long_texts_that_were_written(library: Library) -> None:
    desk = desk_with(library, Told())
    assert "Gợi ý viết" in buttons(await step_of(desk, "need"))
    assert "Gợi ý viết" not in buttons(await step_of(desk, "title"))
    desk.answer("need", None)
    assert "Gợi ý viết" not in buttons(await step_of(desk, "need"))


async def test_is_not_there_without_a_model(library: Library) -> None:
    desk = Desk(library)
    desk.lay(read(SHOP))
    assert "Gợi ý viết" not in buttons(await step_of(desk, "need"))
    (reply,) = await desk.replies(Press(Action.PLAN_STYLE, (DRAFT, "8")))
    assert reply.template == "stale"


async def test_a_proposal_stands_beside_the_users_own_text(library: Library) -> None:
    desk = desk_with(library, Told(POLISHED))
    reply = await suggested(desk)
    assert (reply.context["original"], reply.context["proposal"]) == (TEXT, POLISHED)
    assert list(buttons(reply)) == ["Dùng bản này", "Giữ bản của tôi"]
    assert need(desk) == TEXT


async def test_taking_it_puts_it_in_place(library: Library) -> None:
    desk = desk_with(library, Told(POLISHED))
    revision = desk.kept[DRAFT].revision
    (step,) = await desk.press(await suggested(desk), "Dùng bản này")
    assert need(desk) == POLISHED
    assert step.template == "form_step"
    assert step.context["notices"] == ("Đã dùng bản gợi ý.",)
    assert desk.kept[DRAFT].revision > revision


async def test_keeping_ones_own_changes_nothing(library: Library) -> None:
    desk = desk_with(library, Told(POLISHED))
    (step,) = await desk.press(await suggested(desk), "Giữ bản của tôi")
    assert need(desk) == TEXT
    assert step.template == "form_step"


async def test_a_text_that_changed_since_is_not_replaced(library: Library) -> None:
    desk = desk_with(library, Told(POLISHED))
    reply = await suggested(desk)
    desk.answer("need", "Viết lại.")
    await desk.press(reply, "Dùng bản này")
    assert need(desk) == "Viết lại."


async def test_taking_twice_changes_once(library: Library) -> None:
    desk = desk_with(library, Told(POLISHED))
    reply = await suggested(desk)
    await desk.press(reply, "Dùng bản này")
    revision = desk.kept[DRAFT].revision
    await desk.press(reply, "Dùng bản này")
    assert (need(desk), desk.kept[DRAFT].revision) == (POLISHED, revision)


async def test_an_old_button_asks_nothing(library: Library) -> None:
    coach = Told(POLISHED)
    desk = desk_with(library, coach)
    old = buttons(await step_of(desk, "need"))["Gợi ý viết"]
    desk.answer("place", "Đức Phổ")
    (step,) = await desk.replies(Press(old.action, old.args))
    assert step.template in {"form_step", "form_review"}
    assert coach.told == []


@pytest.mark.parametrize(
    ("text", "proposal", "withheld"),
    [
        (f"MẬT\n{TEXT}", POLISHED, Withheld.MARKED),
        (TEXT, None, Withheld.SILENT),
        (TEXT, POLISHED.replace("4", "5"), Withheld.UNFAITHFUL),
    ],
)
async def test_what_is_withheld_is_said(library: Library, text: str, proposal: str | None, withheld: Withheld) -> None:
    desk = desk_with(library, Told(proposal), text)
    reply = await suggested(desk)
    assert reply.context["withheld"] is withheld
    assert list(buttons(reply)) == ["← Kế hoạch"]
    assert desk.answers == {}


async def test_the_appraisers_questions(library: Library) -> None:
    coach = Told(questions=("Vì sao chỉ chọn 4 tổ dân phố?", "Ai trả 99 triệu đồng?"))
    desk = desk_with(library, coach)
    (review,) = await desk.replies(Press(Action.FORM_OPEN, (DRAFT,)))
    (reply,) = await desk.press(review, "Phản biện")
    assert reply.context["questions"] == ("Vì sao chỉ chọn 4 tổ dân phố?",)
    assert "Rủi ro:\nThất lạc giấy tờ gốc" in coach.told[0]


async def test_a_marked_plan_is_not_sent(library: Library) -> None:
    coach = Told(questions=("Vì sao?",))
    desk = desk_with(library, coach, f"TUYỆT MẬT\n{TEXT}")
    (reply,) = await desk.replies(Press(Action.PLAN_CHALLENGE, (DRAFT,)))
    assert reply.context["withheld"] is Withheld.MARKED
    assert coach.told == []
