"""The yearly report of an office as a workbook: figures, months with a chart, a row for every case.

Figures are formulas over the rows, so that whoever corrects a row sees them follow. Each also carries the value that
it has now, because the viewers of phones show stored values and do not calculate. The same input gives the same bytes.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from statistics import fmean

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import NumData, NumVal, StrData, StrVal
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from conversations.case.cells import DAY, EDGE, LINE, font, head, height, put, set_page
from conversations.case.wording import full_place, raised
from conversations.case.year import Result, Row, answers, last_day, rows
from conversations.events import Attachment
from conversations.membership import Office
from knowledge.library import Library
from storage.cases import Case
from storage.lifecycle import lifecycle, rules
from storage.working_days import Calendar

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUMMARY, MONTHS, CASES = "Tổng hợp", "Theo tháng", "Hồ sơ"
CARRIED = "Chưa trả lời từ năm trước chuyển sang"
RECEIVED = "Tiếp nhận trong năm (việc khẩn cấp: có báo cáo bằng văn bản)"
TO_ANSWER = "Phải giải quyết trong năm"
AVERAGE = "Số ngày làm việc bình quân đến khi trả lời"
PROTECTED = "Được triển khai biện pháp bảo vệ trong năm"
OPEN = "Hồ sơ đang mở"
"""The figures beside those of `Result` and of the answers."""
RECEIPT = "Ngày tiếp nhận (việc khẩn cấp: ngày báo cáo bằng văn bản)"
"""The column of the day that brought a case to the office."""
OPEN_WORD, CLOSED_WORD = "Đang mở", "Đã đóng"
_HEADS = {
    "Mã hồ sơ": 11,
    "Tên đề xuất": 40,
    RECEIPT: 16,
    "Thời hạn (ngày làm việc)": 11,
    "Hết hạn": 12,
    "Ngày trả lời": 12,
    "Số ngày làm việc đến khi trả lời": 12,
    "Tình trạng trả lời": 24,
    "Nội dung trả lời": 24,
    "Ngày triển khai bảo vệ": 12,
    "Giai đoạn": 22,
    "Hồ sơ": 11,
}
"""The columns of the cases, with their widths."""
_COLUMN = {name: get_column_letter(number) for number, name in enumerate(_HEADS, start=1)}
_MONTH_HEADS = ("Tháng", "Tiếp nhận", Result.IN_TIME, Result.LATE)
_YEAR, _UNTIL = "$B$4", "$B$5"
"""Cells of the summary that formulas refer to."""
_FIRST = 7
_GRID_LINES = 8
"""At most so many lines across the chart."""
_CELL = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)>(<f>[^<]*</f>)<v\s*(?:/>|></v>)</c>')
_MODIFIED = re.compile(r"(<dcterms:modified[^>]*>)[^<]*")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the summary: a formula, and what it comes to."""

    label: str
    formula: str
    value: float | None
    indent: int = 0


def yearly(
    office: Office, cases: Sequence[Case], year: int, today: date, calendar: Calendar, library: Library
) -> Attachment:
    """The report of a year, up to its last day or the present one, as XLSX. Takes processor time."""
    until = last_day(year, today)
    found = rows(cases, year, until, calendar)
    book = Workbook()
    summary = book.worksheets[0]
    summary.title = SUMMARY
    months, listed = book.create_sheet(MONTHS), book.create_sheet(CASES)
    _list(listed, found)
    values = {CASES: {}, MONTHS: _months(months, found, year)}
    values[SUMMARY] = _summary(summary, figures(found, year), office, year, until, library)
    _chart(summary, months, values[MONTHS])
    for sheet in book.worksheets:
        set_page(sheet)
    book.properties.title = f"Báo cáo năm {year}"
    book.properties.creator = ""
    book.properties.created = datetime.combine(until, time())
    content = _finished(book, [values[sheet.title] for sheet in book.worksheets], until)
    return Attachment(f"bao-cao-{year}.xlsx", MIME, content)


