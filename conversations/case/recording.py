"""What may be recorded in a case, by whom, and what a case is after it: judged before anything is stored. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from conversations.case import order
from conversations.case.corrections import changes_nothing
from conversations.case.describing import told_anew
from conversations.case.questions import CORRECTS, ON, details_of
from conversations.case.wording import event_of, full_day, raised, state_words, told_fields
from conversations.cases import SeenCase
from conversations.forms.questions import Answer
from storage import grounds
from storage.cases import Case, Recorded
from storage.history import CORRECTED, Happening, Refusal, RefusedError, possible
from storage.lifecycle import DutyRule, EventKind, Who, lifecycle

UNCHANGED = "Chưa có gì khác với nội dung đang ghi. Bấm số của câu cần sửa."
UNCORRECTABLE = "Sự kiện này không còn đính chính được."
OTHER_SIDE = {Who.PROPOSER: "cơ quan giải quyết", Who.OFFICE: "người đề xuất"}


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a happening cannot be recorded, in the user's words. `question` is what to answer anew, None for nothing.

    `stands` is the recorded answer to that question, which stays until it is put right.
    """

    says: str
    question: str | None = None
    stands: str | None = None


def recordable(seen: SeenCase) -> tuple[str, ...]:
    """The events that the user may record now: not what is the other side's alone where there is one in the bot."""
    case = seen.case
    events = case.rules.lifecycle.events
    found = possible(case.rules, case.standing, seen.side)
    return tuple(event for event in found if not of_others(seen, events[event]))


def answers(seen: SeenCase) -> tuple[str, ...]:
    """Those of them that are a written answer to the proposal."""
    events = seen.case.rules.lifecycle.events
    return tuple(event for event in recordable(seen) if events[event].decision)


def of_others(seen: SeenCase, event: EventKind) -> bool:
    """Whether an event is the other side's alone to record."""
    if seen.side is Who.PROPOSER:
        return event.office_alone and seen.is_followed
    return event.proposer_alone and bool(seen.case.people)


def dischargeable(seen: SeenCase) -> tuple[tuple[str, DutyRule], ...]:
    """The open duties that the user may record as done now, each with the event that does it, which stands once."""
    able = recordable(seen)
    doing = (
        (next((one for one in duty.rule.done_by if one in able), ""), duty) for duty in seen.case.standing.open_duties
    )
    found: dict[str, DutyRule] = {}
    for event, duty in doing:
        if event:
            found.setdefault(event, duty.rule)
    return tuple(found.items())


def correctable(seen: SeenCase, number: int) -> Happening | None:
    """The happening of this number as it stands, where the user may put it right: each side corrects its own.

    What described the case is not put right but told anew.
    """
    own = (one for one in seen.case.standing.effective if one.number == number and one.who is seen.side)
    return next((one for one in own if not event_of(seen.case, one).describes), None)


def staying(seen: SeenCase, meant: Happening) -> tuple[str, ...]:
    """The fields that a correction by the user leaves as they are unless it answers them: files, and what is private.

    What may not be told is shown again to whoever recorded it, where nobody else has put that entry right.
    """
    authors = {one.actor for one in seen.case.history if meant.number in {one.happening.number, one.happening.corrects}}
    event = event_of(seen.case, meant)
    shown = event.fields if authors == {seen.chat} else told_fields(seen.case, event)
    hidden = (key for key, field in event.fields.items() if field.kind == "files" or key not in shown)
    return tuple(key for key in hidden if meant.details.get(key))


def happening_of(event: str, answers: Mapping[str, Answer], seen: SeenCase, today: date) -> Happening | None:
    """What a form tells; None for a correction of what the user may not correct (any more)."""
    if lifecycle().events[event].describes:
        return Happening(0, event, today, seen.side, told_anew(seen.case, answers))
    on, details = date.fromisoformat(str(answers[ON])), dict(details_of(event, answers))
    corrects = str(answers.get(CORRECTS, ""))
    if not corrects:
        return Happening(0, event, on, seen.side, details)
    meant = correctable(seen, int(corrects))
    if meant is None or meant.kind != event:
        return None
    for key in staying(seen, meant):
        details.setdefault(key, meant.details[key])
    return Happening(0, CORRECTED, on, seen.side, details, corrects=meant.number)


def amends(happening: Happening, event: str) -> bool:
    """Whether the form of an event shows what stands, to be looked through: a correction, or a new description."""
    return happening.kind == CORRECTED or lifecycle().events[event].describes


