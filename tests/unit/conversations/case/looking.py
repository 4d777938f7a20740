"""What every picture has to keep to, looked at in its layout."""

from itertools import combinations

from conversations.case.drawing import DENSITY, TALLEST, WIDTH, Box, Form, Picture, Words

LEAST_CONTRAST = 4.5
SMALLEST = 9.5
UNSEEN = 0.01
"""A length that rounding may add."""
SRGB_KNEE = 0.04045


def check(picture: Picture) -> None:
    """Nothing leaves the canvas, no words lie over others, all can be read."""
    assert picture.width == WIDTH
    assert picture.height == round(picture.height) <= TALLEST
    for mark in picture.marks:
        assert holds(picture.box, mark.box), mark
    boxes = [(words.text, words.box) for words in picture.words]
    for (one, first), (other, second) in combinations(boxes, 2):
        assert not overlap(first, second), (one, other)
    for words in picture.words:
        assert words.font.size >= SMALLEST
        assert contrast(words.colour, _ground(picture, words)) >= LEAST_CONTRAST, words


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes have an area in common that could be seen."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return min(across, down) > UNSEEN


def holds(outer: Box, inner: Box) -> bool:
    """Whether a box lies within another."""
    across = outer.left <= inner.left and inner.right <= outer.right
    return across and outer.top <= inner.top and inner.bottom <= outer.bottom


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as the WCAG define it, from 1 to 21; small text needs 4.5."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= SRGB_KNEE else float(((value + 0.055) / 1.055) ** 2.4)


def text(picture: Picture) -> str:
    """All that can be read, line by line."""
    return "\n".join(words.text for words in picture.words)


def _ground(picture: Picture, words: Words) -> str:
    """The colour behind words: of the last panel that they lie on."""
    box = words.box
    panels = [one for one in picture.shapes if one.form is Form.PANEL and one.fill and overlap(one.box, box)]
    return panels[-1].fill or picture.ground if panels else picture.ground


def size(picture: Picture) -> tuple[int, int]:
    """The pixels that its PNG must have."""
    return round(picture.width) * DENSITY, round(picture.height) * DENSITY
