"""The XML of rendered documents: page, styles, headers, watermark, and words that come through unchanged."""

import zipfile
from io import BytesIO

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.documents.blocks import REPLACEMENT, Block, Face, Grid, Pair, Row, Rule, Run, paragraph
from conversations.documents.formats import Side, Style, format_of, twips
from conversations.documents.rendering import render
from conversations.documents.templates import WATERMARK
from tests.unit.conversations.documents.plans import DAY, W, opened, part, text_of

V = "{urn:schemas-microsoft-com:vml}"


def rendered(*blocks: Block, side: Side = Side.STATE, preview: bool = False) -> bytes:
    return render(blocks, side, preview=preview, title="Kế hoạch", made_on=DAY)


def every_style(side: Side) -> bytes:
    return rendered(*(paragraph(style, f"Chữ {style}") for style in Style), side=side)


@pytest.mark.parametrize("side", Side)
def test_page_and_margins(side: Side) -> None:
    section, page = opened(rendered(side=side)).sections[0], format_of(side).page
    near = Mm(0.02)
    for found, wanted in (
        (section.page_width, page.width),
        (section.page_height, page.height),
        (section.top_margin, page.top),
        (section.bottom_margin, page.bottom),
        (section.left_margin, page.left),
        (section.right_margin, page.right),
        (section.header_distance, page.header),
    ):
        assert abs(found - Mm(wanted)) < near
    assert section.different_first_page_header_footer


@pytest.mark.parametrize("side", Side)
def test_every_paragraph_has_the_numbers_of_its_style(side: Side) -> None:
    looks = format_of(side).styles
    for line in opened(every_style(side)).paragraphs:
        look, style = looks[Style(line.style.style_id)], line.style
        assert line.text == f"Chữ {style.style_id}"
        assert style.font.size == Pt(look.size)
        assert bool(style.font.bold) is look.bold
        assert bool(style.font.italic) is look.italic
        assert bool(style.font.underline) is look.underline
        assert bool(style.font.all_caps) is look.caps
        aligned = WD_ALIGN_PARAGRAPH.JUSTIFY if look.align == "justify" else WD_ALIGN_PARAGRAPH[look.align.upper()]
        assert style.paragraph_format.alignment == aligned
        assert abs((style.paragraph_format.first_line_indent or 0) - Mm(look.first)) < Mm(0.02)
        assert style.paragraph_format.space_before == Pt(look.before)
        assert style.paragraph_format.space_after == Pt(look.after)
        assert bool(style.paragraph_format.keep_with_next) is look.keep_next


@pytest.mark.parametrize("side", Side)
def test_fonts_of_every_script_and_the_language(side: Side) -> None:
    styles = part(rendered(side=side), "word/styles.xml")
    fonts = list(styles.iter(f"{W}rFonts"))
    assert len(fonts) == len(Style) + 1
    for font in fonts:
        assert {key.removeprefix(W): value for key, value in font.attrib.items()} == dict.fromkeys(
            ("ascii", "hAnsi", "eastAsia", "cs"), format_of(side).font
        )
    (language,) = styles.iter(f"{W}lang")
    assert (language.get(f"{W}val"), language.get(f"{W}eastAsia")) == ("vi-VN", "vi-VN")


@pytest.mark.parametrize("preview", [False, True])
@pytest.mark.parametrize("side", Side)
def test_page_number_and_watermark(side: Side, preview: bool) -> None:
    section = opened(rendered(side=side, preview=preview)).sections[0]
    for header, numbered in ((section.first_page_header, False), (section.header, True)):
        (line,) = header.paragraphs
        assert line.style.style_id == Style.PAGE_NUMBER
        assert line.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert ["PAGE"] * numbered == [node.text.strip() for node in line._p.iter(f"{W}instrText")]
        marks = [node.get("string") for node in line._p.iter(f"{V}textpath") if node.get("string")]
        assert marks == [WATERMARK] * preview


def test_the_shapes_of_both_watermarks_have_ids_of_their_own() -> None:
    section = opened(rendered(preview=True)).sections[0]
    ids = [
        node.get("id") for one in (section.header, section.first_page_header) for node in one._element.iter(f"{V}shape")
    ]
    assert len(set(ids)) == 2


@pytest.mark.parametrize("preview", [False, True])
def test_what_is_unknown_is_highlighted_in_a_preview_only(preview: bool) -> None:
    document = rendered(paragraph(Style.BODY, Run("[cần bổ sung]", Face.UNKNOWN)), preview=preview)
    (used,) = part(document, "word/document.xml").iter(f"{W}rStyle")
    styles = part(document, "word/styles.xml")
    (style,) = (one for one in styles.iter(f"{W}style") if one.get(f"{W}styleId") == used.get(f"{W}val"))
    assert [node.get(f"{W}fill") for node in style.iter(f"{W}shd")] == ["FFFF00"] * preview


