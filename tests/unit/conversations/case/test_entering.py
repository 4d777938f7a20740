"""What was handed in on paper: a clerk enters it, receives it, and invites its proposer."""

from dataclasses import replace
from datetime import date

import pytest

from conversations.actions import Action
from conversations.membership import Role
from conversations.router import Router
from storage.invitations import digest_of
from storage.lifecycle import Who
from tests.unit.conversations.case.people import OFFICE, Person, clerk, official
from tests.unit.conversations.case.test_dialogue import TITLE, recorded
from tests.unit.conversations.registry import Registry

PLACED = replace(OFFICE, jurisdiction="quang-ngai")
PAPER = "Nhập hồ sơ giấy"


@pytest.fixture
def ba(router: Router, registry: Registry) -> Person:
    """A clerk who has chosen another place of work than the office's."""
    person = clerk(router, registry)
    person.profile = replace(person.profile, jurisdiction="hai-phong")
    person.known_offices = (PLACED,)
    return person


async def entered(ba: Person, paper: str = "Đề xuất xin chủ trương", on: str = "19/11/2026") -> str:
    """Enters what was handed in; the step that is shown then."""
    await ba.type("/bangviec")
    await ba.tap(PAPER)
    await ba.type(TITLE)
    await ba.tap("Chưa được quy định")
    await ba.tap(paper)
    return await ba.type(on)


async def invited(ba: Person) -> str:
    """Invites the proposer of the only case; the digest of the code."""
    await ba.do(Action.CASE_OPEN, ba.one.code)
    await ba.tap("Mời người đề xuất")
    assert ba.last
    return digest_of(str(ba.last.context["code"]))


async def test_a_proposal_on_paper_is_entered_and_received(ba: Person) -> None:
    shown = await entered(ba)
    assert f"✅ Đã lập hồ sơ {ba.one.code}. Chưa có ngày nhận thì bấm Lưu, để sau." in shown
    assert "✅ Đã ghi: Nộp đề xuất, thứ Năm 19/11/2026." in shown
    assert "Số đến?" in shown
    case = ba.one
    assert (case.people, case.office, case.jurisdiction) == ((), OFFICE.id, "quang-ngai")
    (submission,) = case.history
    assert (submission.actor, submission.happening.who) == (7, Who.OFFICE)
    assert submission.happening.details == {"recipient": OFFICE.name}
    card = await ba.type("1342", "23/11/2026")
    assert "✅ Đã ghi: Tiếp nhận, thứ Hai 23/11/2026." in card
    assert "Hạn (Trả lời bằng văn bản): thứ Tư 06/01/2027 (30 ngày làm việc" in card
    assert "Không có người đề xuất trong trợ lý." in card
    assert ba.one.history[1].happening.details == {"number": "1342", "received_by": OFFICE.name}
    assert ba.kept == {}
    assert ba.done[-5:] == ["case-made", "case-recorded", "form-recorded", "case-recorded", "form-recorded"]
    assert "Mời người đề xuất" in ba.labels
    assert f"{ba.one.code} · {TITLE}" in await ba.type("/bangviec")
    shown = await ba.type("/hoso")
    assert "Chưa có hồ sơ do đồng chí đề xuất. Hồ sơ nộp cho cơ quan ở bảng việc: gõ /bangviec." in shown
    assert "/bangviec để xem hồ sơ của cơ quan (kèm tên hoặc số văn bản để tìm)" in await ba.type("/hoso không có")


async def test_without_a_day_of_receipt_it_stays_submitted(ba: Person) -> None:
    await entered(ba)
    await ba.tap("Lưu, để sau")
    assert ba.one.standing.state == "submitted"
    assert "Mới: 1" in await ba.type("/bangviec")
    await ba.tap(ba.one.code)
    assert "Có số đến hoặc biên nhận thì ghi Tiếp nhận." in ba.screen
    assert "✅ Đã ghi: Tiếp nhận" in await recorded(ba, "received", "1342", OFFICE.name, "23/11/2026")


async def test_what_it_is_about_is_asked_in_words_for_a_proposal_and_for_an_act(ba: Person) -> None:
    await ba.type("/bangviec")
    shown = await ba.tap(PAPER)
    assert "Tên đề xuất hoặc việc khẩn cấp là gì? Ghi ngắn gọn việc sẽ làm, hoặc việc đã xử lý khẩn cấp." in shown


