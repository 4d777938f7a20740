"""The history of a case as a document: everything that was recorded stands in it, and the same case gives the same."""

import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from docx import Document

from conversations.case.sheet import KIND, NOTE, VOID, sheet
from knowledge.library import Library
from storage.history import CORRECTED, Happening
from storage.lifecycle import Who
from tests.unit.conversations.case.cases import (
    CALENDAR,
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


def test_a_corrected_entry_stays_with_the_number_of_its_correction(library: Library) -> None:
    right = Happening(0, CORRECTED, RECEIVED.on.replace(day=20), Who.OFFICE, {"number": "1343"}, corrects=2)
    void = Happening(0, CORRECTED, RECEIVED.on, Who.OFFICE, {}, corrects=2, void=True)
    told = words(sheet(case(*numbered(SUBMITTED, RECEIVED, right, void)), CALENDAR, NOW, ZONE, library).content)
    assert "Số đến: 1342" in told
    assert "Đính chính số 2 (Tiếp nhận); Ngày: 23/11/2026 → 20/11/2026; Số đến: 1342 → 1343; Nơi tiếp nhận: " in told
    assert VOID in told
    assert "Đã được đính chính tại số 4" in told


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
