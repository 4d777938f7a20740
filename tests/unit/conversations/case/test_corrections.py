"""Corrections: what they change in words, one that changes nothing, one that takes away the ground of another event."""

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.splitting import plain
from conversations.actions import Action
from conversations.case import entries
from conversations.case.corrections import before, changes, changes_nothing
from conversations.case.presenting import CaseScreens
from conversations.case.sheet import sheet
from conversations.events import Profile
from conversations.router import Router
from knowledge.library import Library
from storage.history import CORRECTED, Happening
from storage.lifecycle import Who
from tests.unit.conversations.case.cases import CALENDAR, DECIDED, RECEIVED, SUBMITTED, case, numbered
from tests.unit.conversations.case.people import OFFICE, RENDERER, Person, clerk, official
from tests.unit.conversations.case.test_dialogue import recorded, submitted
from tests.unit.conversations.case.test_sheet import NOW, ZONE, words
from tests.unit.conversations.registry import Registry


def files(*names: str, id: str = "f") -> str:
    return json.dumps([{"id": f"{id}-{name}", "name": name} for name in names])


def correction(on: date, corrects: int = 3, **told: str) -> Happening:
    return Happening(0, CORRECTED, on, Who.OFFICE, told, corrects=corrects)


OLD = {**DECIDED.details, "file": files("tb-215.pdf")}
DAY = DECIDED.on


@pytest.mark.parametrize(
    ("right", "told"),
    [
        (correction(DAY, **OLD), []),
        (correction(DAY, **{**OLD, "number": " 215-TB/TU "}), []),
        (correction(date(2026, 12, 28), **OLD), ["Ngày: 04/01/2027 → 28/12/2026"]),
        (correction(DAY, **{**OLD, "number": "216-TB/TU"}), ["Số văn bản: 215-TB/TU → 216-TB/TU"]),
        (
            correction(DAY, **{**OLD, "outcome": "refused"}),
            ["Nội dung quyết định: Cho chủ trương thực hiện thí điểm → Không cho chủ trương"],
        ),
        (
            correction(DAY, **{**OLD, "file": files("tb-216.pdf", "kèm.pdf")}),
            ["Tệp văn bản: tb-215.pdf → tb-216.pdf, kèm.pdf"],
        ),
        (
            correction(DAY, **{**OLD, "file": files("tb-215.pdf", id="g")}),
            ["Tệp văn bản: tb-215.pdf → tb-215.pdf (tệp mới)"],
        ),
        (correction(DAY, **DECIDED.details), ["Tệp văn bản: tb-215.pdf → (trống)"]),
        (
            correction(date(2026, 12, 28), **{**OLD, "decided_by": "head", "number": "9"}),
            [
                "Ngày: 04/01/2027 → 28/12/2026",
                "Hình thức quyết định: Tập thể → Người đứng đầu (tập thể không thống nhất)",
                "Số văn bản: 215-TB/TU → 9",
            ],
        ),
        (Happening(0, CORRECTED, DAY, Who.OFFICE, {}, corrects=3, void=True), []),
    ],
)
def test_what_a_correction_changes(right: Happening, told: list[str]) -> None:
    made = case(*numbered(SUBMITTED, RECEIVED, replace(DECIDED, details=OLD), right))
    last = made.history[-1].happening
    found = [f"{one.label}: {one.words()}" for one in changes(made, before(made, last), last)]
    assert [line.partition(":")[2] for line in found] == [line.partition(":")[2] for line in told]


def test_a_second_correction_tells_what_it_changes_of_the_first() -> None:
    first, second = correction(date(2026, 11, 20), 2, number="1343"), correction(date(2026, 11, 20), 2, number="1344")
    made = case(*numbered(SUBMITTED, RECEIVED, first, second))
    *_, one, two = entries.history(made)
    assert one.fields == (
        ("Ngày", "23/11/2026 → 20/11/2026"),
        ("Số đến", "1342 → 1343"),
        ("Nơi tiếp nhận", "Văn phòng Thị ủy → (trống)"),
    )
    assert two.fields == (("Số đến", "1343 → 1344"),)


