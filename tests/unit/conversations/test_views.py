"""Cutting verbatim text: nothing is changed, nothing is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.views import LONG, LONGEST_SHOWN, excerpt, quoted, spans, told, whole, words
from knowledge.answer import Citation
from knowledge.library import Library


def citation(text: str, quote: str = "") -> Citation:
    return Citation("a/1", "Quy định", "Điều 1", text, quote or text, "in_force", "central")


@given(st.text(), st.lists(st.integers(0, 50), max_size=6))
def test_spans_are_the_text(text: str, edges: list[int]) -> None:
    cuts = sorted({min(edge, len(text)) for edge in edges})
    bold = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    cut = spans(text, bold)
    assert words(cut) == text
    assert [span.text for span in cut if span.bold] == [text[start:end] for start, end in bold]


@pytest.mark.parametrize(
    ("bold", "expected"),
    [
        ((), [("abcdef", False)]),
        (((0, 6),), [("abcdef", True)]),
        (((2, 4),), [("ab", False), ("cd", True), ("ef", False)]),
        (((0, 1), (1, 2)), [("a", True), ("b", True), ("cdef", False)]),
    ],
)
def test_spans(bold: tuple[tuple[int, int], ...], expected: list[tuple[str, bool]]) -> None:
    assert [(span.text, span.bold) for span in spans("abcdef", bold)] == expected


@pytest.mark.parametrize(
    ("text", "lead", "shown", "rest"),
    [
        ("Một câu.", "Một câu.", "Một câu.", ""),
        ("Một câu. Hai câu.", "Một câu.", "Một câu.", "Hai câu."),
        ("Tên điều\nMột câu. Hai câu.", "Một câu.", "Một câu.", "Hai câu."),
        ("Một câu. Hai câu.", "Hai câu.", "Một câu. Hai câu.", ""),
        ("Một vế; hai vế.", "Một vế", "Một vế; hai vế.", ""),
        ("Một câu.", "Câu khác.", "Câu khác.", "Một câu."),
    ],
)
def test_told(text: str, lead: str, shown: str, rest: str) -> None:
    result = told(citation(text), lead, ())
    assert (words(result.lead), words(result.rest)) == (shown, rest)
    assert result.before == (rest == "Hai câu.")


def test_bold_moves_with_the_text() -> None:
    result = told(citation("Một câu. Hai câu."), "Hai câu.", ((0, 3),))
    assert [(span.text, span.bold) for span in result.lead] == [("Một câu. ", False), ("Hai", True), (" câu.", False)]


def test_a_very_long_provision_gives_way_to_its_quotation() -> None:
    long = citation("Một câu. " + "dài " * LONGEST_SHOWN, "Một câu.")
    assert told(long, "Một câu.", ()).rest == ()
    assert words(whole(long, "Một câu.", ())) == "Một câu."


@pytest.mark.parametrize(
    ("quote", "before", "after"),
    [
        ("Tên điều\nMột câu; nửa câu thì được. Hai câu.", False, False),
        ("Một câu;", False, False),
        ("nửa câu thì được.", False, False),
        ("thì được", True, True),
        ("Một câu", False, True),
        ("Tên điều", False, False),
        ("Hai câu.", False, False),
    ],
)
def test_a_quotation_cut_inside_a_sentence_is_marked(quote: str, before: bool, after: bool) -> None:
    result = quoted(citation("Tên điều\nMột câu; nửa câu thì được. Hai câu.", quote))
    assert (words(result.rest), result.before, result.after) == (quote, before, after)


def test_whole_marks_the_lead_where_it_stands() -> None:
    assert [span.text for span in whole(citation("Một câu. Hai câu."), "Hai câu.", ((0, 3),)) if span.bold] == ["Hai"]
    assert words(whole(citation("Một câu."), "Khác.", ((0, 3),))) == "Một câu."


def test_every_sentence_of_every_provision_is_told_verbatim_and_whole(library: Library) -> None:
    for provision in library.provisions.values():
        for sentence in re.findall(r"[^\s.][^.\n]*\.", provision.text):
            cited = citation(provision.text, sentence)
            result = told(cited, sentence, ())
            lead, rest = words(result.lead), words(result.rest)
            assert sentence in lead
            assert lead in provision.text
            assert rest in provision.text
            if len(provision.text) <= LONGEST_SHOWN:
                hidden = len(provision.text.split()) - len(f"{lead} {rest}".split())
                assert hidden <= len((provision.heading or "").split()) or lead not in rest


@given(st.text(), st.integers(1, 40))
def test_an_excerpt_is_the_beginning(text: str, length: int) -> None:
    line = " ".join(text.split())
    beginning, cut = excerpt(text, length)
    assert line.startswith(beginning)
    assert len(beginning) <= length
    assert cut == (beginning != line)


def test_an_excerpt_ends_with_a_word() -> None:
    assert excerpt("một hai ba bốn", 9) == ("một hai", True)
    assert excerpt("một hai", LONG) == ("một hai", False)
