"""The dialogues of cases: one's own paper trail, an office, bad input, corrections, two people at once."""

from dataclasses import replace

import pytest

from conversations.actions import Action
from conversations.case.pressing import ANSWERS
from conversations.membership import Office
from conversations.router import Router
from storage.lifecycle import Who
from tests.unit.conversations.case.cases import moved
from tests.unit.conversations.case.people import ELSEWHERE, OFFICE, Person, administrator, clerk, official
from tests.unit.conversations.registry import Registry

TITLE = "Một cửa lưu động"


@pytest.fixture
def ba(router: Router, registry: Registry) -> Person:
    return clerk(router, registry)


async def begun(an: Person, stage: str = "Chưa nộp") -> None:
    await an.type("/hosomoi", TITLE)
    await an.tap("Chưa được quy định")
    await an.tap(stage)


async def submitted(an: Person, on: str = "19/11/2026") -> None:
    await begun(an, "Đã nộp")
    if "nộp cho cơ quan nào" in an.screen:
        await an.tap(an.labels[0])
    else:
        await an.type("Văn phòng Thị ủy")
    await an.type(on)


async def recorded(person: Person, event: str, *texts: str) -> str:
    """Opens the case, chooses an event and types what it asks."""
    await person.do(Action.CASE_RECORD, person.one.code, event)
    return await person.type(*texts)


async def test_a_deadline_that_the_calendar_moved_is_told_on_the_card_and_in_the_history(an: Person) -> None:
    an.registry.kept["DL-7K3Q"] = replace(moved(), people=(an.chat_id,), office=None)
    await an.type("/hoso DL-7K3Q")
    assert "📅 Hạn đã chuyển từ thứ Ba 05/01/2027, theo Thông báo số 1." in an.screen
    await an.tap("Diễn biến")
    assert [line for line in an.screen.splitlines() if line[:1] in {"1", "2", "3", "📅"}] == [
        "3. thứ Hai 30/11/2026: Giao thẩm định",
        "📅 thứ Tư 25/11/2026: Hạn trả lời bằng văn bản chuyển từ 05/01/2027 sang 06/01/2027 "
        "(Lý do: 24/11/2026 là ngày nghỉ (nghỉ bù); Theo: Thông báo số 1)",
        "2. thứ Hai 23/11/2026: Tiếp nhận",
        "1. thứ Năm 19/11/2026: Nộp đề xuất",
    ]
    assert an.labels[:3] == ["3", "2", "1"]


async def test_an_official_tracks_a_case_alone(an: Person) -> None:
    await submitted(an)
    assert "✅ Đã ghi: Nộp đề xuất, thứ Năm 19/11/2026." in an.screen
    assert "Chưa có ngày cơ quan nhận được nên chưa tính hạn" in an.screen
    assert await an.tap("Ghi sự kiện") == (f"{an.one.code} · Đã nộp, chờ tiếp nhận\n\nGhi sự kiện nào đã xảy ra?")
    assert an.labels == [
        *("Tiếp nhận", "Gửi văn bản đề nghị trả lời"),
        *("Yêu cầu được bảo vệ", "Thấy cán bộ cần được bảo vệ"),
        *("Gửi phản ánh bị cản trở, trù dập", "Sửa tên, loại vấn đề của hồ sơ", "Rút đề xuất", "← Hồ sơ"),
    ]
    await an.tap("Tiếp nhận")
    await an.type("1342", "Văn phòng Thị ủy", "thứ hai tuần này")
    assert "Hạn (Trả lời bằng văn bản): thứ Tư 06/01/2027 (30 ngày làm việc từ thứ Hai 23/11/2026)" in an.screen
    assert "còn 29 ngày làm việc" in an.screen
    assert "Đã trừ: 12 ngày cuối tuần, 24/11 " in an.screen
    assert "trong vòng 30 ngày làm việc kể từ ngày nhận được đề xuất" in an.screen
    assert an.one.standing.state == "received"
    assert [one.actor for one in an.one.history] == [1, 1]


