"""What fills the screens of reminders and periods, each with the worst that may stand in it."""

from dataclasses import replace
from datetime import time

from conversations.case.moving import Moved
from conversations.case.reminding import Watched
from storage.quiet_hours import Preferences
from tests.unit.bot.case_screens import CLOCK, HOSTILE

AT_ONCE = "văn bản không ấn định số ngày"
CLOCKED = Watched(
    **{
        "code": "DL-7K3Q",
        "title": HOSTILE,
        "label": HOSTILE,
        "since": "thứ Hai 23/11/2026",
        "rule": "x",
        "where": "Điều 4 khoản 3",
    },
    **{"due": "thứ Tư 06/01/2027", "left": "còn 3 ngày làm việc", "days": 30, "unconfirmed": (2027,)},
)
LATE = replace(CLOCKED, left="quá hạn 1 ngày làm việc", late=True, unconfirmed=())
DUTY = replace(
    CLOCKED, due="", left="", days=0, unconfirmed=(), call="làm ngay", wording=HOSTILE, whose="cơ quan giải quyết"
)
MOVED = Moved("DL-7K3Q", HOSTILE, HOSTILE, "thứ Ba 05/01/2027", "thứ Tư 06/01/2027")
DRAFTED = replace(CLOCK, status="draft")
NEWS = {"code": "DL-7K3Q", "told": HOSTILE, "more": HOSTILE, "remark": HOSTILE}
REMINDER_SCREENS: dict[str, list[dict[str, object]]] = {
    "reminder": [{"one": one, "at_once": AT_ONCE, "passage": CLOCK} for one in (CLOCKED, DUTY, LATE)],
    "reminders": [
        {"count": 5, "every": [CLOCKED, LATE, DUTY], "more": 2, "at_once": AT_ONCE, "passages": [CLOCK, CLOCK]},
        {"count": 2, "every": [CLOCKED, LATE], "more": 0, "at_once": AT_ONCE, "passages": [CLOCK]},
    ],
    "reminders_day": [
        {
            **{"news": [NEWS, {**NEWS, "more": "", "remark": ""}], "more_news": 3, "count": 9, "more": 4},
            **{"every": [CLOCKED, LATE, DUTY], "at_once": AT_ONCE, "passages": [CLOCK, CLOCK]},
        },
        {
            **{"news": [NEWS], "more_news": 0, "count": 0, "every": [], "more": 0, "at_once": AT_ONCE},
            **{"passages": [CLOCK]},
        },
    ],
    "remind_later": [
        {"codes": ["DL-7K3Q", "DL-2222"], "muted": ["DL-4444"], "day": HOSTILE, "hour": "08:00"},
        {"codes": ["DL-7K3Q"], "muted": [], "day": None, "hour": ""},
        {"codes": [], "muted": ["DL-7K3Q"], "day": None, "hour": ""},
    ],
    "case_muted": [{"code": "DL-7K3Q"}],
    "reminder_hours": [{"chosen": Preferences()}, {"chosen": Preferences(time(14), time(22), True, True)}],
    "counting": [{"says": HOSTILE, "example": "25/11/2026"}, {"says": "", "example": "25/11/2026"}],
    "due_target": [
        {
            **{"code": "DL-7K3Q", "unit": "ngày làm việc", "due": "thứ Ba 05/01/2027", "passage": DRAFTED},
            "every": [
                {"percent": 10, "days": "27", "day": "thứ Tư 30/12/2026", "whole": None},
                {"percent": 15, "days": "25,5", "day": "thứ Hai 28/12/2026", "whole": 25},
            ],
        },
        {
            **{"code": None, "unit": "ngày", "due": "thứ Ba 05/01/2027", "passage": DRAFTED},
            "every": [{"percent": 10, "days": "9", "day": "thứ Tư 30/12/2026", "whole": None}],
        },
    ],
    "due_moved": [
        {
            **{"days": [("thứ Tư 02/12/2026", "nghỉ")], "reason": HOSTILE, "document": HOSTILE, "every": [MOVED]},
            **{"more": 0, "clerk": False},
        },
        {
            **{"days": [("thứ Hai", "nghỉ"), ("thứ Bảy", "làm việc")], "reason": "bù", "document": "TB 1"},
            **{"every": [MOVED, MOVED], "more": 3, "clerk": True},
        },
    ],
}
ALWAYS_READ: dict[str, set[str]] = {
    "reminder": {"one", "passage"},
    "reminders": {"count", "every", "more", "passages"},
    "remind_later": {"codes", "day", "muted"},
    "reminders_day": {"news", "more_news", "every", "passages"},
    "case_muted": {"code"},
    "reminder_hours": {"chosen"},
    "counting": {"says", "example"},
    "due_target": {"every", "due", "passage"},
    "due_moved": {"days", "reason", "document", "every", "more"},
}
