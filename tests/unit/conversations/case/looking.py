"""What every picture has to keep to, looked at in its layout."""

from itertools import combinations

from conversations.case.drawing import DENSITY, TALLEST, WIDTH, Form, Picture, Words, contrast

LEAST_CONTRAST = 4.5
SMALLEST = 9.5


def check(picture: Picture) -> None:
    """Nothing leaves the canvas, no words lie over others, all can be read."""
    assert picture.width == WIDTH
    assert picture.height == round(picture.height) <= TALLEST
    for mark in picture.marks:
        assert picture.box.holds(mark.box), mark
    boxes = [(words.text, words.box) for words in picture.words]
    for (one, first), (other, second) in combinations(boxes, 2):
        assert not first.overlaps(second), (one, other)
    for words in picture.words:
        assert words.font.size >= SMALLEST
        assert contrast(words.colour, _ground(picture, words)) >= LEAST_CONTRAST, words


def text(picture: Picture) -> str:
    """All that can be read, line by line."""
    return "\n".join(words.text for words in picture.words)


def _ground(picture: Picture, words: Words) -> str:
    """The colour behind words: of the last panel that they lie on."""
    box = words.box
    panels = [shape for shape in picture.shapes if shape.form is Form.PANEL and shape.fill and shape.box.overlaps(box)]
    return panels[-1].fill or picture.ground if panels else picture.ground


def size(picture: Picture) -> tuple[int, int]:
    """The pixels that its PNG must have."""
    return round(picture.width) * DENSITY, round(picture.height) * DENSITY
