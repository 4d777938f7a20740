"""What the tests of the knowledge room share: the documents and the data beside them, loaded once."""

import pytest

from knowledge import corpus
from knowledge.library import Library
from knowledge.opening import Knowledge
from knowledge.question import QuestionReader


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge()


@pytest.fixture(scope="session")
def library(knowledge: Knowledge) -> Library:
    return knowledge.library


@pytest.fixture(scope="session")
def reader(knowledge: Knowledge) -> QuestionReader:
    return corpus.question_reader(knowledge.library.catalogue, knowledge.entries)
