"""The yearly report: rows by table, figures against an independent count, formulas against a calculator."""

import random
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from statistics import fmean

import pytest
from openpyxl import Workbook, load_workbook

from conversations.case.cells import LINE
from conversations.case.year import Result, Row, answers, rows
from conversations.case.yearly import (
    AVERAGE,
    CARRIED,
    CASES,
    MIME,
    MONTHS,
    OPEN,
    OPEN_WORD,
    PROTECTED,
    RECEIVED,
    SUMMARY,
    TO_ANSWER,
    yearly,
)
from conversations.membership import Office
from knowledge.library import Library
from storage.cases import Case
from storage.history import CaseState, Happening, follow, possible
from storage.lifecycle import Who, lifecycle, rules
from tests.unit.conversations.case import cases
from tests.unit.conversations.case.cases import CALENDAR, case, happened, numbered
from tests.unit.conversations.case.formulas import Calculator
from tests.unit.storage import case_walks

YEAR = 2026
END = date(2026, 12, 31)
OFFICE = Office("ban-to-chuc", "Ban Tổ chức Tỉnh ủy", "quang-ngai")


def submitted(on: date) -> Happening:
    return happened("submitted", on, recipient="Văn phòng")


def received(on: date) -> Happening:
    return happened("received", on)


def decided(on: date, outcome: str = "pilot") -> Happening:
    return happened("decided", on, outcome=outcome, decided_by="collective", number="1")


def lived(*history: Happening, where: str = "quang-ngai") -> Case:
    first = submitted(history[0].on)
    return case(*numbered(first, *history), where=where)


MARCH = date(2026, 3, 2)
LATE_DAY = date(2026, 4, 20)
RETURNED = happened("returned", date(2026, 3, 20), number="2")
STOPS = happened("prepare_again", date(2026, 3, 9), what="rủi ro", clock="stops")
AGAIN = happened("prepared_again", date(2026, 3, 23))
WITHDRAWN = replace(happened("withdrawn", date(2026, 3, 9)), who=Who.PROPOSER)
ACTED = replace(
    happened("emergency_acted", date(2026, 5, 4), tried="a", why="b", decision="c"),
    who=Who.PROPOSER,
)
REPORTED = happened("emergency_reported", date(2026, 5, 6), recipient="Văn phòng")
EMERGENCY = case(*numbered(ACTED, REPORTED))
TABLE = [
    ("in time", lived(received(MARCH), decided(date(2026, 3, 30))), Result.IN_TIME, 20),
    ("late", lived(received(MARCH), decided(LATE_DAY, "refused")), Result.LATE, 35),
    ("not feasible", lived(received(MARCH), RETURNED), Result.IN_TIME, 14),
    ("stood still", lived(received(MARCH), STOPS, AGAIN, decided(LATE_DAY)), Result.IN_TIME, 25),
    ("without a period", lived(received(MARCH), decided(LATE_DAY), where="hai-phong"), Result.ANSWERED, 35),
    ("waiting", lived(received(date(2026, 12, 1))), Result.WAITING, None),
    ("overdue", lived(received(MARCH)), Result.OVERDUE, None),
    ("standing still", lived(received(MARCH), STOPS), Result.PAUSED, None),
    ("waiting without a period", lived(received(MARCH), where="lai-chau"), Result.OPEN, None),
    ("withdrawn", lived(received(MARCH), WITHDRAWN), Result.WITHDRAWN, None),
    ("emergency", EMERGENCY, Result.URGENT, None),
    (
        "emergency of the last year that was reported in this one",
        case(*numbered(replace(ACTED, on=date(2025, 12, 29)), replace(REPORTED, on=date(2026, 1, 5)))),
        Result.URGENT,
        None,
    ),
    (
        "emergency reported before",
        case(*numbered(replace(ACTED, on=date(2025, 5, 4)), replace(REPORTED, on=date(2025, 5, 6)))),
        Result.EARLIER,
        None,
    ),
    ("answered next year", lived(received(date(2026, 12, 1)), decided(date(2027, 1, 11))), Result.WAITING, None),
    (
        "still carried out",
        lived(received(date(2025, 3, 3)), decided(date(2025, 3, 10)), happened("started", date(2025, 4, 1))),
        Result.EARLIER,
        5,
    ),
]


