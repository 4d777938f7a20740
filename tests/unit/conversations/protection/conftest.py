"""The regimes of the packaged documents, and the written cases."""

import pytest

from conversations.forms.questions import Form
from conversations.protection.questions import assessment_form
from knowledge.library import Library
from knowledge.protection import Regimes


@pytest.fixture(scope="session")
def regimes(library: Library) -> Regimes:
    return Regimes.load(library)


@pytest.fixture(scope="session")
def form(library: Library) -> Form:
    return assessment_form(library.catalogue)
