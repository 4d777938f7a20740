"""The assessment and its papers as users go through them."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document

from conversations.actions import Action
from conversations.documents.printing import PDF_MIME, NotPrinted
from conversations.events import Press, Profile, Reply
from conversations.membership import Role
from knowledge.library import Library
from tests.unit.conversations.plan.desk import RENDERER, Desk, Printing, buttons
from tests.unit.conversations.protection.desk import protection_desk
from tests.unit.conversations.protection.promising import faults
from tests.unit.conversations.protection.test_from_case import PILOT, RECEIVED, STARTED, SUBMITTED, case

RESULT = "Xem kết quả đối chiếu"
GONE = {one for one in Action if one.startswith(("protect", "paper"))} - {Action.PROTECT_FILL, Action.PROTECT_DROP}
RIGHT = "Đúng, điền giúp"
QUESTION = "Hồ sơ của tôi có được bảo vệ không?"


@pytest.fixture
def desk(library: Library) -> Desk:
    return protection_desk(library)


async def to_the_end(desk: Desk, reply: Reply) -> Reply:
    """Takes the first choice at every step, up to the review."""
    while RESULT not in buttons(reply):
        (reply,) = await desk.press(reply, next(iter(buttons(reply))))
    return reply


async def result_of(desk: Desk, reply: Reply) -> Reply:
    (result,) = await desk.press(await to_the_end(desk, reply), RESULT)
    return result


def told(reply: Reply) -> str:
    return RENDERER.html(reply)


async def test_the_question_leads_to_a_result(desk: Desk) -> None:
    (answer,) = await desk.say(QUESTION)
    (step,) = await desk.press(answer, "Đối chiếu hồ sơ của tôi")
    result = await result_of(desk, step)
    assert result.template == "protection_result"
    assert "không phải kết luận của cơ quan có thẩm quyền" in told(result)
    assert told(result).count("✅") == 7
    assert faults(told(result)) == []


async def test_a_sentence_fills_in_what_it_tells_and_the_rest_is_asked(desk: Desk) -> None:
    (answer,) = await desk.say("Tôi cho làm thí điểm rồi bị thanh tra, có bị xử lý không?")
    (asked,) = await desk.press(answer, "Đối chiếu hồ sơ của tôi")
    assert "Kiểm tra, thanh tra: <b>" in told(asked)
    assert desk.kept == {}
    (step,) = await desk.press(asked, RIGHT)
    assert "Đã điền từ thông tin có sẵn: Nơi công tác, Kiểm tra, thanh tra" not in told(step)
    assert "Đã điền từ thông tin có sẵn: Kiểm tra, thanh tra" in told(step)
    (draft,) = desk.kept.values()
    assert draft.state["answers"] == {"jurisdiction": "quang-ngai", "examined": "yes"}


async def test_the_command_takes_a_sentence(desk: Desk) -> None:
    (asked,) = await desk.command("baove", "tôi là chuyên viên, sếp đồng ý miệng")
    assert told(asked).count("•") == 2
    await desk.press(asked, RIGHT)
    (draft,) = desk.kept.values()
    assert draft.state["answers"] == {"jurisdiction": "quang-ngai", "post": "staff", "approval": "oral"}


async def test_what_was_not_understood_rightly_is_asked(desk: Desk) -> None:
    (asked,) = await desk.command("baove", "đang bị kiểm tra đấy, ý tôi là cái cầu")
    assert "Kiểm tra, thanh tra" in told(asked)
    (step,) = await desk.press(asked, "Trả lời từng câu")
    assert "Đã điền" not in told(step)
    (draft,) = desk.kept.values()
    assert "examined" not in draft.state["answers"]


async def test_what_was_understood_wrongly_is_left_out_and_the_rest_filled_in(desk: Desk) -> None:
    (asked,) = await desk.command("baove", "tôi là chuyên viên, sếp đồng ý miệng, đang bị kiểm tra")
    assert [one for one in buttons(asked) if one.startswith("Bỏ")] == [
        "Bỏ: Chức vụ", "Bỏ: Cho chủ trương", "Bỏ: Kiểm tra, thanh tra",
    ]  # fmt: skip
    (left,) = await desk.press(asked, "Bỏ: Cho chủ trương")
    assert left.redraw
    assert "Cho chủ trương" not in told(left)
    (last,) = await desk.press(left, "Bỏ: Chức vụ")
    assert list(buttons(last)) == ["Đúng, điền giúp", "Trả lời từng câu"]
    assert desk.kept == {}
    (step,) = await desk.press(last, RIGHT)
    assert step.redraw
    (draft,) = desk.kept.values()
    assert draft.state["answers"] == {"jurisdiction": "quang-ngai", "examined": "yes"}


async def test_a_sentence_that_tells_nothing_begins_at_once(desk: Desk) -> None:
    (step,) = await desk.command("baove", "tôi muốn hỏi")
    assert step.template == "form_step"


async def test_the_command_lists_what_was_begun(desk: Desk) -> None:
    (step,) = await desk.command("baove")
    assert step.template == "form_step"
    (listing,) = await desk.command("baove")
    assert listing.template == "form_list"
    (step,) = await desk.press(listing, "Soạn đối chiếu mới")
    assert step.template == "form_step"


async def test_a_stranger_is_offered_nothing(library: Library) -> None:
    desk = protection_desk(library)
    desk.profile = Profile(jurisdiction="quang-ngai", greeted=True)
    (answer,) = await desk.say(QUESTION)
    assert "Đối chiếu hồ sơ của tôi" not in buttons(answer)


async def test_another_question_is_offered_nothing(desk: Desk) -> None:
    (answer,) = await desk.say("Quảng Ngãi phải trả lời trong bao nhiêu ngày?")
    assert "Đối chiếu hồ sơ của tôi" not in buttons(answer)


async def test_personal_gain_stops_at_once(desk: Desk) -> None:
    (step,) = await desk.command("baove")
    while "Việc làm này vì ai?" not in told(step):
        (step,) = await desk.press(step, "Bỏ qua")
    (review,) = await desk.press(step, "Có lợi ích cá nhân, nhóm, cục bộ")
    assert RESULT in buttons(review)
    (stop,) = await desk.press(review, RESULT)
    assert stop.template == "protection_stopped"
    assert "Điều 3 khoản 6" in told(stop)
    (again,) = await desk.press(stop, "← Xem lại câu trả lời")
    assert again.template == "form_review"


async def test_everything_may_be_passed_over(desk: Desk) -> None:
    (step,) = await desk.command("baove")
    while RESULT not in buttons(step):
        (step,) = await desk.press(step, "Bỏ qua")
    (result,) = await desk.press(step, RESULT)
    assert "✅" not in told(result)
    assert "❌" not in told(result)
    assert "chưa đủ căn cứ" in told(result)


async def test_what_a_result_leads_to(desk: Desk) -> None:
    (asked,) = await desk.command("baove", "đã có thiệt hại, tôi chưa báo cáo thiệt hại")
    (step,) = await desk.press(asked, RIGHT)
    result = await result_of(desk, step)
    (steps,) = await desk.press(result, "Việc cần làm")
    assert told(steps).splitlines()[2].startswith("1. Báo cáo bằng văn bản rủi ro, sai sót đã xảy ra.")
    (evidence,) = await desk.press(result, "Giấy tờ cần gom")
    assert "Báo cáo rủi ro, sai sót: ngày gửi, nơi nhận" in told(evidence)
    (differences,) = await desk.press(result, "Văn bản khác nhau")
    assert "DỰ THẢO – chưa có hiệu lực" in told(differences)
    assert "Kết luận số 14-KL/TW" in told(differences)
    (back,) = await desk.press(differences, "← Kết quả")
    assert told(back) == told(result)


async def test_a_step_leads_to_its_paper_with_what_is_known(desk: Desk) -> None:
    (asked,) = await desk.command("baove", "đã có thiệt hại, tôi chưa báo cáo thiệt hại")
    (step,) = await desk.press(asked, RIGHT)
    result = await result_of(desk, step)
    (paper,) = await desk.press(result, "Soạn: Báo cáo rủi ro")
    assert paper.template == "form_step"
    draft = desk.kept[desk.in_hand]
    assert draft.form == "risk"
    assert draft.state["answers"] == {"jurisdiction": "quang-ngai", "side": "party"}


async def test_the_sheet_is_a_document_to_take_along(desk: Desk) -> None:
    (step,) = await desk.command("baove")
    result = await result_of(desk, step)
    (sheet,) = await desk.press(result, "Bản đối chiếu DOCX")
    assert sheet.attachment
    assert sheet.attachment.name == "ban-doi-chieu-20261125.docx"
    document = Document(BytesIO(sheet.attachment.content))
    text = "\n".join(
        [*(one.text for one in document.paragraphs)]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    assert "không thay cơ quan có thẩm quyền quyết định" in text
    assert "Điều 6 khoản 1" in text
    assert faults(text) == []


@pytest.mark.parametrize("why", [None, *NotPrinted])
async def test_the_sheet_as_pdf_or_why_not(library: Library, why: NotPrinted | None) -> None:
    desk = protection_desk(library, Printing(why))
    (step,) = await desk.command("baove")
    await to_the_end(desk, step)
    (reply,) = await desk.replies(Press(Action.PROTECT_SHEET, (desk.in_hand, "pdf")))
    assert (reply.attachment.mime if reply.attachment else reply.template) == ("plan_not_printed" if why else PDF_MIME)


async def test_a_case_answers_what_its_history_tells(library: Library) -> None:
    desk = protection_desk(library)
    desk.registry.kept["DL-7K3Q"] = replace(case(SUBMITTED, RECEIVED, PILOT, STARTED), people=(desk.chat_id,))
    (step,) = await desk.replies(Press(Action.PROTECT_CASE, ("DL-7K3Q",)))
    assert "Đối chiếu DL-7K3Q" in told(step)
    assert desk.kept[desk.in_hand].state["answers"]["approval"] == "written"
    (stale,) = await desk.replies(Press(Action.PROTECT_CASE, ("DL-XXXX",)))
    assert stale.template == "stale"


@pytest.mark.parametrize(
    "press",
    [
        *(Press(action, ("nothing",)) for action in Action if action in GONE),
        *(Press(action) for action in Action if action in GONE),
    ],
)
async def test_a_button_of_something_gone_says_so(desk: Desk, press: Press) -> None:
    (reply,) = await desk.replies(press)
    assert reply.template in {"form_gone", "stale"}


async def test_a_paper_of_no_kind_is_gone(desk: Desk) -> None:
    await desk.command("baove")
    (reply,) = await desk.replies(Press(Action.PROTECT_PAPER, (desk.in_hand, "nonsense")))
    assert reply.template == "form_gone"


async def test_in_a_place_without_documents_the_centres_decide(library: Library) -> None:
    desk = protection_desk(library)
    desk.profile = replace(desk.profile, jurisdiction="other", role=Role.CLERK)
    (step,) = await desk.command("baove")
    result = await result_of(desk, step)
    assert "Đối chiếu với Kết luận số 14-KL/TW" in told(result)
    assert "không có văn bản đang áp dụng của riêng nơi công tác này" in told(result)


async def test_a_draft_decides_nothing(library: Library) -> None:
    desk = protection_desk(library)
    desk.profile = replace(desk.profile, jurisdiction="lam-dong")
    (step,) = await desk.command("baove")
    result = await result_of(desk, step)
    assert "Đối chiếu với Kết luận số 14-KL/TW" in told(result)
    assert "Lâm Đồng (tháng 6/2026): DỰ THẢO – chưa có hiệu lực" in told(result)
    assert "tuyệt đối" not in told(result)
