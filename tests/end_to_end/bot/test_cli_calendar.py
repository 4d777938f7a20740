"""The commands of the calendar: `due`, days entered and taken out again, what was changed."""

import asyncio
import json
from datetime import date
from io import StringIO
from zoneinfo import ZoneInfo

import pytest

from bot.stores import Stores
from conversations.case.wording import full_day
from storage.cases import NewCase, Viewer
from storage.clock import SystemClock
from storage.database import Database
from storage.deadlines import Deadlines
from storage.history import Happening
from storage.lifecycle import Who
from tests.end_to_end.bot.test_cli import Damlam, clean, damlam

__all__ = ["clean", "damlam"]

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOTICE = ("--reason", "Nghỉ hoán đổi", "--document", "Thông báo số 1/TB-BNV")


def receive(*people: int) -> date:
    """A case of these people that an office received today; the last day of its answer."""

    async def run() -> date:
        database = Database.open("sqlite+aiosqlite:///var/damlam.db")
        await database.migrate()
        stores = Stores.of(database, SystemClock(), ZONE)
        calendar = await stores.calendar()
        async with database.transaction() as session:
            code = await stores.cases.create(session, NewCase("Một cửa", "quang-ngai", "unregulated", people))
        told = {"recipient": "Văn phòng"}
        for kind, who, details in (("submitted", Who.PROPOSER, told), ("received", Who.OFFICE, {})):
            case = await stores.cases.get(Viewer(people[0]), code)
            assert case
            happening = Happening(0, kind, stores.cases.today, who, details)
            async with database.transaction() as session:
                await stores.cases.record(session, case, happening, actor=None, calendar=calendar)
        [one] = await Deadlines(database, SystemClock(), ZONE).of([case.id])
        await database.close()
        assert one.due
        return one.due

    return asyncio.run(run())


def test_due_says_in_words_how_it_was_counted(damlam: Damlam) -> None:
    code, out, _ = damlam("due", "--received", "26/12/2025", "--days", "10")
    assert code == 0
    assert "thứ Hai, 12/01/2026" in out
    assert "5 ngày cuối tuần" in out
    assert "10/01 vẫn tính" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--received", "2026-02-30", "--days", "30"),
        ("--received", "2026-11-20", "--days", "0"),
        ("--received", "2100-11-20", "--days", "60"),
        ("--days", "30"),
    ],
)
def test_due_refuses_what_cannot_be_counted(damlam: Damlam, arguments: tuple[str, ...]) -> None:
    code, out, err = damlam("due", *arguments)
    assert (code, out) == (2, "")
    assert err


def test_a_notice_that_is_entered_moves_the_date(damlam: Damlam) -> None:
    counted = ("due", "--received", "2026-11-20", "--days", "30", "--json")
    notice = ("--document", "Thông báo số 1/TB-BNV")
    code, out, err = damlam("calendar", "add", "2027-01-04", "off", "--reason", "Nghỉ hoán đổi", *notice)
    assert (code, out) == (0, "")
    assert "Đã ghi 04/01/2027" in err
    assert damlam("calendar", "confirm", "2027", *notice)[0] == 0
    found = json.loads(damlam(*counted)[1])
    assert (found["due"], found["unconfirmed_years"]) == ("2027-01-06", [])
    listed = json.loads(damlam("calendar", "list", "2027", "--json")[1])
    entered = {"day": "2027-01-04", "kind": "off", "reason": "Nghỉ hoán đổi", "document": "Thông báo số 1/TB-BNV"}
    assert entered in listed["days"]
    assert listed["confirmed"]


def test_a_swap_is_entered_at_once_and_taken_out_again(damlam: Damlam) -> None:
    code, out, err = damlam("calendar", "add", "--off", "2027-01-04", "--work", "09/01/2027", *NOTICE)
    assert (code, out) == (0, "")
    assert err.splitlines() == [
        "thứ Hai 04/01/2027: ngày nghỉ",
        "thứ Bảy 09/01/2027: ngày làm việc",
        "Đã ghi 04/01/2027, 09/01/2027: Nghỉ hoán đổi. Căn cứ: Thông báo số 1/TB-BNV.",
        "Không có hạn nào phải chuyển, không ai được báo.",
    ]
    code, _, err = damlam("calendar", "remove", "2027-01-04", "2027-01-09", *NOTICE)
    assert (code, "thứ Hai 04/01/2027: trở lại ngày làm việc\n" in err) == (0, True)
    assert "Đã bỏ 04/01/2027, 09/01/2027: Nghỉ hoán đổi." in err
    changes = json.loads(damlam("calendar", "history", "2027", "--json")[1])
    assert [(one["day"], one["was"], one["became"]) for one in changes] == [
        ("2027-01-04", None, "off"),
        ("2027-01-09", None, "working"),
        ("2027-01-04", "off", None),
        ("2027-01-09", "working", None),
    ]
    assert changes[0]["at"].endswith("+07:00")
    listed = damlam("calendar", "history", "2027")[1].splitlines()
    assert listed[0].split() == ["Ngày", "Trước", "Sau", "Lý", "do", "Căn", "cứ", "Ghi", "lúc"]
    assert len(listed) == 5
    actions = [line["action"] for line in json.loads(damlam("audit", "--json")[1])]
    assert actions == ["calendar-removed"] * 2 + ["calendar-entered"] * 2


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("2027-01-09", "off"), "Thứ Bảy 09/01/2027 vốn là ngày nghỉ"),
        (("2027-01-07", "working"), "Thứ Năm 07/01/2027 vốn là ngày làm việc"),
        (("--off", "2027-01-04", "--work", "2027-01-08"), "Thứ Sáu 08/01/2027 vốn là ngày làm việc"),
    ],
)
def test_a_day_that_is_already_so_is_refused_and_nothing_is_entered(
    damlam: Damlam, days: tuple[str, ...], said: str
) -> None:
    code, out, err = damlam("calendar", "add", *days, *NOTICE)
    assert (code, out, said in err, "Chưa ghi ngày nào" in err) == (2, "", True, True)
    assert json.loads(damlam("calendar", "history", "2027", "--json")[1]) == []
    assert damlam("calendar", "history", "2027") == (
        *(0, ""),
        "Năm 2027 chưa có ngày nào được ghi thêm hay bỏ: lịch như bản có sẵn.\n",
    )


