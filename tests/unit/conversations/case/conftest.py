"""Who most tests of cases are about."""

import pytest

from conversations.router import Router
from tests.unit.conversations.case.people import Person, official
from tests.unit.conversations.registry import Registry


@pytest.fixture
def registry() -> Registry:
    """The cases that there are: none yet."""
    return Registry()


@pytest.fixture
def an(router: Router, registry: Registry) -> Person:
    """An official who proposes, while no office of the bot is there."""
    return official(router, registry)
