"""The parser on documents made up for the purpose, and on the real ones with lines lost, moved and broken."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.catalogue import Catalogue, Document, Status, packaged_sources
from knowledge.levels import ordinal
from knowledge.outline import LevelName, Outline, Region, RegionRule
from knowledge.parsing import ParsedDocument, ParseError, Role, parse
from knowledge.provisions import Provision
from knowledge.regions import clean

CATALOGUE = Catalogue.load()
RAW = {d.key: (packaged_sources() / d.file_name).read_text(encoding="utf-8") for d in CATALOGUE.documents}


def document(*levels: LevelName, regions: tuple[RegionRule, ...] = (RegionRule(region=Region.BODY),)) -> Document:
    return Document(
        key="thu",
        title="Văn bản thử",
        short="Văn bản thử",
        kind="Quy định",
        issuer="Cơ quan thử",
        number=None,
        date=None,
        signer=None,
        jurisdiction="central",
        status=Status.UNKNOWN,
        status_reason="văn bản thử",
        outline=Outline(regions=regions, levels=levels),
    )


STATUTE = document(LevelName.ARTICLE, LevelName.CLAUSE, LevelName.POINT, LevelName.DASH)


def by_id(parsed: ParsedDocument) -> dict[str, Provision]:
    return {provision.id: provision for provision in parsed.provisions}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("### **Điều 3. Nguyên tắc**", "Điều 3. Nguyên tắc"),
        ("**KẾT LUẬN**  ", "KẾT LUẬN"),
        ("\\*", "*"),
        ("*Đức Phố, ngày 26*", "Đức Phố, ngày 26"),
        ("\tSố       -NQ/TU", "Số -NQ/TU"),
        ("- Lưu VPTX.", "- Lưu VPTX."),
        ("   ", ""),
    ],
)
def test_marks_of_the_conversion_are_taken_off(line: str, words: str) -> None:
    assert clean(line) == words


@pytest.mark.parametrize("marks", ["{}", "**{}**", "## {}", "#### **{}**", "{}  "])
def test_structure_does_not_depend_on_markdown(marks: str) -> None:
    lines = ["Điều 1. Tên điều", "1. Khoản một.", "a) Điểm a.", "2. Khoản hai."]
    parsed = parse(STATUTE, "\n\n".join(marks.format(line) for line in lines))
    ids = [provision.id for provision in parsed.provisions]
    assert ids == ["thu", "thu/dieu-1", "thu/dieu-1/khoan-1", "thu/dieu-1/khoan-1/diem-a", "thu/dieu-1/khoan-2"]


def test_a_clause_without_an_end_mark_is_a_heading_only_when_something_follows() -> None:
    followed = by_id(parse(STATUTE, "Điều 1. Tên\n1. Các hình thức\na) Một.\n2. Không dấu chấm"))
    assert followed["thu/dieu-1/khoan-1"].heading == "Các hình thức"
    assert followed["thu/dieu-1/khoan-2"].heading is None


def test_several_paragraphs_become_provisions_and_one_does_not() -> None:
    parsed = by_id(parse(STATUTE, "Điều 1. Tên\nĐoạn duy nhất.\nĐiều 2. Tên\nMột.\nHai."))
    assert parsed["thu/dieu-1"].children == ()
    assert parsed["thu/dieu-2"].children == ("thu/dieu-2/doan-1", "thu/dieu-2/doan-2")
    assert parsed["thu/dieu-2/doan-2"].locator == "Điều 2 đoạn 2"
    assert parsed["thu/dieu-2"].lead == "Tên"


def test_a_sentence_continues_only_when_no_end_mark_closes_it() -> None:
    joined = parse(STATUTE, "Điều 1. Tên\n1. Đã xem xét nhưng không\n\n\nthống nhất thì thôi.")
    assert by_id(joined)["thu/dieu-1/khoan-1"].text == "Đã xem xét nhưng không thống nhất thì thôi."
    assert joined.joins == ((2, 5),)
    apart = by_id(parse(STATUTE, "Điều 1. Tên\n1. Đã xem xét.\nthống nhất thì thôi."))
    assert apart["thu/dieu-1/khoan-1"].children == ("thu/dieu-1/khoan-1/doan-1", "thu/dieu-1/khoan-1/doan-2")


def test_all_words_after_a_list_stand_in_one_last_paragraph() -> None:
    parsed = by_id(parse(STATUTE, "Điều 1. Tên\n1. Gồm:\na) Một;\nb) Hai.\nĐuôi một.\nĐuôi hai.\n2. Tiếp."))
    assert parsed["thu/dieu-1/khoan-1/doan-cuoi"].text == "Đuôi một.\nĐuôi hai."
    assert parsed["thu/dieu-1/khoan-1/diem-b"].text == "Hai."
    assert parsed["thu/dieu-1/khoan-2"].text == "Tiếp."


def test_a_label_on_a_line_of_its_own_takes_the_words_below_it() -> None:
    parsed = by_id(parse(STATUTE, "Điều 1.\nTên điều\n1.\nKhoản một.\na) Một.\nb) Hai."))
    assert parsed["thu/dieu-1"].heading == "Tên điều"
    assert parsed["thu/dieu-1/khoan-1"].lead == "Khoản một."


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("Điều 1. Tên\n1. Một.\n3. Ba.", 3, "'3.' is out of order"),
        ("Điều 2. Tên", 1, "'Điều 2.' is out of order"),
        ("Điều 1. Tên\n1. Gồm:\na) Một.\nc) Ba.", 4, "'c)' is out of order"),
        ("Lời thừa.\nĐiều 1. Tên", 1, "words before the first article"),
        ("Điều 1.", 1, "has no words"),
        ("", None, "has no words"),
    ],
)
def test_a_text_without_the_structure_is_refused_with_its_line(text: str, line: int | None, problem: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse(STATUTE, text)
    message = str(refused.value)
    assert problem in message
    assert message.startswith("thu: " if line is None else f"thu, line {line}: ")


def test_a_region_that_does_not_begin_is_named() -> None:
    rules = (RegionRule(region=Region.HEADER), RegionRule.model_validate({"region": "body", "starts": "Điều 1"}))
    with pytest.raises(ParseError, match="no line begins the region 'body'"):
        parse(document(LevelName.ARTICLE, regions=rules), "QUY ĐỊNH\nLời nói đầu.")


def test_subsections_must_belong_to_their_section() -> None:
    conclusion = document(LevelName.SECTION, LevelName.SUBSECTION)
    assert "thu/muc-1.1" in by_id(parse(conclusion, "1. Một:\n1.1. Con một.\n1.2. Con hai.\n2. Hai."))
    with pytest.raises(ParseError, match=r"'2\.1\.' is out of order"):
        parse(conclusion, "1. Một:\n2.1. Con của ai.")


@pytest.mark.parametrize(
    ("key", "place"),
    [("1", 1), ("12", 12), ("2.5", 5), ("a", 1), ("đ", 5), ("g", 7), ("IV", 4), ("IX", 9), ("XIV", 14)],
)
def test_labels_have_a_place_among_their_siblings(key: str, place: int) -> None:
    assert ordinal(key) == place


LABELS = [
    "",
    "1. ",
    "2.4. ",
    "II. ",
    "Điều 4. ",
    "CHƯƠNG II",
    "a) ",
    "đ) ",
    "- ",
    "- g) ",
    "\ufffd ",
    "*",
    "-----",
    ". ",
]
NEW_LINES = st.builds(str.__add__, st.sampled_from(LABELS), st.text(max_size=30))


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """The text with some lines dropped, repeated, swapped, cut, replaced or added."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 6))):
        here = draw(st.integers(0, len(lines) - 1))
        there = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["drop", "repeat", "swap", "cut", "replace", "add"])):
            case "drop" if len(lines) > 1:
                del lines[here]
            case "repeat":
                lines.insert(there, lines[here])
            case "swap":
                lines[here], lines[there] = lines[there], lines[here]
            case "cut":
                lines[here] = lines[here][: draw(st.integers(0, 40))]
            case "replace":
                lines[here] = draw(NEW_LINES)
            case "add":
                lines.insert(here, draw(NEW_LINES))
    return "\n".join(lines)


