"""Every rule of the check, both ways: a plan in which it finds something, and one in which it passes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from conversations.forms.questions import Form
from conversations.plan.check import Level, Report, Rule, check
from tests.unit.conversations.plan.plans import FLOOD, HOSPITAL, LEGALITY, SHOP, TODAY, changed, proposed_in, read

Changes = Mapping[str, Any]
Checking = Callable[..., Report]
SHOP_IN = {place: proposed_in(place, read(SHOP)) for place in LEGALITY}
GOOD = {SHOP: read(SHOP), HOSPITAL: read(HOSPITAL), FLOOD: read(FLOOD), **SHOP_IN}
"""Good plans by name; under the name of a place, the first plan proposed there."""


def row(answers: Mapping[str, Any], table: str, **cells: str | None) -> list[dict[str, str]]:
    """The rows of a table with cells of the first changed; None empties a cell."""
    first, *rest = answers[table]
    return [changed(first, cells), *rest]


SHOP_PLAN, HOSPITAL_PLAN, FLOOD_PLAN = GOOD[SHOP], GOOD[HOSPITAL], GOOD[FLOOD]
SKIPPING: Changes = {"levels": ["skips_level"], "superior_informed": "yes"}
FOUND: list[tuple[str, str, Changes, Level]] = [
    ("title", SHOP, {"title": None}, Level.MISSING),
    ("need", SHOP, {"need": None}, Level.MISSING),
    ("purpose", SHOP, {"purpose": "  "}, Level.IMPROVE),
    ("urgent-reason", FLOOD, {"urgent_reason": None}, Level.MISSING),
    ("urgent-report", SHOP, {"urgent": "urgent", "urgent_reason": "Đã báo cáo."}, Level.NOTE),
    ("urgent-elsewhere", FLOOD, {}, Level.NOTE),
    ("issue-kind", SHOP, {"issue_kind": None}, Level.MISSING),
    ("issue", SHOP, {"issue": None}, Level.MISSING),
    ("rule-not-named", HOSPITAL, {"rules": []}, Level.MISSING),
    ("rule-not-named", HOSPITAL, {"rules": None}, Level.MISSING),
    ("rule-incomplete", HOSPITAL, {"rules": row(HOSPITAL_PLAN, "rules", article=None)}, Level.MISSING),
    ("rule-incomplete", HOSPITAL, {"rules": row(HOSPITAL_PLAN, "rules", issuer=" ")}, Level.MISSING),
    ("letter-to-issuer", HOSPITAL, {}, Level.NOTE),
    ("unsuitable-under-decree-73", HOSPITAL, {}, Level.IMPROVE),
    ("unsuitable-in-lai-chau", "lai-chau", {"issue_kind": "unsuitable"}, Level.IMPROVE),
    ("kind-in-lai-chau", "lai-chau", {}, Level.NOTE),
    ("content", SHOP, {"content": None}, Level.MISSING),
    ("scope", SHOP, {"scope": None}, Level.IMPROVE),
    ("beneficiaries", SHOP, {"beneficiaries": None}, Level.IMPROVE),
    ("tasks", SHOP, {"tasks": None}, Level.IMPROVE),
    ("tasks-without-deadline", SHOP, {"tasks": row(SHOP_PLAN, "tasks", deadline=None)}, Level.IMPROVE),
    ("beneficiary-is-proposer", SHOP, {"beneficiaries": "Người dân và ông Võ Minh Quân."}, Level.IMPROVE),
    ("beneficiary-is-proposer", SHOP, {"beneficiaries": "nguoi dan va ong vo minh quan"}, Level.IMPROVE),
    ("beneficiary-is-proposer", FLOOD, {"beneficiaries": "Hộ của Nguyễn Thu Hà và 213 hộ."}, Level.IMPROVE),
    ("beneficiary-is-family", SHOP, {"beneficiaries": "Người dân và gia đình tôi."}, Level.IMPROVE),
    ("beneficiary-is-family", SHOP, {"beneficiaries": "nguoi dan, vo con va nguoi than"}, Level.IMPROVE),
    ("results", SHOP, {"results": None}, Level.MISSING),
    ("results-without-number", SHOP, {"results": row(SHOP_PLAN, "results", target=None)}, Level.MISSING),
    ("results-without-measure", SHOP, {"results": row(SHOP_PLAN, "results", base=None)}, Level.IMPROVE),
    ("positive", SHOP, {"positive": None}, Level.MISSING),
    ("negative", SHOP, {"negative": None}, Level.IMPROVE),
    ("risks", SHOP, {"risks": []}, Level.MISSING),
    ("risks-without-measure", SHOP, {"risks": row(SHOP_PLAN, "risks", measure=None)}, Level.IMPROVE),
    ("grave-risk", SHOP, {"risks": row(SHOP_PLAN, "risks", likelihood="high")}, Level.NOTE),
    ("period", SHOP, {"period": None}, Level.IMPROVE),
    ("period-order", SHOP, {"period": {"begin": "2027-08-31", "end": "2027-01-15"}}, Level.IMPROVE),
    ("dates-past", SHOP, {"period": {"begin": "2026-09-13", "end": "2027-08-31"}}, Level.IMPROVE),
    ("dates-past", SHOP, {"tasks": row(SHOP_PLAN, "tasks", deadline="2020-01-01")}, Level.IMPROVE),
    ("tasks-outside-period", SHOP, {"tasks": row(SHOP_PLAN, "tasks", deadline="2027-09-01")}, Level.IMPROVE),
    ("tasks-outside-period", SHOP, {"tasks": row(SHOP_PLAN, "tasks", deadline="2027-01-14")}, Level.IMPROVE),
    ("results-before-period", SHOP, {"results": row(SHOP_PLAN, "results", when="2027-01-14")}, Level.IMPROVE),
    ("resources", SHOP, {"resources": None, "total": None}, Level.IMPROVE),
    ("resources-without-source", SHOP, {"resources": row(SHOP_PLAN, "resources", source=None)}, Level.IMPROVE),
    ("sums", SHOP, {"total": 86_000_001}, Level.IMPROVE),
    ("request", SHOP, {"request": None}, Level.MISSING),
    ("pilot-limits", SHOP, {"pilot_limits": None}, Level.IMPROVE),
    ("pilot-stop", SHOP, {"pilot_limits": "Tại 4 tổ dân phố, trong 6 tháng."}, Level.IMPROVE),
    ("jurisdiction", SHOP, {"jurisdiction": None}, Level.IMPROVE),
    ("proposer", SHOP, {"proposer_name": None}, Level.MISSING),
    ("proposer-post", SHOP, {"proposer_post": None}, Level.MISSING),
    ("members", SHOP, {"proposer_kind": "group"}, Level.MISSING),
    ("place-without-document", "other", {}, Level.NOTE),
    ("place-with-draft", "lam-dong", {}, Level.NOTE),
    ("managing-body", SHOP, {"managing_body": None}, Level.MISSING),
    ("recipient", SHOP, {"recipient_name": None}, Level.MISSING),
    ("not-through-party-office", SHOP, {"recipient": "head"}, Level.IMPROVE),
    ("recipient-does-not-manage", SHOP, {"recipient_name": "Văn phòng Đảng ủy phường Nghĩa Lộ"}, Level.IMPROVE),
    ("recipient-does-not-manage", SHOP, {"recipient_name": "Văn phòng Tỉnh ủy Quảng Ngãi"}, Level.IMPROVE),
    ("levels", SHOP, {"levels": None}, Level.IMPROVE),
    ("consult", SHOP, {"consulted": None}, Level.IMPROVE),
    ("consult", SHOP, {"levels": ["skips_level"], "consulted": None}, Level.IMPROVE),
    ("report-upward-in-lai-chau", "lai-chau", {}, Level.NOTE),
    ("beyond-authority", HOSPITAL, {}, Level.NOTE),
    ("superior-not-informed", SHOP, {**SKIPPING, "superior_informed": "no"}, Level.IMPROVE),
    ("superior-unanswered", SHOP, {**SKIPPING, "superior_informed": None}, Level.IMPROVE),
    ("legality-quang-ngai", SHOP, {"legality_quang_ngai": None}, Level.MISSING),
    ("legality-quang-ngai-items", SHOP, {"legality_quang_ngai": ["constitution", "law"]}, Level.MISSING),
    ("legality-hai-phong", FLOOD, {"legality_hai_phong": None}, Level.MISSING),
    ("legality-hai-phong-items", FLOOD, {"legality_hai_phong": []}, Level.MISSING),
    ("legality-lai-chau", "lai-chau", {"legality_lai_chau": None}, Level.MISSING),
    ("legality-lai-chau-items", "lai-chau", {"legality_lai_chau": ["law"]}, Level.MISSING),
    ("legality-central", "other", {"legality_central": None}, Level.MISSING),
    ("legality-central-items", "lam-dong", {"legality_central": ["constitution"]}, Level.MISSING),
    ("interest", SHOP, {"no_interest": None}, Level.MISSING),
    ("interest-note", SHOP, {"no_interest": "related"}, Level.MISSING),
    ("interest-related", SHOP, {"no_interest": "related", "interest_note": "Em tôi bán hàng."}, Level.IMPROVE),
    ("promises", SHOP, {"purpose": "Cán bộ làm theo kế hoạch này không bị xử lý."}, Level.IMPROVE),
    ("promises", SHOP, {"reporting": "can bo duoc mien trach nhiem neu co sai sot"}, Level.IMPROVE),
    ("promises", SHOP, {"risks": row(SHOP_PLAN, "risks", measure="Người làm được bảo vệ")}, Level.IMPROVE),
    ("commitment", SHOP, {"commitment": None}, Level.MISSING),
    ("reporting", SHOP, {"reporting": None}, Level.IMPROVE),
    ("attachments", SHOP, {"attachments": [], "attachments_note": None}, Level.MISSING),
]
PASSING: dict[str, tuple[str, Changes]] = {
    "urgent-reason": (FLOOD, {}),
    "urgent-elsewhere": ("hai-phong", {}),
    "rule-not-named": (HOSPITAL, {}),
    "rule-incomplete": (HOSPITAL, {}),
    "unsuitable-in-lai-chau": ("lai-chau", {}),
    "kind-in-lai-chau": ("lai-chau", {"issue_kind": "unsuitable"}),
    "members": (FLOOD, {}),
    "report-upward-in-lai-chau": ("lai-chau", {"levels": ["beyond_authority"]}),
    "superior-not-informed": (SHOP, SKIPPING),
    "superior-unanswered": (SHOP, SKIPPING),
    "legality-hai-phong": (FLOOD, {}),
    "legality-hai-phong-items": (FLOOD, {}),
    "legality-lai-chau": ("lai-chau", {}),
    "legality-lai-chau-items": ("lai-chau", {}),
    "legality-central": ("other", {}),
    "legality-central-items": ("lam-dong", {}),
    "interest-note": (SHOP, {"no_interest": "related", "interest_note": "Em tôi bán hàng."}),
}
"""Where a rule passes, if not in the first plan as it is."""
INNOCENT: list[tuple[str, Changes]] = [
    ("beneficiary-is-family", {"beneficiaries": "Người bệnh và người nhà bệnh nhân, người thân của người bệnh."}),
    ("beneficiary-is-family", {"beneficiaries": "Dân ở vùng vỡ đê; vỏ trấu được thu gom."}),
    ("beneficiary-is-proposer", {"proposer_name": "Lan", "beneficiaries": "Hộ trồng hoa lan."}),
    ("promises", {"purpose": "Cán bộ được xem xét miễn trách nhiệm theo quy định."}),
    ("promises", {"purpose": 'Kết luận nêu: "được xem xét miễn hoặc giảm nhẹ trách nhiệm".'}),
    ("promises", {"purpose": "Bảo đảm an toàn tuyệt đối cho người dân."}),
    ("recipient-does-not-manage", {"recipient_name": "Văn phòng Đảng ủy phường Trà Câu, tỉnh Quảng Ngãi"}),
    ("recipient-does-not-manage", {"managing_body": "Ban Thường vụ Đảng uỷ phường Trà Câu"}),
    ("sums", {"total": 86_000_000}),
    ("results-before-period", {"results": row(SHOP_PLAN, "results", when="2029-01-01")}),
    ("attachments", {"attachments": [], "attachments_note": "Biên bản họp (bản giấy)"}),
    ("resources", {"resources": None, "total": 0}),
]


@pytest.fixture(scope="module")
def report(form: Form, rules: tuple[Rule, ...]) -> Checking:
    def of(answers: Mapping[str, Any], today: date = TODAY, jurisdiction: str | None = None) -> Report:
        return check(form, rules, answers, jurisdiction or answers.get("jurisdiction", "quang-ngai"), today)

    return of


@pytest.mark.parametrize(("rule", "base", "changes", "level"), FOUND)
def test_finds(report: Checking, rule: str, base: str, changes: Changes, level: Level) -> None:
    found = {finding.rule: finding for finding in report(changed(GOOD[base], changes)).findings}
    assert found[rule].level is level
    assert "{found}" not in found[rule].message


@pytest.mark.parametrize("rule", sorted({rule for rule, *_ in FOUND}))
def test_passes(report: Checking, rule: str) -> None:
    base, changes = PASSING.get(rule, (SHOP, {}))
    passed = report(changed(GOOD[base], changes))
    assert rule in passed.passed
    assert rule not in {finding.rule for finding in passed.findings}


@pytest.mark.parametrize(("rule", "changes"), INNOCENT)
def test_lets_pass(report: Checking, rule: str, changes: Changes) -> None:
    assert rule in report(changed(SHOP_PLAN, changes)).passed


def test_every_rule_stands_in_the_table(rules: tuple[Rule, ...]) -> None:
    assert {rule.id for rule in rules} == {rule for rule, *_ in FOUND}
    assert len({rule.id for rule in rules}) == len(rules)


def test_a_complete_plan_has_no_findings(report: Checking) -> None:
    """The plan of a matter that no rule settles, with everything in place, is green all over."""
    assert report(SHOP_PLAN).findings == ()
    assert len(report(SHOP_PLAN).passed) > 50


@pytest.mark.parametrize("name", [HOSPITAL, FLOOD])
def test_the_other_plans_lack_nothing(report: Checking, name: str) -> None:
    assert report(GOOD[name]).of(Level.MISSING) == ()


class TestReport:
    def test_what_weighs_most_comes_first(self, report: Checking) -> None:
        levels = [list(Level).index(finding.level) for finding in report({}).findings]
        assert levels == sorted(levels)
        assert {0, 1} <= set(levels)

    def test_an_empty_plan_is_checked(self, report: Checking) -> None:
        missing = {finding.rule for finding in report({}).of(Level.MISSING)}
        assert {"title", "need", "issue", "risks", "results", "request", "attachments", "commitment"} <= missing

    def test_the_findings_of_a_part(self, report: Checking, form: Form) -> None:
        part = next(part for part in form.parts if part.key == "risks")
        found = report({}).about(question.key for question in part.questions)
        assert [finding.rule for finding in found.findings] == ["risks"]

    def test_says_what_was_found(self, report: Checking) -> None:
        found = {finding.rule: finding.message for finding in report(changed(SHOP_PLAN, {"total": 1})).findings}
        assert found["sums"].endswith(": 86.000.000 đồng; 1 đồng")

    def test_names_questions_by_their_labels(self, report: Checking) -> None:
        (finding,) = report(changed(SHOP_PLAN, {"proposer_unit": None})).findings
        assert finding.message == "Chưa đủ thông tin người đề xuất: Đơn vị công tác"

    def test_of_many_names_the_first(self, report: Checking) -> None:
        rows = [{"risk": f"Rủi ro {n}", "likelihood": "low", "effect": "low"} for n in range(5)]
        (finding,) = report(changed(SHOP_PLAN, {"risks": rows})).findings
        assert finding.message.endswith(": Rủi ro 0; Rủi ro 1; Rủi ro 2 và 2 mục khác")


class TestPlaces:
    """No rule of one place is said to apply in another, and a draft is called one."""

    @pytest.mark.parametrize("place", LEGALITY)
    def test_only_provisions_that_apply_are_named(self, report: Checking, place: str) -> None:
        for answers in (
            {},
            {"urgent": "urgent", "issue_kind": "unsuitable", "side": "state", "levels": ["skips_level"]},
        ):
            for finding in report({**answers, "jurisdiction": place}).findings:
                assert {ground.jurisdiction for ground in finding.grounds} <= {place, "central"}

    @pytest.mark.parametrize("place", SHOP_IN)
    def test_the_superior_is_to_be_told_where_a_document_says_so_by_whom_it_says(
        self, report: Checking, place: str
    ) -> None:
        """Điều 4 khoản 2 binds the cấp ủy that receives the plan, in Quảng Ngãi alone."""
        for told in ("no", None):
            answers = changed(SHOP_IN[place], {"levels": ["skips_level"], "superior_informed": told})
            its = [one for one in report(answers).findings if one.about[0] == "superior_informed"]
            assert len(its) == (place == "quang-ngai")
            assert all("cấp ủy, tổ chức đảng nhận kế hoạch" in one.message for one in its)

    def test_a_demand_of_one_place_weighs_less_in_another(self, report: Checking) -> None:
        missing = {"risks": [], "commitment": None, "attachments": None, "attachments_note": None}
        at_home = {f.rule: f for f in report(changed(SHOP_IN["quang-ngai"], missing)).findings}
        away = {f.rule: f for f in report(changed(SHOP_IN["hai-phong"], missing)).findings}
        assert {at_home[rule].level for rule in ("risks", "commitment", "attachments")} == {Level.MISSING}
        assert [away[rule].level for rule in ("risks", "commitment", "attachments")] == [
            Level.IMPROVE,
            Level.IMPROVE,
            Level.NOTE,
        ]
        assert all(away[rule].grounds == () for rule in ("risks", "commitment", "attachments"))

    def test_what_is_in_force_comes_before_a_draft(self, report: Checking) -> None:
        finding = next(f for f in report({}, jurisdiction="lam-dong").findings if f.rule == "need")
        assert [(ground.id, ground.draft) for ground in finding.grounds] == [
            ("kl-14/muc-2.2", False),
            ("lam-dong/iv/3", True),
        ]
        assert not finding.draft

    def test_a_demand_of_a_draft_alone_weighs_less_and_is_labelled(self, report: Checking) -> None:
        plan = changed(SHOP_IN["lam-dong"], {"results": row(SHOP_PLAN, "results", target=None)})
        finding = next(f for f in report(plan).findings if f.rule == "results-without-number")
        assert (finding.level, finding.draft) == (Level.IMPROVE, True)

    def test_decree_73_is_said_not_to_be_in_the_store(self, report: Checking) -> None:
        finding = next(f for f in report(HOSPITAL_PLAN).findings if f.rule == "unsuitable-under-decree-73")
        assert "không có trong kho văn bản" in finding.message


def test_dates_pass_with_time(report: Checking) -> None:
    assert report(SHOP_PLAN, date(2027, 1, 15)).findings == ()
    assert [finding.rule for finding in report(SHOP_PLAN, date(2027, 1, 16)).findings] == ["dates-past"]


def test_no_rule_promises_anything(rules: tuple[Rule, ...]) -> None:
    for rule in rules:
        for words in (rule.message, rule.mend):
            assert "được bảo vệ" not in words
            assert "đồng chí" not in words
            assert "miễn trách nhiệm" not in words
            assert words[0] == words[0].upper()
        assert not rule.message.endswith(".")
        assert rule.mend.endswith(".")
