"""The numbers of both formats lie within what the two texts allow."""

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from conversations.documents.formats import Format, Line, Side, Style, format_of, twips, twips_of_points

SIZES: Mapping[Side, Mapping[str, tuple[float, float]]] = {
    Side.STATE: {
        "National": (12, 13),
        "Motto": (13, 14),
        "Parent": (12, 13),
        "Issuer": (12, 13),
        "Number": (13, 13),
        "PlaceDate": (13, 14),
        "Kind": (13, 14),
        "Subject": (13, 14),
        "Body": (13, 14),
        "Basis": (13, 14),
        "Heading1": (13, 14),
        "Authority": (13, 14),
        "Post": (13, 14),
        "Name": (13, 14),
        "RecipientsHead": (12, 12),
        "Recipient": (11, 11),
        "PageNumber": (13, 14),
    },
    Side.PARTY: {
        "National": (15, 15),
        "Parent": (14, 14),
        "Issuer": (14, 14),
        "Number": (14, 14),
        "PlaceDate": (14, 14),
        "Kind": (15, 16),
        "Subject": (14, 15),
        "Body": (14, 15),
        "Basis": (14, 15),
        "Heading1": (14, 15),
        "Authority": (14, 14),
        "Post": (14, 14),
        "Name": (14, 14),
        "RecipientsHead": (14, 14),
        "Recipient": (12, 12),
        "PageNumber": (14, 14),
    },
}
FACES: Mapping[Side, Mapping[str, str]] = {
    Side.STATE: {
        "National": "bold",
        "Motto": "bold",
        "Parent": "caps",
        "Issuer": "bold caps",
        "Number": "",
        "PlaceDate": "italic",
        "Kind": "bold caps",
        "Subject": "bold",
        "Body": "",
        "Basis": "italic",
        "Authority": "bold caps",
        "Post": "bold caps",
        "Name": "bold",
        "RecipientsHead": "bold italic",
        "Recipient": "",
        "PageNumber": "",
    },
    Side.PARTY: {
        "National": "bold",
        "Parent": "caps",
        "Issuer": "bold caps",
        "Number": "",
        "PlaceDate": "italic",
        "Kind": "bold caps",
        "Subject": "bold",
        "Body": "",
        "Authority": "bold caps",
        "Post": "caps",
        "Name": "bold",
        "RecipientsHead": "underline",
        "Recipient": "",
        "PageNumber": "",
    },
}
MARGINS = {
    Side.STATE: {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)},
    Side.PARTY: {"top": (20, 20), "bottom": (20, 20), "left": (30, 30), "right": (15, 15), "header": (10, 10)},
}


@pytest.mark.parametrize(("side", "style"), [(side, style) for side, sizes in SIZES.items() for style in sizes])
def test_sizes(side: Side, style: str) -> None:
    smallest, largest = SIZES[side][style]
    assert smallest <= format_of(side).styles[Style(style)].size <= largest


@pytest.mark.parametrize(("side", "style"), [(side, style) for side, faces in FACES.items() for style in faces])
def test_faces(side: Side, style: str) -> None:
    look = format_of(side).styles[Style(style)]
    assert (
        " ".join(face for face in ("bold", "italic", "underline", "caps") if getattr(look, face)) == FACES[side][style]
    )


@pytest.mark.parametrize("side", Side)
def test_margins_of_an_a4_page(side: Side) -> None:
    page = format_of(side).page
    assert (page.width, page.height) == (210, 297)
    for margin, (smallest, largest) in MARGINS[side].items():
        assert smallest <= getattr(page, margin) <= largest, margin


@pytest.mark.parametrize(("side", "first"), [(Side.STATE, (10, 12.7)), (Side.PARTY, (10, 10))])
def test_body_paragraphs(side: Side, first: tuple[float, float]) -> None:
    body = format_of(side).styles[Style.BODY]
    assert body.align == "justify"
    assert first[0] <= body.first <= first[1]
    assert body.before + body.after >= 6


def test_lines_of_body_paragraphs() -> None:
    assert 1 <= (format_of(Side.STATE).styles[Style.BODY].line.times or 0) <= 1.5
    party = format_of(Side.PARTY).styles[Style.BODY].line
    assert (party.rule, party.value) == ("exact", 18 * 20)


def test_numbers_marks_and_signatures() -> None:
    state, party = format_of(Side.STATE), format_of(Side.PARTY)
    assert state.letterhead.number.startswith("Số: ")
    assert "/{symbol}-" in state.letterhead.number
    assert party.letterhead.number.startswith("Số ")
    assert "-{symbol}/" in party.letterhead.number
    assert (state.end, party.end) == ("./.", ".")
    assert (state.letterhead.star, party.letterhead.star) == ("", "*")
    assert (state.subject.mark, party.subject.mark) == ("", "-----")
    assert (state.signing.on_behalf, state.signing.deputy) == ("TM. ", "KT. ")
    assert (party.signing.on_behalf, party.signing.deputy) == ("T/M ", "K/T ")


@pytest.mark.parametrize("side", Side)
def test_no_pattern_holds_a_figure_that_could_pass_for_a_number_or_date(side: Side) -> None:
    head = format_of(side).letterhead
    assert not any(letter.isdigit() for letter in head.number + head.letter_number + head.place_date)


@pytest.mark.parametrize("side", Side)
def test_the_rules_under_the_head(side: Side) -> None:
    styles = format_of(side).styles
    whole = Style.MOTTO if side is Side.STATE else Style.NATIONAL
    assert styles[whole].rule == 1
    if side is Side.STATE:
        for style in (Style.ISSUER, Style.SUBJECT):
            assert 1 / 3 <= (styles[style].rule or 0) <= 1 / 2


@pytest.mark.parametrize("side", Side)
def test_every_format_names_its_source(side: Side) -> None:
    assert ("30/2020/NĐ-CP" if side is Side.STATE else "36-HD/VPTW") in format_of(side).source


def test_a_table_that_lacks_a_style_or_whose_columns_do_not_fit_is_refused() -> None:
    whole = format_of(Side.STATE).model_dump()
    styles = {style: look for style, look in whole["styles"].items() if style != Style.BODY}
    with pytest.raises(ValidationError, match="Body missing"):
        Format.model_validate(whole | {"styles": styles})
    with pytest.raises(ValidationError, match="wider than the text"):
        Format.model_validate(whole | {"letterhead": whole["letterhead"] | {"widths": (100, 90)}})


@pytest.mark.parametrize(
    ("line", "rule", "value"),
    [(Line(times=1.5), "auto", 360), (Line(exactly=18), "exact", 360), (Line(at_least=20), "atLeast", 400)],
)
def test_distances_of_lines_as_word_counts_them(line: Line, rule: str, value: int) -> None:
    assert (line.rule, line.value) == (rule, value)


def test_a_distance_is_said_in_one_way() -> None:
    with pytest.raises(ValidationError, match="one of times"):
        Line(times=1, exactly=18)


def test_units() -> None:
    assert (twips(25.4), twips_of_points(6)) == (1440, 120)