async def test_of_an_emergency_the_act_is_asked_and_the_report_recorded_on_its_day(ba: Person) -> None:
    shown = await entered(ba, "Báo cáo việc đã xử lý khẩn cấp", "24/11/2026")
    assert f"✅ Đã lập hồ sơ {ba.one.code}. Báo cáo nộp thứ Ba 24/11/2026 được ghi sau khi có ngày xử lý" in shown
    assert ba.one.history == ()
    for words in ("Điện báo bí thư", "Nước lên nhanh", "Cho dân sơ tán"):
        await ba.type(words)
        await ba.tap("Xong")
    shown = await ba.type("23/11/2026")
    assert "✅ Đã ghi: Đã xử lý tình thế cấp thiết, thứ Hai 23/11/2026." in shown
    assert "Số văn bản?" in shown
    await ba.type("12-BC")
    happened = [(one.happening.kind, one.happening.on, one.happening.who) for one in ba.one.history]
    assert happened == [
        ("emergency_acted", date(2026, 11, 23), Who.OFFICE),
        ("emergency_reported", date(2026, 11, 24), Who.OFFICE),
    ]
    assert ba.one.history[1].happening.details == {"recipient": OFFICE.name, "number": "12-BC"}
    assert (ba.one.people, ba.kept) == ((), {})


async def acted_after(ba: Person) -> str:
    """Tells of an act a day after its report; what is asked then."""
    await entered(ba, "Báo cáo việc đã xử lý khẩn cấp", "23/11/2026")
    for words in ("Điện báo bí thư", "Nước lên nhanh", "Cho dân sơ tán"):
        await ba.type(words)
        await ba.tap("Xong")
    return await ba.type("24/11/2026")


async def test_an_act_after_its_report_is_not_recorded_before_both_days_are_asked_again(ba: Person) -> None:
    shown = await acted_after(ba)
    assert "Thứ Ba 24/11/2026 là sau ngày nộp báo cáo (thứ Hai 23/11/2026): một trong hai ngày chưa đúng." in shown
    assert ba.one.history == ()
    shown = await ba.type("22/11/2026")
    assert "✅ Đã ghi: Đã xử lý tình thế cấp thiết, Chủ nhật 22/11/2026." in shown
    assert "Báo cáo bằng văn bản việc khẩn cấp: ngày nào?" in await ba.tap("Bỏ qua")
    await ba.type("23/11/2026")
    assert [one.happening.on.day for one in ba.one.history] == [22, 23]


async def test_where_the_day_of_the_report_was_wrong_the_true_day_of_the_act_stays(ba: Person) -> None:
    await acted_after(ba)
    shown = await ba.type("24/11/2026")
    assert "✅ Đã ghi: Đã xử lý tình thế cấp thiết, thứ Ba 24/11/2026." in shown
    await ba.tap("Bỏ qua")
    assert "✅ Đã ghi: Báo cáo bằng văn bản việc khẩn cấp" in await ba.tap("Hôm nay")
    assert [one.happening.on.day for one in ba.one.history] == [24, 25]


async def test_a_day_of_submission_that_has_not_come_makes_no_case(ba: Person, registry: Registry) -> None:
    assert "chưa đến" in await entered(ba, on="mai")
    assert registry.kept == {}


async def test_who_is_no_clerk_any_more_makes_no_case(ba: Person, registry: Registry) -> None:
    await ba.type("/bangviec")
    await ba.tap(PAPER)
    await ba.type(TITLE)
    await ba.tap("Chưa được quy định")
    await ba.tap("Đề xuất xin chủ trương")
    ba.profile = replace(ba.profile, role=Role.OFFICIAL, office=None)
    assert "chưa được gắn với cơ quan nào" in await ba.type("19/11/2026")
    assert (registry.kept, ba.kept) == ({}, {})


async def test_an_official_enters_nothing(an: Person) -> None:
    await an.do(Action.CASE_ENTER)
    assert an.last
    assert (an.last.template, an.kept) == ("stale", {})
    await an.do(Action.FORM_NEW, "case-paper")
    assert an.kept == {}


