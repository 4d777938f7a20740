"""What fills the screens of a plan, each with the worst that may stand in it: contexts for the tests of templates."""

from conversations.plan.difference import Change, Piece
from conversations.plan.presenting import Shown, ShownVersion
from conversations.views import Passage, spans

HOSTILE = "</b><script>alert('x')</script> & \"ngoặc\" {{ 7 * 7 }}"
FINDING = Shown(1, "🔴", f"Chưa nêu {HOSTILE}", f"Ghi {HOSTILE}.", f"Điều 4 khoản 1 {HOSTILE}")
CLOCK = Passage("Điều 4 khoản 3", f"Quy định {HOSTILE}", "in_force", spans(f"trong 30 ngày làm việc {HOSTILE}"))
CHECK: dict[str, object] = {
    **{"title": HOSTILE, "missing": 1, "improve": 2, "notes": 1, "passed": 52, "page": 1, "pages": 2},
    "findings": [FINDING],
}
SUGGESTION: dict[str, object] = {
    "original": HOSTILE,
    "proposal": f"Gợi ý {HOSTILE}",
    "withheld": None,
    "deviations": (HOSTILE,),
}

PLAN_SCREENS: dict[str, list[dict[str, object]]] = {
    "plan_part": [
        {"title": HOSTILE, "first": FINDING, "more": 2},
        {"title": "Rủi ro", "first": FINDING, "more": 0},
        {"title": "Rủi ro", "first": None, "more": -1},
    ],
    "plan_check": [CHECK, {**CHECK, "notes": 0, "pages": 1, "findings": []}],
    "plan_document": [{"file_name": HOSTILE}],
    "plan_preview": [{"warnings": 3}, {"warnings": 0}],
    "plan_exported": [
        {"number": 2, "digest": "0123456789ab", "again": False, "missing": 3},
        {"number": 2, "digest": "0123456789ab", "again": True, "missing": 0},
    ],
    "plan_not_printed": [{"why": "not_installed"}, {"why": "too_slow"}, {"why": "failed"}],
    "plan_versions": [
        {"title": HOSTILE, "versions": [ShownVersion(1, HOSTILE, "26/11/2026", "27/11/2026", "0123456789ab")]},
        {"title": "Một cửa", "versions": []},
    ],
    "plan_difference": [
        {
            **{"old": "bản số 1", "new": "bản số 2"},
            "changes": [Change("place", HOSTILE, (Piece(HOSTILE, None), Piece(None, HOSTILE), Piece("a", "b")))],
        },
        {"old": "bản số 1", "new": "bản đang soạn", "changes": []},
    ],
    "plan_submitting": [
        {"title": HOSTILE, "number": 1, "example": "25/11/2026", "problem": HOSTILE, "typed": ""},
        {"title": "Một cửa", "number": 1, "example": "25/11/2026", "problem": "", "typed": "24/11/2026"},
    ],
    "plan_submitted": [
        {"title": HOSTILE, "number": 1, "day": "25/11/2026", "clock": CLOCK},
        {"title": "Một cửa", "number": 1, "day": "25/11/2026", "clock": None},
    ],
    "plan_none_exported": [{}],
    "plan_suggestion": [
        SUGGESTION,
        *({**SUGGESTION, "withheld": why} for why in ("marked", "silent", "unfaithful")),
        {**SUGGESTION, "withheld": "unfaithful", "deviations": ()},
    ],
    "plan_challenges": [
        {"questions": (HOSTILE, "Hai?"), "withheld": None},
        *({"questions": (), "withheld": why} for why in ("marked", "silent", "unfaithful")),
    ],
}
ALWAYS_READ: dict[str, set[str]] = {
    "plan_part": {"title", "first"},
    "plan_check": {"title", "missing", "improve", "notes", "passed", "findings", "pages"},
    "plan_document": {"file_name"},
    "plan_preview": {"warnings"},
    "plan_exported": {"number", "digest", "again", "missing"},
    "plan_not_printed": {"why"},
    "plan_versions": {"title", "versions"},
    "plan_difference": {"old", "new", "changes"},
    "plan_submitting": {"title", "number", "problem", "typed"},
    "plan_submitted": {"title", "number", "day", "clock"},
    "plan_suggestion": {"withheld"},
    "plan_challenges": {"withheld"},
}