async def test_offices_of_another_place_are_not_offered(router: Router, registry: Registry) -> None:
    away = Office("hp", "Văn phòng Thành ủy Hải Phòng", "hai-phong")
    an = official(router, registry, offices=(away, replace(OFFICE, jurisdiction="quang-ngai")))
    await begun(an, "Đã nộp")
    assert OFFICE.name in an.labels
    assert away.name not in an.labels


async def test_a_case_goes_through_an_office(router: Router, registry: Registry, ba: Person) -> None:
    an = official(router, registry, offices=(OFFICE, ELSEWHERE))
    await begun(an, "Đã nộp")
    assert "nộp cho cơ quan nào" in an.screen
    await an.tap(OFFICE.name)
    await an.type("19/11/2026")
    assert an.one.office == OFFICE.id
    assert await ba.type("/bangviec") == (
        f"Bảng việc · {OFFICE.name}\nMới: 1\n\nMới\n{an.one.code} · {TITLE}\nĐã nộp, chờ tiếp nhận\n\n"
        "Bấm mã để mở. Tìm: gõ /bangviec kèm mã, tên hoặc số văn bản."
    )
    await ba.tap(an.one.code)
    await ba.tap("Ghi sự kiện")
    await ba.tap("Tiếp nhận")
    await ba.type("1342", "Văn phòng Thị ủy", "23/11/2026")
    assert "còn 29 ngày làm việc" in ba.screen
    await ba.tap("Ghi sự kiện")
    await ba.tap("Có quyết định")
    await ba.tap("Cho chủ trương thực hiện thí điểm")
    await ba.tap("Tập thể")
    await ba.type("215-TB/TU")
    await ba.tap("Bỏ qua")
    await ba.tap("Hôm nay")
    assert "xem lại" in ba.screen
    assert an.one.standing.state == "received"
    await ba.tap("Ghi vào hồ sơ")
    assert an.one.standing.state == "approved"
    assert "✅ Đã ghi: Có quyết định, thứ Tư 25/11/2026." in ba.screen
    after, actor, event = registry.told[-1]
    assert (actor, event.decision, after.people) == (7, True, (1,))
    assert [one.happening.who for one in an.one.history] == [Who.PROPOSER, Who.OFFICE, Who.OFFICE]
    assert await ba.type("/bangviec") == ba.screen
    assert "Chờ người khác: 1" in ba.screen


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("30/2", "Không có ngày 30/2: tháng 2 chỉ có 29 ngày."),
        ("mai", "Ngày 26/11/2026 chưa đến; ghi hôm nay hoặc một ngày đã qua."),
        ("1/12/2026", "Ngày 1/12/2026 chưa đến; ghi hôm nay hoặc một ngày đã qua."),
        (
            "18/11/2026",
            "Thứ Tư 18/11/2026 trước “Nộp đề xuất”. Ghi được từ 19/11/2026 (“Nộp đề xuất”) đến 25/11/2026 (hôm nay).",
        ),
        (
            "26/12",
            "Thứ Sáu 26/12/2025 trước “Nộp đề xuất”. Ghi được từ 19/11/2026 (“Nộp đề xuất”) đến 25/11/2026 (hôm nay).",
        ),
        ("21/9/2021", "Ngày 21/9/2021 trước ngày 22/9/2021, ngày ban hành Kết luận số 14-KL/TW"),
        ("hôm nào đó", "Chưa nhận ra ngày."),
    ],
)
async def test_a_day_that_cannot_be_is_told_with_what_can_and_changes_nothing(
    an: Person, typed: str, says: str
) -> None:
    await submitted(an)
    before = an.one
    shown = await recorded(an, "received", "1342", "Văn phòng", typed)
    assert shown.startswith(f"⚠️ {says}")
    assert an.one == before
    assert "✅ Đã ghi: Tiếp nhận, thứ Hai 23/11/2026." in await an.type("thứ hai tuần này")


@pytest.mark.parametrize(("typed", "day"), [("thứ năm tuần trước", "19/11/2026"), ("hôm qua", "24/11/2026")])
async def test_days_are_read_the_way_people_write_them(an: Person, typed: str, day: str) -> None:
    await submitted(an, typed)
    assert f"Nộp đề xuất, thứ {'Năm' if day < '2' else 'Ba'} {day}." in an.screen


