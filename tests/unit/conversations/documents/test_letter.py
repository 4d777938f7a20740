"""Heads, signatures and recipients, for both formats and every kind of proposer."""

import pytest

from conversations.documents.blocks import MISSING, Pair, Paragraph, Rule, Run
from conversations.documents.formats import Format, Side, Style, format_of, twips
from conversations.documents.letter import addressee, foot, is_collective, letterhead, signature, title
from conversations.documents.measuring import width
from conversations.documents.senders import Sender, SenderKind

OFFICIAL = Sender(SenderKind.OFFICIAL, Run("Trần Thị Lan"), Run("Trưởng phòng"), Run("Sở Tài chính"))
GROUP = Sender(SenderKind.GROUP, Run("Trần Thị Lan"), Run("Trưởng phòng"), Run("Sở Tài chính"))

ABOVE = Run("Tỉnh ủy Quảng Ngãi")


def body(name: str, post: Run = MISSING, unit: Run | None = ABOVE) -> Sender:
    return Sender(SenderKind.ORGANISATION, Run(name), post, unit)


def said(pair: Pair) -> list[list[list[tuple[str, str]]]]:
    return [
        [[(line.style, line.text) for line in cell if isinstance(line, Paragraph)] for cell in row] for row in pair.rows
    ]


def head(side: Side, sender: Sender, about: str = "") -> Pair:
    return letterhead(format_of(side), sender, "KH", Run("Phú Bình"), (Run(about),) if about else ())


DATE = [("PlaceDate", "Phú Bình, ngày       tháng       năm          ")]


