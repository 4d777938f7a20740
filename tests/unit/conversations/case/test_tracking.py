"""The day of submission of a plan makes its case, or carries on the one there is; nothing of it is lost."""

from dataclasses import replace

import pytest

from conversations.actions import Action
from conversations.case.questions import BEGINNING
from conversations.drafts import Draft
from conversations.plan.questions import plan_form
from conversations.plan.versions import frozen
from conversations.router import Router
from storage.cases import Plan
from tests.unit.conversations.case.people import OFFICE, Person, official
from tests.unit.conversations.registry import Registry

TITLE = "Một cửa lưu động"
ANSWERS: dict[str, object] = {"title": TITLE, "issue_kind": "unsuitable", "recipient_name": "Văn phòng Đảng ủy xã"}


@pytest.fixture
def ba(router: Router, registry: Registry) -> Person:
    """Somebody whose proposals may go to an office of the bot."""
    return official(router, registry, offices=(OFFICE,))


def export(person: Person, answers: dict[str, object] = ANSWERS) -> None:
    """Freezes a version of the plan with these answers."""
    version = frozen("p1", TITLE, answers, [one for _, one in sorted(person.frozen.items())])  # type: ignore[arg-type]
    person.kept["p1"] = Draft("p1", plan_form().key, TITLE, {"answers": answers}, 1)
    person.frozen["p1", version.number] = replace(version, created_at=person.registry.now)


async def submit(person: Person, number: int = 1, day: str = "2026-11-19") -> str:
    return await person.do(Action.PLAN_SUBMITTED, "p1", str(number), day)


async def prepare_again(person: Person) -> None:
    """The office has received the case and wants it prepared again."""
    await person.do(Action.CASE_RECORD, person.one.code, "received")
    await person.type("1342", "Văn phòng", "20/11/2026")
    await person.do(Action.CASE_RECORD, person.one.code, "prepare_again")
    await person.type("bổ sung rủi ro")
    await person.tap("Xong")
    await person.tap("Tạm dừng")
    await person.type("23/11/2026")


def kinds(person: Person) -> list[str]:
    return [one.happening.kind for one in person.one.history]


async def test_the_case_is_made_and_submitted_by_the_day_alone(an: Person) -> None:
    export(an)
    card = await submit(an)
    case = an.one
    assert card.startswith(
        f"✅ Đã ghi: Nộp đề xuất, thứ Năm 19/11/2026.\n\n{case.code} · {TITLE}\nĐã nộp, chờ tiếp nhận"
    )
    assert "(Nơi nhận: Văn phòng Đảng ủy xã)" in card
    assert "Chưa có ngày cơ quan nhận được" in card
    assert case.plan == Plan("p1", 1, an.frozen["p1", 1].digest)
    assert (case.issue, case.jurisdiction, case.people) == ("unsuitable", "quang-ngai", (1,))
    assert an.frozen["p1", 1].submitted_on == "2026-11-19"
    assert an.done == ["case-made", "case-recorded"]


async def test_the_command_does_the_same(an: Person) -> None:
    export(an)
    await an.type("/danop 19/11/2026")
    assert kinds(an) == ["submitted"]


async def test_a_case_that_there_is_stays_the_one(an: Person) -> None:
    export(an)
    await submit(an)
    before = an.one
    assert (await submit(an)).startswith("✅ Hồ sơ của kế hoạch này đã có.")
    said = await submit(an, day="2026-11-18")
    assert said.startswith("⚠️ Chưa ghi ngày nộp mới: hồ sơ đang ghi ngày nộp thứ Năm 19/11/2026.")
    assert an.one == before
    assert an.frozen["p1", 1].submitted_on == "2026-11-19"


async def test_a_day_told_again_goes_on_with_the_form_that_was_begun(an: Person) -> None:
    export(an, {"title": TITLE})
    await submit(an)
    begun = {key for key, draft in an.kept.items() if draft.form == BEGINNING}
    assert "Vấn đề thuộc loại nào?" in await submit(an, day="2026-11-20")
    assert {key for key, draft in an.kept.items() if draft.form == BEGINNING} == begun
    await an.tap("Chưa được quy định")
    assert "✅ Đã ghi: Nộp đề xuất, thứ Sáu 20/11/2026." in await an.type("Văn phòng Thị ủy")


async def test_a_second_form_about_one_plan_makes_no_second_case(an: Person) -> None:
    export(an, {"title": TITLE})
    await submit(an)
    [form] = (draft for draft in an.kept.values() if draft.form == BEGINNING)
    an.kept["other"] = replace(form, id="other")
    await an.tap("Chưa được quy định")
    await an.type("Văn phòng Thị ủy")
    before = an.one
    await an.do(Action.FORM_OPEN, "other")
    assert (await an.tap("Chưa được quy định")).startswith("✅ Hồ sơ của kế hoạch này đã có.")
    assert an.one == before
    assert "other" not in an.kept


async def test_what_is_not_known_is_asked_and_the_day_is_kept(an: Person) -> None:
    export(an, {"title": TITLE})
    assert "Vấn đề thuộc loại nào?" in await submit(an)
    assert an.frozen["p1", 1].submitted_on == "2026-11-19"
    assert "Nơi nhận?" in await an.tap("Chưa được quy định")
    assert "✅ Đã ghi: Nộp đề xuất, thứ Năm 19/11/2026." in await an.type("Văn phòng Thị ủy")
    assert an.one.plan == Plan("p1", 1, an.frozen["p1", 1].digest)


