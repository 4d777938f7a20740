"""How answers are set: sections numbered, kinds of answers, what is left out and what is left to fill in."""

from typing import Any, Protocol

import pytest

from conversations.documents.blocks import Block, Face, Grid, Paragraph
from conversations.documents.composing import Composer, ended, raised, roman
from conversations.documents.filled import Filled
from conversations.documents.formats import Side, Style, format_of, twips
from conversations.documents.outlines import Bases, Given, Part, Quote, Section, Words
from conversations.forms.questions import Answer
from conversations.plan.questions import plan_form
from knowledge.library import Library


class Compose(Protocol):
    def __call__(self, *parts: Part, level: int = 0, **answers: Answer) -> list[Any]: ...


@pytest.fixture
def compose(library: Library) -> Compose:
    def build(*parts: Part, level: int = 0, **answers: Answer) -> list[Any]:
        return Composer(Filled(plan_form(), answers), format_of(Side.STATE), library).compose(parts, level)

    return build


def texts(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def cells(block: Block) -> list[list[str]]:
    assert isinstance(block, Grid)
    return [[cell.text for cell in block.head], *([cell.text for cell in row.cells] for row in block.rows)]


def section(heading: str, *parts: Part) -> Section:
    return Section(heading=heading, parts=parts)


def test_sections_are_numbered_and_an_empty_one_takes_no_number(compose: Compose) -> None:
    blocks = compose(
        section("Một", section("Trong", Words(text="a")), section("Ngoài", Words(text="b"))),
        section("Trống", Given(answer="legality_note")),
        section("Hai", Words(text="c")),
    )
    assert texts(blocks) == ["I. MỘT", "1. Trong", "a", "2. Ngoài", "b", "II. HAI", "c"]
    assert [block.style for block in blocks][:3] == [Style.HEADING_1, Style.HEADING_2, Style.BODY]


def test_sections_of_a_letter_count_in_figures(compose: Compose) -> None:
    blocks = compose(section("Một", Words(text="a")), section("Hai", Words(text="b")), level=1)
    assert texts(blocks) == ["1. Một", "a", "2. Hai", "b"]


@pytest.mark.parametrize(
    ("number", "written"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (16, "XVI"), (19, "XIX"), (40, "XL")]
)
def test_roman_figures(number: int, written: str) -> None:
    assert roman(number) == written


def test_a_long_text_keeps_its_paragraphs_and_lists(compose: Compose) -> None:
    blocks = compose(Given(answer="need", lead="Vì: "), need="Một.\n\n  \nHai:\n- a;\n* b;\n• c;\r\n– d.\n1. e")
    assert texts(blocks) == ["Vì: Một.", "Hai:", "- a;", "- b;", "- c;", "- d.", "1. e"]


@pytest.mark.parametrize(
    ("key", "answer", "line"),
    [
        ("period", {"begin": "2027-03-01", "end": "2027-12-31"}, "Từ ngày 01/3/2027 đến ngày 31/12/2027."),
        ("request", "pilot", "Thí điểm."),
        ("total", 0, "0 đồng."),
        ("title", "Sẵn dấu chấm.", "Sẵn dấu chấm."),
    ],
)
def test_a_short_answer_is_a_sentence(compose: Compose, key: str, answer: Answer, line: str) -> None:
    assert texts(compose(Given(answer=key), **{key: answer})) == [line]


def test_a_table(compose: Compose) -> None:
    rows = [{"item": "Máy quét", "amount": "45000000", "source": ""}, {"item": "", "amount": "", "source": "Quỹ"}]
    (table,) = compose(Given(answer="resources", widths={"item": 2, "amount": 1, "source": 1}), resources=rows)
    assert cells(table) == [
        ["TT", "Khoản", "Số tiền (đồng)", "Nguồn"],
        ["1", "Máy quét", "45.000.000", ""],
        ["2", "[cần bổ sung]", "", "Quỹ"],
    ]
    assert [cell.style for cell in table.rows[0].cells] == [
        Style.CELL_CENTER, Style.CELL, Style.CELL_RIGHT, Style.CELL,
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["tasks", "results", "risks", "resources", "rules"])
def test_a_table_is_as_wide_as_the_text(compose: Compose, key: str) -> None:
    columns = {question.key: question.columns for question in plan_form().questions}[key]
    row = {column.key: column.choices[0].key if column.choices else "" for column in columns}
    (table,) = compose(Given(answer=key), issue_kind="unsuitable", **{key: [row]})
    assert abs(sum(table.widths) - twips(format_of(Side.STATE).page.text_width)) <= len(table.widths)
    assert min(table.widths) >= twips(10) - 1


def test_people(compose: Compose) -> None:
    people = [{"name": "Lê Văn Hòa", "post": "Trưởng phòng", "unit": "Phòng Kinh tế"}]
    lead, table = compose(Given(answer="members", lead="Gồm:"), proposer_kind="group", members=people)
    assert (lead.text, lead.style) == ("Gồm:", Style.LEAD)
    assert cells(table)[1] == ["1", "Lê Văn Hòa", "Trưởng phòng", "Phòng Kinh tế"]


def test_what_is_ticked_and_what_is_not(compose: Compose) -> None:
    (table,) = compose(
        Given(answer="legality_central", ticks=True), jurisdiction="other", legality_central=["constitution"]
    )
    assert cells(table)[1:] == [["1", "Hiến pháp", "Đã rà soát"], ["2", "Điều lệ Đảng", "Chưa rà soát"]]


def test_several_choices_are_a_list_and_none_has_words_of_its_own(compose: Compose) -> None:
    part = Given(answer="levels", lead="Việc:", none="Không có.")
    chosen = compose(part, levels=["many_sectors", "many_levels"])
    assert texts(chosen) == ["Việc:", "- Liên quan nhiều cấp;", "- Liên quan nhiều ngành."]
    assert texts(compose(part, levels=[])) == ["Không có."]


def test_files_are_a_list(compose: Compose) -> None:
    files = [{"id": "1", "name": "a.pdf"}, {"id": "2", "name": "b.jpg"}]
    assert texts(compose(Given(answer="attachments"), attachments=files)) == ["- a.pdf;", "- b.jpg."]


def test_what_is_owed_is_left_to_fill_in_and_what_is_optional_is_left_out(compose: Compose) -> None:
    (missing,) = compose(Given(answer="need", lead="Vì: "), Given(answer="total"), Given(answer="pilot_limits"))
    assert missing.text == "Vì: [cần bổ sung]"
    assert missing.runs[-1].face is Face.UNKNOWN


def test_optional_words_are_left_out_without_their_answer(compose: Compose) -> None:
    part = Words(text="Tổng: {total}.", optional=True)
    assert texts(compose(part, total=5)) == ["Tổng: 5 đồng."]
    assert compose(part) == []
    assert texts(compose(Words(text="Tổng: {total}."))) == ["Tổng: [cần bổ sung]."]


def test_words_do_not_stand_where_they_are_excepted(compose: Compose) -> None:
    part = Words(text="Tổng: {total}.", unless={"urgent": ("urgent",)})
    assert texts(compose(part)) == ["Tổng: [cần bổ sung]."]
    assert compose(part, urgent="urgent") == []


def test_parts_with_conditions(compose: Compose) -> None:
    part = section("Gấp", Words(text="a")).model_copy(update={"when": {"urgent": ("urgent",)}})
    assert compose(part, urgent="no") == []
    assert texts(compose(part, urgent="urgent")) == ["I. GẤP", "a"]


def test_a_provision_is_quoted_word_for_word(compose: Compose, library: Library) -> None:
    (line,) = compose(Quote(quote="quang-ngai/dieu-8/khoan-1", lead="Theo"))
    lead, _, quoted = line.text.partition(": “")
    assert lead == "Theo Điều 8 khoản 1 Quy định của Ban Thường vụ Tỉnh ủy Quảng Ngãi"
    assert quoted.removesuffix("”") in library.get("quang-ngai/dieu-8/khoan-1").text
    assert quoted.startswith("Nghiêm túc trong đề xuất")


def test_bases(compose: Compose) -> None:
    assert len(compose(Bases(bases=True), jurisdiction="hai-phong")) == 2
    assert len(compose(Bases(bases=True))) == 1


@pytest.mark.parametrize(("text", "sentence"), [("a", "a."), ("a.", "a."), ("a ", "a."), ("a?", "a?"), ("“a”", "“a”")])
def test_sentences_end_once(text: str, sentence: str) -> None:
    assert ended(text) == sentence


def test_sentences_begin_with_a_capital() -> None:
    assert raised("từ ngày") == "Từ ngày"