async def test_its_proposer_is_invited_and_sees_the_case(ba: Person, an: Person, registry: Registry) -> None:
    await entered(ba)
    await ba.type("1342", "23/11/2026")
    digest = await invited(ba)
    assert ba.screen.startswith(f"✅ Lời mời người đề xuất {ba.one.code} “{TITLE}”")
    assert ba.labels == ["Thu hồi", "← Hồ sơ"]
    assert "Đã mời người đề xuất, chưa có người tham gia." in await ba.tap("← Hồ sơ")
    assert "Không có hồ sơ nào" in await an.do(Action.CASE_OPEN, an.one.code)
    said = await an.type(f"/start {digest}")
    assert said.startswith(f"👥 Lời mời người đề xuất hồ sơ {an.one.code}\n“{TITLE}”")
    assert "Chỉ nhận nếu đồng chí là người đề xuất: cơ quan giải quyết được báo." in said
    assert f"Đồng chí là người đề xuất hồ sơ {an.one.code}" in await an.tap("Tham gia hồ sơ")
    assert an.one.people == (1,)
    [(case, actor, notice)] = registry.met
    assert (case.people, actor, notice.context["first"]) == ((1,), 1, True)
    card = await an.tap("Mở hồ sơ")
    assert "Hạn (Trả lời bằng văn bản): thứ Tư 06/01/2027" in card
    assert {"Người cùng đề xuất", "Đối chiếu bảo vệ"} <= {*an.labels}
    await ba.do(Action.CASE_OPEN, ba.one.code)
    assert {"Mời người đề xuất", "Thu hồi lời mời"}.isdisjoint(ba.labels)
    assert "Không có người đề xuất" not in ba.screen


async def test_an_office_has_one_invitation_open_and_can_end_it(ba: Person, an: Person, registry: Registry) -> None:
    await entered(ba)
    digest = await invited(ba)
    await ba.do(Action.CASE_INVITE, ba.one.code)
    assert len(registry.invitations) == 1
    assert "Thu hồi lời mời" in ba.labels
    shown = await ba.tap("Thu hồi lời mời")
    assert shown.startswith("✅ Đã thu hồi các lời mời chưa dùng.")
    assert "Mời người đề xuất" in ba.labels
    assert "không dùng được" in await an.type(f"/start {digest}")
    assert await invited(ba) != digest


async def test_a_clerk_of_the_office_is_not_its_proposer(ba: Person, router: Router, registry: Registry) -> None:
    await entered(ba)
    digest = await invited(ba)
    chi = clerk(router, registry, 8)
    assert "cán bộ tiếp nhận của cơ quan giải quyết" in await chi.type(f"/start {digest}")
    assert ba.one.people == ()


async def test_to_a_case_that_has_ended_its_proposer_is_not_invited(ba: Person, registry: Registry) -> None:
    await entered(ba)
    await ba.do(Action.CASE_RECORD, ba.one.code, "withdrawn")
    await ba.tap("Bỏ qua")
    await ba.tap("Hôm nay")
    assert ba.one.standing.state == "withdrawn"
    assert "Mời người đề xuất" not in ba.labels
    await ba.do(Action.CASE_INVITE, ba.one.code)
    assert registry.invitations == {}


async def test_what_came_on_paper_stands_in_the_report(ba: Person) -> None:
    await entered(ba)
    await ba.type("1342", "23/11/2026")
    await ba.type("/bangviec")
    assert "1 hồ sơ." in await ba.tap("Báo cáo năm 2026")


async def test_a_report_tells_of_as_many_cases_as_it_lists(ba: Person) -> None:
    await entered(ba)
    await ba.type("/bangviec")
    assert "0 hồ sơ." in await ba.tap("Báo cáo năm 2026")
    await recorded(ba, "received", "1342", OFFICE.name, "23/11/2026")
    await ba.type("/bangviec")
    assert "1 hồ sơ." in await ba.tap("Báo cáo năm 2026")
    await ba.type("/bangviec")
    assert "0 hồ sơ." in await ba.tap("Báo cáo năm 2025")


async def test_a_proposer_is_not_asked_for_the_receipt_that_the_office_records(
    router: Router, registry: Registry, ba: Person
) -> None:
    an = official(router, registry, offices=(PLACED,))
    await entered(ba)
    await an.type(f"/start {await invited(ba)}")
    await an.tap("Tham gia hồ sơ")
    card = await an.tap("Mở hồ sơ")
    assert "Ngày nhận do cơ quan giải quyết ghi, đồng chí được báo ngay." in card
    assert "ghi Tiếp nhận" not in card
    await an.tap("Ghi sự kiện")
    assert "Tiếp nhận" not in an.labels
