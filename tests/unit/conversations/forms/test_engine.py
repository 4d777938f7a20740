"""The rules of going through a form."""

import json
from dataclasses import replace

import pytest

from conversations.forms.engine import Engine, Turn
from conversations.forms.moves import (
    Back,
    Chosen,
    Done,
    DropLast,
    Edit,
    Jump,
    Keep,
    More,
    Move,
    Review,
    Skip,
    TakeBack,
    Typed,
    packed,
    unpacked,
)
from conversations.forms.questions import Answer
from conversations.forms.state import REVIEW, FormState
from tests.unit.conversations.forms.samples import FORM, TODAY

ENGINE = Engine(FORM, "quang-ngai")
FULL: dict[str, Answer] = {
    "ten": "Một cửa",
    "loai": "chua",
    "mo-ta": "Làm",
    "pham-vi": ["hp"],
    "thoi-han": {"number": "30", "unit": "ngày"},
    "tien": 5,
    "ngay": "2027-01-01",
    "ky": {"begin": "2027-01-01", "end": "2027-12-31"},
    "rui-ro": [{"ten": "a", "muc": "cao"}],
    "nguoi": [{"name": "A B", "post": "C", "unit": "D"}],
    "tep": [{"id": "1", "name": "a.pdf", "mime": "application/pdf", "size": "9", "digest": "d"}],
}


def at(key: str, **changes: object) -> FormState:
    """A state that stands at a question, after everything was answered."""
    values: dict[str, object] = {"answers": dict(FULL), "at": key, "revision": 9, **changes}
    return FormState("thu", 1, **values)  # type: ignore[arg-type]


def go(state: FormState, *moves: Move) -> Turn:
    """The last turn of the moves."""
    turn = Turn(state)
    for move in moves:
        turn = ENGINE.move(turn.state, move, TODAY)
    return turn


def keys(state: FormState) -> list[str]:
    return [question.key for question in ENGINE.asked(state)]


def test_it_begins_at_the_first_question() -> None:
    state = ENGINE.begin()
    assert (state.at, state.revision, dict(state.answers)) == ("ten", 0, {})


def test_an_answer_leads_to_the_next_question_and_is_in_the_state() -> None:
    turn = go(ENGINE.begin(), Typed("Một cửa"))
    assert (turn.state.at, turn.state.revision, dict(turn.state.answers)) == ("loai", 1, {"ten": "Một cửa"})
    assert turn.completed
    assert turn.completed.key == "ten"


def test_a_problem_changes_nothing() -> None:
    state = at("ngay")
    turn = go(state, Typed("30/2"))
    assert turn.state is state
    assert turn.problem


def test_questions_are_asked_only_when_earlier_answers_say_so() -> None:
    assert "quy-dinh" not in keys(at("ten"))
    assert keys(go(at("loai"), Chosen("khong-hop")).state)[:4] == ["ten", "loai", "quy-dinh", "can-cu"]


def test_questions_of_another_place_are_not_asked() -> None:
    elsewhere = Engine(FORM, "hai-phong")
    assert "ky" in keys(at("ten"))
    assert "ky" not in [question.key for question in elsewhere.asked(at("ten"))]
    assert "ky" not in elsewhere.answers(at("ten"))


def test_back_at_the_first_question_says_so_and_stays() -> None:
    state = ENGINE.begin()
    turn = go(state, Back())
    assert turn.state is state
    assert turn.problem
    assert turn.problem.code == "first_step"


@pytest.mark.parametrize("word", ["Quay lại", "quay lai", "QUAY LẠI.", "  quay  lại "])
def test_back_in_words_goes_back(word: str) -> None:
    assert go(at("loai"), Typed(word)).state.at == "ten"


def test_back_loses_no_later_answer() -> None:
    state = at("nguoi")
    back = go(state, *[Back()] * 5).state
    assert back.at == "thoi-han"
    assert back.answers == state.answers


def test_a_kept_answer_leads_on_to_what_is_open() -> None:
    answers = {key: value for key, value in FULL.items() if key != "nguoi"}
    assert go(at("ten", answers=answers), Keep()).state.at == "nguoi"
    assert go(at("ten"), Keep()).state.at == REVIEW


def test_there_is_nothing_to_keep_without_an_answer() -> None:
    turn = go(ENGINE.begin(), Keep())
    assert turn.problem
    assert turn.problem.code == "nothing_to_keep"