def test_long_values_are_cut_on_a_screen_each_for_itself() -> None:
    right = correction(RECEIVED.on, 2, number="m" * 200, received_by="Văn phòng Thị ủy")
    [(label, value)] = [*entries.history(case(*numbered(SUBMITTED, RECEIVED, right)))][-1].fields
    old, _, new = value.partition(" → ")
    assert (label, old, new[-1]) == ("Số đến", "1342", "…")
    assert len(new) <= 72


def test_values_that_differ_far_on_are_cut_where_they_differ() -> None:
    grown = ", ".join(["Phòng Tổng hợp Văn phòng Thị ủy"] * 5)
    right = correction(RECEIVED.on, 2, number="1342", received_by=f"{grown}, tầng 3")
    was = replace(RECEIVED, details={"number": "1342", "received_by": f"{grown}, tầng 2"})
    entry = [*entries.history(case(*numbered(SUBMITTED, was, right)))][-1]
    [(_, value)] = entry.fields
    old, _, new = value.partition(" → ")
    assert (old.startswith("… "), new.startswith("… "), old[-1], new[-1]) == (True, True, "2", "3")
    assert entry.brief == f"Nơi tiếp nhận: {grown}, tầng 2 → {grown}, tầng 3"


def test_a_line_of_the_history_has_whole_fields_and_says_that_there_are_more() -> None:
    right = correction(RECEIVED.on, 2, number="1343", received_by="m " * 300)
    entry = [*entries.history(case(*numbered(SUBMITTED, RECEIVED, right)))][-1]
    assert entry.brief == "Số đến: 1342 → 1343; … bấm 3 để xem"


async def correcting(person: Person, number: str = "2") -> None:
    """Opens the form that puts an entry of the only case right."""
    await person.do(Action.CASE_CORRECT, person.one.code, number)


async def test_a_correction_that_changes_nothing_is_refused_and_its_form_stays(an: Person, registry: Registry) -> None:
    await submitted(an)
    await recorded(an, "received", "1342", "Văn phòng", "23/11/2026")
    had, told = an.one, len(registry.told)
    await correcting(an)
    shown = await an.tap("Ghi vào hồ sơ")
    assert shown.startswith("⚠️ Chưa có gì khác với nội dung đang ghi. Bấm số của câu cần sửa.")
    assert (an.one, len(registry.told)) == (had, told)
    assert "1. Số đến: 1342" in shown
    await an.tap("3")
    await an.type("20/11/2026")
    assert "✅ Đã ghi: Đính chính số 2 (Tiếp nhận), thứ Sáu 20/11/2026." in await an.tap("Ghi vào hồ sơ")
    assert an.kept == {}


async def test_a_correction_can_be_dropped(an: Person) -> None:
    await submitted(an)
    had = an.one
    await correcting(an, "1")
    assert "Đã xóa “Hồ sơ DL-2222 · Đính chính nộp đề xuất”." in await an.tap("Bỏ đính chính")
    assert (an.one, an.kept) == (had, {})


async def test_a_correction_back_to_what_was_first_recorded_is_one(an: Person) -> None:
    await submitted(an)
    for day in ("18/11/2026", "19/11/2026"):
        await correcting(an, "1")
        await an.tap("2")
        await an.type(day)
        assert "✅ Đã ghi: Đính chính số 1" in await an.tap("Ghi vào hồ sơ")
    assert [*entries.history(an.one)][-1].fields == (("Ngày", "18/11/2026 → 19/11/2026"),)


