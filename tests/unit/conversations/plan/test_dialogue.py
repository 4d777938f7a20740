"""A plan from its first question to its submission, through the router."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from conversations.actions import Action
from conversations.documents.printing import PDF_MIME, NotPrinted
from conversations.events import Press, Reply
from conversations.plan.presenting import PAGE
from conversations.plan.versions import digest
from knowledge.library import Library
from tests.unit.conversations.chat import MEMBER
from tests.unit.conversations.plan.desk import Desk, Printing, buttons
from tests.unit.conversations.plan.plans import HOSPITAL, SHOP, changed, proposed_in, read

DRAFT = "plan-1"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def desk(library: Library) -> Desk:
    return Desk(library)


@pytest.fixture
def with_plan(desk: Desk) -> Desk:
    desk.lay(read(SHOP))
    return desk


async def pressed(desk: Desk, action: Action, *args: str) -> list[Reply]:
    return await desk.replies(Press(action, (DRAFT, *args)))


async def only(desk: Desk, action: Action, *args: str) -> Reply:
    (reply,) = await pressed(desk, action, *args)
    return reply


def attachments(replies: list[Reply]) -> list[str]:
    return [reply.attachment.name for reply in replies if reply.attachment]


class TestForm:
    async def test_the_first_question_is_the_title(self, desk: Desk) -> None:
        (step,) = await desk.command("kehoach")
        assert step.template == "form_step"
        assert step.context["step"].text.startswith("Kế hoạch tên là gì?")  # type: ignore[attr-defined]

    async def test_the_place_of_the_profile_is_not_asked(self, desk: Desk) -> None:
        await desk.command("kehoach")
        (draft,) = desk.kept.values()
        assert draft.state["answers"] == {"jurisdiction": "quang-ngai"}

    async def test_without_a_place_it_is_asked(self, desk: Desk) -> None:
        desk.profile = replace(MEMBER, jurisdiction=None)
        await desk.command("kehoach")
        (draft,) = desk.kept.values()
        assert draft.state["answers"] == {}

    async def test_the_title_names_the_draft(self, desk: Desk) -> None:
        await desk.command("kehoach")
        await desk.say("Một cửa lưu động")
        (draft,) = desk.kept.values()
        assert draft.title == "Một cửa lưu động"

    async def test_a_finished_part_is_checked_in_one_line(self, desk: Desk) -> None:
        await desk.command("kehoach")
        await desk.say("Một cửa lưu động")
        (step,) = await desk.say("Dân ở xa.")
        (step,) = await desk.press(step, "Xong")
        line, step = await desk.press(step, "Bỏ qua")
        assert line.template == "plan_part"
        assert line.context["title"] == "Sự cần thiết"
        assert line.context["first"].message == "Chưa nêu mục đích, yêu cầu"  # type: ignore[attr-defined]
        assert step.template == "form_step"

    async def test_a_part_that_is_in_order_is_green(self, desk: Desk) -> None:
        await desk.command("kehoach")
        await desk.say("Một cửa lưu động")
        for text in ("Dân ở xa.", "Gần dân."):
            (step,) = await desk.say(text)
            line, *_ = await desk.press(step, "Xong")
        assert (line.template, line.context["first"]) == ("plan_part", None)

    async def test_the_review_leads_to_check_and_documents(self, with_plan: Desk) -> None:
        (review,) = await pressed(with_plan, Action.FORM_OPEN)
        assert review.template == "form_review"
        assert {"Kiểm tra kế hoạch", "Xem bản nháp (DOCX)", "Xuất bản chính thức"} <= buttons(review).keys()
        assert "Phản biện" not in buttons(review)
        (versions,) = await with_plan.press(review, "Các bản đã xuất")
        assert (versions.template, versions.context["versions"]) == ("plan_versions", [])


class TestCheck:
    async def test_a_complete_plan(self, with_plan: Desk) -> None:
        shown = await only(with_plan, Action.PLAN_CHECK, "0")
        assert shown.template == "plan_check"
        assert (shown.context["missing"], shown.context["improve"], shown.context["findings"]) == (0, 0, [])
        assert isinstance(shown.context["passed"], int)
        assert shown.context["passed"] > 50

    async def test_findings_have_their_locator_and_a_way_to_mend(self, with_plan: Desk) -> None:
        with_plan.answer("risks", None)
        shown = await only(with_plan, Action.PLAN_CHECK, "0")
        (finding,) = shown.context["findings"]  # type: ignore[misc]
        assert (finding.mark, finding.message) == ("🔴", "Chưa nêu rủi ro có thể xảy ra")
        assert finding.where == "Điều 4 khoản 1"
        (step,) = await with_plan.press(shown, "Sửa 1")
        assert step.context["step"].text.startswith("Rủi ro nào")  # type: ignore[attr-defined]

    async def test_the_centres_document_is_named(self, with_plan: Desk) -> None:
        with_plan.answer("request", None)
        shown = await only(with_plan, Action.PLAN_CHECK, "0")
        assert [one.where for one in shown.context["findings"]] == [  # type: ignore[attr-defined]
            "mục 2.3, Kết luận số 14-KL/TW"
        ]

    async def test_what_only_the_template_asks_for_is_said_so(self, desk: Desk) -> None:
        desk.lay(changed(proposed_in("hai-phong", read(SHOP)), {"risks": None}))
        shown = await only(desk, Action.PLAN_CHECK, "0")
        (finding,) = [one for one in shown.context["findings"] if "rủi ro" in one.message]  # type: ignore[attr-defined]
        assert (finding.mark, finding.where) == ("🟡", "theo mẫu chung")

    async def test_a_draft_is_labelled(self, desk: Desk) -> None:
        plan = proposed_in("lam-dong", read(SHOP))
        first, *rest = plan["results"]
        desk.lay(changed(plan, {"results": [changed(first, {"target": None}), *rest]}))
        shown = await only(desk, Action.PLAN_CHECK, "0")
        (finding,) = [one for one in shown.context["findings"] if "số đo" in one.message]  # type: ignore[attr-defined]
        assert finding.where == "chú thích 1, dự thảo, chưa có hiệu lực"

    async def test_many_findings_come_in_pages(self, desk: Desk) -> None:
        desk.lay({"jurisdiction": "quang-ngai"})
        shown = await only(desk, Action.PLAN_CHECK, "0")
        assert isinstance(shown.context["pages"], int)
        seen: list[str] = []
        for _ in range(shown.context["pages"] - 1):
            seen += [one.message for one in shown.context["findings"]]  # type: ignore[attr-defined]
            assert len(seen) % PAGE == 0
            (shown,) = await desk.press(shown, "Trang sau ›")
        seen += [one.message for one in shown.context["findings"]]  # type: ignore[attr-defined]
        assert len(seen) == len(set(seen)) > 20
        assert "Trang sau ›" not in buttons(shown)

    async def test_every_finding_can_be_mended(self, desk: Desk) -> None:
        desk.lay({"jurisdiction": "quang-ngai"})
        shown = await only(desk, Action.PLAN_CHECK, "0")
        numbers = {f"Sửa {one.number}" for one in shown.context["findings"]}  # type: ignore[attr-defined]
        assert numbers <= buttons(shown).keys()


class TestDocuments:
    async def test_a_preview_freezes_nothing(self, with_plan: Desk) -> None:
        replies = await pressed(with_plan, Action.PLAN_PREVIEW)
        assert [name.startswith("ban-nhap-ke-hoach-") for name in attachments(replies)] == [True]
        assert replies[-1].template == "plan_preview"
        assert with_plan.frozen == {}

    async def test_an_export_freezes_a_version_and_sends_the_documents(self, with_plan: Desk) -> None:
        replies = await pressed(with_plan, Action.PLAN_EXPORT)
        assert [name.split("-mot-cua")[0] for name in attachments(replies)] == ["ke-hoach", "to-trinh"]
        assert all(reply.attachment.mime == DOCX for reply in replies if reply.attachment)
        version = with_plan.frozen[DRAFT, 1]
        assert version.digest == digest(version.answers) == digest(read(SHOP))
        assert version.submitted_on is None
        assert replies[-1].context["missing"] == 0

    async def test_an_unsuitable_rule_gets_its_letters(self, desk: Desk) -> None:
        desk.lay(read(HOSPITAL))
        names = attachments(await pressed(desk, Action.PLAN_EXPORT))
        assert sum(name.startswith("du-thao-cong-van") for name in names) == 2

    async def test_findings_do_not_stand_in_the_way(self, desk: Desk) -> None:
        desk.lay({"title": "Một cửa", "jurisdiction": "quang-ngai"})
        replies = await pressed(desk, Action.PLAN_EXPORT)
        assert attachments(replies)
        assert isinstance(replies[-1].context["missing"], int)
        assert replies[-1].context["missing"] > 5

    async def test_an_unchanged_plan_is_the_same_version(self, with_plan: Desk) -> None:
        first = await pressed(with_plan, Action.PLAN_EXPORT)
        again = await pressed(with_plan, Action.PLAN_EXPORT)
        assert list(with_plan.frozen) == [(DRAFT, 1)]
        assert again[-1].context["again"] is True
        assert attachments(first) == attachments(again)

    async def test_a_changed_plan_is_a_new_version(self, with_plan: Desk) -> None:
        await pressed(with_plan, Action.PLAN_EXPORT)
        with_plan.answer("place", "Đức Phổ")
        replies = await pressed(with_plan, Action.PLAN_EXPORT)
        assert sorted(with_plan.frozen) == [(DRAFT, 1), (DRAFT, 2)]
        assert "Khác bản trước" in buttons(replies[-1])
        assert with_plan.frozen[DRAFT, 1].answers["place"] == "Trà Câu"

    async def test_a_version_is_made_again_byte_for_byte(self, with_plan: Desk) -> None:
        await pressed(with_plan, Action.PLAN_EXPORT)
        with_plan.today = date(2027, 5, 1)
        first = await pressed(with_plan, Action.PLAN_DOCUMENTS, "1")
        with_plan.answer("place", "Đức Phổ")
        second = await pressed(with_plan, Action.PLAN_DOCUMENTS, "1")
        assert [one.attachment for one in first] == [one.attachment for one in second]

    async def test_answers_that_are_not_asked_are_not_frozen(self, with_plan: Desk) -> None:
        with_plan.answer("request", "carry_out")
        await pressed(with_plan, Action.PLAN_EXPORT)
        assert "pilot_limits" not in with_plan.frozen[DRAFT, 1].answers

    async def test_pdf(self, with_plan: Desk) -> None:
        await pressed(with_plan, Action.PLAN_EXPORT)
        replies = await pressed(with_plan, Action.PLAN_PDF, "1")
        assert [reply.attachment.mime for reply in replies if reply.attachment] == [PDF_MIME, PDF_MIME]

    async def test_without_a_printer_it_is_said(self, library: Library) -> None:
        desk = Desk(library, printer=Printing(NotPrinted.NOT_INSTALLED))
        desk.lay(read(SHOP))
        await pressed(desk, Action.PLAN_EXPORT)
        (reply,) = await pressed(desk, Action.PLAN_PDF, "1")
        assert (reply.template, reply.context["why"]) == ("plan_not_printed", "not_installed")


class TestVersions:
    async def test_are_listed_the_last_first_with_their_days(self, with_plan: Desk) -> None:
        await pressed(with_plan, Action.PLAN_EXPORT)
        with_plan.answer("place", "Đức Phổ")
        await pressed(with_plan, Action.PLAN_EXPORT)
        shown = await only(with_plan, Action.PLAN_VERSIONS)
        listed: Any = shown.context["versions"]
        assert [(one.number, one.frozen) for one in listed] == [(2, "27/11/2026"), (1, "26/11/2026")]

    async def test_differ_readably(self, with_plan: Desk) -> None:
        await pressed(with_plan, Action.PLAN_EXPORT)
        with_plan.answer("place", "Đức Phổ")
        replies = await pressed(with_plan, Action.PLAN_EXPORT)
        (shown,) = await with_plan.press(replies[-1], "Khác bản trước")
        (change,) = shown.context["changes"]  # type: ignore[misc]
        assert (shown.context["old"], shown.context["new"]) == ("bản số 1", "bản số 2")
        assert [(piece.before, piece.after) for piece in change.pieces] == [("Trà Câu", "Đức Phổ")]

    async def test_the_plan_as_it_is_now_is_compared_with_the_last(self, with_plan: Desk) -> None:
        await pressed(with_plan, Action.PLAN_EXPORT)
        with_plan.answer("total", 1)
        shown = await only(with_plan, Action.PLAN_COMPARE, "0")
        (change,) = shown.context["changes"]  # type: ignore[misc]
        assert (shown.context["new"], change.label) == ("bản đang soạn", "Tổng kinh phí")

    @pytest.mark.parametrize("number", ["0", "1", "2", "x"])
    async def test_nothing_to_compare_with(self, with_plan: Desk, number: str) -> None:
        assert (await only(with_plan, Action.PLAN_COMPARE, number)).template == "form_gone"


class TestSubmission:
    async def exported(self, desk: Desk) -> Reply:
        return (await pressed(desk, Action.PLAN_EXPORT))[-1]

    async def test_asks_the_day_and_keeps_it(self, with_plan: Desk) -> None:
        (asked,) = await with_plan.press(await self.exported(with_plan), "Đã nộp")
        assert asked.template == "plan_submitting"
        (kept,) = await with_plan.press(asked, "Hôm qua")
        assert kept.template == "plan_submitted"
        assert with_plan.frozen[DRAFT, 1].submitted_on == "2026-11-24"
        assert "submitted_on" not in with_plan.frozen[DRAFT, 1].answers

    async def test_says_what_the_clock_starts_at(self, with_plan: Desk) -> None:
        await self.exported(with_plan)
        kept = await only(with_plan, Action.PLAN_SUBMITTED, "1", "2026-11-20")
        clock: Any = kept.context["clock"]
        assert clock.locator == "Điều 4 khoản 3"
        assert "30 ngày làm việc" in clock.body[0].text
        assert "Văn phòng cấp ủy" not in clock.body[0].text

    async def test_elsewhere_no_deadline_is_made_up(self, desk: Desk) -> None:
        desk.lay(proposed_in("hai-phong", read(SHOP)))
        await self.exported(desk)
        assert (await only(desk, Action.PLAN_SUBMITTED, "1", "2026-11-20")).context["clock"] is None

    async def test_another_day_is_typed(self, with_plan: Desk) -> None:
        await self.exported(with_plan)
        (kept,) = await with_plan.command("danop", "2/11/2026")
        assert (kept.template, kept.context["day"]) == ("plan_submitted", "2/11/2026")
        assert with_plan.frozen[DRAFT, 1].submitted_on == "2026-11-02"

    async def test_a_typed_day_belongs_to_the_version_frozen_last(self, with_plan: Desk) -> None:
        await self.exported(with_plan)
        with_plan.answer("place", "Đức Phổ")
        await self.exported(with_plan)
        await with_plan.command("danop", "hôm qua")
        assert [version.submitted_on for _, version in sorted(with_plan.frozen.items())] == [None, "2026-11-24"]

    @pytest.mark.parametrize("day", ["ngày kia", "31/2/2026", "26/11/2026", "1/1/2027", "2/9/1945"])
    async def test_no_day_or_one_to_come_is_asked_again(self, with_plan: Desk, day: str) -> None:
        await self.exported(with_plan)
        (asked,) = await with_plan.command("danop", day)
        assert asked.template == "plan_submitting"
        assert asked.context["problem"]
        assert with_plan.frozen[DRAFT, 1].submitted_on is None

    async def test_without_a_day_it_is_asked(self, with_plan: Desk) -> None:
        await self.exported(with_plan)
        (asked,) = await with_plan.command("danop")
        assert (asked.template, asked.context["problem"]) == ("plan_submitting", "")

    @pytest.mark.parametrize(
        ("typed", "told"), [("25/11", "25/11/2026"), ("hôm qua", "24/11/2026"), ("2-11-2026", "2/11/2026")]
    )
    async def test_a_day_alone_is_asked_about_and_kept(self, with_plan: Desk, typed: str, told: str) -> None:
        await self.exported(with_plan)
        (asked,) = await with_plan.say(typed)
        assert (asked.template, asked.context["typed"]) == ("plan_submitting", told)
        assert with_plan.frozen[DRAFT, 1].submitted_on is None
        (kept,) = await with_plan.press(asked, f"Đúng, nộp ngày {told}")
        assert (kept.template, kept.context["day"]) == ("plan_submitted", told)

    async def test_a_day_alone_may_be_another_day(self, with_plan: Desk) -> None:
        await self.exported(with_plan)
        (asked,) = await with_plan.say("25/11")
        (again,) = await with_plan.press(asked, "Ngày khác")
        assert (again.template, again.context["typed"]) == ("plan_submitting", "")

    @pytest.mark.parametrize(
        "typed",
        ["tôi nộp ngày 24/11 rồi", "da nop hom qua", "kế hoạch của tôi nộp hôm qua", "ngày 24/11", "24.11.2026 ạ"],
    )
    async def test_a_day_that_is_said_to_be_it_is_asked_about_too(self, with_plan: Desk, typed: str) -> None:
        await self.exported(with_plan)
        (asked,) = await with_plan.say(typed)
        assert (asked.template, asked.context["typed"]) == ("plan_submitting", "24/11/2026")

    @pytest.mark.parametrize("typed", ["31/2/2026", "26/11/2026", "2/9/1945", "32/11"])
    async def test_a_day_that_cannot_be_it_is_asked_for_again(self, with_plan: Desk, typed: str) -> None:
        await self.exported(with_plan)
        (asked,) = await with_plan.say(typed)
        assert (asked.template, asked.context["typed"]) == ("plan_submitting", "")
        assert asked.context["problem"]

    @pytest.mark.parametrize(
        "typed",
        [
            "ngày kia",
            "30 ngày",
            "4.3",
            "1.1",
            "3-2",
            "đầu năm 2026",
            "nộp 24/11 chưa được trả lời thì sao",
            "24/11 là lễ",
        ],
    )
    async def test_what_is_no_day_is_nothing_that_is_waited_for(self, with_plan: Desk, typed: str) -> None:
        await self.exported(with_plan)
        assert [reply.template for reply in await with_plan.say(typed)] == ["not_found"]

    async def test_a_day_alone_means_nothing_where_no_submission_is_waited_for(self, with_plan: Desk) -> None:
        assert [reply.template for reply in await with_plan.say("25/11")] == ["not_found"]
        await self.exported(with_plan)
        await with_plan.command("danop", "hôm qua")
        assert [reply.template for reply in await with_plan.say("25/11")] == ["not_found"]

    async def test_without_a_version_there_is_nothing_to_submit(self, with_plan: Desk) -> None:
        (said,) = await with_plan.command("danop", "hôm nay")
        assert said.template == "plan_none_exported"


@pytest.mark.parametrize("action", [action for action in Action if action.startswith("plan-")])
async def test_a_button_of_a_plan_that_is_gone(library: Library, action: Action) -> None:
    desk = Desk(library, coaching=Untold())  # type: ignore[arg-type]
    for args in ((), ("none",), ("none", "1"), ("none", "1", "2026-11-20")):
        (reply,) = await desk.replies(Press(action, args))
        assert reply.template == "form_gone"


class Untold:
    """Help that must not be asked for."""


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": "1", "b": ["2"]}) == digest({"b": ["2"], "a": "1"})
    assert digest({"a": "ủy"}) != digest({"a": "uỷ"})
    assert len(digest({})) == 64
