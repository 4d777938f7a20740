"""A paper begun, made and sent: what is recorded in the case and follows from it, and what a case does not allow."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from conversations.actions import Action
from conversations.case.questions import NOWHERE, event_form
from conversations.events import Profile
from conversations.forms.questions import Kind
from conversations.forms.state import REVIEW
from conversations.protection.papers import NAMINGS, paper_form
from conversations.protection.recording import RECORDABLE
from conversations.router import Router
from knowledge.library import Library
from storage.cases import Case
from storage.lifecycle import lifecycle
from storage.periods import Duty
from tests.unit.conversations.case.people import OFFICE, Person, clerk, official
from tests.unit.conversations.protection.test_from_case import (
    COMPLETED,
    EMERGENCY,
    PILOT,
    RECEIVED,
    RISK,
    STARTED,
    SUBMITTED,
    Told,
    case,
)
from tests.unit.conversations.registry import Registry

CODE = "DL-7K3Q"
TODAY = "thứ Tư 25/11/2026"
UNDER_WAY: tuple[Told, ...] = (SUBMITTED, RECEIVED, PILOT, STARTED)


def filled(key: str, library: Library, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any answer
    """Answers to every question of a paper: its example where it takes a text."""
    found: dict[str, Any] = {}
    for question in paper_form(key, library.catalogue).questions:
        match question.kind:
            case _ if question.only_in == NOWHERE:
                continue
            case Kind.CHOICE:
                found[question.key] = question.choices[0].key
            case Kind.CHOICES:
                found[question.key] = [question.choices[0].key]
            case Kind.DATE:
                found[question.key] = "2026-11-23"
            case _:
                found[question.key] = question.example
    told = {**found, "jurisdiction": "quang-ngai", **changes}
    return {name: value for name, value in told.items() if value is not None}


def put(registry: Registry, *told: Told, office: str | None = None, place: str = "quang-ngai", chat: int = 1) -> Case:
    """A case of the chat with this history in the registry."""
    registry.kept[CODE] = made = replace(case(*told, place=place), people=(chat,), office=office)
    return made


async def begun(person: Person, key: str) -> str:
    """Begins the paper from the case's card, as its user would; the draft's id."""
    await person.do(Action.CASE_OPEN, CODE)
    await person.tap("Soạn văn bản")
    await person.do(Action.PAPER_BEGIN, CODE, key)
    return person.in_hand


def answer(person: Person, draft_id: str, answers: Mapping[str, Any]) -> None:
    """Answers a paper but for what it tells already, and leaves it at its review."""
    draft = person.kept[draft_id]
    state = {**draft.state, "answers": {**answers, **draft.state["answers"]}, "at": REVIEW, "skipped": []}
    person.kept[draft_id] = replace(draft, state=state)


async def finished(person: Person, draft_id: str) -> str:
    """The document of the paper; what is shown under it."""
    await person.do(Action.PAPER_EXPORT, draft_id, "docx")
    assert person.last
    assert person.last.attachment
    return person.screen


async def alone(person: Person, key: str, library: Library, **changes: Any) -> str:  # noqa: ANN401 - any answer
    """A paper begun by its command and finished; its draft's id."""
    await person.type(f"/{NAMINGS[key].command}")
    draft_id = person.in_hand
    answer(person, draft_id, filled(key, library, **changes))
    await finished(person, draft_id)
    return draft_id


def open_duties(made: Case) -> dict[str, str]:
    """The provisions of what has to be done."""
    return {duty.rule.key: duty.rule.provision for duty in made.standing.open_duties}


def kinds(made: Case) -> list[str]:
    return [one.happening.kind for one in made.history]


