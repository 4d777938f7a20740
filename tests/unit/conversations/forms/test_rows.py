"""Tables, people and files: what is collected piece by piece."""

import pytest

from conversations.forms.entries import MOST_FILES
from conversations.forms.moves import (
    Attached,
    Back,
    Chosen,
    Done,
    DropRow,
    EditCell,
    EditRow,
    Jump,
    Keep,
    Move,
    Remove,
    Skip,
    Typed,
)
from conversations.forms.questions import Answer
from conversations.forms.state import FormState
from conversations.forms.tables import MOST_ROWS
from tests.unit.conversations.forms.test_engine import at, go

A, B = {"ten": "a", "muc": "cao"}, {"ten": "b", "muc": "thap", "tien": "5000000"}


def table(*rows: dict[str, str]) -> FormState:
    return at("rui-ro", answers={"ten": "Tên", **({"rui-ro": list(rows)} if rows else {})})


def rows(state: FormState) -> Answer | None:
    return state.answers.get("rui-ro")


@pytest.mark.parametrize(
    ("moves", "kept"),
    [
        ([Typed("a"), Chosen("cao"), Skip()], [A]),
        ([Typed("a"), Typed("cao"), Skip()], [A]),
        ([Typed("b"), Typed("2"), Typed("5 triệu")], [B]),
        ([Typed("a | cao |")], [A]),
        ([Typed("a; cao; \nb; thap; 5 triệu")], [A, B]),
        ([Typed("a"), Chosen("thap"), Back(), Chosen("cao"), Skip()], [A]),
        ([Typed("x"), Back(), Typed("a"), Chosen("cao"), Skip()], [A]),
        ([Typed("x"), Back(), Keep(), Chosen("cao"), Skip()], [{"ten": "x", "muc": "cao"}]),
        ([Typed("a | cao |"), Typed("b"), Chosen("thap"), Typed("5 triệu")], [A, B]),
        ([Typed("a"), DropRow()], None),
        ([Typed("Thiếu vốn; chậm"), Chosen("cao"), Skip()], [{"ten": "Thiếu vốn; chậm", "muc": "cao"}]),
    ],
)
def test_rows_are_added(moves: list[Move], kept: Answer | None) -> None:
    state = go(table(), *moves).state
    assert rows(state) == kept
    assert state.at == "rui-ro"
    assert not state.pending


@pytest.mark.parametrize(
    ("moves", "kept"),
    [
        ([EditRow(1), EditCell("tien"), Typed("1 triệu")], [A, {**B, "tien": "1000000"}]),
        ([EditRow(1), EditCell("tien"), Skip()], [A, {"ten": "b", "muc": "thap"}]),
        ([EditRow(0), EditCell("muc"), Chosen("thap")], [{"ten": "a", "muc": "thap"}, B]),
        ([EditRow(0), Typed("c | thap |")], [{"ten": "c", "muc": "thap"}, B]),
        ([EditRow(0), Keep()], [A, B]),
        ([EditRow(0), DropRow()], [A, B]),
        ([EditRow(0), EditCell("ten"), Back(), Back()], [A, B]),
        ([EditRow(0), Remove(0)], [B]),
        ([EditRow(0), Remove(0), EditRow(0), Remove(0)], None),
    ],
)
def test_rows_are_changed_and_taken_out(moves: list[Move], kept: Answer | None) -> None:
    state = go(table(A, B), *moves).state
    assert rows(state) == kept
    assert not state.pending


@pytest.mark.parametrize(
    ("moves", "code"),
    [
        ([Typed("a"), Done()], "row_open"),
        ([Typed("a"), Skip()], "cell_required"),
        ([Typed("a"), Typed("vừa")], "choice"),
        ([Typed("a"), Chosen("cao"), Typed("500")], "money_unit"),
        ([Typed("a | b")], "row_cells"),
        ([EditRow(0), Typed("a")], "row_cells"),
        ([EditRow(0), EditCell("ten"), Skip()], "cell_required"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(moves: list[Move], code: str) -> None:
    turn = go(table(A), *moves)
    assert turn.problem
    assert turn.problem.code == code
    assert rows(turn.state) == [A]


@pytest.mark.parametrize("move", [EditRow(1), Remove(1), EditCell("ten"), DropRow(), Chosen("cao")])
def test_a_move_that_fits_no_row_changes_nothing(move: Move) -> None:
    assert go(table(A), move).stale


def test_being_done_takes_a_row_whose_required_cells_are_there() -> None:
    state = go(table(), Typed("a"), Chosen("cao"), Done()).state
    assert rows(state) == [A]
    assert state.at == "nguoi"


def test_a_row_in_hand_waits_while_the_user_is_elsewhere() -> None:
    state = go(table(A), Typed("b"), Chosen("thap"), Jump("chung")).state
    assert state.at == "loai"
    state = go(state, Jump("rui-ro"), Typed("5 triệu")).state
    assert rows(state) == [A, B]


def test_a_table_with_a_row_in_hand_is_not_settled() -> None:
    state = go(at("rui-ro"), Typed("b"), Jump("chung"), Keep()).state
    assert state.at == "rui-ro"


def test_back_from_the_first_cell_leads_to_the_question_before() -> None:
    assert go(table(A), Back()).state.at == "ky"


def test_a_table_has_an_end() -> None:
    turn = go(table(*[A] * MOST_ROWS), Typed("a | cao |"))
    assert turn.problem
    assert turn.problem.code == "rows_too_many"
    assert go(table(*[A] * (MOST_ROWS - 1)), Typed("a | cao |\nb | cao |")).problem


def test_people_are_added_once_each_and_taken_out() -> None:
    state = go(at("nguoi", answers={}), Typed("A B, C, D\nE F, G, H"), Typed("A B, C, D")).state
    assert state.answers["nguoi"] == [
        {"name": "A B", "post": "C", "unit": "D"},
        {"name": "E F", "post": "G", "unit": "H"},
    ]
    state = go(state, Remove(0)).state
    assert [person["name"] for person in state.answers["nguoi"]] == ["E F"]  # type: ignore[union-attr, index]
    assert "nguoi" not in go(state, Remove(0)).state.answers
    assert go(state, Remove(5)).stale


def test_there_is_an_end_to_people() -> None:
    many = "\n".join(f"Nguyễn {chr(65 + n // 26)}{chr(65 + n % 26)}, C, D" for n in range(41))
    assert go(at("nguoi", answers={}), Typed(many)).problem


def test_files_are_added_in_order_and_taken_out() -> None:
    state = go(at("tep", answers={}), *(Attached(str(n), f"{n}.pdf", "application/pdf", n, "d") for n in (1, 2))).state
    assert state.answers["tep"] == [
        {"id": "1", "name": "1.pdf", "mime": "application/pdf", "size": "1", "digest": "d"},
        {"id": "2", "name": "2.pdf", "mime": "application/pdf", "size": "2", "digest": "d"},
    ]
    assert [file["id"] for file in go(state, Remove(0)).state.answers["tep"]] == ["2"]  # type: ignore[union-attr, index]


def test_there_is_an_end_to_files_and_a_place_for_them() -> None:
    file = Attached("x", "x.pdf", "application/pdf", 1, "d")
    full = go(at("tep", answers={}), *[file] * MOST_FILES).state
    assert go(full, file).problem
    unexpected = go(at("ten"), file).problem
    assert unexpected
    assert unexpected.code == "file_unexpected"
    typed = go(at("tep"), Typed("đây là tệp")).problem
    assert typed
    assert typed.code == "files_only"
