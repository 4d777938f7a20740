"""How the cells of a workbook look, and that words stay words."""

from collections.abc import Sequence
from datetime import date
from textwrap import wrap

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from conversations.documents.blocks import Run

DAY = "dd/mm/yyyy"
LINE = 16
"""Points that a line of words takes."""
_FACE = "Calibri"
_SIDE = Side("thin", "9AA8B8")
EDGE = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_HEAD = PatternFill("solid", "DCE6F2")
_MARGIN = 0.4
"""Inches around a printed page."""


def font(size: int = 11, *, bold: bool = False, italic: bool = False) -> Font:
    """The face of the workbook."""
    return Font(_FACE, size, bold=bold, italic=italic)


def put(sheet: Worksheet, place: str, text: str, face: Font | None = None) -> None:
    """Writes words as words: never as a formula, whatever a user wrote, and without what XML cannot hold."""
    cell = sheet[place]
    cell.value = Run(text).text
    cell.data_type = "s"
    if face:
        cell.font = face


def head(sheet: Worksheet, place: str, text: str) -> None:
    """Writes the head of a column."""
    put(sheet, place, text, font(bold=True))
    sheet[place].fill, sheet[place].border = _HEAD, EDGE
    sheet[place].alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")


def height(cells: Sequence[str | int | date | None], widths: Sequence[int]) -> int:
    """Points that a row needs whose words are wrapped in columns of these widths, in characters."""
    lines = (wrap(cell, width - 2) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str))
    return LINE * max(1, *map(len, lines))


def set_page(sheet: Worksheet) -> None:
    """A4 across, as wide as the sheet and as many pages as it takes."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = margins.bottom = _MARGIN
