"""The five documents as they stand: every line accounted for, every word kept, every id where people expect it."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from knowledge.catalogue import packaged_sources
from knowledge.library import Library
from knowledge.parsing import ParsedDocument, Role
from knowledge.provisions import Anchor, Kind, Provision

DOCUMENTS = ["kl-14", "quang-ngai", "lai-chau", "lam-dong", "hai-phong"]
EXPECTED = yaml.safe_load(Path(__file__).with_name("expected_provisions.yaml").read_text(encoding="utf-8"))
INTERRUPTED_BY_A_STAMP = {"kl-14/phan-dau", "quang-ngai/mo-dau"}


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


def raw(document: str) -> str:
    return (packaged_sources() / f"{document}.txt").read_text(encoding="utf-8")


def characters(text: str) -> str:
    """What is printed, without white space, Markdown marks, lost footnote marks and dashes."""
    return re.sub(r"[\s*#\\\ufffd-]", "", text)


def collapsed(text: str) -> str:
    """The text with white space collapsed, Markdown marks and the bullets before "g)" taken off."""
    text = re.sub(r"^- (?=[a-zđ]\) )", "", text.replace("*", ""), flags=re.MULTILINE)
    text = re.sub(r"^#+ ", "", text, flags=re.MULTILINE)
    return " ".join(text.split())


def parts_with(parsed: ParsedDocument, *roles: Role) -> list[str]:
    return [line.text for line in parsed.lines if line.role in roles]


@pytest.mark.parametrize(("identity", "first", "last"), EXPECTED)
def test_a_provision_begins_and_ends_where_the_file_has_it(
    library: Library, identity: str, first: str, last: str
) -> None:
    text = library.get(identity).text
    assert text.startswith(first)
    assert text.endswith(last)


def test_the_table_of_expected_provisions_is_long_enough_to_mean_something() -> None:
    assert len({identity for identity, _, _ in EXPECTED}) == len(EXPECTED) >= 60


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_line_is_accounted_for_in_order(library: Library, document: str) -> None:
    parsed = library.documents[document]
    lines = raw(document).split("\n")
    expected = range(1, len(lines) + (lines[-1] != ""))
    numbers = [line.number for line in parsed.lines]
    assert sorted(set(numbers)) == list(expected)
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_parts_of_a_line_are_the_line_and_no_part_stands_twice(library: Library, document: str) -> None:
    lines = raw(document).split("\n")
    rebuilt: dict[int, str] = {}
    for line in library.documents[document].lines:
        rebuilt[line.number] = rebuilt.get(line.number, "") + line.text
    for number, text in rebuilt.items():
        assert characters(text) == characters(lines[number - 1]), f"line {number}"


def test_only_a_stamp_and_a_ground_share_a_line(library: Library) -> None:
    for document in DOCUMENTS:
        counted = Counter(line.number for line in library.documents[document].lines)
        shared = sorted(number for number, parts in counted.items() if parts > 1)
        assert shared == ([12, 14] if document == "quang-ngai" else [])
    shared_parts = [
        (line.number, line.role, line.text) for line in library.documents["quang-ngai"].lines if line.number in (12, 14)
    ]
    assert shared_parts[0] == (12, Role.STAMP, "ĐẾN Số:.....1342.....")
    assert shared_parts[1] == (12, Role.PROVISION, "Căn cứ Điều lệ Đảng;")
    assert shared_parts[2] == (14, Role.STAMP, "Ngày: 14/12/2022")
    assert shared_parts[3][2].startswith("- Căn cứ Kết luận số 14-KL/TW")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_blank_line_is_blank_and_no_other(library: Library, document: str) -> None:
    lines = raw(document).split("\n")
    for line in library.documents[document].lines:
        assert (line.role is Role.BLANK) == (lines[line.number - 1].strip() == "")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_rejoining_gives_back_the_words_of_the_file(library: Library, document: str) -> None:
    parsed = library.documents[document]
    own_words = parts_with(parsed, Role.PROVISION, Role.HEADING, Role.METADATA)
    assert characters(library.get(document).text) == characters("".join(own_words))
    everything = "".join(line.text for line in parsed.lines)
    assert characters(everything) == characters(raw(document))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_word_belongs_to_the_provision_that_its_line_names(library: Library, document: str) -> None:
    for line in library.documents[document].lines:
        if line.provision is None:
            assert line.role in {Role.STAMP, Role.COPY, Role.SEPARATOR, Role.BLANK}
            continue
        provision = library.get(line.provision)
        assert line.number in provision.lines
        label = re.match(r"(?:- )?(?:[IVX]+\.|Điều \d+\.|\d+(?:\.\d+)?\.|[a-zđ]\)|-|\ufffd) ", line.text)
        words = line.text[label.end() :] if label else line.text
        if not line.text.startswith("CHƯƠNG"):
            assert words in provision.text or line.text in provision.text


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_text_is_verbatim(library: Library, document: str) -> None:
    file_text = collapsed(raw(document))
    for provision in library.documents[document].provisions:
        if provision.kind is not Kind.DOCUMENT and provision.id not in INTERRUPTED_BY_A_STAMP:
            assert collapsed(provision.text) in file_text, provision.id


def test_what_a_stamp_interrupts_is_verbatim_line_by_line(library: Library) -> None:
    for identity in INTERRUPTED_BY_A_STAMP:
        provision = library.get(identity)
        file_text = collapsed(raw(provision.document))
        assert all(line in file_text for line in provision.text.split("\n"))


def test_no_mark_of_the_conversion_is_left(library: Library) -> None:
    for provision in library.provisions.values():
        assert not re.search(r"[*#\\\ufffd\t]|  ", provision.text), provision.id
        assert provision.text == provision.text.strip()


def in_order(pieces: list[str], text: str) -> bool:
    position = 0
    for piece in pieces:
        found = text.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def test_a_text_is_its_lead_and_then_its_children_in_order(library: Library) -> None:
    for provision in library.provisions.values():
        children = library.children(provision.id)
        assert provision.text.startswith(provision.lead)
        assert in_order([provision.lead, *(child.text for child in children)], provision.text)
        if not children:
            assert provision.lead == provision.text
        if provision.heading:
            assert provision.lead.split("\n")[0] == provision.heading
        for child in children:
            assert child.parent == provision.id
            assert set(child.lines) <= set(provision.lines)


def test_labels_stand_in_the_text_above_and_not_in_their_own(library: Library) -> None:
    article = library.get("quang-ngai/dieu-4").text
    assert "\n3. Cấp có thẩm quyền xem xét kế hoạch" in article
    assert "\na) Thẩm định Kế hoạch xin chủ trương" in article
    assert "\n- Văn phòng cấp ủy nghiên cứu" in article
    assert "\ng) Ghi nhận, nhân rộng" in library.get("quang-ngai/dieu-5").text
    assert "\nĐiều 2. Giải thích từ ngữ\n" in library.get("quang-ngai/chuong-i").text
    assert "\nCHƯƠNG II\nCƠ CHẾ KHUYẾN KHÍCH" in library.get("quang-ngai").text
    assert "\n2.4. Thường xuyên theo dõi" in library.get("kl-14/muc-2").text
    assert "\nII. NHIỆM VỤ VÀ GIẢI PHÁP\n1. Nâng cao" in library.get("lai-chau").text


@pytest.mark.parametrize(
    ("document", "joins"),
    [
        ("kl-14", ()),
        ("quang-ngai", ((61, 65), (91, 95))),
        ("lai-chau", ()),
        ("lam-dong", ((36, 37), (45, 46))),
        ("hai-phong", ((16, 18),)),
    ],
)
def test_sentences_broken_by_a_page_are_joined(
    library: Library, document: str, joins: tuple[tuple[int, int], ...]
) -> None:
    assert library.documents[document].joins == joins


def test_the_page_break_that_would_invert_the_sense_is_inside_one_provision(library: Library) -> None:
    holders = [i for i in library.citable if "nhưng không thống nhất về việc cho chủ trương" in library.get(i).text]
    assert "quang-ngai/dieu-4/khoan-3/diem-b/gach-2" in holders
    leaves = [i for i in library.citable if library.get(i).text.endswith("nhưng không")]
    assert leaves == []


def test_words_after_the_list_of_forms_belong_to_the_clause(library: Library) -> None:
    clause = library.get("quang-ngai/dieu-5/khoan-2")
    letters = [child.rpartition("-")[2] for child in clause.children]
    assert letters == ["a", "b", "c", "d", "dd", "e", "g", "h", "cuoi"]
    tail = library.get("quang-ngai/dieu-5/khoan-2/doan-cuoi")
    assert (tail.parent, tail.kind, tail.lines) == (clause.id, Kind.PARAGRAPH, (128,))


def test_footnotes_are_provisions_whose_place_is_uncertain(library: Library) -> None:
    notes = [p for p in library.provisions.values() if p.kind is Kind.FOOTNOTE]
    assert [(note.id, note.lines) for note in notes] == [
        ("lam-dong/chu-thich-1", (74,)),
        ("lam-dong/chu-thich-2", (77,)),
        ("lam-dong/chu-thich-2b", (80,)),
    ]
    uncertain = [p for p in library.provisions.values() if p.anchor is Anchor.UNCERTAIN]
    assert uncertain == notes


@pytest.mark.parametrize("number", ["1342", "11153", "222-BS/TU", "14/12/2022", "26/12/2022", "LBS"])
def test_stamps_and_copy_blocks_are_in_no_provision(library: Library, number: str) -> None:
    assert [p.id for p in library.provisions.values() if number in p.text] == []


def test_the_copy_block_keeps_the_recipients_of_the_copy(library: Library) -> None:
    copied = "\n".join(parts_with(library.documents["quang-ngai"], Role.COPY))
    assert copied.startswith("THỊ ỦY ĐỨC PHỐ")
    assert "- Lưu VPTX." in copied
    assert copied.endswith("Nguyễn Viết Thanh")
    assert "quang-ngai/noi-nhan" not in library.provisions


@pytest.mark.parametrize(
    ("document", "blocks"),
    [
        ("kl-14", ["phan-dau", "mo-dau", "ket", "noi-nhan"]),
        ("quang-ngai", ["phan-dau", "mo-dau", "chu-ky"]),
        ("lai-chau", ["phan-dau", "mo-dau", "ket", "noi-nhan", "chu-ky"]),
        ("lam-dong", ["phan-dau", "ket", "noi-nhan", "chu-ky"]),
        ("hai-phong", ["phan-dau", "mo-dau", "ket", "noi-nhan", "chu-ky"]),
    ],
)
def test_the_parts_around_the_body_are_those_of_the_file(library: Library, document: str, blocks: list[str]) -> None:
    around = {"phan-dau", "mo-dau", "ket", "noi-nhan", "chu-ky"}
    found = [child.partition("/")[2] for child in library.get(document).children]
    assert [slug for slug in found if slug in around] == blocks


def test_the_structure_has_the_size_that_a_reader_counts(library: Library) -> None:
    def count(document: str, kind: Kind) -> int:
        return sum(p.kind is kind for p in library.documents[document].provisions)

    assert count("quang-ngai", Kind.CHAPTER) == 3
    assert count("quang-ngai", Kind.ARTICLE) == 11
    clauses = [len(library.get(f"quang-ngai/dieu-{n}").children) for n in range(1, 12)]
    assert clauses == [2, 6, 6, 5, 3, 2, 10, 5, 4, 4, 0]
    assert [len(library.get(f"lai-chau/{part}").children) for part in ("i", "ii", "iii")] == [3, 4, 5]
    assert [len(library.get(f"lai-chau/ii/{n}").children) for n in range(1, 5)] == [4, 4, 5, 2]
    assert [len(library.get(f"lam-dong/{part}").children) for part in ("i", "ii", "iii", "iv", "v")] == [4, 4, 3, 6, 6]
    assert sum(child.rpartition("/")[2].isdigit() for child in library.get("hai-phong").children) == 12


@pytest.mark.parametrize(
    ("identity", "locator"),
    [
        ("quang-ngai/dieu-4", "Điều 4"),
        ("quang-ngai/dieu-4/khoan-3", "Điều 4 khoản 3"),
        ("quang-ngai/dieu-4/khoan-3/diem-b/gach-2", "Điều 4 khoản 3 điểm b, gạch đầu dòng 2"),
        ("quang-ngai/dieu-5/khoan-2/diem-dd", "Điều 5 khoản 2 điểm đ"),
        ("quang-ngai/dieu-5/khoan-2/doan-cuoi", "Điều 5 khoản 2 đoạn cuối"),
        ("quang-ngai/dieu-6/khoan-1/gach-1", "Điều 6 khoản 1, gạch đầu dòng 1"),
        ("quang-ngai/chuong-ii", "Chương II"),
        ("quang-ngai/chu-ky", "chữ ký"),
        ("kl-14/muc-2", "mục 2"),
        ("kl-14/muc-2.4/doan-2", "mục 2.4 đoạn 2"),
        ("kl-14/noi-nhan", "nơi nhận"),
        ("lai-chau/ii/3/doan-1", "mục II khoản 3 đoạn 1"),
        ("lai-chau/iii/4", "mục III khoản 4"),
        ("lam-dong/i/doan-1", "mục I đoạn 1"),
        ("lam-dong/iv/5", "mục IV khoản 5"),
        ("lam-dong/chu-thich-1", "chú thích 1"),
        ("lam-dong/chu-thich-2b", "chú thích 2, đoạn 2"),
        ("hai-phong/3", "mục 3"),
        ("hai-phong/4/doan-2", "mục 4 đoạn 2"),
        ("hai-phong/phan-dau", "phần đầu"),
    ],
)
def test_locators_are_what_people_say(library: Library, identity: str, locator: str) -> None:
    assert library.get(identity).locator == locator


def test_headings_are_found_without_markdown(library: Library) -> None:
    def heading(identity: str) -> str | None:
        provision: Provision = library.get(identity)
        return provision.heading

    assert heading("quang-ngai/dieu-3") == "Nguyên tắc khuyến khích và bảo vệ"
    assert heading("quang-ngai/dieu-6/khoan-2") == "Nội dung và biện pháp bảo vệ"
    assert heading("quang-ngai/chuong-iii") == "ĐIỀU KHOẢN THI HÀNH"
    assert heading("kl-14/muc-3") == "Tổ chức thực hiện"
    assert heading("lai-chau/ii/2") == "Khuyến khích cán bộ có tư duy sáng tạo, cách làm đột phá"
    assert heading("lam-dong/iv") == "NHIỆM VỤ GIẢI PHÁP"
    assert heading("kl-14/muc-2.4") is None
    assert heading("hai-phong/2") is None
    assert heading("quang-ngai/dieu-4/khoan-3") is None
