"""Unfinished forms of what a case allows no more: said when they are opened, with nothing of them lost."""

from dataclasses import replace

from conversations.actions import Action
from tests.unit.conversations.case.lives import CODE, case_in
from tests.unit.conversations.case.people import OFFICE, Person
from tests.unit.conversations.case.test_dialogue import recorded, submitted

WHY = "⚠️ Hồ sơ đang ở bước “đã đánh giá” nên không ghi được “Xem xét, đánh giá rủi ro, sai sót”."


async def judging(an: Person, *typed: str) -> None:
    """A risk is being judged, while the work is finished and evaluated by other forms."""
    an.registry.kept[CODE] = replace(case_in("carrying_out"), people=(an.chat_id,))
    await recorded(an, "risk_occurred", "Hồ sơ tồn đọng", "Xong", "20/11/2026")
    await recorded(an, "risk_judged", *typed)
    await an.tap("Lưu, để sau")
    await recorded(an, "completed", "Đạt", "Bỏ qua", "23/11/2026")
    await recorded(an, "evaluated", "Bỏ qua", "Bỏ qua", "Đúng", "Có", "Có", "24/11/2026")
    await an.tap("Ghi vào hồ sơ")
    assert an.one.standing.state == "evaluated"


async def test_what_cannot_be_recorded_any_more_says_so_when_it_is_taken_up(an: Person) -> None:
    await judging(an, "Mưa lũ kéo dài", "Xong", "Bỏ qua", "Đúng")
    (kept,) = an.kept.values()
    shown = await an.type("/tieptuc")
    assert shown.startswith(WHY)
    assert "Nguyên nhân khách quan: Mưa lũ kéo dài" in shown
    assert "Thực hiện đúng chủ trương: Đúng" in shown
    assert an.labels == ["Mở hồ sơ", "Xóa bản này", "← Danh sách"]
    assert an.kept == {kept.id: kept}
    assert await an.active() is None
    assert (await an.tap("Mở hồ sơ")).startswith(CODE)


async def test_it_says_so_from_the_list_and_can_be_deleted(an: Person) -> None:
    await judging(an)
    (draft,) = an.kept.values()
    await an.do(Action.FORM_CARD, draft.id)
    shown = await an.tap("Soạn tiếp")
    assert shown.startswith(WHY)
    assert "vẫn được giữ nguyên, chưa có nội dung." in shown
    await an.tap("Xóa bản này")
    assert "Đã xóa" in await an.tap("Xóa hẳn")
    assert an.kept == {}


async def test_what_can_be_recorded_still_is_gone_on_with(an: Person) -> None:
    await submitted(an)
    await recorded(an, "received", "1342")
    await an.tap("Lưu, để sau")
    assert "Soạn tiếp: đã trả lời 1/3 câu." in await an.type("/tieptuc")
    assert an.in_hand


async def test_who_typed_on_in_it_is_asked_nothing_of_it_after_that(an: Person) -> None:
    """It was in hand when the case went on, and is so no more."""
    await judging(an)
    (an.in_hand,) = an.kept
    (before,) = an.kept.values()
    await an.type("/tieptuc", "Mưa lũ kéo dài")
    assert an.kept == {before.id: before}
    assert an.last
    assert an.last.template != "form_aside"


async def test_a_correction_of_what_is_void_meanwhile_says_so(an: Person) -> None:
    await submitted(an)
    await an.do(Action.CASE_CORRECT, an.one.code, "1")
    await an.tap("Lưu, để sau")
    await an.do(Action.CASE_VOID_SURE, an.one.code, "1", "1")
    assert (await an.type("/tieptuc")).startswith("⚠️ Sự kiện này không còn đính chính được.")


async def test_of_a_case_that_is_not_theirs_to_see_nothing_is_said(an: Person) -> None:
    await submitted(an)
    await recorded(an, "received", "1342")
    await an.tap("Lưu, để sau")
    code = an.one.code
    an.registry.kept.clear()
    shown = await an.type("/tieptuc")
    assert shown.startswith(f"⚠️ Không còn hồ sơ {code} trong số hồ sơ được xem.")
    assert "Số đến: 1342" in shown
    assert an.labels == ["Xóa bản này", "← Danh sách"]


async def test_what_became_the_offices_to_record_is_said(an: Person) -> None:
    await submitted(an)
    await recorded(an, "received", "1342")
    await an.tap("Lưu, để sau")
    code = an.one.code
    an.registry.kept[code] = replace(an.one, office=OFFICE.id)
    assert (await an.type("/tieptuc")).startswith("⚠️ “Tiếp nhận” do cơ quan giải quyết ghi.")


async def test_a_case_that_is_begun_stands_in_nobodys_way(an: Person) -> None:
    await an.type("/hosomoi", "Một cửa lưu động")
    await an.tap("Lưu, để sau")
    assert "Soạn tiếp" in await an.type("/tieptuc")
