"""What the command line says to wrong input, in its own language, and how it asks whether one is sure."""

import re

import typer
from typer.exceptions import TyperException

STOPPED = "Đã dừng: chưa thay đổi gì."
"""What is said when somebody is not sure."""

YES = frozenset({"c", "co", "có", "y", "yes"})

_PLACE = re.compile(r"Invalid value(?: for (?P<place>.+?))?: (?:Value error, )?(?P<fault>.+)", re.DOTALL)
_WORDS = tuple(
    (re.compile(english), vietnamese)
    for english, vietnamese in (
        (r"Missing option (.+?)\.", r"thiếu \1."),
        (r"Missing argument (.+?)\.", r"thiếu \1."),
        (r"Missing command\.", "thiếu tên lệnh."),
        (r"No such command (.+?)\.(.*)", r"không có lệnh \1.\2"),
        (r"No such option: (\S+)", r"không có tùy chọn \1."),
        (r"No such option: (\S+) \(Possible options: (.+)\)", r"không có tùy chọn \1. Có phải \2?"),
        (r"Got unexpected extra argument\(s\) \((.+)\)", r"thừa: \1."),
        (r"Option (.+) requires an argument\.", r"cần giá trị sau \1."),
        (r"Option (.+) does not take a value\.", r"\1 không nhận giá trị."),
        (r"(.+) does not match the formats .+", r"\1 không phải một ngày, viết như 2027-01-04 hoặc 04/01/2027."),
        (r"(.+) is not one of (.+)\.", r"\1 không dùng được; chọn một trong: \2."),
        (r"Input should be a valid integer.*", "cần một số nguyên."),
        (r"Input should be greater than or equal to (.+)", r"phải từ \1 trở lên."),
        (r"Input should be less than or equal to (.+)", r"phải không quá \1."),
    )
)
"""What typer says, and the same in Vietnamese."""
_GUESS = re.compile(r"Did you mean (.+)\?")


def refusal(error: TyperException) -> tuple[str, ...]:
    """The lines that say what is wrong and where to read how it is done; what is no fault of typer's is kept as it is.

    A group of commands that is called without one shows what there is.
    """
    context = getattr(error, "ctx", None)
    said = error.format_message()
    if context and said == context.get_help():
        return (said,)
    found = _PLACE.fullmatch(said)
    place, fault = (found["place"], found["fault"]) if found else (None, said)
    words = _in_vietnamese(fault)
    line = f"{place.strip(chr(39))}: {words}" if place else words[:1].upper() + words[1:]
    return (line, f"Xem cách dùng: {context.command_path} --help") if context else (line,)


def _in_vietnamese(fault: str) -> str:
    for english, vietnamese in _WORDS:
        found = english.fullmatch(fault)
        if found:
            return _GUESS.sub(r"Có phải \1?", found.expand(vietnamese)).strip()
    return fault


def make_sure(question: str) -> None:
    """Asks, and ends the command where the answer is not yes: nothing may have been changed before."""
    answer = typer.prompt(f"{question} (có/không)", default="không", show_default=False, err=True)
    if answer.strip().lower() not in YES:
        raise typer.Abort
