"""Choices, people, rows and texts; what every kind of question makes of a text."""

from dataclasses import replace

import pytest

from conversations.forms.checks import BEGINNING
from conversations.forms.choosing import read_choice, read_choices
from conversations.forms.people import read_people
from conversations.forms.problems import SAYINGS, Problem
from conversations.forms.questions import Choice, Kind, Question
from conversations.forms.reading import read
from conversations.forms.shapes import fits
from conversations.forms.tables import looks_like_rows, read_rows
from conversations.forms.texts import read_text, tidy
from knowledge.library import Library
from tests.unit.conversations.forms.samples import FORM, TODAY, question

CHOICES = (
    Choice("tinh", "Tỉnh ủy"),
    Choice("xa", "Đảng ủy xã"),
    Choice("xa2", "Đảng ủy xã, phường sáp nhập"),
    Choice("khac", "Nơi khác"),
)
COLUMNS = question("rui-ro").columns


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1", "tinh"),
        (" 2. ", "xa"),
        ("04)", "khac"),
        ("Tỉnh ủy", "tinh"),
        ("tinh uy", "tinh"),
        ("“Đảng ủy xã”", "xa"),
        ("đảng ủy xã, phường sáp nhập", "xa2"),
        ("noi", "khac"),
    ],
)
def test_a_choice_by_number_or_words(text: str, key: str) -> None:
    assert read_choice(text, CHOICES) == key


@pytest.mark.parametrize(
    ("text", "says"), [("5", "Chưa rõ"), ("0", "Chưa rõ"), ("đảng", "2 mục"), ("", "Chưa rõ"), ("t", "Chưa rõ")]
)
def test_no_choice_or_several(text: str, says: str) -> None:
    read = read_choice(text, CHOICES)
    assert isinstance(read, Problem)
    assert says in read.says


DECISIONS = (
    Choice("carry_out", "Cho chủ trương thực hiện"),
    Choice("pilot", "Cho chủ trương thực hiện thí điểm"),
    Choice("refused", "Không cho chủ trương"),
    Choice("head", "Người đứng đầu (tập thể không thống nhất)"),
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("thi diem", "pilot"),
        ("Thực hiện thí điểm.", "pilot"),
        ("cho chu truong thuc hien", "carry_out"),
        ("cho chủ trương thực hiện thí", "pilot"),
        ("khong cho chu truong", "refused"),
        ("không cho", "refused"),
        ("dung dau", "head"),
        ("nguoi dung dau", "head"),
        ("dung dau tap the", "head"),
        ("không thống nhất", "head"),
    ],
)
def test_a_choice_by_words_that_stand_in_no_other_label(text: str, key: str) -> None:
    assert read_choice(text, DECISIONS) == key


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("chu truong", "hợp với 3 mục: 1. Cho chủ trương thực hiện; 2. Cho chủ trương thực hiện thí điểm; 3. Không"),
        ("cho chu truong", "hợp với 2 mục: 1. Cho chủ trương thực hiện; 2. Cho chủ trương thực hiện thí điểm. Bấm"),
        ("thuc hien", "hợp với 2 mục: 1. "),
        ("thong nhat", "“thong nhat” chưa chắc là mục 4. Người đứng đầu (tập thể không thống nhất). Bấm"),
        ("diem", "Chưa rõ"),
        ("thí điểm?", "Chưa rõ"),
        ("không thí điểm", "Chưa rõ"),
        ("hi di", "Chưa rõ"),
        ("khong chua", "Chưa rõ"),
    ],
)
def test_words_that_stand_in_several_labels_or_may_be_denied_are_refused_with_these(text: str, says: str) -> None:
    read = read_choice(text, DECISIONS)
    assert isinstance(read, Problem)
    assert says in read.says


def test_a_word_that_denies_does_not_choose_what_denies() -> None:
    """Where the form asks whether something is so, "không" is an answer of its own, and no label's middle."""
    asked = (Choice("chua", "Chưa được quy định"), Choice("khac", "Quy định không có gì khác"))
    assert isinstance(read_choice("không", asked), Problem)
    assert isinstance(read_choice("không có", asked), Problem)
    assert read_choices("không có", asked) == []
    assert read_choice("không có gì khác", asked) == "khac"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("1, 3", ["tinh", "xa2"]),
        ("3 1", ["tinh", "xa2"]),
        ("4 và 2", ["xa", "khac"]),
        ("Nơi khác; tinh uy", ["tinh", "khac"]),
        ("Đảng ủy xã, phường sáp nhập", ["xa2"]),
        ("Đảng ủy xã, phường sáp nhập\nTỉnh ủy", ["tinh", "xa2"]),
        ("2", ["xa"]),
        ("không có", []),
        ("1, 1", ["tinh"]),
    ],
)
def test_several_choices_in_the_order_of_the_form(text: str, keys: list[str]) -> None:
    assert read_choices(text, CHOICES) == keys


