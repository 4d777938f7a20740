"""Over all that a result can say: nothing is promised, everything rests on a provision, drafts are labelled."""

import random
from collections.abc import Iterator
from datetime import date

import pytest

from bot.rendering import Renderer
from conversations.case.questions import NOWHERE
from conversations.documents.blocks import words
from conversations.drafts import Draft
from conversations.events import Profile, Reply
from conversations.forms.questions import Answers, Form
from conversations.forms.route import counted_answers
from conversations.protection.assessing import Assessment, Class, assess
from conversations.protection.papers import ADVICE, NAMINGS, paper_form
from conversations.protection.presenting import ProtectionScreens
from conversations.protection.questions import JURISDICTION, facts_of
from conversations.protection.sheet import Sheet, blocks
from conversations.shelf import Shelf
from knowledge.library import Library
from knowledge.protection import Facts, Regimes, Standing
from tests.unit.conversations.protection.promising import faults
from tests.unit.conversations.protection.written import cases

DRAFT = Draft("d", "assessment", "Đối chiếu", {}, 1)
RENDERER = Renderer()
LABEL = "DỰ THẢO – chưa có hiệu lực"
WALKS = 300


@pytest.fixture(scope="module")
def screens(library: Library, regimes: Regimes) -> ProtectionScreens:
    return ProtectionScreens(Shelf(library), regimes)


def walks(form: Form) -> Iterator[Answers]:
    """The written cases, then answers chosen at random, each question maybe passed over."""
    yield from (case.counted(form) for case in cases())
    chance = random.Random(20261126)
    for _ in range(WALKS):
        chosen = {one.key: chance.choice([*(c.key for c in one.choices), ""]) for one in form.questions}
        place = chosen[JURISDICTION] = chosen[JURISDICTION] or "other"
        yield counted_answers(form, {key: value for key, value in chosen.items() if value}, place)


def drawn(screens: ProtectionScreens, found: Assessment, facts: Facts) -> Iterator[Reply]:
    place = facts.get(JURISDICTION)
    profile = Profile(jurisdiction=place, greeted=True)
    yield screens.result(found, DRAFT, facts, profile)
    if found.ends is not Class.STOPPED:
        yield screens.differences(found, DRAFT, place, profile)
        yield screens.evidence(found, DRAFT, profile)
        yield screens.steps(found, DRAFT, facts, profile)


def test_no_reachable_result_promises_and_every_draft_is_labelled(
    form: Form, regimes: Regimes, screens: ProtectionScreens
) -> None:
    seen = set()
    for answers in walks(form):
        facts = facts_of(answers)
        found = assess(regimes, facts, facts.get(JURISDICTION))
        seen.add(found.ends)
        for reply in drawn(screens, found, facts):
            text = RENDERER.html(reply)
            assert faults(text) == [], text
            assert "Lâm Đồng (tháng 6/2026)" not in text or LABEL in text
        sheet = Sheet(found, facts, "Đối chiếu", date(2026, 11, 26))
        page = words(blocks(sheet, screens, Profile(jurisdiction=facts.get(JURISDICTION))))
        assert faults(page) == [], page
        assert "không thay cơ quan có thẩm quyền quyết định" in page
        assert "Lâm Đồng (tháng 6/2026)" not in page or LABEL in page
    assert seen == set(Class)


def test_a_result_that_is_shown_has_every_criterion_met(form: Form, regimes: Regimes) -> None:
    for answers in walks(form):
        facts = facts_of(answers)
        found = assess(regimes, facts, facts.get(JURISDICTION))
        if found.ends is Class.SHOWN:
            assert {held.standing for held in found.first.held} == {Standing.MET}
        assert not found.first.draft
        assert all(held.criterion.provisions for reading in found.readings for held in reading.held)


def test_a_stop_shows_why_and_neither_a_verb_nor_a_step(
    form: Form, regimes: Regimes, screens: ProtectionScreens
) -> None:
    for motive in ("gain", "cover"):
        facts = {JURISDICTION: "quang-ngai", "motive": motive}
        found = assess(regimes, facts, "quang-ngai")
        text = RENDERER.html(screens.result(found, DRAFT, facts, Profile(jurisdiction="quang-ngai")))
        assert found.steps == ()
        assert "Điều 3 khoản 6" in text
        assert "Mục 2.4 đoạn 3" in text
        assert "xem xét bảo vệ" not in text


def test_serious_is_never_decided(form: Form, regimes: Regimes) -> None:
    (base, *_) = cases()
    for harm in ("damage", "serious"):
        answers = counted_answers(form, {**base.answers, "harm": harm}, "quang-ngai")
        (held,) = (
            one
            for one in assess(regimes, facts_of(answers), "quang-ngai").first.held
            if one.criterion.id == "not-serious"
        )
        assert held.standing is Standing.OPEN
        assert "Không văn bản nào trong kho định nghĩa" in held.criterion.open


def texts(form: Form) -> Iterator[str]:
    for question in form.questions:
        yield from (question.text, question.label, question.example, *(choice.label for choice in question.choices))


def test_no_question_promises(form: Form, library: Library) -> None:
    forms = [form, *(paper_form(key, library.catalogue) for key in NAMINGS)]
    assert [text for one in forms for text in texts(one) if faults(text)] == []
    assert [text for text in ADVICE.values() if faults(text)] == []


def test_every_question_can_be_answered_with_not_known(form: Form) -> None:
    for question in (one for one in form.questions if one.only_in != NOWHERE):
        keys = {choice.key for choice in question.choices}
        assert keys & {"unknown", "other"}, question.key


def test_the_watch_itself_sees_a_promise() -> None:
    assert faults("Đồng chí sẽ được bảo vệ.") == ["được bảo vệ"]
    assert faults("Đồng chí được miễn trách nhiệm hình sự.") == ["được miễn", "hình sự"]
    assert faults("Văn bản nói: &#34;<b>được xem xét miễn</b>, được miễn&#34;. Soạn yêu cầu được bảo vệ.") == []