FROM_A_CASE: dict[str, tuple[tuple[Told, ...], list[str], dict[str, str]]] = {
    "emergency": (
        (),
        ["emergency_acted", "emergency_reported"],
        {"conclude_emergency": "quang-ngai/dieu-4/khoan-4"},
    ),
    "risk": (
        UNDER_WAY,
        ["risk_occurred", "risk_told"],
        {"report_risk": "quang-ngai/dieu-6/khoan-2/diem-c", "judge_risk": "quang-ngai/dieu-7/khoan-6"},
    ),
    "request": (UNDER_WAY, ["protection_requested"], {"protect": "quang-ngai/dieu-7/khoan-5"}),
    "obstructed": (UNDER_WAY, ["obstruction_reported"], {"remove_obstacle": "quang-ngai/dieu-7/khoan-4"}),
    "overdue": ((SUBMITTED, RECEIVED), ["answer_asked"], {}),
    "judging": ((*UNDER_WAY, COMPLETED), ["evaluated"], {}),
}
"""What a paper that is sent today records, and which duties are open then with which provisions."""


@pytest.mark.parametrize("key", FROM_A_CASE)
async def test_a_paper_from_a_case_ends_in_the_case(router: Router, library: Library, key: str) -> None:
    told, recorded, duties = FROM_A_CASE[key]
    registry = Registry()
    before = put(registry, *told)
    person = official(router, registry)
    draft_id = await begun(person, key)
    answer(person, draft_id, filled(key, library))
    await finished(person, draft_id)
    await person.tap("Ghi vào hồ sơ" if key == "judging" else "Đã gửi")
    assert "Hôm nay" in person.labels
    shown = await person.tap("Hôm nay")
    after = registry.kept[CODE]
    assert kinds(after)[len(before.history) :] == recorded
    assert open_duties(after) == duties
    assert "✅ Đã ghi: " in shown
    assert all(lifecycle().events[kind].label in shown for kind in recorded)
    assert after.standing.effective[-1].on == date(2026, 11, 25)
    assert [event.happening.kind for _, _, event in registry.told] == recorded
    assert list(person.kept) == [draft_id]
    if key == "overdue":
        assert [clock.rule.key for clock in after.standing.running] == ["answer"]


@pytest.mark.parametrize("key", FROM_A_CASE)
async def test_it_is_recorded_once_however_often_it_is_pressed(router: Router, library: Library, key: str) -> None:
    told, _, _ = FROM_A_CASE[key]
    registry = Registry()
    put(registry, *told)
    person = official(router, registry)
    draft_id = await begun(person, key)
    answer(person, draft_id, filled(key, library))
    await person.do(Action.PAPER_SENT, draft_id)
    await person.tap("Hôm nay")
    after = registry.kept[CODE]
    shown = await person.do(Action.PAPER_SENT, draft_id)
    assert shown.startswith(f"✅ Đã ghi trong hồ sơ {CODE}: gửi {TODAY}.")
    assert registry.kept[CODE] == after
    assert await finished(person, draft_id)
    assert f"Mở hồ sơ {CODE}" in person.labels
    await person.do(Action.FORM_COPY, draft_id)
    await person.do(Action.PAPER_EXPORT, person.in_hand, "docx")
    assert {"Đã gửi", "Ghi vào hồ sơ"} & set(person.labels)


MET: dict[str, list[tuple[Told, set[str]]]] = {
    "emergency": [(("emergency_concluded", {"conclusion": "Đồng ý"}), set())],
    "risk": [
        (("risk_reported", {"recipient": "Ban Thường vụ"}), {"verify_risk", "judge_risk"}),
        (("verified", {"conclusion": "Khách quan"}), {"judge_risk"}),
        (("risk_judged", {"right_policy": "yes", "pure_motive": "yes", "common_good": "yes"}), set()),
    ],
    "request": [(("protection_begun", {"branch": "acts", "what": "Cử người dự"}), set())],
    "passed up": [
        (("protection_begun", {"branch": "passed_up", "what": "Công an tỉnh"}), {"report_passing_up", "protect_above"}),
        (("protection_passed_up", {}), {"protect_above"}),
        (("protection_above", {"what": "Bảo vệ tại nhà"}), set()),
    ],
    "obstructed": [(("obstruction_answered", {"what": "Đã nhắc nhở"}), set())],
}
"""What meets the duties of a paper, one by one, and which are open then: both branches of a request for protection."""