def test_one_wrong_choice_refuses_all_and_is_named() -> None:
    read = read_choices("1, sở", CHOICES)
    assert isinstance(read, Problem)
    assert "“sở”" in read.says


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Nguyễn Văn A, Trưởng phòng, Sở Y tế", [("Nguyễn Văn A", "Trưởng phòng", "Sở Y tế")]),
        ("Lê B; Bí thư; Đảng ủy xã", [("Lê B", "Bí thư", "Đảng ủy xã")]),
        ("Lê B - Bí thư - Đảng ủy xã", [("Lê B", "Bí thư", "Đảng ủy xã")]),
        ("1. A B, C, D\n\n- E F, G, H, tỉnh K.", [("A B", "C", "D"), ("E F", "G", "H, tỉnh K")]),
    ],
)
def test_people(text: str, people: list[tuple[str, str, str]]) -> None:
    assert read_people(text) == [{"name": name, "post": post, "unit": unit} for name, post, unit in people]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Nguyễn Văn A", "Dòng 1"),
        ("A B, C, D\nE F, G", "Dòng 2"),
        ("A B, , D", "Dòng 1"),
        ("0905, Bí thư, Xã", "“0905” chưa phải họ tên"),
        (f"A B, C, {'x' * 300}", "300 ký tự"),
        ("  \n ", "chưa có nội dung"),
    ],
)
def test_a_line_that_is_no_person_refuses_all(text: str, says: str) -> None:
    read = read_people(text)
    assert isinstance(read, Problem)
    assert says in read.says
    assert read.write


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Tồn đọng | Cao | 5 triệu", [{"ten": "Tồn đọng", "muc": "cao", "tien": "5000000"}]),
        ("Tồn đọng; thap; ", [{"ten": "Tồn đọng", "muc": "thap"}]),
        ("a | 1 |\nb | 2 | 1 tỷ", [{"ten": "a", "muc": "cao"}, {"ten": "b", "muc": "thap", "tien": "1000000000"}]),
        ("a; b | 1 |", [{"ten": "a; b", "muc": "cao"}]),
    ],
)
def test_rows_in_one_line_each(text: str, rows: list[dict[str, str]]) -> None:
    assert looks_like_rows(text, COLUMNS)
    assert read_rows(COLUMNS, text, TODAY) == rows


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a | b", "Dòng có 2 ô, bảng có 3 cột: Rủi ro, Khả năng, Chi phí."),
        ("a | vừa | ", "Ô “Khả năng”: Chưa rõ chọn mục nào"),
        (" | Cao | ", "Ô “Rủi ro”: Ô “Rủi ro” cần có nội dung."),
        ("a | Cao | 500", "Ô “Chi phí”: “500” chưa rõ"),
        ("a | Cao |\nb | Cao", "Dòng 2: Dòng có 2 ô"),
    ],
)
def test_a_line_that_is_no_row_refuses_all(text: str, says: str) -> None:
    read = read_rows(COLUMNS, text, TODAY)
    assert isinstance(read, Problem)
    assert says in read.says
    assert read.write


@pytest.mark.parametrize("text", ["Thiếu vốn", "Thiếu vốn; chậm giải ngân", "a; b; c; d", ""])
def test_what_is_no_row_is_a_cell(text: str) -> None:
    assert not looks_like_rows(text, COLUMNS)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  <b>đậm</b> & 'nháy' 😀👨‍👩‍👧 ", "<b>đậm</b> & 'nháy' 😀👨‍👩‍👧"),
        ("một\r\nhai  \n", "một\nhai"),
        ("a\x00b\x07c\ud800d\ufffee", "abcde"),
        ("Tie\u0302\u0301ng", "Tiếng"),
    ],
)
def test_a_text_is_kept_but_for_what_nothing_can_carry(text: str, kept: str) -> None:
    assert tidy(text) == kept


def test_twenty_thousand_characters_are_refused_with_their_number() -> None:
    read = read_text("đ" * 20_000, 4_000)
    assert isinstance(read, Problem)
    assert "20.000 ký tự, tối đa 4.000" in read.says


