"""Which documents a plan gives, and what stands in them: every answer, and nothing that nobody said."""

import re
from collections.abc import Iterator

import pytest

from conversations.documents.bases import basis_documents
from conversations.documents.producing import Remark, produce
from conversations.forms.questions import Answer, Answers
from knowledge.library import Library
from tests.unit.conversations.documents.conftest import Producing
from tests.unit.conversations.documents.plans import (
    GROUP,
    ORGANISATION,
    PLAN,
    REMARK,
    UNSUITABLE,
    W,
    part,
    plan_form,
    request,
    text_of,
)

SLUG = "mot-cua-luu-dong-tai-bon-thon-vung-cao"
PROPOSERS = {"official": PLAN, "group": GROUP, "organisation": ORGANISATION}
UNKNOWN = "[cần bổ sung]"


def names(producing: Producing, answers: Answers, *, preview: bool = False, version: int = 1) -> list[str]:
    return [one.name for one in producing.all(answers, preview=preview, version=version)]


def test_a_plan_comes_with_its_cover_letter(producing: Producing) -> None:
    assert names(producing, PLAN, version=3) == [f"ke-hoach-{SLUG}-v3.docx", f"to-trinh-{SLUG}-v3.docx"]


def test_a_preview_is_the_plan_alone(producing: Producing) -> None:
    assert names(producing, UNSUITABLE, preview=True) == [f"ban-nhap-ke-hoach-{SLUG}-v1.docx"]


def test_a_letter_for_each_issuer_of_an_unsuitable_rule(producing: Producing) -> None:
    assert names(producing, UNSUITABLE)[2:] == [
        f"du-thao-cong-van-{SLUG}-v1.docx",
        f"du-thao-cong-van-{SLUG}-2-v1.docx",
    ]
    first, second = map(text_of, producing.all(UNSUITABLE)[2:])
    assert "Kính gửi: UBND tỉnh" in first
    assert "Quyết định phân cấp" in first
    assert "Quyết định định mức" in first
    assert "Thông tư hướng dẫn" not in first
    assert "Kính gửi: Bộ Tài chính" in second
    assert "Quyết định phân cấp" not in second


@pytest.mark.parametrize("place", ["hai-phong", "lai-chau", "lam-dong", "other"])
def test_no_letter_where_no_rule_asks_for_one(producing: Producing, place: str) -> None:
    assert len(producing.all(UNSUITABLE | {"jurisdiction": place})) == 2


def test_no_letter_without_a_rule_that_is_unsuitable(producing: Producing) -> None:
    assert len(producing.all(UNSUITABLE | {"issue_kind": "unregulated"})) == 2
    assert len(producing.all({key: value for key, value in UNSUITABLE.items() if key != "rules"})) == 2


def test_a_rule_whose_issuer_is_not_known(producing: Producing) -> None:
    rules = [{"document": "Quyết định", "number": "", "article": "", "issuer": ""}]
    assert f"Kính gửi: {UNKNOWN}" in text_of(producing.all(UNSUITABLE | {"rules": rules})[2])


def test_the_letter_is_the_committees_and_quotes_the_clause(producing: Producing, library: Library) -> None:
    text = text_of(producing.all(UNSUITABLE)[2])
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
    assert "T/M Đảng ủy xã Phú Bình" in text
    quoted = re.search(r"Điều 4 khoản 5 [^“]*“([^”]+)”", text)
    assert quoted
    assert quoted[1] in library.get("quang-ngai/dieu-4/khoan-5").text


def test_names_are_ascii_whatever_the_title_is(producing: Producing) -> None:
    title = "Đề án “Số hóa” <b>100%</b> 🙂 مرحبا ../../etc/passwd " + "rất dài " * 40
    for name in names(producing, PLAN | {"title": title}):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.docx", name)
        assert len(name) <= 100


@pytest.mark.parametrize("title", ["", "🙂", "x" * 200])
def test_names_of_titles_that_give_none(producing: Producing, title: str) -> None:
    assert names(producing, PLAN | {"title": title})[0] == "ke-hoach-v1.docx"


def test_the_same_request_gives_the_same_bytes(producing: Producing) -> None:
    assert producing.all(UNSUITABLE) == producing.all(UNSUITABLE)
    assert producing.all(PLAN, preview=True) == producing.all(PLAN, preview=True)


def said(answers: Answers) -> Iterator[str]:
    """Every piece of text that the user gave, as a document may break it over lines."""
    keys = {question.key: question for question in plan_form().questions}
    for key, answer in answers.items():
        if keys[key].kind in {"choice", "choices"}:
            labels = {choice.key: choice.label for choice in keys[key].choices}
            yield from (labels[one] for one in ([answer] if isinstance(answer, str) else answer))
        else:
            yield from pieces(answer)