def parsed_or_none(of: Document, text: str) -> ParsedDocument | None:
    try:
        return parse(of, text)
    except ParseError:
        return None


@pytest.mark.parametrize("of", CATALOGUE.documents, ids=lambda d: d.key)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_file_is_parsed_or_refused_but_never_breaks_the_parser(of: Document, data: st.DataObject) -> None:
    text = data.draw(damaged(RAW[of.key]))
    parsed = parsed_or_none(of, text)
    if parsed is not None:
        numbers = {line.number for line in parsed.lines}
        assert numbers == set(range(1, len(text.removesuffix("\n").split("\n")) + 1))
        owned = [line for line in parsed.lines if line.role in {Role.PROVISION, Role.HEADING, Role.METADATA}]
        ids = {provision.id for provision in parsed.provisions}
        assert all(line.provision in ids for line in owned)


@pytest.mark.parametrize("of", CATALOGUE.documents, ids=lambda d: d.key)
@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_at_all_is_parsed_or_refused(of: Document, text: str) -> None:
    parsed_or_none(of, text)


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(NEW_LINES, max_size=15))
def test_any_lines_under_labels_are_parsed_or_refused(lines: list[str]) -> None:
    everything = document(*LevelName)
    parsed = parsed_or_none(everything, "\n".join(lines))
    if parsed is not None:
        assert all(provision.text for provision in parsed.provisions)