def idle(seen: SeenCase, happening: Happening) -> bool:
    """Whether a happening is a correction, or a new description of the case, that changes nothing."""
    if happening.corrects:
        meant = None if happening.void else correctable(seen, happening.corrects)
        return meant is not None and changes_nothing(seen.case, meant, happening)
    return event_of(seen.case, happening).describes and not happening.details


def after(case: Case, happening: Happening, now: datetime, today: date) -> Case:
    """The case once the happening is recorded. Raises `RefusedError`."""
    numbered = replace(happening, number=len(case.history) + 1)
    history = [*(recorded.happening for recorded in case.history), numbered]
    standing = grounds.recorded(case.rules, history, case.first_issue, today)
    return replace(case, history=(*case.history, Recorded(numbered, None, now)), standing=standing)


def explained(error: RefusedError, seen: SeenCase, happening: Happening, today: date) -> Refused:
    """What a refusal says to the user: what is wrong, and what is possible."""
    own = {Refusal.MISSING, Refusal.WRONG_VALUE}
    if not happening.void and error.refusal in {Refusal.FUTURE, Refusal.TOO_EARLY}:
        return _misplaced(seen, happening, today)
    if happening.kind != CORRECTED or error.refusal in own:
        return _explained(error, seen, happening.kind)
    return _discordant(error, seen, void=happening.void)


def _misplaced(seen: SeenCase, happening: Happening, today: date) -> Refused:
    """A day that is out of order with the other events of the case, and which days are possible."""
    found = order.window(seen.case, happening, today)
    meant = next((one for one in seen.case.standing.effective if one.number == happening.corrects), None)
    stands = meant.on.isoformat() if meant else None
    if found is None:
        day = raised(full_day(happening.on))
        return Refused(f"{day} không đúng thứ tự các sự kiện trong hồ sơ. Xem lại Diễn biến.", ON, stands)
    return Refused(order.misplaced(seen.case, happening.on, found, today), ON, stands)


def _discordant(error: RefusedError, seen: SeenCase, *, void: bool) -> Refused:
    """A correction that would leave another happening without its ground."""
    event = seen.case.rules.lifecycle.events.get(error.about)
    other = f"“{event.label}”" if event else "một sự kiện khác"
    kept = "" if void else " Nội dung đã nhập vẫn còn: bấm số của câu để sửa lại, hoặc bấm Bỏ đính chính."
    return Refused(f"Sửa như vậy thì {other} không còn căn cứ. Đính chính hoặc bỏ sự kiện đó trước.{kept}")


def _explained(error: RefusedError, seen: SeenCase, kind: str) -> Refused:
    if error.refusal in {Refusal.MISSING, Refusal.WRONG_VALUE}:
        return Refused("Câu này chưa có câu trả lời phù hợp.", error.about)
    return Refused(refused(seen, kind))


def barred(seen: SeenCase, kind: str) -> str:
    """Why an event cannot be recorded by this side as things stand."""
    event = seen.case.rules.lifecycle.events[kind]
    if of_others(seen, event) and kind in possible(seen.case.rules, seen.case.standing, seen.side):
        return f"“{event.label}” do {OTHER_SIDE[seen.side]} ghi."
    return _impossible(seen, kind)


def hindered(seen: SeenCase, kind: str, corrects: int | None) -> str:
    """Why what the form of an event tells cannot be recorded as things stand, "" where it can.

    `corrects` is the number of the entry that it puts right, None for an event of its own.
    """
    if corrects is not None:
        return "" if correctable(seen, corrects) else UNCORRECTABLE
    return "" if kind in recordable(seen) else barred(seen, kind)


def refused(seen: SeenCase, kind: str) -> str:
    """That an event cannot be recorded as things stand, and which can."""
    return f"{_impossible(seen, kind)} {_possible(seen)}"


def _impossible(seen: SeenCase, kind: str) -> str:
    case = seen.case
    event = case.rules.lifecycle.events.get(kind)
    ground = grounds.missing(case.rules, case.standing, kind) if event else ""
    if event and ground:
        return f"“{event.label}” chỉ ghi khi {ground}."
    about = f" nên không ghi được “{event.label}”" if event else ""
    return f"Hồ sơ đang ở bước “{state_words(case)}”{about}."


def _possible(seen: SeenCase) -> str:
    events = seen.case.rules.lifecycle.events
    labels = [f"“{events[event].label}”" for event in recordable(seen)]
    return f"Ghi được: {', '.join(labels)}." if labels else "Bước này không còn sự kiện nào để ghi."
