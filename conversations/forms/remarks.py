"""What is said beside a step: how an answer was understood, that a button was old, why a file is not taken."""

from collections.abc import Mapping
from datetime import date

from conversations.forms.buttons import DROP_LAST
from conversations.forms.dates import read_date
from conversations.forms.engine import Turn
from conversations.forms.kinds import Concluding
from conversations.forms.opened import Opened
from conversations.forms.problems import Problem
from conversations.forms.questions import Kind
from conversations.forms.spans import Facing
from conversations.forms.steps import echo
from conversations.forms.telling import MISSING
from conversations.forms.writing import Writing
from conversations.ports import FILE_KINDS, LARGEST_FILE, Refusal

REFUSALS: Mapping[Refusal, str] = {
    Refusal.TOO_LARGE: f"lớn hơn {LARGEST_FILE // 1024 // 1024} MB.",
    Refusal.WRONG_KIND: f"không thuộc các loại {FILE_KINDS}.",
    Refusal.UNREADABLE: "rỗng, hỏng hoặc có mật khẩu.",
    Refusal.SECRET: "có dấu chỉ độ mật. Không gửi tài liệu bí mật nhà nước.",
}
"""Why a file is not taken, in the user's words."""
ILLEGIBLE = "Tôi không đọc được chữ trong tệp vừa nhận; xin tự kiểm tra tệp không có nội dung bí mật nhà nước."
LONGEST_DAY = 40
"""Characters of a text that does nothing but name a day."""
_DAYS_UNSURE = frozenset({"date_ahead", "date_weekday", "date_loose"})
"""Problems of a text that names a day, but not which one."""
INCOMPLETE = "Còn câu bắt buộc chưa trả lời: bấm số của câu để trả lời."
ONLY_A_DAY = f"Tin vừa nhận chỉ nêu ngày; nếu không thuộc câu này thì bấm {DROP_LAST}."
OLD_BUTTON = "Nút vừa bấm thuộc bước cũ; đây là bước hiện tại."


def notices(opened: Opened, turn: Turn, today: date) -> tuple[str, ...]:
    """What to say above the step: what became of old answers and of this one, that a button was old."""
    said = (*_of_answer(opened, turn), *_of_message(opened, turn, today))
    return (*opened.notices, *said, *([OLD_BUTTON] if turn.stale else []))


def _of_message(opened: Opened, turn: Turn, today: date) -> tuple[str, ...]:
    """Of a message that a long text has got just now, and that may belong to another question."""
    question = opened.engine.question(turn.state)
    if question is None or question.kind is not Kind.LONG:
        return ()
    had, has = (
        Writing.of(state.answers.get(question.key), state.pending.get(question.key, {}))
        for state in (opened.state, turn.state)
    )
    came = len(has.before) > len(had.before)
    return (ONLY_A_DAY,) if came and only_a_day(has.last, today) else ()


def only_a_day(text: str, today: date) -> bool:
    """Whether a text does nothing but name a day, be it one that could be two."""
    if len(text) > LONGEST_DAY:
        return False
    day = read_date(text, today, Facing.PAST)
    return not isinstance(day, Problem) or day.code in _DAYS_UNSURE


def _of_answer(opened: Opened, turn: Turn) -> tuple[str, ...]:
    """How the answer was understood, where it is kept in another shape, or what stands in place of a missing one."""
    question = turn.completed
    if question is None:
        return ()
    answer = turn.state.answers.get(question.key)
    understood = "" if answer is None else echo(question, answer)
    if understood:
        return (f"Đã ghi: {understood}.",)
    put_off = answer is None and question.required
    if isinstance(opened.kind, Concluding):
        return ("Câu vừa bỏ qua còn phải trả lời trước khi xong.",) if put_off else ()
    return (f"Đã bỏ qua: bản {opened.kind.naming.noun} sẽ để “{MISSING}”.",) if put_off else ()
