"""A case called anew, or found to be of the other kind: a form of what stands, told to the others from what to what."""

from dataclasses import replace
from datetime import date

import pytest

from conversations.actions import Action
from conversations.case import summary
from conversations.case.sheet import sheet
from conversations.router import Router
from knowledge.library import Library
from storage.cases import Case
from storage.history import CORRECTED, Happening
from storage.lifecycle import Who
from tests.unit.conversations.case.cases import CALENDAR, DECIDED, RECEIVED, SUBMITTED, case, numbered
from tests.unit.conversations.case.people import OFFICE, RENDERER, Person, clerk, official
from tests.unit.conversations.case.test_dialogue import TITLE, begun, recorded, submitted
from tests.unit.conversations.case.test_sheet import NOW, ZONE, words
from tests.unit.conversations.registry import Registry

EVENT = "Sửa tên, loại vấn đề của hồ sơ"
OTHER = "Đã có quy định nhưng không phù hợp"


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def an(router: Router, registry: Registry) -> Person:
    return official(router, registry)


def described(title: str, issue: str, on: date = DECIDED.on) -> Happening:
    return Happening(0, "described", on, Who.PROPOSER, {"title": title, "issue": issue})


def decided_case() -> Case:
    decided = replace(DECIDED, on=date(2026, 11, 24))
    return replace(case(*numbered(SUBMITTED, RECEIVED, decided)), people=(1,), office=None)


async def test_a_case_is_called_anew_with_what_stands_before_ones_eyes(an: Person) -> None:
    await begun(an)
    await an.tap("Ghi sự kiện")
    shown = await an.tap(EVENT)
    assert f"1. Tên hồ sơ: {TITLE}" in shown
    assert "2. Loại vấn đề: Chưa được quy định" in shown
    assert "3. Ngày: 25/11/2026" in shown
    await an.tap("1")
    assert "1. Tên hồ sơ: Một cửa lưu động cho xã miền núi" in await an.type("Một cửa lưu động cho xã miền núi")
    card = await an.tap("Ghi vào hồ sơ")
    assert f"✅ Đã ghi: {EVENT}, thứ Tư 25/11/2026." in card
    assert "Một cửa lưu động cho xã miền núi" in card
    assert (an.one.title, an.one.issue, an.one.first_title) == (
        "Một cửa lưu động cho xã miền núi",
        "unregulated",
        TITLE,
    )
    assert an.kept == {}
    assert f"{an.one.code}" in await an.type("/hoso mien nui")


async def test_what_changes_nothing_is_refused_and_its_form_stays_until_it_is_dropped(an: Person) -> None:
    await begun(an)
    await an.do(Action.CASE_RECORD, an.one.code, "described")
    shown = await an.tap("Ghi vào hồ sơ")
    assert shown.startswith("⚠️ Chưa có gì khác với nội dung đang ghi. Bấm số của câu cần sửa.")
    assert an.one.history == ()
    assert "Đã xóa" in await an.tap("Không sửa nữa")
    assert an.kept == {}


async def test_what_was_typed_outlives_what_others_record_meanwhile(
    router: Router, registry: Registry, an: Person
) -> None:
    ba = clerk(router, registry)
    an = official(router, registry, offices=(OFFICE,))
    await submitted(an)
    await an.do(Action.CASE_RECORD, an.one.code, "described")
    await an.tap("1")
    await an.type("Tên mới hẳn")
    await recorded(ba, "received", "1342", OFFICE.name, "23/11/2026")
    await an.do(Action.CASE_RECORD, an.one.code, "described")
    assert "Hồ sơ có thêm sự kiện từ khi viết dở" in an.screen
    await an.tap("Hôm nay")
    await an.tap("Ghi vào hồ sơ")
    assert an.one.title == "Tên mới hẳn"


async def test_the_other_side_is_told_from_what_to_what(router: Router, registry: Registry) -> None:
    ba = clerk(router, registry)
    an = official(router, registry, offices=(OFFICE,))
    await submitted(an)
    await ba.do(Action.CASE_RECORD, an.one.code, "described")
    await ba.tap("2")
    await ba.tap(OTHER)
    await ba.tap("Ghi vào hồ sơ")
    _, _, event = registry.told[-1]
    told = RENDERER.html(event.notice)
    assert f"<b>{EVENT}</b>" in told
    assert f"Loại vấn đề: <b>Chưa được quy định → {OTHER}</b>" in told
    assert "Tên hồ sơ" not in told
    assert an.one.issue == "unsuitable"


async def test_the_letter_to_the_issuer_can_be_recorded_once_the_kind_is_put_right(an: Person) -> None:
    an.registry.kept["DL-7K3Q"] = decided_case()
    await an.do(Action.CASE_RECORD, "DL-7K3Q", "issuer_written")
    assert "chỉ ghi khi vấn đề thuộc loại đã có quy định nhưng không phù hợp" in an.screen
    await an.do(Action.CASE_RECORD, "DL-7K3Q", "described")
    await an.tap("2")
    await an.tap(OTHER)
    card = await an.tap("Ghi vào hồ sơ")
    assert "Gửi văn bản tới cơ quan đã ban hành quy định không phù hợp" in card
    await an.do(Action.CASE_RECORD, "DL-7K3Q", "issuer_written")
    assert "Cơ quan ban hành?" in an.screen


def test_the_history_says_from_what_to_what_each_time() -> None:
    made = case(
        *numbered(
            SUBMITTED,
            described("Tên hai", "unregulated"),
            described("Tên hai", "unsuitable"),
            Happening(0, CORRECTED, DECIDED.on, Who.PROPOSER, {"title": "Tên ba", "issue": "unregulated"}, corrects=2),
        )
    )
    _, first, second, corrected = summary.history(made)
    assert first.fields == (("Tên hồ sơ", f"{made.first_title} → Tên hai"),)
    assert second.fields == (("Loại vấn đề", f"Chưa được quy định → {OTHER}"),)
    assert corrected.fields == (("Tên hồ sơ", "Tên hai → Tên ba"),)
    assert (made.title, made.issue) == ("Tên hai", "unsuitable")


def test_a_description_that_is_void_gives_back_the_one_before_it() -> None:
    void = Happening(0, CORRECTED, DECIDED.on, Who.PROPOSER, corrects=2, void=True)
    made = case(*numbered(SUBMITTED, described("Tên hai", "unsuitable"), void))
    assert (made.title, made.issue) == (made.first_title, made.first_issue)
    entry = [*summary.history(made)][-1]
    assert entry.fields == ((summary.VOIDED, f"{EVENT}; thứ Hai 04/01/2027; Tên hồ sơ: Tên hai; Loại vấn đề: {OTHER}"),)


def test_the_printed_history_says_it_too(library: Library) -> None:
    made = case(*numbered(SUBMITTED, described("Tên hai", "unsuitable")))
    printed = words(sheet(made, CALENDAR, NOW, ZONE, library).content)
    assert f"Tên hồ sơ: {made.first_title} → Tên hai; Loại vấn đề: Chưa được quy định → {OTHER}" in printed
    assert f"{made.code}: Tên hai" in printed