def pieces(answer: Answer) -> Iterator[str]:
    if isinstance(answer, str):
        yield from (re.sub(r"^[-*] ", "", line) for line in answer.split("\n") if line)
    elif isinstance(answer, list):
        shown = ("id", "mime", "size", "digest")
        yield from (value for row in answer for key, value in row.items() if key not in shown)  # type: ignore[union-attr]


LABELLED_ELSEWHERE = {
    "Không", "Khối Nhà nước", "Khối Đảng, đoàn thể", "Văn phòng cấp ủy", "Quảng Ngãi", "Một cán bộ", "Nhóm cán bộ",
    "Cơ quan, tổ chức", "Cam kết",
}  # fmt: skip
"""Choices that decide on a document and are not set by their labels."""
WRITTEN = {
    "2027-02-05": "05/02/2027",
    "2027-12-31": "31/12/2027",
    "45000000": "45.000.000",
    "3.5": "3,5",
    "0.5": "0,5",
    "low": "Thấp",
    "high": "Cao",
}
"""How a document writes what is stored."""


@pytest.mark.parametrize("side", ["state", "party"])
@pytest.mark.parametrize("answers", [*PROPOSERS.values(), UNSUITABLE], ids=[*PROPOSERS, "unsuitable"])
def test_every_answer_stands_in_the_plan(producing: Producing, answers: Answers, side: str) -> None:
    text = text_of(producing.plan(answers | {"side": side}))
    for piece in said(answers):
        words = WRITTEN.get(piece, piece).strip()
        assert words in text or words in LABELLED_ELSEWHERE, words
    assert "từ ngày 01/3/2027 đến ngày 31/12/2027" in text.replace("Từ ngày", "từ ngày")
    assert "45.000.000 đồng" in text


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d./,-]*\d|\d", text))


@pytest.mark.parametrize("side", ["state", "party"])
@pytest.mark.parametrize("answers", [*PROPOSERS.values(), UNSUITABLE, {}], ids=[*PROPOSERS, "unsuitable", "nothing"])
def test_no_number_and_no_date_is_made_up(producing: Producing, library: Library, answers: Answers, side: str) -> None:
    whole = answers | {"side": side}
    place = str(answers["jurisdiction"]) if answers else None
    known = " ".join(
        (
            *said(answers),
            *WRITTEN.values(),
            "01/3/2027 31/12/2027",
            *(document.title for document in basis_documents(library.catalogue, place)),
            *(f"Điều 4 khoản 5, Điều 8 khoản {number}" for number in (1, 3)),
        )
    )
    ordinals = {str(number) for number in range(1, 10)}
    for document in producing.all(whole):
        assert numbers(text_of(document)) - ordinals <= numbers(known)


@pytest.mark.parametrize("side", ["state", "party"])
def test_nothing_is_known_yet(producing: Producing, side: str) -> None:
    plan, cover = map(text_of, producing.all({"side": side}))
    assert plan.count(UNKNOWN) > 25
    assert "Căn cứ Kết luận số 14-KL/TW" in plan
    assert "Quảng Ngãi" not in plan + cover


def test_no_document_promises_that_nobody_will_be_held_to_account(producing: Producing) -> None:
    promise = re.compile(r"miễn (?:trừ )?trách nhiệm|không bị (?:xử lý|kỷ luật)|được bảo vệ|được miễn", re.IGNORECASE)
    for document in producing.all(UNSUITABLE):
        assert not promise.search(text_of(document))


def test_the_commitment_quotes_the_clauses_where_they_apply(producing: Producing) -> None:
    assert "“Nghiêm túc trong đề xuất" in text_of(producing.plan(PLAN))
    elsewhere = text_of(producing.plan(PLAN | {"jurisdiction": "hai-phong"}))
    assert "Điều 8" not in elsewhere
    assert "Người đề xuất cam kết thực hiện nghiêm túc" in elsewhere


def test_urgency_and_pilot_are_sections_only_when_they_apply(producing: Producing) -> None:
    calm = text_of(producing.plan(PLAN | {"request": "carry_out"}))
    assert "TÍNH CẤP THIẾT" not in calm
    assert "Giới hạn thí điểm" not in calm
    urgent = PLAN | {"urgent": "urgent", "urgent_reason": "Kè nứt lúc nửa đêm."}
    assert "XIV. TÍNH CẤP THIẾT\nKè nứt lúc nửa đêm." in text_of(producing.plan(urgent))


def test_a_draft_is_never_a_basis(producing: Producing) -> None:
    for document in producing.all(PLAN | {"jurisdiction": "lam-dong"}):
        assert "Dự thảo Nghị quyết" not in text_of(document)
        assert "Căn cứ Kết luận số 14-KL/TW" in text_of(document)


