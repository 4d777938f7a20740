"""A user of Quảng Ngãi in a chat where the small form can be filled in."""

import pytest

from conversations.router import Router
from knowledge.library import Library
from tests.unit.conversations.chat import MEMBER, BuiltAnswers, Chat
from tests.unit.conversations.forms.samples import TODAY, SmallKind


@pytest.fixture
def kind() -> SmallKind:
    return SmallKind()


@pytest.fixture
def chat(answers: BuiltAnswers, library: Library, kind: SmallKind) -> Chat:
    router = Router(answers, library, kinds=[kind], today=lambda: TODAY)
    return Chat(router=router, profile=MEMBER)
