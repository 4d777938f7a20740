"""What fills the screens of an assessment, each with the worst that may stand in it."""

from conversations.protection.presenting import (
    ShownConflict,
    ShownCriterion,
    ShownOutcome,
    ShownPaper,
    ShownReading,
    ShownStep,
)
from conversations.views import Passage, spans
from tests.unit.bot.case_screens import ROW

HOSTILE = "</b><script>alert('x')</script> & \"ngoặc\" {{ 7 * 7 }}"
PASSAGE = Passage("điều 6 khoản 1", f"Quy định {HOSTILE}", "unknown", spans(f"được xem xét {HOSTILE}"))
DRAFT = Passage("chú thích", "Dự thảo", "draft", spans("được loại trừ"), place="Lâm Đồng")
MET = ShownCriterion("✅", HOSTILE, f"Điều 2 {HOSTILE}", "", (PASSAGE,))
OPEN = ShownCriterion("⚠️", "Đúng nội dung", "Điều 6 khoản 1", f"Không định nghĩa {HOSTILE}.", (PASSAGE, DRAFT))
UNMET = ShownCriterion("❌", HOSTILE, "Điều 3", "", (PASSAGE,))
OUTCOME = ShownOutcome(f"được xem xét {HOSTILE}", "Điều 6 khoản 1", "Quy định", draft=False)
STEP = ShownStep(1, f"Báo cáo {HOSTILE}", f"cấp ủy {HOSTILE}", f"ngay {HOSTILE}", f"Điều 8 {HOSTILE}", HOSTILE)
RESULT: dict[str, object] = {
    **{"document": HOSTILE, "unsure": True, "ends": "open", "criteria": [MET, OPEN, UNMET], "outcomes": [OUTCOME]},
    **{"quotes": [PASSAGE, DRAFT], "step": STEP, "only_central": True, "drafts": [HOSTILE], "state_side": True},
}
BARE: dict[str, object] = {
    **{"document": "Kết luận", "unsure": False, "ends": "shown", "criteria": [MET], "outcomes": [OUTCOME]},
    **{"quotes": [PASSAGE], "step": None, "only_central": False, "drafts": [], "state_side": False},
}

PROTECTION_SCREENS: dict[str, list[dict[str, object]]] = {
    "protection_result": [
        RESULT,
        {**RESULT, "ends": "lacking"},
        {**RESULT, "ends": "no_rule", "outcomes": []},
        BARE,
    ],
    "protection_stopped": [{"stops": [PASSAGE, DRAFT]}, {"stops": [DRAFT]}],
    "protection_differences": [
        {
            "readings": [
                ShownReading(HOSTILE, True, 1, 2, 3, (OUTCOME,)),
                ShownReading("Kết luận", False, 1, 2, 3, ()),
            ],
            "conflicts": [ShownConflict(HOSTILE, HOSTILE, (PASSAGE, DRAFT)), ShownConflict("Điểm", "", (PASSAGE,))],
        },
        {"readings": [], "conflicts": []},
    ],
    "protection_understood": [{"answers": [(HOSTILE, HOSTILE), ("Vị trí", "Không giữ chức vụ")]}],
    "protection_evidence": [{"papers": [ShownPaper(HOSTILE, True, HOSTILE), ShownPaper(HOSTILE, False, HOSTILE)]}],
    "protection_steps": [{"steps": [STEP]}],
    "protection_sheet": [{}],
    "paper_made": [{"missing": 3, "advice": HOSTILE, "early": HOSTILE}, {"missing": 0, "advice": "", "early": ""}],
    "paper_list": [{"code": "DL-7K3Q", "papers": [(HOSTILE, HOSTILE), ("Báo cáo rủi ro", "khi có rủi ro")]}],
    "paper_which": [
        {"judging": False, "cases": [ROW, ROW]},
        {"judging": True, "cases": [ROW]},
        {"judging": True, "cases": []},
        {"judging": False, "cases": []},
    ],
    "paper_barred": [
        {"code": "DL-7K3Q", "barred": [HOSTILE], "had": [HOSTILE], "judging": False},
        {"code": "DL-7K3Q", "barred": ["Lý do."], "had": [], "judging": True},
    ],
    "paper_lacking": [{"says": HOSTILE, "names": [HOSTILE]}, {"says": "", "names": ["Ngày xảy ra", "Nơi nhận"]}],
    "paper_sent": [{"code": "DL-7K3Q", "on": "thứ Tư 25/11/2026"}],
}
ALWAYS_READ: dict[str, set[str]] = {
    "protection_result": {"document", "unsure", "ends", "criteria", "quotes", "step", "only_central", "drafts"}
    | {"state_side"},
    "protection_stopped": {"stops", "xung_ho"},
    "protection_differences": {"readings", "conflicts"},
    "protection_understood": {"answers", "xung_ho"},
    "protection_evidence": {"papers"},
    "protection_steps": {"steps"},
    "paper_made": {"missing", "advice", "early"},
    "paper_list": {"code", "papers"},
    "paper_which": {"judging", "cases"},
    "paper_barred": {"code", "barred", "had", "judging"},
    "paper_sent": {"code", "on"},
    "paper_lacking": {"says", "names"},
}
