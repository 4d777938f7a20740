"""What an administrator reads after a mistake: what is wrong, what to do, in Vietnamese, and where to read on."""

import pytest

from tests.end_to_end.bot.test_cli import Damlam, clean, damlam

__all__ = ["clean", "damlam"]

NOTICE = ("--reason", "Nghỉ hoán đổi", "--document", "Thông báo số 1/TB-BNV")


@pytest.mark.parametrize(
    ("arguments", "said", "where"),
    [
        (
            ("calendar", "add", "2027-13-01", "off", *NOTICE),
            "NGÀY: '2027-13-01' không phải một ngày, viết như 2027-01-04 hoặc 04/01/2027.",
            "calendar add",
        ),
        (
            ("calendar", "add", "2027-01-04", "maybe", *NOTICE),
            "off|working: 'maybe' không dùng được; chọn một trong: 'off', 'working'.",
            "calendar add",
        ),
        (("calendar", "add", "2027-01-04", "off"), "Thiếu '--reason'.", "calendar add"),
        (("calendar", "list"), "Thiếu 'NĂM'.", "calendar list"),
        (("calendar", "list", "2027", "2028"), "Thừa: 2028.", "calendar list"),
        (("calendar", "history", "0"), "NĂM: phải từ 2000 trở lên.", "calendar history"),
        (("calendar", "confirm", "2101", "--document", "x"), "NĂM: phải không quá 2100.", "calendar confirm"),
        (("due", "--received", "2026-11-20", "--days", "x"), "--days: cần một số nguyên.", "due"),
        (("invite", "--role", "king"), "--role: chọn một trong: official, clerk, administrator.", "invite"),
        (("invite", "--role", "clerk", "--office", "x"), "Không có cơ quan 'x'; xem damlam offices.", "invite"),
        (("roles", "--remov", "7"), "Không có tùy chọn --remov. Có phải --remove?", "roles"),
        (("roles", "--nothing"), "Không có tùy chọn --nothing.", "roles"),
        (("roles", "--yes=3"), "'--yes' không nhận giá trị.", None),
        (("roles", "--remove"), "Cần giá trị sau '--remove'.", None),
        (("calender",), "Không có lệnh 'calender'. Có phải 'calendar'?", ""),
        (("nothing",), "Không có lệnh 'nothing'.", ""),
    ],
)
def test_a_mistake_is_told_in_vietnamese(
    damlam: Damlam, arguments: tuple[str, ...], said: str, where: str | None
) -> None:
    code, out, err = damlam(*arguments)
    lines = [said]
    if where is not None:
        lines.append(f"Xem cách dùng: {' '.join(['damlam', *where.split()])} --help")
    assert (code, out, err.splitlines()) == (2, "", lines)


def test_a_group_of_commands_by_itself_shows_what_there_is(damlam: Damlam) -> None:
    code, out, err = damlam("calendar")
    assert (code, out, "Ghi một hay nhiều ngày nghỉ" in err) == (2, "", True)
