"""A case called anew, or found to be of the other kind: a form of what stands, told to the others from what to what."""

from dataclasses import replace
from datetime import date

import pytest

from bot.splitting import plain
from conversations.actions import Action
from conversations.case import entries
from conversations.case.corrections import in_a_line
from conversations.case.presenting import CaseScreens
from conversations.case.sheet import sheet
from conversations.events import Profile
from conversations.router import Router
from knowledge.library import Library
from storage.cases import Case
from storage.history import CORRECTED, Happening, derive
from storage.lifecycle import Who
from tests.unit.conversations.case.cases import CALENDAR, DECIDED, RECEIVED, SUBMITTED, case, numbered
from tests.unit.conversations.case.people import OFFICE, RENDERER, Person, clerk, official
from tests.unit.conversations.case.test_dialogue import TITLE, begun, recorded, submitted
from tests.unit.conversations.case.test_sheet import NOW, ZONE, words
from tests.unit.conversations.registry import Registry

EVENT = "Sửa tên, loại vấn đề của hồ sơ"
OTHER = "Đã có quy định nhưng không phù hợp"


def described(title: str = "", issue: str = "", on: date = DECIDED.on) -> Happening:
    told = {key: value for key, value in (("title", title), ("issue", issue)) if value}
    return Happening(0, "described", on, Who.PROPOSER, told)


def decided_case() -> Case:
    decided = replace(DECIDED, on=date(2026, 11, 24))
    return replace(case(*numbered(SUBMITTED, RECEIVED, decided)), people=(1,), office=None)


async def test_a_case_is_called_anew_with_what_stands_before_ones_eyes(an: Person) -> None:
    await begun(an)
    await an.tap("Ghi sự kiện")
    shown = await an.tap(EVENT)
    assert f"1. Tên hồ sơ: {TITLE}" in shown
    assert "2. Loại vấn đề: Chưa được quy định" in shown
    assert "3." not in shown
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


@pytest.fixture
async def two(router: Router, registry: Registry) -> tuple[Person, Person]:
    """An official and a clerk of the office that has their case; the official is calling it anew."""
    an, ba = official(router, registry, offices=(OFFICE,)), clerk(router, registry)
    await submitted(an)
    await an.do(Action.CASE_RECORD, an.one.code, "described")
    await an.tap("1")
    await an.type("Tên mới hẳn")
    return an, ba


async def kind_put_right(person: Person) -> None:
    """Somebody tells the kind of the issue anew, and nothing else."""
    await person.do(Action.CASE_RECORD, person.one.code, "described")
    await person.tap("2")
    await person.tap(OTHER)
    await person.tap("Ghi vào hồ sơ")


@pytest.mark.parametrize("reopened", [True, False])
async def test_what_else_is_recorded_meanwhile_stops_nobody(two: tuple[Person, Person], *, reopened: bool) -> None:
    an, ba = two
    await recorded(ba, "received", "1342", OFFICE.name, "23/11/2026")
    if reopened:
        await an.do(Action.CASE_RECORD, an.one.code, "described")
        assert "Tên mới hẳn" in an.screen
    await an.tap("Ghi vào hồ sơ")
    assert (an.one.title, an.one.history[-1].happening.details) == ("Tên mới hẳn", {"title": "Tên mới hẳn"})


async def test_two_who_describe_a_case_at_once_undo_nothing_of_each_other(two: tuple[Person, Person]) -> None:
    an, ba = two
    await kind_put_right(ba)
    shown = await an.tap("Ghi vào hồ sơ")
    assert f"Hồ sơ vừa có thêm: {EVENT}, thứ Tư 25/11/2026. Nội dung đã nhập vẫn còn; xem lại trước khi ghi." in shown
    assert "1. Tên hồ sơ: Tên mới hẳn" in shown
    assert f"2. Loại vấn đề: {OTHER}" in shown
    await an.tap("Ghi vào hồ sơ")
    assert (an.one.title, an.one.issue) == ("Tên mới hẳn", "unsuitable")
    assert an.one.history[-1].happening.details == {"title": "Tên mới hẳn"}


async def test_a_description_gone_on_with_shows_what_stands_beside_what_was_typed(two: tuple[Person, Person]) -> None:
    an, ba = two
    await kind_put_right(ba)
    await an.do(Action.CASE_RECORD, an.one.code, "described")
    assert "Tên hoặc loại vấn đề của hồ sơ vừa được sửa: nội dung đã nhập vẫn còn" in an.screen
    assert "1. Tên hồ sơ: Tên mới hẳn" in an.screen
    assert f"2. Loại vấn đề: {OTHER}" in an.screen
    await an.tap("Ghi vào hồ sơ")
    assert (an.one.title, an.one.issue) == ("Tên mới hẳn", "unsuitable")


async def test_of_two_names_the_later_one_knows_of_the_other(two: tuple[Person, Person]) -> None:
    an, ba = two
    await ba.do(Action.CASE_RECORD, an.one.code, "described")
    await ba.tap("1")
    await ba.type("Tên của văn phòng")
    await ba.tap("Ghi vào hồ sơ")
    await an.tap("Ghi vào hồ sơ")
    await an.tap("Ghi vào hồ sơ")
    *_, last = entries.history(an.one)
    assert last.fields == (("Tên hồ sơ", "Tên của văn phòng → Tên mới hẳn"),)


