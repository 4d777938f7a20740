"""The plan's form and the rules of its check."""

import pytest

from conversations.forms.questions import Form
from conversations.plan.check import Rule, load_rules
from conversations.plan.questions import plan_form
from knowledge.library import Library


@pytest.fixture(scope="session")
def form() -> Form:
    return plan_form()


@pytest.fixture(scope="session")
def rules(library: Library, form: Form) -> tuple[Rule, ...]:
    return load_rules(library, form)
