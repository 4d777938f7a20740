"""Citations of the real documents for tests that start where retrieval ends."""

from functools import cache

from knowledge.answer import Answer, AnswerStatus, Citation
from knowledge.citing import Citer
from knowledge.library import Library

DEADLINE = "quang-ngai/dieu-4/khoan-3"
PROTECTED = "quang-ngai/dieu-6/khoan-1"
CONCLUSION = "kl-14/muc-2.4"
PLAN = "lam-dong/iv/3"
REPORT = "hai-phong/3"


@cache
def _citer() -> Citer:
    return Citer(Library.load())


def cited(*ids: str) -> tuple[Citation, ...]:
    """The citations of these provisions."""
    return tuple(_citer().cite(id_, [], []) for id_ in ids)


def answered(question: str, *ids: str) -> Answer:
    """An answer that cites these provisions."""
    citations = cited(*ids)
    lead = citations[0].quote
    return Answer(question=question, status=AnswerStatus.ANSWERED, lead=lead, citations=citations)
