"""A form from YAML: what the engine could not ask is refused, and the error names the question."""

import pytest
import yaml

from conversations.forms.loading import FormError, load_form
from conversations.forms.questions import Choice, Column, Condition, Kind
from tests.unit.conversations.forms.samples import FORM, YAML, question


def form(**changes: object) -> str:
    """A form of one question after a choice."""
    asked = {"key": "hoi", "label": "Hỏi", "text": "Hỏi gì?", "kind": "short", **changes}
    first = {
        "key": "chon",
        "label": "Chọn",
        "text": "Chọn gì?",
        "kind": "choice",
        "choices": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}],
    }
    questions = [first, {key: value for key, value in asked.items() if value is not None}]
    parts = [{"key": "phan", "title": "Phần", "questions": questions}]
    return yaml.safe_dump({"key": "thu", "version": 1, "title": "Thử", "parts": parts}, allow_unicode=True)


def fault(text: str) -> str:
    with pytest.raises(FormError) as raised:
        load_form(text)
    return str(raised.value)


def test_a_whole_form() -> None:
    assert (FORM.key, FORM.version, FORM.title) == ("thu", 1, "Kế hoạch")
    assert [part.key for part in FORM.parts] == ["chung", "noi-dung", "rui-ro"]
    assert {one.kind for one in FORM.questions} == set(Kind)
    asked = question("quy-dinh")
    assert asked.show_if == (Condition("loai", ("khong-hop",)),)
    assert asked.checks == ("names-rule",)
    assert asked.required
    assert asked.longest == 4_000
    assert question("loai").choices == (Choice("chua", "Chưa được quy định"), Choice("khong-hop", "Không phù hợp"))
    assert question("rui-ro").columns[2] == Column("tien", "Chi phí", Kind.MONEY, False, (), "5 triệu")
    assert question("ky").only_in == ("quang-ngai",)


def test_the_smallest_question_has_what_is_left_out() -> None:
    asked = load_form(form(label=None)).questions[1]
    assert (asked.label, asked.example, asked.why, asked.checks, asked.required) == ("", "", (), (), True)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"colour": "đỏ"}, "hoi.colour: Extra inputs are not permitted"),
        ({"text": None}, "hoi.text: Field required"),
        ({"text": "  "}, "hoi.text: String should have at least 1 character"),
        ({"label": "x" * 41}, "hoi.label: String should have at most 40 characters"),
        ({"kind": "essay"}, "hoi.kind: Input should be 'choice', 'choices'"),
        ({"required": "có"}, "hoi.required: Input should be a valid boolean"),
        ({"longest": 0}, "hoi.longest: Input should be greater than or equal to 1"),
        ({"key": "Hỏi"}, "Hỏi.key: String should match pattern"),
        ({"key": "x" * 25}, "String should have at most 24 characters"),
        ({"kind": "choice"}, "hoi: kind choice needs choices"),
        ({"choices": [{"key": "a", "label": "A"}]}, "hoi: kind short has no choices"),
        ({"kind": "table"}, "hoi: kind table needs columns"),
        ({"columns": [{"key": "a", "label": "A"}]}, "hoi: kind short has no columns"),
        ({"unit": "ngày"}, "hoi: a question of kind short has no unit"),
        ({"key": "chon"}, "questions: 'chon' stands 2 times"),
        ({"show_if": [{"question": "sau", "any_of": ["a"]}]}, "hoi: show_if: 'sau' is no earlier question"),
        ({"show_if": [{"question": "hoi", "any_of": ["a"]}]}, "hoi: show_if: 'hoi' is no earlier question"),
        ({"show_if": [{"question": "chon", "any_of": ["c"]}]}, "hoi: show_if: 'chon' has no choice 'c'"),
        ({"show_if": [{"question": "chon", "any_of": []}]}, "hoi.show_if.0: Value error, either any_of or none_of"),
        ({"checks": ["spelling"]}, "hoi: checks: there is no 'spelling'; there are has-number, names-rule"),
        ({"checks": ["percent"]}, "hoi: checks: 'percent' is not for kind short"),
        ({"checks": ["names-rule"], "example": "một quyết định"}, "hoi: example 'một quyết định' would be refused"),
        ({"longest": 5, "example": "quá dài"}, "hoi: example 'quá dài' would be refused"),
        ({"kind": "date", "example": "30/2"}, "hoi: example '30/2' would be refused: Không có ngày 30/2"),
        ({"kind": "money", "example": "500"}, "hoi: example '500' would be refused"),
        ({"kind": "people", "example": "Lê B"}, "hoi: example 'Lê B' would be refused"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(changes: dict[str, object], says: str) -> None:
    assert says in fault(form(**changes))


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ([{"key": "a", "label": "A", "kind": "choice"}], "hoi: column a: kind choice needs choices"),
        ([{"key": "a", "label": "A", "kind": "people"}], "hoi: column a: a cell cannot be of kind people"),
        ([{"key": "a", "label": "A", "required": False}], "hoi: the first column is not required"),
        ([{"key": "a", "label": "A"}, {"key": "a", "label": "B"}], "hoi: columns: 'a' stands 2 times"),
        (
            [{"key": "a", "label": "A", "kind": "date", "example": "30/2"}],
            "example '30/2' of column a would be refused",
        ),
    ],
)
def test_columns_that_cannot_be_asked(columns: list[dict[str, object]], says: str) -> None:
    assert says in fault(form(kind="table", columns=columns))


def test_choices_that_users_could_not_tell_apart() -> None:
    same = [{"key": "a", "label": "Có"}, {"key": "b", "label": "có"}]
    assert "hoi: labels of choices: 'có' stands 2 times" in fault(form(kind="choice", choices=same))
    twice = [{"key": "a", "label": "Có"}, {"key": "a", "label": "Không"}]
    assert "hoi: choices: 'a' stands 2 times" in fault(form(kind="choices", choices=twice))


def test_a_condition_on_what_is_not_chosen() -> None:
    text = YAML.replace("show_if: [{question: loai, any_of: [khong-hop]}]", "show_if: [{question: ten, any_of: [a]}]")
    assert "quy-dinh: show_if: 'ten' is of kind short" in fault(text)


def test_every_fault_is_told_at_once() -> None:
    told = fault(form(kind="choice", checks=["spelling"], unit="ngày"))
    assert len(told.splitlines()) == 3
    assert all(line.startswith("hoi: ") for line in told.splitlines())


def test_a_key_that_stands_twice_is_refused_with_its_line() -> None:
    assert "line 12: the key 'text' stands twice" in fault(
        YAML.replace("        text: Kế hoạch tên", "        text: Hai\n        text: Kế hoạch tên")
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", "not YAML"),
        ("", "the whole file: Input should be"),
        ("- a", "the whole file: Input should be"),
        (YAML.replace("version: 1", "version: '1'"), "version: Input should be a valid integer"),
        (YAML.replace("key: noi-dung", "key: chung"), "parts: 'chung' stands 2 times"),
        ("key: a\nversion: 1\ntitle: A\nparts: []", "parts: List should have at least 1 item"),
    ],
)
def test_what_is_no_form(text: str, says: str) -> None:
    assert says in fault(text)


def test_examples_do_not_grow_stale() -> None:
    """A check that depends on the day is no reason to refuse an example."""
    assert load_form(form(kind="date", checks=["not-past"], example="5/12/1999"))