def test_the_head_of_a_state_body() -> None:
    assert said(head(Side.STATE, body("Sở Tài chính", unit=Run("Ủy ban nhân dân tỉnh")))) == [
        [
            [("Parent", "Ủy ban nhân dân tỉnh"), ("Issuer", "Sở Tài chính")],
            [("National", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("Motto", "Độc lập - Tự do - Hạnh phúc")],
        ],
        [[("Number", "Số:         /KH-...")], DATE],
    ]


def test_the_head_of_a_party_body() -> None:
    assert said(head(Side.PARTY, body("Đảng ủy xã Phú Bình"))) == [
        [
            [("Parent", "Tỉnh ủy Quảng Ngãi"), ("Issuer", "Đảng ủy xã Phú Bình"), ("Star", "*")],
            [("National", "ĐẢNG CỘNG SẢN VIỆT NAM")],
        ],
        [[("Number", "Số         -KH/...")], DATE],
    ]


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("sender", [OFFICIAL, GROUP])
def test_an_individual_has_no_head_and_no_number(side: Side, sender: Sender) -> None:
    left = [("ProposerName", "Trần Thị Lan"), ("Proposer", "Trưởng phòng"), ("Proposer", "Sở Tài chính")]
    assert said(head(side, sender)) == [[left, DATE]]


@pytest.mark.parametrize(
    ("side", "number", "about"),
    [(Side.STATE, "Số:         /...", "V/v báo cáo"), (Side.PARTY, "Số         -CV/...", "báo cáo")],
)
def test_a_letter_has_its_subject_under_its_number(side: Side, number: str, about: str) -> None:
    below = said(head(side, body("Sở Tài chính"), "báo cáo"))[1][0]
    assert below == [("Number", number), ("About", about)]


def test_a_body_without_one_above_it() -> None:
    assert said(head(Side.PARTY, body("Ban Thường vụ", unit=None)))[0][0][0] == ("Issuer", "Ban Thường vụ")


def rules(pair: Pair, column: int) -> list[Rule]:
    return [line for row in pair.rows for line in row[column] if isinstance(line, Rule)]


def length(layout: Format, pair: Pair, column: int) -> float:
    """The length in millimetres of the only rule of a column."""
    (rule,) = rules(pair, column)
    return layout.letterhead.widths[column] - 2 * rule.inset / twips(1000) * 1000


@pytest.mark.parametrize(
    ("side", "text", "size"),
    [(Side.STATE, "Độc lập - Tự do - Hạnh phúc", 14), (Side.PARTY, "ĐẢNG CỘNG SẢN VIỆT NAM", 15)],
)
def test_the_rule_at_the_right_is_as_long_as_the_words(side: Side, text: str, size: float) -> None:
    assert length(format_of(side), head(side, body("Sở Tài chính")), 1) == pytest.approx(width(text, size), abs=0.1)


@pytest.mark.parametrize(
    "name", ["Sở Tài chính", "Ủy ban nhân dân xã Phú Bình", "Bệnh viện Đa khoa khu vực Đặng Thùy Trâm"]
)
def test_the_rule_under_the_issuer_is_a_third_to_a_half_of_its_longest_line(name: str) -> None:
    pair = head(Side.STATE, body(name))
    issuer = [text for style, text in said(pair)[0][0] if style == Style.ISSUER]
    assert " ".join(issuer) == name
    longest = max(width(line, 13, caps=True) for line in issuer)
    assert longest <= format_of(Side.STATE).letterhead.widths[0]
    assert 1 / 3 <= length(format_of(Side.STATE), pair, 0) / longest <= 1 / 2


def test_a_party_body_has_a_star_and_no_rule() -> None:
    assert rules(head(Side.PARTY, body("Sở Tài chính")), 0) == []


def test_titles() -> None:
    state = title(format_of(Side.STATE), "Kế hoạch", (Run("Một cửa"),))
    assert [getattr(block, "text", "rule") for block in state] == ["Kế hoạch", "Một cửa", "rule"]
    party = title(format_of(Side.PARTY), "Kế hoạch", (Run("Một cửa"),))
    assert [getattr(block, "text", "rule") for block in party] == ["Kế hoạch", "Một cửa", "-----"]


def test_whom_it_is_addressed_to() -> None:
    assert addressee(format_of(Side.STATE), (Run("Sở Tài chính"),)).text == "Kính gửi: Sở Tài chính"


CHAIR, DEPUTY = Run("Chủ tịch"), Run("Phó Chủ tịch")


@pytest.mark.parametrize(
    ("side", "sender", "lines"),
    [
        (Side.STATE, OFFICIAL, ["Người đề xuất", "Trần Thị Lan"]),
        (Side.PARTY, GROUP, ["Đại diện nhóm đề xuất", "Trần Thị Lan"]),
        (Side.STATE, body("Sở Tài chính"), ["[cần bổ sung]", "[cần bổ sung]"]),
        (Side.STATE, body("Sở Tài chính", Run("Giám đốc")), ["Giám đốc", "[cần bổ sung]"]),
        (Side.STATE, body("Sở Tài chính", Run("Phó Giám đốc")), ["KT. Giám đốc", "Phó Giám đốc", "[cần bổ sung]"]),
        (Side.STATE, body("UBND xã", CHAIR), ["TM. UBND xã", "Chủ tịch", "[cần bổ sung]"]),
        (Side.STATE, body("UBND xã", DEPUTY), ["TM. UBND xã", "KT. Chủ tịch", "Phó Chủ tịch", "[cần bổ sung]"]),
        (Side.PARTY, body("Ban Tổ chức", Run("Phó Trưởng ban")), ["K/T Trưởng ban", "Phó Trưởng ban", "[cần bổ sung]"]),
        (Side.PARTY, body("Đảng ủy xã", Run("Phó Bí thư")), ["T/M Đảng ủy xã", "Phó Bí thư", "[cần bổ sung]"]),
    ],
)
def test_who_signs(side: Side, sender: Sender, lines: list[str]) -> None:
    assert [line.text for line in signature(format_of(side), sender)] == lines


@pytest.mark.parametrize(
    ("side", "name", "collective"),
    [
        (Side.STATE, "Ủy ban nhân dân tỉnh", True),
        (Side.STATE, "ỦY BAN NHÂN DÂN TỈNH", True),
        (Side.STATE, "Sở Nội vụ", False),
        (Side.STATE, "Văn phòng Ủy ban nhân dân tỉnh", False),
        (Side.PARTY, "Ban Thường vụ Tỉnh ủy", True),
        (Side.PARTY, "Văn phòng Tỉnh ủy", False),
    ],
)
def test_which_bodies_decide_as_a_collective(side: Side, name: str, collective: bool) -> None:
    assert is_collective(format_of(side), name) is collective


@pytest.mark.parametrize(
    ("side", "sender", "lines"),
    [
        (Side.STATE, body("Sở"), ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]),
        (Side.PARTY, body("Sở"), ["Nơi nhận:", "- Như trên,", "- Lưu văn phòng."]),
        (Side.STATE, OFFICIAL, ["Nơi nhận:", "- Như trên;", "- Lưu."]),
    ],
)
def test_recipients(side: Side, sender: Sender, lines: list[str]) -> None:
    ((left, _right),) = said(foot(format_of(side), sender, [(Run("Như trên"),)]))
    assert [text for _, text in left] == lines