@pytest.mark.parametrize("way", MET)
async def test_the_duties_of_a_paper_end_when_they_are_met(router: Router, library: Library, way: str) -> None:
    key = "request" if way == "passed up" else way
    registry = Registry()
    put(registry, *FROM_A_CASE[key][0])
    person = official(router, registry)
    draft_id = await begun(person, key)
    answer(person, draft_id, filled(key, library))
    await person.do(Action.PAPER_SENT, draft_id)
    await person.tap("Hôm nay")
    for (kind, details), still_open in MET[way]:
        await person.do(Action.CASE_RECORD, CODE, kind)
        await fill(person, kind, details)
        assert set(open_duties(registry.kept[CODE])) == still_open
    assert all(isinstance(duty, Duty) and duty.done_on for duty in registry.kept[CODE].standing.duties)


async def fill(person: Person, kind: str, details: Mapping[str, str]) -> None:
    """Answers an event's form with these details, and today."""
    while draft := await person.active():
        at = str(draft.state["at"])
        if at == REVIEW:
            await person.tap("Ghi vào hồ sơ")
        elif at == "on":
            await person.tap("Hôm nay")
        elif at not in details:
            await person.tap("Bỏ qua")
        elif choices := next(one.choices for one in event_form(kind).questions if one.key == at):
            await person.tap(next(one.label for one in choices if one.key == details[at]))
        else:
            await person.type(details[at])
            if "Xong" in person.labels:
                await person.tap("Xong")


JUDGING = {"hai-phong": "hai-phong/4/doan-2", "lai-chau": "lai-chau/ii/3/doan-4", "other": "kl-14/muc-2.4/doan-2"}


@pytest.mark.parametrize("place", JUDGING)
@pytest.mark.parametrize("key", FROM_A_CASE)
async def test_elsewhere_nothing_is_made_up(router: Router, library: Library, key: str, place: str) -> None:
    """No document there says more of what the office must do than to judge a pilot."""
    registry = Registry()
    put(registry, *FROM_A_CASE[key][0], place=place)
    person = official(router, registry)
    draft_id = await begun(person, key)
    answer(person, draft_id, filled(key, library, jurisdiction=place))
    await person.do(Action.PAPER_SENT, draft_id)
    await person.tap("Hôm nay")
    after = registry.kept[CODE]
    assert kinds(after)[len(FROM_A_CASE[key][0]) :] == FROM_A_CASE[key][1]
    assert after.standing.running == ()
    assert open_duties(after) == ({"judge_risk": JUDGING[place]} if key == "risk" else {})


NEW_CASES = {
    "emergency": ["emergency_acted", "emergency_reported"],
    "risk": ["taken_up", "risk_occurred", "risk_told"],
    "request": ["taken_up", "protection_requested"],
    "obstructed": ["obstruction_reported"],
    "overdue": ["submitted", "received", "answer_asked"],
}


@pytest.mark.parametrize("key", NEW_CASES)
async def test_a_paper_without_a_case_opens_one(router: Router, library: Library, key: str) -> None:
    person = official(router, Registry())
    draft_id = await alone(person, key, library)
    shown = await person.tap("Đã gửi")
    assert "chưa có hồ sơ nào" in shown
    await person.tap("Lập hồ sơ mới")
    assert "Vấn đề thuộc loại nào?" in person.screen
    await person.tap("Chưa được quy định")
    assert "Gửi ngày nào?" in person.screen
    shown = await person.tap("Hôm nay")
    assert shown.startswith(f"✅ Đã lập hồ sơ {person.one.code}.\n✅ Đã ghi: ")
    assert kinds(person.one) == NEW_CASES[key]
    assert person.one.title == "Mở cửa trụ sở xã dôi dư làm điểm giới thiệu nông sản"
    assert person.one.jurisdiction == "quang-ngai"
    assert person.kept[draft_id].state["answers"]["about_case"] == person.one.code
    first = person.one.history[0].happening
    assert first.on == date(2026, 11, 25 if key in {"request", "obstructed"} else 23)


