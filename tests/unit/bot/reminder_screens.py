"""What fills the screens of reminders and periods, each with the worst that may stand in it."""

from dataclasses import replace

from conversations.case.moving import Moved
from conversations.case.reminding import Watched
from tests.unit.bot.case_screens import CLOCK, HOSTILE

AT_ONCE = "văn bản không ấn định số ngày"
CLOCKED = Watched(
    **{"code": "DL-7K3Q", "title": HOSTILE, "label": HOSTILE, "since": "thứ Hai 23/11/2026", "rule": "x"},
    **{"due": "thứ Tư 06/01/2027", "left": "còn 3 ngày làm việc", "days": 30, "unconfirmed": (2027,)},
)
LATE = replace(CLOCKED, left="quá hạn 1 ngày làm việc", late=True, unconfirmed=())
DUTY = replace(
    CLOCKED, due="", left="", days=0, unconfirmed=(), call="làm ngay", wording=HOSTILE, whose="cơ quan giải quyết"
)
MOVED = Moved("DL-7K3Q", HOSTILE, HOSTILE, "thứ Ba 05/01/2027", "thứ Tư 06/01/2027")
REMINDER_SCREENS: dict[str, list[dict[str, object]]] = {
    "reminder": [{"one": one, "at_once": AT_ONCE, "passage": CLOCK} for one in (CLOCKED, DUTY, LATE)],
    "reminders": [
        {"count": 5, "every": [CLOCKED, LATE, DUTY], "more": 2, "at_once": AT_ONCE, "passages": [CLOCK, CLOCK]},
        {"count": 2, "every": [CLOCKED, LATE], "more": 0, "at_once": AT_ONCE, "passages": [CLOCK]},
    ],
    "remind_later": [{"codes": ["DL-7K3Q", "DL-2222"], "day": HOSTILE}, {"codes": ["DL-7K3Q"], "day": None}],
    "case_muted": [{"code": "DL-7K3Q"}],
    "counting": [{"says": HOSTILE, "example": "25/11/2026"}, {"says": "", "example": "25/11/2026"}],
    "due_moved": [
        {"day": "thứ Tư 02/12/2026", "off": True, "reason": HOSTILE, "document": HOSTILE, "every": [MOVED], "more": 0},
        {"day": "thứ Bảy", "off": False, "reason": "bù", "document": "TB 1", "every": [MOVED, MOVED], "more": 3},
    ],
}
ALWAYS_READ: dict[str, set[str]] = {
    "reminder": {"one", "passage"},
    "reminders": {"count", "every", "more", "passages"},
    "remind_later": {"codes", "day"},
    "case_muted": {"code"},
    "counting": {"says", "example"},
    "due_moved": {"day", "off", "reason", "document", "every", "more"},
}
