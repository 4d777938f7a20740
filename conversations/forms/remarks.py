"""What is said beside a step: how an answer was understood, that a button was old, why a file is not taken."""

from collections.abc import Mapping

from conversations.forms.engine import Turn
from conversations.forms.kinds import Concluding
from conversations.forms.opened import Opened
from conversations.forms.steps import echo
from conversations.forms.telling import MISSING
from conversations.ports import FILE_KINDS, LARGEST_FILE, Refusal

REFUSALS: Mapping[Refusal, str] = {
    Refusal.TOO_LARGE: f"lớn hơn {LARGEST_FILE // 1024 // 1024} MB.",
    Refusal.WRONG_KIND: f"không thuộc các loại {FILE_KINDS}.",
    Refusal.UNREADABLE: "rỗng, hỏng hoặc có mật khẩu.",
    Refusal.SECRET: "có dấu chỉ độ mật. Không gửi tài liệu bí mật nhà nước.",
}
"""Why a file is not taken, in the user's words."""
ILLEGIBLE = "Tôi không đọc được chữ trong tệp vừa nhận; xin tự kiểm tra tệp không có nội dung bí mật nhà nước."
INCOMPLETE = "Còn câu bắt buộc chưa trả lời: bấm số của câu để trả lời."
OLD_BUTTON = "Nút vừa bấm thuộc bước cũ; đây là bước hiện tại."


def notices(opened: Opened, turn: Turn) -> tuple[str, ...]:
    """What to say above the step: what became of old answers and of this one, that a button was old."""
    return (*opened.notices, *_of_answer(opened, turn), *([OLD_BUTTON] if turn.stale else []))


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
