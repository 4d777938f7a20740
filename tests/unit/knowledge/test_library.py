"""The library: the tree around a provision, its search text, its misprints, its digest."""

import shutil
from pathlib import Path

import pytest

from knowledge.catalogue import CatalogueError, packaged_sources
from knowledge.library import Library, UnknownProvision
from knowledge.misprints import Misprint, Misprints, Sureness
from knowledge.parsing import ParseError
from knowledge.provisions import Kind

LIBRARY = Library.load()


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    for entry in packaged_sources().iterdir():
        if entry.is_file():
            (folder / entry.name).write_bytes(entry.read_bytes())
    return folder


def test_an_unknown_id_is_refused_by_name() -> None:
    with pytest.raises(UnknownProvision, match="'quang-ngai/dieu-25'") as refused:
        LIBRARY.get("quang-ngai/dieu-25")
    assert isinstance(refused.value, KeyError)
    assert refused.value.identity == "quang-ngai/dieu-25"
    for ask in (LIBRARY.document_of, LIBRARY.parent, LIBRARY.children, LIBRARY.article_of, LIBRARY.search_text):
        with pytest.raises(UnknownProvision):
            ask("hai-phong/13")


def test_provisions_stand_in_the_order_of_catalogue_and_file() -> None:
    ids = list(LIBRARY.provisions)
    assert ids[0] == "kl-14"
    assert ids.index("kl-14/muc-2.5") < ids.index("kl-14/muc-3") < ids.index("quang-ngai") < ids.index("hai-phong/12")
    assert all(LIBRARY.provisions[identity].id == identity for identity in ids)


def test_the_tree_around_a_provision() -> None:
    dash = "quang-ngai/dieu-4/khoan-3/diem-b/gach-2"
    parent = LIBRARY.parent(dash)
    assert parent is not None
    assert parent.id == "quang-ngai/dieu-4/khoan-3/diem-b"
    assert [p.id for p in LIBRARY.children("quang-ngai/dieu-4/khoan-3")] == [
        "quang-ngai/dieu-4/khoan-3/diem-a",
        "quang-ngai/dieu-4/khoan-3/diem-b",
    ]
    assert [p.id for p in LIBRARY.ancestors("quang-ngai/dieu-4/khoan-1")] == [
        "quang-ngai/dieu-4",
        "quang-ngai/chuong-ii",
        "quang-ngai",
    ]
    root_parent = LIBRARY.parent("quang-ngai")
    assert root_parent is None
    assert LIBRARY.document_of(dash).key == "quang-ngai"


@pytest.mark.parametrize(
    ("identity", "article"),
    [
        ("quang-ngai/dieu-4/khoan-3/diem-b/gach-2", "quang-ngai/dieu-4"),
        ("quang-ngai/dieu-5/khoan-2/doan-cuoi", "quang-ngai/dieu-5"),
        ("quang-ngai/dieu-11", "quang-ngai/dieu-11"),
        ("quang-ngai/mo-dau", "quang-ngai/mo-dau"),
        ("kl-14/muc-2.4/doan-2", "kl-14/muc-2.4"),
        ("kl-14/muc-2.4", "kl-14/muc-2.4"),
        ("kl-14/muc-1", "kl-14/muc-1"),
        ("lai-chau/ii/3/doan-1", "lai-chau/ii/3"),
        ("lam-dong/iv/3", "lam-dong/iv/3"),
        ("lam-dong/i/doan-2", "lam-dong/i"),
        ("lam-dong/chu-thich-2b", "lam-dong/chu-thich-2b"),
        ("hai-phong/4/doan-2", "hai-phong/4"),
        ("hai-phong/mo-dau/doan-1", "hai-phong/mo-dau"),
    ],
)
def test_the_whole_unit_around_a_provision(identity: str, article: str) -> None:
    assert LIBRARY.article_of(identity).id == article


def test_roots_and_chapters_are_not_cited() -> None:
    assert set(LIBRARY.provisions) - set(LIBRARY.citable) == {
        "kl-14",
        "quang-ngai",
        "lai-chau",
        "lam-dong",
        "hai-phong",
        "quang-ngai/chuong-i",
        "quang-ngai/chuong-ii",
        "quang-ngai/chuong-iii",
    }
    assert len(LIBRARY.citable) == len(set(LIBRARY.citable))


@pytest.mark.parametrize(
    ("identity", "locator"),
    [
        ("quang-ngai/dieu-4/khoan-3", "Điều 4 khoản 3, Quy định của Ban Thường vụ Tỉnh ủy Quảng Ngãi"),
        ("kl-14/muc-2.4", "mục 2.4, Kết luận số 14-KL/TW"),
        ("hai-phong/8", "mục 8, Chỉ thị của Ban Thường vụ Thành ủy Hải Phòng"),
        ("lam-dong/iv/5", "mục IV khoản 5, Dự thảo Nghị quyết của Tỉnh ủy Lâm Đồng (tháng 6/2026)"),
    ],
)
def test_a_citation_names_place_and_document(identity: str, locator: str) -> None:
    assert LIBRARY.full_locator(identity) == locator