async def test_a_day_without_year_that_is_about_to_come_is_refused(an: Person) -> None:
    await submitted(an, "26/11")
    assert an.screen.startswith("⚠️ Ngày 26/11/2026 chưa đến; ghi hôm nay hoặc một ngày đã qua")
    assert "Đồng chí ghi như: 25/11/2026" in an.screen
    assert an.one.history == ()
    assert "✅ Đã ghi: Nộp đề xuất, thứ Tư 26/11/2025." in await an.type("26/11/2025")


async def test_a_leap_day_without_year_is_told_with_its_year(an: Person) -> None:
    await submitted(an, "29/2")
    assert "✅ Đã ghi: Nộp đề xuất, thứ Năm 29/02/2024." in an.screen


async def test_the_example_of_a_day_is_one_that_the_case_takes(an: Person) -> None:
    await begun(an, "Đã nộp")
    assert "Ví dụ: 25/11/2026" in await an.type("Văn phòng Thị ủy")
    assert "Đồng chí ghi như: 25/11/2026" in await an.type("hôm nào đó")
    assert "✅ Đã ghi: Nộp đề xuất, thứ Tư 25/11/2026." in await an.type("25/11/2026")
    await an.do(Action.CASE_RECORD, an.one.code, "received")
    assert "Ví dụ: 25/11/2026" in await an.type("1342", "Văn phòng")
    assert "✅ Đã ghi: Tiếp nhận, thứ Tư 25/11/2026." in await an.type("25/11/2026")


async def test_the_example_of_a_day_in_a_correction_is_the_recorded_one(an: Person) -> None:
    await submitted(an)
    await recorded(an, "received", "1342", "Văn phòng", "23/11/2026")
    await an.do(Action.CASE_CORRECT, an.one.code, "1")
    assert "Ví dụ: 19/11/2026" in await an.tap("2")
    assert "Đồng chí ghi như: 19/11/2026" in await an.type("hôm nào đó")


async def test_a_second_receipt_is_refused_with_what_is_possible(an: Person) -> None:
    await submitted(an)
    await recorded(an, "received", "1342", "Văn phòng", "23/11/2026")
    before = an.one
    shown = await an.do(Action.CASE_RECORD, an.one.code, "received")
    assert shown.startswith("⚠️ Hồ sơ đang ở bước “chờ trả lời” nên không ghi được “Tiếp nhận”. Ghi được: “Chuyển cấp")
    assert an.one == before
    assert "Có quyết định" in an.labels


async def test_a_form_of_an_event_that_is_not_possible_any_more_keeps_what_was_typed(an: Person, ba: Person) -> None:
    """Two forms for the same receipt: the second finds the case as it is now."""
    await submitted(an)
    await recorded(an, "received", "1342", "Văn phòng")
    first = replace(an.kept[an.in_hand], id="first")
    an.kept["first"] = first
    await an.type("23/11/2026")
    shown = await an.do(Action.FORM, "first", str(first.revision), "a", "2026-11-25")
    assert shown.startswith("⚠️ Hồ sơ đang ở bước “chờ trả lời” nên không ghi được “Tiếp nhận”.")
    assert "Nội dung đã nhập còn trong /tieptuc." in shown
    assert (set(an.kept), an.in_hand) == ({"first"}, "")
    assert len(an.one.history) == 2
    await an.type("/tieptuc")
    assert "nên không ghi được “Tiếp nhận”" in an.screen
    assert "1342" in an.screen


