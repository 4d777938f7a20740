"""Numbers of people are hidden; numbers of documents, provisions, dates and amounts are not."""

import pytest

from knowledge.masking import HIDDEN, masked

HIDDEN_NUMBERS = [
    "079201001234",
    "079 201 001 234",
    "0792 0100 1234",
    "079.201.001.234",
    "123456789",
    "123 456 789",
    "CMND: 123.456.789",
    "chứng minh nhân dân số 123.456.789",
    "CCCD079201001234",
    "căn cước của tôi 079201001234",
    "số định danh 079201001234",
    "0912345678",
    "0912 345 678",
    "0912.345.678",
    "091-234-5678",
    "+84912345678",
    "+84 912 345 678",
    "(+84) 912-345-678",
    "0084 912 345 678",
    "(0255) 3822 123",
    "024 3825 1234",
    "gọi 0912345678 hoặc 0987654321",
    "SĐT-0912345678",
    "sdt:0912345678",
    "zalo 0912.345.678.",
    "0912345678 đ/c An",
    "０９１２３４５６７８",
]
KEPT = [
    "73/2023/NĐ-CP",
    "Quyết định số 12/2020/QĐ-UBND",
    "Kết luận số 14-KL/TW",
    "số 215-TB/TU ngày 04/01/2027",
    "Công văn 1234567/BTC-NSNN",
    "22/9/2021",
    "22/09/2021 - 22/10/2021",
    "22-09-2021",
    "22.09.2021",
    "01.01.2026 31.12.2026",
    "giai đoạn 2021-2025",
    "nhiệm kỳ 2020-2025, 2025-2030",
    "các năm 2023 2024 2025",
    "Điều 4 khoản 3 điểm b",
    "mục 2.4",
    "30 ngày, 60 ngày làm việc",
    "1.500.000.000 đồng",
    "1.500.000.000",
    "123.456.789 đồng",
    "gói thầu 1.500.000.000",
    "1500000000 đồng",
    "1 500 000 000 đồng",
    "2.000.000.000 VND",
    "500 triệu đồng",
    "300.000.000đ",
    "100.000.000 người",
    "12345678",
    "lúc 08:30 ngày 25/11/2026",
]


@pytest.mark.parametrize("text", HIDDEN_NUMBERS)
def test_numbers_of_people_are_hidden(text: str) -> None:
    for sentence in (text, f"Xin hỏi: {text} thì sao?"):
        assert HIDDEN in masked(sentence)
        assert not any(char.isdigit() for char in masked(sentence))


@pytest.mark.parametrize("text", KEPT)
def test_other_numbers_stay(text: str) -> None:
    for sentence in (text, f"Xin hỏi {text} thì sao?", f"{text}, theo Điều 6 khoản 1"):
        assert masked(sentence) == sentence


def test_only_the_number_is_hidden() -> None:
    told = masked("Tôi, CCCD 079201001234, điện thoại 0912 345 678, hỏi Điều 4 khoản 3 Quy định 12/2020/QĐ-UBND")
    assert told == f"Tôi, CCCD {HIDDEN}, điện thoại {HIDDEN}, hỏi Điều 4 khoản 3 Quy định 12/2020/QĐ-UBND"
