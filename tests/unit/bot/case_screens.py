"""What fills the screens of a case, each with the worst that may stand in it: contexts for the tests of templates."""

from conversations.case.deciding import Decision
from conversations.case.entries import Told
from conversations.case.summary import AtOnce, Deadline, Listed, Uncounted
from conversations.views import Passage, spans

HOSTILE = "</b><script>alert('x')</script> & \"ngoặc\" {{ 7 * 7 }}"
CLOCK = Passage("Điều 4 khoản 3", f"Quy định {HOSTILE}", "in_force", spans(f"trong 30 ngày làm việc {HOSTILE}"))
DUE = Deadline(
    HOSTILE, "thứ Hai 23/11/2026", 30, "thứ Tư 06/01/2027", "còn 3 ngày", False, (HOSTILE,), (2027,), HOSTILE
)
LATE = Deadline("Trả lời", "thứ Hai 23/11/2026", 30, "thứ Tư 06/01/2027", "quá hạn", True, (), ())
PAUSED = Deadline("Trả lời", "thứ Hai 23/11/2026", 30, None, "tạm dừng từ 08/12/2026", False, (), ())
DUTY = AtOnce("Làm ngay", HOSTILE, "cơ quan giải quyết", "25/11/2026", HOSTILE, f"điều 4 {HOSTILE}")
ENTRY = Told(2, "thứ Hai 23/11/2026", HOSTILE, ((HOSTILE, HOSTILE),), "người đề xuất", HOSTILE)
SHIFT = Told(0, "thứ Hai 23/11/2026", HOSTILE, ((HOSTILE, HOSTILE),))
BARE = Told(1, "thứ Hai 23/11/2026", "Nộp đề xuất", (), "người đề xuất")
ROW = Listed("DL-7K3Q", HOSTILE, HOSTILE, HOSTILE, True)
STILL = Uncounted("hồ sơ đã chuyển", 30, f"Điều 4 {HOSTILE}", "quang-ngai/dieu-4/khoan-3")
AT_ONCE = "văn bản không ấn định số ngày"
CARD: dict[str, object] = {
    **{"said": HOSTILE, "code": "DL-7K3Q", "title": HOSTILE, "state": HOSTILE, "office": HOSTILE, "last": ENTRY},
    **{"fellows": 2, "deadlines": (DUE, LATE, PAUSED), "duties": (DUTY,), "at_once": AT_ONCE, "unreceived": False},
    **{"waiting": "chờ cơ quan giải quyết", "passage": CLOCK, "unattended": True, "uncounted": (STILL,)},
    **{"answered": HOSTILE, "receives": True, "without_proposer": True, "invited": True, "left": [HOSTILE]},
}
EVENT: dict[str, object] = {
    **{"code": "DL-7K3Q", "title": HOSTILE, "entry": ENTRY, "state": HOSTILE, "deadlines": (DUE,), "duties": (DUTY,)},
    **{"at_once": AT_ONCE, "passages": [CLOCK], "uncounted": (STILL,), "decision": None, "whole": False},
    **{"earlier": 2, "dropped": (HOSTILE,), "doubts": (HOSTILE,), "answered": HOSTILE},
}
DECISIONS = [
    {**EVENT, "decision": Decision(granted, HOSTILE, HOSTILE, ((HOSTILE, HOSTILE),)), "whole": granted}
    for granted in (True, False)
]
CODE: dict[str, object] = {"code": "DL-7K3Q"}
FILE: dict[str, object] = {"code": "DL-7K3Q", "title": HOSTILE}
PEOPLE: dict[str, object] = {
    **{"said": HOSTILE, "code": "DL-7K3Q", "title": HOSTILE, "waiting": 2, "ended": False, "room": True},
    "people": [(False, "thứ Hai 23/11/2026"), (True, "thứ Ba 24/11/2026")],
}
BOARD: dict[str, object] = {
    **{"office": HOSTILE, "counts": [(HOSTILE, 2), ("Mới", 1)], "section": HOSTILE, "cases": [ROW]},
    **{"page": 1, "pages": 2},
}
PARTED: dict[str, object] = {
    **{"going": ["DL-2222", "DL-3333"], "going_more": 2, "staying_more": 3},
    "staying": [("DL-4444", HOSTILE, HOSTILE, 2), ("DL-5555", "Một cửa", None, 1)],
}
ALONE: dict[str, object] = {
    **{"going": ["DL-2222"], "going_more": 0, "staying_more": 0},
    "staying": [("DL-4444", "Một cửa lưu động", "Văn phòng Thị ủy", 0)],
}
"""What a screen says of the cases of somebody whose data is erased."""

