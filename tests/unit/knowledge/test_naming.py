"""Places and documents that a question names, in the store and out of it."""

import pytest

from knowledge import corpus, regimes
from knowledge.catalogue import Catalogue
from knowledge.naming import Gazetteer
from knowledge.text import unaccented

CATALOGUE = Catalogue.load()
GAZETTEER = corpus.gazetteer(CATALOGUE)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ở Quảng Ngãi thì sao", ["quang-ngai"]),
        ("QUẢNG NGÃI", ["quang-ngai"]),
        ("quang ngai tra loi may ngay", ["quang-ngai"]),
        ("Quảng ngai", ["quang-ngai"]),
        ("quang Ngãi", ["quang-ngai"]),
        ("Quãng Ngãi", ["quang-ngai"]),
        ("quảng ngải", ["quang-ngai"]),
        ("Tỉnh uỷ Quảng Ngãi", ["quang-ngai"]),
        ("thị ủy Đức Phổ", ["quang-ngai"]),
        ("Hải Phòng", ["hai-phong"]),
        ("hai phong", ["hai-phong"]),
        ("hải phong", ["hai-phong"]),
        ("Thành uỷ Hải Phòng", ["hai-phong"]),
        ("tp. hải phòng", ["hai-phong"]),
        ("Lâm Đồng", ["lam-dong"]),
        ("lam dong", ["lam-dong"]),
        ("Lâm Đông", ["lam-dong"]),
        ("Đà Lạt", ["lam-dong"]),
        ("Lai Châu", ["lai-chau"]),
        ("lai chau", ["lai-chau"]),
        ("Quảng Ngãi khác Hải Phòng thế nào", ["quang-ngai", "hai-phong"]),
        ("hai phòng không thống nhất thì ai quyết", []),
        ("lâm đông người", []),
        ("lại cháu", []),
        ("làm đồng bộ", []),
        ("Quảng Nam", []),
        ("cán bộ dám nghĩ dám làm", []),
        ("", []),
    ],
)
def test_places_of_the_store(text: str, found: list[str]) -> None:
    assert GAZETTEER.jurisdictions(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nghệ An có quy định gì", ["Nghệ An"]),
        ("nghe an co quy dinh gi", ["Nghệ An"]),
        ("NGHỆ AN", ["Nghệ An"]),
        ("Nghê An", ["Nghệ An"]),
        ("Thanh Hoá", ["Thanh Hóa"]),
        ("khánh hoà", ["Khánh Hòa"]),
        ("Đà Nẵng và Hà Nội", ["Hà Nội", "Đà Nẵng"]),
        ("TP.HCM", ["TP.HCM"]),
        ("tp hcm", ["HCM"]),
        ("Sài Gòn", ["Sài Gòn"]),
        ("thừa thiên huế", ["Thừa Thiên Huế"]),
        ("bà rịa - vũng tàu", ["Bà Rịa - Vũng Tàu"]),
        ("dien bien", ["Điện Biên"]),
        ("Gia Lai", ["Gia Lai"]),
        ("đánh giá lại hồ sơ", []),
        ("danh gia lai ho so", []),
        ("ĐÁNH GIÁ LẠI HỒ SƠ", []),
        ("cán bộ đã năng động sáng tạo", []),
        ("can bo da nang dong sang tao", []),
        ("hằng năm định kỳ sơ kết", []),
        ("hang nam dinh ky so ket", []),
        ("phai bao cao bang van ban", []),
        ("Cao Bằng", ["Cao Bằng"]),
        ("tinh cao bang", ["Cao Bằng"]),
        ("theo dõi diễn biến tình hình", []),
        ("theo doi dien bien tinh hinh", []),
        ("làm lâu dài, long an toàn", []),
        ("cả mẫu đơn lẫn hồ sơ", []),
        ("Quảng Ngãi, Hải Phòng, Lai Châu, Lâm Đồng", []),
        ("ai thẩm định kế hoạch", []),
    ],
)
def test_places_outside_the_store(text: str, found: list[str]) -> None:
    assert GAZETTEER.other_places(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kết luận 14 nói gì", ["kl-14"]),
        ("ket luan 14", ["kl-14"]),
        ("Kết luận số 14-KL/TW ngày 22/9/2021", ["kl-14"]),
        ("kl14", ["kl-14"]),
        ("KL 14", ["kl-14"]),
        ("kết luận của Bộ Chính trị", ["kl-14"]),
        ("Kế hoạch 318", ["lai-chau"]),
        ("318-KH/BCSĐ", ["lai-chau"]),
        ("kế hoạch của Lai Châu", ["lai-chau"]),
        ("Quy định của Quảng Ngãi", ["quang-ngai"]),
        ("quy dinh quang ngai", ["quang-ngai"]),
        ("Chỉ thị Hải Phòng", ["hai-phong"]),
        ("dự thảo nghị quyết Lâm Đồng", ["lam-dong"]),
        ("Kết luận 21", []),
        ("Kết luận 143", []),
        ("Kế hoạch 3180", []),
        ("quy định là gì", []),
    ],
)
def test_documents_of_the_store(text: str, found: list[str]) -> None:
    assert GAZETTEER.documents(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Điều 18 Nghị định 73 nói gì", ["Nghị định 73"]),
        ("Nghị định số 73/2023/NĐ-CP", ["Nghị định số 73/2023/NĐ-CP"]),
        ("nghi dinh 73/2023", ["nghi dinh 73/2023"]),
        ("NĐ 73", ["NĐ 73"]),
        ("nđ73 điều 5", ["nđ73"]),
        ("theo Nghị định 73.", ["Nghị định 73"]),
        ("73/2023/NĐ-CP", ["73/2023/NĐ-CP"]),
        ("Nghị định 73 năm 2023", ["Nghị định 73"]),
        ("nghi dinh so 73 ngay 29/9/2023", ["nghi dinh so 73"]),
        ("nghị định 73 điều kiện gì", ["nghị định 73"]),
        ("Nghị quyết 57 năm 2024", ["Nghị quyết 57"]),
        ("nghị quyết 80% cán bộ", []),
        ("Kết luận 21-KL/TW", ["Kết luận 21-KL/TW"]),
        ("Nghị quyết 57", ["Nghị quyết 57"]),
        ("Quy định 148 của Bộ Chính trị", ["Quy định 148"]),
        ("Thông tư 02", ["Thông tư 02"]),
        ("văn bản 222-BS/TU", ["222-BS/TU"]),
        ("công văn 11153", ["công văn 11153"]),
        ("Quy định số 1342", ["Quy định số 1342"]),
        ("Luật Đất đai", ["luật đất đai"]),
        ("luat dat dai", ["luật đất đai"]),
        ("Bộ luật Hình sự", ["bộ luật hình sự"]),
        ("Kết luận 14 và Nghị định 73", ["Nghị định 73"]),
        ("Kết luận số 14-KL/TW", []),
        ("kl 14", []),
        ("Kế hoạch số 318-KH/BCSĐ", []),
        ("quy định 30 ngày làm việc", []),
        ("báo cáo 6 tháng một lần", []),
        ("kế hoạch 5 năm", []),
        ("quy định 2 trường hợp", []),
        ("báo cáo 100% vụ việc", []),
        ("kỷ luật cán bộ", []),
        ("trái pháp luật thì sao", []),
        ("quy định về bảo vệ cán bộ", []),
    ],
)
def test_documents_outside_the_store(text: str, found: list[str]) -> None:
    assert [named.written for named in GAZETTEER.other_documents(text)] == found


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ở quảng ngãi ai thẩm định", "ở ai thẩm định"),
        ("tỉnh ủy quảng ngãi phải trả lời trong mấy ngày", "phải trả lời trong mấy ngày"),
        ("hai phong tra loi may ngay", "tra loi may ngay"),
        ("hai phòng cùng trình thì sao", "hai phòng cùng trình thì sao"),
        ("thời hạn trả lời", "thời hạn trả lời"),
        ("lai châu", "lai châu"),
        ("lai châu sao", "lai châu sao"),
        ("", ""),
    ],
)
def test_names_of_the_store_are_taken_out(text: str, left: str) -> None:
    assert GAZETTEER.without_places(text) == left


def test_no_wording_that_a_provision_settles_names_a_place_outside_the_store() -> None:
    """With accents and without: "bao cao bang van ban" is not about Cao Bằng."""
    for document in CATALOGUE.documents:
        for wordings in regimes.wordings(document.key).values():
            for wording in wordings:
                assert GAZETTEER.other_places(wording) == GAZETTEER.other_places(unaccented(wording)) == [], wording


def test_of_names_inside_one_another_the_longest_counts() -> None:
    small = Gazetteer({}, {}, ["Huế", "Thừa Thiên Huế"], ["luật đất đai", "luật đất đai 2024"])
    assert small.other_places("Huế") == ["Huế"]
    assert small.other_places("Thừa Thiên Huế") == ["Thừa Thiên Huế"]
    assert [one.key for one in small.other_documents("luật đất đai 2024")] == ["luat dat dai 2024"]


def test_names_are_whole_words() -> None:
    small = Gazetteer({"a": ["hải"]}, {"b": ["kl 1"]}, ["Huế"], [])
    assert small.jurisdictions("hải.") == ["a"]
    assert small.jurisdictions("hảix") == []
    assert small.documents("kl 14") == []
    assert small.other_places("huếch") == []