@pytest.mark.parametrize(
    ("answers", "addressee"),
    [
        (PLAN, "Kính gửi: Đảng ủy xã Phú Bình (qua Văn phòng Đảng ủy xã Phú Bình)"),
        (PLAN | {"recipient": "head", "recipient_name": "Chủ tịch UBND xã"}, "Kính gửi: Chủ tịch UBND xã"),
        ({"managing_body": "Đảng ủy xã"}, "Kính gửi: Đảng ủy xã"),
    ],
)
def test_whom_the_cover_letter_is_addressed_to(producing: Producing, answers: Answers, addressee: str) -> None:
    assert addressee in text_of(producing.all(answers)[1]).split("\n")


@pytest.mark.parametrize(
    ("title", "named"),
    [("Một cửa", "kính trình Kế hoạch Một cửa để"), ("Kế hoạch một cửa", "kính trình Kế hoạch một cửa để")],
)
def test_a_plan_is_called_a_plan_once(producing: Producing, title: str, named: str) -> None:
    assert named in text_of(producing.all(PLAN | {"title": title})[1])


@pytest.mark.parametrize(("side", "end"), [("state", "./."), ("party", ".")])
def test_the_mark_at_the_end(producing: Producing, side: str, end: str) -> None:
    closing = "Kính đề nghị Đảng ủy xã Phú Bình xem xét, cho chủ trương"
    assert f"{closing}{end}" in text_of(producing.plan(PLAN | {"side": side})).split("\n")


def test_a_preview_lists_the_remarks_and_doubtful_bases_at_its_end(producing: Producing) -> None:
    text = text_of(producing.plan(PLAN, preview=True))
    _, _, notes = text.partition("NHỮNG ĐIỂM CẦN XEM LẠI")
    assert f"1. {REMARK.level}: {REMARK.text}. {REMARK.remedy}." in notes
    assert "2. Lưu ý: Hiệu lực của Quy định của Ban Thường vụ Tỉnh ủy Quảng Ngãi chưa rõ." in notes
    assert REMARK.text not in text_of(producing.plan(PLAN))


def test_a_preview_without_remarks_says_so(library: Library) -> None:
    wanted = request(PLAN | {"jurisdiction": "other"}, preview=True)
    (document,) = produce(type(wanted)(wanted.form, wanted.answers, 1, wanted.made_on, True), library)
    assert "Không có cảnh báo nào." in text_of(document)


def test_a_remark_without_a_remedy(library: Library) -> None:
    wanted = request(PLAN)
    remark = Remark("Thiếu", "Chưa có kết quả đo được")
    (document,) = produce(type(wanted)(wanted.form, wanted.answers, 1, wanted.made_on, True, (remark,)), library)
    assert "1. Thiếu: Chưa có kết quả đo được." in text_of(document).split("\n")


NASTY = {
    "markup": "<w:p>a & b</w:p> {{ blocks }}",
    "emoji": "🙂 ok",
    "right to left": "مرحبا",
    "combining": "e" + "\u0301" * 4096,
    "long": "dài " * 5000,
}


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize("side", ["state", "party"])
def test_any_words_in_any_answer(producing: Producing, words: str, side: str) -> None:
    words = words.strip()
    texts = {key: words for key, answer in PLAN.items() if isinstance(answer, str) and key in FREE}
    risk = {"risk": words, "likelihood": "low", "effect": "low", "measure": words}
    for document in producing.all(PLAN | texts | {"side": side, "risks": [risk]}):
        text = text_of(document)
        assert words in text
        assert text.rstrip().endswith(words), "the signature is the last line"


FREE = {
    "title", "need", "purpose", "issue", "content", "scope", "beneficiaries", "positive", "negative", "feasibility",
    "pilot_limits", "proposer_name", "proposer_post", "proposer_unit", "managing_body", "recipient_name", "place",
    "consulted", "legality_note", "reporting", "attachments_note",
}  # fmt: skip


def test_headings_are_kept_with_what_follows_and_the_signature_with_the_last_words(producing: Producing) -> None:
    styles = part(producing.plan(PLAN), "word/styles.xml")
    kept = {
        style.get(f"{W}styleId") for style in styles.iter(f"{W}style") if style.find(f"{W}pPr/{W}keepNext") is not None
    }
    assert {"Heading1", "Heading2", "Closing", "BeforeFoot", "Authority", "Post", "Name", "Lead", "CellHead"} <= kept
    body = part(producing.plan(PLAN), "word/document.xml").find(f"{W}body")
    last = [child.find(f"{W}pPr/{W}pStyle").get(f"{W}val") for child in body.findall(f"{W}p")][-3:]
    assert last == ["Closing", "BeforeFoot", "AfterTable"]
    assert body.findall(f"{W}tbl")[-1].find(f"{W}tr/{W}trPr/{W}cantSplit") is not None
