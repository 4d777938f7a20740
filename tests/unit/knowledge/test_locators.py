"""The locators people type, and the provisions they name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import Library
from knowledge.locators import Locator, read_english_locator, read_locator, resolve
from knowledge.provisions import Kind

LIBRARY = Library.load()
EVERYWHERE = tuple(LIBRARY.documents)


@pytest.mark.parametrize(
    ("typed", "printed", "first"),
    [
        ("Điều 6 khoản 1", "Điều 6 khoản 1", "quang-ngai/dieu-6/khoan-1"),
        ("dieu 6 khoan 1 noi gi", "Điều 6 khoản 1", "quang-ngai/dieu-6/khoan-1"),
        ("ĐIỀU 6 KHOẢN 1", "Điều 6 khoản 1", "quang-ngai/dieu-6/khoan-1"),
        ("khoản 1 Điều 6", "Điều 6 khoản 1", "quang-ngai/dieu-6/khoan-1"),
        ("theo khoản 1, Điều 6 của Quy định", "Điều 6 khoản 1", "quang-ngai/dieu-6/khoan-1"),
        ("điều 4.3", "Điều 4 khoản 3", "quang-ngai/dieu-4/khoan-3"),
        ("điều số 7", "Điều 7", "quang-ngai/dieu-7"),
        ("điều thứ 6", "Điều 6", "quang-ngai/dieu-6"),
        ("điều 11", "Điều 11", "quang-ngai/dieu-11"),
        ("điểm a khoản 3 điều 4", "Điều 4 khoản 3 điểm a", "quang-ngai/dieu-4/khoan-3/diem-a"),
        ("điều 4 khoản 3 điểm b)", "Điều 4 khoản 3 điểm b", "quang-ngai/dieu-4/khoan-3/diem-b"),
        ("điểm đ khoản 2 điều 5", "Điều 5 khoản 2 điểm đ", "quang-ngai/dieu-5/khoan-2/diem-dd"),
        ("ĐIỂM Đ KHOẢN 2 ĐIỀU 5", "Điều 5 khoản 2 điểm đ", "quang-ngai/dieu-5/khoan-2/diem-dd"),
        ("diem d khoan 2 dieu 5", "Điều 5 khoản 2 điểm d", "quang-ngai/dieu-5/khoan-2/diem-d"),
        ("điểm h khoản 2 điều 5?", "Điều 5 khoản 2 điểm h", "quang-ngai/dieu-5/khoan-2/diem-h"),
        (
            "Điều 4 khoản 3 điểm b, gạch đầu dòng 2",
            "Điều 4 khoản 3 điểm b gạch đầu dòng 2",
            "quang-ngai/dieu-4/khoan-3/diem-b/gach-2",
        ),
        (
            "gạch thứ hai điểm b khoản 3 điều 4",
            "Điều 4 khoản 3 điểm b gạch đầu dòng 2",
            "quang-ngai/dieu-4/khoan-3/diem-b/gach-2",
        ),
        ("chương II", "Chương II", "quang-ngai/chuong-ii"),
        ("chuong 2 gom nhung dieu nao", "Chương 2", "quang-ngai/chuong-ii"),
        ("mục 2.4 kết luận 14", "mục 2.4", "kl-14/muc-2.4"),
        ("2.4 nói gì", "mục 2.4", "kl-14/muc-2.4"),
        ("điểm 2.3", "mục 2.3", "kl-14/muc-2.3"),
        ("khoản 2.5", "mục 2.5", "kl-14/muc-2.5"),
        ("mục 2.4 đoạn hai", "mục 2.4 đoạn 2", "kl-14/muc-2.4/doan-2"),
        ("đoạn 3 mục 2.4", "mục 2.4 đoạn 3", "kl-14/muc-2.4/doan-3"),
        ("mục 3.2?", "mục 3.2", "kl-14/muc-3.2"),
        ("mục IV.3", "mục IV.3", "lam-dong/iv/3"),
        ("IV.3 quy định gì", "mục IV.3", "lam-dong/iv/3"),
        ("mục IV khoản 5", "mục IV khoản 5", "lam-dong/iv/5"),
        ("muc iv khoan 5", "mục IV khoản 5", "lam-dong/iv/5"),
        ("mục V", "mục V", "lam-dong/v"),
        ("phần III mục 4", "mục III.4", "lai-chau/iii/4"),
        ("mục 4 phần III", "mục III.4", "lai-chau/iii/4"),
        ("mục 12", "mục 12", "hai-phong/12"),
        ("mục 4 đoạn 2", "mục 4 đoạn 2", "hai-phong/4/doan-2"),
        ("chú thích 1", "chú thích 1", "lam-dong/chu-thich-1"),
    ],
)
def test_what_people_type(typed: str, printed: str, first: str) -> None:
    locator = read_locator(typed)
    assert locator is not None
    assert str(locator) == printed
    assert resolve(locator, LIBRARY.provisions, EVERYWHERE)[:1] == [first]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("What does Article 6 say?", "quang-ngai/dieu-6"),
        ("Article 4, clause 3", "quang-ngai/dieu-4/khoan-3"),
        ("clause 3 of article 4", "quang-ngai/dieu-4/khoan-3"),
        ("point a clause 3 article 4", "quang-ngai/dieu-4/khoan-3/diem-a"),
        ("section 2.4 of Conclusion 14", "kl-14/muc-2.4"),
        ("paragraph 2 of section 2.4", "kl-14/muc-2.4/doan-2"),
        ("Section IV.3", "lam-dong/iv/3"),
        ("item 12", "hai-phong/12"),
        ("Chapter II", "quang-ngai/chuong-ii"),
        ("chapter 2", "quang-ngai/chuong-ii"),
        ("part III, item 4", "lai-chau/iii/4"),
        ("footnote 1", "lam-dong/chu-thich-1"),
    ],
)
def test_english(typed: str, first: str) -> None:
    locator = read_english_locator(typed)
    assert locator is not None
    assert resolve(locator, LIBRARY.provisions, EVERYWHERE)[:1] == [first]


@pytest.mark.parametrize(
    "typed",
    [
        "thí điểm có được không",
        "thí điểm b",
        "địa điểm a",
        "thời điểm a",
        "quan điểm a",
        "Điều lệ Đảng",
        "điều kiện 1",
        "có điều gì mới",
        "khoản chi 3 triệu",
        "mục đích, yêu cầu",
        "mục tiêu 5 năm",
        "phần lớn cán bộ",
        "hỗ trợ 2.5 tỷ",
        "2.4 triệu đồng",
        "ngày 2.4",
        "tăng 3.2%",
        "22/9/2021",
        "số 14-KL/TW",
        "gạch đầu dòng 2",
        "đoạn 2",
        "chương trình hành động",
        "điểm nghẽn",
        "",
    ],
)
def test_no_locator(typed: str) -> None:
    assert read_locator(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "Điều 25",
        "Điều 12",
        "Điều 0",
        "Điều 6 khoản 9",
        "Điều 4 khoản 3 điểm g",
        "điểm z khoản 3 điều 4",
        "Điều 5 khoản 2 điểm k",
        "Điều 5, khoản 2, điểm k của Quy định",
        "Điều 4 khoản 3 điểm b gạch đầu dòng 4",
        "mục 2.9",
        "mục 5.1",
        "mục VI",
        "mục IX.2",
        "mục IV.9",
        "chương V",
        "chương 9",
        "mục 99",
    ],
)
def test_what_no_document_has(typed: str) -> None:
    locator = read_locator(typed)
    assert locator is not None
    assert resolve(locator, LIBRARY.provisions, EVERYWHERE) == []


def test_documents_limit_and_order_what_is_found() -> None:
    section = read_locator("mục III.2")
    assert section is not None
    assert resolve(section, LIBRARY.provisions, EVERYWHERE) == ["lai-chau/iii/2", "lam-dong/iii/2"]
    assert resolve(section, LIBRARY.provisions, ("lam-dong", "lai-chau")) == ["lam-dong/iii/2", "lai-chau/iii/2"]
    assert resolve(section, LIBRARY.provisions, ("lam-dong",)) == ["lam-dong/iii/2"]
    assert resolve(section, LIBRARY.provisions, ("quang-ngai",)) == []
    assert resolve(section, LIBRARY.provisions, ()) == []


def test_a_clause_alone_is_found_only_where_one_fits() -> None:
    locator = Locator((("khoan", "1"),))
    assert resolve(locator, LIBRARY.provisions, ("quang-ngai",)) == []
    assert resolve(locator, LIBRARY.provisions, ("hai-phong",)) == ["hai-phong/1"]


@pytest.mark.parametrize("identity", [p.id for p in LIBRARY.provisions.values() if p.document == "quang-ngai"])
def test_printed_locators_of_the_articles_lead_back(identity: str) -> None:
    provision = LIBRARY.get(identity)
    if "dieu-" not in identity or provision.kind is Kind.PARAGRAPH:
        return
    locator = read_locator(provision.locator)
    assert locator is not None
    assert resolve(locator, LIBRARY.provisions, ("quang-ngai",)) == [identity]


@given(st.text(alphabet="điềukhoảnmục gạchdòng.,0123456789ivxIVXđ)(", max_size=40))
def test_reading_never_fails(text: str) -> None:
    locator = read_locator(text)
    if locator is not None:
        assert str(locator)
        assert set(resolve(locator, LIBRARY.provisions, EVERYWHERE)) <= set(LIBRARY.provisions)
