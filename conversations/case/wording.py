"""The words that the pictures and files of a case share: days, what is left, what was recorded, places."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from conversations.case.progress import Progress
from conversations.due import WEEKDAYS
from knowledge.library import Library
from storage.case_deadlines import rule_of
from storage.cases import Case, DueMoved
from storage.history import Happening
from storage.lifecycle import Detail, DutyRule, EventKind, Who
from storage.working_days import DayKind

AT_ONCE = "văn bản không ấn định số ngày"
WHO = {Who.PROPOSER: "người đề xuất", Who.OFFICE: "cơ quan tiếp nhận"}
WAITED_FOR = {Who.PROPOSER: "người đề xuất", Who.OFFICE: "cơ quan giải quyết"}
ISSUES = {"unregulated": "chưa được quy định", "unsuitable": "đã có quy định nhưng không phù hợp"}
ATTACHED = "có kèm theo"
_ASIDE = re.compile(r"\s*\([^)]*\)")


def short_day(day: date) -> str:
    """23/11/2026."""
    return day.strftime("%d/%m/%Y")


def full_day(day: date) -> str:
    """Thứ Hai 23/11/2026, within a sentence."""
    return f"{WEEKDAYS[day.weekday()]} {short_day(day)}"


def raised(text: str) -> str:
    """The text beginning with a capital."""
    return text[:1].upper() + text[1:]


def left_words(progress: Progress) -> str:
    """What is left of a running period."""
    if progress.due is None:
        return f"tạm dừng từ {short_day(progress.until)}"
    if progress.late:
        return f"quá hạn {-progress.left} ngày làm việc" if progress.left else "quá hạn"
    return f"còn {progress.left} ngày làm việc" if progress.left else "hôm nay là ngày cuối"


def unconfirmed_words(years: Collection[int]) -> str:
    """That a last day may still move, for the years whose official notice on days off was not seen; "" for none."""
    named = ", ".join(map(str, sorted(years)))
    return f"Chưa có thông báo chính thức về ngày nghỉ năm {named}: hạn có thể thay đổi." if named else ""


def answered_words(progress: Progress) -> str:
    """When a period was answered, counted from its start."""
    if progress.late:
        return raised(left_words(progress))
    return f"Trong hạn (ngày làm việc thứ {progress.used}/{progress.clock.days})"


def bearer(rule: DutyRule, names: Mapping[Who, str]) -> str:
    """Who has to do something; of what a body above the office has to do, who records it."""
    return f"việc của cấp trên; {names[rule.whose]} ghi kết quả" if rule.above else names[rule.whose]


def state_words(case: Case) -> str:
    """The name of the state that a case is in."""
    return case.rules.lifecycle.states[case.standing.state].label


def event_of(case: Case, happening: Happening) -> EventKind:
    """What the lifecycle says of a happening that is no correction."""
    return case.rules.lifecycle.events[happening.kind]


def told_fields(case: Case, event: EventKind) -> Mapping[str, Detail]:
    """The fields of an event that may be told.

    What is private is not told in a case that an office takes part in: whoever is complained of may read it there.
    """
    return {key: field for key, field in event.fields.items() if not (field.private and case.office)}


def details(case: Case, happening: Happening, event: EventKind, but: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """What was recorded with a happening: each field's label, without what is said in brackets, and its value."""
    for key, field in told_fields(case, event).items():
        value = happening.details.get(key, "").strip()
        if value and key not in but:
            yield field_label(field), ATTACHED if field.kind == "files" else field.choices.get(value, value)


def field_label(field: Detail) -> str:
    """What a field is called, without what is said in brackets."""
    return _ASIDE.sub("", field.label)


def move_words(case: Case, move: DueMoved) -> str:
    """That a deadline moved, from when to when."""
    name = rule_of(move.key)
    label = next((rule.label for rule in case.rules.procedure.clocks if rule.key == name), name)
    return f"Hạn {label[:1].lower()}{label[1:]} chuyển từ {short_day(move.before)} sang {short_day(move.after)}"


def move_reason(move: DueMoved) -> str:
    """What the calendar says now of which day, and why."""
    now = "nghỉ" if move.special.kind is DayKind.OFF else "làm việc"
    return f"{short_day(move.special.day)} là ngày {now} ({move.special.reason})"


def place(provision: str, library: Library) -> str:
    """Where a provision stands, within its document: "Điều 4 khoản 3"."""
    return library.get(provision).locator


def full_place(provision: str, library: Library) -> str:
    """Where a provision stands, and in which document."""
    return f"{place(provision, library)}, {library.document_of(provision).short}"
