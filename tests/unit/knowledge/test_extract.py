"""What is quoted: the sentence that settles, whole sentences around it, spans worth bold; all of it verbatim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extract import key_spans, quotation, settling_sentence
from knowledge.library import Library
from knowledge.text import syllables

LIBRARY = Library.load()
TEXT = (
    "Quy trình\n"
    "Cán bộ gửi kế hoạch đến văn phòng cấp ủy; văn phòng cấp ủy tham mưu trong 05 ngày. "
    "Cấp có thẩm quyền phải trả lời bằng văn bản trong vòng 30 ngày làm việc. "
    "Trường hợp cấp thiết thì báo cáo ngay."
)


def _sentence(text: str, question: str, *hints: str) -> str:
    start, end = settling_sentence(text, syllables(question), hints)
    return text[start:end]


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("bao nhiêu ngày phải trả lời", "Cấp có thẩm quyền"),
        ("bao nhieu ngay phai tra loi", "Cấp có thẩm quyền"),
        ("gửi kế hoạch đến đâu", "Cán bộ gửi"),
        ("việc cấp thiết thì sao", "Trường hợp cấp thiết"),
        ("văn phòng cấp ủy tham mưu trong mấy ngày", "văn phòng cấp ủy"),
        ("quy trình", "Cán bộ gửi"),
        ("không liên quan", "Cán bộ gửi"),
        ("", "Cán bộ gửi"),
    ],
)
def test_the_sentence_that_settles(question: str, start: str) -> None:
    assert _sentence(TEXT, question).startswith(start)


def test_hints_count_like_words_of_the_question() -> None:
    assert _sentence(TEXT, "bao lâu sếp phản hồi", "trả lời bằng văn bản").startswith("Cấp có thẩm quyền")


def test_the_first_of_equals_wins() -> None:
    assert _sentence("Một việc tốt. Một việc tốt. Hết.", "việc tốt") == "Một việc tốt."
    assert settling_sentence("Một việc tốt. Một việc tốt.", ["tốt"], ())[0] == 0


def test_a_text_of_one_sentence_is_that_sentence() -> None:
    assert _sentence("QUY ĐỊNH", "số hiệu là gì") == "QUY ĐỊNH"


def test_a_short_text_is_quoted_whole() -> None:
    assert quotation(TEXT, settling_sentence(TEXT, ["trả", "lời"], ())) == TEXT


def test_of_a_long_text_whole_sentences_around_the_settling_one_are_quoted() -> None:
    text = " ".join(f"Đây là câu số {number} của một văn bản rất dài về thời hạn." for number in range(30))
    span = settling_sentence(text, ["câu", "số", "17"], ())
    assert " số 17 " in text[slice(*span)]
    quoted = quotation(text, span)
    assert text[slice(*span)] in quoted
    assert quoted in text
    assert len(quoted) <= 600
    assert quoted.startswith("Đây là câu")
    assert quoted.endswith("thời hạn.")


def test_one_very_long_sentence_is_quoted_alone() -> None:
    long = "Một " + "rất " * 200 + "dài."
    text = f"Đầu tiên thế này. {long} Cuối cùng thế kia."
    span = (text.index(long), text.index(long) + len(long))
    assert quotation(text, span) == long


@pytest.mark.parametrize(
    ("sentence", "question", "bold"),
    [
        ("phải trả lời trong vòng 30 ngày làm việc kể từ ngày nhận", "", ["trong vòng 30 ngày làm việc"]),
        ("không quá 60 ngày làm việc", "", ["không quá 60 ngày làm việc"]),
        ("đạt ít nhất 80 % trở lên", "", ["ít nhất 80 % trở lên"]),
        ("thì được xem xét miễn hoặc giảm nhẹ trách nhiệm", "", ["được xem xét miễn hoặc giảm nhẹ trách nhiệm"]),
        ("trả lời bằng văn bản", "", ["bằng văn bản"]),
        ("Nghiêm cấm mọi hành vi trù dập", "", ["Nghiêm cấm"]),
        ("gửi kế hoạch đến văn phòng cấp ủy", "ai gửi kế hoạch", ["gửi kế hoạch"]),
        ("gửi kế hoạch đến văn phòng cấp ủy", "thời tiết hôm nay", []),
        ("việc đó là của tôi", "việc đó là gì", []),
        ("", "gì đó", []),
    ],
)
def test_what_is_worth_bold(sentence: str, question: str, bold: list[str]) -> None:
    assert [sentence[start:end] for start, end in key_spans(sentence, syllables(question))] == bold


def test_not_everything_is_bold() -> None:
    sentence = " ".join(f"{number} ngày" for number in range(1, 20))
    assert len(key_spans(sentence, ())) == 4


@pytest.mark.parametrize("identity", LIBRARY.citable)
@pytest.mark.parametrize("question", ["thời hạn trả lời là bao nhiêu ngày", "ai chịu trách nhiệm", "xyz", ""])
def test_every_provision_is_quoted_verbatim(identity: str, question: str) -> None:
    text = LIBRARY.get(identity).text
    words = syllables(question)
    start, end = settling_sentence(text, words, ["được xem xét bảo vệ"])
    lead = text[start:end]
    assert 0 <= start < end <= len(text)
    assert lead == lead.strip()
    quoted = quotation(text, (start, end))
    assert quoted in text
    assert lead in quoted
    spans = key_spans(lead, words)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= first < last <= len(lead) for first, last in spans)


@given(st.text(alphabet="abc đế 2.;:\n", max_size=120).filter(str.strip), st.lists(st.sampled_from("abc đế 2".split())))
def test_any_text_has_a_settling_sentence_inside_its_quotation(text: str, words: list[str]) -> None:
    start, end = settling_sentence(text, words, ())
    assert text[start:end].strip()
    assert text[start:end] in quotation(text, (start, end))
