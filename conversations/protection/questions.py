"""The questions of the assessment, with the places of the catalogue to choose from."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources

from conversations.case.questions import NOWHERE
from conversations.drafts import Draft
from conversations.events import Profile
from conversations.forms.loading import load_form
from conversations.forms.questions import Answers, Choice, Condition, Form, Kind, Part, Question
from knowledge.catalogue import Catalogue
from knowledge.protection import CENTRAL, Facts
from knowledge.protection_faults import Choices

JURISDICTION = "jurisdiction"
RECIPIENT = "managing_body"
ELSEWHERE = "other"
ABOUT_CASE, ABOUT_SENT = "about_case", "about_sent"
"""The case that a form is about, and that a paper was sent: kept among the answers, nowhere asked."""
TO_PLACE: Mapping[str, Mapping[str, str]] = {
    # hai-phong/8
    "obstructed": {"hai-phong": "Ban Nội chính Thành ủy"},
}
"""By the key of a paper's form, the recipient that the document of a place names: it is not asked for there."""
UNKNOWN = "unknown"
"""The answer "không rõ", which shows nothing."""


def assessment_form(catalogue: Catalogue) -> Form:
    """The form of the assessment. Raises FormError when the packaged file is wrong."""
    return about(with_places(packaged_form("assessment"), catalogue), ABOUT_CASE)


def about(form: Form, *keys: str) -> Form:
    """The form with places to keep what it is about, under keys of questions that are nowhere asked."""
    *parts, last = form.parts
    kept = tuple(Question(key, key, Kind.SHORT, required=False, only_in=NOWHERE) for key in keys)
    return replace(form, parts=(*parts, replace(last, questions=(*last.questions, *kept))))


@cache
def packaged_form(name: str) -> Form:
    """A form of this package as its file has it."""
    file = resources.files(__package__).joinpath(f"{name}.yaml")
    return load_form(file.read_text(encoding="utf-8"))


def with_places(form: Form, catalogue: Catalogue) -> Form:
    """The form with every place of the catalogue before the choices that its question of the place has."""
    places = tuple(Choice(place.id, place.name) for place in catalogue.jurisdictions if place.id != CENTRAL)

    def placed(question: Question) -> Question:
        return replace(question, choices=(*places, *question.choices)) if question.key == JURISDICTION else question

    parts = (Part(part.key, part.title, tuple(map(placed, part.questions))) for part in form.parts)
    return replace(form, parts=tuple(parts))


def addressed(form: Form) -> Form:
    """The paper's form without the question of the recipient where a document names it (`TO_PLACE`)."""
    named = tuple(TO_PLACE.get(form.key, ()))
    elsewhere = Condition(JURISDICTION, none_of=named)

    def asked(question: Question) -> Question:
        mine = named and question.key == RECIPIENT
        return replace(question, show_if=(*question.show_if, elsewhere)) if mine else question

    return replace(form, parts=tuple(replace(one, questions=tuple(map(asked, one.questions))) for one in form.parts))


def place_of(answers: Answers, profile: Profile) -> str | None:
    """The place whose documents bear on the case; until that is answered, where the user works."""
    place = answers.get(JURISDICTION)
    return place if isinstance(place, str) else profile.jurisdiction


def facts_of(answers: Answers) -> Facts:
    """What the answers show: those of choices, without "không rõ"."""
    return {key: value for key, value in answers.items() if isinstance(value, str) and value != UNKNOWN}


def case_of(draft: Draft) -> str:
    """The code of the case that a draft is about, "" for none."""
    code = draft.state["answers"].get(ABOUT_CASE)
    return code if isinstance(code, str) else ""


def choices_of(form: Form) -> Choices:
    """The facts that the form can ask for."""
    return {one.key: frozenset(choice.key for choice in one.choices) for one in form.questions if one.choices}