def test_a_word_of_moving_is_an_answer_where_it_cannot_be_the_move() -> None:
    assert go(ENGINE.begin(), Typed("Giữ nguyên")).state.answers == {"ten": "Giữ nguyên"}
    assert go(ENGINE.begin(), Typed("Xong")).state.answers == {"ten": "Xong"}


def test_a_required_question_can_be_put_off_and_is_missing() -> None:
    state = go(ENGINE.begin(), Skip()).state
    assert state.at == "loai"
    assert state.skipped == ("ten",)
    assert "ten" in [question.key for question in ENGINE.missing(state)]


def test_what_was_put_off_is_not_asked_again_by_itself_and_is_settled_by_an_answer() -> None:
    answers = {key: value for key, value in FULL.items() if key not in {"ten", "tep"}}
    state = at("tep", answers=answers, skipped=("ten",))
    assert go(state, Skip()).state.at == REVIEW
    answered = go(state, Edit("ten"), Typed("Tên")).state
    assert (answered.at, answered.skipped) == (REVIEW, ())


def test_passing_over_an_answer_keeps_it() -> None:
    state = go(at("ten"), Skip()).state
    assert state.answers["ten"] == "Một cửa"
    assert state.skipped == ()


def test_after_the_last_question_come_the_earlier_open_ones() -> None:
    answers = {key: value for key, value in FULL.items() if key not in {"ten", "tep"}}
    assert go(at("tep", answers=answers), Skip()).state.at == "ten"


def test_a_jump_goes_to_what_is_open_in_the_part() -> None:
    answers = {key: value for key, value in FULL.items() if key != "ngay"}
    assert go(at("ten", answers=answers), Jump("noi-dung")).state.at == "ngay"
    assert go(at("ten"), Jump("noi-dung")).state.at == "mo-ta"
    assert go(at("ten"), Jump("khong-co")).stale


def test_an_edit_from_the_review_returns_to_it() -> None:
    state = go(at(REVIEW), Edit("ten"), Typed("Tên khác")).state
    assert (state.at, state.returning, state.answers["ten"]) == (REVIEW, False, "Tên khác")


def test_an_edit_asks_only_what_it_invalidates() -> None:
    """Even where other questions are open: the user chose to look at the review first."""
    answers = {key: value for key, value in FULL.items() if key != "ngay"}
    state = go(at(REVIEW, answers=answers), Edit("loai"), Chosen("khong-hop")).state
    assert (state.at, state.awaited) == ("quy-dinh", ("quy-dinh", "can-cu"))
    state = go(state, Typed("Quyết định số 12/2020/QĐ-UBND, Điều 5")).state
    assert (state.at, state.returning) == ("can-cu", True)
    assert go(state, Skip()).state.at == REVIEW


def test_an_answer_that_is_not_asked_for_any_more_is_kept_and_comes_back() -> None:
    rule = "Quyết định số 12/2020/QĐ-UBND, Điều 5"
    state = at("loai", answers={**FULL, "loai": "khong-hop", "quy-dinh": rule}, returning=True)
    without = go(state, Chosen("chua")).state
    assert without.answers["quy-dinh"] == rule
    assert "quy-dinh" not in ENGINE.answers(without)
    again = go(without, Edit("loai"), Chosen("khong-hop")).state
    assert ENGINE.answers(again)["quy-dinh"] == rule
    assert again.at == "can-cu"


def test_back_from_an_edit_leads_to_the_review() -> None:
    assert go(at(REVIEW), Edit("ngay"), Back()).state.at == REVIEW


def test_back_from_the_review_leads_to_the_last_question_and_on_to_the_review() -> None:
    assert go(at(REVIEW), Back()).state.at == "tep"
    assert go(at(REVIEW), Back(), Done()).state.at == REVIEW


@pytest.mark.parametrize("move", [Typed("Tên"), Chosen("chua"), Skip(), Keep(), Done(), TakeBack(), Edit("quy-dinh")])
def test_what_means_nothing_at_the_review_changes_nothing(move: Move) -> None:
    state = at(REVIEW)
    turn = go(state, move)
    assert turn.stale
    assert turn.state is state


@pytest.mark.parametrize("move", [Chosen("x"), Chosen("chua"), More(), TakeBack()])
def test_what_means_nothing_at_a_question_changes_nothing(move: Move) -> None:
    state = at("ten")
    assert go(state, move).stale
    assert go(state, move).state is state


