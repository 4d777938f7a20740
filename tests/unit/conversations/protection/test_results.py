"""Over all that the bot can say about protection: nothing is promised, everything rests on a provision, drafts are
labelled, nothing is asserted about criminal liability. What "all" is, and why, stands in `uttering`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import resources
from itertools import cycle, product

import pytest
from jinja2 import DictLoader

from bot.rendering import Renderer
from conversations.case.questions import NOWHERE
from conversations.documents.blocks import words
from conversations.documents.filled import Filled
from conversations.documents.formats import Side
from conversations.documents.outlines import outlines
from conversations.documents.producing import Request, _filled, compose
from conversations.drafts import Draft
from conversations.events import Profile
from conversations.forms.questions import Answers, Form, Kind
from conversations.forms.route import counted_answers
from conversations.protection.assessing import MOTIVE, STOPPING, Class, assess
from conversations.protection.beginning import OFFERED
from conversations.protection.papers import ADVICE, NAMINGS, SENT_LABEL, paper_form
from conversations.protection.presenting import MANAGERS, PAPERS, ProtectionScreens
from conversations.protection.questions import JURISDICTION, choices_of, facts_of
from conversations.protection.sending import FOLLOWING, THEIRS
from conversations.protection.sent import Sending, sent_form
from conversations.shelf import Shelf
from knowledge.library import Library
from knowledge.protection import Facts, Regime, Regimes, Standing, excluded
from storage.lifecycle import lifecycle, procedures
from tests.unit.conversations.protection.promising import BLOCK, faults, made_up
from tests.unit.conversations.protection.test_papers import PLACES, TODAY, filled
from tests.unit.conversations.protection.uttering import Speech
from tests.unit.conversations.protection.written import cases

DRAFT = Draft("d", "assessment", "Đối chiếu", {}, 1)
RENDERER = Renderer()
LABEL = "DỰ THẢO – chưa có hiệu lực"
THE_DRAFT = "Lâm Đồng (tháng 6/2026)"
WALKS, DRAWN = 2_000, 200


@pytest.fixture(scope="module")
def screens(library: Library, regimes: Regimes) -> ProtectionScreens:
    return ProtectionScreens(Shelf(library), regimes)


@pytest.fixture(scope="module")
def speech(form: Form, regimes: Regimes, screens: ProtectionScreens) -> Speech:
    return Speech(form, regimes, screens, RENDERER)


def wrong(speech: Speech, every: Sequence[Facts] = ()) -> Iterator[str]:
    """What is wrong with the texts of cases, by default of those that hold everything that can be said."""
    library = speech.regimes.library
    for facts in every or speech.covering:
        *replies, page = speech.texts(facts)
        for text in (*replies, page):
            yield from (f"{fault}: {line}" for line in BLOCK.sub("\n", text).splitlines() for fault in faults(line))
            yield from (f"not in a document: {quote}" for quote in made_up(text, library))
            yield from ([f"unlabelled: {text}"] if THE_DRAFT in text and LABEL not in text else [])
        yield from ([] if "không thay cơ quan có thẩm quyền quyết định" in page else ["the page decides"])


def test_nothing_that_an_assessment_can_say_promises(speech: Speech) -> None:
    assert list(wrong(speech)) == []
    assert {speech.assessed(facts).ends for facts in speech.covering} == set(Class)


def test_no_case_says_anything_else(speech: Speech) -> None:
    """Nothing that is said in any case depends on anything that the covering cases do not hold between them."""
    held = frozenset().union(*map(speech.atoms, speech.covering))
    said = frozenset().union(*map(speech.pieces, speech.covering))
    assert [facts for facts in speech.walks(WALKS) if speech.atoms(facts) - held] == []
    assert [speech.pieces(facts) - said for facts in speech.walks(DRAWN, seed=7) if speech.pieces(facts) - said] == []


def places_of(speech: Speech) -> list[str]:
    return sorted(choices_of(speech.form)[JURISDICTION])


def standings(speech: Speech, regime: Regime) -> Iterator[tuple[str, Standing]]:
    """Every way in which each criterion can stand, by all answers to the questions that it depends on."""
    for one in regime.criteria:
        groups = (*one.applies, *one.unless, *one.met, *one.unmet)
        names = sorted({fact for group in groups for fact in group})
        for values in product(*(speech.classes[name] for name in names)):
            facts = {name: value for name, value in zip(names, values, strict=True) if value}
            if one.asked(facts) and facts.get(MOTIVE) not in STOPPING:
                yield one.id, one.standing(facts)


def test_the_covering_cases_hold_everything_in_the_data(speech: Speech) -> None:
    held = frozenset().union(*map(speech.atoms, speech.covering))
    for place in places_of(speech):
        bearing = speech.regimes.of(place)
        first = bearing[0]
        for criterion, standing in standings(speech, first):
            assert ("criterion", first.document, criterion, standing) in held
        for regime in bearing:
            for outcome in regime.outcomes:
                assert ("outcome", first.document, regime.document, outcome.id) in held
        for step in first.steps:
            document = speech.regimes.library.document_of(step.provision.id).key
            named = [*MANAGERS, None] if "cấp ủy quản lý" in step.who else [None]
            assert all(("step", first.document, document, step.id, one) in held for one in named)
        for conflict in speech.regimes.conflicts:
            assert not conflict.when or ("conflict", place, conflict.id) in held
        assert ("stopped", place) in held
    ends = {atom[2] for atom in held if atom[0] == "ends"}
    assert ends == set(Class) - {Class.STOPPED}


def test_a_result_that_is_shown_has_every_criterion_met(speech: Speech) -> None:
    for facts in (*speech.covering, *speech.walks(DRAWN)):
        found = speech.assessed(facts)
        if found.ends is Class.SHOWN:
            assert {held.standing for held in found.first.held} == {Standing.MET}
        assert not found.first.draft
        assert all(held.criterion.provisions for reading in found.readings for held in reading.held)
        assert all(not excluded(outcome.applies, facts) for reading in found.readings for outcome in reading.outcomes)


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
    papers = [paper_form(key, library.catalogue) for key in NAMINGS]
    forms = [form, *papers, *map(sent_form, Sending)]
    assert [text for one in forms for text in texts(one) if faults(text)] == []


def said_around() -> Iterator[str]:
    """What is said beside forms and results: with the papers, on buttons, of the happenings of a case and duties."""
    yield from (
        *ADVICE.values(),
        *FOLLOWING.values(),
        THEIRS,
        *PAPERS.values(),
        *SENT_LABEL.values(),
        *MANAGERS.values(),
    )
    yield from (text for pair in OFFERED.values() for text in pair)
    yield from (text for naming in NAMINGS.values() for text in (naming.noun, naming.plural))
    yield from (state.label for state in lifecycle().states.values())
    for event in lifecycle().events.values():
        yield event.label
        for detail in event.fields.values():
            yield from (detail.label, *detail.choices.values())
    yield from (rule.label for one in procedures().values() for rule in (*one.clocks, *one.duties))


def test_nothing_that_is_said_around_promises() -> None:
    assert [text for text in said_around() if faults(text)] == []


def test_no_template_promises() -> None:
    """The fixed words of every screen of the bot, whatever fills it and whichever branch is drawn."""
    found = {}
    for file in resources.files("bot").joinpath("templates").iterdir():
        words_alone = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        bad = [line for line in words_alone.splitlines() if faults(line)]
        if bad:
            found[file.name] = bad
    assert found == {}


def variants(key: str, library: Library) -> Iterator[Answers]:
    """The answers of a paper: all given, none given, each in turn not given, every choice."""
    whole = filled(key, library)
    yield from (whole, {})
    for question in paper_form(key, library.catalogue).questions:
        if question.only_in == NOWHERE:
            continue
        yield {name: value for name, value in whole.items() if name != question.key}
        for choice in question.choices:
            yield whole | {question.key: [choice.key] if question.kind is Kind.CHOICES else choice.key}


@pytest.mark.parametrize("key", NAMINGS)
def test_no_paper_promises_whatever_is_answered(key: str, library: Library) -> None:
    """Every paragraph of every paper, in every place, on both sides. What a user writes is their own."""
    (outline,) = outlines(key)
    form = paper_form(key, library.catalogue)
    for answers, place, side in product(variants(key, library), PLACES, Side):
        facts = {"waited": "Đã 7 ngày.", "skipped": "", "today": "26/11/2026"}
        request = Request(form, {**answers, JURISDICTION: place}, 1, TODAY, facts=facts)
        text = words(compose(outline, _filled(request), library, side))
        assert [line for line in text.splitlines() if faults(line)] == []
        assert made_up(text, library) == []
        assert THE_DRAFT not in text or LABEL in text
        if key == "judging":
            assert "kết luận thuộc thẩm quyền" in text


def test_every_question_can_be_answered_with_not_known(form: Form) -> None:
    for question in (one for one in form.questions if one.only_in != NOWHERE):
        keys = {choice.key for choice in question.choices}
        assert keys & {"unknown", "other"}, question.key


DRAWN_BY = ("protection_result", "protection_steps", "protection_evidence", "protection_differences")
PLANTED = (
    "Đồng chí sẽ được bảo vệ",
    "Dong chi se duoc bao ve",
    "Trường hợp này được miễn trách nhiệm",
    "truong hop nay duoc mien trach nhiem",
    "Đồng chí được giảm nhẹ trách nhiệm",
    "Đồng chí không bị xử lý",
    "dong chi khong bi xu ly",
    "Đồng chí không phải chịu trách nhiệm",
    "Không ai kỷ luật đồng chí",
    "Cứ yên tâm báo cáo",
    "Đồng chí vô can",
    "Chắc chắn được xem xét có lợi",
    "Bảo đảm đồng chí an toàn về pháp lý",
    "Đồng chí có quyền miễn trừ",
    "Không bị truy cứu trách nhiệm hình sự",
    "Khong bi khoi to",
    "ĐỒNG CHÍ ĐƯỢC LOẠI TRỪ TRÁCH NHIỆM",
)


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_promise_is_found_in_the_data(planted: str, speech: Speech) -> None:
    """In a criterion however it stands, an outcome's verb, a step, a paper to gather, a note of a conflict."""
    regime = speech.regimes.regimes["quang-ngai"]
    criterion, step, conflict = regime.criteria[0], regime.steps[0], speech.regimes.conflicts[1]
    mutants: dict[str, Regime] = {
        "name": _with(regime, criteria=(criterion.model_copy(update={"name": planted}), *regime.criteria[1:])),
        "lacking": _with(regime, criteria=(criterion.model_copy(update={"lacking": planted}), *regime.criteria[1:])),
        "open": _with(regime, criteria=(criterion.model_copy(update={"open": planted}), *regime.criteria[1:])),
        "evidence": _with(
            regime, criteria=(criterion.model_copy(update={"evidence": (planted,)}), *regime.criteria[1:])
        ),
        "verb": _with(regime, outcomes=tuple(one.model_copy(update={"verb": planted}) for one in regime.outcomes)),
        "do": _with(regime, steps=(step.model_copy(update={"do": planted}), *regime.steps[1:])),
        "when": _with(regime, steps=(step.model_copy(update={"when": planted}), *regime.steps[1:])),
    }
    there = [facts for facts in speech.covering if facts[JURISDICTION] == "quang-ngai"]
    for where, mutant in mutants.items():
        changed = replace(speech.regimes, regimes={**speech.regimes.regimes, "quang-ngai": mutant})
        assert any(wrong(_speaking(speech, changed), there)), where
    noted = tuple(
        one.model_copy(update={"note": planted}) if one is conflict else one for one in speech.regimes.conflicts
    )
    assert any(wrong(_speaking(speech, replace(speech.regimes, conflicts=noted)), there))