def test_a_provision_is_found_by_document_article_and_own_words() -> None:
    text = LIBRARY.search_text("quang-ngai/dieu-4/khoan-3/diem-a/gach-1")
    assert "Tỉnh ủy Quảng Ngãi về khuyến khích và bảo vệ cán bộ" in text
    assert "Quy trình xem xét cho chủ trương" in text
    assert "Thẩm định Kế hoạch xin chủ trương" in text
    assert "thành lập Hội đồng thẩm định" in text
    assert "CƠ CHẾ KHUYẾN KHÍCH" not in text
    paragraph = LIBRARY.search_text("lai-chau/ii/3/doan-2")
    assert "NHIỆM VỤ VÀ GIẢI PHÁP" in paragraph
    assert "Bảo vệ, tạo môi trường" in paragraph


def test_search_sees_printed_and_likely_words() -> None:
    text = LIBRARY.search_text("quang-ngai/dieu-5/khoan-2/diem-e")
    assert "Thương tiên và hiện vật" in text
    assert "Thưởng tiền" in text
    for identity in LIBRARY.citable:
        provision = LIBRARY.get(identity)
        for misprint in LIBRARY.misprints.within(provision, provision.text):
            found_by = LIBRARY.search_text(identity)
            assert misprint.printed in found_by
            assert misprint.likely is None or misprint.likely in found_by


def test_a_note_stands_only_under_a_quote_that_holds_the_misprint() -> None:
    forms = "quang-ngai/dieu-5/khoan-2"
    note = '"Thương tiên" (nguyên văn; có thể là "Thưởng tiền")'
    assert LIBRARY.notes_for(forms, LIBRARY.get(forms).text) == (note,)
    assert LIBRARY.notes_for(f"{forms}/diem-e", "Thương tiên và hiện vật") == (note,)
    assert LIBRARY.notes_for(f"{forms}/diem-e", "hiện vật xứng đáng") == ()
    assert LIBRARY.notes_for(f"{forms}/diem-g", "Thương tiên") == ()
    footnote = LIBRARY.get("lam-dong/chu-thich-1")
    assert len(LIBRARY.notes_for(footnote.id, footnote.text)) == 4


def test_a_gap_is_noted_without_being_filled() -> None:
    clause = LIBRARY.get("lam-dong/iii/2")
    notes = LIBRARY.notes_for(clause.id, clause.text)
    assert '"có động cơ trong sáng, vì lợi ích chung" (nguyên văn; câu thiếu vế nêu hệ quả)' in notes
    assert LIBRARY.notes_for("lam-dong/chu-thich-2b", LIBRARY.get("lam-dong/chu-thich-2b").text) == ()


@pytest.mark.parametrize("misprint", LIBRARY.misprints.table, ids=lambda m: f"{m.document}-{m.line}-{m.printed}")
def test_a_misprint_stands_where_the_table_says(misprint: Misprint) -> None:
    lines = (packaged_sources() / f"{misprint.document}.txt").read_text(encoding="utf-8").split("\n")
    assert lines[misprint.line - 1].count(misprint.printed) == 1
    assert misprint.likely != misprint.printed


def test_a_misprint_cannot_be_taken_for_the_same_words_elsewhere_in_a_provision() -> None:
    for identity in LIBRARY.citable:
        provision = LIBRARY.get(identity)
        for misprint in LIBRARY.misprints.within(provision, provision.text):
            assert provision.text.count(misprint.printed) == 1, (identity, misprint.printed)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{document: kl-14, line: 0, printed: a, likely: b, sure: certain}", "0.line"),
        ("{document: kl-14, line: 1, printed: a, likely: b, sure: perhaps}", "0.sure"),
        ("{document: kl-14, line: 1, printed: a, likely: null, sure: certain}", "likely and remark"),
    ],
)
def test_a_wrong_row_of_the_table_is_named(sources: Path, row: str, said: str) -> None:
    (sources / "misprints.yaml").write_text(f"- {row}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"misprints\.yaml is wrong") as refused:
        Misprints.load(sources)
    assert said in str(refused.value)


def test_misprints_say_how_sure_they_are() -> None:
    sure = {(m.document, m.line): m.sure for m in LIBRARY.misprints.table}
    assert sure["quang-ngai", 121] is Sureness.CERTAIN
    assert sure["quang-ngai", 164] is Sureness.POSSIBLE


def test_the_digest_is_that_of_the_content(sources: Path) -> None:
    assert Library.load(sources).digest == LIBRARY.digest == Library.load().digest
    assert len(LIBRARY.digest) == 64


@pytest.mark.parametrize("name", ["catalogue.yaml", "misprints.yaml", "hai-phong.txt"])
def test_the_digest_changes_with_any_file(sources: Path, name: str) -> None:
    path = sources / name
    changed = path.read_text(encoding="utf-8")
    path.write_text(changed + "\n# sửa\n" if name.endswith("yaml") else changed.replace("CHỈ THỊ", "CHỈ  THỊ"), "utf-8")
    assert Library.load(sources).digest != LIBRARY.digest


def test_a_missing_source_is_an_error_and_not_a_smaller_library(sources: Path) -> None:
    (sources / "hai-phong.txt").unlink()
    with pytest.raises(FileNotFoundError, match=r"hai-phong\.txt"):
        Library.load(sources)


def test_a_source_that_lost_its_structure_is_an_error(sources: Path) -> None:
    shutil.copy(sources / "kl-14.txt", sources / "hai-phong.txt")
    with pytest.raises(ParseError, match="hai-phong"):
        Library.load(sources)


def test_a_library_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        LIBRARY.provisions["x"] = LIBRARY.get("kl-14")  # type: ignore[index]
    assert LIBRARY.get("kl-14").kind is Kind.DOCUMENT