@pytest.mark.parametrize(
    ("key", "text", "answer"),
    [
        ("ten", " Một cửa lưu động ", "Một cửa lưu động"),
        ("loai", "không phù hợp", "khong-hop"),
        ("mo-ta", "Làm việc này", "Làm việc này"),
        ("pham-vi", "hiến pháp", ["hp"]),
        ("thoi-han", "30", {"number": "30", "unit": "ngày"}),
        ("tien", "1 tỷ", 1_000_000_000),
        ("ngay", "mai", "2026-11-26"),
        ("ky", "năm 2027", {"begin": "2027-01-01", "end": "2027-12-31"}),
        ("rui-ro", "a | Cao |", [{"ten": "a", "muc": "cao"}]),
        ("nguoi", "A B, C, D", [{"name": "A B", "post": "C", "unit": "D"}]),
    ],
)
def test_each_kind_reads_its_answer_and_the_answer_fits(key: str, text: str, answer: object) -> None:
    assert read(question(key), text, TODAY) == answer
    assert fits(question(key), answer)


@pytest.mark.parametrize(
    ("key", "text", "write"),
    [
        ("ten", "", "Một cửa lưu động"),
        ("quy-dinh", "quyết định cũ", "Quyết định số 12/2020/QĐ-UBND, Điều 5 khoản 2, UBND tỉnh"),
        ("thoi-han", "lâu", "30 ngày"),
        ("thoi-han", "0", "30 ngày"),
        ("loai", "lâu", ""),
        ("tep", "đây", ""),
        ("ngay", "24/11/2026", "5/12/2026"),
    ],
)
def test_a_refusal_carries_the_questions_example(key: str, text: str, write: str) -> None:
    fault = read(question(key), text, TODAY)
    assert isinstance(fault, Problem)
    assert fault.write == write


def test_a_number_needs_a_unit_from_somewhere() -> None:
    fault = read(replace(question("thoi-han"), unit=""), "30", TODAY)
    assert isinstance(fault, Problem)
    assert "đơn vị" in fault.says


@pytest.mark.parametrize(
    "text", ["", "\x00", "<script>", "x" * 20_000, "||||", ";;;", "-", "1/1", "😀", "١", "%", "đ" * 999]
)
@pytest.mark.parametrize("key", [one.key for one in FORM.questions])
def test_nothing_breaks_the_reading_and_what_is_read_fits(key: str, text: str) -> None:
    answer = read(question(key), text, TODAY)
    assert fits(question(key), answer) if not isinstance(answer, Problem) else answer.says


def test_no_saying_is_without_use_of_its_parts() -> None:
    """Every sentence ends as a sentence, and none addresses the user, which the template does."""
    for code, sentence in SAYINGS.items():
        assert sentence.rstrip("}").endswith((".", "{says")), code
        assert "đồng chí" not in sentence


@pytest.mark.parametrize("kind", Kind)
def test_garbage_fits_no_kind(kind: Kind) -> None:
    asked = next(one for one in FORM.questions if one.kind is kind)
    for garbage in (
        None,
        True,
        1.5,
        -1,
        "",
        "x" * 5000,
        [],
        [1],
        {},
        {"begin": 1},
        [{}],
        [[]],
        {"number": "NaN", "unit": ""},
    ):
        assert not fits(asked, garbage) or (kind is Kind.CHOICES and garbage == [])


HAPPENED = Question("on", "Ngày nào?", Kind.DATE, checks=("not-future", "since-beginning"))
PLANNED = Question("by", "Ngày nào?", Kind.DATE, checks=("not-past",))


@pytest.mark.parametrize(
    "asked", [HAPPENED, replace(HAPPENED, example="3/10/2026"), replace(HAPPENED, example="1/1/2027"), PLANNED]
)
@pytest.mark.parametrize(
    "typed",
    [
        *(
            "hôm nào đó",
            "mai",
            "1/12/2026",
            "24/11/2026",
            "21/9/2021",
            "30/2",
            "31/12/2030",
            "29/2/2027",
            "12/25/2026",
            "26/11",
        ),
        *("thứ hai", "tuần sau", "tháng 3/2027", "tháng 11/2026", "giữa tháng này", "2026", "5/12/1700", "0/1", ""),
    ],
)
def test_no_day_is_offered_that_would_be_refused(asked: Question, typed: str) -> None:
    fault = read(asked, typed, TODAY)
    if isinstance(fault, Problem):
        assert fault.write
        for offered in fault.write.split(" hoặc "):
            assert isinstance(read(asked, offered, TODAY), str)


def test_nothing_of_a_case_happened_before_the_conclusion_that_it_rests_on(library: Library) -> None:
    fault = read(HAPPENED, "21/9/2021", TODAY)
    assert isinstance(fault, Problem)
    assert fault.says.startswith("Ngày 21/9/2021 trước ngày 22/9/2021, ngày ban hành Kết luận số 14-KL/TW")
    assert read(HAPPENED, "22/9/2021", TODAY) == "2021-09-22"
    (conclusion,) = (one for one in library.catalogue.documents if one.key == "kl-14")
    assert conclusion.date == BEGINNING
