"""The questions of the assessment, with the places of the catalogue to choose from."""

from dataclasses import replace
from functools import cache
from importlib import resources

from conversations.events import Profile
from conversations.forms.loading import load_form
from conversations.forms.questions import Answers, Choice, Form, Part, Question
from knowledge.catalogue import Catalogue
from knowledge.protection import CENTRAL, Facts
from knowledge.protection_faults import Choices

JURISDICTION = "jurisdiction"
ELSEWHERE = "other"
UNKNOWN = "unknown"
"""The answer "không rõ", which shows nothing."""


def assessment_form(catalogue: Catalogue) -> Form:
    """The form of the assessment. Raises FormError when the packaged file is wrong."""
    return with_places(packaged_form("assessment"), catalogue)


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


def place_of(answers: Answers, profile: Profile) -> str | None:
    """The place whose documents bear on the case; until that is answered, where the user works."""
    place = answers.get(JURISDICTION)
    return place if isinstance(place, str) else profile.jurisdiction


def facts_of(answers: Answers) -> Facts:
    """What the answers show: those of choices, without "không rõ"."""
    return {key: value for key, value in answers.items() if isinstance(value, str) and value != UNKNOWN}


def choices_of(form: Form) -> Choices:
    """The facts that the form can ask for."""
    return {one.key: frozenset(choice.key for choice in one.choices) for one in form.questions if one.choices}