@pytest.mark.parametrize(("made", "result", "used"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_how_a_case_stands_at_the_end_of_the_year(made: Case, result: Result, used: int | None) -> None:
    [row] = rows([made], YEAR, END, CALENDAR)
    assert (row.result, row.used) == (result, used)
    assert (row.answered is None) == (used is None) == (row.answer == "")


@pytest.mark.parametrize(
    "made",
    [
        lived(received(date(2027, 1, 4))),
        case(*numbered(submitted(MARCH))),
        case(*numbered(ACTED)),
        lived(
            received(date(2025, 3, 3)),
            decided(date(2025, 3, 10), "refused"),
            happened("closed", date(2025, 3, 11)),
        ),
        lived(received(date(2025, 3, 3)), replace(WITHDRAWN, on=date(2025, 12, 31))),
    ],
    ids=["received later", "never received", "emergency not reported", "closed before", "withdrawn before"],
)
def test_what_does_not_belong_to_the_year(made: Case) -> None:
    assert rows([made], YEAR, END, CALENDAR) == ()


def test_an_emergency_came_to_the_office_with_its_report(library: Library) -> None:
    [row] = rows([EMERGENCY], YEAR, END, CALENDAR)
    assert row.received == REPORTED.on
    [head, day] = opened(yearly(OFFICE, [EMERGENCY], YEAR, END, CALENDAR, library).content)[CASES]["C"]
    assert head.value == "Ngày tiếp nhận (việc khẩn cấp: ngày báo cáo bằng văn bản)"
    assert day.value.date() == REPORTED.on


def test_what_happened_after_the_day_counted_up_to_changes_nothing() -> None:
    made = lived(received(MARCH), decided(date(2026, 3, 30)))
    [before] = rows([made], YEAR, date(2026, 3, 29), CALENDAR)
    assert (before.result, before.answer, before.state) == (Result.WAITING, "", "chờ trả lời")
    [after] = rows([made], YEAR, date(2026, 3, 30), CALENDAR)
    assert (after.result, after.answer) == (Result.IN_TIME, "Cho chủ trương thực hiện thí điểm")


def test_to_ask_a_body_above_for_protection_is_not_protection_yet() -> None:
    asked = happened("protection_requested", date(2026, 5, 4), what="danh dự")
    passed_up = happened("protection_begun", date(2026, 5, 6), branch="passed_up", what="Công an tỉnh")
    measure = happened("protection_above", date(2026, 5, 8), what="bảo vệ danh dự")
    for more, day in (((), None), ((measure,), measure.on)):
        [row] = rows([lived(received(MARCH), asked, passed_up, *more)], YEAR, END, CALENDAR)
        assert row.protected == day


def any_case(seed: int) -> Case:
    """A random life that begins in 2025 or 2026 and takes weeks between two steps."""
    chance = random.Random(seed)
    where = chance.choice(["quang-ngai", "quang-ngai", "quang-ngai", "hai-phong"])
    law, state = rules(where), CaseState(issue="unregulated")
    on = date(2025, 6, 2) + timedelta(days=chance.randint(0, 560))
    history: list[Happening] = []
    for number in range(1, chance.randint(2, 16)):
        who = chance.choice(list(Who))
        events = lifecycle().events
        able = possible(law, state, who)
        kinds = [kind for kind in able if who is Who.PROPOSER or not events[kind].proposer_alone]
        if kinds:
            kind = chance.choice(kinds)
            on += timedelta(days=chance.randint(0, 40))
            history.append(Happening(number, kind, on, who, case_walks.details(law, kind, chance)))
            state = follow(law, state, history[-1], cases.LATEST)
    return case(*numbered(*history), where=where, code=f"DL-{seed:04}", title=f"=SUM({seed})")


MANY = [any_case(seed) for seed in range(600)]


def opened(content: bytes, *, values: bool = False) -> Workbook:
    return load_workbook(BytesIO(content), data_only=values)


def figures_of(book: Workbook) -> dict[str, object]:
    lines = book[SUMMARY].iter_rows(min_row=7, max_col=2, values_only=True)
    return {str(label): value for label, value in lines}


def counted(history: Case) -> dict[str, object]:
    """What one case adds to the figures, worked out from its happenings alone."""
    happenings = [one for one in history.standing.effective if one.on <= END]
    days = {kind: [one.on for one in happenings if one.kind == kind] for kind in lifecycle().events}
    answer = [*days["decided"], *days["returned"]]
    ended = [*days["closed"], *days["withdrawn"]]
    restarts = [one.on for one in happenings if one.details.get("clock") == "restarts"]
    begun = [day for day in days["received"] if not restarts or day >= restarts[-1]]
    begin = (begun[:1] if history.jurisdiction == "quang-ngai" else days["received"][-1:]) or days["received"][-1:]
    begin = begin or days["emergency_reported"]
    measures = [one.on for one in happenings if one.kind == "protection_begun" and one.details["branch"] == "acts"]
    return {
        "in the report": bool(begin) and not (ended and ended[0].year < YEAR),
        "received": bool(begin) and begin[0].year == YEAR,
        "answered": bool(answer) and answer[0].year == YEAR,
        "earlier": bool(answer or days["emergency_reported"]) and (answer or days["emergency_reported"])[0].year < YEAR,
        "emergency": bool(days["emergency_reported"]),
        "withdrawn": bool(days["withdrawn"]) and not answer,
        "protected": any(day.year == YEAR for day in [*measures, *days["protection_above"]]),
        "open": not ended,
        "outcomes": [one.details["outcome"] for one in happenings if one.kind == "decided" and one.on.year == YEAR],
    }


def test_the_figures_are_those_of_an_independent_count(library: Library) -> None:
    book = opened(yearly(OFFICE, MANY, YEAR, date(2027, 3, 1), CALENDAR, library).content, values=True)
    figures = figures_of(book)
    told = [one for one in map(counted, MANY) if one["in the report"]]
    this_year = [one for one in told if not one["earlier"]]
    assert book[CASES].max_row == len(told) + 1
    assert figures[TO_ANSWER] == len(this_year)
    assert figures[RECEIVED] == sum(bool(one["received"]) for one in told)
    assert figures[CARRIED] == sum(not one["received"] for one in this_year)
    in_all = [figures[one] for one in (Result.IN_TIME, Result.LATE, Result.ANSWERED)]
    assert sum(map(int, map(str, in_all))) == sum(bool(one["answered"]) for one in told)
    assert figures[Result.URGENT] == sum(bool(one["emergency"]) for one in this_year)
    assert figures[Result.WITHDRAWN] == sum(bool(one["withdrawn"]) for one in this_year)
    assert figures[PROTECTED] == sum(bool(one["protected"]) for one in told)
    assert figures[OPEN] == sum(bool(one["open"]) for one in told)
    outcomes = Counter(outcome for one in told for outcome in one["outcomes"])  # type: ignore[attr-defined]
    labels = lifecycle().events["decided"].fields["outcome"].choices
    assert {labels[key]: figures[labels[key]] for key in labels} == {labels[key]: outcomes[key] for key in labels}
    assert all(figures[result] for result in (Result.IN_TIME, Result.LATE, Result.OVERDUE, Result.WITHDRAWN))
    assert all(outcomes[key] for key in labels)


def test_what_is_to_be_answered_is_all_that_was_or_was_not(library: Library) -> None:
    figures = figures_of(opened(yearly(OFFICE, MANY, YEAR, END, CALENDAR, library).content, values=True))
    assert sum(int(str(figures[result])) for result in Result if result is not Result.EARLIER) == figures[TO_ANSWER]
    told = sum(int(str(figures[answer])) for answer in answers(lifecycle()))
    assert told == sum(int(str(figures[one])) for one in (Result.IN_TIME, Result.LATE, Result.ANSWERED))


@pytest.mark.parametrize("made", [MANY, [], [row[1] for row in TABLE]], ids=["many", "none", "table"])
def test_every_formula_comes_to_the_value_stored_with_it(made: list[Case], library: Library) -> None:
    content = yearly(OFFICE, made, YEAR, date(2027, 3, 1), CALENDAR, library).content
    calculator, stored = Calculator(opened(content)), opened(content, values=True)
    seen = 0
    for sheet in (SUMMARY, MONTHS):
        for line in opened(content)[sheet].iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    expected = stored[sheet][cell.coordinate].value
                    assert calculator.value(sheet, cell.coordinate) == pytest.approx(expected or 0) or expected is None
                    seen += 1
    assert seen == 36 + len(Result) - 1 + len(answers(lifecycle())) + len(
        (CARRIED, RECEIVED, TO_ANSWER, AVERAGE, PROTECTED, OPEN)
    )


def test_the_mean_is_that_of_the_answers_of_the_year(library: Library) -> None:
    found = rows([row[1] for row in TABLE], YEAR, END, CALENDAR)
    expected = fmean([20, 35, 14, 25, 35])
    content = yearly(OFFICE, [row[1] for row in TABLE], YEAR, END, CALENDAR, library).content
    assert figures_of(opened(content, values=True))[AVERAGE] == pytest.approx(expected)
    assert len(found) == len(TABLE)
    empty = yearly(OFFICE, [], YEAR, END, CALENDAR, library).content
    assert figures_of(opened(empty, values=True))[AVERAGE] is None
    assert Calculator(opened(empty)).value(SUMMARY, "B19") == ""


def test_a_row_says_what_the_case_says_and_words_stay_words(library: Library) -> None:
    book = opened(yearly(OFFICE, MANY, YEAR, END, CALENDAR, library).content)
    found = rows(MANY, YEAR, END, CALENDAR)
    for row, line in zip(found, book[CASES].iter_rows(min_row=2), strict=True):
        assert line[1].data_type == "s"
        assert line[1].value == row.title
        assert [cell.value for cell in line] == expected_line(row)


def test_rows_are_as_high_as_their_words_need(library: Library) -> None:
    """Viewers that do not find that out by themselves cut them off."""
    long = replace(
        cases.waiting(),
        code="DL-2222",
        first_title="Thí điểm giao quyền cho trưởng thôn xác nhận tình trạng đất",
    )
    sheet = opened(yearly(OFFICE, [cases.waiting(), long], YEAR, END, CALENDAR, library).content)[CASES]
    titles = {sheet[f"B{line}"].value: sheet.row_dimensions[line].height for line in (2, 3)}
    assert (titles["Một cửa lưu động"], titles[long.title]) == (LINE, 2 * LINE)
    assert sheet.row_dimensions[1].height == 5 * LINE


@pytest.mark.parametrize(("count", "unit"), [(0, 1), (1, 1), (60, 8)])
def test_the_chart_has_whole_numbers_and_few_lines(library: Library, count: int, unit: int) -> None:
    many = [replace(cases.waiting(), code=f"DL-{number:04}") for number in range(count)]
    [chart] = opened(yearly(OFFICE, many, YEAR, END, CALENDAR, library).content)[SUMMARY]._charts
    assert (chart.y_axis.majorUnit, chart.y_axis.scaling.min) == (unit, 0)


def expected_line(row: Row) -> list[object]:
    def moment(day: date | None) -> datetime | None:
        return datetime(day.year, day.month, day.day) if day else None  # noqa: DTZ001 - as openpyxl reads a day

    return [
        *(row.code, row.title, moment(row.received), row.days, moment(row.due), moment(row.answered), row.used),
        *(row.result.value, row.answer or None, moment(row.protected), row.state[:1].upper() + row.state[1:]),
        OPEN_WORD if row.open else "Đã đóng",
    ]


def test_the_months_add_up_to_the_year(library: Library) -> None:
    book = opened(yearly(OFFICE, MANY, YEAR, END, CALENDAR, library).content, values=True)
    columns = [[cell.value for cell in column[1:]] for column in book[MONTHS].iter_cols(max_col=4)]
    figures = figures_of(book)
    assert columns[0] == [*range(1, 13)]
    assert [sum(column) for column in columns[1:]] == [figures[one] for one in (RECEIVED, Result.IN_TIME, Result.LATE)]


def test_the_chart_is_native_and_carries_its_points(library: Library) -> None:
    content = yearly(OFFICE, MANY, YEAR, END, CALENDAR, library).content
    book = opened(content)
    [chart] = book[SUMMARY]._charts
    assert [series.val.numRef.f for series in chart.series] == [
        f"'{MONTHS}'!${letter}$2:${letter}$13" for letter in "BCD"
    ]
    months = opened(content, values=True)[MONTHS]
    for letter, series in zip("BCD", chart.series, strict=True):
        points = [float(point.v) for point in series.val.numRef.numCache.pt]
        assert points == [months[f"{letter}{line}"].value for line in range(2, 14)]
        assert series.tx.strRef.strCache.pt[0].v == months[f"{letter}1"].value


def test_the_report_quotes_its_provision_and_says_up_to_when(library: Library) -> None:
    found = yearly(OFFICE, MANY, YEAR, date(2026, 8, 14), CALENDAR, library)
    assert (found.name, found.mime) == ("bao-cao-2026.xlsx", MIME)
    sheet = opened(found.content)[SUMMARY]
    assert sheet["A1"].value == "BÁO CÁO NĂM 2026"
    assert OFFICE.name in sheet["A2"].value
    assert sheet["A3"].value.startswith("Căn cứ: Điều 10 khoản 4, Quy định")
    assert library.get("quang-ngai/dieu-10/khoan-4").text in sheet["A3"].value
    assert (sheet["B4"].value, sheet["B5"].value.date()) == (YEAR, date(2026, 8, 14))


@pytest.mark.parametrize(
    ("place", "provision"),
    [("quang-ngai", "quang-ngai/dieu-10/khoan-4"), ("hai-phong", "hai-phong/12")]
    + [(place, None) for place in ("lai-chau", "lam-dong", "other", None)],
)
def test_the_report_rests_on_the_provision_of_its_own_place(
    library: Library, place: str | None, provision: str | None
) -> None:
    """And on none where no document asks for a periodic report: mục III.5 of Lai Châu does not."""
    found = yearly(replace(OFFICE, jurisdiction=place), MANY[:5], YEAR, END, CALENDAR, library)
    basis = opened(found.content)[SUMMARY]["A3"].value
    assert (basis is None) == (provision is None)
    if provision:
        assert library.get(provision).text in basis
        assert library.document_of(provision).short in basis


def test_the_same_cases_give_the_same_bytes_without_a_name_or_a_time_in_them(library: Library) -> None:
    first, second = (yearly(OFFICE, MANY[:20], YEAR, END, CALENDAR, library).content for _ in range(2))
    assert first == second
    with zipfile.ZipFile(BytesIO(first)) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert "openpyxl" not in core
    assert core.count("2026-12-31T00:00:00Z") == 2