async def test_what_was_told_anew_is_neither_put_right_nor_void(two: tuple[Person, Person]) -> None:
    an, _ = two
    await an.tap("Ghi vào hồ sơ")
    number = str(len(an.one.history))
    for action in (Action.CASE_ENTRY, Action.CASE_CORRECT, Action.CASE_VOID):
        shown = await an.do(action, an.one.code, number)
        assert EVENT in shown
        assert not {"Đính chính", "Bỏ sự kiện này", "Bỏ sự kiện"} & {*an.labels}
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
    assert "Gửi văn bản tới cơ quan đã ban hành quy định không phù hợp, từ 24/11/2026" in card
    await an.do(Action.CASE_RECORD, "DL-7K3Q", "issuer_written")
    assert "Cơ quan ban hành?" in an.screen


def test_the_history_says_from_what_to_what_each_time() -> None:
    told = (described(title="Tên hai"), described(issue="unsuitable"), described(title="Tên ba"))
    made = case(*numbered(SUBMITTED, *told))
    _, first, second, third = entries.history(made)
    assert first.fields == (("Tên hồ sơ", f"{made.first_title} → Tên hai"),)
    assert second.fields == (("Loại vấn đề", f"Chưa được quy định → {OTHER}"),)
    assert third.fields == (("Tên hồ sơ", "Tên hai → Tên ba"),)
    assert (made.title, made.issue) == ("Tên ba", "unsuitable")


def test_a_long_name_hides_nothing_beside_it() -> None:
    long, both = described(title="Dài " * 50), described("Khác " * 40, "unsuitable")
    *_, last = entries.history(case(*numbered(SUBMITTED, long, both)))
    assert f"Loại vấn đề: Chưa được quy định → {OTHER}" in last.brief
    assert in_a_line(last.changes or (), 160, "…") == f"Loại vấn đề: Chưa được quy định → {OTHER}; …"


async def test_the_list_of_entries_says_what_was_changed(two: tuple[Person, Person]) -> None:
    an, _ = two
    await an.tap("Ghi vào hồ sơ")
    assert f"{EVENT}" in await an.do(Action.CASE_HISTORY, an.one.code, "0")
    assert f"Tên hồ sơ: {TITLE} → Tên mới hẳn" in an.screen


def test_a_name_stops_no_correction_of_a_day() -> None:
    righted = Happening(0, CORRECTED, date(2026, 11, 26), Who.OFFICE, RECEIVED.details, corrects=2)
    made = case(*numbered(SUBMITTED, RECEIVED, described(title="Tên hai", on=date(2026, 11, 24)), righted))
    assert (made.standing.clocks[0].start, made.title) == (date(2026, 11, 26), "Tên hai")


@pytest.mark.parametrize(("was", "now"), [("unsuitable", "unregulated"), ("unregulated", "unsuitable")])
def test_the_others_are_told_which_duty_there_is_and_which_there_is_none_any_more(
    was: str, now: str, library: Library
) -> None:
    duty = "Gửi văn bản tới cơ quan đã ban hành quy định không phù hợp"
    before = case(*numbered(SUBMITTED, RECEIVED, DECIDED), issue=was)
    after = case(*numbered(SUBMITTED, RECEIVED, DECIDED, described(issue=now)), issue=was)
    told = plain(RENDERER.html(CaseScreens(library).notice(before, after, CALENDAR, date(2027, 1, 5), Profile())))
    assert (f"Không còn phải làm: {duty}." in told) is (now == "unregulated")
    assert (f"Làm ngay (cơ quan giải quyết): {duty}, từ 04/01/2027" in told) is (now == "unsuitable")


def test_a_name_alone_brings_no_duty(library: Library) -> None:
    before = case(*numbered(SUBMITTED, RECEIVED, DECIDED), issue="unsuitable")
    after = case(*numbered(SUBMITTED, RECEIVED, DECIDED, described(title="Tên hai")), issue="unsuitable")
    told = plain(RENDERER.html(CaseScreens(library).notice(before, after, CALENDAR, date(2027, 1, 5), Profile())))
    assert "Làm ngay" not in told
    assert "Còn 1 việc phải làm từ trước" in told


async def test_whoever_drops_a_duty_is_told_so(an: Person) -> None:
    made = decided_case()
    an.registry.kept["DL-7K3Q"] = replace(
        made, first_issue="unsuitable", standing=derive(made.rules, made.standing.effective, "unsuitable", DECIDED.on)
    )
    await an.do(Action.CASE_RECORD, "DL-7K3Q", "described")
    await an.tap("2")
    await an.tap("Chưa được quy định")
    card = await an.tap("Ghi vào hồ sơ")
    assert "Không còn phải làm: Gửi văn bản tới cơ quan đã ban hành quy định không phù hợp." in card


def test_the_printed_history_says_it_too(library: Library) -> None:
    made = case(*numbered(SUBMITTED, described("Tên hai", "unsuitable")))
    printed = words(sheet(made, CALENDAR, NOW, ZONE, library).content)
    assert f"Tên hồ sơ: {made.first_title} → Tên hai; Loại vấn đề: Chưa được quy định → {OTHER}" in printed
    assert f"{made.code}: Tên hai" in printed
