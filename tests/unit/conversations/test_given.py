"""The record of an answer: it comes back as it went, from whatever a database gives."""

import json
from dataclasses import replace

from conversations.events import AnswerRecord
from conversations.given import Given, new_answer_id
from knowledge.answer import Answer, AnswerStatus, Conflict, Elsewhere
from tests.unit.conversations.chat import Cite


def test_a_record_comes_back_through_json(deadline: Answer) -> None:
    given = Given.of(deadline, "abc")
    record = given.record()
    stored = AnswerRecord(record.id, record.question, record.status, json.loads(json.dumps(record.payload)))
    assert Given.from_record(stored) == given


def test_provisions_are_each_there_once_in_a_steady_order(cite: Cite) -> None:
    answer = Answer(
        "?",
        AnswerStatus.ANSWERED,
        citations=(cite("hai-phong/12"),),
        conflict=Conflict("C-1", "x", (cite("hai-phong/12"), cite("kl-14/muc-2.1"))),
        elsewhere=(Elsewhere("lam-dong/iv/3", "x", "x", "x", "draft"),),
        candidates=("kl-14/muc-2.1", "kl-14/muc-2.2"),
        others=("hai-phong/3",),
    )
    given = Given.of(answer, "abc")
    assert given.provisions == ("hai-phong/12", "kl-14/muc-2.1", "lam-dong/iv/3", "kl-14/muc-2.2", "hai-phong/3")


def test_what_was_not_shown_comes_first_among_the_candidates(cite: Cite) -> None:
    ids = ["hai-phong/12", "kl-14/muc-2.1", "kl-14/muc-2.2", "kl-14/muc-2.3"]
    answer = Answer(
        "?",
        AnswerStatus.ANSWERED,
        citations=tuple(cite(id_) for id_ in ids),
        shown=3,
        candidates=("kl-14/muc-2.1", "hai-phong/3", "kl-14/muc-2.3"),
    )
    assert Given.of(answer, "abc").candidates == ("kl-14/muc-2.3", "hai-phong/3")
    sided = replace(answer, conflict=Conflict("C-1", "x", (cite("kl-14/muc-2.1"),)))
    assert Given.of(sided, "abc").candidates == ("kl-14/muc-2.2", "kl-14/muc-2.3", "hai-phong/3")


def test_what_a_record_lacks_is_empty() -> None:
    given = Given.from_record(AnswerRecord("abc", "?", "answered", {"citations": ["a/1"], "others": "a/1"}))
    assert (given.citations, given.candidates, given.others) == (("a/1",), (), ())


def test_ids_fit_a_button() -> None:
    ids = {new_answer_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(f"article|{id_}|999".encode()) <= 64 for id_ in ids)
