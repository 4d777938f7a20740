import pytest

from conversations.forms.questions import Answer, Choice, Column, Kind, Question
from tests.end_to_end.bot.plans.keystrokes import LONGEST_MESSAGE, labels_for, messages_for

LEVELS = (Choice("low", "Thấp"), Choice("high", "Cao"))
COLUMNS = (
    Column("item", "Khoản"),
    Column("level", "Mức", Kind.CHOICE, choices=LEVELS),
    Column("amount", "Số tiền", Kind.MONEY),
    Column("when", "Xong", Kind.DATE, required=False),
    Column("size", "Cỡ", Kind.NUMBER, required=False),
)
ROW = {"item": "Máy tính", "level": "high", "amount": "52000000", "when": "2027-01-20", "size": "12.5 kg"}


def question(kind: Kind, **more: object) -> Question:
    return Question("q", "Câu hỏi?", kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "answer", "messages"),
    [
        (question(Kind.SHORT), "Một cửa", ["Một cửa"]),
        (question(Kind.LONG), "Một.\n\nHai.", ["Một.\n\nHai."]),
        (question(Kind.NUMBER), {"number": "12.5", "unit": "ngày"}, ["12,5 ngày"]),
        (question(Kind.MONEY), 86_000_000, ["86.000.000 đồng"]),
        (question(Kind.DATE), "2027-01-20", ["20/01/2027"]),
        (question(Kind.PERIOD), {"begin": "2027-01-15", "end": "2027-08-31"}, ["từ 15/01/2027 đến 31/08/2027"]),
        (
            question(Kind.TABLE, columns=COLUMNS),
            [ROW, {"item": "Xe", "level": "low", "amount": "0"}],
            ["Máy tính | Cao | 52.000.000 đồng | 20/01/2027 | 12,5 kg\nXe | Thấp | 0 đồng |  | "],
        ),
        (question(Kind.PEOPLE), [{"name": "An", "post": "Phó", "unit": "Xã"}] * 2, ["An, Phó, Xã\nAn, Phó, Xã"]),
        (question(Kind.CHOICE, choices=LEVELS), "low", []),
        (question(Kind.FILES), [{"id": "x"}], []),
    ],
)
def test_what_is_typed(asked: Question, answer: Answer, messages: list[str]) -> None:
    assert messages_for(asked, answer) == messages


def test_what_is_tapped() -> None:
    assert labels_for(question(Kind.CHOICE, choices=LEVELS), "low") == ["Thấp"]
    assert labels_for(question(Kind.CHOICES, choices=LEVELS), ["low", "high"]) == ["Thấp", "Cao"]
    assert labels_for(question(Kind.SHORT), "low") == []


def test_a_long_answer_is_several_messages_that_end_with_a_line() -> None:
    text = "\n".join(f"Dòng {number} " + "từ " * 100 for number in range(30))
    messages = messages_for(question(Kind.LONG), text)
    assert len(messages) == 3
    assert max(map(len, messages)) <= LONGEST_MESSAGE
    assert "\n".join(messages) == text


def test_a_cell_that_would_break_its_row_is_a_fault_of_the_answers() -> None:
    with pytest.raises(AssertionError, match="cannot stand"):
        messages_for(question(Kind.TABLE, columns=COLUMNS), [{**ROW, "item": "a | b"}])
