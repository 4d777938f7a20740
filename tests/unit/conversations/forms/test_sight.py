"""What is typed while the chat looks at something else than the form that it is in the middle of."""

import pytest

from conversations.actions import Action
from conversations.events import Press
from conversations.router import Router
from tests.unit.conversations.case.people import Person, official
from tests.unit.conversations.case.test_dialogue import begun, recorded, submitted
from tests.unit.conversations.registry import Registry


@pytest.fixture
def an(router: Router) -> Person:
    return official(router, Registry())


async def aside(an: Person, screen: str = "/hoso") -> None:
    """Half a receipt, and then another screen."""
    await submitted(an)
    await recorded(an, "received")
    await an.type(screen)


def answers(an: Person) -> dict[str, object]:
    (draft,) = an.kept.values()
    return {key: answer for key, answer in draft.state["answers"].items() if not key.startswith("about_")}


@pytest.mark.parametrize("screen", ["/hoso", "/caidat", "/tinhhan", "/trogiup"])
async def test_a_text_after_another_screen_lands_nowhere_until_the_user_says(an: Person, screen: str) -> None:
    await aside(an, screen)
    shown = await an.type("1342")
    assert "Tin vừa gửi chưa được ghi vào đâu:\n1342" in shown
    assert "Số đến?" in shown
    assert an.labels == ["Dùng làm câu trả lời", "Tra cứu câu này"]
    assert answers(an) == {}
    shown = await an.tap("Dùng làm câu trả lời")
    assert answers(an) == {"number": "1342"}
    assert "Nơi tiếp nhận?" in shown
    await an.type("Văn phòng Thị ủy")
    assert answers(an)["received_by"] == "Văn phòng Thị ủy"


async def test_a_question_is_answered_and_the_form_stays_as_it_is(an: Person) -> None:
    await aside(an)
    await an.type("Cấp trên phải trả lời trong bao lâu?")
    assert an.last
    assert an.last.template == "answer"
    assert answers(an) == {}
    await an.type("1342")
    await an.tap("Tra cứu câu này")
    assert an.last.template == "answer"
    assert answers(an) == {}


async def test_the_text_outlives_the_decision(an: Person) -> None:
    await aside(an)
    await an.type("1342")
    use = next(button for row in an.last.keyboard for button in row) if an.last else None
    assert use
    await an.tap("Tra cứu câu này")
    await an.do(use.action, *use.args)
    assert answers(an) == {"number": "1342"}
    await an.do(use.action, *use.args)
    assert "Nút vừa bấm thuộc bước cũ" in an.screen
    assert answers(an) == {"number": "1342"}


async def test_a_form_that_moved_on_meanwhile_asks_again(an: Person) -> None:
    await aside(an)
    await an.type("1342")
    use = next(button for row in an.last.keyboard for button in row) if an.last else None
    assert use
    (draft,) = an.kept.values()
    await an.do(Action.FORM, draft.id, str(draft.revision), "s")
    shown = await an.do(use.action, *use.args)
    assert "Bản này đã sang câu khác từ khi tin được gửi." in shown
    assert "Nơi tiếp nhận?" in shown
    await an.tap("Dùng làm câu trả lời")
    assert answers(an) == {"received_by": "1342"}


async def test_any_press_of_the_form_brings_it_in_sight_again(an: Person) -> None:
    await aside(an)
    assert an.is_aside
    await an.type("/tieptuc")
    assert not an.is_aside
    await an.type("1342")
    assert answers(an) == {"number": "1342"}


async def test_a_message_that_is_gone_is_asked_for_again(an: Person) -> None:
    await aside(an)
    (draft,) = an.kept.values()
    shown = await an.do(Action.FORM_TYPED, "a", "999", draft.id, str(draft.revision))
    assert shown.startswith("Tin đó không còn được lưu; xin gửi lại.")
    for args in ((), ("a",), ("a", "x", "gone", "1"), ("q", "999", "gone", "1")):
        await an.do(Action.FORM_TYPED, *args)
        assert answers(an) == {}


async def test_a_second_tap_on_the_last_step_is_told_what_was_recorded_and_records_nothing(an: Person) -> None:
    await submitted(an)
    await recorded(an, "received", "1342", "Văn phòng")
    assert an.last
    (today,) = [
        Press(button.action, button.args) for row in an.last.keyboard for button in row if button.label == "Hôm nay"
    ]
    for _ in range(3):
        await an.send(today)
    code = an.one.code
    assert an.screen == f"✅ Bản này đã được ghi vào hồ sơ {code}. Lần bấm này không ghi thêm gì."
    assert an.labels == [f"Mở hồ sơ {code}"]
    assert len(an.one.history) == 2


async def test_a_second_tap_that_made_a_case_leaves_the_next_form_in_sight(an: Person) -> None:
    await begun(an)
    await an.type("/hosomoi", "Hai cửa")
    await an.tap("Chưa được quy định")
    assert an.last
    (chosen,) = [
        Press(button.action, button.args) for row in an.last.keyboard for button in row if button.label == "Đã nộp"
    ]
    await an.send(chosen)
    await an.send(chosen)
    assert "đã được ghi vào hồ sơ" in an.screen
    assert len(an.registry.kept) == 2
    await an.type("Văn phòng Thị ủy")
    assert "ngày nào?" in an.screen