async def test_where_there_are_offices_one_tap_chooses_and_records(ba: Person) -> None:
    export(ba)
    assert "nộp cho cơ quan nào" in await submit(ba)
    assert (kinds(ba), ba.one.office) == ([], None)
    card = await ba.tap(OFFICE.name)
    assert card.startswith("✅ Đã ghi: Nộp đề xuất, thứ Năm 19/11/2026.")
    assert (kinds(ba), ba.one.office) == (["submitted"], OFFICE.id)
    assert ba.one.history[0].happening.details == {"recipient": OFFICE.name}


async def test_to_no_office_it_goes_where_the_plan_says(ba: Person) -> None:
    export(ba)
    await submit(ba)
    await ba.tap("Không có trong danh sách: tự theo dõi")
    assert (kinds(ba), ba.one.office) == (["submitted"], None)
    assert ba.one.history[0].happening.details == {"recipient": "Văn phòng Đảng ủy xã"}


async def test_an_unsubmitted_case_about_an_older_version_is_about_the_one_that_was_submitted(ba: Person) -> None:
    export(ba)
    await submit(ba)
    export(ba, ANSWERS | {"need": "đi lại xa"})
    await submit(ba, 2)
    await ba.tap(OFFICE.name)
    assert (kinds(ba), ba.one.plan) == (["submitted"], Plan("p1", 2, ba.frozen["p1", 2].digest))


async def test_a_later_version_changes_no_case_that_waits_for_its_answer(an: Person) -> None:
    export(an)
    await submit(an)
    export(an, ANSWERS | {"need": "đi lại xa"})
    said = await submit(an, 2, "2026-11-24")
    assert said.startswith("⚠️ Hồ sơ này theo dõi bản số 1, nộp thứ Năm 19/11/2026.")
    assert (kinds(an), an.one.plan) == (["submitted"], Plan("p1", 1, an.frozen["p1", 1].digest))


ASKED = "có phải ngày nộp"


async def test_a_day_alone_is_asked_about_until_the_case_has_its_submission(an: Person) -> None:
    export(an)
    assert ASKED in await an.type("19/11")
    await an.tap("Đúng, nộp ngày 19/11/2026")
    assert kinds(an) == ["submitted"]
    export(an, ANSWERS | {"need": "đi lại xa"})
    assert ASKED not in await an.type("24/11")


async def test_a_day_alone_is_asked_about_when_the_plan_is_prepared_again(an: Person) -> None:
    export(an)
    await submit(an)
    await prepare_again(an)
    export(an, ANSWERS | {"need": "đi lại xa"})
    assert ASKED in await an.type("25/11")
    await an.tap("Đúng, nộp ngày 25/11/2026")
    assert kinds(an)[-1] == "prepared_again"


async def test_a_day_alone_means_nothing_of_a_plan_whose_case_was_submitted_by_its_card(an: Person) -> None:
    export(an)
    await an.do(Action.CASE_TRACK, "p1", "1")
    await an.do(Action.CASE_RECORD, an.one.code, "submitted")
    await an.type("19/11/2026")
    assert (kinds(an), an.frozen["p1", 1].submitted_on) == (["submitted"], None)
    assert ASKED not in await an.type("24/11")


async def test_a_version_prepared_again_is_handed_in_again(an: Person) -> None:
    export(an)
    await submit(an)
    await prepare_again(an)
    export(an, ANSWERS | {"need": "đi lại xa"})
    assert "Đã ghi: Nộp lại sau khi chuẩn bị, thứ Ba 24/11/2026." in await submit(an, 2, "2026-11-24")
    assert kinds(an)[-1] == "prepared_again"
    assert an.one.plan == Plan("p1", 2, an.frozen["p1", 2].digest)


async def test_a_version_that_cannot_be_handed_in_again_on_that_day_is_told(an: Person) -> None:
    export(an)
    await submit(an)
    await prepare_again(an)
    export(an, ANSWERS | {"need": "đi lại xa"})
    before = an.one
    assert (await submit(an, 2, "2026-11-20")).startswith(
        "⚠️ Thứ Sáu 20/11/2026 trước “Yêu cầu chuẩn bị lại”. Ghi được từ 23/11/2026"
    )
    assert an.one == before


async def test_after_a_case_has_ended_the_plan_begins_another(an: Person, registry: Registry) -> None:
    export(an)
    await submit(an)
    first = an.one
    await an.do(Action.CASE_RECORD, first.code, "withdrawn")
    await an.tap("Bỏ qua")
    await an.tap("Hôm nay")
    await submit(an, day="2026-11-24")
    assert len(registry.kept) == 2


async def test_the_button_of_an_older_message_still_works(an: Person) -> None:
    export(an)
    an.frozen["p1", 1] = replace(an.frozen["p1", 1], submitted_on="2026-11-19")
    await an.do(Action.CASE_TRACK, "p1", "1")
    assert kinds(an) == ["submitted"]
    await an.do(Action.CASE_TRACK, "p1", "1")
    assert kinds(an) == ["submitted"]
    assert "không còn" in await an.do(Action.CASE_TRACK, "p2", "1")


async def test_a_version_without_a_day_is_only_begun(an: Person) -> None:
    export(an)
    await an.do(Action.CASE_TRACK, "p1", "1")
    assert (kinds(an), an.one.title) == ([], TITLE)
