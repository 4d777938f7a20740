"""The papers: what each says in both formats and every place, and what it is in the life of a case."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from conversations.actions import Action
from conversations.case.questions import NOWHERE
from conversations.documents.outlines import Given, Outline, Part, Quote, Section, Words, outlines
from conversations.documents.producing import Request, produce
from conversations.events import Press
from conversations.forms.questions import Answers, Kind
from conversations.protection.counting import Waited, waited
from conversations.protection.papers import NAMINGS, advice, paper_form
from conversations.protection.prefilling import of_case
from conversations.protection.questions import packaged_form
from knowledge.library import Library
from storage.history import Happening
from storage.working_days import DayKind, SpecialDay
from tests.unit.conversations.case.cases import case, happened, numbered
from tests.unit.conversations.plan.desk import buttons
from tests.unit.conversations.protection.desk import protection_desk
from tests.unit.conversations.protection.promising import faults
from tests.unit.conversations.registry import CALENDAR

TODAY = date(2026, 11, 26)
PLACES = ("quang-ngai", "hai-phong", "lai-chau", "lam-dong", "other")
FACTS = {"proposer", "plan", "waited", "skipped", "today"}


def filled(key: str, library: Library, **changes: str) -> dict[str, Any]:
    """Answers to every question of a paper: its example where it takes a text."""
    found: dict[str, Any] = {}
    for question in paper_form(key, library.catalogue).questions:
        if question.only_in == NOWHERE:
            continue
        if question.kind is Kind.CHOICE:
            found[question.key] = question.choices[0].key
        elif question.kind is Kind.CHOICES:
            found[question.key] = [question.choices[0].key]
        else:
            found[question.key] = "2026-11-02" if question.kind is Kind.DATE else question.example
    return found | changes


def text_of(key: str, library: Library, answers: Answers) -> str:
    count = waited(answers, TODAY, CALENDAR)
    facts = {"waited": count.said, "skipped": count.skipped}
    request = Request(paper_form(key, library.catalogue), answers, 1, TODAY, facts=facts)
    (made,) = produce(request, library)
    return words_of(made.content)


def words_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [one.text for table in document.tables for row in table.rows for one in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.mark.parametrize("key", NAMINGS)
@pytest.mark.parametrize("side", ["party", "state"])
@pytest.mark.parametrize("place", PLACES)
def test_a_paper_is_fit_to_send(key: str, side: str, place: str, library: Library) -> None:
    answers = filled(key, library, side=side, jurisdiction=place)
    text = text_of(key, library, answers)
    assert "[cần bổ sung]" not in text
    to_place = key == "obstructed" and place == "hai-phong"
    recipient = "Ban Nội chính Thành ủy" if to_place else "Đảng ủy xã Phú Bình"
    for said in ("Nguyễn Văn An", f"“{answers['title']}”", recipient):
        assert said in text
    assert ("Đảng ủy xã Phú Bình" in text) is not to_place
    assert faults(text) == []
    assert "“" in text
    if place == "lam-dong" and "Lâm Đồng (tháng 6/2026)" in text:
        assert "DỰ THẢO – chưa có hiệu lực" in text


@pytest.mark.parametrize("key", NAMINGS)
def test_what_is_not_known_is_left_to_be_filled_in(key: str, library: Library) -> None:
    text = text_of(key, library, {"title": "Một cửa lưu động", "jurisdiction": "quang-ngai"})
    assert "[cần bổ sung]" in text
    assert "None" not in text


def test_only_hai_phong_turns_to_its_ban_noi_chinh(library: Library) -> None:
    for place in PLACES:
        text = text_of("obstructed", library, filled("obstructed", library, jurisdiction=place))
        assert ("Ban Nội chính" in text) is (place == "hai-phong")


@pytest.mark.parametrize("key", NAMINGS)
@pytest.mark.parametrize("side", ["party", "state"])
@pytest.mark.parametrize("place", [*PLACES, None])
def test_whom_it_goes_to_is_owed_in_both_places_or_in_neither(
    key: str, side: str, place: str | None, library: Library
) -> None:
    answers = {**filled(key, library, side=side), "jurisdiction": place, "managing_body": None}
    lines = text_of(key, library, answers).split("\n")
    addressed = [line for line in lines if "Kính gửi" in line]
    (listed,) = {line for line in lines[lines.index("Nơi nhận:") + 1 :] if line.startswith("- ") and "Lưu" not in line}
    to_place = key == "obstructed" and place == "hai-phong"
    assert len(addressed) == (key != "judging")
    for line in (*addressed, listed):
        assert ("[cần bổ sung]" in line, "Ban Nội chính" in line) == (not to_place, to_place)


def test_the_letter_quotes_what_is_ruled_and_not_the_steps_of_an_appraisal(library: Library) -> None:
    text = text_of("overdue", library, filled("overdue", library, jurisdiction="quang-ngai"))
    assert "thì không quá 60 ngày làm việc.”" in text
    assert "Thẩm định Kế hoạch" not in text


def test_the_request_names_both_branches(library: Library) -> None:
    text = text_of("request", library, filled("request", library, jurisdiction="quang-ngai"))
    assert "Điều 7 khoản 5" in text
    assert "đề nghị cơ quan chức năng cấp trên và báo cáo cấp trên trực tiếp" in text


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("emergency", "tập thể lãnh đạo thảo luận, đánh giá, kết luận."),
        ("risk", "Gửi kịp thời"),
        ("request", "Điều 7 khoản 5"),
    ],
)
def test_what_becomes_of_a_paper_is_said_where_a_document_says_it(key: str, says: str) -> None:
    assert says in advice(key, "quang-ngai")
    for place in (*PLACES[1:], "other", None):
        assert advice(key, place) == "Giữ một bản có dấu đến."


class TestWaitingInACase:
    """A signed letter names no other last day than the card of its case."""

    TODAY = date(2026, 11, 26)
    SENT = happened("submitted", date(2026, 9, 1), recipient="Văn phòng Đảng ủy")
    CAME = happened("received", date(2026, 9, 3), number="12")
    DIFFICULT = happened("declared_difficult", date(2026, 9, 10), reason="liên quan nhiều ngành")
    STOPPED = happened("prepare_again", date(2026, 9, 14), what="bổ sung", clock="stops")
    RAN_ON = happened("prepare_again", date(2026, 9, 14), what="bổ sung", clock="runs")
    AGAIN = happened("prepared_again", date(2026, 11, 2))
    ON = happened("transferred", date(2026, 9, 21), recipient="Tỉnh ủy", skips_level="no", clock="goes_on")
    ANEW = happened("transferred", date(2026, 9, 21), recipient="Tỉnh ủy", skips_level="no", clock="restarts")
    CAME_ON = happened("received", date(2026, 10, 26), number="90")
    CAME_ANEW = happened("received", date(2026, 10, 1), number="77")

    def said(self, *history: Happening, **changed: str) -> str:
        stored = case(*numbered(self.SENT, self.CAME, *history))
        known = of_case(packaged_form("overdue"), stored)
        return waited({**known, "jurisdiction": "quang-ngai", **changed}, self.TODAY, CALENDAR, stored).said

    @pytest.mark.parametrize(
        ("history", "ends"),
        [
            ((), "thời hạn 30 ngày làm việc hết ngày 15/10/2026"),
            ((DIFFICULT,), "thời hạn 60 ngày làm việc hết ngày 27/11/2026"),
            ((STOPPED, AGAIN), "thời hạn 30 ngày làm việc hết ngày 04/12/2026"),
            ((RAN_ON, AGAIN), "thời hạn 30 ngày làm việc hết ngày 15/10/2026"),
            ((ON, CAME_ON), "thời hạn 30 ngày làm việc hết ngày 15/10/2026"),
            ((DIFFICULT, ANEW, CAME_ANEW), "thời hạn 30 ngày làm việc hết ngày 12/11/2026"),
        ],
    )
    def test_letter_and_card_agree(self, history: tuple[Happening, ...], ends: str) -> None:
        (clock,) = case(*numbered(self.SENT, self.CAME, *history)).standing.running
        due = clock.counted(CALENDAR).due(clock.start, clock.days).day
        assert f"{due:%d/%m/%Y}" in ends
        assert ends in self.said(*history)

    @pytest.mark.parametrize("history", [(STOPPED,), (ANEW,)])
    def test_no_day_is_named_while_nothing_runs(self, history: tuple[Happening, ...]) -> None:
        assert "thời hạn" not in self.said(*history)

    def test_what_the_user_wrote_otherwise_is_counted_and_nobody_is_called_late(self) -> None:
        said = self.said(received="2026-09-07")
        assert said.startswith("Tính đến ngày 26/11/2026 đã ")
        assert "thời hạn" not in said


class TestWaiting:
    LATER = date(2026, 12, 2)

    def test_days_are_counted_from_the_day_of_receipt(self) -> None:
        answers = {"jurisdiction": "quang-ngai", "received": "2026-11-20"}
        counted, period = waited(answers, self.LATER, CALENDAR).said.split("; ")
        assert counted == "Tính đến ngày 02/12/2026 đã 7 ngày làm việc kể từ ngày nhận"
        assert period == "thời hạn 30 ngày làm việc hết ngày 05/01/2027."

    def test_the_days_off_are_attached_with_their_reasons(self) -> None:
        answers = {"jurisdiction": "quang-ngai", "received": "2026-11-20"}
        said = waited(answers, self.LATER, CALENDAR).skipped
        assert said == ("Ngày nghỉ không tính: 14 ngày cuối tuần; 24/11 Ngày Văn hóa Việt Nam; 01/01 Tết Dương lịch.")

    def test_the_calendar_that_was_entered_counts(self, library: Library) -> None:
        off = SpecialDay(date(2026, 11, 30), DayKind.OFF, "Nghỉ tránh bão (CV 15/UBND)")
        entered = replace(CALENDAR, special={**CALENDAR.special, off.day: off})
        found = waited({"jurisdiction": "quang-ngai", "received": "2026-11-20"}, self.LATER, entered)
        assert "đã 6 ngày làm việc kể từ ngày nhận; thời hạn 30 ngày làm việc hết ngày 06/01/2027." in found.said
        assert "30/11 Nghỉ tránh bão (CV 15/UBND)" in found.skipped

    def test_a_difficult_matter_has_sixty_in_all(self) -> None:
        answers = {"jurisdiction": "quang-ngai", "received": "2026-11-20", "difficult": "yes"}
        assert "thời hạn 60 ngày làm việc hết ngày 23/02/2027" in waited(answers, self.LATER, CALENDAR).said

    @pytest.mark.parametrize("place", PLACES[1:])
    def test_elsewhere_no_period_is_made_up(self, place: str) -> None:
        found = waited({"jurisdiction": place, "received": "2026-11-20"}, self.LATER, CALENDAR)
        assert found.said == "Tính đến ngày 02/12/2026 đã 7 ngày làm việc kể từ ngày nhận."
        assert found.skipped == "Ngày nghỉ không tính: 4 ngày cuối tuần; 24/11 Ngày Văn hóa Việt Nam."

    def test_without_the_day_of_receipt_nothing_is_counted(self, library: Library) -> None:
        answers = filled("overdue", library, jurisdiction="quang-ngai")
        del answers["received"]
        assert waited(answers, TODAY, CALENDAR) == Waited()
        assert "ngày làm việc kể từ ngày nhận;" not in text_of("overdue", library, answers)

    async def test_the_letter_is_counted_with_the_calendar_of_the_store(self, library: Library) -> None:
        desk = protection_desk(library)
        await desk.command("quahan")
        draft = desk.kept[desk.in_hand]
        told = {"jurisdiction": "quang-ngai", "received": "2026-11-20", "difficult": "no"}
        answers = {**draft.state["answers"], **filled("overdue", library, **told)}
        desk.kept[draft.id] = replace(draft, state={**draft.state, "answers": answers})
        off = SpecialDay(date(2026, 11, 23), DayKind.OFF, "Nghỉ tránh bão")
        desk.days_off = replace(CALENDAR, special={**CALENDAR.special, off.day: off})
        (made,) = await desk.replies(Press(Action.PAPER_EXPORT, (draft.id, "docx")))
        assert made.attachment
        text = words_of(made.attachment.content)
        assert made.context["early"] == "⚠️ Chưa quá hạn: còn 29 ngày làm việc, đến hết ngày 06/01/2027."
        assert "Chưa quá hạn" not in text
        assert "đã 1 ngày làm việc kể từ ngày nhận; thời hạn 30 ngày làm việc hết ngày 06/01/2027." in text
        assert "23/11 Nghỉ tránh bão" in text


async def test_a_paper_is_made_from_the_chat(library: Library) -> None:
    desk = protection_desk(library)
    (step,) = await desk.command("khancap")
    (named,) = await desk.say("Sơ tán dân thôn Phú Bình")
    assert "Xảy ra ngày nào" in str(named.context["step"])
    (parts,) = await desk.press(named, "Mục lục")
    (review,) = await desk.press(parts, "Xem lại toàn bộ")
    (made,) = await desk.press(review, "Tạo văn bản (DOCX)")
    assert made.attachment
    assert made.attachment.name == "bao-cao-khan-cap-so-tan-dan-thon-phu-binh-v1.docx"
    assert made.context["missing"] == 12
    assert "← Xem lại, sửa" in buttons(made)
    (printed,) = await desk.replies(Press(Action.PAPER_EXPORT, (desk.in_hand, "pdf")))
    assert printed.attachment
    assert printed.attachment.name.endswith(".pdf")
    del step


@pytest.mark.parametrize("key", NAMINGS)
def test_the_command_of_a_paper_is_its_own(key: str) -> None:
    assert [naming.command for naming in NAMINGS.values()].count(NAMINGS[key].command) == 1


def parts_of(given: tuple[Part, ...]) -> list[Part]:
    return [one for part in given for one in (part, *(parts_of(part.parts) if isinstance(part, Section) else ()))]


@pytest.mark.parametrize("key", NAMINGS)
def test_an_outline_names_what_the_form_has(key: str, library: Library) -> None:
    (outline,) = outlines(key)
    every = paper_form(key, library.catalogue).questions
    questions = {question.key: question for question in every if question.only_in != NOWHERE}
    assert named_in(outline) <= set(questions) | FACTS
    for part in (*parts_of(outline.body), *outline.addressee, *outline.recipients):
        for about, values in (*getattr(part, "when", {}).items(), *getattr(part, "unless", {}).items()):
            assert set(values) <= {choice.key for choice in questions[about].choices}
    asked = set(questions) - {"jurisdiction", "side", "place", "difficult", "proposer_name"}
    assert asked - named_in(outline) <= {"proposer_post", "proposer_unit"}
    assert all(library.get(part.quote) for part in parts_of(outline.body) if isinstance(part, Quote))


def named_in(outline: Outline) -> set[str]:
    texts = [outline.subject, outline.closing, *(one.text for one in (*outline.addressee, *outline.recipients))]
    texts += [part.text for part in parts_of(outline.body) if isinstance(part, Words)]
    answers = {part.answer for part in parts_of(outline.body) if isinstance(part, Given)}
    return answers | set(re.findall(r"\{(\w+)\}", " ".join(texts)))