async def test_a_half_filled_form_is_found_again_and_gone_on_with(an: Person) -> None:
    await submitted(an)
    code = an.one.code
    await recorded(an, "received", "1342")
    first = an.in_hand
    await recorded(an, "answer_asked", "Thị ủy")
    assert await an.type("/tieptuc")
    assert [label for label in an.labels if label != "Tùy chọn"] == [
        f"Hồ sơ {code} · Gửi văn bản đề nghị trả …",
        f"Hồ sơ {code} · Tiếp nhận",
    ]
    await an.type(f"/hoso {code}")
    assert an.labels[:2] == ["Viết tiếp: Gửi văn bản đề nghị trả lời", "Viết tiếp: Tiếp nhận"]
    assert "Soạn tiếp: đã trả lời 1/3 câu." in await an.tap("Viết tiếp: Tiếp nhận")
    shown = await recorded(an, "received")
    assert (an.in_hand, len(an.kept)) == (first, 2)
    assert "Viết tiếp: đã trả lời 1/3 câu." in shown
    shown = await an.type("Văn phòng", "23/11/2026")
    assert "✅ Đã ghi: Tiếp nhận, thứ Hai 23/11/2026." in shown
    assert an.labels[0] == "Viết tiếp: Gửi văn bản đề nghị trả lời"
    assert "Viết tiếp: Tiếp nhận" not in an.labels
    shown = await recorded(an, "answer_asked")
    assert "Hồ sơ có thêm sự kiện từ khi viết dở: nội dung đã nhập vẫn còn, xin cho biết lại ngày." in shown
    assert "Số văn bản?" in shown
    assert len(an.kept) == 1


async def test_a_half_filled_correction_is_gone_on_with_while_the_case_stays_as_it_was(an: Person) -> None:
    await submitted(an)
    code = an.one.code
    await an.do(Action.CASE_CORRECT, code, "1")
    await an.tap("1")
    await an.type("Thường trực Thị ủy")
    await an.type(f"/hoso {code}")
    assert an.labels[0] == "Viết tiếp: Đính chính nộp đề xuất"
    assert "1. Nơi nhận: Thường trực Thị ủy" in await an.do(Action.CASE_CORRECT, code, "1")
    assert len(an.kept) == 1
    await recorded(an, "received", "1342", "Văn phòng", "23/11/2026")
    shown = await an.do(Action.CASE_CORRECT, code, "1")
    assert "bản này mở lại theo hồ sơ hiện nay" in shown
    assert "1. Nơi nhận: Văn phòng Thị ủy" in shown
    assert len(an.kept) == 1


async def test_a_required_answer_is_not_left_out(an: Person) -> None:
    await begun(an, "Đã nộp")
    await an.tap("Bỏ qua")
    await an.tap("Hôm nay")
    assert "xem lại" in an.screen
    assert an.one.history == ()
    assert "Còn câu bắt buộc chưa trả lời" in await an.tap("Ghi vào hồ sơ")
    await an.tap("1")
    assert "✅ Đã ghi: Nộp đề xuất" in await an.type("Văn phòng Thị ủy")


async def test_where_several_answers_are_wanted_a_text_at_the_review_is_none_of_them(an: Person) -> None:
    await begun(an, "Đã nộp")
    await an.tap("Bỏ qua")
    await an.tap("Bỏ qua")
    assert "Còn câu bắt buộc chưa trả lời" in await an.type("Văn phòng Thị ủy")
    await an.type("Thời hạn trả lời đề xuất là bao nhiêu ngày?")
    assert an.last
    assert an.last.template == "answer"
    assert an.one.history == ()


async def test_the_report_of_an_emergency_may_go_to_an_office(router: Router, registry: Registry, ba: Person) -> None:
    an = official(router, registry, offices=(OFFICE, ELSEWHERE))
    await begun(an, "Đã xử lý khẩn cấp trước")
    for words in ("Điện báo bí thư", "Nước lên nhanh", "Cho dân sơ tán"):
        await an.type(words)
        await an.tap("Xong")
    await an.tap("Hôm qua")
    await an.do(Action.CASE_RECORD, an.one.code, "emergency_reported")
    assert "nộp cho cơ quan nào" in an.screen
    await an.tap(OFFICE.name)
    await an.type("8-BC")
    await an.tap("Hôm nay")
    assert (an.one.office, an.one.standing.state) == (OFFICE.id, "emergency_reported")
    assert an.one.history[-1].happening.details == {"recipient": OFFICE.name, "number": "8-BC"}
    assert an.one.code in await ba.type("/bangviec")
    assert "Phải làm (cơ quan của đồng chí): Tập thể thảo luận" in await ba.tap(an.one.code)