@pytest.mark.parametrize(
    ("key", "office", "following"),
    [
        ("risk", None, "Khi có kết luận của cấp trên, ghi “Cấp trên kiểm tra, kết luận”."),
        ("risk", OFFICE.id, "Kết quả do cơ quan giải quyết ghi; đồng chí được báo ngay."),
        ("request", OFFICE.id, "Kết quả do cơ quan giải quyết ghi; đồng chí được báo ngay."),
        ("obstructed", OFFICE.id, "Khi được trả lời, ghi “Xử lý, trả lời phản ánh bị cản trở, trù dập”."),
    ],
)
async def test_nobody_is_told_to_record_what_the_office_alone_records(
    router: Router, library: Library, key: str, office: str | None, following: str
) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY, office=office)
    person = official(router, registry)
    draft_id = await begun(person, key)
    answer(person, draft_id, filled(key, library))
    await finished(person, draft_id)
    await person.tap("Đã gửi")
    shown = await person.tap("Hôm nay")
    assert following in shown
    assert (", ghi “" in shown) == following.startswith("Khi ")


async def test_where_there_are_cases_it_is_asked_which(router: Router, library: Library) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY)
    registry.kept["DL-2345"] = replace(case(SUBMITTED), code="DL-2345", id=2)
    registry.kept["DL-9999"] = replace(case(*UNDER_WAY), code="DL-9999", id=3, people=(9,))
    person = official(router, registry)
    await alone(person, "risk", library)
    shown = await person.tap("Đã gửi")
    assert "Ghi việc đã gửi vào hồ sơ nào?" in shown
    assert person.labels == [CODE, "DL-2345", "Lập hồ sơ mới", "← Văn bản"]
    shown = await person.tap("DL-2345")
    assert shown.startswith("⚠️ Chưa ghi được vào hồ sơ DL-2345.")
    assert "Hồ sơ đang ở bước “đã nộp, chờ tiếp nhận” nên không ghi được “Xảy ra rủi ro, sai sót”." in shown
    assert "Lập hồ sơ mới" in person.labels
    assert kinds(registry.kept["DL-2345"]) == ["submitted"]


async def test_somebody_elses_case_is_none(router: Router, library: Library) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY, chat=9)
    person = official(router, registry)
    draft_id = await alone(person, "risk", library)
    shown = await person.do(Action.PAPER_SENT, draft_id, CODE)
    assert "chưa có hồ sơ nào" in shown
    for action in (Action.PAPER_LIST, Action.PAPER_BEGIN):
        await person.do(action, CODE, "risk")
        assert person.last
        assert person.last.template == "stale"


async def test_what_the_case_holds_already_is_not_recorded_again(router: Router, library: Library) -> None:
    registry = Registry()
    put(registry, EMERGENCY)
    person = official(router, registry)
    draft_id = await begun(person, "emergency")
    assert "Đã điền từ thông tin có sẵn: Tên việc, Ngày xảy ra, Đã báo cáo ai" in person.screen
    answer(person, draft_id, filled("emergency", library))
    await person.do(Action.PAPER_SENT, draft_id)
    shown = await person.tap("Hôm nay")
    assert "Đã có trong hồ sơ: Đã xử lý tình thế cấp thiết." in shown
    assert kinds(registry.kept[CODE]) == ["emergency_acted", "emergency_reported"]


async def test_a_risk_that_was_recorded_is_reported_and_a_second_one_is_its_own(
    router: Router, library: Library
) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY, RISK)
    person = official(router, registry)
    for occurred, recorded in (("2026-09-05", ["risk_told"]), ("2026-11-24", ["risk_occurred", "risk_told"])):
        before = len(registry.kept[CODE].history)
        draft_id = await begun(person, "risk")
        answer(person, draft_id, filled("risk", library, occurred_on=occurred))
        await person.do(Action.PAPER_SENT, draft_id)
        await person.tap("Hôm nay")
        assert kinds(registry.kept[CODE])[before:] == recorded