def test_what_moves_is_shown_first_and_how_many_people_are_told_last(
    damlam: Damlam, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = receive(1, 2)
    monkeypatch.setattr("sys.stdin", StringIO("có\n"))
    code, _, err = damlam("calendar", "add", day.isoformat(), "off", *NOTICE)
    assert (code, f"hạn trả lời bằng văn bản, {full_day(day)} → " in err) == (0, True)
    assert "Ghi và chuyển 1 hạn? (có/không)" in err
    told = "Đã chuyển 1 hạn. 2 người theo dõi hồ sơ được báo trong giờ nhận tin, nếu khi đó còn xem được hồ sơ."
    assert err.splitlines()[-1] == told


def test_a_day_that_is_entered_again_gets_another_reason_and_nothing_else(damlam: Damlam) -> None:
    assert damlam("calendar", "add", "2027-01-04", "off", *NOTICE)[0] == 0
    code, _, err = damlam("calendar", "add", "2027-01-04", "off", *NOTICE)
    assert (code, "Thứ Hai 04/01/2027 vốn là ngày nghỉ" in err) == (2, True)
    code, _, err = damlam("calendar", "add", "2027-01-04", "off", "--reason", "Nghỉ bù", "--document", "Thông báo số 2")
    assert (code, "đã là ngày nghỉ (Nghỉ hoán đổi; Thông báo số 1/TB-BNV): chỉ thay lý do" in err) == (0, True)
    [day] = [
        one for one in json.loads(damlam("calendar", "list", "2027", "--json")[1])["days"] if "01-04" in one["day"]
    ]
    assert (day["reason"], day["document"]) == ("Nghỉ bù", "Thông báo số 2")


def test_the_reason_is_one_line_of_words_without_a_full_stop(damlam: Damlam) -> None:
    told = ("--reason", " Nghỉ \n hoán đổi. ", "--document", "Thông báo số 1.")
    code, _, err = damlam("calendar", "add", "2027-01-04", "off", *told)
    assert (code, "04/01/2027: Nghỉ hoán đổi. Căn cứ: Thông báo số 1.\n" in err) == (0, True)
    code, out, err = damlam("calendar", "add", "2027-01-05", "off", "--reason", " . ", "--document", "Thông báo số 1")
    assert (code, out, "không được để trống" in err) == (2, "", True)


def test_an_official_day_is_taken_out_only_when_one_is_sure(damlam: Damlam, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("n\n"))
    code, _, err = damlam("calendar", "remove", "2027-09-02", *NOTICE)
    assert (code, "thứ Năm 02/09/2027 là ngày nghỉ theo lịch có sẵn: Quốc khánh" in err) == (1, True)
    assert err.endswith("Đã dừng: chưa thay đổi gì.\n")
    monkeypatch.setattr("sys.stdin", StringIO("\n"))
    code, _, err = damlam("calendar", "add", "2027-09-02", "working", *NOTICE)
    assert (code, "theo lịch có sẵn" in err) == (1, True)
    assert json.loads(damlam("calendar", "history", "2027", "--json")[1]) == []
    monkeypatch.setattr("sys.stdin", StringIO("có\n"))
    assert damlam("calendar", "add", "2027-09-02", "working", *NOTICE)[0] == 0
    assert damlam("calendar", "remove", "2027-09-02", *NOTICE)[0] == 0
    assert damlam("calendar", "remove", "2027-09-02", *NOTICE, "--yes")[0] == 0
    days = json.loads(damlam("calendar", "list", "2027", "--json")[1])["days"]
    assert "2027-09-02" not in [one["day"] for one in days]


@pytest.mark.parametrize(
    "arguments",
    [
        ("add",),
        ("add", "2027-01-04"),
        ("add", "2027-01-04", "maybe"),
        ("add", "2027-01-04", "off", "--work", "2027-01-04"),
        ("add", "--off", "2101-01-04"),
        ("remove", "2027-01-04"),
        ("remove", "2027-09-02", "2027-09-02"),
    ],
)
def test_a_change_that_cannot_be_made_is_exit_code_2(damlam: Damlam, arguments: tuple[str, ...]) -> None:
    code, out, err = damlam("calendar", *arguments, *NOTICE)
    assert (code, out) == (2, "")
    assert err