async def test_an_emergency_begins_at_the_act(an: Person) -> None:
    await begun(an, "Đã xử lý khẩn cấp trước")
    for words in ("Điện báo bí thư", "Nước lên nhanh", "Cho dân sơ tán"):
        await an.type(words)
        await an.tap("Xong")
    shown = await an.tap("Hôm qua")
    assert an.one.standing.state == "emergency"
    assert "⚠️ Làm ngay (đồng chí): Báo cáo bằng văn bản việc đã xử lý khẩn cấp, từ 24/11/2026." in shown
    assert '"ngay khi có điều kiện"; văn bản không ấn định số ngày' in shown


async def test_a_day_is_put_right_as_a_new_entry_and_the_deadline_moves(an: Person) -> None:
    await submitted(an)
    await recorded(an, "received", "1342", "Văn phòng", "23/11/2026")
    await an.do(Action.CASE_ENTRY, an.one.code, "2")
    assert "Đính chính" in an.labels
    await an.tap("Đính chính")
    assert "2. Nơi tiếp nhận: Văn phòng" in an.screen
    await an.tap("3")
    await an.type("20/11/2026")
    shown = await an.tap("Ghi vào hồ sơ")
    assert "✅ Đã ghi: Đính chính số 2 (Tiếp nhận), thứ Sáu 20/11/2026." in shown
    assert "Hạn (Trả lời bằng văn bản): thứ Ba 05/01/2027" in shown
    assert [one.happening.kind for one in an.one.history] == ["submitted", "received", "corrected"]
    assert an.one.history[1].happening.on.day == 23
    assert "(đã đính chính tại số 3)" in await an.do(Action.CASE_HISTORY, an.one.code, "0")


async def test_a_correction_that_others_cannot_stand_with_is_refused(an: Person) -> None:
    await submitted(an)
    await recorded(an, "received", "1342", "Văn phòng", "23/11/2026")
    before = an.one
    await an.do(Action.CASE_VOID, an.one.code, "1")
    assert "sẽ được coi như chưa từng xảy ra" in an.screen
    shown = await an.tap("Bỏ sự kiện")
    assert shown.startswith("⚠️ Sửa như vậy thì “Tiếp nhận” không còn căn cứ. Đính chính hoặc bỏ sự kiện đó trước.")
    await an.do(Action.CASE_CORRECT, an.one.code, "1")
    await an.tap("2")
    assert (await an.type("24/11/2026")).startswith(
        "⚠️ Thứ Ba 24/11/2026 sau “Tiếp nhận”. "
        "Ghi được từ 22/09/2021 (ngày ban hành Kết luận số 14-KL/TW) đến 23/11/2026 (“Tiếp nhận”)."
    )
    assert "Đã ghi:\n19/11/2026" in an.screen
    assert an.one == before
    await an.tap("Giữ nguyên")
    assert "2. Ngày: 19/11/2026" in an.screen


async def test_an_entry_is_declared_void_as_a_new_one(an: Person) -> None:
    await submitted(an)
    await recorded(an, "received", "1342", "Văn phòng", "23/11/2026")
    await an.do(Action.CASE_VOID, an.one.code, "2")
    stale = ("case-void-sure", an.one.code, "2", "2")
    assert "✅ Đã ghi: Bỏ sự kiện số 2 (Tiếp nhận)" in await an.tap("Bỏ sự kiện")
    assert (an.one.standing.state, len(an.one.history)) == ("submitted", 3)
    await an.do(*stale)
    assert len(an.one.history) == 3


async def test_each_side_corrects_its_own(router: Router, registry: Registry, ba: Person) -> None:
    an = official(router, registry, offices=(OFFICE,))
    await submitted(an)
    await recorded(ba, "received", "1342", "Văn phòng", "23/11/2026")
    for person, number, may in ((an, "1", True), (an, "2", False), (ba, "1", False), (ba, "2", True)):
        await person.do(Action.CASE_ENTRY, an.one.code, number)
        assert ("Đính chính" in person.labels) is may
        await person.do(Action.CASE_CORRECT, an.one.code, number)
        assert bool(person.kept) is may
        person.kept.clear()
        await person.do(Action.CASE_VOID_SURE, an.one.code, number, "2")
        assert len(registry.told) == 2 + (person is ba and number == "2")