@pytest.mark.parametrize("revision", [0, 8, 10])
@pytest.mark.parametrize("move", [Skip(), Back(), Review(), Chosen("chua"), Jump("rui-ro")])
def test_a_button_of_another_step_changes_nothing(revision: int, move: Move) -> None:
    state = at("loai")
    turn = ENGINE.press(state, revision, move, TODAY)
    assert turn.stale
    assert turn.state is state


def test_a_button_pressed_twice_counts_once() -> None:
    state = at("pham-vi")
    after = ENGINE.press(state, state.revision, Chosen("dl"), TODAY).state
    assert ENGINE.press(after, state.revision, Chosen("dl"), TODAY).state is after


def test_a_text_over_several_messages() -> None:
    state = at("mo-ta", answers={"ten": "a", "loai": "chua"})
    written = go(state, Typed("Một"), Typed("hai")).state
    assert (written.at, written.answers["mo-ta"]) == ("mo-ta", "Một\n\nhai")
    assert go(written, Typed("Xong")).state.at == "pham-vi"


def test_a_text_gone_back_to_is_replaced_or_continued() -> None:
    assert go(at("mo-ta"), Typed("Mới")).state.answers["mo-ta"] == "Mới"
    assert go(at("mo-ta"), More(), Typed("thêm")).state.answers["mo-ta"] == "Làm\n\nthêm"


def test_a_text_that_was_left_half_way_goes_on() -> None:
    state = go(at("mo-ta"), Typed("Một"), Back(), Jump("noi-dung"), Typed("hai")).state
    assert state.answers["mo-ta"] == "Một\n\nhai"


def test_the_last_message_of_a_text_is_taken_out_again_and_then_the_one_before() -> None:
    written = go(at("mo-ta", answers={}), Typed("Một\n\nmột rưỡi"), Typed("mai"), Typed("15/9")).state
    once = go(written, DropLast()).state
    assert (once.at, once.answers["mo-ta"]) == ("mo-ta", "Một\n\nmột rưỡi\n\nmai")
    twice = go(once, DropLast()).state
    assert twice.answers["mo-ta"] == "Một\n\nmột rưỡi"
    assert go(twice, Typed("hai")).state.answers["mo-ta"] == "Một\n\nmột rưỡi\n\nhai"
    nothing = go(twice, DropLast()).state
    assert (dict(nothing.answers), dict(nothing.pending), nothing.at) == ({}, {}, "mo-ta")
    assert go(nothing, DropLast()).stale


def test_what_a_message_had_replaced_or_continued_stands_again_without_it() -> None:
    state = at("mo-ta")
    assert replace(go(state, Typed("mai"), DropLast()).state, revision=9) == state
    continued = go(state, More(), Typed("mai"), DropLast()).state
    assert continued.answers["mo-ta"] == "Làm"
    assert go(continued, Typed("hai")).state.answers["mo-ta"] == "Làm\n\nhai"


def test_what_was_done_is_not_taken_out_by_messages() -> None:
    done = go(at("mo-ta", answers={}), Typed("Một"), Done(), Back()).state
    assert go(done, DropLast()).stale
    assert go(at("ten"), DropLast()).stale


def test_a_text_that_was_opened_before_messages_were_told_apart_goes_on_and_loses_only_what_came_since() -> None:
    earlier = at("mo-ta", pending={"mo-ta": {"open": True}})
    assert go(earlier, DropLast()).stale
    assert go(earlier, Typed("hai"), DropLast()).state.answers["mo-ta"] == "Làm"


def test_a_message_is_taken_out_in_words_only_where_a_text_is_written() -> None:
    assert go(at("mo-ta"), Typed("Một"), Typed("hai"), Typed("Bỏ tin vừa gửi")).state.answers["mo-ta"] == "Một"
    assert go(at("ten"), Typed("Bỏ tin vừa gửi")).state.answers["ten"] == "Bỏ tin vừa gửi"


def test_a_text_too_long_in_all_is_refused_and_what_was_there_stays() -> None:
    state = go(at("mo-ta"), Typed("x" * 150)).state
    turn = go(state, Typed("y" * 100))
    assert turn.problem
    assert "252 ký tự, tối đa 200" in turn.problem.says
    assert turn.state.answers["mo-ta"] == "x" * 150


