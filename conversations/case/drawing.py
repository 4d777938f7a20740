"""Pictures as data, and as PNG. What a picture shows is a list of shapes and words with their places, so that a test
can look for words that overlap or leave the canvas; drawing them adds nothing.

Lengths are points of a phone: a picture as wide as `WIDTH` fills its screen. A point is `DENSITY` pixels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from knowledge.text import clean

WIDTH = 390
"""The width of a phone's screen."""
TALLEST = 1280
"""The tallest that a picture may be: channels make a photo smaller whose longer side has more than 2,560 pixels, and
then its words are too small to read."""
DENSITY = 2
ELLIPSIS = "…"
_SMOOTH = 2
"""Shapes are drawn so many times larger, then made smaller, lest their edges be jagged."""
_ABOVE = 0.24
"""Room above the ascent for what stands on capitals (Ặ, Ế), as a share of the size."""


class Weight(StrEnum):
    """A face of the font; the value is a part of its file's name."""

    REGULAR = "Regular"
    BOLD = "Bold"


@dataclass(frozen=True, slots=True)
class Font:
    """A face in a size."""

    size: float
    weight: Weight = Weight.REGULAR

    @property
    def height(self) -> float:
        """The height of a line, with room for every mark above and below."""
        return self.above + sum(_face(self.size, self.weight).getmetrics()) / DENSITY

    @property
    def above(self) -> float:
        """The room above the ascent."""
        return self.size * _ABOVE

    def width(self, text: str) -> float:
        """How wide a line of text is."""
        return _face(self.size, self.weight).getlength(text) / DENSITY


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the canvas; y counts downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def lower(self, by: float) -> "Box":
        """The same further down."""
        return Box(self.left, self.top + by, self.right, self.bottom + by)


class Form(StrEnum):
    """What a shape looks like in its box."""

    PANEL = "panel"
    DISC = "disc"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"
    STROKE = "stroke"
    """From the corner at the top left to the one at the bottom right."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape. `fill` and `edge` are colours such as "#1b4f8a"; `thickness` is the edge's, or the stroke's."""

    form: Form
    box: Box
    fill: str | None = None
    edge: str | None = None
    thickness: float = 1
    radius: float = 0

    def lower(self, by: float) -> "Shape":
        """The same further down."""
        return replace(self, box=self.box.lower(by))


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text whose box begins at `left`, `top`."""

    text: str
    left: float
    top: float
    font: Font
    colour: str

    @property
    def box(self) -> Box:
        """What it covers, with the room that marks may take."""
        return Box(self.left, self.top, self.left + self.font.width(self.text), self.top + self.font.height)

    def lower(self, by: float) -> "Words":
        """The same further down."""
        return replace(self, top=self.top + by)


Mark = Shape | Words


@dataclass(frozen=True, slots=True)
class Picture:
    """A canvas and what is on it; words lie above shapes, later shapes above earlier ones."""

    width: float
    height: float
    ground: str
    marks: tuple[Mark, ...]

    @property
    def box(self) -> Box:
        """The canvas."""
        return Box(0, 0, self.width, self.height)

    @property
    def words(self) -> tuple[Words, ...]:
        """What can be read."""
        return tuple(mark for mark in self.marks if isinstance(mark, Words))

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """Everything else."""
        return tuple(mark for mark in self.marks if isinstance(mark, Shape))


def bottom(marks: Iterable[Mark], default: float = 0) -> float:
    """The lowest edge of the marks."""
    return max((mark.box.bottom for mark in marks), default=default)


def centred(text: str, box: Box, font: Font, colour: str) -> Words:
    """A line in the middle of a box."""
    left = box.left + (box.width - font.width(text)) / 2
    return Words(text, left, box.top + (box.height - font.height) / 2, font, colour)


def column(
    text: str, left: float, top: float, width: float, font: Font, colour: str, most: int = 99
) -> tuple[Words, ...]:
    """Text in a column, wrapped; after `most` lines it is cut with an ellipsis."""
    lines = wrap(text, font, width, most)
    return tuple(Words(line, left, top + number * font.height, font, colour) for number, line in enumerate(lines))


def wrap(text: str, font: Font, width: float, most: int = 99) -> list[str]:
    """The text in lines no wider than `width`: broken between words, a word that is too long between letters."""
    lines: list[str] = []
    for word in clean(text).split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and font.width(joined) <= width:
            lines[-1] = joined
        else:
            lines += _pieces(word, font, width)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(f"{lines[most - 1]} {lines[most]}", font, width)]
    return lines


def _pieces(word: str, font: Font, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and font.width(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cut(text: str, font: Font, width: float) -> str:
    while font.width(f"{text}{ELLIPSIS}") > width:
        text = text[:-1].rstrip()
    return f"{text}{ELLIPSIS}"


def png(picture: Picture) -> bytes:
    """The picture as PNG. The same picture gives the same bytes. Takes processor time."""
    large = _pixels(picture, DENSITY * _SMOOTH)
    drawn = ImageDraw.Draw(large)
    for shape in picture.shapes:
        _draw(drawn, shape)
    image = large.reduce(_SMOOTH)
    written = ImageDraw.Draw(image)
    for words in picture.words:
        place = (words.left * DENSITY, (words.top + words.font.above) * DENSITY)
        face = _face(words.font.size, words.font.weight)
        written.text(place, words.text, fill=words.colour, font=face, anchor="la")
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def _pixels(picture: Picture, scale: int) -> Image.Image:
    size = (round(picture.width) * scale, round(picture.height) * scale)
    return Image.new("RGB", size, picture.ground)


def _draw(drawn: ImageDraw.ImageDraw, shape: Shape) -> None:
    scale = DENSITY * _SMOOTH
    left, top, right, low = (round(edge * scale) for edge in _edges(shape.box))
    thickness = round(shape.thickness * scale)
    match shape.form:
        case Form.PANEL:
            radius = shape.radius * scale
            drawn.rounded_rectangle((left, top, right, low), radius, shape.fill, shape.edge, thickness)
        case Form.DISC:
            drawn.ellipse((left, top, right, low), shape.fill, shape.edge, thickness)
        case Form.STROKE:
            drawn.line((left, top, right, low), shape.fill, thickness)
        case Form.DIAMOND | Form.TRIANGLE:
            drawn.polygon(_corners(shape.form, left, top, right, low), shape.fill, shape.edge, thickness)


def _corners(form: Form, left: int, top: int, right: int, low: int) -> Sequence[tuple[float, float]]:
    middle, half = (left + right) / 2, (top + low) / 2
    if form is Form.TRIANGLE:
        return ((middle, top), (right, low), (left, low))
    return ((middle, top), (right, half), (middle, low), (left, half))


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


@lru_cache(maxsize=32)
def _face(size: float, weight: Weight) -> ImageFont.FreeTypeFont:
    """The face from the package, laid out letter by letter: the same with and without libraqm."""
    content = resources.files(__package__).joinpath("fonts", f"BeVietnamPro-{weight}.ttf").read_bytes()
    return ImageFont.truetype(BytesIO(content), size * DENSITY, layout_engine=ImageFont.Layout.BASIC)