async def test_somebody_elses_case_is_one_that_does_not_exist(router: Router, registry: Registry, ba: Person) -> None:
    an = official(router, registry, offices=(OFFICE,))
    await submitted(an)
    strangers = [
        official(router, registry, 2),
        clerk(router, registry, 3, ELSEWHERE),
        administrator(router, registry),
    ]
    case = an.one
    presses = [action for action in Action if action.startswith("case-") and action != Action.CASE_ENTER]
    for person in strangers:
        for action in presses:
            shown = await person.do(action, case.code, "1", "1")
            assert shown == await person.do(action, "DL-ZZZZ", "1", "1")
            assert TITLE not in shown
        for typed in (case.code, case.code.lower().replace("-", " "), TITLE):
            assert (await person.type(f"/hoso {typed}")).startswith("Không có hồ sơ nào khớp với")
    assert an.one == case
    assert await ba.type(f"/hoso {case.code.lower().replace('-', ' ')}") == await ba.do(Action.CASE_OPEN, case.code)


async def test_own_cases_are_listed_with_what_is_next_and_found_by_title_and_code(an: Person) -> None:
    assert "Chưa có hồ sơ. Gõ /hosomoi để lập" in await an.type("/hoso")
    assert "/bangviec" not in an.screen
    await submitted(an)
    await recorded(an, "received", "1342", "Văn phòng", "23/11/2026")
    code = an.one.code
    assert f"{code} · {TITLE}\nChờ trả lời; hạn thứ Tư 06/01/2027, còn 29 ngày làm việc" in await an.type("/hoso")
    assert an.labels == [code]
    for typed in (code, code.lower(), code.replace("-", " "), code.removeprefix("DL-")):
        assert (await an.type(f"/hoso {typed}")).startswith(f"{code} · {TITLE}")
    assert f"Hồ sơ khớp với “mot cua”\n{code}" in (await an.type("/hoso mot cua")).replace("\n\n", "\n")
    assert "Không có hồ sơ nào khớp với “ba cửa”" in await an.type("/hoso ba cửa")
    assert "/bangviec" not in an.screen


async def test_a_clerk_finds_by_name_also_what_has_ended(router: Router, registry: Registry, ba: Person) -> None:
    an = official(router, registry, offices=(OFFICE,))
    await submitted(an)
    await recorded(an, "withdrawn")
    await an.tap("Bỏ qua")
    await an.type("20/11/2026")
    assert "Đã rút" in an.screen
    assert "Chưa có hồ sơ nào đang mở" in await ba.type("/bangviec")
    found = await ba.type("/bangviec mot cua")
    assert f"{an.one.code} · {TITLE}\nĐã rút" in found
    assert "Tìm: gõ /bangviec kèm mã, tên hoặc số văn bản." in found


async def test_the_card_of_what_has_ended_names_the_duties_that_nobody_met(an: Person) -> None:
    await submitted(an)
    await recorded(an, "protection_requested", "danh dự")
    await an.tap("Xong")
    await an.type("20/11/2026")
    await recorded(an, "withdrawn")
    await an.tap("Bỏ qua")
    assert "Chưa ghi là đã làm" not in an.screen
    await an.type("20/11/2026")
    assert "⚠️ Chưa ghi là đã làm khi hồ sơ kết thúc: Triển khai biện pháp bảo vệ." in an.screen


async def test_many_cases_come_in_pages(an: Person) -> None:
    for _ in range(8):
        await begun(an)
    await an.type("/hoso")
    assert len(an.labels) == 7
    await an.tap("Trang sau ›")
    assert len(an.labels) == 3
    assert "‹ Trang trước" in an.labels


