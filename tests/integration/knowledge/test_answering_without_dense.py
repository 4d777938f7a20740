"""What becomes of questions while the dense leg cannot answer: words alone answer them, as before it was there."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from knowledge.answer import Answer
from knowledge.answering import Answerer
from knowledge.lexical import Scores
from knowledge.opening import Knowledge
from knowledge.retrieval import DenseUnavailable

QUESTIONS = [
    ("Cấp có thẩm quyền phải trả lời đề xuất trong bao nhiêu ngày?", "quang-ngai"),
    ("Hải Phòng phải trả lời đề xuất trong bao nhiêu ngày?", None),
    ("thời tiết hôm nay thế nào", "lai-chau"),
]


class Flickering:
    """A dense leg that is there, or is not, as the test says."""

    def __init__(self, targets: list[str]) -> None:
        self.targets = targets
        self.there = True

    def scores(self, text: str, nearest: int) -> Mapping[str, Scores]:
        if not self.there:
            raise DenseUnavailable("away")
        return {"text": np.zeros(len(self.targets)), "wording": np.zeros(len(self.targets))}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge()


def timeless(answer: Answer) -> Answer:
    return replace(answer, elapsed_ms=0)


async def test_words_alone_answer_while_it_is_away_and_both_legs_afterwards(knowledge: Knowledge) -> None:
    by_words = knowledge.answerer()
    answerer = knowledge.answerer()
    dense = Flickering(list(dict.fromkeys(entry.target for entry in knowledge.entries)))
    answerer.complete(dense)
    for question, place in QUESTIONS:
        both = await answerer.answer(question, place)
        dense.there = False
        alone = await answerer.answer(question, place)
        dense.there = True
        again = await answerer.answer(question, place)
        assert timeless(alone) == timeless(await by_words.answer(question, place))
        assert (both.degraded, alone.degraded, again.degraded) == (False, True, False)
        assert timeless(again) == timeless(both)


async def test_a_second_index_takes_the_place_of_the_first(knowledge: Knowledge) -> None:
    answerer: Answerer = knowledge.answerer()
    first, second = (Flickering(list(dict.fromkeys(e.target for e in knowledge.entries))) for _ in range(2))
    answerer.complete(first)
    answerer.complete(second)
    first.there = False
    assert not (await answerer.answer(*QUESTIONS[0])).degraded
    second.there = False
    assert (await answerer.answer(*QUESTIONS[0])).degraded