async def test_in_an_offices_case_the_collectives_report_stays_the_offices(router: Router, library: Library) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY, office=OFFICE.id)
    person = official(router, registry)
    draft_id = await begun(person, "risk")
    answer(person, draft_id, filled("risk", library))
    await person.do(Action.PAPER_SENT, draft_id)
    await person.tap("Hôm nay")
    assert set(open_duties(registry.kept[CODE])) == {"report_risk", "judge_risk"}
    other = clerk(router, registry)
    draft_id = await begun(other, "risk")
    answer(other, draft_id, filled("risk", library))
    await other.do(Action.PAPER_SENT, draft_id)
    shown = await other.tap("Hôm nay")
    assert "Đã có trong hồ sơ: Xảy ra rủi ro, sai sót." in shown
    assert kinds(registry.kept[CODE])[-1] == "risk_reported"
    assert set(open_duties(registry.kept[CODE])) == {"verify_risk", "judge_risk"}


async def test_a_clerk_judges_in_the_case_of_the_office(router: Router, library: Library) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY, COMPLETED, office=OFFICE.id)
    person = clerk(router, registry)
    await alone(person, "judging", library, right_policy="unknown", objective="Lũ vượt tần suất")
    shown = await person.tap("Ghi vào hồ sơ")
    assert "Ghi đánh giá vào hồ sơ nào?" in shown
    await person.tap(CODE)
    assert "Phiếu lập ngày nào?" in person.screen
    await person.tap("Hôm nay")
    after = registry.kept[CODE]
    assert after.standing.state == "evaluated"
    assert after.history[-1].happening.details["right_policy"] == "unclear"
    assert after.history[-1].happening.details["objective"] == "Lũ vượt tần suất"


@pytest.mark.parametrize("office", [None, OFFICE.id])
async def test_a_risk_of_a_pilot_that_goes_on_is_judged(router: Router, library: Library, office: str | None) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY, RISK, office=office)
    person = clerk(router, registry) if office else official(router, registry)
    draft_id = await begun(person, "judging")
    answer(person, draft_id, filled("judging", library, result="harmed"))
    await person.do(Action.PAPER_SENT, draft_id)
    await person.tap("Hôm nay")
    after = registry.kept[CODE]
    assert kinds(after)[-1] == "risk_judged"
    assert after.standing.state == "carrying_out"
    assert "judge_risk" not in open_duties(after)


@pytest.mark.parametrize("state", [(), (SUBMITTED,), (SUBMITTED, RECEIVED)])
async def test_protection_is_asked_for_before_there_is_an_approval(
    router: Router, library: Library, state: tuple[Told, ...]
) -> None:
    registry = Registry()
    before = put(registry, *state)
    person = official(router, registry)
    draft_id = await begun(person, "request")
    answer(person, draft_id, filled("request", library, approved_by=None))
    await person.do(Action.PAPER_SENT, draft_id)
    await person.tap("Hôm nay")
    after = registry.kept[CODE]
    assert kinds(after)[len(before.history) :] == ["protection_requested"]
    assert after.standing.state == before.standing.state
    assert open_duties(after) == {"protect": "quang-ngai/dieu-7/khoan-5"}


async def test_a_complaint_in_hai_phong_asks_for_no_committee(router: Router, library: Library) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY, place="hai-phong")
    person = official(router, registry)
    draft_id = await begun(person, "obstructed")
    answer(person, draft_id, filled("obstructed", library, jurisdiction="hai-phong", managing_body=None))
    await finished(person, draft_id)
    assert "Đảng ủy" not in person.screen.replace("Của Đảng", "")
    await person.do(Action.PAPER_SENT, draft_id)
    await person.tap("Hôm nay")
    last = registry.kept[CODE].history[-1].happening
    assert (last.kind, last.details) == ("obstruction_reported", {"recipient": "Ban Nội chính Thành ủy"})


async def test_nobody_is_said_to_carry_out_what_was_not_approved(router: Router, library: Library) -> None:
    person = official(router, Registry())
    await alone(person, "request", library, approved_by=None)
    for label in ("Đã gửi", "Lập hồ sơ mới", "Chưa được quy định", "Hôm nay"):
        await person.tap(label)
    assert kinds(person.one) == ["protection_requested"]


