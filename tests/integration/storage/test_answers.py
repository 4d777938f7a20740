from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage.answers import Answers, StoredAnswer
from storage.database import Database
from tests.clock import HandClock

PAYLOAD = {"citations": ["quang-ngai/dieu-4/khoan-3"], "score": 0.5}


@pytest.fixture
def answers(database: Database, clock: HandClock) -> Answers:
    return Answers(database, clock)


async def add(database: Database, answers: Answers, chat_id: int, id: str, question: str = "thời hạn?") -> None:
    async with database.transaction() as session:
        await answers.add(session, chat_id, id, question=question, status="answered", payload=PAYLOAD)


async def judge(database: Database, answers: Answers, chat_id: int, id: str, helpful: bool) -> bool:
    async with database.transaction() as session:
        return await answers.judge(session, chat_id, id, helpful)


async def test_an_answer_comes_back(database: Database, answers: Answers, clock: HandClock) -> None:
    await add(database, answers, 7, "x1")
    expected = StoredAnswer("x1", 7, "thời hạn?", "answered", PAYLOAD, clock.now(), None, None)
    assert await answers.get(7, "x1") == expected


async def test_another_chats_answer_is_not_found(database: Database, answers: Answers) -> None:
    await add(database, answers, 7, "x1")
    assert await answers.get(8, "x1") is None
    assert not await judge(database, answers, 8, "x1", True)
    await add(database, answers, 8, "x1", "của tôi?")
    assert await judge(database, answers, 8, "x1", False)
    mine, other = await answers.get(7, "x1"), await answers.get(8, "x1")
    assert mine is not None
    assert other is not None
    assert (mine.question, mine.helpful, other.question, other.helpful) == ("thời hạn?", None, "của tôi?", False)


async def test_an_id_is_used_once_in_a_chat(database: Database, answers: Answers) -> None:
    await add(database, answers, 7, "x1")
    with pytest.raises(IntegrityError):
        await add(database, answers, 7, "x1")


async def test_the_last_judgement_counts(database: Database, answers: Answers, clock: HandClock) -> None:
    await add(database, answers, 7, "x1")
    assert await judge(database, answers, 7, "x1", True)
    clock.forward(timedelta(minutes=1))
    assert await judge(database, answers, 7, "x1", False)
    answer = await answers.get(7, "x1")
    assert answer is not None
    assert (answer.helpful, answer.judged_at) == (False, clock.now())


async def test_a_judgement_on_nothing_says_so(database: Database, answers: Answers) -> None:
    assert not await judge(database, answers, 7, "nothing", True)


async def test_a_hostile_question_is_kept_without_what_no_database_holds(database: Database, answers: Answers) -> None:
    await add(database, answers, 7, "x1", "a\x00b\ud800c ﷺ\U0001f600")
    answer = await answers.get(7, "x1")
    assert answer is not None
    assert answer.question == "a\ufffdb\ufffdc ﷺ\U0001f600"
