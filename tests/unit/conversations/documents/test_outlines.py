"""Outlines fit the form they are made from, and quote what exists."""

import re
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from conversations.documents.outlines import Given, Outline, Part, Quote, Section, Words, outlines
from conversations.plan.questions import plan_form
from knowledge.library import Library

FACTS = {"proposer", "plan"}
KEYS = {question.key for question in plan_form().questions}


def parts(given: tuple[Part, ...]) -> Iterator[Part]:
    for part in given:
        yield part
        if isinstance(part, Section):
            yield from parts(part.parts)


def named(outline: Outline) -> Iterator[str]:
    """Every key that an outline names."""
    texts = [outline.subject, outline.closing, *(item.text for item in (*outline.addressee, *outline.recipients))]
    yield from outline.when
    for part in parts(outline.body):
        yield from getattr(part, "when", {})
        if isinstance(part, Given):
            yield part.answer
        if isinstance(part, Words):
            texts.append(part.text)
    yield from re.findall(r"\{(\w+)\}", " ".join(texts))


@pytest.mark.parametrize("outline", outlines("plan"), ids=lambda outline: outline.file)
def test_every_key_is_a_question_or_a_fact(outline: Outline) -> None:
    facts = FACTS | ({outline.each.column} if outline.each else set())
    assert set(named(outline)) <= KEYS | facts


@pytest.mark.parametrize("outline", outlines("plan"), ids=lambda outline: outline.file)
def test_every_condition_is_a_choice_of_its_question(outline: Outline) -> None:
    choices = {question.key: {choice.key for choice in question.choices} for question in plan_form().questions}
    for part in (outline, *parts(outline.body), *outline.addressee, *outline.recipients):
        for key, keys in (*getattr(part, "when", {}).items(), *getattr(part, "unless", {}).items()):
            assert set(keys) <= choices[key]


@pytest.mark.parametrize("outline", outlines("plan"), ids=lambda outline: outline.file)
def test_every_share_of_a_table_is_a_column(outline: Outline) -> None:
    columns = {question.key: {column.key for column in question.columns} for question in plan_form().questions}
    for part in parts(outline.body):
        if isinstance(part, Given) and part.widths:
            assert set(part.widths) == columns[part.answer]


def test_every_question_stands_in_the_plan() -> None:
    plan = next(outline for outline in outlines("plan") if outline.preview)
    standing = {"proposer_post", "side", "recipient", "urgent", "place"}
    """Asked to decide on a part, or set in the head."""
    assert KEYS - set(named(plan)) <= standing | {"proposer_name", "proposer_unit"}


def test_every_provision_that_is_quoted_exists(library: Library) -> None:
    for outline in outlines("plan"):
        for part in parts(outline.body):
            if isinstance(part, Quote):
                assert library.get(part.quote).text


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError):
        Outline.model_validate({"form": "plan", "nonsense": 1})


def test_a_form_without_documents_has_none() -> None:
    assert outlines("nonsense") == ()
