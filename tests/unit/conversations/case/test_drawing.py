"""Drawing: letters, measures, wrapping, colours, pixels."""

import unicodedata
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

from conversations.case.drawing import (
    DENSITY,
    ELLIPSIS,
    Box,
    Font,
    Form,
    Picture,
    Shape,
    Weight,
    Words,
    _face,
    bottom,
    centred,
    column,
    png,
    wrap,
)
from tests.unit.conversations.case.looking import contrast, holds, overlap

VOWELS, TONES = "aăâeêioôơuưy", ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
SMALL = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
LETTERS = [*SMALL, *map(str.upper, SMALL)]
MARKS = [*"…·“”-–:;,.()/0123456789"]
NO_SUCH_LETTER = "\U0010fffe"
FONT = Font(14)
WHITE, BLACK, RED = "#ffffff", "#000000", "#b3261e"


def drawn(font: ImageFont.FreeTypeFont, text: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(text)
    return mask.size, bytes(mask)


@pytest.mark.parametrize("weight", Weight)
def test_the_font_has_every_vietnamese_letter_and_each_looks_like_no_other(weight: Weight) -> None:
    font = _face(40, weight)
    assert len(set(LETTERS)) == 2 * (12 * 6 + 1)
    assert all(len(letter) == 1 for letter in LETTERS)
    shapes = {letter: drawn(font, letter) for letter in (*LETTERS, *MARKS)}
    assert drawn(font, NO_SUCH_LETTER) not in shapes.values()
    assert len(set(shapes.values())) == len(shapes)


@pytest.mark.parametrize("weight", Weight)
@pytest.mark.parametrize("size", [9.5, 13, 22])
def test_the_ink_of_every_letter_stays_in_its_line(weight: Weight, size: float) -> None:
    font = Font(size, weight)
    for letter in LETTERS:
        _left, top, _right, low = _face(size, weight).getbbox(letter, anchor="la")
        assert top / DENSITY >= -font.above
        assert low / DENSITY <= font.height - font.above


def test_decomposed_letters_are_measured_as_composed_ones() -> None:
    text = "Hồ sơ đã được tiếp nhận"
    assert wrap(unicodedata.normalize("NFD", text), FONT, 500) == [text]


@given(st.text(st.sampled_from([*LETTERS, " ", "\n", "\u200b", "🙂"]), max_size=200), st.integers(20, 400))
@settings(max_examples=100, deadline=None)
def test_wrapped_lines_are_no_wider_than_the_column_and_lose_no_letter(text: str, width: int) -> None:
    lines = wrap(text, FONT, width)
    assert all(FONT.width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(unicodedata.normalize("NFC", text).replace("\u200b", " ").split())


@given(st.text(st.sampled_from([*"aăb "]), max_size=200), st.integers(20, 120), st.integers(1, 3))
@settings(max_examples=100, deadline=None)
def test_text_that_is_cut_says_so(text: str, width: int, most: int) -> None:
    whole, cut = wrap(text, FONT, width), wrap(text, FONT, width, most)
    assert len(cut) == min(len(whole), most)
    assert all(FONT.width(line) <= width for line in cut)
    assert (len(whole) > most) == any(line.endswith(ELLIPSIS) for line in cut)


def test_a_column_lays_line_under_line() -> None:
    lines = column("một hai ba bốn năm sáu bảy tám chín mười", 10, 5, 100, FONT, BLACK)
    assert len(lines) > 1
    assert [line.top for line in lines] == [5 + number * FONT.height for number in range(len(lines))]
    assert bottom(lines) == pytest.approx(5 + len(lines) * FONT.height)
    assert bottom((), 7) == 7


def test_centred_words_have_as_much_room_on_both_sides() -> None:
    box = Box(10, 20, 110, 60)
    words = centred("12", box, FONT, BLACK).box
    assert words.left - box.left == pytest.approx(box.right - words.right)
    assert words.top - box.top == pytest.approx(box.bottom - words.bottom)


@pytest.mark.parametrize(
    ("other", "shared"),
    [(Box(10, 0, 20, 10), False), (Box(9, 9, 20, 20), True), (Box(0, 10, 10, 20), False), (Box(2, 2, 3, 3), True)],
)
def test_boxes_overlap_when_they_share_an_area(other: Box, shared: bool) -> None:
    box = Box(0, 0, 10, 10)
    assert overlap(box, other) is shared
    assert overlap(other, box) is shared
    assert holds(box, Box(2, 2, 3, 3))
    assert not holds(box, Box(2, 2, 3, 11))


@pytest.mark.parametrize(
    ("one", "other", "expected"), [(BLACK, WHITE, 21.0), (WHITE, WHITE, 1.0), ("#777777", WHITE, 4.48)]
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def pixel(image: Image.Image, left: float, top: float) -> str:
    return "#{:02x}{:02x}{:02x}".format(*image.getpixel((int(left * DENSITY), int(top * DENSITY))))


@pytest.mark.parametrize(
    ("form", "corner"), [(Form.PANEL, RED), (Form.DISC, WHITE), (Form.DIAMOND, WHITE), (Form.TRIANGLE, WHITE)]
)
def test_shapes_fill_their_middle_and_leave_what_is_not_theirs(form: Form, corner: str) -> None:
    picture = Picture(40, 40, WHITE, (Shape(form, Box(10, 10, 30, 30), RED, RED),))
    image = Image.open(BytesIO(png(picture))).convert("RGB")
    assert image.size == (80, 80)
    assert pixel(image, 20, 22) == RED
    assert pixel(image, 10.9, 10.9) == corner
    assert pixel(image, 5, 20) == pixel(image, 35, 20) == WHITE


def test_words_are_written_where_their_box_is() -> None:
    words = Words("ẶẾỖỮ gpqyỵ", 20, 15, Font(20, Weight.BOLD), BLACK)
    picture = Picture(200, 60, WHITE, (words,))
    image = Image.open(BytesIO(png(picture))).convert("L")
    ink = image.point(lambda value: 255 - value).getbbox()
    assert ink is not None
    assert holds(words.box, Box(*(edge / DENSITY for edge in ink)))
    assert png(picture) == png(picture)


def test_a_mark_moves_down_and_not_aside() -> None:
    shape, words = Shape(Form.DISC, Box(1, 2, 3, 4), RED), Words("a", 1, 2, FONT, BLACK)
    assert shape.lower(5).box == Box(1, 7, 3, 9)
    assert (words.lower(5).left, words.lower(5).top) == (1, 7)
