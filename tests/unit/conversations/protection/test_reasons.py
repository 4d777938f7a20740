""" "Vì sao hỏi?" of every question of the assessment and the papers, in every place."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from conversations.case.questions import NOWHERE
from conversations.drafts import Draft
from conversations.events import Profile
from conversations.forms.engine import Engine
from conversations.forms.questions import Form, Question
from conversations.forms.screens import SHOWN_REASONS, FormScreens
from conversations.forms.state import FormState
from conversations.protection.kind import AssessmentKind
from conversations.protection.papers import NAMINGS, paper_form
from conversations.protection.questions import JURISDICTION
from conversations.shelf import CENTRAL, Shelf
from conversations.views import Passage, words
from knowledge.catalogue import Status
from knowledge.library import Library
from knowledge.protection import Criterion, Regimes

PLACES = ("quang-ngai", "hai-phong", "lai-chau", "lam-dong", "other")
TWINS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "kl-14/muc-2.2": (
        "đóng góp tích cực vào sự phát triển chung",
        {"hai-phong": "hai-phong/2", "lai-chau": "lai-chau/ii/2/doan-1"},
    ),
    "kl-14/muc-2.3": (
        "quyết định cho thực hiện hoặc thực hiện thí điểm",
        {"hai-phong": "hai-phong/3", "lai-chau": "lai-chau/ii/3/doan-1"},
    ),
    "kl-14/muc-2.4/doan-1": (
        "kịp thời động viên, hỗ trợ, tháo gỡ khó khăn, vướng mắc",
        {"hai-phong": "hai-phong/4/doan-1", "lai-chau": "lai-chau/ii/3/doan-3"},
    ),
    "kl-14/muc-2.4/doan-2": (
        "xác định rõ nguyên nhân khách quan, chủ quan, đánh giá công tâm",
        {"hai-phong": "hai-phong/4/doan-2", "lai-chau": "lai-chau/ii/3/doan-4"},
    ),
}
"""Provisions of the Conclusion that documents of places say after it: the words they share, and those provisions."""


@pytest.fixture(scope="module")
def forms(form: Form, library: Library) -> dict[str, Form]:
    """All forms, each question asked whatever the others are answered."""
    every = {form.key: form, **{key: paper_form(key, library.catalogue) for key in NAMINGS}}
    return {key: _unconditional(one) for key, one in every.items()}


def _unconditional(form: Form) -> Form:
    parts = (
        replace(part, questions=tuple(replace(question, show_if=()) for question in part.questions))
        for part in form.parts
    )
    return replace(form, parts=tuple(parts))


def asked(form: Form, place: str) -> Iterator[Question]:
    return (one for one in form.questions if one.only_in != NOWHERE and (not one.only_in or place in one.only_in))


def reasons(form: Form, question: Question, place: str, library: Library) -> list[Passage]:
    """What a user of the place is shown."""
    state = FormState(form.key, form.version, at=question.key)
    draft = Draft("d", form.key, form.title, state.to_json(), state.revision)
    profile = Profile(jurisdiction=place)
    reply = FormScreens(Shelf(library), AssessmentKind(form), Engine(form, place), draft, state).why(profile)
    assert reply, f"{form.key}: {question.key} has no reason in {place}"
    return list(reply.context["passages"])


@pytest.mark.parametrize("key", ["assessment", *NAMINGS])
@pytest.mark.parametrize("place", PLACES)
def test_a_question_is_asked_for_what_holds_in_the_place_and_its_own_document_comes_first(
    key: str, place: str, forms: Mapping[str, Form], library: Library
) -> None:
    of = library.document_of
    for question in asked(forms[key], place):
        bearing = [one for one in question.why if of(one).jurisdiction in {place, CENTRAL}]
        own = [one for one in bearing if of(one).jurisdiction == place]
        expected = [*own, *(one for one in bearing if one not in own)][:SHOWN_REASONS]
        shown = reasons(forms[key], question, place, library)
        assert [words(passage.body) for passage in shown] == [library.get(one).text for one in expected], question.key
        assert [passage.document for passage in shown] == [of(one).short for one in expected], question.key


@pytest.mark.parametrize("key", ["assessment", *NAMINGS])
def test_a_reason_is_in_force_and_stands_once(key: str, forms: Mapping[str, Form], library: Library) -> None:
    for question in forms[key].questions:
        if question.only_in != NOWHERE:
            assert len(set(question.why)) == len(question.why) > 0, question.key
            assert not [one for one in question.why if library.document_of(one).status is Status.DRAFT], question.key


@pytest.mark.parametrize("key", ["assessment", *NAMINGS])
@pytest.mark.parametrize("place", ["hai-phong", "lai-chau"])
def test_what_the_place_says_as_the_centre_does_is_its_own_reason(
    key: str, place: str, forms: Mapping[str, Form], library: Library
) -> None:
    of = library.document_of
    lacking = [
        (question.key, twin)
        for question in asked(forms[key], place)
        for central in question.why
        if (twin := TWINS.get(central, ("", {}))[1].get(place))
        and twin not in question.why
        and not any(of(one).jurisdiction == place for one in question.why)
    ]
    assert lacking == []


def test_the_places_say_it_as_the_centre_does(library: Library) -> None:
    for central, (shared, twins) in TWINS.items():
        assert all(shared in library.get(one).text for one in (central, *twins.values()))


@pytest.mark.parametrize("place", ["quang-ngai", "hai-phong", "lai-chau"])
def test_what_a_criterion_of_the_place_depends_on_is_asked_for_its_document(
    place: str, form: Form, regimes: Regimes, library: Library
) -> None:
    for criterion in regimes.regimes[place].criteria:
        for question in form.questions:
            if question.key in facts_of(criterion) - {JURISDICTION}:
                assert any(library.document_of(one).jurisdiction == place for one in question.why), question.key


def facts_of(criterion: Criterion) -> set[str]:
    return {key for group in (*criterion.met, *criterion.unmet, *criterion.applies) for key in group}
