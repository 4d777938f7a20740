"""What a changed plan has different from its earlier version."""

from typing import Any

import pytest

from conversations.forms.questions import Form
from conversations.plan.difference import Change, Piece, difference
from tests.unit.conversations.plan.plans import FLOOD, HOSPITAL, SHOP, changed, read

PLAN = read(SHOP)
RISKS: list[dict[str, str]] = PLAN["risks"]
WORDS = {
    "Thất lạc": "Thất lạc giấy tờ gốc khi di chuyển | Thấp | Cao | Chỉ nhận bản sao đã đối chiếu, trả bản gốc tại chỗ; "
    "hồ sơ để trong hộp khóa, có sổ giao nhận",
}


def found(form: Form, changes: dict[str, Any]) -> list[tuple[str, tuple[Piece, ...]]]:
    return [(change.question, change.pieces) for change in difference(form, PLAN, changed(PLAN, changes))]


@pytest.mark.parametrize("name", [SHOP, HOSPITAL, FLOOD])
def test_a_plan_does_not_differ_from_itself(form: Form, name: str) -> None:
    assert difference(form, read(name), read(name)) == ()


def test_names_questions_in_the_order_of_the_form(form: Form) -> None:
    after = changed(PLAN, {"total": 0, "title": "Một cửa lưu động", "place": None})
    assert [change.label for change in difference(form, PLAN, after)] == ["Tên kế hoạch", "Tổng kinh phí", "Địa danh"]


@pytest.mark.parametrize(
    ("changes", "piece"),
    [
        ({"total": 90_000_000}, Piece("86.000.000 đồng", "90.000.000 đồng")),
        ({"request": "carry_out"}, Piece("Thí điểm", "Thực hiện")),
        ({"place": None}, Piece("Trà Câu", None)),
        ({"levels": []}, Piece("Liên quan nhiều ngành", "Không có mục nào")),
    ],
)
def test_an_answer_before_and_after(form: Form, changes: dict[str, Any], piece: Piece) -> None:
    assert found(form, changes) == [(next(iter(changes)), (piece,))]


def test_a_period(form: Form) -> None:
    ((_, (piece,)),) = found(form, {"period": {"begin": "2027-01-15", "end": "2027-09-30"}})
    assert (piece.before, piece.after) == ("từ 15/1/2027 đến 31/8/2027", "từ 15/1/2027 đến 30/9/2027")


def test_an_answer_that_is_new(form: Form) -> None:
    (change,) = difference(form, changed(PLAN, {"place": None}), PLAN)
    assert change == Change("place", "Địa danh", (Piece(None, "Trà Câu"),))


class TestRows:
    def test_a_changed_row(self, form: Form) -> None:
        rows = [{**RISKS[0], "likelihood": "high"}, *RISKS[1:]]
        old = WORDS["Thất lạc"]
        assert found(form, {"risks": rows}) == [("risks", (Piece(old, old.replace("Thấp", "Cao", 1)),))]

    def test_a_row_taken_out(self, form: Form) -> None:
        assert found(form, {"risks": RISKS[1:]}) == [("risks", (Piece(WORDS["Thất lạc"], None),))]

    def test_a_new_row(self, form: Form) -> None:
        new = {"risk": "Mưa lớn", "likelihood": "low", "effect": "low"}
        assert found(form, {"risks": [*RISKS, new]}) == [("risks", (Piece(None, "Mưa lớn | Thấp | Thấp | –"),))]

    def test_another_order_is_no_difference(self, form: Form) -> None:
        assert found(form, {"risks": list(reversed(RISKS))}) == []

    def test_rows_of_one_name_are_told_apart(self, form: Form) -> None:
        before = changed(PLAN, {"risks": [RISKS[0], RISKS[0]]})
        after = changed(PLAN, {"risks": [RISKS[0]]})
        (change,) = difference(form, before, after)
        assert change.pieces == (Piece(WORDS["Thất lạc"], None),)

    def test_files_are_known_by_their_content(self, form: Form) -> None:
        file = PLAN["attachments"][0]
        ((_, pieces),) = found(form, {"attachments": [{**file, "digest": "0" * 64}]})
        assert pieces == (
            Piece("Danh muc 18 thu tuc.pdf (180 KB)", None),
            Piece(None, "Danh muc 18 thu tuc.pdf (180 KB)"),
        )


class TestParagraphs:
    def test_only_the_changed_one_is_shown(self, form: Form) -> None:
        first, second = PLAN["need"].split("\n\n")
        assert found(form, {"need": f"{first}\n\nNgười dân mong."}) == [("need", (Piece(second, "Người dân mong."),))]

    def test_one_more(self, form: Form) -> None:
        assert found(form, {"need": f"{PLAN['need']}\n\nThêm."}) == [("need", (Piece(None, "Thêm."),))]
