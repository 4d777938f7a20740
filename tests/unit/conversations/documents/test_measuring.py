"""Words are as wide as the font sets them."""

import os
import subprocess

import pytest
from PIL import ImageFont

from conversations.documents.formats import Side, format_of
from conversations.documents.measuring import lines, width

TEXTS = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    "Ưu tiên người đi trước, dám nghĩ dám làm",
)


@pytest.mark.parametrize("side", Side)
def test_the_fixed_lines_of_the_head_fit_their_column(side: Side) -> None:
    layout = format_of(side)
    for line in layout.letterhead.right:
        assert width(line.text, layout.styles[line.style].size) <= layout.letterhead.widths[1]


def test_capitals_are_measured_as_capitals_and_tone_marks_add_nothing() -> None:
    assert width("xã", 14, caps=True) == width("XÃ", 14) == width("XA", 14)
    assert width("ơ", 14) > width("o", 14)
    assert width("e\u0301", 14) == width("é", 14) == width("e", 14)


def test_a_letter_of_another_alphabet_has_some_width() -> None:
    assert width("漢", 14) > 0


@pytest.mark.parametrize("text", TEXTS)
def test_the_widths_are_those_of_a_metric_compatible_font(text: str) -> None:
    found = subprocess.run(
        ["fc-match", "--format", "%{family[0]}|%{file}", "Tinos:bold"], capture_output=True, text=True, check=False
    ).stdout
    if not found.startswith("Tinos|"):
        missing = "no font Tinos: install fonts-croscore"
        if os.environ.get("DAMLAM_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    font = ImageFont.truetype(found.split("|")[1], 2048, layout_engine=ImageFont.Layout.BASIC)
    advances = sum(map(font.getlength, text))
    assert width(text, 72) == pytest.approx(advances / 2048 * 25.4, rel=0.001)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("Sở Tư pháp", ["Sở Tư pháp"]),
        ("Ủy ban nhân dân xã Phú Bình", ["Ủy ban nhân dân", "xã Phú Bình"]),
        ("Trung tâm Phục vụ hành chính công", ["Trung tâm Phục vụ", "hành chính công"]),
        ("Khôngcókhoảngtrắngnàotrongtênnày", ["Khôngcókhoảngtrắngnàotrongtênnày"]),
    ],
)
def test_where_a_long_name_is_broken(name: str, broken: list[str]) -> None:
    assert lines(name, lambda text: len(text) <= 20, ("xã", "tỉnh")) == broken
