"""The forms of a case: one for every event of the lifecycle, made from its fields, and one that begins a case.

What a form is about stands among its answers, under the keys of questions that are nowhere asked: they come with the
draft to another day or another replica as every answer does.
"""

from collections.abc import Collection, Mapping
from functools import cache

from conversations.case.filing import written
from conversations.case.wording import ISSUES, raised
from conversations.forms.checks import HAPPENED
from conversations.forms.questions import Answer, Answers, Choice, Form, Kind, Part, Question
from storage.history import Details
from storage.lifecycle import Detail, EventKind, lifecycle, procedures

NOWHERE = ("",)
"""No place: a question that is never asked and keeps what the form is about."""
CODE, SEEN, PLACE, OFFICE, CORRECTS = "about_code", "about_seen", "about_place", "about_office", "about_corrects"
STAYS = "about_stays"
"""The fields that a correction leaves as they are unless it answers them: their keys, with commas between them."""
DRAFT, VERSION, DIGEST, SUBMITTED_ON = "about_draft", "about_version", "about_digest", "about_day"
ON = "on"
"""The day on which an event happened."""
TITLE, ISSUE, STAGE = "title", "issue", "stage"
NOT_YET, SUBMITTED, ACTED = "drafted", "submitted", "emergency_acted"
"""Where a case stands that is begun: nothing has happened, or what has to be recorded first."""
RECEIVED, REPORTED = "received", "emergency_reported"
"""What follows where it was handed in on paper."""
ADDRESSED = (SUBMITTED, REPORTED)
"""What brings a case to an office of the bot, where its proposer chooses one."""
BEGINNING, ENTERING = "case-new", "case-paper"
"""The forms that make a case: one's own, and one that was handed in to an office on paper."""
VERSION_OF_FORMS = 1
LONGEST_TITLE = 200
LONGEST_SHORT, LONGEST_LONG = 300, 4_000


def form_key(event: str) -> str:
    """The key of an event's form."""
    return f"case-{event}"


def event_of_form(key: str) -> str:
    """The event whose form has this key, "" for none."""
    event = key.removeprefix("case-")
    return event if key == form_key(event) and event in lifecycle().events else ""


@cache
def event_form(event: str) -> Form:
    """The form of an event: its fields, then the day. Only what is required has to be answered.

    What describes the case is of the day on which it is recorded.
    """
    kind = lifecycle().events[event]
    basis = tuple(one.basis[event] for one in procedures().values() if event in one.basis)
    fields = tuple(_question(key, detail, basis) for key, detail in kind.fields.items())
    day = Question(ON, f"{kind.label}: ngày nào?", Kind.DATE, why=basis, checks=HAPPENED, label="Ngày")
    asked = fields if kind.describes else (*fields, day)
    return Form(form_key(event), VERSION_OF_FORMS, "Hồ sơ", (Part(event, kind.label, (*asked, *_about(EVENT))),))


@cache
def beginning_form() -> Form:
    """The form that begins a case of which there is no plan in the bot."""
    stages = {NOT_YET: "Chưa nộp", SUBMITTED: "Đã nộp", ACTED: "Đã xử lý khẩn cấp trước"}
    stage = _stage("Đề xuất đang ở bước nào?", stages, "Bước hiện tại")
    asked = (*_what(), stage, *_about(PLAN))
    return Form(BEGINNING, VERSION_OF_FORMS, "Hồ sơ", (Part("new", "Hồ sơ mới", asked),))


@cache
def entering_form() -> Form:
    """The form with which a clerk enters what was handed in to the office on paper."""
    papers = {SUBMITTED: "Đề xuất xin chủ trương", ACTED: "Báo cáo việc đã xử lý khẩn cấp"}
    stage = _stage("Văn bản giấy là văn bản nào?", papers, "Văn bản")
    text = "Người đề xuất nộp ngày nào? Không phải ngày cơ quan nhận được."
    on = Question(SUBMITTED_ON, text, Kind.DATE, checks=("not-future",), label="Ngày nộp")
    asked = (*_what(), stage, on, *_about((PLACE,)))
    return Form(ENTERING, VERSION_OF_FORMS, "Hồ sơ", (Part("paper", "Hồ sơ giấy", asked),))


def details_of(event: str, answers: Mapping[str, object]) -> Details:
    """The answers as the details of a happening."""
    found: dict[str, str] = {}
    for key in lifecycle().events[event].fields:
        answer = answers.get(key)
        if isinstance(answer, str):
            found[key] = answer
        elif isinstance(answer, list) and answer:
            found[key] = written(answer)
    return found


def answers_of(event: EventKind, details: Details, stays: Collection[str]) -> Answers:
    """The details of a happening as answers to correct, but for those that stay as they are unless answered anew."""
    told: dict[str, Answer] = {key: details[key] for key in event.fields if key in details and key not in stays}
    return {**told, STAYS: ",".join(stays)} if stays else told


def asks_much(form: Form) -> bool:
    """Whether the form is reviewed before it is concluded: it asks for more than three things beside the day."""
    return sum(question.only_in != NOWHERE for question in form.questions) > MOST_AT_ONCE + 1


MOST_AT_ONCE = 3
EVENT = (CODE, SEEN, PLACE, OFFICE, CORRECTS, STAYS, SUBMITTED_ON)
"""What the form of an event is about: a case as it was seen, an office that it goes to, a happening to put right.

Of an emergency that was reported on paper it is also the day of the report.
"""
PLAN = (DRAFT, VERSION, DIGEST, SUBMITTED_ON)
"""The frozen version of a plan that a new case is about, and the day on which it was submitted."""


def _what() -> tuple[Question, Question]:
    """What a case is about."""
    title = Question(
        TITLE,
        "Tên đề xuất hoặc việc khẩn cấp là gì? Ghi ngắn gọn việc sẽ làm, hoặc việc đã xử lý khẩn cấp.",
        Kind.SHORT,
        example="Một cửa lưu động cho các xã miền núi",
        longest=LONGEST_TITLE,
        label="Tên đề xuất, việc",
    )
    issue = Question(
        ISSUE,
        "Vấn đề thuộc loại nào?",
        Kind.CHOICE,
        why=("quang-ngai/dieu-4/khoan-1", "kl-14/muc-2.2", "hai-phong/2", "lai-chau/ii/2/doan-1"),
        choices=tuple(Choice(key, raised(words)) for key, words in ISSUES.items()),
        label="Loại vấn đề",
    )
    return title, issue


def _stage(text: str, choices: Mapping[str, str], label: str) -> Question:
    """Where a case stands that is begun."""
    why = ("quang-ngai/dieu-4/khoan-1", "quang-ngai/dieu-4/khoan-4")
    every = tuple(Choice(key, words) for key, words in choices.items())
    return Question(STAGE, text, Kind.CHOICE, why=why, choices=every, label=label)


def _question(key: str, detail: Detail, basis: tuple[str, ...]) -> Question:
    kind = Kind(detail.kind)
    return Question(
        key,
        f"{detail.label}?" if kind is not Kind.FILES else f"{detail.label}: gửi ảnh hoặc tệp.",
        kind,
        why=basis,
        required=detail.required,
        choices=tuple(Choice(value, label) for value, label in detail.choices.items()),
        longest=detail.longest or (LONGEST_LONG if kind is Kind.LONG else LONGEST_SHORT),
        label=detail.label,
    )


def _about(keys: tuple[str, ...]) -> tuple[Question, ...]:
    return tuple(Question(key, key, Kind.SHORT, required=False, only_in=NOWHERE) for key in keys)