def test_a_checked_text_is_judged_when_it_is_done_and_asked_again_until_it_passes() -> None:
    checked = [replace(one, checks=("has-number",)) if one.key == "mo-ta" else one for one in FORM.parts[1].questions]
    parts = (FORM.parts[0], replace(FORM.parts[1], questions=tuple(checked)), FORM.parts[2])
    engine = Engine(replace(FORM, parts=parts), "quang-ngai")
    state = at("mo-ta")
    turn = engine.move(state, Done(), TODAY)
    assert turn.problem
    assert turn.problem.code == "has_number"
    assert engine.first_open(state) == "mo-ta"
    passed = engine.move(engine.move(state, Typed("Giảm 30%"), TODAY).state, Done(), TODAY)
    assert passed.state.at == REVIEW


@pytest.mark.parametrize("key", ["mo-ta", "rui-ro", "nguoi", "tep"])
def test_being_done_with_nothing_says_so(key: str) -> None:
    turn = go(at(key, answers={}), Done())
    assert turn.problem
    assert turn.problem.code == "nothing_yet"


def test_choices_are_put_in_and_out_and_none_is_an_answer() -> None:
    state = go(at("pham-vi"), Chosen("pl"), Chosen("hp")).state
    assert state.answers["pham-vi"] == ["pl"]
    assert go(at("pham-vi", answers={}), Done()).state.answers["pham-vi"] == []


def test_a_finished_part_is_told_once_the_next_begins() -> None:
    answers = {key: FULL[key] for key in ("ten", "loai")}
    finished = go(at("loai", answers=answers), Chosen("chua")).finished
    assert finished
    assert finished.key == "chung"
    assert go(at("ten", answers={}), Typed("Tên")).finished is None
    assert go(at("loai", answers={}), Chosen("chua")).finished is None
    assert go(at("ten", returning=True), Typed("Tên")).finished is None


class TestQuestionOrAnswer:
    """A text that could be either is an answer that can be taken back."""

    def test_it_is_taken_as_the_answer(self) -> None:
        state = go(ENGINE.begin(), Typed("Ai quyết định?")).state
        assert (state.at, state.answers["ten"]) == ("loai", "Ai quyết định?")
        assert state.undo

    def test_taking_it_back_restores_what_was(self) -> None:
        before = at("ten")
        turn = go(before, Typed("Ai quyết định?"), TakeBack())
        assert turn.taken_back == "Ai quyết định?"
        assert replace(turn.state, revision=9) == before

    def test_taking_back_the_first_answer_leaves_none(self) -> None:
        turn = go(ENGINE.begin(), Typed("Ai quyết định?"), TakeBack())
        assert (turn.state.at, dict(turn.state.answers)) == ("ten", {})

    @pytest.mark.parametrize("move", [Chosen("chua"), Back(), Skip(), Review()])
    def test_going_on_settles_it(self, move: Move) -> None:
        assert not go(at("ten"), Typed("Ai quyết định?"), Back(), move).state.undo

    @pytest.mark.parametrize("text", ["Một cửa lưu động", "Báo cáo tài chính", "hoidap"])
    def test_a_plain_answer_offers_nothing(self, text: str) -> None:
        assert not go(ENGINE.begin(), Typed(text)).state.undo


def test_every_state_on_the_way_is_json() -> None:
    state = ENGINE.begin()
    for move in (
        Typed("Ai?"),
        TakeBack(),
        Typed("Tên"),
        Chosen("khong-hop"),
        Skip(),
        Skip(),
        Typed("Một"),
        Done(),
        Back(),
    ):
        state = go(state, move).state
        assert FormState.from_json(json.loads(json.dumps(state.to_json()))) == state


@pytest.mark.parametrize("args", [("b", "x"), ("c",), ("r", "²"), ("r", "-1"), ("z",), (), ("", ""), ("c", "a", "b")])
def test_arguments_that_no_button_carries_are_no_move(args: tuple[str, ...]) -> None:
    assert unpacked(args) is None


@pytest.mark.parametrize(
    "move",
    [
        Back(),
        Skip(),
        Keep(),
        Done(),
        More(),
        DropLast(),
        Review(),
        TakeBack(),
        Chosen("a"),
        Typed("2026-11-25"),
        Jump("p"),
        Edit("q"),
    ],
)
def test_a_move_comes_back_from_its_button(move: Move) -> None:
    assert unpacked(packed(move)) == move
