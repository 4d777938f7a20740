"""The dialogues with the real library."""

import pytest

from conversations.events import Profile
from conversations.opening import Parts, every_part
from conversations.plan.coaching import Coaching
from conversations.router import Router
from knowledge.answer import Answer, AnswerStatus, Citation, Reason
from knowledge.library import Library
from tests.unit.conversations.chat import BuiltAnswers, Chat, Cite
from tests.unit.conversations.plan.desk import TODAY, Printing
from tests.unit.conversations.plan.test_coaching import Told, marking
from tests.unit.conversations.registry import NOW

DEADLINE = (
    "Cấp có thẩm quyền xem xét kế hoạch thực hiện và phải trả lời bằng văn bản trong vòng 30 ngày làm việc kể từ ngày "
    "nhận được đề xuất xin chủ trương (kế hoạch); đối với những vấn đề khó, phức tạp, cần có thời gian thẩm định thì "
    "không quá 60 ngày làm việc."
)


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load()


@pytest.fixture(scope="session")
def cite(library: Library) -> Cite:
    def build(identity: str, quote: str | None = None) -> Citation:
        provision, document = library.get(identity), library.document_of(identity)
        quote = quote or provision.text
        notes = library.notes_for(identity, quote)
        status, place = document.status, document.jurisdiction
        return Citation(identity, document.short, provision.locator, provision.text, quote, status, place, notes)

    return build


@pytest.fixture
def deadline(cite: Cite) -> Answer:
    start = DEADLINE.index("trong vòng 30")
    return Answer(
        question="",
        status=AnswerStatus.ANSWERED,
        lead=DEADLINE,
        bold=((start, start + len("trong vòng 30 ngày làm việc")),),
        citations=(cite("quang-ngai/dieu-4/khoan-3", DEADLINE), cite("kl-14/muc-2.3")),
        shown=2,
        candidates=("quang-ngai/dieu-4/khoan-1", "quang-ngai/dieu-4/khoan-2", "kl-14/muc-2.2", "lam-dong/iv/3"),
        others=("lam-dong/chu-thich-1", "hai-phong/3"),
    )


@pytest.fixture
def answers(deadline: Answer) -> BuiltAnswers:
    return BuiltAnswers(deadline, {reason: Answer("", AnswerStatus.REFUSED, reason) for reason in Reason})


@pytest.fixture(scope="session")
def parts(library: Library) -> Parts:
    coaching = Coaching(Told(), marking, {})
    return every_part(library, Printing(), coaching, today=lambda: TODAY, now=lambda: NOW)


@pytest.fixture
def router(answers: BuiltAnswers, library: Library, parts: Parts) -> Router:
    return Router(
        answers,
        library,
        kinds=parts.kinds,
        dialogues=parts.dialogues,
        offering=parts.offering,
        today=lambda: TODAY,
    )


@pytest.fixture
def new_chat(router: Router) -> Chat:
    """The chat of a user who has never written."""
    return Chat(router=router, profile=Profile())


@pytest.fixture
def chat(router: Router) -> Chat:
    """The chat of a user of Quảng Ngãi who knows the bot."""
    return Chat(router=router, profile=Profile(jurisdiction="quang-ngai", greeted=True))
