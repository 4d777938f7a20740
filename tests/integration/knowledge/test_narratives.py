"""What somebody tells of their own case: the first passage is on protection in their place; near it nothing changes."""

import json
from pathlib import Path

import pytest
import yaml

from knowledge.answer import AnswerStatus
from knowledge.answering import Answerer
from knowledge.narratives import Narratives
from knowledge.opening import Knowledge

CENTRE = "kl-14/muc-2.4/doan-2"
QN = ("quang-ngai/dieu-3/khoan-4", "quang-ngai/dieu-6/khoan-1")
FIRST: dict[str | None, tuple[str, ...]] = {
    "quang-ngai": QN,
    "hai-phong": ("hai-phong/4/doan-2",),
    "lai-chau": ("lai-chau/ii/3/doan-4",),
    "lam-dong": (CENTRE,),
    None: (*QN, "hai-phong/4/doan-2", "lai-chau/ii/3/doan-4", CENTRE),
}
"""What is in force in the place on what follows from a risk; of a draft the Centre's comes first."""
WRITTEN = yaml.safe_load(Path(__file__).with_name("narratives.yaml").read_text(encoding="utf-8"))
SETS = Path(__file__).parents[3] / "benchmarks" / "questions"
NARRATIVES = Narratives.load()


@pytest.fixture(scope="module")
def by_words() -> Answerer:
    return Knowledge().answerer()


@pytest.mark.parametrize("place", FIRST)
@pytest.mark.parametrize("text", [*WRITTEN["told"], *WRITTEN["unseen"]])
def test_the_first_passage_is_on_protection(text: str, place: str | None, by_words: Answerer) -> None:
    answer = by_words.decide(text, place)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.question == text
    assert answer.citations[0].id in FIRST[place]
    assert answer.lead
    assert "nếu thực hiện đúng chủ trương" in answer.lead, "with its condition, or it sounds like a promise"


@pytest.mark.parametrize("text", WRITTEN["others"])
def test_what_is_near_is_searched_as_it_stands(text: str) -> None:
    assert NARRATIVES.comes_to(text) is None


def test_no_question_of_the_sets_that_is_to_be_refused_is_taken_for_an_account() -> None:
    asked = [
        json.loads(line) for file in SETS.glob("*.jsonl") for line in file.read_text(encoding="utf-8").splitlines()
    ]
    refused = [one["q"] for one in asked if not one["gold"]]
    assert refused
    assert [text for text in refused if NARRATIVES.comes_to(text)] == []