def figures(found: Sequence[Row], year: int) -> Iterator[Figure]:
    """The figures of the summary."""
    last = max(len(found), 1) + 1
    cell = {name: f"'{CASES}'!${letter}$2:${letter}${last}" for name, letter in _COLUMN.items()}
    begin = f"DATE({_YEAR},1,1)"
    results, begun = Counter(row.result for row in found), date(year, 1, 1)
    given = Counter(row.answer for row in found if row.result is not Result.EARLIER)
    received = sum(row.received >= begun for row in found)
    used = [row.used for row in found if row.used is not None and row.result is not Result.EARLIER]

    def result(one: Result) -> Figure:
        return Figure(one, f'=COUNTIF({cell["Tình trạng trả lời"]},"{one}")', results[one], 1)

    earlier = f'COUNTIF({cell["Tình trạng trả lời"]},"{Result.EARLIER}")'
    before = f'COUNTIF({cell[RECEIPT]},"<"&{begin})-{earlier}'
    yield Figure(CARRIED, f"={before}", len(found) - received - results[Result.EARLIER])
    yield Figure(RECEIVED, f'=COUNTIF({cell[RECEIPT]},">="&{begin})', received)
    yield Figure(TO_ANSWER, f"=SUM(B{_FIRST}:B{_FIRST + 1})", len(found) - results[Result.EARLIER])
    yield from (result(one) for one in Result if one is not Result.EARLIER)
    in_year = f'{cell["Ngày trả lời"]},">="&{begin}'
    mean = f"AVERAGEIFS({cell['Số ngày làm việc đến khi trả lời']},{in_year})"
    yield Figure(AVERAGE, f'=IFERROR({mean},"")', fmean(used) if used else None)
    for answer in answers(lifecycle()):
        yield Figure(answer, f'=COUNTIFS({cell["Nội dung trả lời"]},"{answer}",{in_year})', given[answer], 1)
    yield Figure(
        PROTECTED, f"=COUNT({cell['Ngày triển khai bảo vệ']})", sum(row.protected is not None for row in found)
    )
    yield Figure(OPEN, f'=COUNTIF({cell["Hồ sơ"]},"{OPEN_WORD}")', sum(row.open for row in found))


def _summary(
    sheet: Worksheet, lines: Iterator[Figure], office: Office, year: int, until: date, library: Library
) -> dict[str, float]:
    """Writes the summary; the values of its formulas."""
    put(sheet, "A1", f"BÁO CÁO NĂM {year}", font(14, bold=True))
    put(sheet, "A2", f"Đơn vị: {office.name}")
    provision = rules(office.jurisdiction).procedure.report if office.jurisdiction else None
    if provision:
        basis = f"Căn cứ: {full_place(provision, library)}: “{library.get(provision).text}”"
        put(sheet, "A3", basis, font(italic=True))
        sheet.merge_cells("A3:B3")
        sheet["A3"].alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[3].height = 4 * LINE
    put(sheet, "A4", "Năm báo cáo")
    sheet["B4"] = year
    put(sheet, "A5", "Số liệu tính đến hết ngày")
    sheet["B5"] = until
    sheet["B5"].number_format = DAY
    for column, text in (("A", "Chỉ tiêu"), ("B", "Số lượng")):
        head(sheet, f"{column}{_FIRST - 1}", text)
    values: dict[str, float] = {}
    for number, figure in enumerate(lines, start=_FIRST):
        label, value = f"A{number}", f"B{number}"
        put(sheet, label, figure.label)
        sheet[label].alignment = Alignment(horizontal="left", indent=2 * figure.indent, wrap_text=True)
        sheet[value] = figure.formula
        sheet[value].number_format = "0.0" if figure.label == AVERAGE else "0"
        sheet[label].border = sheet[value].border = EDGE
        if figure.value is not None:
            values[value] = figure.value
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 52, 14
    return values


def _months(sheet: Worksheet, found: Sequence[Row], year: int) -> dict[str, float]:
    """Writes the months; the values of their formulas."""
    last = max(len(found), 1) + 1
    received, answered, result = (
        f"'{CASES}'!${_COLUMN[name]}$2:${_COLUMN[name]}${last}"
        for name in (RECEIPT, "Ngày trả lời", "Tình trạng trả lời")
    )
    for number, name in enumerate(_MONTH_HEADS, start=1):
        head(sheet, f"{get_column_letter(number)}1", name)
        sheet.column_dimensions[get_column_letter(number)].width = 18
    values: dict[str, float] = {}
    for month in range(1, 13):
        line = month + 1
        sheet[f"A{line}"] = month
        begin, end = (f"DATE('{SUMMARY}'!{_YEAR},$A{line}{plus},1)" for plus in ("", "+1"))
        sheet[f"B{line}"] = f'=COUNTIFS({received},">="&{begin},{received},"<"&{end})'
        values[f"B{line}"] = sum((row.received.year, row.received.month) == (year, month) for row in found)
        for column, one in (("C", Result.IN_TIME), ("D", Result.LATE)):
            sheet[f"{column}{line}"] = f'=COUNTIFS({answered},">="&{begin},{answered},"<"&{end},{result},{column}$1)'
            values[f"{column}{line}"] = sum(_answered(row, month) and row.result is one for row in found)
        for column in "ABCD":
            sheet[f"{column}{line}"].border = EDGE
    return values