async def test_the_others_are_told_from_what_to_what(router: Router, registry: Registry) -> None:
    an, ba = official(router, registry, offices=(OFFICE,)), clerk(router, registry)
    await submitted(an)
    await recorded(ba, "received", "1342", "Văn phòng", "23/11/2026")
    await correcting(ba)
    await ba.tap("1")
    await ba.type("1343")
    await ba.tap("3")
    await ba.type("20/11/2026")
    await ba.tap("Ghi vào hồ sơ")
    (_, _, event) = registry.told[-1]
    entry = event.notice.context["entry"]
    assert isinstance(entry, entries.Told)
    assert entry.fields == (("Ngày", "23/11/2026 → 20/11/2026"), ("Số đến", "1342 → 1343"))
    shown = await an.do(Action.CASE_HISTORY, an.one.code, "0")
    assert "Đính chính số 2 (Tiếp nhận). Ngày: 23/11/2026 → 20/11/2026; Số đến: 1342 → 1343" in shown
    assert "Số đến: 1342 → 1343" in await an.do(Action.CASE_ENTRY, an.one.code, "3")


async def test_the_others_are_told_what_an_entry_said_that_is_void(router: Router, registry: Registry) -> None:
    an, ba = official(router, registry, offices=(OFFICE,)), clerk(router, registry)
    await submitted(an)
    await recorded(ba, "received", "1342", "Văn phòng", "23/11/2026")
    await correcting(ba)
    await ba.tap("1")
    await ba.type("1343")
    await ba.tap("Ghi vào hồ sơ")
    await ba.do(Action.CASE_VOID, ba.one.code, "2")
    await ba.tap("Bỏ sự kiện")
    (_, _, event) = registry.told[-1]
    told = plain(RENDERER.html(event.notice))
    assert "Bỏ sự kiện số 2 (Tiếp nhận), thứ Tư 25/11/2026." in told
    assert "Nội dung bị bỏ: Tiếp nhận; thứ Hai 23/11/2026; Số đến: 1343; Nơi tiếp nhận: Văn phòng" in told
    shown = await an.do(Action.CASE_HISTORY, an.one.code, "0")
    assert "Bỏ sự kiện số 2 (Tiếp nhận). Nội dung bị bỏ: Tiếp nhận; thứ Hai 23/11/2026; Số đến: 1343" in shown


@pytest.mark.parametrize("office", [None, "Văn phòng"])
def test_what_is_private_is_not_told_of_an_entry_that_is_void(office: str | None, library: Library) -> None:
    complaint = Happening(
        0, "obstruction_reported", DAY, Who.PROPOSER, {"recipient": "Tỉnh ủy", "what": "bị điều chuyển"}
    )
    void = Happening(0, CORRECTED, DAY, Who.PROPOSER, {}, corrects=2, void=True)
    its = replace(case(*numbered(SUBMITTED, complaint, void)), office=office)
    notice = CaseScreens(library).notice(its, its, CALENDAR, DAY, Profile())
    for shown in (plain(RENDERER.html(notice)), [*entries.history(its)][-1].brief):
        assert "Nơi nhận: Tỉnh ủy" in shown
        assert ("bị điều chuyển" in shown) == (office is None)


async def test_a_correction_that_takes_away_the_ground_of_another_event_keeps_its_form(an: Person) -> None:
    await submitted(an)
    await recorded(an, "received", "1342", "Văn phòng", "23/11/2026")
    await an.do(Action.CASE_RECORD, an.one.code, "decided")
    await an.tap("Cho chủ trương thực hiện thí điểm")
    await an.tap("Tập thể")
    await an.type("215-TB/TU")
    await an.tap("Bỏ qua")
    await an.tap("Hôm nay")
    await an.tap("Ghi vào hồ sơ")
    await an.do(Action.CASE_RECORD, an.one.code, "started")
    await an.tap("Hôm nay")
    had = an.one
    await correcting(an, "3")
    await an.tap("1")
    shown = await an.tap("Không cho chủ trương")
    assert shown.startswith(
        "⚠️ Sửa như vậy thì “Bắt đầu thực hiện” không còn căn cứ. Đính chính hoặc bỏ sự kiện đó trước."
    )
    assert "Nội dung đã nhập vẫn còn" in shown
    assert "Không cho chủ trương" in shown.partition("xem lại")[2]
    assert an.one == had
    assert len(an.kept) == 1
    assert "⚠️ Sửa như vậy thì" in await an.tap("Ghi vào hồ sơ")
    await an.tap("1")
    await an.tap("Cho chủ trương thực hiện")
    assert "✅ Đã ghi: Đính chính số 3 (Có quyết định)" in await an.tap("Ghi vào hồ sơ")


