"""The questions of the plan: what every one of them owes its user."""

import re
from collections.abc import Iterator

import pytest

from conversations.forms.questions import Form, Kind, Question
from conversations.plan.check import CENTRAL, Rule
from conversations.plan.questions import JURISDICTION, plan_form
from knowledge.catalogue import Status
from knowledge.library import Library
from tests.unit.conversations.plan.plans import FLOOD, HOSPITAL, LEGALITY, SHOP, read

PARTS = {
    "need": "title need purpose",
    "urgency": "urgent urgent_reason",
    "issue": "issue_kind issue rules",
    "content": "content scope beneficiaries tasks",
    "results": "results",
    "effects": "positive negative",
    "risks": "risks",
    "means": "period resources total feasibility",
    "request": "request pilot_limits",
    "proposer": "jurisdiction proposer_kind proposer_name proposer_post proposer_unit members side",
    "recipient": "managing_body recipient recipient_name place",
    "levels": "levels consulted superior_informed",
    "legality": "legality_quang_ngai legality_hai_phong legality_lai_chau legality_central legality_note",
    "interest": "no_interest interest_note",
    "commitment": "commitment reporting",
    "attachments": "attachments attachments_note",
}
QUESTIONS = [pytest.param(question, id=question.key) for question in plan_form().questions]


def places_of(question: Question) -> tuple[str, ...]:
    """The places where a question may be asked."""
    named = [condition.any_of for condition in question.show_if if condition.question == JURISDICTION]
    return named[0] if named else tuple(LEGALITY)


def test_has_the_sixteen_parts_of_the_template(form: Form) -> None:
    assert {part.key: " ".join(question.key for question in part.questions) for part in form.parts} == PARTS


def test_the_title_comes_first(form: Form) -> None:
    assert form.questions[0].key == "title"


def test_every_place_has_one_ceiling_of_legality(form: Form) -> None:
    ceilings = [question for question in form.questions if question.kind is Kind.CHOICES and question.key != "levels"]
    for place, (key, items) in LEGALITY.items():
        (ceiling,) = [question for question in ceilings if place in places_of(question)]
        assert ceiling.key == key
        assert [choice.key for choice in ceiling.choices] == items


def test_places_are_those_of_the_store(form: Form, library: Library) -> None:
    question = next(question for question in form.questions if question.key == JURISDICTION)
    local = {place.id for place in library.catalogue.jurisdictions} - {CENTRAL}
    assert {choice.key for choice in question.choices} == local | {"other"}


@pytest.mark.parametrize("question", QUESTIONS)
class TestQuestion:
    def test_has_an_example_and_a_short_name(self, question: Question) -> None:
        assert question.example
        assert question.label

    def test_has_reasons_in_the_library(self, question: Question, library: Library) -> None:
        assert question.why
        assert len(set(question.why)) == len(question.why)
        assert all(library.get(id_).text for id_ in question.why)

    def test_has_a_reason_in_force_wherever_it_is_asked(self, question: Question, library: Library) -> None:
        documents = [library.document_of(id_) for id_ in question.why]
        applies = {document.jurisdiction for document in documents if document.status is not Status.DRAFT}
        assert all({place, CENTRAL} & applies for place in places_of(question))

    def test_says_nothing_of_protection(self, question: Question) -> None:
        assert not re.search(r"bảo vệ cán bộ|được bảo vệ|miễn trách nhiệm", f"{question.text} {question.example}")

    def test_fits_a_phone(self, question: Question) -> None:
        assert len(question.text) <= 200
        assert len(question.example) <= 200
        assert all(len(choice.label) <= 40 for choice in question.choices)


def words_of(form: Form, rules: tuple[Rule, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for question in form.questions:
        yield question.text, question.why
        yield question.example, question.why
    for rule in rules:
        yield rule.message, tuple(ground.id for ground in rule.grounds)
        yield rule.mend, tuple(ground.id for ground in rule.grounds)


def test_what_stands_in_quotation_marks_is_a_button_or_verbatim(
    form: Form, rules: tuple[Rule, ...], library: Library
) -> None:
    buttons = {choice.label for question in form.questions for choice in question.choices}
    quoted = [(quote, why) for text, why in words_of(form, rules) for quote in re.findall(r'["“]([^"”]+)["”]', text)]
    assert quoted
    for quote, why in quoted:
        assert quote in buttons or any(quote in library.get(id_).text for id_ in why), quote


@pytest.mark.parametrize("name", [SHOP, HOSPITAL, FLOOD])
def test_the_plans_answer_questions_of_the_form(form: Form, name: str) -> None:
    asked = {question.key for question in form.questions}
    assert read(name).keys() <= asked
    choices = {question.key: {choice.key for choice in question.choices} for question in form.questions}
    columns = {question.key: {column.key for column in question.columns} for question in form.questions}
    for key, answer in read(name).items():
        if choices[key]:
            assert set(answer if isinstance(answer, list) else [answer]) <= choices[key]
        if columns[key]:
            assert all(row.keys() <= columns[key] for row in answer)