def _answered(row: Row, month: int) -> bool:
    return row.answered is not None and row.answered.month == month


def _list(sheet: Worksheet, found: Sequence[Row]) -> None:
    """Writes a row for every case, as high as its words need: not every viewer finds that out by itself."""
    widths = tuple(_HEADS.values())
    for name, width in _HEADS.items():
        head(sheet, f"{_COLUMN[name]}1", name)
        sheet.column_dimensions[_COLUMN[name]].width = width
    sheet.row_dimensions[1].height = height(tuple(_HEADS), widths)
    for line, row in enumerate(found, start=2):
        cells = _cells(row)
        for number, value in enumerate(cells, start=1):
            place = f"{get_column_letter(number)}{line}"
            words = isinstance(value, str)
            if isinstance(value, str):
                put(sheet, place, value)
            else:
                sheet[place] = value
            if isinstance(value, date):
                sheet[place].number_format = DAY
            sheet[place].border = EDGE
            sheet[place].alignment = Alignment(wrap_text=True, vertical="top", horizontal=None if words else "center")
        sheet.row_dimensions[line].height = height(cells, widths)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_HEADS))}{max(len(found), 1) + 1}"
    sheet.print_title_rows = "1:1"


def _cells(row: Row) -> tuple[str | int | date | None, ...]:
    """What stands in the columns of `_HEADS`."""
    return (
        *(row.code, row.title, row.received, row.days, row.due, row.answered, row.used, row.result.value, row.answer),
        *(row.protected, raised(row.state), OPEN_WORD if row.open else CLOSED_WORD),
    )


def _chart(sheet: Worksheet, months: Worksheet, values: Mapping[str, float]) -> None:
    """A chart of the months beside the figures."""
    chart = BarChart()
    chart.type, chart.grouping = "col", "clustered"
    chart.title, chart.x_axis.title, chart.y_axis.title = "Tiếp nhận và trả lời theo tháng", "Tháng", "Số hồ sơ"
    chart.x_axis.delete = chart.y_axis.delete = False
    most = int(max(values.values(), default=0))
    chart.y_axis.number_format, chart.y_axis.majorUnit = "0", max(1, -(-most // _GRID_LINES))
    chart.y_axis.scaling.min = 0
    chart.height, chart.width = 9, 20
    chart.legend.position = "b"
    chart.add_data(Reference(months, min_col=2, max_col=4, min_row=1, max_row=13), titles_from_data=True)
    chart.set_categories(Reference(months, min_col=1, min_row=2, max_row=13))
    for letter, colour, series in zip("BCD", ("1B4F8A", "4C9A6A", "B3261E"), chart.series, strict=True):
        series.graphicalProperties.solidFill = colour
        points = [NumVal(idx=month, v=str(values[f"{letter}{month + 2}"])) for month in range(12)]
        series.val.numRef.numCache = NumData(formatCode="0", ptCount=12, pt=points)
        title = StrVal(idx=0, v=months[f"{letter}1"].value)
        series.tx.strRef.strCache = StrData(ptCount=1, pt=[title])
    sheet.add_chart(chart, "D2")


def _finished(book: Workbook, values: Sequence[Mapping[str, float]], until: date) -> bytes:
    """The workbook with the values of its formulas, and without the time at which it was made."""
    stream, packed = BytesIO(), BytesIO()
    book.save(stream)
    stored = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(values, start=1)}
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name in stored:
                content = _valued(content.decode(), stored[name]).encode()
            elif name == "docProps/core.xml":
                moment = datetime.combine(until, time(), UTC)
                content = _MODIFIED.sub(rf"\g<1>{moment:%Y-%m-%dT%H:%M:%SZ}", content.decode()).encode()
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return packed.getvalue()


def _valued(xml: str, values: Mapping[str, float]) -> str:
    """A sheet whose formulas carry their values."""

    def written(match: re.Match[str]) -> str:
        place, rest, formula = match.groups()
        value = f"<v>{values[place]!r}</v>" if place in values else "<v/>"
        return f'<c r="{place}"{rest}>{formula}{value}</c>'

    return _CELL.sub(written, xml)