@pytest.mark.parametrize("office", [None, "Văn phòng"])
def test_what_is_private_is_told_by_no_correction_where_an_office_looks_on(
    office: str | None, library: Library
) -> None:
    told = {"recipient": "Tỉnh ủy", "what": "bị điều chuyển"}
    complaint = Happening(0, "obstruction_reported", DAY, Who.PROPOSER, told)
    righted = replace(correction(DAY, 2, **{**told, "what": "bị kỷ luật"}), who=Who.PROPOSER)
    its = replace(case(*numbered(SUBMITTED, complaint, righted)), office=office)
    notice = CaseScreens(library).notice(its, its, CALENDAR, DAY, Profile())
    document = words(sheet(its, CALENDAR, NOW, ZONE, library).content)
    for shown in (str([*entries.history(its)]), str(notice.context), document):
        assert ("bị điều chuyển" in shown, "bị kỷ luật" in shown) == (office is None, office is None)
    assert not changes_nothing(its, before(its, its.history[-1].happening), its.history[-1].happening)


async def complained(person: Person) -> None:
    await recorded(person, "obstruction_reported", "Ban Nội chính", "bị điều chuyển")
    await person.tap("Xong")
    await person.type("24/11/2026")


async def test_a_fellow_puts_a_complaint_right_without_being_shown_its_text(router: Router, registry: Registry) -> None:
    an, fellow = official(router, registry, offices=(OFFICE,)), official(router, registry, 2, (OFFICE,))
    await submitted(an)
    registry.kept[an.one.code] = replace(an.one, office=OFFICE.id, people=(1, 2))
    await complained(an)
    await correcting(fellow)
    assert "2. Việc bị cản trở: (giữ như đã ghi)" in fellow.screen
    assert "điều chuyển" not in fellow.screen
    await fellow.tap("3")
    assert "✅ Đã ghi: Đính chính số 2" in await fellow.type("23/11/2026") + await fellow.tap("Ghi vào hồ sơ")
    standing = an.one.standing.last("obstruction_reported")
    assert standing
    assert (standing.on, standing.details["what"]) == (date(2026, 11, 23), "bị điều chuyển")
    await correcting(an)
    assert "2. Việc bị cản trở: (giữ như đã ghi)" in an.screen


async def test_who_recorded_a_complaint_finds_its_text_in_the_correction(router: Router, registry: Registry) -> None:
    an = official(router, registry, offices=(OFFICE,))
    await submitted(an)
    registry.kept[an.one.code] = replace(an.one, office=OFFICE.id)
    await complained(an)
    await correcting(an)
    assert "2. Việc bị cản trở: bị điều chuyển" in an.screen


@pytest.mark.parametrize(("file", "shown"), [(files("tb-215.pdf"), "(giữ như đã ghi)"), ("", "(để trống)")])
async def test_a_correction_says_that_the_file_stays_where_there_is_one(
    an: Person, registry: Registry, file: str, shown: str
) -> None:
    await submitted(an)
    told = {**DECIDED.details, "file": file} if file else DECIDED.details
    decided = replace(DECIDED, on=date(2026, 11, 24), who=Who.PROPOSER, details=told)
    received = replace(RECEIVED, on=date(2026, 11, 23), who=Who.PROPOSER)
    happened = [one.happening for one in an.one.history]
    registry.kept[an.one.code] = replace(case(*numbered(*happened, received, decided)), code=an.one.code, people=(1,))
    await correcting(an, "3")
    assert f"Tệp văn bản: {shown}" in an.screen
    await an.tap("3")
    await an.type("216-TB/TU")
    assert "✅ Đã ghi: Đính chính số 3" in await an.tap("Ghi vào hồ sơ")
    last = an.one.standing.last("decided")
    assert last
    assert (last.details["number"], last.details.get("file", "")) == ("216-TB/TU", file)
