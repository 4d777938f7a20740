"""Calendar files, read back by a parser that knows nothing of how they are written."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.case.ics import MIME, calendar_file, duration, escape, fold
from knowledge.library import Library
from storage.cases import Case
from tests.unit.conversations.case import cases
from tests.unit.conversations.case.cases import CALENDAR

MADE_AT = datetime(2026, 12, 9, 1, 30, tzinfo=UTC)


@dataclass
class Component:
    """A component as RFC 5545 nests them: properties by name with their parameters cut off, and what is inside."""

    name: str
    properties: dict[str, str] = field(default_factory=dict)
    inside: list["Component"] = field(default_factory=list)


def parse(content: bytes) -> Component:
    """The calendar in a file, checked for line ends, the length of lines and nesting."""
    assert content.endswith(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    for line in raw:
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()
    root = Component("root")
    open_ones = [root]
    for line in re.sub(b"\r\n[ \t]", b"", content[:-2]).decode().split("\r\n"):
        name, _, value = line.partition(":")
        name = name.partition(";")[0]
        if name == "BEGIN":
            open_ones[-1].inside.append(Component(value))
            open_ones.append(open_ones[-1].inside[-1])
        elif name == "END":
            assert open_ones.pop().name == value
        else:
            assert name not in open_ones[-1].properties
            open_ones[-1].properties[name] = re.sub(r"\\(.)", lambda part: "\n" if part[1] == "n" else part[1], value)
    assert open_ones == [root]
    [calendar] = root.inside
    return calendar


def span(text: str) -> timedelta:
    """A duration of RFC 5545."""
    match = re.fullmatch(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", text)
    assert match
    sign, days, hours, minutes = match.groups(default="0")
    amount = timedelta(days=int(days), hours=int(hours), minutes=int(minutes))
    return -amount if sign == "-" else amount


def made(case: Case, library: Library, made_at: datetime = MADE_AT) -> Component:
    found = calendar_file(case, CALENDAR, made_at, library)
    assert (found.name, found.mime) == (f"{case.code}.ics", MIME)
    return parse(found.content)


def test_a_deadline_is_a_day_with_alarms_on_working_days_before_it(library: Library) -> None:
    calendar = made(cases.waiting(), library)
    assert calendar.name == "VCALENDAR"
    assert calendar.properties["VERSION"] == "2.0"
    assert calendar.properties["METHOD"] == "PUBLISH"
    [event] = calendar.inside
    told = event.properties
    assert (told["DTSTART"], told["DTEND"], told["DTSTAMP"]) == ("20270106", "20270107", "20261209T013000Z")
    assert told["SUMMARY"] == "DL-7K3Q: hạn: Trả lời bằng văn bản"
    assert told["DESCRIPTION"].split("\n") == [
        "Hồ sơ DL-7K3Q: Một cửa lưu động",
        "Tính từ 23/11/2026, hết ngày 06/01/2027 (30 ngày làm việc).",
        "Chưa có thông báo chính thức về ngày nghỉ năm 2027: hạn có thể thay đổi.",
        "Căn cứ: Điều 4 khoản 3, Quy định của Ban Thường vụ Tỉnh ủy Quảng Ngãi.",
    ]
    begin = datetime(2027, 1, 6, tzinfo=UTC)
    rung = [begin + span(alarm.properties["TRIGGER"]) for alarm in event.inside]
    assert [f"{moment:%d/%m/%Y %H:%M}" for moment in rung] == [
        "29/12/2026 08:00",
        "05/01/2027 08:00",
        "06/01/2027 08:00",
    ]
    assert [CALENDAR.working_days(moment.date(), begin.date()) for moment in rung] == [5, 1, 0]
    assert {alarm.properties["ACTION"] for alarm in event.inside} == {"DISPLAY"}


def test_a_deadline_that_moves_keeps_its_name_and_counts_on(library: Library) -> None:
    difficult = cases.happened("declared_difficult", date(2026, 12, 10), reason="liên ngành")
    moved = cases.case(*cases.numbered(cases.SUBMITTED, cases.RECEIVED, cases.ASSIGNED, difficult))
    [before], [after] = made(cases.waiting(), library).inside, made(moved, library).inside
    assert before.properties["UID"] == after.properties["UID"]
    assert int(before.properties["SEQUENCE"]) < int(after.properties["SEQUENCE"])
    assert before.properties["DTSTART"] < after.properties["DTSTART"]


def test_a_period_that_begins_anew_moves_the_event_of_the_first(library: Library) -> None:
    away = cases.happened("transferred", date(2026, 12, 1), recipient="Tỉnh ủy", skips_level="no", clock="restarts")
    again = cases.happened("received", date(2026, 12, 8))
    anew = cases.case(*cases.numbered(cases.SUBMITTED, cases.RECEIVED, away, again))
    [before], [after] = made(cases.waiting(), library).inside, made(anew, library).inside
    assert before.properties["UID"] == after.properties["UID"] == "dl-7k3q-answer@damlam"
    assert before.properties["DTSTART"] < after.properties["DTSTART"]


def test_a_deadline_that_the_calendar_moved_is_a_later_version(library: Library) -> None:
    [before], [after] = made(cases.waiting(), library).inside, made(cases.moved(), library).inside
    assert int(before.properties["SEQUENCE"]) < int(after.properties["SEQUENCE"])


def test_immediate_duties_stand_on_their_own_day_without_alarms(library: Library) -> None:
    case = cases.troubled()
    events = made(case, library).inside
    assert len({event.properties["UID"] for event in events}) == len(events) == len(case.standing.open_duties) == 6
    assert [event.properties["DTSTART"] for event in events[-2:]] == ["20270220", "20270222"]
    for event in events:
        assert event.inside == []
        assert re.search(r": (làm ngay|phải làm): ", event.properties["SUMMARY"])
        assert "văn bản không ấn định số ngày" in event.properties["DESCRIPTION"]


@pytest.mark.parametrize("case", [cases.answered(), cases.paused(), cases.case()])
def test_without_a_day_there_is_no_event(case: Case, library: Library) -> None:
    assert made(case, library).inside == []


def test_two_cases_never_share_an_event(library: Library) -> None:
    one = made(cases.waiting(), library).inside[0].properties["UID"]
    other = cases.case(*cases.numbered(cases.SUBMITTED, cases.RECEIVED), code="DL-2222")
    assert made(other, library).inside[0].properties["UID"] != one


TITLE = "Đổi mới; một, hai\\ba\r\nBEGIN:VEVENT\nEND:VCALENDAR\u2028" + "ế" * 90


def test_a_title_of_any_kind_stays_text(library: Library) -> None:
    case = cases.case(*cases.numbered(cases.SUBMITTED, cases.RECEIVED), title=TITLE)
    [event] = made(case, library).inside
    first = event.properties["DESCRIPTION"].split("\n")[0]
    assert first == f"Hồ sơ DL-7K3Q: Đổi mới; một, hai\\ba BEGIN:VEVENT END:VCALENDAR {'ế' * 90}"


@given(st.text(max_size=300))
def test_folding_loses_nothing_and_escaping_leaves_no_line_end(text: str) -> None:
    line = f"SUMMARY:{escape(text)}"
    assert "\n" not in line
    assert "\r" not in line
    folded = fold(line)
    assert folded.replace("\r\n ", "") == line
    assert all(len(piece.encode()) <= 75 for piece in folded.split("\r\n"))


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (timedelta(), "PT0M"),
        (timedelta(hours=8), "PT8H"),
        (timedelta(days=-5, hours=8), "-P4DT16H"),
        (timedelta(days=-2), "-P2D"),
        (timedelta(minutes=-90), "-PT1H30M"),
    ],
)
def test_durations(amount: timedelta, expected: str) -> None:
    assert duration(amount) == expected
    assert span(expected) == amount


def test_the_same_case_gives_the_same_file(library: Library) -> None:
    files = {calendar_file(cases.troubled(), CALENDAR, MADE_AT, library).content for _ in range(2)}
    assert len(files) == 1
