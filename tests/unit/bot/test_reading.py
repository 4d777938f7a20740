"""What a file is, told by its content, and every place where its words may stand."""

import unicodedata
import zipfile

import pytest
from pypdf.errors import PyPdfError

from bot import reading
from bot.kinds import DOCX, JPEG, PDF, PNG, PPTX, TEXT, XLSX, Reading
from bot.reading import UnreadableError, read
from tests.office_files import CONTENT_TYPES, excel, locked, packed, pdf, picture, with_members, word

SLIDE = '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>Sáng </a:t></a:r><a:r><a:t>kiến</a:t></a:r></a:p></p:sld>'
DECK = {CONTENT_TYPES: "<Types/>", "ppt/presentation.xml": "<p/>", "ppt/slides/slide1.xml": SLIDE}


@pytest.mark.parametrize(
    ("content", "mime", "legible"),
    [
        (word("Kế hoạch"), DOCX, True),
        (excel("Kế hoạch"), XLSX, True),
        (packed(DECK), PPTX, True),
        (pdf("Ke hoach"), PDF, True),
        (b"junk before\n" + pdf("Ke hoach"), PDF, True),
        (picture("PNG"), PNG, False),
        (picture("JPEG"), JPEG, False),
        (picture("PDF"), PDF, False),
        (pdf("Trang mot", ""), PDF, False),
        (locked(pdf("Ke hoach"), ""), PDF, True),
        ("Kế hoạch".encode(), TEXT, True),
        ("Kế hoạch".encode("utf-8-sig"), TEXT, True),
        ("Kế hoạch".encode("utf-16"), TEXT, True),
        ("tên;số\nmột;2\n".encode(), TEXT, True),
    ],
)
def test_the_kind_is_told_by_the_content(content: bytes, mime: str, legible: bool) -> None:
    found = read(content)
    assert (found.mime, found.legible) == (mime, legible)


@pytest.mark.parametrize(
    "content",
    [
        packed({"a.txt": "x"}),
        packed({"word/document.xml": "<w/>"}),
        packed({CONTENT_TYPES: "<Types/>", "mimetype": "application/vnd.oasis.opendocument.text"}),
        with_members(word("x"), {"word/vbaProject.bin": b"macro"}),
        b"MZ\x90\x00\x03 a program",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old Word file",
        b"{\\rtf1\\ansi M\\u7852?T}",
        b"<html><body>M&#7852;T</body></html>",
        b"<?xml version='1.0'?><x/>",
        "Kế hoạch".encode("utf-16-le"),
        bytes([0xC5, 0x90, 0x20, 0xFF]),
        b"one\x00two",
    ],
)
def test_what_is_of_no_kind_that_is_taken(content: bytes) -> None:
    assert read(content) == Reading()


def with_header(words: str) -> bytes:
    return with_members(word("Nội dung"), {"word/header9.xml": f'<w:hdr xmlns:w="w" xmlns:v="v">{words}</w:hdr>'})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (word("Một |cửa l|ưu động"), "Một cửa lưu động"),
        (word("MẬ|T"), "\nMẬT\n"),
        (with_header("<w:p><w:r><w:t>TUYỆT MẬT</w:t></w:r></w:p>"), "TUYỆT MẬT"),
        (with_header("<w:p><w:del><w:r><w:delText>đã xóa</w:delText></w:r></w:del></w:p>"), "đã xóa"),
        (with_header('<v:textpath style="x" string="TỐI MẬT"/>'), "TỐI MẬT"),
        (with_members(word("x"), {"word/comments.xml": '<w:c xmlns:w="w"><w:t>ghi chú</w:t></w:c>'}), "ghi chú"),
        (with_members(word("x"), {"docProps/core.xml": '<c xmlns:d="d"><d:title>Tên tệp</d:title></c>'}), "Tên tệp"),
        (with_members(word("x"), {"word/embeddings/ban-tinh.xlsx": excel("MẬT trong bảng")}), "MẬT trong bảng"),
        (excel("Kinh phí 12 triệu"), "Kinh phí 12 triệu"),
        (excel("x", sheet="TỐI MẬT"), "TỐI MẬT"),
        (packed(DECK), "Sáng kiến"),
        (pdf("Trang mot", "Trang hai"), "Trang hai"),
        ("một\r\nhai".encode(), "một\r\nhai"),
    ],
)
def test_words_are_found_wherever_they_stand(content: bytes, words: str) -> None:
    assert words in read(content).text


def test_the_words_come_in_nfc() -> None:
    assert "Một cửa" in read(word(unicodedata.normalize("NFD", "Một cửa"))).text


@pytest.mark.parametrize(
    "members", [{"word/media/image1.png": picture()}, {"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}]
)
def test_what_may_hide_words_is_said(members: dict[str, bytes]) -> None:
    found = read(with_members(word("Kế hoạch"), members))
    assert (found.mime, found.legible) == (DOCX, False)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (locked(pdf("x"), "mat-khau"), UnreadableError),
        (pdf(*["x"] * (reading.PAGES + 1)), UnreadableError),
        (b"%PDF-1.7 and no more", PyPdfError),
        (picture("JPEG")[:-200], OSError),
        (b"\x89PNG\r\n\x1a\n and no more", OSError),
        (word("x")[:-100], zipfile.BadZipFile),
        (with_members(word("x"), {"word/x.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), UnreadableError),
        (with_members(word("x"), {f"{n}.bin": b"" for n in range(reading.MEMBERS)}), UnreadableError),
        (packed({CONTENT_TYPES: "<T/>", "word/document.xml": "<w/>"}, zipfile.ZIP_BZIP2), UnreadableError),
        (with_members(word("x"), {"word/x.xml": "<w:t>not closed"}), SyntaxError),
    ],
)
def test_what_is_damaged_locked_or_blown_up_is_unreadable(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(content)


@pytest.mark.parametrize("name", ["word/media/x.png", "word/x.xml", "docProps/x.bin"])
def test_a_bomb_is_never_unpacked_beyond_the_allowance(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "EXPANDED", 100_000)
    with pytest.raises(UnreadableError, match="unpacked"):
        read(with_members(word("x"), {name: bytes(10_000_000)}))


def test_documents_nested_in_one_another_are_read_to_a_depth() -> None:
    nested = word("trong cùng")
    for _ in range(reading.NESTED - 1):
        nested = with_members(word("vỏ"), {"word/embeddings/a.docx": nested})
    assert "trong cùng" in read(nested).text
    with pytest.raises(UnreadableError):
        read(with_members(word("vỏ"), {"word/embeddings/a.docx": nested}))


def test_more_words_than_anybody_reads_are_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_TEXT", 1_000)
    with pytest.raises(UnreadableError):
        read(b"x" * 1_001)
