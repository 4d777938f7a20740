"""What a run may hold, and which rows may break over a page."""

import pytest

from conversations.documents.blocks import Grid, Row, Run, paragraph
from conversations.documents.formats import Style


@pytest.mark.parametrize(
    ("given", "held"),
    [
        ("Điều 4", "Điều 4"),
        ("a\x00b\x08c\x0bd\x0ce\x1ff", "a�b�c�d�e�f"),
        ("\ud800\udfff\ufffe\uffff", "����"),
        ("một\nhai\r\nba\tbốn\u2028năm", "một hai ba bốn năm"),
        ("🙂 ﷺ مرحبا \u202edao\u202c", "🙂 ﷺ مرحبا \u202edao\u202c"),
        ("a" + "\u0301" * 4096, "a" + "\u0301" * 4096),
    ],
)
def test_a_run_holds_only_what_xml_can(given: str, held: str) -> None:
    assert Run(given).text == held


def _row(length: int) -> Row:
    return Row((paragraph(Style.CELL, "x" * length),))


def test_short_rows_stay_together_and_long_ones_may_break() -> None:
    assert _row(600).together
    assert not _row(601).together


@pytest.mark.parametrize(("rows", "together"), [(5, True), (6, False)])
def test_a_small_table_stays_together(rows: int, together: bool) -> None:
    assert Grid((1,), (), (_row(1),) * rows).together is together


def test_a_table_with_a_long_row_may_break() -> None:
    assert not Grid((1,), (), (_row(601),)).together
