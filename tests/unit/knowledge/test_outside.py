"""What may be told of a document outside the store: how a place carries it out, never what it says."""

from dataclasses import replace

import pytest

from knowledge.catalogue import Catalogue
from knowledge.corpus import gazetteer
from knowledge.locators import Locator, read_locator
from knowledge.naming import Named
from knowledge.outside import Outside, names
from knowledge.question import Question
from knowledge.scope import scope_of

CATALOGUE = Catalogue.load()
OUTSIDE = Outside.load()
GAZETTEER = gazetteer(CATALOGUE)
NOTHING = Question("", "", "", (), None, (), (), (), (), None, False, ())
HP = "hai-phong"


def told(text: str, profile: str | None, locator: Locator | None = None) -> bool:
    question = replace(
        NOTHING,
        original=text,
        text=text,
        jurisdictions=tuple(GAZETTEER.jurisdictions(text)),
        documents=tuple(GAZETTEER.documents(text)),
        other_documents=tuple(GAZETTEER.other_documents(text)),
        locator=locator,
    )
    assert question.other_documents
    return OUTSIDE.may_be_told(question, scope_of(question, profile, CATALOGUE))


CARRIED_OUT = [
    "nghị định 73 thì thành phố giao ai làm",
    "ai chỉ đạo thực hiện nghị định 73",
    "nghi dinh 73 do ai trien khai",
    "cơ quan nào tham mưu triển khai Nghị định 73/2023/NĐ-CP",
    "ủy ban có phải thực hiện nghị định 73 không",
    "thực hiện nghị định 73 thế nào",
    "chỗ tôi triển khai nghị định 73 gắn với kế hoạch nào",
]
ITS_OWN = [
    "nghị định 73 nói gì",
    "nghị định 73 quy định gì",
    "nội dung nghị định 73",
    "nghị định 73 giao ai thẩm định đề xuất",
    "nghị định 73 có quy định ai chịu trách nhiệm không",
    "nghị định 73 năm 2023 cho bao nhiêu ngày trả lời",
    "nghị định 73 còn hiệu lực không",
    "nghị định 73 thực hiện từ ngày nào",
    "điều kiện đề xuất được bảo vệ theo nghị định 73",
    "luật tố cáo bảo vệ người tố cáo thế nào",
]


@pytest.mark.parametrize("text", CARRIED_OUT)
def test_how_the_place_carries_it_out_whether_the_question_names_the_place_or_not(text: str) -> None:
    assert told(text, HP)
    assert told(f"Hải Phòng: {text}", None)
    assert told(f"Hải Phòng: {text}", "quang-ngai")
    assert not told(text, None), "of no place"
    assert not told(text, "other"), "of a place without a document"
    assert not told(text, HP, read_locator("Điều 8"))


@pytest.mark.parametrize("text", ITS_OWN)
def test_never_what_it_says_itself(text: str) -> None:
    assert not told(text, HP)
    assert not told(f"Hải Phòng: {text}", None)


def test_a_stored_document_may_be_asked_about_it() -> None:
    assert told("Chỉ thị Hải Phòng viết gì về Nghị định 73", None)
    assert not told("Điều 3 Chỉ thị Hải Phòng và Nghị định 73", None, read_locator("Điều 3"))


@pytest.mark.parametrize(
    ("text", "key", "named"),
    [
        ("thực hiện Nghị định số 73/2023/NĐ-CP, ngày 29/9/2023", "73", True),
        ("thực hiện Nghị định số 73/2023/NĐ-CP, ngày 29/9/2023", "73/2023", True),
        ("thực hiện Nghị định số 73/2023/NĐ-CP, ngày 29/9/2023", "73/2023/nd-cp", True),
        ("Kết luận số 14-KL/TW", "14", True),
        ("hoàn thành 73 dự án", "73", False),
        ("ngày 29/9/2023", "9", False),
        ("ngày 05/3/2025", "05", False),
        ("năm 2025", "05", False),
        ("Nghị định số 173/2023/NĐ-CP", "73", False),
        ("trái Luật Đất đai", "luat dat dai", True),
    ],
)
def test_a_provision_names_a_document_by_its_whole_number(text: str, key: str, *, named: bool) -> None:
    assert names(text, [Named(key, key)]) is named
    assert names(text, [])
