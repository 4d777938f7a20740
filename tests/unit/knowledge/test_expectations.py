"""What an answer must hold to settle a question of a certain form."""

import pytest

from knowledge import lexicon, regimes
from knowledge.corpus import gazetteer
from knowledge.expectations import Expectation, Expectations
from knowledge.intents import IntentReader
from knowledge.library import Library
from knowledge.text import unaccented

ABOUT_OUTSIDE_DOCUMENTS = {"Kế hoạch 87-KH/TU ban hành ngày nào", "Nghị quyết 45-NQ/TW ban hành ngày nào"}
"""Wordings that name a document outside the store: such questions are refused by its name before any search."""


@pytest.fixture(scope="module")
def expectations() -> Expectations:
    return Expectations.load()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("thưởng bao nhiêu tiền", "money"),
        ("muc thuong cho mot sang kien la bao nhieu", "money"),
        ("how much money do I get", "money"),
        ("bồi thường mấy phần trăm", "percentage"),
        ("thưởng mấy tháng lương", "salary"),
        ("phải trả lời trong bao nhiêu ngày", "days"),
        ("họ phải trả lời trong mấy tuần", "other-time"),
        ("hội đồng gồm mấy người", "people"),
        ("email của văn phòng tỉnh ủy", "contact"),
        ("so dien thoai ban to chuc la gi", "contact"),
        ("biểu mẫu kế hoạch tải ở đâu", "form"),
        ("nộp online được không", "online"),
        ("chủ tịch tỉnh tên gì", "office-holder"),
        ("thí điểm nghĩa là gì", "definition"),
        ("ai ký quy định này", "signer"),
        ("chi thi do ai ky", "signer"),
        ("chỉ thị của thành ủy số mấy", "number"),
        ("kế hoạch mang số bao nhiêu", "number"),
        ("quy định ban hành ngày nào", "date"),
        ("nơi nhận của chỉ thị", "recipients"),
    ],
)
def test_forms_of_questions(expectations: Expectations, question: str, expected: str) -> None:
    assert expected in [one.id for one in expectations.of(question)]


@pytest.mark.parametrize(
    "question",
    [
        "gồm những hình thức khuyến khích nào",
        "có mấy bước, mấy nguyên tắc",
        "tôi chờ mấy tháng nay rồi",
        "vụ này kéo dài mười mấy năm",
        "định kỳ báo cáo ai",
        "việc khó, phức tạp đã có chủ trương",
        "mấy người tung tin xuyên tạc thì xử sao",
        "ai kỷ luật cán bộ",
        "áp dụng cho những đối tượng nào",
        "sợ mấy ổng đì",
    ],
)
def test_ordinary_questions_expect_nothing(expectations: Expectations, question: str) -> None:
    assert expectations.of(question) == ()


@pytest.mark.parametrize(
    ("id_", "provision", "met"),
    [
        ("days", "quang-ngai/dieu-4/khoan-3", True),
        ("days", "quang-ngai/dieu-6/khoan-2/diem-c", True),
        ("days", "hai-phong/3", False),
        ("days", "kl-14/muc-2.4/doan-2", False),
        ("percentage", "lam-dong/ii/2", True),
        ("money", "quang-ngai/dieu-5/khoan-2/diem-e", False),
        ("definition", "quang-ngai/dieu-2/khoan-5", True),
        ("definition", "kl-14/muc-2.2", False),
        ("signer", "lai-chau/chu-ky", True),
        ("signer", "kl-14/phan-dau", False),
        ("number", "kl-14/phan-dau", True),
        ("number", "lai-chau/phan-dau", True),
        ("number", "quang-ngai/phan-dau", False),
        ("number", "hai-phong/phan-dau", False),
        ("number", "lam-dong/phan-dau", False),
        ("date", "kl-14/phan-dau", True),
        ("date", "quang-ngai/phan-dau", False),
        ("other-time", "lai-chau/phan-dau", False),
        ("other-time", "quang-ngai/dieu-10/khoan-4", True),
        ("office-holder", "hai-phong/chu-ky", False),
    ],
)
def test_what_a_provision_holds(library: Library, id_: str, provision: str, met: bool) -> None:
    (expectation,) = [Expectation.model_validate(raw) for raw in lexicon.load("expectations.yaml") if raw["id"] == id_]
    assert expectation.met_by(library.get(provision)) is met


def test_every_wording_is_met_by_its_own_provision(library: Library, expectations: Expectations) -> None:
    names = gazetteer(library.catalogue)
    unmet = [
        (one.id, id_, wording)
        for document in library.documents
        for id_, group in regimes.wordings(document).items()
        for wording in group
        if wording not in ABOUT_OUTSIDE_DOCUMENTS
        for one in expectations.of(names.without_places(wording))
        if not one.met_by(library.get(id_))
    ]
    assert unmet == []


def test_no_wording_of_a_provision_is_small_talk(library: Library) -> None:
    intents = IntentReader(lexicon.load("intents.yaml"))
    taken = [
        (intent, id_, written)
        for document in library.documents
        for id_, group in regimes.wordings(document).items()
        for wording in group
        for written in (wording, unaccented(wording))
        if (intent := intents.read(written))
    ]
    assert taken == []
