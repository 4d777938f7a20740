"""The history of a case as a document: everything that was recorded stands in it, and the same case gives the same."""

import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from docx import Document

from conversations.case.entries import history
from conversations.case.sheet import KIND, NOTE, sheet
from knowledge.library import Library
from storage.history import CORRECTED, Happening
from storage.lifecycle import Who
from tests.unit.conversations.case.cases import (
    CALENDAR,
    DECIDED,
    RECEIVED,
    SUBMITTED,
    answered,
    case,
    happened,
    moved,
    numbered,
    troubled,
    waiting,
)

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def words(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_everything_stands_in_it(library: Library) -> None:
    made = sheet(waiting(), CALENDAR, NOW, ZONE, library)
    told = words(made.content)
    assert made.name == "dien-bien-DL-7K3Q-20261201.docx"
    for expected in (
        KIND,
        "DL-7K3Q: Một cửa lưu động",
        "Tính đến: 10:00, thứ Ba 01/12/2026",
        "Trả lời bằng văn bản",
        "06/01/2027",
        "Số đến: 1342",
        "Ban Tổ chức Thị ủy",
        "Căn cứ: Điều 4 khoản 3",
        NOTE,
    ):
        assert expected in told


def test_a_last_day_stands_with_the_days_that_were_not_counted_and_says_that_it_may_move(library: Library) -> None:
    counted = "Trả lời bằng văn bản, từ 23/11/2026: đã trừ 12 ngày cuối tuần, 24/11 Ngày Văn hóa Việt Nam, 01/01 Tết"
    may_move = "Chưa có thông báo chính thức về ngày nghỉ năm 2027: hạn có thể thay đổi."
    told = words(sheet(waiting(), CALENDAR, NOW, ZONE, library).content)
    assert counted in told
    assert may_move in told
    closed = words(sheet(answered(), CALENDAR, NOW, ZONE, library).content)
    assert counted in closed
    assert may_move not in closed
    assert may_move not in words(
        sheet(waiting(), replace(CALENDAR, confirmed=frozenset({2026, 2027})), NOW, ZONE, library).content
    )


def entries(content: bytes) -> dict[str, tuple[str, str]]:
    """What each entry is called and what it says, by its number."""
    [table] = [one for one in Document(BytesIO(content)).tables if one.rows[0].cells[0].text == "TT"]
    rows = ([cell.text for cell in row.cells] for row in table.rows[1:])
    return {number: (label, told) for number, _day, label, told, _by in rows}


RIGHT = Happening(0, CORRECTED, RECEIVED.on.replace(day=20), Who.OFFICE, {"number": "1343"}, corrects=2)
DROPPED = Happening(0, CORRECTED, RECEIVED.on, Who.OFFICE, {}, corrects=2, void=True)


def test_a_corrected_entry_stays_with_the_number_of_its_correction(library: Library) -> None:
    told = entries(sheet(case(*numbered(SUBMITTED, RECEIVED, RIGHT)), CALENDAR, NOW, ZONE, library).content)
    label, said = told["2"]
    assert label == "Tiếp nhận"
    assert said.startswith("Số đến: 1342; ")
    assert said.endswith("; Đã đính chính tại số 3")
    label, said = told["3"]
    assert label == "Đính chính số 2 (Tiếp nhận)"
    assert said.startswith("Ngày: 23/11/2026 → 20/11/2026; Số đến: 1342 → 1343; Nơi tiếp nhận: ")


def test_a_dropped_entry_says_where_and_what_was_dropped_as_it_stood(library: Library) -> None:
    told = entries(sheet(case(*numbered(SUBMITTED, RECEIVED, RIGHT, DROPPED)), CALENDAR, NOW, ZONE, library).content)
    assert told["2"][1].endswith("; Đã bỏ tại số 4")
    assert told["4"] == (
        "Bỏ sự kiện số 2 (Tiếp nhận)",
        "Nội dung bị bỏ: Tiếp nhận; thứ Sáu 20/11/2026; Số đến: 1343",
    )


@pytest.mark.parametrize(("office", "shown"), [("Văn phòng", False), (None, True)])
def test_a_dropped_entry_is_told_as_in_the_chat_without_what_is_private(
    office: str | None, *, shown: bool, library: Library
) -> None:
    complaint = happened("obstruction_reported", date(2026, 11, 24), recipient="Tỉnh ủy", what="bị điều chuyển")
    gone = Happening(0, CORRECTED, complaint.on, Who.PROPOSER, {}, corrects=2, void=True)
    its = replace(case(*numbered(SUBMITTED, replace(complaint, who=Who.PROPOSER), gone)), office=office)
    label, said = entries(sheet(its, CALENDAR, NOW, ZONE, library).content)["3"]
    assert "Nơi nhận: Tỉnh ủy" in said
    assert ("bị điều chuyển" in said) is shown
    chat = [*history(its)][-1]
    assert (label, said) == (chat.label, chat.brief)


def test_what_was_dropped_stands_uncut(library: Library) -> None:
    long = happened("progress_reported", date(2027, 1, 12), what="a" * 1_500)
    gone = Happening(0, CORRECTED, long.on, Who.OFFICE, {}, corrects=5, void=True)
    history = numbered(SUBMITTED, RECEIVED, DECIDED, happened("started", date(2027, 1, 11)), long, gone)
    told = entries(sheet(case(*history), CALENDAR, NOW, ZONE, library).content)
    assert told["6"][1].endswith(f"; Nội dung: {'a' * 1_500}")


def test_a_deadline_that_the_calendar_moved_stands_between_the_entries(library: Library) -> None:
    told = words(sheet(moved(), CALENDAR, NOW, ZONE, library).content)
    line = "Hạn trả lời bằng văn bản chuyển từ 05/01/2027 sang 06/01/2027: 24/11/2026 là ngày nghỉ (nghỉ bù); theo"
    assert line in told
    assert told.index("Số đến: 1342") < told.index(line) < told.index("Ban Tổ chức Thị ủy")
    assert "Lịch ngày nghỉ, 25/11/2026 10:00" in told


def test_duties_say_whether_they_were_done(library: Library) -> None:
    told = words(sheet(troubled(), CALENDAR, NOW.replace(year=2027, month=3), ZONE, library).content)
    assert "Chưa làm" in told
    assert "văn bản không ấn định số ngày" in told


def test_a_duty_that_was_open_when_the_case_ended_says_so(library: Library) -> None:
    ended = case(
        *numbered(*(one.happening for one in troubled().history), happened("closed", date(2027, 2, 23))),
        issue="unsuitable",
    )
    told = words(sheet(ended, CALENDAR, NOW.replace(year=2027, month=3), ZONE, library).content)
    assert "Chưa ghi là đã làm khi hồ sơ kết thúc, 23/02/2027" in told
    assert "Chưa làm" not in told


def test_the_same_case_gives_the_same_bytes_and_words_stay_words(library: Library) -> None:
    hostile = replace(waiting(), first_title="<w:p/> & {{ 7 * 7 }} ]]>")
    first, second = (sheet(hostile, CALENDAR, NOW, ZONE, library).content for _ in range(2))
    assert first == second
    assert "<w:p/> & {{ 7 * 7 }} ]]>" in words(first)
    assert zipfile.ZipFile(BytesIO(first)).testzip() is None