CASE_SCREENS: dict[str, list[dict[str, object]]] = {
    "case_card": [
        CARD,
        {**CARD, "duties": (DUTY,) * 4},
        {
            **{**CARD, "said": "", "title": "Một cửa", "state": "Đã nộp", "office": "", "last": None, "duties": ()},
            "fellows": 1,
            **{"unattended": False, "receives": False, "without_proposer": True, "invited": False},
            **{"deadlines": (), "unreceived": True, "passage": None, "uncounted": (), "left": (), "answered": ""},
        },
    ],
    "case_events": [
        {**CODE, "state": HOSTILE, "any": True, "theirs": True, "notice": HOSTILE},
        {**CODE, "state": "Đã rút", "any": False, "theirs": False, "notice": ""},
    ],
    "case_offices": [FILE, {**CODE, "title": "Một cửa"}],
    "case_list": [
        {
            "cases": [ROW],
            "search": HOSTILE,
            "more": 2,
            "count": 3,
            "page": 1,
            "pages": 1,
            "command": "bangviec",
            "clerk": True,
        },
        {
            "cases": [ROW],
            "search": "",
            "more": 0,
            "count": 61,
            "page": 2,
            "pages": 11,
            "command": "hoso",
            "clerk": False,
        },
        {"cases": [], "search": "", "more": 0, "count": 0, "page": 1, "pages": 1, "clerk": False},
        {"cases": [], "search": "", "more": 0, "count": 0, "page": 1, "pages": 1, "clerk": True},
    ],
    "case_history": [{**CODE, "entries": [ENTRY, SHIFT, BARE]}, {**CODE, "entries": []}],
    "case_entry": [
        {**CODE, "entry": ENTRY, "by": HOSTILE, "passage": CLOCK},
        {**CODE, "entry": BARE, "by": "", "passage": None},
    ],
    "case_void": [{**CODE, "entry": ENTRY}, {**CODE, "entry": BARE}],
    "case_event": [
        EVENT,
        *DECISIONS,
        {
            **{**EVENT, "title": "Một cửa", "entry": BARE, "state": "Chờ"},
            **{
                "deadlines": (),
                "duties": (),
                "uncounted": (),
                "passages": [],
                "earlier": 0,
                "dropped": (),
                "doubts": (),
            },
            "answered": "",
        },
    ],
    "case_none": [{"typed": HOSTILE, "clerk": True}, {"typed": "", "clerk": False}],
    "case_timeline": [FILE],
    "case_ics": [CODE],
    "case_reports": [{**CODE, "passage": CLOCK}],
    "case_reports_file": [{**CODE, "first": "thứ Sáu 05/02/2027", "times": 12}],
    "case_sheet": [FILE],
    "case_file": [CODE],
    "case_file_gone": [CODE],
    "case_no_office": [{}],
    "case_people": [
        PEOPLE,
        {**PEOPLE, "said": "", "people": [(True, "thứ Hai 23/11/2026")], "waiting": 0, "ended": True},
        {**PEOPLE, "said": "", "title": "Một cửa", "room": False},
    ],
    "case_invited": [
        {"case": "DL-7K3Q", "title": HOSTILE, "code": "0a1b2c", "days": 3, "first": first} for first in (True, False)
    ],
    "case_offer": [
        {**FILE, "office": HOSTILE, "first": False},
        {**FILE, "first": True},
        {**CODE, "title": "Một cửa", "office": None, "first": False},
    ],
    "case_joined": [{**FILE, "first": True}, {**FILE, "first": False}],
    "case_not_joined": [{"why": why} for why in ("stranger", "full", "office")],
    "case_leave": [FILE],
    "case_left": [FILE],
    "case_people_changed": [
        *({**FILE, "first": False, "joined": joined} for joined in (True, False)),
        {**FILE, "first": True},
    ],
    "case_parted": [{**FILE, "office": HOSTILE, "fellows": 2}, {**FILE, "office": "Văn phòng", "fellows": 0}],
    "case_report": [{"year": 2026, "office": HOSTILE, "count": 3}],
    "case_board": [BOARD, {**BOARD, "office": "Văn phòng", "counts": [], "cases": [], "pages": 1}],
}
ALWAYS_READ = {
    name: set(contexts[0])
    - {"at_once", "section", "page", "pages", "more", "count", "ended", "room", "receives", "whole"}
    for name, contexts in CASE_SCREENS.items()
}
"""What a screen cannot do without, whatever else it is given."""