async def test_a_proposer_does_not_judge_in_the_case_of_an_office(router: Router, library: Library) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY, COMPLETED, office=OFFICE.id)
    person = official(router, registry)
    draft_id = await alone(person, "judging", library)
    shown = await person.tap("Ghi vào hồ sơ")
    assert "Chưa có hồ sơ nào đang chờ đánh giá" in shown
    assert "Lập hồ sơ mới" not in person.labels
    shown = await person.do(Action.PAPER_SENT, draft_id, CODE)
    assert "“Đánh giá” do cơ quan giải quyết ghi." in shown
    assert registry.kept[CODE].standing.state == "completed"


async def test_what_the_case_needs_the_paper_has_to_tell_first(router: Router) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY)
    person = official(router, registry)
    draft_id = await begun(person, "risk")
    answer(person, draft_id, {"happened": "Chậm 14 hồ sơ"})
    shown = await person.do(Action.PAPER_SENT, draft_id)
    assert "văn bản cần có: Ngày xảy ra." in shown
    await person.tap("Ngày xảy ra")
    await person.type("24/11/2026")
    assert "Đã gửi" in person.labels
    await person.tap("Đã gửi")
    assert "Gửi ngày nào?" in person.screen
    await person.tap("Hôm nay")
    assert registry.kept[CODE].history[-1].happening.details == {"recipient": "Văn phòng Đảng ủy"}


async def test_what_a_case_does_not_take_is_said_before_more_is_asked(router: Router) -> None:
    registry = Registry()
    put(registry, SUBMITTED)
    person = official(router, registry)
    draft_id = await begun(person, "risk")
    shown = await person.do(Action.PAPER_SENT, draft_id)
    assert shown.startswith(f"⚠️ Chưa ghi được vào hồ sơ {CODE}.")
    assert person.labels == [f"Mở {CODE}", "Lập hồ sơ mới", "← Văn bản"]


async def test_a_new_case_needs_a_title(router: Router, library: Library) -> None:
    person = official(router, Registry())
    await alone(person, "obstructed", library, title=None, managing_body=None)
    await person.tap("Đã gửi")
    shown = await person.tap("Lập hồ sơ mới")
    assert "văn bản cần có: Tên việc, Nơi nhận." in shown
    assert person.registry.kept == {}


async def test_a_day_of_the_paper_that_cannot_be_is_told_with_the_reason(router: Router, library: Library) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY)
    person = official(router, registry)
    draft_id = await begun(person, "risk")
    answer(person, draft_id, filled("risk", library, occurred_on="2026-08-01"))
    await person.do(Action.PAPER_SENT, draft_id)
    shown = await person.tap("Hôm nay")
    assert "trước “Bắt đầu thực hiện”. Ghi được từ 04/09/2026" in shown
    assert kinds(registry.kept[CODE]) == [kind for kind, _ in UNDER_WAY]
    assert list(person.kept) == [draft_id]
    await person.tap("Ngày xảy ra")
    await person.type("24/11/2026")
    await person.tap("Đã gửi")
    await person.tap("Hôm nay")
    assert kinds(registry.kept[CODE])[-2:] == ["risk_occurred", "risk_told"]


async def test_a_day_of_sending_that_cannot_be_is_asked_again(router: Router, library: Library) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY)
    person = official(router, registry)
    draft_id = await begun(person, "risk")
    answer(person, draft_id, filled("risk", library))
    await person.do(Action.PAPER_SENT, draft_id)
    shown = await person.type("22/11/2026")
    assert "trước “Xảy ra rủi ro, sai sót”. Ghi được từ 23/11/2026" in shown
    assert kinds(registry.kept[CODE]) == [kind for kind, _ in UNDER_WAY]
    await person.tap("Hôm nay")
    assert kinds(registry.kept[CODE])[-1] == "risk_told"


async def test_who_was_quicker_is_shown_before_it_is_recorded(router: Router, library: Library) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY)
    person = official(router, registry)
    draft_id = await begun(person, "request")
    answer(person, draft_id, filled("request", library))
    await person.do(Action.PAPER_SENT, draft_id)
    put(registry, *UNDER_WAY, RISK)
    shown = await person.tap("Hôm nay")
    assert "Hồ sơ vừa có thêm: Xảy ra rủi ro, sai sót" in shown
    await person.tap("Hôm nay")
    assert kinds(registry.kept[CODE])[-2:] == ["risk_occurred", "protection_requested"]


