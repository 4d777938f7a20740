"""Tables, targets and the page that is filled between its markers."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.__main__ import PAGE, PARTS, RETRIEVAL, main
from benchmarks.report import PageError, Target, filled, stamp, table, written
from bot.settings import load_settings

TWO = """# Page

Written by hand.

<!-- begin: one -->
old
<!-- end: one -->

Between.

<!-- begin: two -->
<!-- end: two -->
"""


def test_only_what_stands_between_the_markers_changes() -> None:
    changed = filled(filled(TWO, "one", "| new |\n| --- |"), "two", "\nlast\n\n")

    assert changed == (
        "# Page\n\nWritten by hand.\n\n<!-- begin: one -->\n| new |\n| --- |\n<!-- end: one -->\n\nBetween.\n\n"
        "<!-- begin: two -->\nlast\n<!-- end: two -->\n"
    )


def test_filling_again_with_the_same_changes_nothing() -> None:
    once = filled(TWO, "one", "figures")

    assert filled(once, "one", "figures") == once


def test_a_text_with_backslashes_is_taken_as_it_is() -> None:
    assert "\\1 \\g<0>" in filled(TWO, "one", "\\1 \\g<0>")


@pytest.mark.parametrize(
    "page",
    [
        "no markers",
        "<!-- begin: one -->\n",
        "<!-- end: one -->\n<!-- begin: one -->\n",
        "<!-- begin: one -->\n<!-- end: one -->\n<!-- begin: one -->\n<!-- end: one -->\n",
    ],
)
def test_a_page_without_just_one_place_is_refused_naming_the_markers(page: str) -> None:
    with pytest.raises(PageError, match="<!-- begin: one -->"):
        filled(page, "one", "text")


@pytest.mark.parametrize("part", [*PARTS, RETRIEVAL])
def test_the_page_of_the_project_has_a_place_for_every_part(part: str) -> None:
    assert "\nfigures\n" in filled(PAGE.read_text(encoding="utf-8"), part, "figures")


def test_a_table() -> None:
    assert table(["", "first", "n"], [["ours", 0.87654, 12], ["theirs", None, 3]]) == (
        "|  | first | n |\n| --- | ---: | ---: |\n| ours | 0.877 | 12 |\n| theirs | – | 3 |"
    )


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(1.0, "1"), (0.5, "0.5"), (0.0, "0"), (12.3456, "12.346"), (200, "200"), ("x", "x"), (None, "–")],
)
def test_a_cell(cell: str | float | int | None, shown: str) -> None:
    assert written(cell) == shown


@pytest.mark.parametrize(
    ("target", "value", "shown"),
    [
        (Target(0.85), 0.85, "0.85 met"),
        (Target(0.85), 0.8499, "0.85 **missed**"),
        (Target(0.03, at_least=False), 0.03, "0.03 met"),
        (Target(0.03, at_least=False), 0.031, "0.031 **missed**"),
        (Target(0.03, at_least=False), -0.1, "-0.1 met"),
        (Target(0.85), None, "–"),
    ],
)
def test_a_figure_beside_its_target(target: Target, value: float | None, shown: str) -> None:
    assert target.judged(value) == shown


def test_targets_read_as_bounds() -> None:
    assert str(Target(0.85)) == "≥ 0.85"
    assert str(Target(1.5, at_least=False)) == "≤ 1.5"


def test_the_stamp_has_the_date() -> None:
    assert stamp(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)).startswith("Measured on 2026-11-22, ")


@pytest.mark.parametrize("arguments", [["speed"], ["retrieval"]])
def test_an_unknown_part_and_retrieval_without_a_folder_end_with_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_a_folder_that_is_no_beir_folder_ends_with_one_line_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.__main__.prepare", lambda **_: load_settings(var_dir=tmp_path))
    page = tmp_path / "page.md"
    page.write_text("<!-- begin: retrieval -->\n<!-- end: retrieval -->\n", encoding="utf-8")

    with pytest.raises(SystemExit) as ended:
        main(["retrieval", "--beir", str(tmp_path), "--page", str(page)])

    message = str(ended.value.code)
    assert str(tmp_path) in message
    assert "\n" not in message