async def test_papers_of_a_case(an: Person) -> None:
    await submitted(an)
    await recorded(an, "received", "1342", "Văn phòng", "23/11/2026")
    code = an.one.code
    for action, args, name, begin in (
        (Action.CASE_TIMELINE, (), f"{code}-20261125.png", b"\x89PNG"),
        (Action.CASE_ICS, (), f"{code}.ics", b"BEGIN:VCALENDAR"),
        (Action.CASE_SHEET, ("docx",), f"dien-bien-{code}-20261125.docx", b"PK"),
        (Action.CASE_SHEET, ("pdf",), f"dien-bien-{code}-20261125.pdf", b"%PDF"),
    ):
        await an.do(action, code, *args)
        assert an.last
        assert an.last.attachment
        assert an.last.attachment.name == name
        assert an.last.attachment.content.startswith(begin)
    counted = await an.do(Action.CASE_COUNTED, code)
    assert counted.startswith("Hạn: hết ngày thứ Tư, 06/01/2027")
    assert "24/11: Ngày Văn hóa Việt Nam" in counted
    assert "không còn được lưu" in await an.do(Action.CASE_FILES, code, "1")


async def test_the_one_answer_that_a_form_wants_is_taken_at_its_review(an: Person) -> None:
    await submitted(an)
    await recorded(an, "received", "1342", "Văn phòng")
    await an.tap("Bỏ qua")
    assert "Câu vừa bỏ qua còn phải trả lời trước khi xong." in an.screen
    await an.type("23/11/2026")
    assert "✅ Đã ghi: Tiếp nhận, thứ Hai 23/11/2026." in an.screen


async def test_a_period_that_stands_still_is_not_offered_to_a_calendar(an: Person) -> None:
    await submitted(an)
    await recorded(an, "received", "1342", "Văn phòng", "23/11/2026")
    assert "Thêm vào lịch" in an.labels
    await recorded(an, "prepare_again", "rủi ro")
    await an.tap("Xong")
    await an.tap("Tạm dừng")
    await an.type("24/11/2026")
    assert "tạm dừng từ 24/11/2026" in an.screen
    assert "Thêm vào lịch" not in an.labels
    await an.do(Action.CASE_ICS, an.one.code)
    assert an.last
    assert (an.last.template, an.last.attachment) == ("case_card", None)


async def test_a_clerk_without_an_office_has_no_board(router: Router, registry: Registry) -> None:
    lost = clerk(router, registry)
    lost.profile = replace(lost.profile, office=None)
    assert "chưa được gắn với cơ quan nào" in await lost.type("/bangviec")


async def test_the_report_of_a_year_is_the_offices_alone(router: Router, registry: Registry, ba: Person) -> None:
    an = official(router, registry, offices=(OFFICE,))
    await submitted(an)
    await recorded(ba, "received", "1342", "Văn phòng", "23/11/2026")
    await ba.type("/bangviec")
    assert f"Báo cáo năm 2026 của {OFFICE.name}: 1 hồ sơ." in await ba.tap("Báo cáo năm 2026")
    assert ba.last
    assert ba.last.attachment
    assert ba.last.attachment.name == "bao-cao-2026.xlsx"
    await an.do(Action.CASE_REPORT, "2026")
    assert an.last
    assert an.last.template == "stale"


async def test_a_reminder_leads_to_the_answers_alone_and_from_there_to_all_else(router: Router) -> None:
    registry = Registry()
    an = official(router, registry)
    await submitted(an)
    await recorded(an, "received", "1342", "Văn phòng", "23/11/2026")
    shown = await an.do(Action.CASE_EVENTS, an.one.code, ANSWERS)
    assert "Ghi sự kiện nào đã xảy ra?" in shown
    assert an.labels == [
        "Trả lời bằng văn bản: không khả thi, không hiệu quả",
        "Có quyết định",
        *("Sự kiện khác", "← Hồ sơ"),
    ]
    await an.tap("Sự kiện khác")
    assert "Xác định là việc khó, phức tạp" in an.labels


async def test_where_nothing_can_be_answered_all_that_is_possible_is_shown(router: Router) -> None:
    an = official(router, Registry())
    await submitted(an)
    await an.do(Action.CASE_EVENTS, an.one.code, ANSWERS)
    assert "Tiếp nhận" in an.labels
    assert "Sự kiện khác" not in an.labels