async def test_a_paper_begun_twice_from_a_case_is_gone_on_with(router: Router, library: Library) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY)
    person = official(router, registry)
    draft_id = await begun(person, "risk")
    await person.type("24/11/2026")
    assert await begun(person, "risk") == draft_id
    assert "Soạn tiếp bản đang soạn từ hồ sơ này." in person.screen


async def test_the_letter_knows_what_the_case_knows(router: Router) -> None:
    registry = Registry()
    put(registry, SUBMITTED, ("received", {"number": "1342"}), ("declared_difficult", {"reason": "Liên ngành"}))
    person = official(router, registry)
    draft_id = await begun(person, "overdue")
    told = person.kept[draft_id].state["answers"]
    assert told == {
        "about_case": CODE,
        "jurisdiction": "quang-ngai",
        "title": "Một cửa",
        "sent_on": "2026-09-01",
        "received": "2026-09-02",
        "register": "1342",
        "difficult": "yes",
        "managing_body": "Văn phòng Đảng ủy",
    }


async def test_who_sends_is_asked_once(router: Router, library: Library) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY)
    person = official(router, registry)
    await alone(person, "risk", library)
    draft_id = await begun(person, "request")
    told = person.kept[draft_id].state["answers"]
    assert (told["proposer_name"], told["side"], told["place"]) == ("Nguyễn Văn An", "party", "Phú Bình")
    assert told["approved_by"] == "Văn bản số 215-TB/TU, quyết định ngày 3/9/2026"


async def test_a_step_of_an_assessment_from_a_case_knows_the_case(router: Router, library: Library) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY, RISK)
    person = official(router, registry)
    await person.do(Action.PROTECT_CASE, CODE)
    assessment = person.in_hand
    await person.do(Action.PROTECT_PAPER, assessment, "risk")
    told = person.kept[person.in_hand].state["answers"]
    assert (told["about_case"], told["happened"]) == (CODE, "Chậm hồ sơ")
    answer(person, person.in_hand, filled("risk", library))
    await person.do(Action.PAPER_SENT, person.in_hand)
    await person.tap("Hôm nay")
    assert kinds(registry.kept[CODE])[-1] == "risk_told"


@pytest.mark.parametrize("key", NAMINGS)
def test_a_kind_of_happening_takes_what_a_paper_tells(key: str, library: Library) -> None:
    questions = {question.key for question in paper_form(key, library.catalogue).questions}
    for one in RECORDABLE[key]:
        event = lifecycle().events[one.kind]
        assert set(one.fields) <= set(event.fields)
        assert {name for name, wanted in event.fields.items() if wanted.required} <= set(one.fields)
        assert set(one.fields.values()) <= questions
        assert one.day == "on" or one.day in questions


async def test_the_papers_offered_from_a_case(router: Router) -> None:
    registry = Registry()
    put(registry, *UNDER_WAY, COMPLETED, office=OFFICE.id)
    person, other = official(router, registry), clerk(router, registry)
    await person.do(Action.PAPER_LIST, CODE)
    assert "Phiếu đánh giá" not in person.labels
    await other.do(Action.PAPER_LIST, CODE)
    assert other.labels == ["Phiếu đánh giá", "Báo cáo rủi ro", "← Hồ sơ"]
    put(registry, *UNDER_WAY, ("closed", {}))
    await person.do(Action.CASE_OPEN, CODE)
    assert "Soạn văn bản" not in person.labels


async def test_a_stranger_sends_nothing(router: Router) -> None:
    person = Person(router=router, profile=Profile(jurisdiction="quang-ngai", greeted=True), registry=Registry())
    await person.do(Action.PAPER_SENT, "x")
    assert person.last
    assert person.last.template == "stale"
    assert not re.search("hồ sơ", person.screen)
