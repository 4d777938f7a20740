"""Documents with the real library."""

import pytest

from conversations.documents.producing import produce
from conversations.events import Attachment
from conversations.forms.questions import Answers
from knowledge.library import Library
from tests.unit.conversations.documents import plans


class Producing:
    """Makes documents of plans."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def all(self, answers: Answers, *, preview: bool = False, version: int = 1) -> tuple[Attachment, ...]:
        return produce(plans.request(answers, preview=preview, version=version), self.library)

    def plan(self, answers: Answers, *, preview: bool = False) -> Attachment:
        return self.all(answers, preview=preview)[0]


@pytest.fixture(scope="session")
def producing(library: Library) -> Producing:
    return Producing(library)
