"""Questions to suggest: each is a button's label and the question that pressing it asks, settled by the documents."""

from conversations.actions import Action
from conversations.events import Button, Keyboard

EXAMPLES: dict[str, tuple[str, str, str]] = {
    "quang-ngai": (
        "Bao nhiêu ngày phải trả lời đề xuất?",
        "Trường hợp nào cán bộ được bảo vệ?",
        "Kế hoạch đề xuất gửi qua đâu?",
    ),
    "hai-phong": (
        "Đề xuất đổi mới phải báo cáo với ai?",
        "Cản trở, trù dập cán bộ thì ai xử lý?",
        "Ai theo dõi việc thực hiện Chỉ thị?",
    ),
    "lai-chau": (
        "Đề xuất không được trái với gì?",
        "Khen thưởng cán bộ đổi mới ra sao?",
        "Sở nào theo dõi việc thực hiện Kế hoạch?",
    ),
    "lam-dong": (
        "Kế hoạch đề xuất phải nêu những gì?",
        "Lâm Đồng phân cấp, phân quyền cho ai?",
        "Cá nhân không dám quyết định thì sao?",
    ),
}
GENERAL = (
    "Khi nào được xem xét miễn trách nhiệm?",
    "Ai quyết định cho thực hiện thí điểm?",
    "Kết luận 14 khuyến khích những việc gì?",
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
