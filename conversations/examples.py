"""Questions to suggest: each is a button's label and the question that pressing it asks, settled by the documents."""

from conversations.actions import Action
from conversations.events import Button, Keyboard

EXAMPLES: dict[str, tuple[str, str, str]] = {
    "quang-ngai": (
        "Thời hạn trả lời đề xuất là bao nhiêu ngày?",
        "Trường hợp nào cán bộ được bảo vệ?",
        "Nộp kế hoạch đề xuất ở đâu?",
    ),
    "hai-phong": (
        "Đề xuất đổi mới phải báo cáo với ai?",
        "Cản trở, trù dập cán bộ thì ai xử lý?",
        "Ai theo dõi việc thực hiện Chỉ thị?",
    ),
    "lai-chau": (
        "Đề xuất nộp cho ai và ai quyết định?",
        "Ai biểu dương, khen thưởng cán bộ?",
        "Sở nào theo dõi việc thực hiện Kế hoạch?",
    ),
    "lam-dong": (
        "Kế hoạch đề xuất phải nêu những gì?",
        "Lâm Đồng phân cấp, phân quyền cho ai?",
        "Né tránh, đùn đẩy bị xử lý thế nào?",
    ),
}
GENERAL = (
    "Khi nào được xem xét miễn trách nhiệm?",
    "Ai quyết định cho thực hiện thí điểm?",
    "Bộ Chính trị khuyến khích cán bộ làm gì?",
)
"""For a place without questions of its own: the central document settles these."""


def examples(place: str | None) -> tuple[str, str, str]:
    """The questions to suggest to a user of the place (None: not chosen)."""
    return EXAMPLES.get(place or "", GENERAL)


def example_buttons(place: str | None) -> Keyboard:
    """The suggested questions as buttons, one a row."""
    return tuple(
        (Button(question, Action.EXAMPLE, (place or "", str(index))),) for index, question in enumerate(examples(place))
    )


def example(place: str, index: str) -> str | None:
    """The question of a button, or None for arguments that no button carries."""
    return dict(zip("012", examples(place), strict=True)).get(index)