def test_every_style_that_is_used_exists_and_every_table_has_its_columns() -> None:
    grid = Grid(
        (567, 1134),
        (paragraph(Style.CELL_HEAD, "Một"), paragraph(Style.CELL_HEAD, "Hai")),
        (
            Row((paragraph(Style.CELL, "a"), paragraph(Style.CELL_RIGHT, "b"))),
            Row((paragraph(Style.CELL, "c" * 700), paragraph(Style.CELL, "d"))),
        ),
    )
    pair = Pair(
        (1000, 2000), (((paragraph(Style.ISSUER, "Trái"), Rule(100)), (paragraph(Style.MOTTO, "Phải"),)), ((), ()))
    )
    document = rendered(grid, pair)
    body, styles = part(document, "word/document.xml"), part(document, "word/styles.xml")
    known = {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")}
    assert {node.get(f"{W}val") for node in body.iter(f"{W}pStyle", f"{W}rStyle")} <= known
    tables = list(body.iter(f"{W}tbl"))
    assert [[column.get(f"{W}w") for column in table.iter(f"{W}gridCol")] for table in tables] == [
        ["567", "1134"],
        ["1000", "2000"],
    ]
    for table, columns in zip(tables, (2, 2), strict=True):
        assert {len(row.findall(f"{W}tc")) for row in table.iter(f"{W}tr")} == {columns}


def test_a_table_repeats_its_head_and_lets_only_a_long_row_break() -> None:
    head = (paragraph(Style.CELL_HEAD, "Một"),)
    rows = (Row((paragraph(Style.CELL, "ngắn"),)), Row((paragraph(Style.CELL, "dài " * 300),)))
    table = part(rendered(Grid((567,), head, rows)), "word/document.xml").find(f".//{W}tbl")
    found = [
        [child.tag.removeprefix(W) for child in row.iter(f"{W}cantSplit", f"{W}tblHeader")]
        for row in table.iter(f"{W}tr")
    ]
    assert found == [["cantSplit", "tblHeader"], ["cantSplit"], []]
    borders = table.find(f".//{W}tblBorders")
    assert {border.tag.removeprefix(W) for border in borders} == {
        "top",
        "left",
        "bottom",
        "right",
        "insideH",
        "insideV",
    }


def test_a_small_table_is_kept_with_its_last_row() -> None:
    rows = tuple(Row((paragraph(Style.CELL, text),)) for text in ("a", "b", "c"))
    table = part(rendered(Grid((567,), (paragraph(Style.CELL_HEAD, "Một"),), rows)), "word/document.xml").find(
        f".//{W}tbl"
    )
    kept = [row.find(f".//{W}keepNext") is not None for row in list(table.iter(f"{W}tr"))[1:]]
    assert kept == [True, True, False]


def test_a_rule_is_as_long_as_asked() -> None:
    document = rendered(Rule(twips(20)))
    (indent,) = part(document, "word/document.xml").iter(f"{W}ind")
    assert indent.get(f"{W}left") == indent.get(f"{W}right") == str(twips(20))


@pytest.mark.parametrize(
    "words",
    [
        "a < b > c & d \" ' </w:t></w:r>",
        "{{ blocks }} {% for x in y %} {# z #} {_{ }_} {_% %_} {%p if %} {{r x }}",
        "🙂👨‍👩‍👧‍👦 ﷺ",
        "مرحبا بالعالم \u202eđảo\u202c",
        "ê" + "\u0323" * 4096,
        "x" * 20_000,
        "từ " * 6_000,
        "  hai  khoảng   trắng ",
        "&amp; &#8216; “ngoặc” ‘đơn’",
    ],
    ids=[
        "markup",
        "template marks",
        "emoji",
        "right to left",
        "combining marks",
        "one long word",
        "long text",
        "spaces",
        "entities",
    ],
)
def test_words_come_through_unchanged(words: str) -> None:
    after = paragraph(Style.BODY, "Đoạn sau cùng")
    document = rendered(paragraph(Style.BODY, words), Grid((900,), (paragraph(Style.CELL_HEAD, words),), ()), after)
    assert text_of(document).split("\n") == [words, words, "", "Đoạn sau cùng"]


def test_control_characters_are_replaced_and_nothing_is_cut() -> None:
    assert (
        text_of(rendered(paragraph(Style.BODY, "a\x00\x0c\x07b"), paragraph(Style.BODY, "c")))
        == f"a{REPLACEMENT * 3}b\nc"
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=3))
def test_any_words_come_through_as_a_run_holds_them(texts: list[str]) -> None:
    blocks = [paragraph(Style.BODY, text) for text in texts]
    assert text_of(rendered(*blocks)) == "\n".join(block.text for block in blocks)


def test_the_same_blocks_give_the_same_bytes() -> None:
    block = paragraph(Style.BODY, "Kế hoạch")
    assert rendered(block) == rendered(block)


def test_the_properties_tell_the_given_day_and_nobody() -> None:
    document = rendered(paragraph(Style.BODY, "Kế hoạch"))
    properties = opened(document).core_properties
    assert (properties.title, properties.language, properties.author, properties.comments) == (
        "Kế hoạch",
        "vi-VN",
        "",
        "",
    )
    assert properties.created == properties.modified
    assert properties.created.date() == DAY
    with zipfile.ZipFile(BytesIO(document)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


def test_a_title_that_is_too_long_for_a_property_is_shortened() -> None:
    document = render((), Side.STATE, preview=False, title="\x00" + "dài " * 200, made_on=DAY)
    assert len(opened(document).core_properties.title) == 255
