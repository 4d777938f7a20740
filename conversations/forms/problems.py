"""Why what a user entered is no answer, in the user's words, and what to write instead: the one catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SAYINGS: Mapping[str, str] = {
    "empty": "Tin nhắn chưa có nội dung.",
    "too_long": "Nội dung dài {length} ký tự, tối đa {longest}. Phần này chưa được ghi; phần đã ghi trước vẫn còn.",
    "not_text": "Câu này cần trả lời bằng chữ hoặc bằng nút; chưa đọc được {kind}.",
    "number": "Chưa nhận ra con số.",
    "number_one": "Câu này cần đúng một con số.",
    "number_ambiguous": "“{given}” có thể đọc hai cách: {grouped} hoặc {fraction}.",
    "number_unit": "Con số chưa có đơn vị.",
    "number_size": "Con số quá lớn.",
    "not_positive": "Con số phải lớn hơn 0.",
    "not_whole": "Con số phải là số nguyên.",
    "not_percent": "Tỷ lệ phải từ 0% đến 100%.",
    "money": "Chưa nhận ra số tiền.",
    "money_unit": "“{given}” chưa rõ là đồng, triệu hay tỷ.",
    "money_tail": "“{given}”: phần cuối chưa rõ là triệu hay nghìn.",
    "money_order": "“{given}”: các phần của số tiền chưa đúng thứ tự tỷ, triệu, nghìn.",
    "money_fraction": "Số tiền phải là số đồng nguyên.",
    "money_foreign": "Số tiền ghi bằng đồng Việt Nam.",
    "money_size": "Số tiền quá lớn.",
    "date": "Chưa nhận ra ngày.",
    "date_month": "Không có tháng {month}. Ghi ngày trước, tháng sau.",
    "date_day": "Không có ngày {day}/{month}{year}: tháng {month}{year} chỉ có {days} ngày.",
    "date_day_zero": "Ngày và tháng tính từ 1.",
    "date_year": "Năm {year} ngoài khoảng từ {first} đến {last}.",
    "date_no_year": "“{given}” chưa có năm, mà ngày đó năm nay đã qua.",
    "date_weekday": "“{given}” chưa rõ thuộc tuần nào.",
    "date_weekday_differs": "Ngày {date} là {weekday}, không phải {given}.",
    "date_loose": "“{given}” chưa rõ là ngày nào.",
    "date_middle": "“Giữa” kỳ chưa rõ là ngày nào.",
    "date_not_a_day": "Câu này cần một ngày cụ thể.",
    "date_past": "Ngày {date} đã qua.",
    "date_before_all": (
        "Ngày {date} trước ngày {first}, ngày ban hành Kết luận số 14-KL/TW: sự kiện của hồ sơ không thể trước ngày đó."
    ),
    "date_future": "Ngày {date} chưa đến; ghi hôm nay hoặc một ngày đã qua.",
    "date_ahead": "Ngày {date} chưa đến; ghi hôm nay hoặc một ngày đã qua (của năm trước thì ghi đủ cả năm).",
    "period": "Chưa nhận ra thời gian từ ngày nào đến ngày nào.",
    "period_no_end": "Chưa có ngày kết thúc.",
    "period_no_begin": "Chưa có ngày bắt đầu.",
    "period_reversed": "Ngày kết thúc ({end}) đứng trước ngày bắt đầu ({begin}).",
    "period_working_days": "Chưa tính được thời gian theo ngày làm việc; cần ngày kết thúc cụ thể.",
    "choice": "Chưa rõ chọn mục nào. Bấm một nút, hoặc ghi số thứ tự hay tên của mục.",
    "choice_several": "“{given}” hợp với {count} mục: {listed}. Bấm một nút, hoặc ghi số thứ tự.",
    "choice_denied": "“{given}” chưa chắc là mục {listed}. Bấm một nút, hoặc ghi số thứ tự.",
    "choices_one": "“{given}” không có trong danh sách. Bấm các nút, hoặc ghi các số thứ tự.",
    "choices_none": "Chưa chọn mục nào.",
    "people": "Dòng {line}: mỗi người cần đủ họ tên, chức vụ, cơ quan, cách nhau bằng dấu phẩy.",
    "people_name": "Dòng {line}: “{given}” chưa phải họ tên.",
    "row_cells": "Dòng có {given} ô, bảng có {needed} cột: {columns}.",
    "row_line": "Dòng {line}: {says}",
    "row_cell": "Ô “{column}”: {says}",
    "row_open": "Dòng đang ghi chưa xong: còn ô “{column}”. Ghi tiếp, hoặc bấm Bỏ dòng này.",
    "cell_required": "Ô “{column}” cần có nội dung.",
    "rows_too_many": "Bảng đã có {count} dòng, tối đa {most}.",
    "nothing_yet": "Chưa có nội dung nào. Nếu để sau, bấm Bỏ qua.",
    "names_rule": "Chưa thấy số văn bản và điều khoản.",
    "has_number": "Chưa có số đo.",
    "files_only": "Câu này nhận tệp: gửi ảnh hoặc tài liệu, hoặc bấm một nút dưới đây.",
    "file_unexpected": "Câu này không nhận tệp; cần trả lời bằng chữ hoặc bằng nút.",
    "files_closed": "Hiện chưa nhận được tệp. Bấm Bỏ qua, rồi gửi sau.",
    "file_refused": "Tệp chưa được nhận: {says}",
    "files_too_many": "Đã có {count} tệp, tối đa {most}.",
    "not_possible": "{says}",
    "first_step": "Đây là câu đầu tiên.",
    "nothing_to_keep": "Câu này chưa có câu trả lời để giữ.",
}
"""The sentences; what stands in braces is filled in, and is text of the user or of the form."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What was entered is no answer. `write` shows how to write it, "" where a sample would not help."""

    code: str
    given: Mapping[str, str] = field(default_factory=dict)
    write: str = ""

    @property
    def says(self) -> str:
        """The sentence that tells what is wrong."""
        return SAYINGS[self.code].format(**self.given)


def problem(code: str, write: str = "", **given: object) -> Problem:
    """A problem of the catalogue."""
    return Problem(code, {name: str(value) for name, value in given.items()}, write)