@pytest.mark.parametrize(("planted", "template"), list(zip(PLANTED, cycle(DRAWN_BY))))
def test_a_planted_promise_is_found_in_a_template(planted: str, template: str, speech: Speech) -> None:
    """Even where it stands in quotation marks: what is quoted has to stand in a document."""
    folder = resources.files("bot").joinpath("templates")
    every = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    there = speech.covering[:1]
    for said in (planted, f'Văn bản nói: "{planted}"', f"<blockquote>{planted}</blockquote>"):
        name = f"{template}.html.j2"
        renderer = Renderer(DictLoader({**every, name: f"{every[name]}\n{said}."}))
        assert any(wrong(replace(speech, renderer=renderer), there)), said


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_promise_is_found_in_a_paper(planted: str, library: Library) -> None:
    (outline,) = outlines("request")
    answers: Mapping[str, object] = filled("request", library)
    request = Request(paper_form("request", library.catalogue), answers, 1, TODAY)  # type: ignore[arg-type]
    made: Filled = _filled(request)
    changed = outline.model_copy(update={"closing": planted})
    assert [line for line in words(compose(changed, made, library, Side.PARTY)).splitlines() if faults(line)]


def test_a_draft_without_its_label_is_found(speech: Speech) -> None:
    folder = resources.files("bot").joinpath("templates")
    every = {file.name: file.read_text(encoding="utf-8").replace(LABEL, "") for file in folder.iterdir()}
    there = [facts for facts in speech.covering if facts[JURISDICTION] == "lam-dong"]
    found = wrong(replace(speech, renderer=Renderer(DictLoader(every))), there)
    assert any(one.startswith("unlabelled") for one in found)


def test_what_users_ask_for_and_documents_say_is_no_promise() -> None:
    assert faults("Văn bản nói: “được miễn trách nhiệm”. Soạn yêu cầu được bảo vệ.") == []
    assert faults("Đồng chí muốn biết hồ sơ có được bảo vệ không") == []
    assert faults("Bị điều chuyển khỏi tổ; được giám sát thường xuyên.") == []
    assert faults("Văn bản nói: “được miễn trách nhiệm") != []


def _with(regime: Regime, **changed: object) -> Regime:
    return regime.model_copy(update=changed)


def _speaking(speech: Speech, regimes: Regimes) -> Speech:
    return replace(speech, regimes=regimes, screens=ProtectionScreens(Shelf(regimes.library), regimes))
